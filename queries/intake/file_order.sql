-- One row per file: its place when rows of several files of a call say the same thing.
-- The latest report date wins; files of the same day, or without one, come as they were named.
update incoming_files
set file_order = places.place
from (
    select
        incoming_files.file_no,
        row_number() over (
            order by
                coalesce(max(row_days.reported_on), max(row_days.registered_on)) nulls first,
                incoming_files.file_no
        ) as place
    from incoming_files
    left join row_days on incoming_files.file_no = row_days.file_no
    group by incoming_files.file_no
) as places
where incoming_files.file_no = places.file_no;
