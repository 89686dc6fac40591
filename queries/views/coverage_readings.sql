-- One row per reading, scope and year: how many units have a model, and how many are left out.
with counted as (
    select
        unit_readings.reading,
        scopes.scope,
        coverage.year,
        count(*) filter (where unit_readings.reason_code is null) as units,
        count(*) filter (where unit_readings.reason_code is null and coverage.is_covered)
            as covered,
        count(*) filter (where unit_readings.reason_code is null and state = 'maintained')
            as maintained,
        count(*) filter (where unit_readings.reason_code is null and state = 'reported')
            as reported,
        count(*) filter (where unit_readings.reason_code is null and state = 'registered')
            as registered,
        count(*) filter (where unit_readings.reason_code is null and state = 'stopped')
            as stopped,
        count(*) filter (where unit_readings.reason_code is null and state = 'none') as none,
        count(*) filter (where unit_readings.reason_code is not null) as left_out
    from unit_readings
    inner join coverage
        on unit_readings.unit_id = coverage.unit_id and unit_readings.year = coverage.year
    inner join scopes on coverage.level = scopes.level
    group by unit_readings.reading, scopes.scope, coverage.year
),

shares as (
    select
        counted.*,
        cast(100.0 * counted.covered / nullif(counted.units, 0) as decimal(9, 4)) as share_percent,
        targets.value as target_percent,
        -- Compared as whole numbers of units: the rounded share must not decide.
        meets(100 * counted.covered, targets.comparator, targets.value * counted.units)
            as meets_target
    from counted
    left join targets
        on
            targets.target_id = 'coverage'
            and targets.valid_from <= make_date(counted.year, 12, 31)
            and coalesce(targets.valid_to >= make_date(counted.year, 12, 31), true)
)

select
    shares.reading,
    shares.scope,
    shares.year,
    shares.units,
    shares.covered,
    shares.maintained,
    shares.reported,
    shares.registered,
    shares.stopped,
    shares.none,
    shares.share_percent,
    shares.target_percent,
    shares.share_percent - shares.target_percent as gap_points,
    case shares.meets_target when true then 'passed' when false then 'failed' else 'unknown' end
        as target_state,
    earlier_shares.share_percent as previous_share_percent,
    shares.share_percent - earlier_shares.share_percent as change_points,
    shares.left_out,
    reasons.left_out_reasons
from shares
left join shares as earlier_shares
    on
        shares.reading = earlier_shares.reading
        and shares.scope = earlier_shares.scope
        and shares.year = earlier_shares.year + 1
left join left_out_reasons as reasons
    on
        shares.reading = reasons.reading
        and shares.scope = reasons.scope
        and shares.year = reasons.year
order by shares.reading, shares.scope, shares.year
