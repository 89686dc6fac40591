-- One row per dated event of a unit.
select
    unit_id,
    valid_from as happened_on,
    year(valid_from) as year,
    'founded' as event_kind,
    'Có tên trong danh sách đơn vị' as title,
    concat_ws('; ', name, 'kế thừa ' || predecessor_names) as detail,
    cast(null as bigint) as row_id
from unit_profiles
where valid_from is not null
union all
select
    unit_id,
    valid_to as happened_on,
    year(valid_to) as year,
    'ended' as event_kind,
    'Kết thúc hoạt động' as title,
    coalesce('Đơn vị kế thừa: ' || successor_names, 'Không có đơn vị kế thừa') as detail,
    null as row_id
from unit_profiles
where valid_to is not null
union all
select
    unit_id,
    happened_on,
    year,
    event_kind,
    title,
    concat_ws('. ', model_name, detail) as detail,
    row_id
from model_events
union all
select
    unit_id,
    published_on as happened_on,
    year(published_on) as year,
    'index' as event_kind,
    'Công bố chỉ số năm ' || year as title,
    concat_ws(
        '; ',
        'SIPAS ' || coalesce(vn_number(sipas, 2) || ' %', sipas_words.label),
        'PAR INDEX ' || coalesce(vn_number(par_index, 2) || ' %', par_index_words.label),
        'quyết định ' || decision_no
    ) as detail,
    row_id
from index_reports
left join states as sipas_words
    on index_reports.sipas_stated = sipas_words.code and sipas_words.state_group = 'index'
left join states as par_index_words
    on
        index_reports.par_index_stated = par_index_words.code
        and par_index_words.state_group = 'index'
where published_on is not null
union all
select
    unit_id,
    decided_on as happened_on,
    year(decided_on) as year,
    'award' as event_kind,
    award_form as title,
    concat_ws('; ', 'Quyết định ' || decision_no, 'thu hồi ngày ' || vn_date(revoked_on)) as detail,
    row_id
from awards
where model_key is null and decided_on is not null
order by unit_id, happened_on, event_kind, row_id, detail
