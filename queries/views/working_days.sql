-- One row per working day, neither weekend nor holiday, of the years whose days off are known.
-- Beyond those years nobody knows the days off yet, so there are no rows to count wrongly.
with known_years as (
    select
        date_trunc('year', min(day)) as first_day,
        date_trunc('year', max(day)) + interval 1 year - interval 1 day as last_day
    from holidays
),

listed as (
    select cast(unnest(generate_series(first_day, last_day, interval 1 day)) as date) as day
    from known_years
)

select listed.day
from listed
where isodow(listed.day) < 6 and listed.day not in (select holidays.day from holidays)
order by listed.day
