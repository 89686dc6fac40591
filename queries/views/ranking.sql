-- One row per candidate: eligibility from the gates, score from the criteria, rank among equals.
-- Ranked are eligible candidates without a missing criterion, on scores of four decimals, so that
-- nothing smaller orders equals. Equal scores are told apart by the tie-break chain of the round's
-- criteria alone; what is equal after it shares a rank, written "=2".
with conflicts as (
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

ranked as (
    select
        candidate_id,
        round_id,
        unit_id,
        worst_place as place,
        rank() over (partition by round_id, block_name order by worst_place desc) as rank_in_block,
        count(*) over (partition by round_id, block_name, worst_place) as equals_in_block,
        rank() over (partition by round_id order by worst_place desc) as rank_overall,
        count(*) over (partition by round_id, worst_place) as equals_overall,
        count(*) over (partition by round_id, score) as equals_by_score
    from candidate_standings
    where eligibility = 'eligible' and score is not null
),

-- Where the quota counts units, a unit takes one place of it, with its best candidate.
unit_ranks as (
    select
        round_id,
        unit_id,
        rank() over (partition by round_id order by max(place) desc) as unit_rank
    from ranked
    group by round_id, unit_id
)

select
    candidates.candidate_id,
    candidates.round_id,
    candidates.round_year,
    candidates.unit_id,
    candidates.unit_name,
    candidates.short_name,
    candidates.level,
    candidates.block_id,
    candidates.block_name,
    candidates.block_order,
    candidates.model_id,
    candidates.model_name,
    candidates.stage,
    candidate_standings.eligibility,
    states.label as eligibility_label,
    candidate_standings.gates_passed,
    candidate_standings.gates_failed,
    candidate_standings.gates_insufficient,
    candidate_standings.gates_waived,
    candidate_standings.score,
    candidate_standings.missing_criteria,
    ranked.rank_in_block,
    case when ranked.equals_in_block > 1 then '=' else '' end || ranked.rank_in_block
        as rank_in_block_label,
    ranked.rank_overall,
    case when ranked.equals_overall > 1 then '=' else '' end || ranked.rank_overall
        as rank_overall_label,
    ranked.equals_by_score > ranked.equals_overall as is_tie_broken,
    case award_rounds.quota_counts
        when 'units' then unit_ranks.unit_rank
        else ranked.rank_overall
    end <= award_rounds.quota as is_within_quota,
    conflicts.titles as conflict_members
from candidates
inner join candidate_standings on candidates.candidate_id = candidate_standings.candidate_id
inner join award_rounds on candidates.round_id = award_rounds.round_id
inner join states
    on candidate_standings.eligibility = states.code and states.state_group = 'candidate'
left join ranked on candidates.candidate_id = ranked.candidate_id
left join unit_ranks
    on ranked.round_id = unit_ranks.round_id and ranked.unit_id = unit_ranks.unit_id
left join conflicts on candidates.candidate_id = conflicts.candidate_id
order by
    candidates.round_year asc,
    candidates.round_id asc,
    ranked.rank_overall asc nulls last,
    states.sort_order asc,
    candidate_standings.score desc nulls last,
    candidates.candidate_id asc
