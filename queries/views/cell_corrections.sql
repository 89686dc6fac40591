-- One row per cell of a received file for which a person let another text stand.
with latest as (
    select
        submissions.submission_id,
        corrections.*
    from corrections
    inner join submissions
        on
            corrections.file_sha256 = submissions.file_sha256
            and corrections.corrected_at < submissions.received_at
    qualify
        row_number() over (
            partition by
                submissions.submission_id, corrections.sheet, corrections.address, corrections.field
            order by corrections.corrected_at desc
        ) = 1
)

select
    latest.submission_id,
    submissions.file_name,
    latest.sheet,
    latest.address,
    latest.field,
    latest.from_text as raw_text,
    latest.to_text as corrected_text,
    latest.corrected_at,
    latest.corrected_by
from latest
inner join submissions on latest.submission_id = submissions.submission_id
where latest.to_text <> coalesce(latest.from_text, '')
order by latest.submission_id, latest.sheet, latest.address, latest.field
