-- One row per pair of models of different units whose names or contents are alike.
-- Alike: of the words that either of two texts has, at least so many percent are in both.
with thresholds (threshold_percent) as (
    values (60)
),

-- Many units give a model the same name or content: each text is compared once, not each model.
names as (
    select distinct
        model_key,
        list_distinct(string_split(model_key, ' ')) as words
    from models
),

name_pairs as (
    select
        names.model_key as left_key,
        others.model_key as right_key,
        100.0 * len(list_intersect(names.words, others.words))
        / nullif(len(list_distinct(list_concat(names.words, others.words))), 0) as percent
    from names
    cross join names as others
),

contents as (
    select distinct
        content,
        list_distinct(string_split_regex(trim(lower(content), ' .;'), '[^\p{L}\p{N}]+')) as words
    from models
    where content is not null
),

content_pairs as (
    select
        contents.content as left_content,
        others.content as right_content,
        100.0 * len(list_intersect(contents.words, others.words))
        / nullif(len(list_distinct(list_concat(contents.words, others.words))), 0) as percent
    from contents
    cross join contents as others
),

alike_texts as (
    select
        models.model_id as left_id,
        others.model_id as right_id
    from name_pairs
    inner join thresholds on name_pairs.percent >= thresholds.threshold_percent
    inner join models on name_pairs.left_key = models.model_key
    inner join models as others on name_pairs.right_key = others.model_key
    union
    select
        models.model_id as left_id,
        others.model_id as right_id
    from content_pairs
    inner join thresholds on content_pairs.percent >= thresholds.threshold_percent
    inner join models on content_pairs.left_content = models.content
    inner join models as others on content_pairs.right_content = others.content
),

declared as (
    select distinct
        results.unit_id || '|' || results.model_key as model_id,
        result_replications.unit_id as replicating_unit_id
    from results
    inner join result_replications on results.row_id = result_replications.row_id
    where result_replications.unit_id is not null
)

select
    models.model_id,
    models.model_name,
    models.unit_id,
    models.unit_name,
    models.level,
    models.registered_on,
    others.model_id as other_model_id,
    others.model_name as other_model_name,
    others.unit_id as other_unit_id,
    others.unit_name as other_unit_name,
    others.level as other_level,
    others.registered_on as other_registered_on,
    case
        when models.model_key = others.model_key then 'same_name'
        when name_pairs.percent >= thresholds.threshold_percent then 'similar_name'
        else 'similar_content'
    end as likeness,
    cast(name_pairs.percent as decimal(9, 4)) as name_percent,
    cast(content_pairs.percent as decimal(9, 4)) as content_percent,
    cast(thresholds.threshold_percent as decimal(9, 4)) as threshold_percent,
    onward.model_id is not null or back.model_id is not null as is_replication_stated
from alike_texts
cross join thresholds
inner join models on alike_texts.left_id = models.model_id
inner join models as others on alike_texts.right_id = others.model_id
inner join name_pairs
    on models.model_key = name_pairs.left_key and others.model_key = name_pairs.right_key
left join content_pairs
    on
        models.content = content_pairs.left_content
        and others.content = content_pairs.right_content
left join declared as onward
    on models.model_id = onward.model_id and others.unit_id = onward.replicating_unit_id
left join declared as back
    on others.model_id = back.model_id and models.unit_id = back.replicating_unit_id
-- Of each pair once, and a model is not held against another one of its own unit.
where models.unit_id <> others.unit_id and models.model_id < others.model_id
order by
    name_percent desc,
    content_percent desc nulls last,
    models.model_id asc,
    other_model_id asc
