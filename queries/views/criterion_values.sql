-- One row per candidate and thing that a criterion can measure, weighed in its round or not.
-- What nobody stated stays null here: only criterion_scores decides what a missing value means.
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

stated as (
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
        'replicability' as criterion_id,
        appraisals.replicability as value,
        candidates.appraisal_row_id as row_id,
        'replicability' as field
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
)

select
    candidate_id,
    criterion_id,
    cast(value as decimal(18, 6)) as value,
    row_id,
    field
from stated
order by candidate_id, criterion_id
