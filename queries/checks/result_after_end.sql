-- One row per result of a year after the one in which its registered model ended.
with known_registrations as (
    select
        unit_id,
        model_key,
        ended_on
    from registrations
    union all
    select
        unit_id,
        model_key,
        ended_on
    from incoming_registrations
),

latest as (
    select
        unit_id,
        model_key,
        max(coalesce(ended_on, date '9999-12-31')) as ended_on
    from known_registrations
    group by unit_id, model_key
)

select
    years.file_no,
    years.row_no,
    years.sheet,
    years.address,
    years.field,
    'warning' as severity,
    years.raw_text as found,
    'Báo cáo của năm ' || cast(cast(years.value_number as integer) as text)
    || ' nhưng theo đăng ký mô hình đã kết thúc ngày ' || vn_date(latest.ended_on)
    || '; hãy kiểm tra lại năm, hoặc gửi lại bản đăng ký với thời gian kết thúc mới.' as message,
    null as suggestion
from incoming_cells as years
inner join incoming_rows
    on years.file_no = incoming_rows.file_no and years.row_no = incoming_rows.row_no
inner join incoming_cells as models
    on
        years.file_no = models.file_no
        and years.row_no = models.row_no
        and models.field = 'model_name'
inner join latest
    on incoming_rows.unit_id = latest.unit_id and models.match_key = latest.model_key
where
    years.kind = 'results'
    and years.field = 'year'
    and years.value_number > year(latest.ended_on)
