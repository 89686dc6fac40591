-- One row per file that says of itself that its figures are made up.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'suggestion' as severity,
    null as found,
    'Tệp này mang dấu “Số liệu mô phỏng”; mọi trang có dùng đến nó sẽ ghi rõ điều đó.' as message,
    null as suggestion
from incoming_files
where simulated
