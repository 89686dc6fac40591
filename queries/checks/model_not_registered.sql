-- One row per reported, appraised, voted or awarded model that its unit never registered.
-- A unit answers for what its predecessors registered, and for what comes in the same call.
with recursive lineage as (
    select distinct
        unit_id,
        unit_id as ancestor_id
    from incoming_rows
    where unit_id is not null
    union
    select
        lineage.unit_id,
        unit_successions.from_unit_id as ancestor_id
    from lineage
    inner join unit_successions on lineage.ancestor_id = unit_successions.to_unit_id
),

known_models as (
    select
        unit_id,
        model_key,
        model_name
    from registrations
    union
    select
        unit_id,
        model_key,
        model_name
    from incoming_registrations
),

named_models as (
    select distinct
        incoming_rows.unit_id,
        incoming_cells.match_key as model_key
    from incoming_rows
    inner join incoming_cells
        on
            incoming_rows.file_no = incoming_cells.file_no
            and incoming_rows.row_no = incoming_cells.row_no
    where
        incoming_cells.kind in ('results', 'appraisals', 'votes', 'awards')
        and incoming_cells.field = 'model_name'
        and incoming_rows.unit_id is not null
        and incoming_cells.match_key is not null
),

registered_models as (
    select distinct
        lineage.unit_id,
        known_models.model_key
    from lineage
    inner join known_models on lineage.ancestor_id = known_models.unit_id
    where known_models.model_key is not null
),

unregistered_models as (
    select
        unit_id,
        model_key
    from named_models
    anti join registered_models using (unit_id, model_key)
),

-- Only these are worth comparing letter by letter: pairs of names grow with the square.
nearest as (
    select
        unregistered_models.unit_id,
        unregistered_models.model_key,
        array_to_string(
            list(distinct known_models.model_name order by known_models.model_name)[:3], '; '
        ) as names
    from unregistered_models
    inner join lineage on unregistered_models.unit_id = lineage.unit_id
    inner join known_models on lineage.ancestor_id = known_models.unit_id
    where jaro_winkler_similarity(known_models.model_key, unregistered_models.model_key) >= 0.75
    group by unregistered_models.unit_id, unregistered_models.model_key
)

select
    incoming_cells.file_no,
    incoming_cells.row_no,
    incoming_cells.sheet,
    incoming_cells.address,
    incoming_cells.field,
    'warning' as severity,
    incoming_cells.raw_text as found,
    'Mô hình “' || incoming_cells.value_text || '” chưa được đơn vị này đăng ký'
    || case
        when nullif(nearest.names, '') is null then '; hãy gửi bản đăng ký mô hình, hoặc ghi đúng tên đã đăng ký.'
        else
            '; tên gần giống đã đăng ký: ' || nearest.names
            || '. Hãy ghi đúng tên đã đăng ký, hoặc gửi bản đăng ký mô hình này.'
    end as message,
    nullif(nearest.names, '') as suggestion
from incoming_cells
inner join incoming_rows
    on
        incoming_cells.file_no = incoming_rows.file_no
        and incoming_cells.row_no = incoming_rows.row_no
inner join unregistered_models
    on
        incoming_rows.unit_id = unregistered_models.unit_id
        and incoming_cells.match_key = unregistered_models.model_key
left join nearest
    on
        incoming_rows.unit_id = nearest.unit_id
        and incoming_cells.match_key = nearest.model_key
where
    incoming_cells.kind in ('results', 'appraisals', 'votes', 'awards')
    and incoming_cells.field = 'model_name'
