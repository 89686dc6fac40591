-- One row per fifty submission numbers of which any table has a row: the first and the last of them.
-- The hashes of all cells of a span are in memory at once.
select
    span * 50 as first_submission,
    span * 50 + 49 as last_submission
from (
    select submission_id // 50 as span from submissions
    union
    select submission_id // 50 as span from report_rows
    union
    select row_id // 1000000 // 50 as span from report_cells
    union
    select submission_id // 50 as span from issues
) as spans
order by span
