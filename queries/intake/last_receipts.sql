-- One row per file of the store: the last time that it was received or sent back and still stands.
select
    submissions.file_sha256,
    submissions.file_name,
    submissions.submission_id,
    submissions.received_at,
    submissions.received_by,
    submissions.status = 'rejected' as is_rejected,
    refusals.reason as refusal_reason
from submissions
left join withdrawals on submissions.submission_id = withdrawals.submission_id
left join refusals
    on
        submissions.file_sha256 = refusals.file_sha256
        and submissions.received_at = refusals.refused_at
where withdrawals.submission_id is null
qualify
    row_number() over (
        partition by submissions.file_sha256
        order by submissions.status = 'rejected', submissions.submission_id desc
    ) = 1
order by submissions.submission_id
