-- One row per unit, year, model and received file with a result of it, the refused ones too.
-- A file taken back by the secretariat (withdrawn) never arrived. A file that waited in the inbox
-- arrived when it was offered, not when it was accepted.
with stated as (
    select
        row_id,
        max(value_number) filter (where field = 'year') as year,
        max(value_date) filter (where field = 'reported_on') as reported_on,
        -- Null where the name cannot be read: nobody knows which model it was.
        max(match_key) filter (where field = 'model_name') as model_key
    from report_cells
    where field in ('year', 'reported_on', 'model_name')
    group by row_id
),

first_offers as (
    select
        file_sha256,
        min(offered_at) as offered_at
    from offers
    group by file_sha256
)

select
    judged_rows.unit_id,
    cast(stated.year as integer) as year,
    stated.model_key,
    judged_rows.submission_id,
    submissions.file_name,
    least(
        submissions.received_at, coalesce(first_offers.offered_at, submissions.received_at)
    ) as arrived_at,
    min(stated.reported_on) as reported_on,
    count(*) as row_count,
    count(*) filter (where judged_rows.reason_code = 'refused') as refused_row_count
from judged_rows
inner join stated on judged_rows.row_id = stated.row_id
inner join submissions on judged_rows.submission_id = submissions.submission_id
left join first_offers on submissions.file_sha256 = first_offers.file_sha256
where
    judged_rows.kind = 'results'
    and judged_rows.unit_id is not null
    and stated.year is not null
    and judged_rows.reason_code is distinct from 'withdrawn'
group by all
order by
    judged_rows.unit_id, year, arrived_at, judged_rows.submission_id, stated.model_key
