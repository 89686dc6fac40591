-- One row per index stated for a unit that takes no part in it that year, where a list says who does.
select
    cells.file_no,
    cells.row_no,
    cells.sheet,
    cells.address,
    cells.field,
    'warning' as severity,
    cells.raw_text as found,
    'Đơn vị này không thuộc diện xác định ' || indices_measured.label || ' năm '
    || cast(cast(years.value_number as integer) as text) || coalesce(
        ' theo ' || lists.decision_no, ' theo danh mục tham gia'
    ) || ' nhưng có chỉ số; hãy kiểm tra lại tên đơn vị, hoặc cập nhật danh mục tham gia.' as message,
    null as suggestion
from incoming_cells as cells
inner join incoming_rows
    on cells.file_no = incoming_rows.file_no and cells.row_no = incoming_rows.row_no
inner join incoming_cells as years
    on cells.file_no = years.file_no and cells.row_no = years.row_no and years.field = 'year'
inner join indices_measured on cells.field = indices_measured.index_id
inner join (
    select
        index_id,
        year,
        min(decision_no) as decision_no
    from index_participation
    group by index_id, year
) as lists on cells.field = lists.index_id and years.value_number = lists.year
left join index_participation
    on
        incoming_rows.unit_id = index_participation.unit_id
        and cells.field = index_participation.index_id
        and years.value_number = index_participation.year
where
    cells.kind = 'indices'
    and incoming_rows.unit_id is not null
    and cells.value_number is not null
    and not coalesce(index_participation.participates, false)
