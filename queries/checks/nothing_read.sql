-- One row per file that was opened without a problem and yet yielded neither table nor reason.
select
    incoming_files.file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Không đọc được bảng báo cáo nào trong tệp này; hãy chép số liệu vào mẫu rồi gửi lại.'
        as message,
    null as suggestion
from incoming_files
left join incoming_tables on incoming_files.file_no = incoming_tables.file_no
where
    incoming_files.problem is null
    and incoming_files.received_before_at is null
    and incoming_tables.file_no is null
