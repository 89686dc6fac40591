-- One row per result that names its own unit among those that took the model over.
select
    cells.file_no,
    cells.row_no,
    cells.sheet,
    cells.address,
    cells.field,
    'warning' as severity,
    cells.value_text as found,
    'Đơn vị nhân rộng “' || cells.value_text || '” là chính đơn vị báo cáo nên không được tính; hãy'
    || ' chỉ ghi các đơn vị khác.' as message,
    null as suggestion
from incoming_cells as cells
inner join incoming_rows
    on cells.file_no = incoming_rows.file_no and cells.row_no = incoming_rows.row_no
where cells.field = 'replicated_by' and cells.unit_id = incoming_rows.unit_id
