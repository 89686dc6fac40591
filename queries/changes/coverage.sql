-- One row per unit and plan year whose coverage is another than before.
select
    coalesce(after.unit_id, before.unit_id) as unit_id,
    coalesce(after.unit_name, before.unit_name) as unit_name,
    coalesce(after.year, before.year) as year,
    coalesce(after.block_name, before.block_name) as block_name,
    before.state_label as state_before,
    after.state_label as state_after,
    before.model_count as models_before,
    after.model_count as models_after
from before_coverage as before
full join after_coverage as after
    on before.unit_id = after.unit_id and before.year = after.year
where
    before.state is distinct from after.state
    or before.model_count is distinct from after.model_count
order by year, block_name, unit_name
