-- One row per cell: dates more than a year ahead of the moment; of planned ends more than ten.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Ngày ở cột “' || coalesce(header, field) || '” còn ở tương lai xa; hãy kiểm tra lại năm.'
        as message,
    suggestion
from incoming_cells
cross join moment
where
    problem = 'future_date'
    or value_date > moment.as_of + case when type = 'end' then interval 10 year else interval 1 year end
