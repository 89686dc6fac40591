-- One row per hidden sheet that holds a report table.
select
    file_no,
    null as row_no,
    sheet,
    header_address as address,
    null as field,
    'warning' as severity,
    null as found,
    'Trang tính “' || sheet || '” đang bị ẩn nhưng có bảng báo cáo và vẫn được đọc; nếu không muốn'
    || ' gửi, hãy xóa trang tính này rồi gửi lại.' as message,
    null as suggestion
from incoming_tables
where is_hidden and kind is not null
