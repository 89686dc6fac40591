-- One row per candidate: its best and worst possible score and rank while something is missing.
-- A missing criterion may bring anything from nothing to its weight; a gate without evidence may
-- pass or fail, so such a candidate may also stand in nobody's way. Best: behind those alone who
-- are certainly ranked and ahead even at their worst. Worst: behind all who could come ahead.
-- Whoever fails a gate has no possible rank. The two are bounds: they may not occur together.
with alive as (
    select
        *,
        eligibility = 'eligible' as is_certain
    from candidate_standings
    where eligibility <> 'ineligible' and worst_score is not null
),

-- Places that may lie ahead, and the places about which is asked, in one order.
places as (
    select
        candidate_id,
        round_id,
        block_name,
        'best_rank' as question,
        best_place as place,
        0 as counted
    from alive
    union all
    select
        candidate_id,
        round_id,
        block_name,
        'best_rank' as question,
        worst_place as place,
        1 as counted
    from alive
    where is_certain
    union all
    select
        candidate_id,
        round_id,
        block_name,
        'worst_rank' as question,
        worst_place as place,
        0 as counted
    from alive
    union all
    select
        candidate_id,
        round_id,
        block_name,
        'worst_rank' as question,
        best_place as place,
        1 as counted
    from alive
),

counts as (
    select
        candidate_id,
        question,
        counted,
        sum(counted) over (partition by round_id, question order by place desc)
        - sum(counted) over (partition by round_id, question, place) as ahead_overall,
        sum(counted) over (partition by round_id, block_name, question order by place desc)
        - sum(counted) over (partition by round_id, block_name, question, place) as ahead_in_block
    from places
),

ahead as (
    select
        candidate_id,
        max(ahead_overall) filter (where question = 'best_rank') as surely_overall,
        max(ahead_in_block) filter (where question = 'best_rank') as surely_in_block,
        max(ahead_overall) filter (where question = 'worst_rank') as possibly_overall,
        max(ahead_in_block) filter (where question = 'worst_rank') as possibly_in_block
    from counts
    where counted = 0
    group by candidate_id
),

bounds as (
    select
        alive.*,
        cast(ahead.surely_overall + 1 as bigint) as best_rank_overall,
        -- At its best a candidate with something missing lies ahead of itself at its worst.
        cast(
            ahead.possibly_overall + 1 - cast(alive.best_place > alive.worst_place as integer)
            as bigint
        ) as worst_rank_overall,
        cast(ahead.surely_in_block + 1 as bigint) as best_rank_in_block,
        cast(
            ahead.possibly_in_block + 1 - cast(alive.best_place > alive.worst_place as integer)
            as bigint
        ) as worst_rank_in_block
    from alive
    inner join ahead on alive.candidate_id = ahead.candidate_id
)

select
    candidate_standings.candidate_id,
    candidate_standings.round_id,
    candidate_standings.eligibility,
    candidate_standings.missing_criteria,
    candidate_standings.gates_insufficient,
    bounds.best_score,
    bounds.worst_score,
    bounds.best_rank_overall,
    bounds.worst_rank_overall,
    bounds.best_rank_in_block,
    bounds.worst_rank_in_block,
    -- Ranks of candidates say nothing of a quota that counts units.
    case
        when coalesce(award_rounds.quota_counts, '') <> 'units'
            then bounds.best_rank_overall <= award_rounds.quota
    end as may_be_within_quota,
    case
        when coalesce(award_rounds.quota_counts, '') <> 'units'
            then bounds.is_certain and bounds.worst_rank_overall <= award_rounds.quota
    end as is_surely_within_quota
from candidate_standings
inner join award_rounds on candidate_standings.round_id = award_rounds.round_id
left join bounds on candidate_standings.candidate_id = bounds.candidate_id
order by candidate_standings.candidate_id
