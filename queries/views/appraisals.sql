-- One row per model and round: what its appraisal states.
with stated as (
    select
        row_id,
        max(value_text) filter (where field = 'model_name') as model_name,
        max(match_key) filter (where field = 'model_name') as model_key,
        max(value_number) filter (where field = 'year') as round_year,
        max(value_number) filter (where field = 'effectiveness') as effectiveness,
        max(value_number) filter (where field = 'novelty') as novelty,
        max(value_number) filter (where field = 'replicability') as replicability,
        max(value_text) filter (where field = 'pending_matter') as pending_matter,
        max(value_text) filter (where field = 'recommendation') as recommendation,
        max(value_text) filter (where field = 'opinion') as opinion,
        max(value_text) filter (where field = 'appraiser') as appraiser,
        max(value_date) filter (where field = 'appraised_on') as appraised_on
    from report_cells
    group by row_id
)

select
    accepted_rows.row_id,
    accepted_rows.unit_id,
    stated.model_name,
    stated.model_key,
    cast(stated.round_year as integer) as round_year,
    stated.effectiveness,
    stated.novelty,
    stated.replicability,
    nullif(stated.pending_matter, 'none') as pending_matter,
    -- A blank says nothing: only a stated "Không" is the absence of a matter.
    stated.pending_matter <> 'none' as has_pending_matter,
    stated.recommendation,
    stated.opinion,
    stated.appraiser,
    stated.appraised_on
from accepted_rows
inner join stated on accepted_rows.row_id = stated.row_id
where accepted_rows.kind = 'appraisals'
order by accepted_rows.row_id
