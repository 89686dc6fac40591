-- One row per unit and earlier unit of its level that it continues, over any number of changes.
-- A commune does not continue a district: the level must be equal, so what a district had is not
-- handed down when the district level ends.
with recursive levels as (
    select distinct
        unit_id,
        level
    from units
),

steps as (
    select
        unit_successions.to_unit_id,
        unit_successions.from_unit_id,
        unit_successions.changed_on
    from unit_successions
    inner join levels as levels_after on unit_successions.to_unit_id = levels_after.unit_id
    inner join levels as levels_before on unit_successions.from_unit_id = levels_before.unit_id
    where
        levels_after.level = levels_before.level
        and unit_successions.to_unit_id <> unit_successions.from_unit_id
),

lineage as (
    select
        to_unit_id as unit_id,
        from_unit_id as earlier_unit_id,
        changed_on
    from steps
    union
    -- The later change is the one from which the unit answers for the earlier unit.
    select
        lineage.unit_id,
        steps.from_unit_id as earlier_unit_id,
        lineage.changed_on
    from lineage
    inner join steps on lineage.earlier_unit_id = steps.to_unit_id
    where steps.from_unit_id <> lineage.unit_id
)

select
    unit_id,
    earlier_unit_id,
    min(changed_on) as changed_on
from lineage
group by unit_id, earlier_unit_id
order by unit_id, earlier_unit_id
