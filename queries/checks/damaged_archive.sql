-- One row per file: zip archives that cannot be unpacked.
select
    file_no,
    null as row_no,
    null as sheet,
    null as address,
    null as field,
    'error' as severity,
    null as found,
    'Tệp nén này bị hỏng hoặc không giải nén được; hãy nén lại hoặc gửi từng tệp.'
        as message,
    null as suggestion
from incoming_files
where problem = 'damaged_archive'
