-- One row per result and replicating unit named in it; unit_id is null where nobody is recognised.
select
    accepted_rows.row_id,
    report_cells.unit_id,
    report_cells.value_text as unit_text
from accepted_rows
inner join report_cells on accepted_rows.row_id = report_cells.row_id
where
    accepted_rows.kind = 'results'
    and report_cells.field = 'replicated_by'
    and report_cells.value_text is not null
order by accepted_rows.row_id, report_cells.value_text
