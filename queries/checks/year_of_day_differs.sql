-- One row per appraisal, vote or award dated outside its round's year and the year after.
select
    days.file_no,
    days.row_no,
    days.sheet,
    days.address,
    days.field,
    'warning' as severity,
    days.raw_text as found,
    'Đợt xét năm ' || cast(cast(years.value_number as integer) as text) || ' nhưng ngày ở cột “'
    || coalesce(days.header, days.field) || '” là ' || vn_date(days.value_date)
    || '; hãy kiểm tra lại năm hoặc ngày, nếu đúng thì giữ nguyên.' as message,
    null as suggestion
from incoming_cells as days
inner join incoming_cells as years
    on days.file_no = years.file_no and days.row_no = years.row_no and years.field = 'year'
where
    days.field in ('appraised_on', 'met_on', 'decided_on')
    and year(days.value_date) not between years.value_number and years.value_number + 1
