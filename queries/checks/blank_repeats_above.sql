-- One row per blank cell below a value that it may be meant to repeat.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    case when is_required then 'error' else 'warning' end as severity,
    raw_text as found,
    'Ô ở cột “' || coalesce(header, field) || '” để trống, có thể muốn lặp lại ô phía trên; hãy ghi'
    || ' lại giá trị vào ô này hoặc gộp ô rồi gửi lại.' as message,
    suggestion
from incoming_cells
where problem = 'blank_repeats_above'
