-- One row per finding of the earlier receipt of a file whose bytes are in the store already,
-- told once where one cell stands for several rows or columns, as in ordered_issues.sql.
select
    incoming_files.file_no,
    issues.severity,
    issues.rule,
    issues.sheet,
    issues.address,
    issues.field,
    issues.found,
    issues.message,
    issues.suggestion
from incoming_files
inner join submissions on incoming_files.file_sha256 = submissions.file_sha256
inner join issues on submissions.submission_id = issues.submission_id
left join withdrawals on submissions.submission_id = withdrawals.submission_id
where
    incoming_files.received_before_at is not null
    and submissions.status <> 'rejected'
    and withdrawals.submission_id is null
    and issues.rule <> 'already_received'
qualify
    row_number() over (
        partition by
            incoming_files.file_no, issues.severity, issues.rule, issues.sheet, issues.address,
            issues.message, case when issues.address is null then issues.row_id end
        order by issues.field desc nulls last, issues.row_id asc, issues.found asc
    ) = 1
order by
    incoming_files.file_no,
    issues.row_id nulls first,
    issues.sheet nulls first,
    length(regexp_extract(issues.address, '^[A-Z]+')),
    issues.address,
    array_position(['error', 'warning', 'suggestion'], issues.severity),
    issues.rule,
    issues.message
