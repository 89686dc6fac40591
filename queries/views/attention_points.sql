-- One row per scope, plan year and thing that the figures do not show, the widest first.
with scope_years as (
    select distinct
        scopes.scope,
        plan_years.year,
        plan_years.report_deadline_on
    from scopes
    inner join plan_years on plan_years.in_plan
),

unit_points as (
    select
        coverage.year,
        coverage.level,
        coverage.short_name,
        unnest([
            case when coverage.reported_count = 0 then 'units_without_report' end,
            case when not coverage.is_covered then 'units_without_model' end,
            case when coverage.inherited_from_names is not null then 'inherited_models' end
        ]) as point_id
    from coverage
),

-- A row whose year or unit cannot be read may concern any year and scope.
dated_rows as (
    select
        judged_rows.row_id,
        any_value(submissions.file_name) as file_name,
        any_value(unit_profiles.level) as level,
        coalesce(
            max(report_cells.value_number) filter (where report_cells.field = 'year'),
            max(year(report_cells.value_date)) filter (where report_cells.field = 'registered_on')
        ) as year,
        -- A refused row waits until its unit sends it again.
        any_value(judged_rows.reason_code) = 'refused' and count(accepted_rows.row_id) = 0
            as is_waiting
    from judged_rows
    inner join submissions on judged_rows.submission_id = submissions.submission_id
    left join accepted_rows
        on
            judged_rows.kind = accepted_rows.kind
            and judged_rows.natural_key = accepted_rows.natural_key
    left join unit_profiles on judged_rows.unit_id = unit_profiles.unit_id
    left join report_cells on judged_rows.row_id = report_cells.row_id
    group by judged_rows.row_id
),

scope_rows as (
    select
        scope_years.scope,
        scope_years.year,
        dated_rows.file_name,
        coalesce(dated_rows.is_waiting, false) as is_waiting
    from dated_rows
    inner join scope_years on coalesce(dated_rows.year = scope_years.year, true)
    left join scopes
        on dated_rows.level = scopes.level and scope_years.scope = scopes.scope
    where dated_rows.level is null or scopes.level is not null
),

rejected_files as (
    select
        submissions.submission_id,
        submissions.file_name
    from submissions
    left join withdrawals on submissions.submission_id = withdrawals.submission_id
    where
        submissions.status = 'rejected'
        and withdrawals.submission_id is null
        and not exists (
            select 1
            from submissions as better_submissions
            where
                better_submissions.status <> 'rejected'
                and (
                    better_submissions.file_sha256 = submissions.file_sha256
                    or better_submissions.file_name = submissions.file_name
                    and better_submissions.submission_id > submissions.submission_id
                )
        )
),

-- One row per thing concerned: what it is called, and which point it belongs to.
concerned as (
    select
        scopes.scope,
        unit_points.year,
        unit_points.point_id,
        unit_points.short_name as name
    from unit_points
    inner join scopes on unit_points.level = scopes.level
    where unit_points.point_id is not null
    union all
    select
        scopes.scope,
        index_states.year,
        index_states.index_id || '_unpublished' as point_id,
        index_states.short_name as name
    from index_states
    inner join scopes on index_states.level = scopes.level
    where index_states.state = 'unpublished'
    union all
    select
        scopes.scope,
        ranking.round_year as year,
        'candidates_insufficient' as point_id,
        ranking.model_name || ' (' || ranking.short_name || ')' as name
    from ranking
    inner join scopes on ranking.level = scopes.level
    where ranking.eligibility = 'insufficient'
    union all
    select
        scopes.scope,
        ended_units.year,
        'ended_units' as point_id,
        ended_units.unit_name as name
    from ended_units
    inner join scopes on ended_units.level = scopes.level
    union all
    select
        scopes.scope,
        model_years.year,
        'unregistered_models' as point_id,
        models.model_name || ' (' || models.unit_name || ')' as name
    from model_years
    inner join models on model_years.model_id = models.model_id
    inner join scopes on models.level = scopes.level
    where not models.is_registered and model_years.result_row_id is not null
    union all
    select
        scope,
        year,
        'refused_rows' as point_id,
        file_name as name
    from scope_rows
    where is_waiting
    union all
    select
        scope_years.scope,
        scope_years.year,
        'rejected_files' as point_id,
        rejected_files.file_name as name
    from rejected_files
    cross join scope_years
),

