-- One row per file whose bytes are in the store already: the submission that stands for it.
select
    incoming_files.file_no,
    submissions.submission_id,
    submissions.status,
    submissions.row_count,
    submissions.rejected_row_count,
    list_sort(list(distinct report_rows.kind) filter (where report_rows.kind is not null)) as kinds
from incoming_files
inner join submissions on incoming_files.file_sha256 = submissions.file_sha256
left join withdrawals on submissions.submission_id = withdrawals.submission_id
left join report_rows on submissions.submission_id = report_rows.submission_id
where incoming_files.received_before_at is not null and withdrawals.submission_id is null
group by
    incoming_files.file_no,
    submissions.submission_id,
    submissions.status,
    submissions.row_count,
    submissions.rejected_row_count
qualify
    row_number() over (
        partition by incoming_files.file_no
        order by submissions.status = 'rejected', submissions.submission_id desc
    ) = 1
order by incoming_files.file_no
