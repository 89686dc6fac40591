-- One row per unit, model and decision: an award, revoked ones too.
with stated as (
    select
        row_id,
        max(value_text) filter (where field = 'model_name') as model_name,
        max(match_key) filter (where field = 'model_name') as model_key,
        max(value_number) filter (where field = 'year') as year,
        max(value_text) filter (where field = 'award_form') as award_form,
        max(value_text) filter (where field = 'decision_no') as decision_no,
        max(value_date) filter (where field = 'decided_on') as decided_on,
        max(value_date) filter (where field = 'revoked_on') as revoked_on
    from report_cells
    group by row_id
)

select
    accepted_rows.row_id,
    accepted_rows.unit_id,
    stated.model_name,
    stated.model_key,
    cast(stated.year as integer) as year,
    stated.award_form,
    stated.decision_no,
    stated.decided_on,
    stated.revoked_on
from accepted_rows
inner join stated on accepted_rows.row_id = stated.row_id
where accepted_rows.kind = 'awards'
order by accepted_rows.row_id
