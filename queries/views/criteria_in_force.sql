-- One row per award round and criterion: weight, goalposts and place in the tie-break chain.
select
    award_rounds.round_id,
    criteria.criteria_version,
    criteria.criterion_id,
    criteria.label as criterion_label,
    criteria.sort_order,
    criteria.weight,
    cast(
        100.0 * criteria.weight
        / nullif(sum(criteria.weight) over (partition by award_rounds.round_id), 0)
        as decimal(9, 4)
    ) as weight_share_percent,
    criteria.low_goalpost,
    criteria.high_goalpost,
    criteria.unit_of_measure,
    criteria.value_step,
    tie_breaks.position as tie_position,
    tie_breaks.direction as tie_direction,
    criteria.clause,
    criteria.proposed_by
from award_rounds
inner join criteria on award_rounds.criteria_version = criteria.criteria_version
left join tie_breaks
    on
        criteria.criteria_version = tie_breaks.criteria_version
        and criteria.criterion_id = tie_breaks.criterion_id
order by award_rounds.round_id, criteria.sort_order
