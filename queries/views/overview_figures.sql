-- One row per scope, plan year and figure: what the overview's cards show.
-- For the two indices the figure is the share of units above the target that holds for each unit
-- (target_value): a share has no distance to it, so gap is null.
with measured as (
    select
        scope,
        year,
        'coverage' as figure_id,
        covered as numerator,
        units as denominator,
        share_percent as value,
        target_percent as target_value,
        '>=' as comparator,
        gap_points as gap,
        target_state as state,
        false as is_method_break
    from coverage_by_year
    union all
    select
        scopes.scope,
        index_states.year,
        index_states.index_id as figure_id,
        count(*) filter (where index_states.state = 'passed') as numerator,
        count(index_states.value) as denominator,
        cast(
            100.0 * count(*) filter (where index_states.state = 'passed')
            / nullif(count(index_states.value), 0) as decimal(9, 4)
        ) as value,
        any_value(index_states.target_value) as target_value,
        any_value(index_states.comparator) as comparator,
        null as gap,
        -- Reached only when every unit that takes part is known to pass.
        case
            when count(*) filter (where index_states.state = 'failed') > 0 then 'failed'
            when count(index_states.value) = 0 then 'unknown'
            when count(*) filter (where index_states.state = 'unpublished') > 0 then 'unknown'
            else 'passed'
        end as state,
        bool_or(index_states.is_method_break) as is_method_break
    from index_states
    inner join plan_years on index_states.year = plan_years.year and plan_years.in_plan
    inner join scopes on index_states.level = scopes.level
    group by scopes.scope, index_states.year, index_states.index_id
    union all
    select
        scopes.scope,
        coverage.year,
        'reports_in_time' as figure_id,
        count(units_in_time.unit_id) as numerator,
        count(*) as denominator,
        cast(100.0 * count(units_in_time.unit_id) / count(*) as decimal(9, 4)) as value,
        null as target_value,
        null as comparator,
        null as gap,
        'not_set' as state,
        false as is_method_break
    from coverage
    inner join scopes on coverage.level = scopes.level
    left join (
        select
            unit_id,
            year
        from report_progress
        where timeliness in ('in_time_at_once', 'in_time_corrected')
    ) as units_in_time
        on coverage.unit_id = units_in_time.unit_id and coverage.year = units_in_time.year
    group by scopes.scope, coverage.year
    union all
    select
        scopes.scope,
        ranking.round_year as year,
        'candidates' as figure_id,
        count(*) filter (where ranking.eligibility = 'eligible') as numerator,
        count(*) as denominator,
        count(*) filter (where ranking.eligibility = 'eligible') as value,
        null as target_value,
        null as comparator,
        null as gap,
        'not_set' as state,
        false as is_method_break
    from ranking
    inner join scopes on ranking.level = scopes.level
    group by scopes.scope, ranking.round_year
),

-- A figure without a single case is still a figure of the year: nothing out of nothing.
figures as (
    select
        scope_years.scope,
        scope_years.year,
        measures.measure_id as figure_id,
        measures.label,
        measures.unit_of_measure,
        measures.clause,
        measures.figure_order,
        measures.page,
        coalesce(measured.numerator, 0) as numerator,
        coalesce(measured.denominator, 0) as denominator,
        cast(measured.value as decimal(18, 6)) as value,
        measured.target_value,
        measured.comparator,
        measured.gap,
        coalesce(
            measured.state,
            case when measures.page = 'candidates' then 'not_set' else 'unknown' end
        ) as state,
        coalesce(measured.is_method_break, false) as is_method_break
    from (
        select distinct
            scopes.scope,
            plan_years.year
        from scopes
        inner join plan_years on plan_years.in_plan
    ) as scope_years
    cross join (
        select
            measures.*,
            listed.figure_order,
            listed.page
        from measures
        inner join (
            values
            ('coverage', 1, 'coverage'),
            ('sipas', 2, 'index_trends'),
            ('par_index', 3, 'index_trends'),
            ('reports_in_time', 4, 'deadlines'),
            ('candidates', 5, 'candidates')
        ) as listed (figure_id, figure_order, page)
            on measures.measure_id = listed.figure_id
    ) as measures
    left join measured
        on
            scope_years.scope = measured.scope
            and scope_years.year = measured.year
            and measures.measure_id = measured.figure_id
)

select
    figures.scope,
    figures.year,
    figures.figure_id,
    figures.label,
    figures.numerator,
    figures.denominator,
    figures.value,
    figures.unit_of_measure,
    figures.target_value,
    figures.comparator,
    figures.gap,
    figures.state,
    states.label as state_label,
    earlier_figures.value as previous_value,
    case when not figures.is_method_break then figures.value - earlier_figures.value end as change,
    figures.clause,
    figures.page
from figures
inner join states on figures.state = states.code and states.state_group = 'target'
left join figures as earlier_figures
    on
        figures.scope = earlier_figures.scope
        and figures.figure_id = earlier_figures.figure_id
        and figures.year = earlier_figures.year + 1
order by figures.scope, figures.year, figures.figure_order
