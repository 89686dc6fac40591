-- One row per award that was revoked before it was given.
select
    revokes.file_no,
    revokes.row_no,
    revokes.sheet,
    revokes.address,
    revokes.field,
    'error' as severity,
    revokes.raw_text as found,
    'Ngày thu hồi ' || vn_date(revokes.value_date) || ' trước ngày quyết định '
    || vn_date(decides.value_date) || '; hãy kiểm tra lại hai ngày này.' as message,
    null as suggestion
from incoming_cells as decides
inner join incoming_cells as revokes
    on decides.file_no = revokes.file_no and decides.row_no = revokes.row_no
where
    decides.kind = 'awards'
    and decides.field = 'decided_on'
    and revokes.field = 'revoked_on'
    and revokes.value_date < decides.value_date
