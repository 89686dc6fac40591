-- One row per number or date outside the limits of its column, found by the reader or only here.
select
    incoming_cells.file_no,
    incoming_cells.row_no,
    incoming_cells.sheet,
    incoming_cells.address,
    incoming_cells.field,
    'error' as severity,
    incoming_cells.raw_text as found,
    case
        when fields.minimum is null and fields.maximum is null
            then
                'Giá trị ở cột “' || coalesce(incoming_cells.header, fields.header)
                || '” nằm ngoài khoảng hợp lý; hãy kiểm tra lại.'
        else
            'Giá trị ở cột “' || coalesce(incoming_cells.header, fields.header) || '” phải từ '
            || case
                when fields.type = 'year' then coalesce(cast(cast(fields.minimum as integer) as text), '…')
                else coalesce(vn_number(fields.minimum, 0), '…')
            end || ' đến '
            || case
                when fields.type = 'year' then coalesce(cast(cast(fields.maximum as integer) as text), '…')
                else coalesce(vn_number(fields.maximum, 0), '…')
            end || '; hãy kiểm tra lại ô này.'
    end as message,
    incoming_cells.suggestion
from incoming_cells
inner join fields
    on incoming_cells.kind = fields.kind and incoming_cells.field = fields.field
where
    incoming_cells.problem = 'out_of_range'
    or (
        incoming_cells.problem is null
        and (
            incoming_cells.value_number < fields.minimum
            or incoming_cells.value_number > fields.maximum
        )
    )
