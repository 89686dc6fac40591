-- One row per unit, year and model in force that it has taken over from a unit it continues.
-- In force: registered before the change, not ended before the year, and its last state under the
-- earlier unit was maintained or registered.
select
    unit_years.unit_id,
    unit_years.year,
    models.model_id,
    any_value(models.unit_name) as earlier_unit_name
from unit_years
inner join unit_lineage
    on
        unit_years.unit_id = unit_lineage.unit_id
        and year(unit_lineage.changed_on) <= unit_years.year
inner join models
    on
        unit_lineage.earlier_unit_id = models.unit_id
        and unit_lineage.changed_on > models.registered_on
        and coalesce(models.ended_on >= make_date(unit_years.year, 1, 1), true)
inner join model_years
    on models.model_id = model_years.model_id and unit_years.year >= model_years.year
group by unit_years.unit_id, unit_years.year, models.model_id
having max_by(model_years.state, model_years.year) in ('maintained', 'registered')
order by unit_years.year, unit_years.unit_id, models.model_id
