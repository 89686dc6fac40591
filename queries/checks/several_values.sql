-- One row per cell: cells with several values where one belongs.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Ô ở cột “' || coalesce(header, field)
    || '” chứa nhiều giá trị trong khi mỗi dòng chỉ nhận một; hãy tách thành nhiều dòng rồi'
    || ' gửi lại.' as message,
    suggestion
from incoming_cells
where problem = 'several_values'
