-- One row per candidate: is its model still kept up when the council considers it?
select
    candidates.candidate_id,
    'maintained_at_consideration' as gate_id,
    case
        when registrations.ended_on < award_rounds.considered_on then 'fail'
        when results.status is null then 'insufficient'
        when results.status = 'maintained' then 'pass'
        else 'fail'
    end as verdict,
    case results.status
        when 'maintained' then 'Báo cáo ghi Đang duy trì'
        when 'paused' then 'Báo cáo ghi Tạm dừng'
        when 'ended' then 'Báo cáo ghi Đã kết thúc'
        else 'Chưa có báo cáo kết quả của năm ' || candidates.round_year
    end
    || coalesce('; kết thúc ngày ' || vn_date(registrations.ended_on), '')
    || '; ngày xét ' || vn_date(award_rounds.considered_on) || '.' as evidence,
    case
        when
            award_rounds.considered_on - registrations.ended_on between 1 and gates.near_miss_within
            and coalesce(results.status = 'maintained', true)
            then
                'Kết thúc trước ngày xét ' || (award_rounds.considered_on - registrations.ended_on)
                || ' ngày.'
    end as near_miss_note,
    coalesce(results.row_id, registrations.row_id) as row_id,
    case when results.row_id is null then 'ended_on' else 'status' end as field
from candidates
inner join award_rounds on candidates.round_id = award_rounds.round_id
inner join models on candidates.model_id = models.model_id
inner join gates on gates.gate_id = 'maintained_at_consideration'
left join registrations on models.registration_row_id = registrations.row_id
left join results on candidates.result_row_id = results.row_id
order by candidates.candidate_id
