-- One row per scope and day on which units of it were reorganised.
-- The year is the first plan year whose cut-off day comes after the change; null: none does.
with changes as (
    select distinct
        scopes.scope,
        unit_successions.changed_on,
        unit_successions.from_unit_id,
        unit_successions.to_unit_id,
        unit_successions.change
    from unit_successions
    inner join units on unit_successions.from_unit_id = units.unit_id
    inner join scopes on units.level = scopes.level
    where unit_successions.from_unit_id <> unit_successions.to_unit_id
)

select
    changes.scope,
    changes.changed_on,
    min(plan_years.year) as year,
    count(distinct changes.from_unit_id) as units_ended,
    count(distinct changes.to_unit_id) filter (where changes.change <> 'absorb') as units_begun
from changes
left join plan_years on changes.changed_on <= plan_years.cutoff_on
group by changes.scope, changes.changed_on
order by changes.scope, changes.changed_on
