-- One row per ranked candidate: its ranks over the drawn weightings, how often within the quota.
-- The published weights remain what ranks; this says how much the order owes to them. Scores and
-- weights enter as whole numbers, so each sum is exact and only four decimals of a score count.
with ranked as (
    select
        ranking.candidate_id,
        ranking.round_id,
        ranking.unit_id,
        ranking.rank_overall,
        ranking.rank_in_block,
        candidate_standings.tie_order,
        award_rounds.quota,
        award_rounds.quota_counts,
        award_rounds.weight_spread_percent,
        -- Numbers instead of names: ten million rows are sorted by them.
        row_number() over (order by ranking.candidate_id) as candidate_no,
        dense_rank() over (order by ranking.round_id) as round_no,
        dense_rank() over (order by ranking.round_id, ranking.block_name) as block_no
    from ranking
    inner join candidate_standings on ranking.candidate_id = candidate_standings.candidate_id
    inner join award_rounds on ranking.round_id = award_rounds.round_id
    where ranking.rank_overall is not null
),

score_lists as (
    select
        candidate_id,
        list(cast(coalesce(score, 0) * 1000000 as double) order by criterion_id) as scores
    from criterion_scores
    where candidate_id in (select candidate_id from ranked)
    group by candidate_id
),

weight_lists as (
    select
        round_id,
        draw,
        list(cast(weight_share_percent * 10000 as double) order by criterion_id) as weights,
        cast(sum(cast(weight_share_percent * 10000 as bigint)) as double) as weight_sum
    from weight_draws
    group by round_id, draw
),

drawn as (
    select
        ranked.candidate_no,
        ranked.round_no,
        ranked.block_no,
        weight_lists.draw,
        -- The order of a place as one number: the score first, the chain where scores are equal.
        cast(
            round(
                list_dot_product(score_lists.scores, weight_lists.weights)
                / nullif(weight_lists.weight_sum, 0) / 100
            ) as bigint
        ) * 10000000 - ranked.tie_order as drawn_place
    from ranked
    inner join score_lists on ranked.candidate_id = score_lists.candidate_id
    inner join weight_lists on ranked.round_id = weight_lists.round_id
),

placed as (
    select
        candidate_no,
        round_no,
        draw,
        cast(
            rank() over (partition by round_no, draw order by drawn_place desc) as integer
        ) as drawn_rank,
        cast(
            rank() over (partition by block_no, draw order by drawn_place desc) as integer
        ) as drawn_rank_in_block
    from drawn
),

unit_places as (
    select
        placed.draw,
        ranked.round_id,
        ranked.unit_id,
        rank() over (
            partition by ranked.round_id, placed.draw order by min(placed.drawn_rank)
        ) as unit_rank
    from placed
    inner join ranked on placed.candidate_no = ranked.candidate_no
    where ranked.quota_counts = 'units'
    group by ranked.round_id, placed.draw, ranked.unit_id
),

unit_shares as (
    select
        unit_places.round_id,
        unit_places.unit_id,
        count(*) filter (where unit_places.unit_rank <= award_rounds.quota) as draws_within
    from unit_places
    inner join award_rounds on unit_places.round_id = award_rounds.round_id
    group by unit_places.round_id, unit_places.unit_id
),

summaries as (
    select
        placed.candidate_no,
        count(*) as draws,
        min(placed.drawn_rank) as lowest_rank,
        max(placed.drawn_rank) as highest_rank,
        quantile_disc(placed.drawn_rank, [0.05, 0.5, 0.95]) as ranks,
        quantile_disc(placed.drawn_rank_in_block, [0.05, 0.5, 0.95]) as block_ranks,
        count(*) filter (where placed.drawn_rank <= ranked.quota) as draws_within
    from placed
    inner join ranked on placed.candidate_no = ranked.candidate_no
    group by placed.candidate_no
)

select
    ranked.candidate_id,
    ranked.round_id,
    ranked.rank_overall,
    ranked.rank_in_block,
    summaries.draws,
    ranked.weight_spread_percent,
    summaries.lowest_rank,
    summaries.ranks[1] as rank_5th_percentile,
    summaries.ranks[2] as median_rank,
    summaries.ranks[3] as rank_95th_percentile,
    summaries.highest_rank,
    summaries.block_ranks[1] as block_rank_5th_percentile,
    summaries.block_ranks[2] as median_block_rank,
    summaries.block_ranks[3] as block_rank_95th_percentile,
    case
        when ranked.quota is not null
            then cast(
                100.0 * coalesce(unit_shares.draws_within, summaries.draws_within)
                / nullif(summaries.draws, 0) as decimal(9, 4)
            )
    end as within_quota_percent
from summaries
inner join ranked on summaries.candidate_no = ranked.candidate_no
left join unit_shares
    on ranked.round_id = unit_shares.round_id and ranked.unit_id = unit_shares.unit_id
order by ranked.round_id, ranked.rank_overall, ranked.candidate_id
