-- One row per file with rows of known units: the names of these units, the most frequent first.
with unit_rows as (
    select
        incoming_rows.file_no,
        incoming_rows.unit_id,
        count(*) as row_count
    from incoming_rows
    where incoming_rows.unit_id is not null
    group by incoming_rows.file_no, incoming_rows.unit_id
)

select
    unit_rows.file_no,
    list(
        latest_unit_names.unit_name
        order by unit_rows.row_count desc, latest_unit_names.unit_name asc
    ) as unit_names
from unit_rows
inner join latest_unit_names on unit_rows.unit_id = latest_unit_names.unit_id
group by unit_rows.file_no
order by unit_rows.file_no
