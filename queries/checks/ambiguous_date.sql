-- One row per cell: dates that can be read in two ways.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    'error' as severity,
    raw_text as found,
    'Ngày “' || raw_text || '” ở cột “' || coalesce(header, field) || '” chưa rõ'
    || case
        when regexp_matches(suggestion, '^[0-9]') then ', có thể là ' || suggestion
        else ''
    end
    || '; hãy ghi đủ ngày/tháng/năm bốn chữ số, ví dụ 15/10/2023.' as message,
    suggestion
from incoming_cells
where problem = 'ambiguous_date'
