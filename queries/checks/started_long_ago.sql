-- One row per model that started more than ten years before it was registered.
select
    starts.file_no,
    starts.row_no,
    starts.sheet,
    starts.address,
    starts.field,
    'warning' as severity,
    starts.raw_text as found,
    'Thời gian bắt đầu ' || vn_date(starts.value_date) || ' cách ngày đăng ký '
    || vn_date(registers.value_date) || ' hơn 10 năm; hãy kiểm tra lại năm bắt đầu.' as message,
    null as suggestion
from incoming_cells as starts
inner join incoming_cells as registers
    on starts.file_no = registers.file_no and starts.row_no = registers.row_no
where
    starts.kind = 'registrations'
    and starts.field = 'started_on'
    and registers.field = 'registered_on'
    and starts.value_date + interval 10 year < registers.value_date
