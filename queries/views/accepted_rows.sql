-- One row per report row that counts: accepted, not withdrawn, the latest of its natural key.
select
    judged_rows.row_id,
    judged_rows.submission_id,
    judged_rows.kind,
    judged_rows.sheet,
    judged_rows.row_number,
    judged_rows.unit_id,
    judged_rows.natural_key,
    submissions.file_name,
    submissions.file_sha256,
    submissions.received_at,
    submissions.received_by,
    submissions.simulated
from judged_rows
inner join submissions on judged_rows.submission_id = submissions.submission_id
where judged_rows.reason_code is null
order by judged_rows.row_id
