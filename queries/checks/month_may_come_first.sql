-- One row per date that could be month first, in a column where another date can only be so.
-- Read day first like every Vietnamese date; but whoever typed its neighbour did otherwise.
with american as (
    select
        file_no,
        sheet,
        field,
        min_by(address, row_no) as address,
        min_by(raw_text, row_no) as raw_text
    from incoming_cells
    where
        problem = 'impossible_date'
        and regexp_matches(trim(raw_text), '^(0?[1-9]|1[0-2])[/.-](1[3-9]|2[0-9]|3[01])[/.-]\d{4}$')
    group by file_no, sheet, field
)

select
    incoming_cells.file_no,
    incoming_cells.row_no,
    incoming_cells.sheet,
    incoming_cells.address,
    incoming_cells.field,
    'warning' as severity,
    incoming_cells.raw_text as found,
    'Ngày “' || incoming_cells.raw_text || '” được đọc là ' || vn_date(incoming_cells.value_date)
    || ', nhưng ô ' || american.address || ' cùng cột ghi “' || american.raw_text
    || '” theo thứ tự tháng trước; nếu ô này cũng vậy thì là '
    || strftime(incoming_cells.value_date, '%m/%d/%Y') || '. Hãy hỏi đơn vị rồi xác nhận.'
        as message,
    strftime(incoming_cells.value_date, '%m/%d/%Y') as suggestion
from incoming_cells
inner join american
    on
        incoming_cells.file_no = american.file_no
        and incoming_cells.sheet = american.sheet
        and incoming_cells.field = american.field
where
    incoming_cells.value_date is not null
    -- A person has decided on this one.
    and incoming_cells.corrected_text is null
    and incoming_cells."precision" = 'day'
    and day(incoming_cells.value_date) <= 12
    and day(incoming_cells.value_date) <> month(incoming_cells.value_date)
    and regexp_matches(trim(incoming_cells.raw_text), '^\d{1,2}[/.-]\d{1,2}[/.-]\d{4}$')
