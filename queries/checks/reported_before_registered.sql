-- One row per result that was reported before its model was registered.
with known_registrations as (
    select
        unit_id,
        model_key,
        registered_on
    from registrations
    union all
    select
        unit_id,
        model_key,
        registered_on
    from incoming_registrations
),

earliest as (
    select
        unit_id,
        model_key,
        min(registered_on) as registered_on
    from known_registrations
    group by unit_id, model_key
)

select
    days.file_no,
    days.row_no,
    days.sheet,
    days.address,
    days.field,
    'warning' as severity,
    days.raw_text as found,
    'Báo cáo ngày ' || vn_date(days.value_date) || ' nhưng mô hình đến '
    || vn_date(earliest.registered_on) || ' mới đăng ký (mục IV.2 của Kế hoạch: mô hình phải đăng ký'
    || ' trước); hãy kiểm tra lại hai ngày này.' as message,
    null as suggestion
from incoming_cells as days
inner join incoming_rows
    on days.file_no = incoming_rows.file_no and days.row_no = incoming_rows.row_no
inner join incoming_cells as models
    on
        days.file_no = models.file_no
        and days.row_no = models.row_no
        and models.field = 'model_name'
inner join earliest
    on incoming_rows.unit_id = earliest.unit_id and models.match_key = earliest.model_key
where
    days.kind = 'results'
    and days.field = 'reported_on'
    and days.value_date < earliest.registered_on
