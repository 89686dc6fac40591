-- One row per cell: text that lost its accents.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Chữ ở cột “' || coalesce(header, field)
    || '” bị mất dấu tiếng Việt; hãy nhập lại có dấu đầy đủ.' as message,
    suggestion
from incoming_cells
where problem = 'stripped_accents'
