-- One row per award round and gate that it uses, with its clause and legal basis in that round.
-- A round for which no gate is listed uses them all: it never goes without gates by oversight.
with rounds_with_list as (
    select distinct round_id from round_gates
)

select
    award_rounds.round_id,
    gates.gate_id,
    gates.label as gate_label,
    gates.question,
    gates.sort_order,
    coalesce(round_gates.clause, gates.clause) as clause,
    coalesce(round_gates.legal_basis, award_rounds.legal_basis) as legal_basis
from award_rounds
cross join gates
left join rounds_with_list on award_rounds.round_id = rounds_with_list.round_id
left join round_gates
    on award_rounds.round_id = round_gates.round_id and gates.gate_id = round_gates.gate_id
where rounds_with_list.round_id is null or round_gates.gate_id is not null
order by award_rounds.round_id, gates.sort_order
