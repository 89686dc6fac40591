-- One row per file on which was ever decided: whether it stands as received, or as sent back.
select
    submissions.file_sha256,
    bool_or(withdrawals.submission_id is null and submissions.status <> 'rejected') as is_received,
    bool_or(withdrawals.submission_id is null and submissions.status = 'rejected') as is_returned
from submissions
left join withdrawals on submissions.submission_id = withdrawals.submission_id
group by submissions.file_sha256
order by submissions.file_sha256
