-- One row per cell whose unit the registry does not know; only a warning in lists of other units.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    case when type = 'unit' then 'error' else 'warning' end as severity,
    case when type = 'unit' then raw_text else value_text end as found,
    'Không nhận ra đơn vị “' || coalesce(value_text, '') || '” ở cột “' || coalesce(header, field)
    || '”; hãy ghi tên đầy đủ như trong danh mục đơn vị'
    || case
        when suggestion is null then ', xã, phường kèm huyện, thị xã hoặc thành phố.'
        else ', có thể là: ' || suggestion || '.'
    end
    || coalesce(' ' || note || '.', '') as message,
    suggestion
from incoming_cells
where problem = 'unit_unknown'
