-- One row per finding, in the order in which to mend them: file, table, column, then cell by cell.
select
    incoming_issues.file_no,
    incoming_issues.severity,
    incoming_issues.rule,
    incoming_issues.sheet,
    incoming_issues.address,
    incoming_issues.field,
    incoming_issues.found,
    incoming_issues.message,
    incoming_issues.suggestion,
    incoming_issues.row_no
from incoming_issues
left join (
    select
        file_no,
        sheet,
        min(row_no) as first_row_no
    from incoming_rows
    group by file_no, sheet
) as sheets
    on
        incoming_issues.file_no = sheets.file_no
        and incoming_issues.sheet = sheets.sheet
order by
    incoming_issues.file_no,
    case
        when incoming_issues.row_no is not null then 4
        when incoming_issues.sheet is null then 1
        when incoming_issues.field is null then 2
        else 3
    end,
    case
        when incoming_issues.row_no is null
            then array_position(['error', 'warning', 'suggestion'], incoming_issues.severity)
    end,
    sheets.first_row_no nulls first,
    incoming_issues.sheet,
    incoming_issues.row_no,
    length(regexp_extract(incoming_issues.address, '^[A-Z]+')),
    incoming_issues.address,
    array_position(['error', 'warning', 'suggestion'], incoming_issues.severity),
    incoming_issues.rule,
    incoming_issues.message
