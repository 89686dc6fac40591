-- One row per cell: cells that should hold a date.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Cột “' || coalesce(header, field)
    || '” phải là ngày, dạng ngày/tháng/năm như 15/10/2023; hãy sửa ô này rồi gửi lại.' as message,
    suggestion
from incoming_cells
where problem = 'not_a_date'
