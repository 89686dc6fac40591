-- One row per cell whose text may mean several units of the registry; only a warning in lists of other units.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    case when type = 'unit' then 'error' else 'warning' end as severity,
    case when type = 'unit' then raw_text else value_text end as found,
    'Tên “' || coalesce(value_text, '') || '” ở cột “' || coalesce(header, field)
    || '” chưa đủ rõ là đơn vị nào'
    || coalesce(' (có thể là: ' || suggestion || ')', '')
    || '; hãy ghi tên đầy đủ, xã, phường kèm huyện, thị xã hoặc thành phố.'
    || coalesce(' ' || note || '.', '') as message,
    suggestion
from incoming_cells
where problem = 'unit_ambiguous'
