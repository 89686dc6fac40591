-- One row per candidate and gate that its round uses: the verdict with its evidence.
-- A signed waiver leaves the verdict as it is and lets the candidate pass nevertheless.
with verdicts as (
    select * from gate_registered_before_report
    union all
    select * from gate_reported_in_time
    union all
    select * from gate_maintained_at_consideration
    union all
    select * from gate_indices_passed
    union all
    select * from gate_no_matter_pending
    union all
    select * from gate_not_already_awarded
)

select
    verdicts.candidate_id,
    candidates.round_id,
    verdicts.gate_id,
    gates_in_force.gate_label,
    gates_in_force.sort_order,
    verdicts.verdict,
    states.label as verdict_label,
    verdicts.evidence,
    verdicts.near_miss_note is not null as is_near_miss,
    verdicts.near_miss_note,
    gates_in_force.clause,
    gates_in_force.legal_basis,
    verdicts.row_id,
    verdicts.field,
    waived.document_no is not null as is_waived,
    waived.document_no as waiver_document,
    waived.signed_by as waiver_signed_by,
    waived.reason as waiver_reason
from verdicts
inner join candidates on verdicts.candidate_id = candidates.candidate_id
inner join gates_in_force
    on candidates.round_id = gates_in_force.round_id and verdicts.gate_id = gates_in_force.gate_id
left join gate_waivers_in_force as waived
    on
        verdicts.candidate_id = waived.candidate_id
        and verdicts.gate_id = waived.gate_id
        and verdicts.verdict <> 'pass'
inner join states on verdicts.verdict = states.code and states.state_group = 'gate'
order by verdicts.candidate_id, gates_in_force.sort_order
