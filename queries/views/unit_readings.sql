-- One row per reading, year and unit that counts in it: the unit under which its values are read.
-- as_reported: itself. current: the unit of the last plan year's cut-off day that continues it one to
-- one; a unit that merely took over others goes on as itself. unchanged: itself, where it counts in
-- every plan year. Several merged or a split unit have no single one to stand under and are left out:
-- a percentage is neither added up nor averaged.
with recursive levels as (
    select distinct
        unit_id,
        level
    from units
),

last_cutoff as (
    select
        max_by(year, cutoff_on) as year,
        max(cutoff_on) as cutoff_on
    from plan_years
    where in_plan
),

steps as (
    select
        unit_successions.from_unit_id,
        unit_successions.to_unit_id,
        unit_successions.change,
        count(*) over (partition by unit_successions.from_unit_id) as successors,
        -- Who took something over existed before: only the others came out of this change.
        count(*) filter (where unit_successions.change <> 'absorb')
            over (partition by unit_successions.to_unit_id) as predecessors
    from unit_successions
    inner join levels as levels_before on unit_successions.from_unit_id = levels_before.unit_id
    inner join levels as levels_after
        on
            unit_successions.to_unit_id = levels_after.unit_id
            and levels_before.level = levels_after.level
    inner join last_cutoff on unit_successions.changed_on <= last_cutoff.cutoff_on
    where unit_successions.from_unit_id <> unit_successions.to_unit_id
),

chains as (
    select
        unit_id,
        unit_id as reached_unit_id
    from levels
    union
    select
        chains.unit_id,
        steps.to_unit_id as reached_unit_id
    from chains
    inner join steps on chains.reached_unit_id = steps.from_unit_id
    where steps.change <> 'absorb' and steps.successors = 1 and steps.predecessors = 1
),

current_units as (
    select unit_years.*
    from unit_years
    inner join last_cutoff on unit_years.year = last_cutoff.year
    where unit_years.counts
),

-- A chain ends where the unit has several successors or shares its successor with others.
chain_ends as (
    select
        chains.unit_id,
        max(current_units.unit_id) as current_unit_id,
        case
            when max(steps.successors) > 1 then 'split'
            when bool_or(steps.change = 'absorb') then 'absorbed'
            when max(steps.predecessors) > 1 then 'merged'
            else 'ended'
        end as reason_code
    from chains
    left join current_units on chains.reached_unit_id = current_units.unit_id
    left join steps on chains.reached_unit_id = steps.from_unit_id
    group by chains.unit_id
),

through_units as (
    select unit_years.unit_id
    from unit_years
    inner join plan_years on unit_years.year = plan_years.year
    where unit_years.counts and plan_years.in_plan
    group by unit_years.unit_id
    having count(*) = (
        select count(*)
        from plan_years
        where in_plan
    )
),

readings as (
    select
        'as_reported' as reading,
        unit_years.unit_id,
        unit_years.year,
        unit_years.unit_id as shown_unit_id,
        cast(null as varchar) as reason_code
    from unit_years
    where unit_years.counts
    union all
    select
        'current' as reading,
        unit_years.unit_id,
        unit_years.year,
        chain_ends.current_unit_id as shown_unit_id,
        case when chain_ends.current_unit_id is null then chain_ends.reason_code end as reason_code
    from unit_years
    inner join chain_ends on unit_years.unit_id = chain_ends.unit_id
    where unit_years.counts
    union all
    select
        'unchanged' as reading,
        unit_years.unit_id,
        unit_years.year,
        through_units.unit_id as shown_unit_id,
        case when through_units.unit_id is null then 'not_through' end as reason_code
    from unit_years
    left join through_units on unit_years.unit_id = through_units.unit_id
    where unit_years.counts
)

select
    readings.reading,
    readings.year,
    readings.unit_id,
    unit_years.unit_name,
    unit_years.level,
    readings.shown_unit_id,
    coalesce(current_units.unit_name, unit_years.unit_name) as shown_unit_name,
    coalesce(current_units.short_name, unit_years.short_name) as shown_short_name,
    -- The current structure has the current blocks.
    coalesce(current_units.block_id, unit_years.block_id) as block_id,
    coalesce(current_units.block_name, unit_years.block_name) as block_name,
    coalesce(current_units.block_order, unit_years.block_order) as block_order,
    readings.reason_code,
    states.label as reason,
    successors.unit_names as successor_names
from readings
inner join unit_years
    on readings.unit_id = unit_years.unit_id and readings.year = unit_years.year
left join current_units
    on readings.shown_unit_id = current_units.unit_id and readings.reading = 'current'
left join states
    on readings.reason_code = states.code and states.state_group = 'reading_left_out'
left join (
    select
        steps.from_unit_id as unit_id,
        string_agg(distinct unit_profiles.name, '; ' order by unit_profiles.name) as unit_names
    from steps
    inner join unit_profiles on steps.to_unit_id = unit_profiles.unit_id
    group by steps.from_unit_id
) as successors
    on readings.unit_id = successors.unit_id and readings.reason_code is not null
order by readings.reading, readings.year, unit_years.block_order, readings.unit_id
