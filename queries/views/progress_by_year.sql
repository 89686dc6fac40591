-- One row per scope and plan year: how many units owed a report and when they sent it.
select
    scope,
    year,
    cast(sum(expected) as bigint) as expected,
    cast(sum(received) as bigint) as received,
    cast(sum(in_time) as bigint) as in_time,
    cast(sum(in_time_at_once) as bigint) as in_time_at_once,
    cast(sum(in_time_corrected) as bigint) as in_time_corrected,
    cast(sum(extended) as bigint) as extended,
    cast(sum(late) as bigint) as late,
    cast(sum(undated) as bigint) as undated,
    cast(sum(not_yet) as bigint) as not_yet,
    cast(sum(not_expected) as bigint) as not_expected,
    cast(sum(returned) as bigint) as returned
from progress_by_block
group by scope, year
order by scope, year
