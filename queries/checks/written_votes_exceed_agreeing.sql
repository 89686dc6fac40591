-- One row per vote with more written votes than votes in favour, of which they are a part.
select
    agrees.file_no,
    agrees.row_no,
    agrees.sheet,
    agrees.address,
    agrees.field,
    'error' as severity,
    agrees.raw_text as found,
    'Ý kiến bằng văn bản ' || vn_number(counts.written, 0) || ' nhiều hơn số đồng ý '
    || vn_number(counts.agree, 0) || ' trong khi đã tính trong số đó; hãy kiểm tra lại hai cột này.' as message,
    null as suggestion
from (
    select
        file_no,
        row_no,
        max(value_number) filter (where field = 'members') as members,
        max(value_number) filter (where field = 'agree') as agree,
        coalesce(max(value_number) filter (where field = 'agree'), 0)
        + coalesce(max(value_number) filter (where field = 'disagree'), 0)
        + coalesce(max(value_number) filter (where field = 'invalid'), 0) as cast_votes,
        max(value_number) filter (where field = 'written') as written
    from incoming_cells
    where kind = 'votes'
    group by file_no, row_no
) as counts
inner join incoming_cells as agrees
    on
        counts.file_no = agrees.file_no
        and counts.row_no = agrees.row_no
        and agrees.field = 'agree'
where counts.written > counts.agree
