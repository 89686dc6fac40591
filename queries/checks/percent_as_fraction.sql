-- One row per cell: percentages that look like fractions.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Cột “' || coalesce(header, field)
    || '” cần số phần trăm từ 0 đến 100 nhưng ô này giống phân số hoặc có định dạng khác; hãy'
    || ' ghi rõ, ví dụ 87,33.' as message,
    suggestion
from incoming_cells
where problem = 'percent_as_fraction'
