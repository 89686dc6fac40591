-- One row per file whose tables hold no data row at all.
select
    incoming_tables.file_no,
    null as row_no,
    min(incoming_tables.sheet) as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Tệp này có bảng đúng mẫu nhưng không có dòng số liệu nào; hãy điền số liệu rồi gửi lại.'
        as message,
    null as suggestion
from incoming_tables
left join incoming_rows on incoming_tables.file_no = incoming_rows.file_no
where incoming_tables.kind is not null
group by incoming_tables.file_no
having count(incoming_rows.row_no) = 0
