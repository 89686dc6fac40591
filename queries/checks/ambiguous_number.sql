-- One row per cell: numbers that can be read in two ways.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Số “' || raw_text || '” ở cột “' || coalesce(header, field)
    || '” có thể đọc theo nhiều cách' || coalesce(': ' || split_part(suggestion, '; ', 1), '')
    || '; hãy nhập lại ở dạng số, dấu phẩy cho phần thập phân.' as message,
    suggestion
from incoming_cells
where problem = 'ambiguous_number'
