-- One row per table with columns that are not read.
select
    file_no,
    null as row_no,
    sheet,
    header_address as address,
    null as field,
    'suggestion' as severity,
    array_to_string(unknown_headers, ', ') as found,
    'Các cột sau trong trang tính “' || sheet || '” không thuộc mẫu nên không được đọc: '
    || array_to_string(unknown_headers, ', ')
    || '; nếu có số liệu cần báo cáo, hãy đổi tên cột cho đúng mẫu.' as message,
    null as suggestion
from incoming_tables
where kind is not null and len(unknown_headers) > 0
