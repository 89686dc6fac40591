-- One row per award round and council member on the day of consideration.
select
    award_rounds.round_id,
    council_members.member_id,
    council_members.title,
    council_members.name,
    council_members.leads_unit_id
from award_rounds
inner join council_members
    on
        award_rounds.considered_on >= council_members.valid_from
        and coalesce(award_rounds.considered_on <= council_members.valid_to, true)
order by award_rounds.round_id, council_members.member_id, council_members.title
