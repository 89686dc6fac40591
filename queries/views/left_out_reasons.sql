-- One row per reading, scope and year with units that the reading leaves out: why, and how many.
with counted as (
    select
        unit_readings.reading,
        scopes.scope,
        unit_readings.year,
        unit_readings.reason,
        count(*) as units
    from unit_readings
    inner join scopes on unit_readings.level = scopes.level
    where unit_readings.reason_code is not null
    group by all
)

select
    reading,
    scope,
    year,
    string_agg(reason || ': ' || units, '; ' order by units desc, reason asc) as left_out_reasons
from counted
group by reading, scope, year
order by reading, scope, year
