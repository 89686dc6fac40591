-- One row per cell: formulas whose result was never stored.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Ô ở cột “' || coalesce(header, field)
    || '” là công thức chưa được tính nên không có giá trị; hãy mở tệp bằng Excel, bấm F9, lưu'
    || ' rồi gửi lại.' as message,
    suggestion
from incoming_cells
where problem = 'uncalculated_formula'
