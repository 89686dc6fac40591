-- One row per cell of the files that arrive now, in a table that may be changed.
create or replace temp table mended_cells as
select *
from arriving_cells;

create or replace temp view arriving_cells as
select *
from mended_cells;
