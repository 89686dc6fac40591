-- One row per sheet, font and text that was typed for a TCVN3 or VNI font and put into Unicode.
select
    conversions.file_no,
    cells.row_no,
    conversions.sheet,
    conversions.address,
    cells.field,
    'suggestion' as severity,
    conversions.before as found,
    'Chữ gõ bằng phông ' || conversions.font
    || case
        when starts_with(lower(conversions.font), 'vni-') then ' (bảng mã VNI)'
        when starts_with(lower(conversions.font), '.vn') then ' (bảng mã TCVN3)'
        else ''
    end
    || ' đã được chuyển sang Unicode: “' || conversions.before
    || '” thành “' || conversions.after || '”'
    || case
        when conversions.repeated > 0
            then '; ' || conversions.repeated || ' ô khác có cùng nội dung'
        else ''
    end
    || '. Nếu chuyển chưa đúng, hãy gõ lại bằng phông Unicode rồi gửi lại.' as message,
    conversions.after as suggestion
from (
    select
        file_no,
        sheet,
        font,
        before,
        after,
        arg_min(address, conversion_no) as address,
        count(*) - 1 as repeated
    from incoming_conversions
    group by file_no, sheet, font, before, after
) as conversions
left join (
    select
        file_no,
        sheet,
        address,
        min(row_no) as row_no,
        min(field) as field
    from incoming_cells
    semi join incoming_conversions using (file_no, sheet, address)
    group by file_no, sheet, address
) as cells
    on
        conversions.file_no = cells.file_no
        and conversions.sheet = cells.sheet
        and conversions.address = cells.address
