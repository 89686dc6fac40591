-- One row per file: folders that this user may not open.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Không mở được thư mục này; hãy kiểm tra quyền đọc rồi làm lại.'
        as message,
    null as suggestion
from incoming_files
where problem = 'unreadable_folder'
