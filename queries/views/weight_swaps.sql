-- One row per two neighbours in a ranked list: the smallest change of a weight that levels them.
-- The list is the whole round or one block. The other weights give way in proportion; beyond the
-- change the two swap, so at no weight at all, or at all the weight, they only meet. Null where no
-- weight between the two does it.
with listed as (
    select
        'overall' as list_kind,
        round_id,
        null as block_name,
        candidate_id,
        rank_overall as place
    from ranking
    where rank_overall is not null
    union all
    select
        'block' as list_kind,
        round_id,
        block_name,
        candidate_id,
        rank_in_block as place
    from ranking
    where rank_in_block is not null
),

neighbours as (
    select
        list_kind,
        round_id,
        block_name,
        candidate_id as upper_candidate_id,
        place as upper_rank,
        lead(candidate_id) over in_list as lower_candidate_id,
        lead(place) over in_list as lower_rank
    from listed
    window in_list as (partition by list_kind, round_id, block_name order by place, candidate_id)
    qualify lead(candidate_id) over in_list is not null
),

differences as (
    select
        neighbours.*,
        criteria_in_force.criterion_id,
        criteria_in_force.criterion_label,
        criteria_in_force.sort_order,
        criteria_in_force.weight_share_percent,
        cast(criteria_in_force.weight_share_percent as double) / 100 as weight_share,
        cast(upper_scores.score - lower_scores.score as double) as score_difference
    from neighbours
    inner join criteria_in_force on neighbours.round_id = criteria_in_force.round_id
    inner join criterion_scores as upper_scores
        on
            neighbours.upper_candidate_id = upper_scores.candidate_id
            and criteria_in_force.criterion_id = upper_scores.criterion_id
    inner join criterion_scores as lower_scores
        on
            neighbours.lower_candidate_id = lower_scores.candidate_id
            and criteria_in_force.criterion_id = lower_scores.criterion_id
),

-- What the other criteria say between the two, at weights that add up to one without this one.
others as (
    select
        *,
        (
            sum(weight_share * score_difference) over pair
            - weight_share * coalesce(score_difference, 0)
        ) / nullif(1 - weight_share, 0) as others_difference
    from differences
    window pair as (partition by list_kind, upper_candidate_id, lower_candidate_id)
),

levelling as (
    select
        *,
        100 * others_difference / nullif(others_difference - score_difference, 0)
            as level_share_percent
    from others
),

-- Equals need no change at all; a last digit of noise must not say otherwise.
changes as (
    select
        *,
        cast(level_share_percent - weight_share_percent as decimal(9, 2)) as change_points
    from levelling
    where round(level_share_percent, 6) > 0 and round(level_share_percent, 6) < 100
    qualify
        row_number() over (
            partition by list_kind, upper_candidate_id, lower_candidate_id
            order by abs(level_share_percent - weight_share_percent), sort_order
        ) = 1
)

select
    neighbours.list_kind,
    neighbours.round_id,
    neighbours.block_name,
    neighbours.upper_candidate_id,
    neighbours.lower_candidate_id,
    neighbours.upper_rank,
    neighbours.lower_rank,
    upper_standings.score - lower_standings.score as score_gap,
    changes.criterion_id,
    changes.criterion_label,
    changes.weight_share_percent,
    cast(changes.level_share_percent as decimal(9, 2)) as level_share_percent,
    changes.change_points
from neighbours
inner join candidate_standings as upper_standings
    on neighbours.upper_candidate_id = upper_standings.candidate_id
inner join candidate_standings as lower_standings
    on neighbours.lower_candidate_id = lower_standings.candidate_id
left join changes
    on
        neighbours.list_kind = changes.list_kind
        and neighbours.upper_candidate_id = changes.upper_candidate_id
        and neighbours.lower_candidate_id = changes.lower_candidate_id
order by
    neighbours.round_id asc,
    neighbours.list_kind desc,
    neighbours.block_name asc,
    neighbours.upper_rank asc,
    neighbours.upper_candidate_id asc
