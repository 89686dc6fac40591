-- One row per file whose very bytes were accepted before.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'suggestion' as severity,
    null as found,
    'Tệp này đã nhận ngày '
    || vn_date(timezone('Asia/Ho_Chi_Minh', timezone('UTC', received_before_at)))
    || ' với tên “' || received_before_name || '” và không có gì thay đổi; không cần nhập lại.'
        as message,
    null as suggestion
from incoming_files
where received_before_at is not null
