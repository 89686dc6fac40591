-- One row per index and year: how many units pass, and how their values spread.
-- The share is of the units with a published value; those without one are counted beside it.
with summaries as (
    select
        index_id,
        index_label,
        year,
        count(*) as units,
        count(*) filter (where participates) as participating,
        count(value) as published,
        count(*) filter (where state = 'passed') as passed,
        count(*) filter (where state = 'failed') as failed,
        count(*) filter (where state = 'unpublished') as unpublished,
        count(*) filter (where state = 'not_participating') as not_participating,
        cast(
            100.0 * count(*) filter (where state = 'passed') / nullif(count(value), 0)
            as decimal(9, 4)
        ) as passed_percent,
        min(value) as lowest,
        quantile_cont(value, 0.25) as lower_quartile,
        median(value) as median,
        quantile_cont(value, 0.75) as upper_quartile,
        max(value) as highest,
        any_value(target_value) as target_value,
        bool_or(is_method_break) as is_method_break
    from index_states
    group by all
)

select
    summaries.*,
    earlier_summaries.median as previous_median,
    -- Two methods measure two things: their difference is not a change.
    case
        when not summaries.is_method_break then summaries.median - earlier_summaries.median
    end as change_points
from summaries
left join summaries as earlier_summaries
    on
        summaries.index_id = earlier_summaries.index_id
        and summaries.year = earlier_summaries.year + 1
order by summaries.index_id, summaries.year
