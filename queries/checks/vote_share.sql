-- One row per vote in which not every member is accounted for: what the share is counted on.
select
    agrees.file_no,
    agrees.row_no,
    agrees.sheet,
    agrees.address,
    agrees.field,
    'suggestion' as severity,
    agrees.raw_text as found,
    'Chỉ có ' || vn_number(counts.cast_votes, 0) || ' phiếu trên ' || vn_number(counts.members, 0)
    || ' thành viên; tỷ lệ đồng ý tính trên tổng số thành viên là '
    || vn_number(counts.agree / nullif(counts.members, 0) * 100, 2)
    || ' %. Nếu còn phiếu chưa ghi, hãy bổ sung.' as message,
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
where counts.agree is not null and counts.cast_votes < counts.members
