-- One row per model and year: what its result report states.
with stated as (
    select
        row_id,
        max(value_text) filter (where field = 'model_name') as model_name,
        max(match_key) filter (where field = 'model_name') as model_key,
        max(value_number) filter (where field = 'year') as year,
        max(value_date) filter (where field = 'reported_on') as reported_on,
        max(value_text) filter (where field = 'status') as status,
        max(value_text) filter (where field = 'effect') as effect,
        max(value_text) filter (where field = 'is_new') as is_new,
        string_agg(value_text, '; ' order by address, value_text)
        filter (where field = 'replicated_by') as replicated_by,
        max(value_number) filter (where field = 'cost') as cost,
        max(value_text) filter (where field = 'difficulty') as difficulty,
        max(value_text) filter (where field = 'proposal') as proposal
    from report_cells
    group by row_id
)

select
    accepted_rows.row_id,
    accepted_rows.unit_id,
    stated.model_name,
    stated.model_key,
    cast(stated.year as integer) as year,
    stated.reported_on,
    stated.status,
    stated.effect,
    stated.is_new = 'yes' as is_new,
    stated.replicated_by,
    stated.cost,
    stated.difficulty,
    stated.proposal
from accepted_rows
inner join stated on accepted_rows.row_id = stated.row_id
where accepted_rows.kind = 'results'
order by accepted_rows.row_id
