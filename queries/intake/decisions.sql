-- One row per incoming row and per file: what becomes of it, from the issues alone.
-- A file goes back whole when an error concerns the file or a table, or no row is left.
create or replace temp table row_decisions as
select
    incoming_rows.file_no,
    incoming_rows.row_no,
    incoming_rows.kind,
    incoming_rows.natural_key,
    faults.row_no is null as is_acceptable
from incoming_rows
left join (
    select distinct
        file_no,
        row_no
    from incoming_issues
    where severity = 'error' and row_no is not null
) as faults using (file_no, row_no);

create or replace temp table file_decisions as
select
    incoming_files.file_no,
    incoming_files.file_order,
    coalesce(rows_of.row_count, 0) as row_count,
    case
        when coalesce(faults.file_errors, 0) > 0 or coalesce(rows_of.acceptable_count, 0) = 0
            then 'rejected'
        when coalesce(faults.findings, 0) > 0 then 'accepted_with_warnings'
        else 'accepted'
    end as status
from incoming_files
left join (
    select
        file_no,
        count(*) as row_count,
        count(*) filter (where is_acceptable) as acceptable_count
    from row_decisions
    group by file_no
) as rows_of using (file_no)
left join (
    select
        file_no,
        count(*) filter (where severity = 'error' and row_no is null) as file_errors,
        count(*) filter (where severity in ('error', 'warning')) as findings
    from incoming_issues
    group by file_no
) as faults using (file_no);

create or replace temp table accepted_incoming as
select
    row_decisions.file_no,
    row_decisions.row_no,
    row_decisions.kind,
    row_decisions.natural_key,
    row_decisions.is_acceptable and file_decisions.status <> 'rejected' as is_accepted
from row_decisions
inner join file_decisions using (file_no);
