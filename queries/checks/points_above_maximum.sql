-- One row per index with more points than its maximum.
select
    points.file_no,
    points.row_no,
    points.sheet,
    points.address,
    points.field,
    'error' as severity,
    points.raw_text as found,
    'Điểm đạt ' || vn_number(points.value_number, 2) || ' lớn hơn điểm tối đa '
    || vn_number(most.value_number, 2) || '; hãy kiểm tra lại hai cột này.' as message,
    null as suggestion
from incoming_cells as points
inner join incoming_cells as most
    on points.file_no = most.file_no and points.row_no = most.row_no
where
    points.kind = 'indices'
    and points.field = 'par_points'
    and most.field = 'par_points_max'
    and points.value_number > most.value_number
