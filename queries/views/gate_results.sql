-- One row per candidate and gate: the verdict with its evidence.
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
    gates.label as gate_label,
    gates.sort_order,
    verdicts.verdict,
    states.label as verdict_label,
    verdicts.evidence,
    verdicts.near_miss_note is not null as is_near_miss,
    verdicts.near_miss_note,
    gates.clause,
    verdicts.row_id,
    verdicts.field
from verdicts
inner join candidates on verdicts.candidate_id = candidates.candidate_id
inner join gates on verdicts.gate_id = gates.gate_id
inner join states on verdicts.verdict = states.code and states.state_group = 'gate'
order by verdicts.candidate_id, gates.sort_order
