-- One row per file: files with macros.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Tệp này chứa macro nên không được mở; hãy lưu thành “Excel Workbook (.xlsx)” không có macro rồi gửi lại.'
        as message,
    null as suggestion
from incoming_files
where problem = 'macro_workbook'
