-- One row per counted unit and plan year: the best state among the unit's models.
-- A unit without a model of its own inherits the registered models of the units that it continues:
-- nobody asks a merged unit to register again what is still running. It inherits "registered" at
-- most, because nobody has reported for it yet. Districts hand nothing down (see unit_lineage).
with own_models as (
    select
        model_years.unit_id,
        model_years.year,
        min_by(model_years.state, states.sort_order) as state,
        count(*) as model_count,
        count(*) filter (where model_years.state = 'maintained') as maintained_count,
        count(model_years.result_row_id) as reported_count
    from model_years
    inner join states on model_years.state = states.code and states.state_group = 'coverage'
    group by model_years.unit_id, model_years.year
),

inheritances as (
    select
        unit_id,
        year,
        count(*) as model_count,
        string_agg(distinct earlier_unit_name, '; ' order by earlier_unit_name) as unit_names
    from inherited_models
    group by unit_id, year
),

unit_states as (
    select
        unit_years.*,
        coalesce(
            own_models.state,
            case when inheritances.unit_id is not null then 'registered' end,
            'none'
        ) as state,
        coalesce(own_models.model_count, inheritances.model_count, 0) as model_count,
        coalesce(own_models.maintained_count, 0) as maintained_count,
        coalesce(own_models.reported_count, 0) as reported_count,
        case when own_models.unit_id is null then inheritances.unit_names end
            as inherited_from_names
    from unit_years
    inner join plan_years on unit_years.year = plan_years.year and plan_years.in_plan
    left join own_models
        on unit_years.unit_id = own_models.unit_id and unit_years.year = own_models.year
    left join inheritances
        on unit_years.unit_id = inheritances.unit_id and unit_years.year = inheritances.year
    where unit_years.counts
)

select
    unit_states.unit_id,
    unit_states.year,
    unit_states.unit_name,
    unit_states.short_name,
    unit_states.level,
    unit_states.block_id,
    unit_states.block_name,
    unit_states.block_order,
    unit_states.district_name,
    unit_states.state,
    states.label as state_label,
    states.counts as is_covered,
    unit_states.model_count,
    unit_states.maintained_count,
    unit_states.reported_count,
    unit_states.inherited_from_names
from unit_states
inner join states on unit_states.state = states.code and states.state_group = 'coverage'
order by unit_states.year, unit_states.block_order, unit_states.unit_id
