-- One row per cell: dates that the calendar does not have.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Ngày ở cột “' || coalesce(header, field)
    || '” không có trong lịch hoặc ngược thứ tự; hãy kiểm tra lại ngày, tháng, năm.' as message,
    suggestion
from incoming_cells
where problem = 'impossible_date'
