-- One row per file: files whose inside is not that of a spreadsheet program.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Cấu trúc bên trong tệp này không giống tệp do phần mềm bảng tính tạo ra nên không được mở;'
    || ' hãy chép nội dung sang mẫu trống rồi gửi lại.'
        as message,
    null as suggestion
from incoming_files
where problem = 'suspicious_container'
