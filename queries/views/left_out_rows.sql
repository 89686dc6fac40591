-- One row per report row that does not count, with the reason in words.
with first_errors as (
    select
        row_id,
        submission_id,
        min_by(message, coalesce(address, '')) as message
    from issues
    where severity = 'error'
    group by row_id, submission_id
),

file_errors as (
    select
        submission_id,
        any_value(message order by message) as message
    from first_errors
    where row_id is null
    group by submission_id
)

select
    judged_rows.row_id,
    judged_rows.kind,
    judged_rows.unit_id,
    judged_rows.natural_key,
    judged_rows.reason_code,
    case judged_rows.reason_code
        when 'withdrawn'
            then
                'Lần nhập này đã được hoàn tác ngày ' || vn_date(withdrawals.withdrawn_at)
                || coalesce(': ' || withdrawals.reason, '') || '.'
        when 'refused'
            then coalesce(
                first_errors.message, file_errors.message, 'Dòng bị từ chối khi kiểm tra.'
            )
        when 'superseded'
            then
                'Đã được thay bằng dòng ' || replacements.row_number || ', trang “'
                || replacements.sheet || '” của tệp ' || replacing_submissions.file_name
                || ', nhận ngày ' || vn_date(replacing_submissions.received_at) || '.'
    end as reason,
    submissions.file_name,
    judged_rows.sheet,
    judged_rows.row_number,
    submissions.received_at
from judged_rows
inner join submissions on judged_rows.submission_id = submissions.submission_id
left join withdrawals on judged_rows.submission_id = withdrawals.submission_id
left join first_errors on judged_rows.row_id = first_errors.row_id
left join file_errors on judged_rows.submission_id = file_errors.submission_id
left join report_rows as replacements on judged_rows.superseded_by_row_id = replacements.row_id
left join submissions as replacing_submissions
    on replacements.submission_id = replacing_submissions.submission_id
where judged_rows.reason_code is not null
order by judged_rows.row_id
