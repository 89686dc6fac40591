-- Exactly one row: what the data is as of.
select
    moment.version,
    moment.as_of,
    count(submissions.submission_id) as submissions,
    (select count(*) from accepted_rows) as accepted_rows,
    (
        select count(*) from judged_rows
        where judged_rows.reason_code = 'refused'
    ) as refused_rows,
    max(submissions.received_at) as last_received_at,
    coalesce(bool_or(submissions.simulated), false) as has_simulated,
    count(*) filter (where submissions.simulated) as simulated_submissions
from moment
left join submissions on moment.as_of >= submissions.received_at
group by moment.version, moment.as_of
