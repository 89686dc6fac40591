-- One row per result whose year is not the year in which it was reported.
select
    years.file_no,
    years.row_no,
    years.sheet,
    years.address,
    years.field,
    'warning' as severity,
    years.raw_text as found,
    'Báo cáo của năm ' || cast(cast(years.value_number as integer) as text) || ' nhưng ngày báo cáo là '
    || vn_date(days.value_date) || '; hãy kiểm tra lại năm hoặc ngày, nếu đúng thì giữ nguyên.' as message,
    null as suggestion
from incoming_cells as years
inner join incoming_cells as days
    on years.file_no = days.file_no and years.row_no = days.row_no
where
    years.kind = 'results'
    and years.field = 'year'
    and days.field = 'reported_on'
    and years.value_number <> year(days.value_date)
