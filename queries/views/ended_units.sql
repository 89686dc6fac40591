-- One row per unit that ended before the cut-off of a year, and therefore does not count in it.
select
    unit_id,
    year,
    unit_name,
    level,
    block_name,
    ended_on,
    successor_names
from unit_years
where not counts and ended_on is not null
order by year, block_order, unit_id
