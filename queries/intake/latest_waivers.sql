-- One row per warning, or per rule of a file, that somebody accepted with a reason: the latest word.
select
    file_sha256,
    rule,
    sheet,
    address,
    reason,
    waived_at,
    waived_by
from waivers
qualify
    row_number() over (
        partition by file_sha256, rule, sheet, address order by waived_at desc
    ) = 1
    -- A word without a reason takes an earlier one back.
    and reason <> ''
order by file_sha256, waived_at, rule, sheet, address
