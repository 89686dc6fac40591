-- One row per file: files that are no spreadsheet.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    case when regexp_full_match(problem_detail, '[a-z0-9]{2,5}') then upper(problem_detail) end as found,
    'Tệp này không phải bảng tính; hãy gửi tệp Excel (.xlsx, .xls, .xlsb), OpenDocument (.ods) hoặc CSV theo mẫu.'
        as message,
    null as suggestion
from incoming_files
where problem = 'not_a_workbook'
