-- One row per council meeting as it was last written down, the latest first.
with latest as (
    select *
    from meetings
    qualify row_number() over (partition by meeting_id order by recorded_at desc) = 1
)

select
    latest.meeting_id,
    latest.title,
    latest.held_on,
    coalesce(items.items, 0) as items,
    coalesce(words.decisions, 0) as decisions,
    coalesce(words.questions, 0) as questions,
    sealed.seal_id,
    sealed.sealed_at
from latest
left join (
    select
        meeting_id,
        count(*) as items
    from agenda_in_force
    group by meeting_id
) as items on latest.meeting_id = items.meeting_id
left join (
    select
        meeting_id,
        count(*) filter (where kind = 'decision') as decisions,
        count(*) filter (where kind = 'question') as questions
    from remarks_in_force
    group by meeting_id
) as words on latest.meeting_id = words.meeting_id
left join (
    select
        meeting_id,
        max_by(seal_id, sealed_at) as seal_id,
        max(sealed_at) as sealed_at
    from seals
    where meeting_id is not null
    group by meeting_id
) as sealed on latest.meeting_id = sealed.meeting_id
order by latest.held_on desc, latest.meeting_id desc
