-- One row per decision or parked question of a meeting, in the order in which they were noted.
with latest as (
    select
        remarks.*,
        min(recorded_at) over (partition by remark_id) as noted_at
    from remarks
    qualify row_number() over (partition by remark_id order by recorded_at desc) = 1
)

select
    latest.meeting_id,
    latest.remark_id,
    latest.item_id,
    agenda_in_force.place,
    agenda_in_force.title as item_title,
    latest.kind,
    states.label as kind_label,
    latest.words,
    latest.noted_at,
    latest.recorded_by
from latest
inner join states on latest.kind = states.code and states.state_group = 'remark'
left join agenda_in_force on latest.item_id = agenda_in_force.item_id
where latest.is_kept = 'yes'
order by latest.meeting_id, latest.noted_at, latest.remark_id
