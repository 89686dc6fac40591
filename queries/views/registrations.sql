-- One row per registered model: what its registration states.
with stated as (
    select
        row_id,
        max(value_text) filter (where field = 'model_name') as model_name,
        max(match_key) filter (where field = 'model_name') as model_key,
        max(value_text) filter (where field = 'address') as address,
        max(value_text) filter (where field = 'situation') as situation,
        max(value_text) filter (where field = 'content') as content,
        max(value_text) filter (where field = 'expected_effect') as expected_effect,
        max(value_date) filter (where field = 'started_on') as started_on,
        max(precision) filter (where field = 'started_on') as start_precision,
        max(value_date) filter (where field = 'ended_on') as ended_on,
        max(value_date) filter (where field = 'registered_on') as registered_on
    from report_cells
    group by row_id
)

select
    accepted_rows.row_id,
    accepted_rows.unit_id,
    stated.model_name,
    stated.model_key,
    stated.address,
    stated.situation,
    stated.content,
    stated.expected_effect,
    stated.started_on,
    stated.start_precision,
    stated.ended_on,
    stated.ended_on is null as is_open,
    stated.registered_on
from accepted_rows
inner join stated on accepted_rows.row_id = stated.row_id
where accepted_rows.kind = 'registrations'
order by accepted_rows.row_id
