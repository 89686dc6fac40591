-- One row per finding, in the order in which to mend them: file, table, column, then cell by cell.
-- A cell that stands for several rows (merged, or above the table) or for two columns (a period is
-- a start and an end) is found once per row and column, which all are refused; it is told once.
with findings as (
    select *
    from incoming_issues
    qualify
        row_number() over (
            partition by
                file_no, severity, rule, sheet, address, message,
                -- Without an address only the row tells one finding from another.
                case when address is null then row_no end
            -- Of a period the start, then the first of the rows.
            order by field desc nulls last, row_no asc, found asc, suggestion asc
        ) = 1
)

select
    findings.file_no,
    findings.severity,
    findings.rule,
    findings.sheet,
    findings.address,
    findings.field,
    findings.found,
    findings.message,
    findings.suggestion,
    findings.row_no
from findings
left join (
    select
        file_no,
        sheet,
        min(row_no) as first_row_no
    from incoming_rows
    group by file_no, sheet
) as sheets
    on
        findings.file_no = sheets.file_no
        and findings.sheet = sheets.sheet
order by
    findings.file_no,
    case
        when findings.row_no is not null then 4
        when findings.sheet is null then 1
        when findings.field is null then 2
        else 3
    end,
    case
        when findings.row_no is null
            then array_position(['error', 'warning', 'suggestion'], findings.severity)
    end,
    sheets.first_row_no nulls first,
    findings.sheet,
    findings.row_no,
    length(regexp_extract(findings.address, '^[A-Z]+')),
    findings.address,
    array_position(['error', 'warning', 'suggestion'], findings.severity),
    findings.rule,
    findings.message
