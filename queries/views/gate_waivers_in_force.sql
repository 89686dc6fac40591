-- One row per candidate and gate that a signed document lets it pass: the latest word of each pair.
select
    candidate_id,
    round_id,
    gate_id,
    document_no,
    signed_by,
    reason,
    recorded_at,
    recorded_by
from gate_waivers
qualify
    row_number() over (partition by candidate_id, gate_id order by recorded_at desc) = 1
    and is_granted = 'yes'
order by candidate_id, gate_id
