-- One row per unit, year and index whose value or standing is another than before.
select
    coalesce(after.unit_id, before.unit_id) as unit_id,
    coalesce(after.unit_name, before.unit_name) as unit_name,
    coalesce(after.year, before.year) as year,
    coalesce(after.index_label, before.index_label) as index_label,
    before.value as value_before,
    after.value as value_after,
    round(after.value - before.value, 4) as change_points,
    before.state_label as state_before,
    after.state_label as state_after
from before_index_states as before
full join after_index_states as after
    on
        before.unit_id = after.unit_id
        and before.year = after.year
        and before.index_id = after.index_id
where
    before.value is distinct from after.value
    or before.state is distinct from after.state
order by year, index_label, unit_name
