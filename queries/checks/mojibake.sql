-- One row per cell: text read in the wrong encoding.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Chữ ở cột “' || coalesce(header, field)
    || '” bị vỡ phông do sai bảng mã; hãy mở bản gốc, lưu lại bằng Unicode (UTF-8) rồi gửi lại.' as message,
    suggestion
from incoming_cells
where problem = 'mojibake'
