-- One row per registration that ends before it starts.
select
    ends.file_no,
    ends.row_no,
    ends.sheet,
    ends.address,
    ends.field,
    'error' as severity,
    ends.raw_text as found,
    'Thời gian kết thúc ' || vn_date(ends.value_date) || ' trước thời gian bắt đầu '
    || vn_date(starts.value_date) || '; hãy kiểm tra lại hai cột này.' as message,
    null as suggestion
from incoming_cells as starts
inner join incoming_cells as ends
    on starts.file_no = ends.file_no and starts.row_no = ends.row_no
where
    starts.kind = 'registrations'
    and starts.field = 'started_on'
    and ends.field = 'ended_on'
    and ends.value_date < starts.value_date
