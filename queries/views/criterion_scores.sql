-- One row per candidate and criterion: value, score between the goalposts, contribution.
-- A missing value has no score: it is never a zero.
with replications as (
    select
        candidates.candidate_id,
        count(distinct result_replications.unit_id) as unit_count
    from candidates
    inner join models on candidates.model_id = models.model_id
    inner join results
        on
            models.unit_id = results.unit_id
            and models.model_key = results.model_key
            and candidates.round_year >= results.year
    left join result_replications
        on
            results.row_id = result_replications.row_id
            and results.unit_id <> result_replications.unit_id
    group by candidates.candidate_id
),

-- Kept up from its start to the day of consideration, or to its end if that came first.
durations as (
    select
        candidates.candidate_id,
        registrations.row_id,
        greatest(
            0,
            date_sub(
                'month',
                registrations.started_on,
                least(award_rounds.considered_on, registrations.ended_on)
            )
        ) as months
    from candidates
    inner join award_rounds on candidates.round_id = award_rounds.round_id
    inner join models on candidates.model_id = models.model_id
    inner join registrations on models.registration_row_id = registrations.row_id
    where registrations.started_on is not null
),

criterion_values as (
    select
        candidates.candidate_id,
        'effectiveness' as criterion_id,
        appraisals.effectiveness as value,
        candidates.appraisal_row_id as row_id,
        'effectiveness' as field
    from candidates
    left join appraisals on candidates.appraisal_row_id = appraisals.row_id
    union all
    select
        candidates.candidate_id,
        'novelty' as criterion_id,
        appraisals.novelty as value,
        candidates.appraisal_row_id as row_id,
        'novelty' as field
    from candidates
    left join appraisals on candidates.appraisal_row_id = appraisals.row_id
    union all
    select
        candidates.candidate_id,
        'months_maintained' as criterion_id,
        durations.months as value,
        durations.row_id,
        'started_on' as field
    from candidates
    left join durations on candidates.candidate_id = durations.candidate_id
    union all
    select
        candidates.candidate_id,
        'replication' as criterion_id,
        replications.unit_count as value,
        candidates.result_row_id as row_id,
        'replicated_by' as field
    from candidates
    left join replications on candidates.candidate_id = replications.candidate_id
),

scores as (
    select
        candidates.candidate_id,
        candidates.round_id,
        criteria.*,
        cast(criterion_values.value as decimal(18, 6)) as value,
        criterion_values.row_id,
        criterion_values.field,
        sum(criteria.weight) over (partition by candidates.candidate_id) as weight_sum,
        cast(
            100.0 * least(
                1.0,
                greatest(
                    0.0,
                    (criterion_values.value - criteria.low_goalpost)
                    / nullif(criteria.high_goalpost - criteria.low_goalpost, 0)
                )
            ) as decimal(18, 6)
        ) as clamped_score
    from candidates
    inner join award_rounds on candidates.round_id = award_rounds.round_id
    inner join criteria on award_rounds.criteria_version = criteria.criteria_version
    left join criterion_values
        on
            candidates.candidate_id = criterion_values.candidate_id
            and criteria.criterion_id = criterion_values.criterion_id
)

select
    candidate_id,
    round_id,
    criterion_id,
    label as criterion_label,
    sort_order,
    value,
    low_goalpost,
    high_goalpost,
    unit_of_measure,
    weight,
    -- least and greatest pass over nulls, so a missing value is put back here.
    case when value is not null then clamped_score end as score,
    case
        when value is not null
            then cast(clamped_score * weight / nullif(weight_sum, 0) as decimal(18, 6))
    end as contribution,
    row_id,
    field
from scores
order by candidate_id, sort_order
