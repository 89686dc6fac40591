-- One row per cell with a sign such as - or x where nobody knows which kind of nothing it means.
-- A required cell and a figure must say which; elsewhere the sign is taken as nothing stated.
select
    file_no,
    row_no,
    sheet,
    address,
    field,
    case
        when is_required or type in ('percent', 'points', 'score', 'pending') then 'error'
        else 'warning'
    end as severity,
    raw_text as found,
    case
        when is_required
            then
                'Cột “' || coalesce(header, field) || '” bắt buộc nhưng ô này chỉ có dấu thay cho'
                || ' nội dung; hãy điền giá trị.'
        when type in ('percent', 'points', 'score')
            then
                'Chưa rõ ô ở cột “' || coalesce(header, field) || '” nghĩa là chưa công bố hay không'
                || ' tham gia; hãy để trống, hoặc ghi “Chưa công bố” hay “Không tham gia”.'
        when type = 'pending'
            then
                'Chưa rõ ô ở cột “' || coalesce(header, field) || '” nghĩa là không có vướng mắc hay'
                || ' chưa xem xét; hãy ghi “Không”, ghi rõ vướng mắc, hoặc để trống nếu chưa biết.'
        else
            'Ô ở cột “' || coalesce(header, field) || '” chỉ có dấu thay cho nội dung nên được coi'
            || ' là để trống; hãy xóa dấu đó, hoặc điền giá trị nếu có.'
    end as message,
    suggestion
from incoming_cells
where problem = 'ambiguous_blank'
