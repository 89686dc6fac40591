-- One row per table in which one column stands twice.
select
    file_no,
    null as row_no,
    sheet,
    header_address as address,
    null as field,
    'error' as severity,
    problem_detail as found,
    'Bảng trong trang tính “' || sheet || '” có cột lặp lại (' || coalesce(problem_detail, '')
    || ') nên không biết đọc cột nào; hãy xóa hoặc đổi tên cột thừa rồi gửi lại.' as message,
    null as suggestion
from incoming_tables
where problem = 'duplicate_columns'
