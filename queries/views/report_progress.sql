-- One row per unit and plan year in which it exists: whether, when and in time it first reported.
-- The first report decides for good: what comes later corrects it but does not make it late, nor,
-- dated back, in time. A report without a legible date was there when it arrived at the latest:
-- this may prove it in time, never late; so it stays undated until a report states a date.
with ordered_reports as (
    select
        received_results.*,
        refused_row_count = 0 as is_clean,
        -- Of two that arrived at once, the one that had to be mended came first.
        row_number() over (
            partition by unit_id, year
            order by arrived_at, reported_on nulls first, is_clean, submission_id
        ) as place
    from received_results
),

receipts as (
    select
        unit_id,
        year,
        -- Stored moments are UTC; a day is a day in Vietnam.
        cast(min(arrived_at) + interval 7 hour as date) as arrived_on,
        min_by(reported_on, place) filter (where reported_on is not null) as stated_on,
        min_by(is_clean, place) as is_first_clean,
        max_by(is_clean, place) as is_last_clean,
        cast(sum(row_count) as integer) as received_count,
        cast(count(*) as integer) as rounds
    from ordered_reports
    group by unit_id, year
),

-- The last document on a unit and year is the one that holds.
granted as (
    select *
    from extensions
    qualify row_number() over (partition by unit_id, year order by granted_at desc) = 1
),

dated as (
    select
        unit_years.*,
        plan_years.report_deadline_on as expected_on,
        greatest(
            plan_years.report_deadline_on, coalesce(granted.until_on, plan_years.report_deadline_on)
        ) as due_on,
        receipts.arrived_on as first_arrived_on,
        case
            when receipts.stated_on is not null
                then least(receipts.stated_on, receipts.arrived_on)
        end as first_reported_on,
        least(coalesce(receipts.stated_on, receipts.arrived_on), receipts.arrived_on)
            as reported_by_on,
        coalesce(receipts.is_first_clean, false) as is_first_clean,
        coalesce(not receipts.is_last_clean, false) as returned,
        coalesce(receipts.received_count, 0) as received_count,
        coalesce(receipts.rounds, 0) as rounds,
        granted.document_no as extension_document,
        granted.until_on as extension_until_on,
        granted.reason as extension_reason,
        cast(moment.as_of + interval 7 hour as date) as seen_on
    from unit_years
    inner join plan_years on unit_years.year = plan_years.year and plan_years.in_plan
    cross join moment
    left join receipts on unit_years.unit_id = receipts.unit_id and unit_years.year = receipts.year
    left join granted on unit_years.unit_id = granted.unit_id and unit_years.year = granted.year
),

judged as (
    select
        *,
        case
            when not counts then 'not_expected'
            when first_arrived_on is null then 'not_yet'
            when reported_by_on <= expected_on and is_first_clean then 'in_time_at_once'
            when reported_by_on <= expected_on then 'in_time_corrected'
            when reported_by_on <= due_on then 'extended'
            when first_reported_on is null then 'undated'
            else 'late'
        end as timeliness,
        coalesce(first_reported_on, seen_on) as measured_on
    from dated
),

-- Null where the days off of the time in question are not known.
counted as (
    select
        judged.*,
        case
            when measured_on > due_on and measured_on <= (select max(day) from working_days)
                then (
                    select cast(count(*) as integer)
                    from working_days
                    where working_days.day > judged.due_on and working_days.day <= measured_on
                )
        end as working_days_after
    from judged
)

select
    counted.unit_id,
    counted.year,
    counted.unit_name,
    counted.short_name,
    counted.level,
    counted.block_id,
    counted.block_name,
    counted.block_order,
    counted.district_name,
    counted.expected_on,
    counted.due_on,
    counted.first_reported_on,
    counted.first_arrived_on,
    counted.received_count,
    counted.rounds,
    counted.timeliness,
    states.label as timeliness_label,
    case when counted.timeliness = 'late' then counted.working_days_after end
        as late_working_days,
    case when counted.timeliness = 'not_yet' then counted.working_days_after end
        as overdue_working_days,
    counted.extension_document,
    counted.extension_until_on,
    counted.extension_reason,
    counted.returned
from counted
inner join states
    on states.state_group = 'timeliness' and counted.timeliness = states.code
order by counted.year, counted.block_order, counted.unit_id
