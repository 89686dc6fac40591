-- One row per item on a meeting's agenda, in the order in which it is shown.
with latest as (
    select *
    from agenda_items
    qualify row_number() over (partition by item_id order by recorded_at desc) = 1
)

select
    meeting_id,
    item_id,
    row_number() over (partition by meeting_id order by "position", item_id) as place,
    "position",
    title,
    page,
    parameters,
    recorded_at,
    recorded_by
from latest
where is_listed = 'yes'
order by meeting_id, place
