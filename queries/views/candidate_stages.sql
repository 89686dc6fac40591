-- One row per award round and stage: how many candidates have what the stage leaves behind.
-- A stage counts by its own document (appraisal, vote, award), not by a later one: an award
-- without a recorded vote shows as a gap instead of being filled in.
with stages (stage, stage_label, sort_order) as (
    values
    ('proposed', 'Được đề nghị', 1),
    ('appraised', 'Đã thẩm định', 2),
    ('voted', 'Đã biểu quyết', 3),
    ('decided', 'Đã khen thưởng', 4)
),

reached as (
    select
        round_id,
        'proposed' as stage
    from candidates
    union all
    select
        round_id,
        'appraised' as stage
    from candidates
    where appraisal_row_id is not null
    union all
    select
        round_id,
        'voted' as stage
    from candidates
    where vote_row_id is not null
    union all
    select
        round_id,
        'decided' as stage
    from candidates
    where award_row_id is not null
)

select
    award_rounds.round_id,
    award_rounds.year as round_year,
    stages.stage,
    stages.stage_label,
    stages.sort_order,
    count(reached.stage) as candidates
from award_rounds
cross join stages
left join reached
    on award_rounds.round_id = reached.round_id and stages.stage = reached.stage
group by all
order by award_rounds.year, award_rounds.round_id, stages.sort_order
