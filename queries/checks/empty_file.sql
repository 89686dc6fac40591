-- One row per file: files that hold nothing.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Tệp này trống, không có nội dung nào; hãy mở lại bản gốc, lưu rồi gửi lại.'
        as message,
    null as suggestion
from incoming_files
where problem = 'empty_file'
