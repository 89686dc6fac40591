-- One row per candidate: did the first report of its model for the year come by the deadline?
-- The history decides, as in report_progress: a refused report that came in time was in time, and
-- no correction, whatever day it states, makes a report late or in time. A report without a
-- legible date was there when it arrived at the latest: this may prove it in time, never late.
-- A unit's document of extension moves its last day.
with ordered_reports as (
    select
        *,
        -- Stored moments are UTC; a day is a day in Vietnam.
        cast(arrived_at + interval 7 hour as date) as arrived_on,
        row_number() over (
            partition by unit_id, year, model_key
            order by arrived_at, reported_on nulls first, refused_row_count = 0, submission_id
        ) as place
    from received_models
),

histories as (
    select
        unit_id,
        year,
        model_key,
        min(arrived_on) as arrived_on,
        min_by(reported_on, place) filter (where reported_on is not null) as stated_on,
        min_by(file_name, place) as file_name,
        min_by(refused_row_count, place) > 0 as is_returned,
        count(*) as rounds
    from ordered_reports
    group by unit_id, year, model_key
),

dated as (
    select
        *,
        least(coalesce(stated_on, arrived_on), arrived_on) as reported_by_on,
        coalesce(stated_on <= arrived_on, false) as is_stated
    from histories
),

judged as (
    select
        candidates.candidate_id,
        candidates.round_year,
        results.row_id,
        results.reported_on,
        dated.reported_by_on,
        dated.is_stated or dated.stated_on is not null as is_dated,
        dated.is_returned,
        dated.rounds,
        plan_years.report_deadline_on as expected_on,
        coalesce(report_progress.due_on, plan_years.report_deadline_on) as due_on,
        report_progress.extension_document,
        gates.near_miss_within,
        case
            when
                report_progress.timeliness in ('in_time_at_once', 'in_time_corrected', 'extended')
                then
                    coalesce(report_progress.first_reported_on, report_progress.first_arrived_on)
        end as other_reported_on,
        case when dated.is_stated then 'ngày ' else 'nhận ngày ' end
        || vn_date(dated.reported_by_on) as told_day,
        ' (tệp ' || dated.file_name || ')' as told_file,
        illegible.reported_by_on as illegible_on,
        illegible.file_name as illegible_file_name
    from candidates
    inner join plan_years on candidates.round_year = plan_years.year
    inner join models on candidates.model_id = models.model_id
    inner join gates on gates.gate_id = 'reported_in_time'
    left join results on candidates.result_row_id = results.row_id
    left join dated
        on
            candidates.unit_id = dated.unit_id
            and candidates.round_year = dated.year
            and models.model_key = dated.model_key
    left join dated as illegible
        on
            candidates.unit_id = illegible.unit_id
            and candidates.round_year = illegible.year
            and illegible.model_key is null
    left join report_progress
        on
            candidates.unit_id = report_progress.unit_id
            and candidates.round_year = report_progress.year
),

decided as (
    select
        *,
        coalesce(illegible_on <= due_on, false) as may_be_illegible,
        case
            when row_id is null then 'insufficient'
            when reported_by_on <= due_on then 'pass'
            -- The model's name in a report that came in time cannot be read: it may be this one.
            when illegible_on <= due_on then 'insufficient'
            when not is_dated then 'insufficient'
            else 'fail'
        end as verdict
    from judged
)

select
    candidate_id,
    'reported_in_time' as gate_id,
    verdict,
    case
        when row_id is null
            then
                'Chưa có báo cáo kết quả của năm ' || round_year || coalesce(
                    '; báo cáo ' || told_day || told_file || ' đã bị trả lại, chưa có bản sửa', ''
                ) || '.'
        when verdict = 'insufficient' and may_be_illegible
            then
                'Báo cáo đầu tiên đọc được tên mô hình này ' || told_day || told_file
                || ', sau hạn cuối ' || vn_date(due_on) || '; báo cáo ngày ' || vn_date(illegible_on)
                || ' (tệp ' || illegible_file_name || ') không đọc được tên mô hình.'
        when verdict = 'insufficient' then 'Báo cáo không ghi ngày báo cáo.'
        else
            case when rounds > 1 then 'Báo cáo đầu tiên ' else 'Báo cáo ' end || told_day
            || case when rounds > 1 then told_file else '' end
            || case
                when verdict = 'pass' and reported_by_on > expected_on
                    then
                        ', sau hạn chung ' || vn_date(expected_on) || ' nhưng trong hạn được gia'
                        || ' hạn đến ' || vn_date(due_on) || ' theo văn bản số '
                        || extension_document
                when due_on > expected_on
                    then
                        ', hạn cuối ' || vn_date(due_on) || ' (đã gia hạn theo văn bản số '
                        || extension_document || ')'
                else ', hạn cuối ' || vn_date(due_on)
            end
            || case
                when verdict = 'pass' and reported_on > due_on
                    then
                        '; bản sửa ngày ' || vn_date(reported_on) || ' không làm mất việc đã'
                        || ' đúng hạn'
                when verdict = 'fail' and reported_on <= due_on
                    then
                        '; bản sau ghi ngày ' || vn_date(reported_on) || ' không làm báo cáo'
                        || ' thành đúng hạn'
                when verdict = 'fail' and other_reported_on is not null
                    then
                        '; ngày ' || vn_date(other_reported_on) || ' đơn vị đã báo cáo trong hạn'
                        || ' nhưng không có mô hình này'
                else ''
            end || '.'
    end as evidence,
    case
        when verdict = 'fail' and reported_by_on - due_on between 1 and near_miss_within
            then 'Trễ ' || (reported_by_on - due_on) || ' ngày.'
    end as near_miss_note,
    row_id,
    'reported_on' as field
from decided
order by candidate_id
