-- One row per decision number that lacks its number or its sign.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'warning' as severity,
    raw_text as found,
    'Số quyết định cần đủ số và ký hiệu, ví dụ 1256/QĐ-UBND; hãy ghi đầy đủ.' as message,
    null as suggestion
from incoming_cells
where
    field = 'decision_no'
    and problem is null
    and value_text is not null
    and not regexp_matches(value_text, '[0-9]+.*/.*[A-Za-zĐđ]')
