-- One row per candidate: its gates counted, its score at worst and at best, and what orders it.
-- A criterion without a value may still bring anything from nothing to its whole weight. Sums are
-- of exact decimals and rounded once, to four decimals, so neither order nor noise parts equals.
-- A place is the score followed by the values of the tie-break chain: the higher list goes first.
with gate_counts as (
    select
        candidate_id,
        count(*) filter (where verdict = 'pass') as gates_passed,
        count(*) filter (where verdict = 'fail' and not is_waived) as gates_failed,
        count(*) filter (where verdict = 'insufficient' and not is_waived) as gates_insufficient,
        count(*) filter (where is_waived) as gates_waived
    from gate_results
    group by candidate_id
),

chain_values as (
    select
        criterion_scores.*,
        criteria_in_force.tie_position,
        case
            when criterion_scores.value is not null
                then
                    cast(
                        round(criterion_scores.value, 4)
                        * case criteria_in_force.tie_direction when 'lower' then -1 else 1 end
                        as decimal(18, 4)
                    )
        end as tie_value
    from criterion_scores
    inner join criteria_in_force
        on
            criterion_scores.round_id = criteria_in_force.round_id
            and criterion_scores.criterion_id = criteria_in_force.criterion_id
),

sums as (
    select
        candidate_id,
        -- A criterion without weight is missed by nobody.
        count(*) filter (where score is null and weight > 0) as missing_criteria,
        cast(
            sum(coalesce(score, 0) * weight) / nullif(sum(weight), 0) as decimal(18, 4)
        ) as worst_score,
        cast(
            sum(coalesce(score, 100) * weight) / nullif(sum(weight), 0) as decimal(18, 4)
        ) as best_score,
        coalesce(
            list(coalesce(tie_value, -99999999) order by tie_position)
            filter (where tie_position is not null),
            []
        ) as worst_ties,
        coalesce(
            list(coalesce(tie_value, 99999999) order by tie_position)
            filter (where tie_position is not null),
            []
        ) as best_ties
    from chain_values
    group by candidate_id
)

select
    candidates.candidate_id,
    candidates.round_id,
    candidates.unit_id,
    candidates.block_name,
    coalesce(gate_counts.gates_passed, 0) as gates_passed,
    coalesce(gate_counts.gates_failed, 0) as gates_failed,
    coalesce(gate_counts.gates_insufficient, 0) as gates_insufficient,
    coalesce(gate_counts.gates_waived, 0) as gates_waived,
    case
        when gate_counts.gates_failed > 0 then 'ineligible'
        when gate_counts.gates_insufficient > 0 then 'insufficient'
        else 'eligible'
    end as eligibility,
    coalesce(sums.missing_criteria, 0) as missing_criteria,
    case
        when sums.missing_criteria = 0 then cast(sums.worst_score as decimal(9, 4))
    end as score,
    cast(sums.worst_score as decimal(9, 4)) as worst_score,
    cast(sums.best_score as decimal(9, 4)) as best_score,
    list_prepend(sums.worst_score, sums.worst_ties) as worst_place,
    list_prepend(sums.best_score, sums.best_ties) as best_place,
    rank() over (partition by candidates.round_id order by sums.worst_ties desc) as tie_order
from candidates
left join gate_counts on candidates.candidate_id = gate_counts.candidate_id
left join sums on candidates.candidate_id = sums.candidate_id
order by candidates.candidate_id
