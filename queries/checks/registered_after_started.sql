-- One row per model that started more than a year before it was registered.
select
    registers.file_no,
    registers.row_no,
    registers.sheet,
    registers.address,
    registers.field,
    'warning' as severity,
    registers.raw_text as found,
    'Mô hình bắt đầu ' || vn_date(starts.value_date) || ' nhưng đến ' || vn_date(registers.value_date)
    || ' mới đăng ký; hãy kiểm tra lại hai ngày này, nếu đúng thì giữ nguyên.' as message,
    null as suggestion
from incoming_cells as starts
inner join incoming_cells as registers
    on starts.file_no = registers.file_no and starts.row_no = registers.row_no
where
    starts.kind = 'registrations'
    and starts.field = 'started_on'
    and registers.field = 'registered_on'
    and starts.value_date + interval 1 year < registers.value_date
    and starts.value_date + interval 10 year >= registers.value_date
