-- One row per blank cell of a column that must be filled in.
select
    incoming_cells.file_no,
    incoming_cells.row_no,
    incoming_cells.sheet,
    incoming_cells.address,
    incoming_cells.field,
    'error' as severity,
    incoming_cells.raw_text as found,
    'Cột “' || coalesce(incoming_cells.header, fields.header, incoming_cells.field)
    || '” bắt buộc nhưng ô này để trống; hãy điền giá trị'
    || coalesce(', ví dụ “' || fields.example || '”', '') || '.' as message,
    null as suggestion
from incoming_cells
left join fields
    on incoming_cells.kind = fields.kind and incoming_cells.field = fields.field
where
    incoming_cells.is_required
    and incoming_cells.problem is null
    and incoming_cells.value_text is null
    and incoming_cells.value_number is null
    and incoming_cells.value_date is null
