-- One row per file: names under which there is no file.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Không tìm thấy tệp này; hãy kiểm tra lại đường dẫn và tên tệp.'
        as message,
    null as suggestion
from incoming_files
where problem = 'missing_file'
