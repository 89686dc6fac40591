-- One row per unit and year: its indices as published, with the text where no number is stated.
with stated as (
    select
        row_id,
        max(value_number) filter (where field = 'year') as year,
        max(value_number) filter (where field = 'sipas') as sipas,
        max(value_text) filter (where field = 'sipas') as sipas_stated,
        max(value_number) filter (where field = 'par_index') as par_index,
        max(value_text) filter (where field = 'par_index') as par_index_stated,
        max(value_number) filter (where field = 'par_points') as par_points,
        max(value_number) filter (where field = 'par_points_max') as par_points_max,
        max(value_text) filter (where field = 'decision_no') as decision_no,
        max(value_date) filter (where field = 'published_on') as published_on
    from report_cells
    group by row_id
)

select
    accepted_rows.row_id,
    accepted_rows.unit_id,
    cast(stated.year as integer) as year,
    stated.sipas,
    case when stated.sipas is null then stated.sipas_stated end as sipas_stated,
    stated.par_index,
    case when stated.par_index is null then stated.par_index_stated end as par_index_stated,
    stated.par_points,
    stated.par_points_max,
    stated.decision_no,
    stated.published_on
from accepted_rows
inner join stated on accepted_rows.row_id = stated.row_id
where accepted_rows.kind = 'indices'
order by accepted_rows.row_id
