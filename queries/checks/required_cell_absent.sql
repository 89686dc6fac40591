-- One row per data row and required column of which its row holds no cell, although the table has it.
select
    incoming_rows.file_no,
    incoming_rows.row_no,
    incoming_rows.sheet,
    null as address,
    fields.field,
    'error' as severity,
    null as found,
    'Dòng ' || incoming_rows.row_number || ' không có giá trị cho cột bắt buộc “' || fields.header
    || '”; hãy điền vào dòng này.' as message,
    null as suggestion
from incoming_rows
inner join fields on incoming_rows.kind = fields.kind and fields.required = 'yes'
left join incoming_cells
    on
        incoming_rows.file_no = incoming_cells.file_no
        and incoming_rows.row_no = incoming_cells.row_no
        and fields.field = incoming_cells.field
        and incoming_cells.is_required
where
    incoming_cells.field is null
    and not exists (
        select 1
        from incoming_tables
        where
            incoming_tables.file_no = incoming_rows.file_no
            and incoming_tables.sheet = incoming_rows.sheet
            and incoming_tables.kind = incoming_rows.kind
            and list_contains(incoming_tables.missing_fields, fields.field)
    )
