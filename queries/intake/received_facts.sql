-- One row per fact of the call, with the numbers that the store gives; the table numbering says which.
create schema if not exists received;

create or replace table received.report_rows as
select
    cast(numbering.submission_id as bigint) * 1000000 + incoming_rows.row_no as row_id,
    numbering.submission_id,
    incoming_rows.kind,
    incoming_rows.sheet,
    incoming_rows.row_number,
    incoming_rows.unit_id,
    incoming_rows.natural_key,
    accepted_incoming.is_accepted
from incoming_rows
inner join numbering using (file_no)
inner join accepted_incoming using (file_no, row_no);

create or replace view received.report_cells as
select
    cast(numbering.submission_id as bigint) * 1000000 + incoming_cells.row_no as row_id,
    incoming_cells.field,
    coalesce(incoming_cells.address, '') as address,
    coalesce(incoming_cells.header, '') as header,
    incoming_cells.raw_text,
    incoming_cells.value_text,
    incoming_cells.value_number,
    incoming_cells.value_date,
    incoming_cells."precision",
    incoming_cells.match_key,
    incoming_cells.unit_id,
    incoming_cells.problem
from incoming_cells
inner join numbering using (file_no);

create or replace view received.issues as
select
    numbering.submission_id,
    cast(numbering.submission_id as bigint) * 1000000 + incoming_issues.row_no as row_id,
    incoming_issues.rule,
    incoming_issues.severity,
    incoming_issues.sheet,
    incoming_issues.address,
    incoming_issues.field,
    incoming_issues.found,
    incoming_issues.message,
    incoming_issues.suggestion
from incoming_issues
inner join numbering using (file_no);
