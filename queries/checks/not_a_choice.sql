-- One row per cell whose text is none of the column's choices.
select
    incoming_cells.file_no,
    incoming_cells.row_no,
    incoming_cells.sheet,
    incoming_cells.address,
    incoming_cells.field,
    'error' as severity,
    incoming_cells.raw_text as found,
    'Cột “' || coalesce(incoming_cells.header, fields.header) || '” chỉ nhận một trong: '
    || regexp_replace(replace(fields.choices, '|', ', '), '=[a-z]+', '', 'g')
    || '; hãy chọn lại.' as message,
    incoming_cells.suggestion
from incoming_cells
inner join fields
    on incoming_cells.kind = fields.kind and incoming_cells.field = fields.field
where incoming_cells.problem = 'not_a_choice'
