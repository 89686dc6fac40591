-- One row per cell: text typed for a VNI or TCVN3 font.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Chữ ở cột “' || coalesce(header, field)
    || '” gõ bằng phông VNI hoặc TCVN3 nên không đọc đúng được; hãy chuyển sang Unicode rồi'
    || ' gửi lại.' as message,
    suggestion
from incoming_cells
where problem = 'legacy_font'
