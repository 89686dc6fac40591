-- One row per ranked candidate: its ranks over the drawn weightings, and how often within the quota.
-- The published weights remain what ranks; this says how much the order owes to them. Scores and
-- weights enter as whole numbers, so each sum is exact and only four decimals of a score count.
with ranked as (
    select
        ranking.candidate_id,
        ranking.round_id,
        ranking.unit_id,
        ranking.block_name,
        ranking.rank_overall,
        ranking.rank_in_block,
        candidate_standings.tie_order
    from ranking
    inner join candidate_standings on ranking.candidate_id = candidate_standings.candidate_id
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
        sum(cast(weight_share_percent * 10000 as bigint)) as weight_sum
    from weight_draws
    group by round_id, draw
),

drawn as (
    select
        ranked.*,
        weight_lists.draw,
        cast(
            round(
                list_dot_product(score_lists.scores, weight_lists.weights)
                / nullif(cast(weight_lists.weight_sum as double), 0) / 100
            ) as bigint
        ) as drawn_score
    from ranked
    inner join score_lists on ranked.candidate_id = score_lists.candidate_id
    inner join weight_lists on ranked.round_id = weight_lists.round_id
),

placed as (
    select
        *,
        rank() over (
            partition by round_id, draw order by drawn_score desc, tie_order asc
        ) as drawn_rank,
        rank() over (
            partition by round_id, draw, block_name order by drawn_score desc, tie_order asc
        ) as drawn_rank_in_block
    from drawn
),

unit_places as (
    select
        placed.round_id,
        placed.draw,
        placed.unit_id,
        rank() over (
            partition by placed.round_id, placed.draw order by min(placed.drawn_rank)
        ) as unit_rank
    from placed
    inner join award_rounds on placed.round_id = award_rounds.round_id
    where award_rounds.quota_counts = 'units'
    group by placed.round_id, placed.draw, placed.unit_id
)

select
    placed.candidate_id,
    placed.round_id,
    any_value(placed.rank_overall) as rank_overall,
    any_value(placed.rank_in_block) as rank_in_block,
    count(*) as draws,
    any_value(award_rounds.weight_spread_percent) as weight_spread_percent,
    min(placed.drawn_rank) as lowest_rank,
    quantile_disc(placed.drawn_rank, 0.05) as rank_5th_percentile,
    quantile_disc(placed.drawn_rank, 0.5) as median_rank,
    quantile_disc(placed.drawn_rank, 0.95) as rank_95th_percentile,
    max(placed.drawn_rank) as highest_rank,
    quantile_disc(placed.drawn_rank_in_block, 0.05) as block_rank_5th_percentile,
    quantile_disc(placed.drawn_rank_in_block, 0.5) as median_block_rank,
    quantile_disc(placed.drawn_rank_in_block, 0.95) as block_rank_95th_percentile,
    case
        when any_value(award_rounds.quota) is not null
            then cast(
                100.0 * count(*) filter (
                    where coalesce(unit_places.unit_rank, placed.drawn_rank) <= award_rounds.quota
                ) / nullif(count(*), 0) as decimal(9, 4)
            )
    end as within_quota_percent
from placed
inner join award_rounds on placed.round_id = award_rounds.round_id
left join unit_places
    on
        placed.round_id = unit_places.round_id
        and placed.draw = unit_places.draw
        and placed.unit_id = unit_places.unit_id
group by placed.candidate_id, placed.round_id
order by placed.round_id, rank_overall, placed.candidate_id
