-- One row per candidate: did its report of the year come by the deadline?
select
    candidates.candidate_id,
    'reported_in_time' as gate_id,
    case
        when results.reported_on is null then 'insufficient'
        when results.reported_on <= plan_years.report_deadline_on then 'pass'
        else 'fail'
    end as verdict,
    case
        when results.row_id is null
            then 'Chưa có báo cáo kết quả của năm ' || candidates.round_year || '.'
        when results.reported_on is null then 'Báo cáo không ghi ngày báo cáo.'
        else
            'Báo cáo ngày ' || vn_date(results.reported_on) || ', hạn cuối '
            || vn_date(plan_years.report_deadline_on) || '.'
    end as evidence,
    case
        when results.reported_on - plan_years.report_deadline_on between 1 and 3
            then 'Trễ ' || (results.reported_on - plan_years.report_deadline_on) || ' ngày.'
    end as near_miss_note,
    results.row_id,
    'reported_on' as field
from candidates
inner join plan_years on candidates.round_year = plan_years.year
left join results on candidates.result_row_id = results.row_id
order by candidates.candidate_id
