-- One row per file: files that are broken.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Tệp này bị hỏng nên không đọc được; hãy mở bằng phần mềm bảng tính, lưu thành tệp .xlsx mới rồi gửi lại.'
        as message,
    null as suggestion
from incoming_files
where problem = 'damaged'
