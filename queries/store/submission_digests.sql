-- One row per submission of those from the variable first_submission to last_submission:
-- the SHA-256 of all its facts, whatever the order they are stored in.
-- Free text carries its length, so that no two different rows read as the same line.
with lines as (
    select
        submission_id,
        concat_ws(
            chr(31), 'submission', submission_id,
            strlen(file_name) || ':' || file_name,
            file_sha256, file_size, coalesce(format, '-'),
            strftime(received_at, '%Y-%m-%dT%H:%M:%S.%f'),
            strlen(received_by) || ':' || received_by,
            status, simulated, reader_version, row_count, rejected_row_count
        ) as line
    from submissions
    where submission_id between getvariable('first_submission') and getvariable('last_submission')
    union all
    select
        submission_id,
        concat_ws(
            chr(31), 'row', row_id, kind, strlen(sheet) || ':' || sheet, row_number,
            coalesce(unit_id, '-'),
            coalesce(strlen(natural_key) || ':' || natural_key, '-'), is_accepted
        ) as line
    from report_rows
    where submission_id between getvariable('first_submission') and getvariable('last_submission')
    union all
    select
        row_id // 1000000 as submission_id,
        concat_ws(
            chr(31), 'cell', row_id, field, address, strlen(header) || ':' || header,
            coalesce(strlen(raw_text) || ':' || raw_text, '-'),
            coalesce(strlen(value_text) || ':' || value_text, '-'),
            coalesce(value_number::text, '-'), coalesce(value_date::text, '-'),
            coalesce("precision", '-'),
            coalesce(strlen(match_key) || ':' || match_key, '-'),
            coalesce(unit_id, '-'), coalesce(problem, '-')
        ) as line
    from report_cells
    where
        row_id >= getvariable('first_submission') * 1000000
        and row_id < (getvariable('last_submission') + 1) * 1000000
    union all
    select
        submission_id,
        concat_ws(
            chr(31), 'issue', coalesce(row_id::text, '-'), rule, severity,
            coalesce(strlen(sheet) || ':' || sheet, '-'), coalesce(address, '-'),
            coalesce(field, '-'),
            coalesce(strlen(found) || ':' || found, '-'),
            strlen(message) || ':' || message,
            coalesce(strlen(suggestion) || ':' || suggestion, '-')
        ) as line
    from issues
    where submission_id between getvariable('first_submission') and getvariable('last_submission')
),

hashed as (
    select
        submission_id,
        sha256(line) as line_hash
    from lines
)

select
    submission_id,
    sha256(string_agg(line_hash, '' order by line_hash)) as digest
from hashed
group by submission_id
order by submission_id