totals as (
    select
        scopes.scope,
        coverage.year,
        unnest(['units_without_report', 'units_without_model', 'inherited_models']) as point_id,
        count(*) as total
    from coverage
    inner join scopes on coverage.level = scopes.level
    group by scopes.scope, coverage.year
    union all
    select
        scopes.scope,
        index_states.year,
        index_states.index_id || '_unpublished' as point_id,
        count(*) filter (where index_states.participates) as total
    from index_states
    inner join scopes on index_states.level = scopes.level
    group by scopes.scope, index_states.year, index_states.index_id
    union all
    select
        scopes.scope,
        ranking.round_year as year,
        'candidates_insufficient' as point_id,
        count(*) as total
    from ranking
    inner join scopes on ranking.level = scopes.level
    group by scopes.scope, ranking.round_year
    union all
    select
        scopes.scope,
        unit_years.year,
        'ended_units' as point_id,
        count(*) as total
    from unit_years
    inner join scopes on unit_years.level = scopes.level
    group by scopes.scope, unit_years.year
    union all
    select
        scopes.scope,
        model_years.year,
        'unregistered_models' as point_id,
        count(model_years.result_row_id) as total
    from model_years
    inner join models on model_years.model_id = models.model_id
    inner join scopes on models.level = scopes.level
    group by scopes.scope, model_years.year
    union all
    select
        scope,
        year,
        'refused_rows' as point_id,
        count(*) as total
    from scope_rows
    group by scope, year
    union all
    select
        scope_years.scope,
        scope_years.year,
        'rejected_files' as point_id,
        (select count(*) from submissions) as total
    from scope_years
),

counted as (
    select
        scope,
        year,
        point_id,
        count(*) as affected,
        list(distinct name order by name) as names
    from concerned
    group by scope, year, point_id
),

worded (point_id, title, explanation, page) as (
    values
    (
        'units_without_report',
        'Đơn vị chưa có báo cáo kết quả của năm',
        'Có thể có mô hình nhưng Hội đồng chưa thấy kết quả. ',
        'coverage'
    ),
    (
        'units_without_model',
        'Đơn vị chưa có mô hình hoặc đã dừng',
        'Chưa đạt chỉ tiêu có ít nhất 01 mô hình. ',
        'coverage'
    ),
    (
        'inherited_models',
        'Đơn vị được tính nhờ mô hình của đơn vị cũ',
        'Đơn vị mới chưa tự đăng ký hay báo cáo. ',
        'coverage'
    ),
    (
        'sipas_unpublished',
        'Đơn vị thuộc diện chưa có SIPAS của năm',
        'Không nằm trong tỷ lệ đạt. ',
        'index_trends'
    ),
    (
        'par_index_unpublished',
        'Đơn vị thuộc diện chưa có PAR INDEX của năm',
        'Không nằm trong tỷ lệ đạt. ',
        'index_trends'
    ),
    (
        'candidates_insufficient',
        'Đề nghị chưa đủ căn cứ để xét',
        'Không điều kiện nào không đạt, nhưng còn điều kiện thiếu số liệu. ',
        'candidates'
    ),
    (
        'ended_units',
        'Đơn vị kết thúc trước ngày chốt của năm',
        'Không tính trong độ phủ của năm. ',
        'coverage'
    ),
    (
        'unregistered_models',
        'Báo cáo về mô hình chưa đăng ký',
        'Kế hoạch chỉ xét mô hình đã đăng ký trước. ',
        'models'
    ),
    (
        'refused_rows',
        'Dòng báo cáo bị từ chối, chờ đơn vị gửi lại',
        'Gồm cả dòng không đọc được năm hoặc đơn vị. Trong các tệp: ',
        'coverage'
    ),
    (
        'rejected_files',
        'Tệp báo cáo bị từ chối, chưa có bản thay thế',
        'Không rõ thuộc năm nào nên nêu ở mọi năm. ',
        'coverage'
    )
)

select
    counted.scope,
    counted.year,
    counted.point_id,
    row_number() over (
        partition by counted.scope, counted.year
        order by counted.affected desc, counted.point_id asc
    ) as sort_order,
    counted.affected,
    totals.total,
    worded.title,
    worded.explanation || array_to_string(list_slice(counted.names, 1, 5), '; ')
    || case
        when len(counted.names) > 5 then '; và ' || (len(counted.names) - 5) || ' tên khác'
        else ''
    end || '.' as detail,
    worded.page
from counted
inner join worded on counted.point_id = worded.point_id
inner join totals
    on
        counted.scope = totals.scope
        and counted.year = totals.year
        and counted.point_id = totals.point_id
inner join plan_years on counted.year = plan_years.year and plan_years.in_plan
order by counted.scope, counted.year, sort_order
