-- One row per index row that states neither of the two indices in any way.
select
    incoming_rows.file_no,
    incoming_rows.row_no,
    incoming_rows.sheet,
    min(units_named.address) as address,
    'sipas' as field,
    'warning' as severity,
    null as found,
    'Dòng ' || incoming_rows.row_number || ' không có SIPAS và cũng không có PAR INDEX, nên được hiểu'
    || ' là chưa công bố; hãy điền chỉ số, hoặc ghi “Không tham gia” nếu không thuộc diện.' as message,
    null as suggestion
from incoming_rows
left join incoming_cells as units_named
    on
        incoming_rows.file_no = units_named.file_no
        and incoming_rows.row_no = units_named.row_no
        and units_named.field = 'unit'
where
    incoming_rows.kind = 'indices'
    and not exists (
        select 1
        from incoming_cells
        where
            incoming_cells.file_no = incoming_rows.file_no
            and incoming_cells.row_no = incoming_rows.row_no
            and incoming_cells.field in ('sipas', 'par_index')
            and coalesce(
                incoming_cells.value_text,
                cast(incoming_cells.value_number as text),
                incoming_cells.problem
            ) is not null
    )
group by
    incoming_rows.file_no,
    incoming_rows.row_no,
    incoming_rows.sheet,
    incoming_rows.row_number
