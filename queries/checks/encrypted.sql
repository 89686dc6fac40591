-- One row per file: files under a password.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Tệp này được đặt mật khẩu nên không đọc được; hãy bỏ mật khẩu, lưu lại rồi gửi lại.'
        as message,
    null as suggestion
from incoming_files
where problem = 'encrypted'
