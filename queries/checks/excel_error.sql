-- One row per cell: cells that show an error of the spreadsheet program.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Ô ở cột “' || coalesce(header, field)
    || '” đang báo lỗi công thức; hãy sửa công thức hoặc nhập thẳng giá trị.' as message,
    suggestion
from incoming_cells
where problem = 'excel_error'
