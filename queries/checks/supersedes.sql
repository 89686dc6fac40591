-- One row per file and earlier accepted file of which it changes rows.
select
    incoming_changes.file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'warning' as severity,
    null as found,
    'Tệp này thay ' || count(*) || ' dòng đã nhận từ tệp “' || incoming_changes.accepted_file_name
    || '” bằng số liệu khác; hãy xem lại phần thay đổi trước khi nhận.' as message,
    null as suggestion
from incoming_changes
where not incoming_changes.is_same
group by incoming_changes.file_no, incoming_changes.accepted_file_name
