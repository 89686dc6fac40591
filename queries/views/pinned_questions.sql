-- One row per agenda item that shows a kept question, in the version that was put on the agenda.
select
    regexp_extract('&' || agenda_in_force.parameters, '&hoi=([^&]+)', 1) as question_id,
    try_cast(
        regexp_extract('&' || agenda_in_force.parameters, '&lan=([0-9]+)', 1) as integer
    ) as version_no,
    agenda_in_force.meeting_id,
    meetings_in_force.title as meeting_title,
    meetings_in_force.held_on,
    agenda_in_force.item_id,
    agenda_in_force.place,
    meetings_in_force.seal_id
from agenda_in_force
inner join meetings_in_force using (meeting_id)
where
    agenda_in_force.page = 'secretariat/explore'
    and regexp_matches('&' || agenda_in_force.parameters, '&hoi=[^&]')
order by question_id, meetings_in_force.held_on, agenda_in_force.place
