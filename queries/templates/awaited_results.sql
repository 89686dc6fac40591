-- One row per registered model that is still to be reported in the year: what is known of it.
-- Reads year $1, unit $2 (null: every unit).
select
    unit_profiles.name as unit,
    models.model_name,
    model_years.year,
    coalesce(accepted_rows.simulated, false) as simulated
from model_years
inner join models on model_years.model_id = models.model_id
inner join unit_profiles on model_years.unit_id = unit_profiles.unit_id
left join accepted_rows on model_years.registration_row_id = accepted_rows.row_id
where
    model_years.year = $1
    and model_years.state = 'registered'
    and (cast($2 as text) is null or model_years.unit_id = $2)
order by unit_profiles.name, models.model_name
