-- One row per cell: text with characters that nobody sees.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'warning' as severity,
    raw_text as found,
    'Ô ở cột “' || coalesce(header, field)
    || '” có ký tự ẩn; đã bỏ qua các ký tự đó khi đọc, hãy gõ lại ô này nếu tên không khớp.' as message,
    suggestion
from incoming_cells
where problem = 'invisible_characters'
