-- One row per unit: the name that it bore last.
select
    unit_id,
    max_by(name, valid_from) as unit_name
from units
group by unit_id
order by unit_id
