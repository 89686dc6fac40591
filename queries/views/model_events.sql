-- One row per dated event of a model.
with events as (
    select
        unit_id,
        model_key,
        registered_on as happened_on,
        'registration' as event_kind,
        'Đăng ký mô hình' as title,
        concat_ws(
            '; ',
            'bắt đầu ' || vn_date(started_on),
            coalesce('kết thúc ' || vn_date(ended_on), 'còn thực hiện')
        ) as detail,
        row_id
    from registrations
    union all
    select
        unit_id,
        model_key,
        reported_on as happened_on,
        'result' as event_kind,
        'Báo cáo kết quả năm ' || year as title,
        concat_ws(
            '. ',
            case status
                when 'maintained' then 'Đang duy trì'
                when 'paused' then 'Tạm dừng'
                when 'ended' then 'Đã kết thúc'
            end,
            effect
        ) as detail,
        row_id
    from results
    union all
    select
        unit_id,
        model_key,
        appraised_on as happened_on,
        'appraisal' as event_kind,
        'Thẩm định đợt xét năm ' || round_year as title,
        concat_ws(
            '; ',
            'hiệu quả ' || vn_number(effectiveness, 2),
            'tính mới ' || vn_number(novelty, 2),
            'khả năng nhân rộng ' || vn_number(replicability, 2),
            'vướng mắc: ' || pending_matter
        ) as detail,
        row_id
    from appraisals
    union all
    select
        unit_id,
        model_key,
        met_on as happened_on,
        'vote' as event_kind,
        'Hội đồng biểu quyết đợt xét năm ' || round_year as title,
        agree || '/' || members || ' thành viên đồng ý' as detail,
        row_id
    from votes
    union all
    select
        unit_id,
        model_key,
        decided_on as happened_on,
        'award' as event_kind,
        award_form as title,
        concat_ws('; ', 'Quyết định ' || decision_no, 'thu hồi ngày ' || vn_date(revoked_on))
            as detail,
        row_id
    from awards
)

select
    models.model_id,
    models.unit_id,
    models.model_name,
    events.happened_on,
    year(events.happened_on) as year,
    events.event_kind,
    events.title,
    events.detail,
    events.row_id
from events
inner join models on events.unit_id = models.unit_id and events.model_key = models.model_key
where events.happened_on is not null
order by models.model_id, events.happened_on, events.event_kind, events.row_id
