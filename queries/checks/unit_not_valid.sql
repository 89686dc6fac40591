-- One row per cell whose unit did not exist on the day that its row speaks of; only a warning in lists of other units.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    case when type = 'unit' then 'error' else 'warning' end as severity,
    case when type = 'unit' then raw_text else value_text end as found,
    'Đơn vị “' || coalesce(value_text, '') || '” ở cột “' || coalesce(header, field)
    || '” không tồn tại vào thời điểm của dòng này'
    || coalesce(': ' || note, '') || '; hãy kiểm tra lại tên đơn vị hoặc ngày'
    || coalesce(', đơn vị có thể là: ' || suggestion, '') || '.' as message,
    suggestion
from incoming_cells
where problem = 'unit_not_valid'
