-- One row per file and later file of the same call that says something else of the same rows.
select
    incoming_overlaps.file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'warning' as severity,
    null as found,
    count(*) || ' dòng của tệp này cũng có trong tệp “' || incoming_files.file_name
    || '” của cùng lần nhập với số liệu khác; nhận cả hai thì số liệu của tệp đó được dùng. Nếu'
    || ' không đúng, hãy chỉ nhận tệp đúng.' as message,
    null as suggestion
from incoming_overlaps
inner join incoming_files on incoming_overlaps.later_file_no = incoming_files.file_no
group by incoming_overlaps.file_no, incoming_files.file_name
