-- One row per table and required column that it lacks.
select
    missing.file_no,
    null as row_no,
    missing.sheet,
    missing.header_address as address,
    missing.field,
    'error' as severity,
    null as found,
    'Bảng “' || kinds.label || '” trong trang tính “' || missing.sheet || '” thiếu cột bắt buộc “'
    || coalesce(fields.header, missing.field) || '”; hãy thêm cột này vào dòng tiêu đề, điền số liệu'
    || ' rồi gửi lại.' as message,
    null as suggestion
from (
    select
        file_no,
        sheet,
        kind,
        header_address,
        unnest(missing_fields) as field
    from incoming_tables
) as missing
inner join kinds on missing.kind = kinds.kind
left join fields on missing.kind = fields.kind and missing.field = fields.field
