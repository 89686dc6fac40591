-- One row per cell: text with letters of another alphabet that look like Vietnamese ones.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'warning' as severity,
    raw_text as found,
    'Ô ở cột “' || coalesce(header, field)
    || '” có chữ cái của bảng chữ khác trông giống chữ Việt, trong: “'
    || array_to_string(
        list_distinct(regexp_extract_all(value_text, '\S*[^\p{Latin}\P{L}]\S*')), '”, “'
    )
    || '” (' || array_to_string(
        list_transform(
            list_sort(list_distinct(regexp_extract_all(value_text, '[^\p{Latin}\P{L}]'))),
            lambda letter: printf('U+%04X', unicode(letter))
        ), ', '
    )
    || '); vẫn so khớp được tên, nhưng hãy gõ lại ô này.' as message,
    suggestion
from incoming_cells
where problem = 'look_alike_letters'
