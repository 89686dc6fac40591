-- One row per model and round: the count of its vote.
with stated as (
    select
        row_id,
        max(value_text) filter (where field = 'model_name') as model_name,
        max(match_key) filter (where field = 'model_name') as model_key,
        max(value_number) filter (where field = 'year') as round_year,
        max(value_number) filter (where field = 'members') as members,
        max(value_number) filter (where field = 'agree') as agree,
        max(value_number) filter (where field = 'disagree') as disagree,
        max(value_number) filter (where field = 'invalid') as invalid,
        max(value_number) filter (where field = 'written') as written,
        max(value_date) filter (where field = 'met_on') as met_on
    from report_cells
    group by row_id
)

select
    accepted_rows.row_id,
    accepted_rows.unit_id,
    stated.model_name,
    stated.model_key,
    cast(stated.round_year as integer) as round_year,
    cast(stated.members as integer) as members,
    cast(stated.agree as integer) as agree,
    cast(stated.disagree as integer) as disagree,
    cast(stated.invalid as integer) as invalid,
    cast(stated.written as integer) as written,
    stated.met_on
from accepted_rows
inner join stated on accepted_rows.row_id = stated.row_id
where accepted_rows.kind = 'votes'
order by accepted_rows.row_id
