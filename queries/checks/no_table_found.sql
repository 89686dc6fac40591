-- One row per sheet in which no report table is found; an error only where the whole file has none.
select
    incoming_tables.file_no,
    null as row_no,
    incoming_tables.sheet,
    null as address,
    null as field,
    case when others.file_no is null then 'error' else 'suggestion' end as severity,
    null as found,
    case
        when others.file_no is null
            then
                'Không tìm thấy bảng báo cáo nào trong trang tính “' || incoming_tables.sheet
                || '”: cần một dòng tiêu đề cột như trong mẫu; hãy chép số liệu vào mẫu rồi gửi lại.'
        else
            'Trang tính “' || incoming_tables.sheet
            || '” không có bảng báo cáo nên được bỏ qua; nếu có số liệu ở đó, hãy chép vào mẫu.'
    end as message,
    null as suggestion
from incoming_tables
left join (
    select distinct file_no
    from incoming_tables
    where kind is not null
) as others on incoming_tables.file_no = others.file_no
where incoming_tables.problem = 'no_table_found'
