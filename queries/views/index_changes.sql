-- One row per unit, index and year with a value in it and in the year before.
select
    current_states.unit_id,
    current_states.unit_name,
    current_states.short_name,
    current_states.block_name,
    current_states.block_order,
    current_states.index_id,
    current_states.index_label,
    current_states.year,
    current_states.value,
    earlier_states.value as previous_value,
    current_states.value - earlier_states.value as change_points,
    not current_states.is_method_break as is_comparable
from index_states as current_states
inner join index_states as earlier_states
    on
        current_states.unit_id = earlier_states.unit_id
        and current_states.index_id = earlier_states.index_id
        and current_states.year = earlier_states.year + 1
where current_states.value is not null and earlier_states.value is not null
order by
    current_states.index_id,
    current_states.year,
    current_states.block_order,
    current_states.unit_id
