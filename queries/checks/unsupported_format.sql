-- One row per file: files of a format that is not read.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    case when regexp_full_match(problem_detail, '[a-z0-9]{2,5}') then upper(problem_detail) end as found,
    'Định dạng của tệp này chưa đọc được; hãy lưu thành .xlsx rồi gửi lại.'
        as message,
    null as suggestion
from incoming_files
where problem = 'unsupported_format'
