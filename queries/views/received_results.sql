-- One row per unit, year and received file with results in it, the refused ones too: one report.
select
    unit_id,
    year,
    submission_id,
    arrived_at,
    min(reported_on) as reported_on,
    cast(sum(row_count) as bigint) as row_count,
    cast(sum(refused_row_count) as bigint) as refused_row_count
from received_models
group by unit_id, year, submission_id, arrived_at
order by unit_id, year, arrived_at, submission_id
