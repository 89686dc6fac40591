-- One row per cell with more characters than its column takes.
select
    incoming_cells.file_no,
    incoming_cells.row_no,
    incoming_cells.sheet,
    incoming_cells.address,
    incoming_cells.field,
    'error' as severity,
    left(incoming_cells.raw_text, 200) as found,
    'Ô ở cột “' || coalesce(incoming_cells.header, fields.header) || '” dài '
    || length(incoming_cells.raw_text) || ' ký tự, nhiều hơn mức '
    || coalesce(fields.maximum_length, 32767) || ' ký tự; hãy rút gọn rồi gửi lại.' as message,
    incoming_cells.suggestion
from incoming_cells
inner join fields
    on incoming_cells.kind = fields.kind and incoming_cells.field = fields.field
where incoming_cells.problem = 'text_too_long'
