-- One row per model and plan year: registered by then, or reported in it, while its unit exists.
-- A report of the year decides. Without one a registered model stands as registered, unless it is
-- known to have ended before the year, or the last report said that it was paused or had ended:
-- what was stopped stays stopped until somebody reports otherwise.
with standings as (
    select
        models.model_id,
        models.unit_id,
        models.registered_on,
        models.registration_row_id,
        unit_years.year,
        results.row_id as result_row_id,
        results.reported_on,
        results.status,
        plan_years.report_deadline_on,
        coalesce(models.ended_on < make_date(unit_years.year, 1, 1), false) as ended_before_year,
        (
            select max_by(earlier_results.status, earlier_results.year)
            from results as earlier_results
            where
                models.unit_id = earlier_results.unit_id
                and models.model_key = earlier_results.model_key
                and earlier_results.year < unit_years.year
        ) as earlier_status
    from models
    inner join unit_years on models.unit_id = unit_years.unit_id
    inner join plan_years on unit_years.year = plan_years.year and plan_years.in_plan
    left join results
        on
            models.unit_id = results.unit_id
            and models.model_key = results.model_key
            and unit_years.year = results.year
)

select
    model_id,
    unit_id,
    year,
    case
        when status = 'maintained' then 'maintained'
        when status = 'ended' and (ended_before_year or earlier_status = 'ended') then 'stopped'
        when status = 'ended' then 'reported'
        when status is not null then 'stopped'
        when ended_before_year or earlier_status in ('paused', 'ended') then 'stopped'
        else 'registered'
    end as state,
    reported_on,
    reported_on <= report_deadline_on as is_in_time,
    status,
    result_row_id,
    registration_row_id
from standings
where result_row_id is not null or year(registered_on) <= year
order by year, model_id
