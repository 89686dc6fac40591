-- One cell per unit name: what the registry makes of it, put into the cell and into its row.
-- Reads the registered table unit_matches: mention_no, unit_id, problem, suggestion, note.
create or replace temp table matched_cells as
select
    unit_cells.file_no,
    unit_cells.row_no,
    unit_cells.address,
    unit_cells.unit_text,
    unit_matches.unit_id,
    unit_matches.problem,
    unit_matches.suggestion,
    unit_matches.note
from unit_cells
inner join unit_mentions
    on
        unit_cells.unit_text = unit_mentions.unit_text
        and unit_cells.group_text is not distinct from unit_mentions.group_text
        and unit_cells.sender_text is not distinct from unit_mentions.sender_text
        and unit_cells.starts_on = unit_mentions.starts_on
        and unit_cells.or_on is not distinct from unit_mentions.or_on
inner join unit_matches using (mention_no);

update incoming_cells
set
    unit_id = matched_cells.unit_id,
    problem = coalesce(matched_cells.problem, incoming_cells.problem),
    suggestion = coalesce(matched_cells.suggestion, incoming_cells.suggestion),
    note = matched_cells.note
from matched_cells
where
    incoming_cells.file_no = matched_cells.file_no
    and incoming_cells.row_no = matched_cells.row_no
    and incoming_cells.address = matched_cells.address
    and incoming_cells.value_text = matched_cells.unit_text
    and incoming_cells.type in ('unit', 'unit_list');

update incoming_rows
set unit_id = incoming_cells.unit_id
from incoming_cells
where
    incoming_rows.file_no = incoming_cells.file_no
    and incoming_rows.row_no = incoming_cells.row_no
    and incoming_cells.field = 'unit';
