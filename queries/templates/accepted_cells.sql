-- One row per cell of an accepted row that a template is filled in with.
-- Reads kind $1, unit $2 (null: every unit), year $3 (null: every year).
-- A registration belongs to every year from its own on, until the year in which the model ended.
with row_years as (
    select
        row_id,
        max(cast(value_number as integer)) filter (where field = 'year') as stated_year,
        max(year(value_date)) filter (where field = 'registered_on') as first_year,
        max(year(value_date)) filter (where field = 'ended_on') as last_year
    from report_cells
    group by row_id
)

select
    accepted_rows.row_id,
    accepted_rows.simulated,
    report_cells.field,
    report_cells.raw_text,
    report_cells.value_text,
    report_cells.value_number,
    report_cells.value_date,
    report_cells.precision,
    report_cells.problem,
    unit_profiles.name as unit_name
from accepted_rows
inner join report_cells on accepted_rows.row_id = report_cells.row_id
inner join row_years on accepted_rows.row_id = row_years.row_id
left join unit_profiles on report_cells.unit_id = unit_profiles.unit_id
where
    accepted_rows.kind = $1
    and (cast($2 as text) is null or accepted_rows.unit_id = $2)
    and (
        cast($3 as integer) is null
        or row_years.stated_year = $3
        or (
            row_years.stated_year is null
            and row_years.first_year <= $3
            and coalesce(row_years.last_year, $3) >= $3
        )
    )
order by
    accepted_rows.row_id,
    report_cells.field,
    report_cells.address,
    report_cells.value_text
