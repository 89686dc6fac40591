-- One row per cell: text with characters that nobody sees.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'warning' as severity,
    raw_text as found,
    'Ô ở cột “' || coalesce(header, field) || '” có ký tự ẩn' || coalesce(
        ' (' || nullif(
            array_to_string(
                list_transform(
                    list_sort(
                        list_distinct(
                            regexp_extract_all(
                                raw_text, '[\p{Cf}\x00-\x08\x0B\x0C\x0E-\x1F\x7F-\x9F]'
                            )
                        )
                    ),
                    lambda hidden: printf('U+%04X', unicode(hidden))
                ), ', '
            ), ''
        ) || ')', ''
    )
    || '; đã bỏ qua các ký tự đó khi đọc, hãy gõ lại ô này nếu tên không khớp.' as message,
    suggestion
from incoming_cells
where problem = 'invisible_characters'
