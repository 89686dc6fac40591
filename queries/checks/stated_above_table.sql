-- One row per value that stands once above a table and is taken for all its rows.
select
    cells.file_no,
    null as row_no,
    cells.sheet,
    cells.address,
    cells.field,
    'suggestion' as severity,
    min(cells.raw_text) as found,
    'Bảng không có cột “' || coalesce(min(fields.header), cells.field) || '”; giá trị “'
    || min(cells.raw_text) || '” ở ô ' || cells.address || ' phía trên được dùng cho '
    || count(*) || ' dòng. Nếu không đúng, hãy thêm cột này vào bảng.' as message,
    null as suggestion
from incoming_cells as cells
inner join incoming_rows
    on cells.file_no = incoming_rows.file_no and cells.row_no = incoming_rows.row_no
inner join (
    select
        file_no,
        sheet,
        kind,
        min(row_number) as first_row_number
    from incoming_rows
    group by file_no, sheet, kind
) as tables
    on
        incoming_rows.file_no = tables.file_no
        and incoming_rows.sheet = tables.sheet
        and incoming_rows.kind = tables.kind
inner join incoming_files on cells.file_no = incoming_files.file_no
left join fields on cells.kind = fields.kind and cells.field = fields.field
where
    -- The places of a Word form are no rows of a table.
    incoming_files.format is distinct from 'docx'
    and cells.raw_text is not null
    and try_cast(regexp_extract(cells.address, '[0-9]+$') as integer) < tables.first_row_number
group by cells.file_no, cells.sheet, cells.address, cells.field
