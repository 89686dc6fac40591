-- One row per file: folders and archives without a report in them.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Không có tệp báo cáo nào ở đây;'
    || ' hãy kiểm tra lại thư mục hoặc tệp nén (nhận .xlsx, .xls, .xlsb, .ods, .csv, .docx).'
        as message,
    null as suggestion
from incoming_files
where problem = 'empty_folder'
