-- One row per undone submission, its moment written as the journal writes it.
select
    submission_id,
    strftime(withdrawn_at, '%Y-%m-%dT%H:%M:%S.%f') as withdrawn_at,
    withdrawn_by,
    reason
from withdrawals
order by submission_id
