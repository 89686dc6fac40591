-- One row per scope and year: how many counted units have a model, against the target.
select * exclude (reading, left_out, left_out_reasons)
from coverage_readings
where reading = 'as_reported'
order by scope, year
