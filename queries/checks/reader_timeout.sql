-- One row per file: files that took too long to read.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Tệp này mất quá nhiều thời gian để đọc nên đã dừng;'
    || ' hãy xóa vùng trống và định dạng thừa, hoặc tách thành nhiều tệp rồi gửi lại.'
        as message,
    null as suggestion
from incoming_files
where problem = 'reader_timeout'
