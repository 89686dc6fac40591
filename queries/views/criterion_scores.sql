-- One row per candidate and criterion of its round: value, score, contribution.
-- The score says how far the value lies between the goalposts. A missing value has none: it is
-- never a zero. The value is rounded to four decimals first, so that noise below the fourth decimal
-- of what was stated never reaches the score.
with scores as (
    select
        candidates.candidate_id,
        criteria_in_force.*,
        criterion_values.value,
        criterion_values.row_id,
        criterion_values.field,
        sum(criteria_in_force.weight) over (partition by candidates.candidate_id) as weight_sum,
        cast(
            100.0 * least(
                1.0,
                greatest(
                    0.0,
                    (round(criterion_values.value, 4) - criteria_in_force.low_goalpost)
                    / nullif(criteria_in_force.high_goalpost - criteria_in_force.low_goalpost, 0)
                )
            ) as decimal(18, 6)
        ) as clamped_score
    from candidates
    inner join criteria_in_force on candidates.round_id = criteria_in_force.round_id
    left join criterion_values
        on
            candidates.candidate_id = criterion_values.candidate_id
            and criteria_in_force.criterion_id = criterion_values.criterion_id
)

select
    candidate_id,
    round_id,
    criterion_id,
    criterion_label,
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
