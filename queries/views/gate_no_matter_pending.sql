-- One row per candidate: does the appraisal say that no matter is pending against the unit?
select
    candidates.candidate_id,
    'no_matter_pending' as gate_id,
    case appraisals.has_pending_matter
        when true then 'fail'
        when false then 'pass'
        else 'insufficient'
    end as verdict,
    case
        when appraisals.row_id is null then 'Chưa có kết quả thẩm định.'
        when appraisals.has_pending_matter
            then 'Đang xem xét: ' || rtrim(appraisals.pending_matter, '. ') || '.'
        when not appraisals.has_pending_matter
            then
                'Kết quả thẩm định ghi không có vướng mắc'
                || coalesce(', ngày ' || vn_date(appraisals.appraised_on), '') || '.'
        else 'Kết quả thẩm định để trống mục vướng mắc.'
    end as evidence,
    null as near_miss_note,
    appraisals.row_id,
    'pending_matter' as field
from candidates
left join appraisals on candidates.appraisal_row_id = appraisals.row_id
order by candidates.candidate_id
