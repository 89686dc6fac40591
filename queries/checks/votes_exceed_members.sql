-- One row per vote with more ballots than the council has members.
select
    agrees.file_no,
    agrees.row_no,
    agrees.sheet,
    agrees.address,
    agrees.field,
    'error' as severity,
    agrees.raw_text as found,
    'Tổng số phiếu ' || vn_number(counts.cast_votes, 0) || ' (đồng ý, không đồng ý, không hợp lệ)'
    || ' nhiều hơn tổng số thành viên ' || vn_number(counts.members, 0)
    || '; hãy kiểm tra lại các cột số phiếu.' as message,
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
where counts.cast_votes > counts.members
