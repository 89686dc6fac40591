-- One row per candidate and gate whose verdict or waiver is another than before.
select
    coalesce(after.candidate_id, before.candidate_id) as candidate_id,
    coalesce(after.round_id, before.round_id) as round_id,
    candidates.unit_name,
    candidates.model_name,
    coalesce(after.gate_label, before.gate_label) as gate_label,
    before.verdict_label as verdict_before,
    after.verdict_label as verdict_after,
    before.is_waived as waived_before,
    after.is_waived as waived_after,
    before.evidence as evidence_before,
    after.evidence as evidence_after
from before_gate_results as before
full join after_gate_results as after
    on before.candidate_id = after.candidate_id and before.gate_id = after.gate_id
left join (
    select
        candidate_id,
        unit_name,
        model_name
    from after_ranking
    union
    select
        candidate_id,
        unit_name,
        model_name
    from before_ranking
    where candidate_id not in (select candidate_id from after_ranking)
) as candidates on coalesce(after.candidate_id, before.candidate_id) = candidates.candidate_id
where
    before.verdict is distinct from after.verdict
    or before.is_waived is distinct from after.is_waived
order by round_id, unit_name, model_name, gate_label
