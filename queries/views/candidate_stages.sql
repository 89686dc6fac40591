-- One row per scope, award round and stage: how many candidates have what the stage leaves behind.
-- A stage counts by its own document (appraisal, vote, award), not by a later one: an award
-- without a recorded vote shows as a gap instead of being filled in.
with stages (stage, stage_label, sort_order) as (
    values
    ('proposed', 'Được đề nghị', 1),
    ('appraised', 'Đã thẩm định', 2),
    ('voted', 'Đã biểu quyết', 3),
    ('decided', 'Đã khen thưởng', 4)
),

stage_rows as (
    select
        round_id,
        level,
        'proposed' as stage
    from candidates
    union all
    select
        round_id,
        level,
        'appraised' as stage
    from candidates
    where appraisal_row_id is not null
    union all
    select
        round_id,
        level,
        'voted' as stage
    from candidates
    where vote_row_id is not null
    union all
    select
        round_id,
        level,
        'decided' as stage
    from candidates
    where award_row_id is not null
),

reached as (
    select
        stage_rows.round_id,
        stage_rows.stage,
        scopes.scope
    from stage_rows
    inner join scopes on stage_rows.level = scopes.level
),

every_scope as (
    select distinct scope from scopes
)

select
    every_scope.scope,
    award_rounds.round_id,
    award_rounds.year as round_year,
    stages.stage,
    stages.stage_label,
    stages.sort_order,
    count(reached.stage) as candidates
from award_rounds
cross join stages
cross join every_scope
left join reached
    on
        award_rounds.round_id = reached.round_id
        and stages.stage = reached.stage
        and every_scope.scope = reached.scope
group by all
order by every_scope.scope, award_rounds.year, award_rounds.round_id, stages.sort_order
