-- One row per model: registered, or only named by a report, an appraisal, a vote or an award.
with mentions as (
    select
        unit_id,
        model_key,
        model_name,
        row_id,
        1 as precedence
    from registrations
    union all
    select
        unit_id,
        model_key,
        model_name,
        row_id,
        2 as precedence
    from results
    union all
    select
        unit_id,
        model_key,
        model_name,
        row_id,
        3 as precedence
    from appraisals
    union all
    select
        unit_id,
        model_key,
        model_name,
        row_id,
        4 as precedence
    from votes
    union all
    select
        unit_id,
        model_key,
        model_name,
        row_id,
        5 as precedence
    from awards
),

-- The registration's spelling is the model's name; else the latest mention's.
named_models as (
    select
        unit_id,
        model_key,
        model_name
    from mentions
    where unit_id is not null and model_key is not null
    qualify
        row_number() over (
            partition by unit_id, model_key order by precedence asc, row_id desc
        ) = 1
),

reported as (
    select
        unit_id,
        model_key,
        count(distinct year) as years_reported,
        max_by(status, (year, reported_on, row_id)) as last_status,
        max_by(effect, (year, reported_on, row_id)) as last_effect,
        bool_or(is_new) as is_new
    from results
    group by unit_id, model_key
),

replicated as (
    select
        results.unit_id,
        results.model_key,
        count(distinct unit_profiles.unit_id) as replication_count,
        string_agg(distinct unit_profiles.name, '; ' order by unit_profiles.name) as unit_names
    from results
    inner join result_replications on results.row_id = result_replications.row_id
    inner join unit_profiles on result_replications.unit_id = unit_profiles.unit_id
    where result_replications.unit_id <> results.unit_id
    group by results.unit_id, results.model_key
),

-- The latest round that scored it decides; earlier scores stand in the view of appraisals.
appraised as (
    select
        unit_id,
        model_key,
        max_by(replicability, (round_year, row_id)) as replicability,
        max(round_year) as replicability_year
    from appraisals
    where replicability is not null
    group by unit_id, model_key
)

select
    named_models.unit_id || '|' || named_models.model_key as model_id,
    named_models.unit_id,
    named_models.model_name,
    named_models.model_key,
    unit_profiles.name as unit_name,
    unit_profiles.block_name,
    unit_profiles.level,
    registrations.registered_on,
    registrations.started_on,
    registrations.start_precision,
    registrations.ended_on,
    coalesce(registrations.is_open, false)
    and coalesce(reported.last_status <> 'ended', true) as is_open,
    registrations.row_id is not null as is_registered,
    reported.is_new,
    coalesce(replicated.replication_count, 0) as replication_count,
    replicated.unit_names as replicated_by_names,
    coalesce(reported.years_reported, 0) as years_reported,
    reported.last_status,
    reported.last_effect,
    registrations.content,
    registrations.situation,
    registrations.expected_effect,
    registrations.row_id as registration_row_id,
    appraised.replicability,
    appraised.replicability_year
from named_models
inner join unit_profiles on named_models.unit_id = unit_profiles.unit_id
left join registrations
    on
        named_models.unit_id = registrations.unit_id
        and named_models.model_key = registrations.model_key
left join reported
    on
        named_models.unit_id = reported.unit_id
        and named_models.model_key = reported.model_key
left join replicated
    on
        named_models.unit_id = replicated.unit_id
        and named_models.model_key = replicated.model_key
left join appraised
    on
        named_models.unit_id = appraised.unit_id
        and named_models.model_key = appraised.model_key
order by named_models.unit_id, named_models.model_name, named_models.model_key
