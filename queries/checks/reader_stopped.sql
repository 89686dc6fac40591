-- One row per file: files on which the reader broke off.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Phần mềm đã dừng khi đọc tệp này nên chưa nhận được gì từ tệp; hãy mở tệp, chép bảng sang mẫu trống rồi gửi lại.'
        as message,
    null as suggestion
from incoming_files
where problem = 'reader_stopped'
