-- One row per file that was received or sent back, and per file that waits (without submission_id).
-- An own offer is the one that a person decided on when the file was received.
with own_offers as (
    select
        submissions.submission_id,
        max(offers.offered_at) as offered_at,
        max_by(offers.offered_by, offers.offered_at) as offered_by
    from submissions
    inner join offers
        on
            submissions.file_sha256 = offers.file_sha256
            and submissions.received_at > offers.offered_at
    group by submissions.submission_id
),

row_counts as (
    select
        judged_rows.submission_id,
        count(*) filter (where judged_rows.reason_code is null) as counting_rows,
        count(*) filter (where judged_rows.reason_code = 'superseded') as superseded_rows,
        string_agg(distinct judged_rows.kind, ' ' order by judged_rows.kind) as kinds,
        string_agg(distinct latest_unit_names.unit_name, '; ' order by latest_unit_names.unit_name) as unit_names
    from judged_rows
    left join latest_unit_names on judged_rows.unit_id = latest_unit_names.unit_id
    group by judged_rows.submission_id
),

issue_counts as (
    select
        submission_id,
        count(*) filter (where severity = 'error') as errors,
        count(*) filter (where severity = 'warning') as warnings
    from issues
    group by submission_id
),

corrected as (
    select
        file_sha256,
        count(distinct concat_ws('!', sheet, address, field)) as corrected_cells
    from corrections
    group by file_sha256
),

received as (
    select
        submissions.file_sha256,
        submissions.submission_id,
        submissions.file_name,
        case
            when withdrawals.submission_id is not null then 'undone'
            when submissions.status = 'rejected' then 'sent_back'
            when submissions.rejected_row_count > 0 then 'received_in_part'
            else 'received'
        end as state,
        own_offers.offered_at,
        own_offers.offered_by,
        submissions.received_at,
        submissions.received_by,
        submissions.row_count,
        submissions.rejected_row_count,
        coalesce(row_counts.counting_rows, 0) as counting_rows,
        coalesce(row_counts.superseded_rows, 0) as superseded_rows,
        coalesce(issue_counts.errors, 0) as errors,
        coalesce(issue_counts.warnings, 0) as warnings,
        row_counts.kinds,
        row_counts.unit_names,
        coalesce(withdrawals.reason, refusals.reason) as reason,
        withdrawals.withdrawn_at,
        withdrawals.withdrawn_by,
        submissions.simulated
    from submissions
    left join withdrawals on submissions.submission_id = withdrawals.submission_id
    left join refusals
        on
            submissions.file_sha256 = refusals.file_sha256
            and submissions.received_at = refusals.refused_at
    left join own_offers on submissions.submission_id = own_offers.submission_id
    left join row_counts on submissions.submission_id = row_counts.submission_id
    left join issue_counts on submissions.submission_id = issue_counts.submission_id
)

select
    files.*,
    states.label as state_label,
    coalesce(corrected.corrected_cells, 0) as corrected_cells
from (
    select * from received
    union all by name
    select
        file_sha256,
        file_name,
        'waiting' as state,
        offered_at,
        offered_by
    from waiting_files
) as files
inner join states on files.state = states.code and states.state_group = 'received_file'
left join corrected on files.file_sha256 = corrected.file_sha256
order by coalesce(files.received_at, files.offered_at) desc, files.file_name, files.submission_id asc
