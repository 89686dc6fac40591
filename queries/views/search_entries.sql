-- One row per thing that can be found by its name: a unit or a model.
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
order by entry_kind desc, title asc, entry_id asc
