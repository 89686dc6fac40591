-- One row per data row that repeats an earlier row of its file word for word.
select
    incoming_repeats.file_no,
    incoming_repeats.row_no,
    incoming_rows.sheet,
    named.address,
    named.field,
    'warning' as severity,
    named.raw_text as found,
    'Dòng ' || incoming_rows.row_number || ' giống hệt dòng ' || first_rows.row_number || ' của trang tính “'
    || first_rows.sheet || '” nên chỉ được tính một lần; hãy xóa một dòng.' as message,
    null as suggestion
from incoming_repeats
inner join incoming_rows
    on
        incoming_repeats.file_no = incoming_rows.file_no
        and incoming_repeats.row_no = incoming_rows.row_no
inner join incoming_rows as first_rows
    on
        incoming_repeats.file_no = first_rows.file_no
        and incoming_repeats.first_row_no = first_rows.row_no
left join incoming_cells as named
    on
        incoming_repeats.file_no = named.file_no
        and incoming_repeats.row_no = named.row_no
        and named.field = case when incoming_rows.kind = 'indices' then 'unit' else 'model_name' end
where incoming_repeats.is_same
