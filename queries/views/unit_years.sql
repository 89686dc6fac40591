-- One row per unit and plan year in which it exists at any time.
with spells as (
    select
        units.*,
        plan_years.year,
        plan_years.cutoff_on,
        units.valid_from <= plan_years.cutoff_on
        and coalesce(units.valid_to >= plan_years.cutoff_on, true) as counts
    from units
    inner join plan_years
        on
            units.valid_from <= make_date(plan_years.year, 12, 31)
            and coalesce(units.valid_to >= make_date(plan_years.year, 1, 1), true)
),

-- The name of the cut-off day stands for the year, else the last one of the year.
unit_spells as (
    select *
    from spells
    qualify
        row_number() over (partition by unit_id, year order by counts desc, valid_from desc) = 1
),

ends as (
    select
        unit_id,
        max(coalesce(valid_to, date '9999-12-31')) as ended_on
    from units
    group by unit_id
),

blocks as (
    select
        unit_spells.unit_id,
        unit_spells.year,
        emulation_blocks.block_id,
        emulation_blocks.name as block_name,
        emulation_blocks.sort_order as block_order
    from unit_spells
    inner join unit_blocks
        on
            unit_spells.unit_id = unit_blocks.unit_id
            and unit_blocks.valid_from <= make_date(unit_spells.year, 12, 31)
            and coalesce(unit_blocks.valid_to >= make_date(unit_spells.year, 1, 1), true)
    inner join emulation_blocks on unit_blocks.block_id = emulation_blocks.block_id
    qualify
        row_number() over (
            partition by unit_spells.unit_id, unit_spells.year
            order by
                unit_blocks.valid_from <= unit_spells.cutoff_on
                and coalesce(unit_blocks.valid_to >= unit_spells.cutoff_on, true) desc,
                unit_blocks.valid_from desc
        ) = 1
),

successors as (
    select
        unit_successions.from_unit_id as unit_id,
        unit_spells.year,
        string_agg(distinct unit_profiles.name, '; ' order by unit_profiles.name) as unit_names
    from unit_spells
    inner join unit_successions
        on
            unit_spells.unit_id = unit_successions.from_unit_id
            and year(unit_successions.changed_on) = unit_spells.year
    inner join unit_profiles on unit_successions.to_unit_id = unit_profiles.unit_id
    where unit_successions.from_unit_id <> unit_successions.to_unit_id
    group by unit_successions.from_unit_id, unit_spells.year
),

predecessors as (
    select
        unit_successions.to_unit_id as unit_id,
        unit_spells.year,
        string_agg(distinct unit_profiles.name, '; ' order by unit_profiles.name) as unit_names
    from unit_spells
    inner join unit_successions
        on
            unit_spells.unit_id = unit_successions.to_unit_id
            and year(unit_successions.changed_on) <= unit_spells.year
    inner join unit_profiles on unit_successions.from_unit_id = unit_profiles.unit_id
    where unit_successions.from_unit_id <> unit_successions.to_unit_id
    group by unit_successions.to_unit_id, unit_spells.year
)

select
    unit_spells.unit_id,
    unit_spells.year,
    unit_spells.name as unit_name,
    unit_spells.short_name,
    unit_spells.kind,
    unit_spells.level,
    unit_profiles.district_name,
    blocks.block_id,
    coalesce(blocks.block_name, 'Chưa xếp khối') as block_name,
    coalesce(blocks.block_order, 999) as block_order,
    unit_spells.counts,
    case when year(ends.ended_on) = unit_spells.year then ends.ended_on end as ended_on,
    successors.unit_names as successor_names,
    predecessors.unit_names as predecessor_names
from unit_spells
inner join ends on unit_spells.unit_id = ends.unit_id
inner join unit_profiles on unit_spells.unit_id = unit_profiles.unit_id
left join blocks
    on unit_spells.unit_id = blocks.unit_id and unit_spells.year = blocks.year
left join successors
    on unit_spells.unit_id = successors.unit_id and unit_spells.year = successors.year
left join predecessors
    on unit_spells.unit_id = predecessors.unit_id and unit_spells.year = predecessors.year
order by unit_spells.year, block_order, unit_spells.unit_id
