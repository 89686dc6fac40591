-- One row per reading, scope, index and year, for all blocks (block_id null) and for each of them:
-- how many units pass, how their values spread, and how many units the reading leaves out.
with judged as (
    select
        unit_readings.reading,
        scopes.scope,
        index_states.index_id,
        index_states.index_label,
        index_states.year,
        unit_readings.block_id,
        unit_readings.reason_code,
        unit_readings.reason,
        index_states.participates,
        index_states.state,
        index_states.value,
        index_states.target_value,
        index_states.is_method_break
    from unit_readings
    inner join index_states
        on
            unit_readings.unit_id = index_states.unit_id
            and unit_readings.year = index_states.year
    inner join scopes on index_states.level = scopes.level
),

summaries as (
    select
        reading,
        scope,
        index_id,
        index_label,
        year,
        block_id,
        count(*) filter (where reason_code is null) as units,
        count(*) filter (where reason_code is null and participates) as participating,
        count(value) filter (where reason_code is null) as published,
        count(*) filter (where reason_code is null and state = 'passed') as passed,
        count(*) filter (where reason_code is null and state = 'failed') as failed,
        count(*) filter (where reason_code is null and state = 'unpublished') as unpublished,
        count(*) filter (where reason_code is null and state = 'not_participating')
            as not_participating,
        cast(
            100.0 * count(*) filter (where reason_code is null and state = 'passed')
            / nullif(count(value) filter (where reason_code is null), 0)
            as decimal(9, 4)
        ) as passed_percent,
        min(value) filter (where reason_code is null) as lowest,
        quantile_cont(value, 0.25) filter (where reason_code is null) as lower_quartile,
        median(value) filter (where reason_code is null) as median,
        quantile_cont(value, 0.75) filter (where reason_code is null) as upper_quartile,
        max(value) filter (where reason_code is null) as highest,
        any_value(target_value) as target_value,
        bool_or(is_method_break) as is_method_break,
        count(*) filter (where reason_code is not null) as left_out,
        count(*) filter (where reason_code is not null and participates)
            as left_out_participating
    from judged
    group by
        grouping sets (
            (reading, scope, index_id, index_label, year),
            (reading, scope, index_id, index_label, year, block_id)
        )
    -- A unit without a block belongs to all of them only.
    having grouping(block_id) = 1 or block_id is not null
)

select
    summaries.*,
    case when summaries.block_id is null then reasons.left_out_reasons end as left_out_reasons,
    earlier_summaries.median as previous_median,
    -- Two methods measure two things: their difference is not a change.
    case
        when not summaries.is_method_break then summaries.median - earlier_summaries.median
    end as change_points
from summaries
left join summaries as earlier_summaries
    on
        summaries.reading = earlier_summaries.reading
        and summaries.scope = earlier_summaries.scope
        and summaries.index_id = earlier_summaries.index_id
        and summaries.block_id is not distinct from earlier_summaries.block_id
        and summaries.year = earlier_summaries.year + 1
left join left_out_reasons as reasons
    on
        summaries.reading = reasons.reading
        and summaries.scope = reasons.scope
        and summaries.year = reasons.year
order by
    summaries.reading,
    summaries.scope,
    summaries.index_id,
    summaries.block_id nulls first,
    summaries.year
