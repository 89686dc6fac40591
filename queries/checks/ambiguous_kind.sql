-- One row per table whose headers fit several report kinds.
select
    incoming_tables.file_no,
    null as row_no,
    incoming_tables.sheet,
    incoming_tables.header_address as address,
    null as field,
    'error' as severity,
    null as found,
    'Bảng trong trang tính “' || incoming_tables.sheet || '” có thể là nhiều loại báo cáo ('
    || coalesce(fitting.listed, 'không rõ loại nào')
    || '); hãy ghi tiêu đề bảng và đủ các cột như trong mẫu rồi gửi lại.' as message,
    fitting.listed as suggestion
from incoming_tables
left join (
    select
        incoming_tables.file_no,
        incoming_tables.sheet,
        incoming_tables.header_address,
        string_agg(distinct kinds.label, ', ' order by kinds.label) as listed
    from incoming_tables
    inner join kinds on contains(' ' || incoming_tables.problem_detail || ' ', ' ' || kinds.kind || ' ')
    where incoming_tables.problem = 'ambiguous_kind'
    group by incoming_tables.file_no, incoming_tables.sheet, incoming_tables.header_address
) as fitting
    on
        incoming_tables.file_no = fitting.file_no
        and incoming_tables.sheet = fitting.sheet
        and incoming_tables.header_address is not distinct from fitting.header_address
where incoming_tables.problem = 'ambiguous_kind'
