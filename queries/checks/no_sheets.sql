-- One row per file: workbooks without a sheet that holds anything.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Tệp này không có trang tính nào có nội dung; hãy kiểm tra đã lưu đúng tệp chưa rồi gửi lại.'
        as message,
    null as suggestion
from incoming_files
where problem = 'no_sheets'
