-- One row per file that came, went or changed its standing between the two states.
select
    coalesce(after.submission_id, before.submission_id) as submission_id,
    coalesce(after.file_name, before.file_name) as file_name,
    before.state_label as state_before,
    after.state_label as state_after,
    before.counting_rows as counting_before,
    after.counting_rows as counting_after,
    coalesce(after.unit_names, before.unit_names) as unit_names,
    coalesce(after.withdrawn_at, after.received_at, before.received_at) as happened_at
from before_received_files as before
full join after_received_files as after
    on before.submission_id = after.submission_id
where
    coalesce(before.submission_id, after.submission_id) is not null
    and (
        before.state_label is distinct from after.state_label
        or before.counting_rows is distinct from after.counting_rows
    )
order by happened_at desc nulls last, submission_id desc
