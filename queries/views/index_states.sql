-- One row per unit, year and index, for units that count in the year: the value and its state.
-- Who takes part is decided by index_participation. Where that is silent about the unit and year,
-- the report decides: a value or "Chưa công bố" is evidence of taking part, "Không tham gia" or
-- nothing at all of not taking part. A value of a unit that takes no part is not judged, and so
-- not shown here; a check reports it.
-- Years before the plan are held against the plan's first target and marked is_before_plan.
with stated as (
    select
        row_id,
        unit_id,
        year,
        'sipas' as index_id,
        sipas as value,
        sipas_stated as value_stated,
        null as points,
        null as points_max,
        decision_no,
        published_on
    from index_reports
    union all
    select
        row_id,
        unit_id,
        year,
        'par_index' as index_id,
        par_index as value,
        par_index_stated as value_stated,
        par_points as points,
        par_points_max as points_max,
        decision_no,
        published_on
    from index_reports
),

index_years as (
    select
        plan_years.year,
        not plan_years.in_plan as is_before_plan,
        indices_measured.index_id,
        indices_measured.label as index_label,
        targets.comparator,
        targets.value as target_value,
        methods.method_version,
        coalesce(methods.method_version <> earlier_methods.method_version, false)
            as is_method_break
    from plan_years
    cross join indices_measured
    left join targets
        on
            indices_measured.index_id = targets.target_id
            and coalesce(targets.valid_to >= make_date(plan_years.year, 12, 31), true)
    left join index_methods as methods
        on
            indices_measured.index_id = methods.index_id
            and plan_years.year >= methods.valid_from_year
            and coalesce(plan_years.year <= methods.valid_to_year, true)
    left join index_methods as earlier_methods
        on
            indices_measured.index_id = earlier_methods.index_id
            and earlier_methods.valid_from_year <= plan_years.year - 1
            and coalesce(earlier_methods.valid_to_year >= plan_years.year - 1, true)
    -- The target of 31/12 of the year; before the plan the earliest one that comes after.
    qualify
        row_number() over (
            partition by plan_years.year, indices_measured.index_id
            order by
                targets.valid_from <= make_date(plan_years.year, 12, 31) desc,
                abs(targets.valid_from - make_date(plan_years.year, 12, 31))
        ) = 1
),

unit_indices as (
    select
        unit_years.unit_id,
        unit_years.unit_name,
        unit_years.short_name,
        unit_years.level,
        unit_years.block_id,
        unit_years.block_name,
        unit_years.block_order,
        index_years.*,
        stated.row_id,
        stated.value as stated_value,
        stated.points,
        stated.points_max,
        stated.decision_no,
        stated.published_on,
        coalesce(
            index_participation.participates,
            stated.value is not null or coalesce(stated.value_stated = 'unpublished', false)
        ) as participates
    from unit_years
    inner join index_years on unit_years.year = index_years.year
    left join index_participation
        on
            unit_years.unit_id = index_participation.unit_id
            and unit_years.year = index_participation.year
            and index_years.index_id = index_participation.index_id
    left join stated
        on
            unit_years.unit_id = stated.unit_id
            and unit_years.year = stated.year
            and index_years.index_id = stated.index_id
    where unit_years.counts
),

judged as (
    select
        *,
        case when participates then stated_value end as value,
        case
            when not participates then 'not_participating'
            when stated_value is null then 'unpublished'
            when meets(stated_value, comparator, target_value) then 'passed'
            else 'failed'
        end as state
    from unit_indices
)

select
    judged.unit_id,
    judged.year,
    judged.index_id,
    judged.index_label,
    judged.unit_name,
    judged.short_name,
    judged.level,
    judged.block_id,
    judged.block_name,
    judged.block_order,
    judged.participates,
    judged.value,
    case when judged.value is not null then judged.points end as points,
    case when judged.value is not null then judged.points_max end as points_max,
    case when judged.value is not null then judged.decision_no end as decision_no,
    case when judged.value is not null then judged.published_on end as published_on,
    judged.comparator,
    judged.target_value,
    judged.value - judged.target_value as margin_points,
    judged.state,
    states.label as state_label,
    judged.method_version,
    judged.is_method_break,
    judged.is_before_plan,
    judged.row_id
from judged
inner join states on judged.state = states.code and states.state_group = 'index'
order by judged.index_id, judged.year, judged.block_order, judged.unit_id
