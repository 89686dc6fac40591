-- One row per candidate: a model that was reported, appraised, voted or awarded in an award round.
with named as (
    select
        unit_id,
        model_key,
        year as round_year
    from results
    union
    select
        unit_id,
        model_key,
        round_year
    from appraisals
    union
    select
        unit_id,
        model_key,
        round_year
    from votes
    union
    -- An award without a model honours the unit, not one of its models.
    select
        unit_id,
        model_key,
        year as round_year
    from awards
    where model_key is not null
),

latest_awards as (
    select *
    from awards
    qualify
        row_number() over (
            partition by unit_id, model_key, year order by decided_on desc, row_id desc
        ) = 1
)

select
    award_rounds.round_id || '|' || models.model_id as candidate_id,
    award_rounds.round_id,
    award_rounds.year as round_year,
    models.unit_id,
    coalesce(unit_years.unit_name, unit_profiles.name) as unit_name,
    coalesce(unit_years.short_name, unit_profiles.short_name) as short_name,
    unit_profiles.level,
    unit_years.block_id,
    coalesce(unit_years.block_name, unit_profiles.block_name, 'Chưa xếp khối') as block_name,
    coalesce(unit_years.block_order, 999) as block_order,
    models.model_id,
    models.model_name,
    case
        when latest_awards.row_id is not null then 'decided'
        when votes.row_id is not null then 'voted'
        when appraisals.row_id is not null then 'appraised'
        else 'proposed'
    end as stage,
    results.row_id as result_row_id,
    appraisals.row_id as appraisal_row_id,
    votes.row_id as vote_row_id,
    latest_awards.row_id as award_row_id
from named
inner join award_rounds on named.round_year = award_rounds.year
inner join models on named.unit_id = models.unit_id and named.model_key = models.model_key
inner join unit_profiles on named.unit_id = unit_profiles.unit_id
left join unit_years
    on named.unit_id = unit_years.unit_id and named.round_year = unit_years.year
left join results
    on
        named.unit_id = results.unit_id
        and named.model_key = results.model_key
        and named.round_year = results.year
left join appraisals
    on
        named.unit_id = appraisals.unit_id
        and named.model_key = appraisals.model_key
        and named.round_year = appraisals.round_year
left join votes
    on
        named.unit_id = votes.unit_id
        and named.model_key = votes.model_key
        and named.round_year = votes.round_year
left join latest_awards
    on
        named.unit_id = latest_awards.unit_id
        and named.model_key = latest_awards.model_key
        and named.round_year = latest_awards.year
order by award_rounds.year, block_order, models.model_id
