-- One cell per unit named in a cell that lists several; address, header and raw text stay the cell's.
-- Reads the registered table unit_names: value_text, unit_text.
create or replace temp table listed_cells as
select
    incoming_cells.* exclude (value_text),
    unit_names.unit_text as value_text
from incoming_cells
inner join unit_names on incoming_cells.value_text = unit_names.value_text
where incoming_cells.type = 'unit_list';

delete from incoming_cells
where type = 'unit_list' and value_text in (select value_text from unit_names);

insert into incoming_cells by name
select * from listed_cells;
