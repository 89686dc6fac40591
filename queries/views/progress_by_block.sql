-- One row per scope, plan year and block: how many units owed a report and when they sent it.
select
    scopes.scope,
    report_progress.year,
    report_progress.block_id,
    report_progress.block_name,
    report_progress.block_order,
    count(*) filter (where timeliness <> 'not_expected') as expected,
    count(*) filter (where timeliness not in ('not_expected', 'not_yet')) as received,
    count(*) filter (where timeliness in ('in_time_at_once', 'in_time_corrected')) as in_time,
    count(*) filter (where timeliness = 'in_time_at_once') as in_time_at_once,
    count(*) filter (where timeliness = 'in_time_corrected') as in_time_corrected,
    count(*) filter (where timeliness = 'extended') as extended,
    count(*) filter (where timeliness = 'late') as late,
    count(*) filter (where timeliness = 'undated') as undated,
    count(*) filter (where timeliness = 'not_yet') as not_yet,
    count(*) filter (where timeliness = 'not_expected') as not_expected,
    count(*) filter (where returned and timeliness <> 'not_expected') as returned
from report_progress
inner join scopes on report_progress.level = scopes.level
group by all
order by scope, year, block_order, block_name
