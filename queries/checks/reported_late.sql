-- One row per result that was reported after the last day in time of its year.
select
    days.file_no,
    days.row_no,
    days.sheet,
    days.address,
    days.field,
    'suggestion' as severity,
    days.raw_text as found,
    'Báo cáo của năm ' || plan_years.year || ' ký ngày ' || vn_date(days.value_date)
    || ', sau ngày cuối còn đúng hạn là ' || vn_date(plan_years.report_deadline_on)
    || '; dòng này vẫn được nhận và được ghi là nộp muộn.' as message,
    null as suggestion
from incoming_cells as days
inner join incoming_cells as years
    on days.file_no = years.file_no and days.row_no = years.row_no and years.field = 'year'
inner join plan_years on years.value_number = plan_years.year
where
    days.kind = 'results'
    and days.field = 'reported_on'
    and days.value_date > plan_years.report_deadline_on
    and year(days.value_date) = plan_years.year
