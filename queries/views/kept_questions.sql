-- One row per kept question and version of it; a question reads as its latest version says.
select
    question_id,
    row_number() over versions as version_no,
    row_number() over (partition by question_id order by kept_at desc, title desc) = 1 as is_latest,
    title,
    sql_text,
    chart,
    pinned_to,
    kept_at,
    kept_by,
    first_value(kept_at) over versions as first_kept_at,
    first_value(kept_by) over versions as first_kept_by
from questions
window versions as (partition by question_id order by kept_at, title)
order by question_id, version_no
