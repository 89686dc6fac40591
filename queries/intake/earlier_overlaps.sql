-- One row per file and earlier file judged along with it that says something else of the same rows.
select
    incoming_overlaps.later_file_no as file_no,
    incoming_files.file_name as earlier_file_name,
    incoming_files.file_sha256 as earlier_sha256,
    count(*) as row_count
from incoming_overlaps
inner join incoming_files on incoming_overlaps.file_no = incoming_files.file_no
group by incoming_overlaps.later_file_no, incoming_files.file_name, incoming_files.file_sha256
order by incoming_overlaps.later_file_no, incoming_files.file_name, incoming_files.file_sha256
