-- One row per cell of the files that arrive now, as read; the registered table unmended_cells has them.
drop table if exists mended_cells;

create or replace temp view arriving_cells as
select
    *,
    cast(null as text) as corrected_text
from unmended_cells;
