-- One row per unit: its latest name and place, with the units before and after it.
-- The registry's first day is where it begins, not where units were founded: those have no valid_from.
with latest_spells as (
    select
        *,
        min(valid_from) over (partition by unit_id) as founded_on
    from units
    qualify row_number() over (partition by unit_id order by valid_from desc) = 1
),

latest_blocks as (
    select
        unit_blocks.unit_id,
        emulation_blocks.name as block_name
    from unit_blocks
    inner join emulation_blocks on unit_blocks.block_id = emulation_blocks.block_id
    qualify
        row_number() over (partition by unit_blocks.unit_id order by unit_blocks.valid_from desc)
        = 1
),

predecessors as (
    select
        unit_successions.to_unit_id as unit_id,
        string_agg(distinct latest_spells.name, '; ' order by latest_spells.name) as unit_names
    from unit_successions
    inner join latest_spells on unit_successions.from_unit_id = latest_spells.unit_id
    where unit_successions.from_unit_id <> unit_successions.to_unit_id
    group by unit_successions.to_unit_id
),

successors as (
    select
        unit_successions.from_unit_id as unit_id,
        string_agg(distinct latest_spells.name, '; ' order by latest_spells.name) as unit_names
    from unit_successions
    inner join latest_spells on unit_successions.to_unit_id = latest_spells.unit_id
    where unit_successions.from_unit_id <> unit_successions.to_unit_id
    group by unit_successions.from_unit_id
),

aliases as (
    select
        unit_id,
        string_agg(alias, ' ' order by alias) as words
    from unit_aliases
    group by unit_id
)

select
    latest_spells.unit_id,
    latest_spells.name,
    latest_spells.short_name,
    latest_spells.kind,
    latest_spells.level,
    districts.name as district_name,
    latest_blocks.block_name,
    nullif(latest_spells.founded_on, (select min(units.valid_from) from units)) as valid_from,
    latest_spells.valid_to,
    latest_spells.gso_code,
    predecessors.unit_names as predecessor_names,
    successors.unit_names as successor_names,
    search_text(
        concat_ws(
            ' ', latest_spells.name, latest_spells.short_name, districts.name, aliases.words
        )
    ) as search_key
from latest_spells
left join latest_spells as districts
    on latest_spells.parent_unit_id = districts.unit_id and districts.level = 'district'
left join latest_blocks on latest_spells.unit_id = latest_blocks.unit_id
left join predecessors on latest_spells.unit_id = predecessors.unit_id
left join successors on latest_spells.unit_id = successors.unit_id
left join aliases on latest_spells.unit_id = aliases.unit_id
order by latest_spells.unit_id
