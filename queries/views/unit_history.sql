-- One row per unit and thing that happened to one of its files or deadlines.
with unit_files as (
    select
        report_rows.unit_id,
        report_rows.submission_id,
        count(*) as row_count,
        count(*) filter (where not report_rows.is_accepted) as refused_row_count
    from report_rows
    where report_rows.unit_id is not null
    group by report_rows.unit_id, report_rows.submission_id
),

events as (
    select
        unit_files.unit_id,
        received_files.received_at as happened_at,
        received_files.received_by as done_by,
        case received_files.state
            when 'sent_back' then 'sent_back'
            else 'received'
        end as event_kind,
        received_files.file_name,
        received_files.submission_id,
        case
            when received_files.state = 'sent_back'
                then 'Trả lại' || coalesce(': ' || refusals.reason, '')
            else
                'Nhận ' || (unit_files.row_count - unit_files.refused_row_count) || ' dòng'
                || case
                    when unit_files.refused_row_count > 0
                        then ', từ chối ' || unit_files.refused_row_count
                    else ''
                end
        end as detail
    from unit_files
    inner join received_files on unit_files.submission_id = received_files.submission_id
    left join refusals
        on
            received_files.file_sha256 = refusals.file_sha256
            and received_files.received_at = refusals.refused_at
    union all
    select
        unit_files.unit_id,
        withdrawals.withdrawn_at as happened_at,
        withdrawals.withdrawn_by as done_by,
        'undone' as event_kind,
        submissions.file_name,
        submissions.submission_id,
        'Thu hồi lần nhận số ' || submissions.submission_id || ': ' || withdrawals.reason as detail
    from unit_files
    inner join withdrawals on unit_files.submission_id = withdrawals.submission_id
    inner join submissions on unit_files.submission_id = submissions.submission_id
    union all
    select distinct
        report_rows.unit_id,
        cell_corrections.corrected_at as happened_at,
        cell_corrections.corrected_by as done_by,
        'corrected' as event_kind,
        cell_corrections.file_name,
        cell_corrections.submission_id,
        'Sửa ô ' || cell_corrections.address || ', trang “' || cell_corrections.sheet || '”: “'
        || coalesce(cell_corrections.raw_text, '') || '” thành “'
        || cell_corrections.corrected_text || '”' as detail
    from cell_corrections
    inner join report_rows on cell_corrections.submission_id = report_rows.submission_id
    inner join report_cells
        on
            report_rows.row_id = report_cells.row_id
            and cell_corrections.sheet = report_rows.sheet
            and cell_corrections.address = report_cells.address
            and cell_corrections.field = report_cells.field
    where report_rows.unit_id is not null
    union all
    select
        unit_files.unit_id,
        waivers.waived_at as happened_at,
        waivers.waived_by as done_by,
        'waived' as event_kind,
        submissions.file_name,
        submissions.submission_id,
        case when waivers.reason = '' then 'Bỏ chấp nhận cảnh báo' else 'Chấp nhận cảnh báo' end
        || coalesce(' ở ô ' || waivers.address || ', trang “' || waivers.sheet || '”', '')
        || case when waivers.reason = '' then '' else ': ' || waivers.reason end as detail
    from waivers
    inner join submissions
        on
            waivers.file_sha256 = submissions.file_sha256
            and waivers.waived_at < submissions.received_at
    inner join unit_files on submissions.submission_id = unit_files.submission_id
    union all
    select
        extensions.unit_id,
        extensions.granted_at as happened_at,
        extensions.granted_by as done_by,
        'extended' as event_kind,
        cast(null as varchar) as file_name,
        cast(null as integer) as submission_id,
        'Gia hạn báo cáo năm ' || extensions.year || ' đến ' || vn_date(extensions.until_on)
        || ' theo ' || extensions.document_no || ': ' || extensions.reason as detail
    from extensions
)

select
    events.unit_id,
    latest_unit_names.unit_name,
    events.happened_at,
    events.done_by,
    events.event_kind,
    states.label as event_label,
    events.file_name,
    events.submission_id,
    events.detail
from events
inner join states on events.event_kind = states.code and states.state_group = 'file_event'
left join latest_unit_names on events.unit_id = latest_unit_names.unit_id
order by
    events.happened_at desc,
    events.unit_id asc,
    events.event_kind asc,
    events.submission_id asc,
    events.detail asc
