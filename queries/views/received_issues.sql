-- One row per finding in a received file, in the order in which it was stored.
select
    issues.submission_id,
    submissions.file_name,
    issues.row_id,
    issues.severity,
    issues.rule,
    issues.sheet,
    issues.address as cell,
    issues.field,
    issues.found,
    issues.message,
    issues.suggestion
from issues
inner join submissions on issues.submission_id = submissions.submission_id
order by issues.submission_id, issues.row_id nulls first, issues.address, issues.rule, issues.message
