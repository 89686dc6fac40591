-- One row per file: files beyond the limits of size.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Tệp này quá lớn nên không được mở;'
    || ' hãy xóa hình ảnh, vùng trống và trang tính thừa, hoặc tách thành nhiều tệp rồi gửi lại.'
        as message,
    null as suggestion
from incoming_files
where problem = 'too_large'
