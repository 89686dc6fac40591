-- One row per candidate: was its model registered no later than it was reported?
select
    candidates.candidate_id,
    'registered_before_report' as gate_id,
    case
        when registrations.registered_on is null or results.reported_on is null
            then 'insufficient'
        when registrations.registered_on <= results.reported_on then 'pass'
        else 'fail'
    end as verdict,
    case
        when registrations.row_id is null then 'Không có bản đăng ký của mô hình này.'
        when registrations.registered_on is null then 'Bản đăng ký không ghi ngày đăng ký.'
        else
            'Đăng ký ngày ' || vn_date(registrations.registered_on) || ', '
            || coalesce(
                'báo cáo ngày ' || vn_date(results.reported_on) || '.',
                'chưa có báo cáo của năm ' || candidates.round_year || '.'
            )
    end as evidence,
    case
        when
            registrations.registered_on - results.reported_on between 1 and gates.near_miss_within
            then
                'Đăng ký sau báo cáo ' || (registrations.registered_on - results.reported_on)
                || ' ngày.'
    end as near_miss_note,
    registrations.row_id,
    'registered_on' as field
from candidates
inner join models on candidates.model_id = models.model_id
inner join gates on gates.gate_id = 'registered_before_report'
left join registrations on models.registration_row_id = registrations.row_id
left join results on candidates.result_row_id = results.row_id
order by candidates.candidate_id
