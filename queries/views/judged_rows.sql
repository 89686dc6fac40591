-- One row per report row: reason_code null says that it counts, else why it does not.
with standings as (
    select
        report_rows.row_id,
        report_rows.submission_id,
        report_rows.kind,
        report_rows.sheet,
        report_rows.row_number,
        report_rows.unit_id,
        report_rows.natural_key,
        submissions.received_at,
        case
            when withdrawals.submission_id is not null then 'withdrawn'
            when submissions.status = 'rejected' or not report_rows.is_accepted then 'refused'
        end as barred_code
    from report_rows
    inner join submissions on report_rows.submission_id = submissions.submission_id
    left join withdrawals on report_rows.submission_id = withdrawals.submission_id
),

-- A later row with the same key takes the place of the earlier one, whole row for whole row.
successors as (
    select
        row_id,
        first_value(row_id) over (
            partition by kind, coalesce(natural_key, cast(row_id as varchar))
            order by received_at desc, submission_id desc, row_id desc
        ) as latest_row_id
    from standings
    where barred_code is null
)

select
    standings.row_id,
    standings.submission_id,
    standings.kind,
    standings.sheet,
    standings.row_number,
    standings.unit_id,
    standings.natural_key,
    coalesce(
        standings.barred_code,
        case when successors.latest_row_id <> standings.row_id then 'superseded' end
    ) as reason_code,
    nullif(successors.latest_row_id, standings.row_id) as superseded_by_row_id
from standings
left join successors on standings.row_id = successors.row_id
order by standings.row_id
