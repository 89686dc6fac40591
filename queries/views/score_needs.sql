-- One row per candidate and criterion: the value that alone would bring it to the score it aims at.
-- Who stands outside the quota aims at the lowest score within it, who stands within at the first.
-- Other criteria stay as they are, so nothing is said where another one has no value. Null too
-- where even the goalpost is not enough. A failed gate comes before any score: it has no row here.
with cutoffs as (
    select
        round_id,
        max(score) as first_score,
        min(score) filter (where is_within_quota) as lowest_score_within,
        max(rank_overall) filter (where not is_within_quota) is not null as is_full
    from ranking
    where rank_overall is not null
    group by round_id
),

aims as (
    select
        ranking.candidate_id,
        ranking.round_id,
        case when ranking.is_within_quota then 'first' else 'quota' end as aim,
        -- While places are free, any score is enough.
        case
            when ranking.is_within_quota then cutoffs.first_score
            when cutoffs.is_full then cutoffs.lowest_score_within
            else 0
        end as target_score,
        candidate_standings.worst_score,
        candidate_standings.missing_criteria
    from ranking
    inner join candidate_standings on ranking.candidate_id = candidate_standings.candidate_id
    inner join award_rounds on ranking.round_id = award_rounds.round_id
    inner join cutoffs on ranking.round_id = cutoffs.round_id
    where
        ranking.eligibility <> 'ineligible'
        and award_rounds.quota is not null
        and coalesce(ranking.rank_overall > 1, true)
),

needs as (
    select
        aims.*,
        criterion_scores.criterion_id,
        criterion_scores.criterion_label,
        criterion_scores.sort_order,
        criterion_scores.unit_of_measure,
        criterion_scores.value,
        criterion_scores.score,
        criterion_scores.low_goalpost,
        criterion_scores.high_goalpost,
        criteria_in_force.value_step,
        aims.missing_criteria - cast(
            criterion_scores.score is null and criterion_scores.weight > 0 as integer
        ) = 0 as is_all_else_known,
        greatest(
            0.0,
            coalesce(cast(criterion_scores.score as double), 0)
            + cast(aims.target_score - aims.worst_score as double)
            * 100 / nullif(cast(criteria_in_force.weight_share_percent as double), 0)
        ) as needed_score
    from aims
    inner join criterion_scores on aims.candidate_id = criterion_scores.candidate_id
    inner join criteria_in_force
        on
            criterion_scores.round_id = criteria_in_force.round_id
            and criterion_scores.criterion_id = criteria_in_force.criterion_id
),

-- Rounded to a value that can be stated, away from the low goalpost: falling short is no help.
values_needed as (
    select
        *,
        case
            when not is_all_else_known or round(needed_score, 4) > 100 then null
            when score is not null and round(needed_score, 4) <= score then value
            else
                low_goalpost
                + sign(high_goalpost - low_goalpost)
                * ceil(
                    round(needed_score * abs(high_goalpost - low_goalpost) / 100, 4)
                    / nullif(cast(value_step as double), 0)
                ) * value_step
        end as needed_value
    from needs
)

select
    candidate_id,
    round_id,
    criterion_id,
    criterion_label,
    sort_order,
    aim,
    cast(target_score as decimal(9, 4)) as target_score,
    value,
    unit_of_measure,
    low_goalpost,
    high_goalpost,
    cast(needed_value as decimal(18, 6)) as needed_value,
    cast(abs(needed_value - value) as decimal(18, 6)) as change_needed
from values_needed
order by candidate_id, sort_order
