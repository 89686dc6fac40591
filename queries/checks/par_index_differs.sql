-- One row per PAR INDEX that is not its points divided by its maximum, within 0.01.
select
    shares.file_no,
    shares.row_no,
    shares.sheet,
    shares.address,
    shares.field,
    'warning' as severity,
    shares.raw_text as found,
    'Chỉ số ghi ' || vn_number(shares.value_number, 2) || ' % nhưng ' || vn_number(points.value_number, 2)
    || ' điểm trên tối đa ' || vn_number(most.value_number, 2) || ' là '
    || vn_number(points.value_number / most.value_number * 100, 2)
    || ' %; hãy kiểm tra lại ba cột này.' as message,
    vn_number(points.value_number / most.value_number * 100, 2) as suggestion
from incoming_cells as shares
inner join incoming_cells as points
    on
        shares.file_no = points.file_no
        and shares.row_no = points.row_no
        and points.field = 'par_points'
inner join incoming_cells as most
    on
        shares.file_no = most.file_no
        and shares.row_no = most.row_no
        and most.field = 'par_points_max'
where
    shares.kind = 'indices'
    and shares.field = 'par_index'
    and most.value_number > 0
    and points.value_number <= most.value_number
    and abs(shares.value_number - points.value_number / most.value_number * 100) > 0.01
