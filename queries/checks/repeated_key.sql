-- One row per data row about the same thing as an earlier row of its file, but saying something else.
select
    incoming_repeats.file_no,
    incoming_repeats.row_no,
    incoming_rows.sheet,
    named.address,
    named.field,
    'error' as severity,
    named.raw_text as found,
    'Dòng ' || incoming_rows.row_number || ' nói về cùng nội dung với dòng ' || first_rows.row_number
    || ' của trang tính “' || first_rows.sheet || '” (cùng đơn vị, mô hình, năm) nhưng khác số liệu;'
    || ' hãy giữ lại một dòng đúng rồi gửi lại.' as message,
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
where not incoming_repeats.is_same
