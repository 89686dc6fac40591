-- One row per award round, draw and criterion: a weighting around the published weights.
-- Each weight is moved by a share of itself within the round's spread, evenly spread out, and the
-- weights are brought back to 100 together. Chance is the first eight digits of the MD5 of
-- "seed|draw|criterion", so that any machine and any language draws the same numbers again.
with numbered as (
    select
        award_rounds.round_id,
        award_rounds.draw_seed,
        coalesce(award_rounds.weight_spread_percent, 0) as weight_spread_percent,
        unnest(range(1, award_rounds.weight_draws + 1)) as draw
    from award_rounds
),

chances as (
    select
        numbered.round_id,
        numbered.draw,
        criteria_in_force.criterion_id,
        criteria_in_force.sort_order,
        criteria_in_force.weight_share_percent,
        numbered.weight_spread_percent,
        cast(
            '0x'
            || left(md5(
                concat_ws('|', numbered.draw_seed, numbered.draw, criteria_in_force.criterion_id)
            ), 8) as bigint
        ) as chance
    from numbered
    inner join criteria_in_force on numbered.round_id = criteria_in_force.round_id
),

-- Whole numbers from here to the last division: no sum depends on the order of its parts.
moved as (
    select
        *,
        cast(weight_share_percent * 10000 as bigint)
        * greatest(
            0,
            1000000
            + cast(
                round(weight_spread_percent * 10000 * (2.0 * chance / 4294967295 - 1.0)) as bigint
            )
        ) as moved_weight
    from chances
)

select
    round_id,
    draw,
    criterion_id,
    cast(
        100.0 * cast(moved_weight as double)
        / nullif(cast(sum(moved_weight) over (partition by round_id, draw) as double), 0)
        as decimal(9, 4)
    ) as weight_share_percent
from moved
order by round_id, draw, sort_order
