-- One row per file: its place when rows of several files of a call say the same thing.
-- The latest report date wins; files of the same day, or without one, come as they were named.
update incoming_files
set file_order = places.place
from (
    select
        incoming_files.file_no,
        row_number() over (
            order by
                coalesce(last_days.reported_on, last_days.registered_on) nulls first,
                incoming_files.file_no
        ) as place
    from incoming_files
    left join (
        select
            file_no,
            max(value_date) filter (where field = 'reported_on') as reported_on,
            max(value_date) filter (where field = 'registered_on') as registered_on
        from incoming_cells
        group by file_no
    ) as last_days
        on incoming_files.file_no = last_days.file_no
) as places
where incoming_files.file_no = places.file_no;
