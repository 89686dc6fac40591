-- One row per index and year: how many units pass, and how their values spread.
select * exclude (reading, scope, block_id, left_out, left_out_participating, left_out_reasons)
from index_readings
where reading = 'as_reported' and scope = 'all' and block_id is null
order by index_id, year
