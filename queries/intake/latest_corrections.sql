-- One row per corrected cell of all files: the correction that holds, unless it was taken back.
select
    file_sha256,
    sheet,
    address,
    field,
    from_text,
    to_text,
    corrected_at,
    corrected_by
from corrections
qualify
    row_number() over (
        partition by file_sha256, sheet, address, field order by corrected_at desc
    ) = 1
    and to_text <> coalesce(from_text, '')
order by file_sha256, sheet, address, field
