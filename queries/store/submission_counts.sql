-- One row per submission: how many facts of each table belong to it.
with rows_of as (
    select
        submission_id,
        count(*) as row_count,
        count(*) filter (where not is_accepted) as rejected_row_count
    from report_rows
    group by submission_id
),

cells_of as (
    select
        row_id // 1000000 as submission_id,
        count(*) as cell_count
    from report_cells
    group by row_id // 1000000
),

issues_of as (
    select
        submission_id,
        count(*) as issue_count
    from issues
    group by submission_id
)

select
    submission_id,
    count(submissions.submission_id) as submission_count,
    coalesce(any_value(rows_of.row_count), 0) as row_count,
    coalesce(any_value(rows_of.rejected_row_count), 0) as rejected_row_count,
    coalesce(any_value(cells_of.cell_count), 0) as cell_count,
    coalesce(any_value(issues_of.issue_count), 0) as issue_count
from submissions
full outer join rows_of using (submission_id)
full outer join cells_of using (submission_id)
full outer join issues_of using (submission_id)
group by submission_id
order by submission_id
