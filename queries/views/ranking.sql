-- One row per candidate: eligibility from the gates, score from the criteria, rank among equals.
-- Ranked are eligible candidates without a missing criterion, on scores of four decimals, so that
-- nothing smaller orders equals; equals share a rank, written "=2".
with gate_counts as (
    select
        candidate_id,
        count(*) filter (where verdict = 'pass') as gates_passed,
        count(*) filter (where verdict = 'fail') as gates_failed,
        count(*) filter (where verdict = 'insufficient') as gates_insufficient
    from gate_results
    group by candidate_id
),

score_sums as (
    select
        candidate_id,
        count(*) filter (where score is null) as missing_criteria,
        cast(sum(contribution) as decimal(9, 4)) as contribution_sum
    from criterion_scores
    group by candidate_id
),

conflicts as (
    select
        candidates.candidate_id,
        string_agg(
            distinct council_members.title, '; ' order by council_members.title
        ) as titles
    from candidates
    inner join award_rounds on candidates.round_id = award_rounds.round_id
    inner join council_members
        on
            award_rounds.considered_on >= council_members.valid_from
            and coalesce(award_rounds.considered_on <= council_members.valid_to, true)
    left join unit_lineage as before_led
        on
            council_members.leads_unit_id = before_led.unit_id
            and candidates.unit_id = before_led.earlier_unit_id
    left join unit_lineage as after_led
        on
            council_members.leads_unit_id = after_led.earlier_unit_id
            and candidates.unit_id = after_led.unit_id
    where
        council_members.leads_unit_id = candidates.unit_id
        or before_led.unit_id is not null
        or after_led.unit_id is not null
    group by candidates.candidate_id
),

judged as (
    select
        candidates.*,
        gate_counts.gates_passed,
        gate_counts.gates_failed,
        gate_counts.gates_insufficient,
        coalesce(score_sums.missing_criteria, 0) as missing_criteria,
        case when score_sums.missing_criteria = 0 then score_sums.contribution_sum end as score,
        case
            when gate_counts.gates_failed > 0 then 'ineligible'
            when gate_counts.gates_insufficient > 0 then 'insufficient'
            else 'eligible'
        end as eligibility
    from candidates
    inner join gate_counts on candidates.candidate_id = gate_counts.candidate_id
    left join score_sums on candidates.candidate_id = score_sums.candidate_id
),

ranked as (
    select
        candidate_id,
        rank() over (partition by round_id, block_name order by score desc) as rank_in_block,
        count(*) over (partition by round_id, block_name, score) as equals_in_block,
        rank() over (partition by round_id order by score desc) as rank_overall,
        count(*) over (partition by round_id, score) as equals_overall
    from judged
    where eligibility = 'eligible' and score is not null
)

select
    judged.candidate_id,
    judged.round_id,
    judged.round_year,
    judged.unit_id,
    judged.unit_name,
    judged.short_name,
    judged.level,
    judged.block_id,
    judged.block_name,
    judged.block_order,
    judged.model_id,
    judged.model_name,
    judged.stage,
    judged.eligibility,
    states.label as eligibility_label,
    judged.gates_passed,
    judged.gates_failed,
    judged.gates_insufficient,
    judged.score,
    judged.missing_criteria,
    ranked.rank_in_block,
    case when ranked.equals_in_block > 1 then '=' else '' end || ranked.rank_in_block
        as rank_in_block_label,
    ranked.rank_overall,
    case when ranked.equals_overall > 1 then '=' else '' end || ranked.rank_overall
        as rank_overall_label,
    ranked.rank_overall <= award_rounds.quota as is_within_quota,
    conflicts.titles as conflict_members
from judged
inner join award_rounds on judged.round_id = award_rounds.round_id
inner join states on judged.eligibility = states.code and states.state_group = 'candidate'
left join ranked on judged.candidate_id = ranked.candidate_id
left join conflicts on judged.candidate_id = conflicts.candidate_id
order by
    judged.round_year asc,
    ranked.rank_overall asc nulls last,
    states.sort_order asc,
    judged.score desc nulls last,
    judged.candidate_id asc
