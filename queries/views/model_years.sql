-- One row per model and plan year from its registration or first report on, while its unit exists.
-- A report of the year decides. Without one the model stands as registered, unless it is known to
-- have ended before the year, or the last report said that it was paused or had ended: what was
-- stopped stays stopped until somebody reports otherwise.
with spans as (
    select
        models.model_id,
        models.unit_id,
        models.model_key,
        models.ended_on,
        models.registration_row_id,
        unit_years.year
    from models
    inner join unit_years on models.unit_id = unit_years.unit_id
    inner join plan_years on unit_years.year = plan_years.year and plan_years.in_plan
    left join results as earlier_results
        on
            models.unit_id = earlier_results.unit_id
            and models.model_key = earlier_results.model_key
            and unit_years.year >= earlier_results.year
    group by all
    having
        year(any_value(models.registered_on)) <= unit_years.year
        or count(earlier_results.row_id) > 0
),

standings as (
    select
        spans.*,
        results.row_id as result_row_id,
        results.reported_on,
        results.status,
        plan_years.report_deadline_on,
        coalesce(spans.ended_on < make_date(spans.year, 1, 1), false) as ended_before_year,
        (
            select max_by(earlier_results.status, earlier_results.year)
            from results as earlier_results
            where
                spans.unit_id = earlier_results.unit_id
                and spans.model_key = earlier_results.model_key
                and earlier_results.year < spans.year
        ) as earlier_status
    from spans
    inner join plan_years on spans.year = plan_years.year
    left join results
        on
            spans.unit_id = results.unit_id
            and spans.model_key = results.model_key
            and spans.year = results.year
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
order by year, model_id
