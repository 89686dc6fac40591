-- One row per thing that can be found by words: a unit, model, candidate, result or difficulty.
select
    'unit' as entry_kind,
    unit_id as entry_id,
    name as title,
    concat_ws(' · ', district_name, block_name, 'đến ' || vn_date(valid_to)) as subtitle,
    search_key
from unit_profiles
union all
select
    'model' as entry_kind,
    model_id as entry_id,
    model_name as title,
    unit_name as subtitle,
    search_text(concat_ws(' ', model_name, unit_name)) as search_key
from models
union all
select
    'candidate' as entry_kind,
    candidate_id as entry_id,
    model_name as title,
    concat_ws(' · ', unit_name, 'đợt xét năm ' || round_year) as subtitle,
    search_text(concat_ws(' ', model_name, unit_name, round_year)) as search_key
from candidates
union all
-- The part before the first bar is the year, what follows is the model: as in a candidate's id.
select
    'result' as entry_kind,
    results.year || '|' || models.model_id as entry_id,
    coalesce(results.effect, results.model_name) as title,
    concat_ws(' · ', models.unit_name, models.model_name, 'năm ' || results.year) as subtitle,
    search_text(
        concat_ws(' ', results.effect, models.unit_name, models.model_name, results.year)
    ) as search_key
from results
inner join models
    on results.unit_id = models.unit_id and results.model_key = models.model_key
union all
select
    'difficulty' as entry_kind,
    year || '|' || model_id as entry_id,
    concat_ws(' – ', difficulty, 'Kiến nghị: ' || proposal) as title,
    concat_ws(' · ', unit_name, model_name, 'năm ' || year) as subtitle,
    search_text(
        concat_ws(' ', difficulty, 'kien nghi ' || proposal, unit_name, model_name, year)
    ) as search_key
from difficulties
order by entry_kind desc, title asc, entry_id asc
