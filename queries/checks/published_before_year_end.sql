-- One row per index said to be published before its year was over.
select
    days.file_no,
    days.row_no,
    days.sheet,
    days.address,
    days.field,
    'warning' as severity,
    days.raw_text as found,
    'Chỉ số của năm ' || cast(cast(years.value_number as integer) as text) || ' nhưng công bố ngày '
    || vn_date(days.value_date) || ', khi năm chưa hết; hãy kiểm tra lại năm của chỉ số (không phải'
    || ' năm công bố) và ngày công bố.' as message,
    null as suggestion
from incoming_cells as days
inner join incoming_cells as years
    on days.file_no = years.file_no and days.row_no = years.row_no and years.field = 'year'
where
    days.kind = 'indices'
    and days.field = 'published_on'
    and days.value_date < make_date(cast(years.value_number as bigint), 12, 31)
