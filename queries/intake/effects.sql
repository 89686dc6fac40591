-- One row per file: its status and what accepting it does, in rows.
select
    file_decisions.file_no,
    file_decisions.status,
    file_decisions.row_count,
    coalesce(any_value(incoming_files.simulated), false) as simulated,
    any_value(incoming_files.format) as format,
    any_value(incoming_files.file_order) as file_order,
    list_sort(list(distinct row_decisions.kind) filter (where row_decisions.kind is not null))
        as kinds,
    count(*) filter (where not accepted_incoming.is_accepted) as rejected_row_count,
    count(*) filter (where accepted_incoming.is_accepted and incoming_changes.row_id is null)
        as new_row_count,
    count(*) filter (where accepted_incoming.is_accepted and not incoming_changes.is_same)
        as replaced_row_count,
    count(*) filter (where accepted_incoming.is_accepted and incoming_changes.is_same)
        as unchanged_row_count
from file_decisions
inner join incoming_files using (file_no)
left join accepted_incoming using (file_no)
left join row_decisions using (file_no, row_no)
left join incoming_changes using (file_no, row_no)
group by file_decisions.file_no, file_decisions.status, file_decisions.row_count
order by file_decisions.file_no
