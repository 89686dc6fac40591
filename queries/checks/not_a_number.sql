-- One row per cell: cells that should hold a number.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Cột “' || coalesce(header, field)
    || '” phải là số, ví dụ 87,33; hãy sửa ô này rồi gửi lại.' as message,
    suggestion
from incoming_cells
where problem = 'not_a_number'
