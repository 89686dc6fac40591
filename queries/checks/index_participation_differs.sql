-- One row per index said not to be taken part in although the list of that year says that the unit does.
select
    cells.file_no,
    cells.row_no,
    cells.sheet,
    cells.address,
    cells.field,
    'warning' as severity,
    cells.raw_text as found,
    'Ô ghi đơn vị không tham gia ' || indices_measured.label || ' năm '
    || cast(cast(years.value_number as integer) as text)
    || ' nhưng danh mục tham gia ghi là có; hãy kiểm tra lại ô này hoặc cập nhật danh mục.' as message,
    null as suggestion
from incoming_cells as cells
inner join incoming_rows
    on cells.file_no = incoming_rows.file_no and cells.row_no = incoming_rows.row_no
inner join incoming_cells as years
    on cells.file_no = years.file_no and cells.row_no = years.row_no and years.field = 'year'
inner join indices_measured on cells.field = indices_measured.index_id
left join index_participation
    on
        incoming_rows.unit_id = index_participation.unit_id
        and cells.field = index_participation.index_id
        and years.value_number = index_participation.year
where
    cells.kind = 'indices'
    and incoming_rows.unit_id is not null
    and cells.value_text = 'not_participating'
    and index_participation.participates
