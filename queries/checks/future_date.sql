-- One row per cell: dates too far ahead.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Ngày ở cột “' || coalesce(header, field)
    || '” còn ở tương lai xa; hãy kiểm tra lại năm.' as message,
    suggestion
from incoming_cells
where problem = 'future_date'
