-- One row per scope and year: how many counted units have a model, against the target.
with counted as (
    select
        scopes.scope,
        coverage.year,
        count(*) as units,
        count(*) filter (where coverage.is_covered) as covered,
        count(*) filter (where coverage.state = 'maintained') as maintained,
        count(*) filter (where coverage.state = 'reported') as reported,
        count(*) filter (where coverage.state = 'registered') as registered,
        count(*) filter (where coverage.state = 'stopped') as stopped,
        count(*) filter (where coverage.state = 'none') as none
    from coverage
    inner join scopes on coverage.level = scopes.level
    group by scopes.scope, coverage.year
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
    shares.share_percent - earlier_shares.share_percent as change_points
from shares
left join shares as earlier_shares
    on
        shares.scope = earlier_shares.scope
        and shares.year = earlier_shares.year + 1
order by shares.scope, shares.year
