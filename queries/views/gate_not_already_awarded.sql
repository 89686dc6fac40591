-- One row per candidate: has the same model of the unit been awarded in an earlier year?
-- One achievement is not honoured twice; an award that was revoked by the day of consideration does
-- not stand in the way. Awards to the units that the unit continues count as its own. An award that
-- names no model may have honoured this one, unless it was decided before the model began: nobody
-- can tell, so the evidence is insufficient.
with answering_units as (
    select
        unit_id,
        unit_id as awarded_unit_id
    from unit_profiles
    union
    select
        unit_id,
        earlier_unit_id as awarded_unit_id
    from unit_lineage
),

earlier_awards as (
    select
        candidates.candidate_id,
        max_by(awards.row_id, awards.decided_on) as row_id,
        string_agg(
            awards.award_form || ' theo quyết định ' || awards.decision_no || ' ngày '
            || vn_date(awards.decided_on),
            '; ' order by awards.decided_on, awards.decision_no
        ) as decisions
    from candidates
    inner join award_rounds on candidates.round_id = award_rounds.round_id
    inner join models on candidates.model_id = models.model_id
    inner join answering_units on candidates.unit_id = answering_units.unit_id
    inner join awards
        on
            answering_units.awarded_unit_id = awards.unit_id
            and models.model_key = awards.model_key
    where
        awards.year < candidates.round_year
        and coalesce(awards.revoked_on > award_rounds.considered_on, true)
    group by candidates.candidate_id
),

nameless_awards as (
    select
        candidates.candidate_id,
        max_by(awards.row_id, awards.decided_on) as row_id,
        string_agg(
            awards.award_form || ' theo quyết định ' || awards.decision_no || ' ngày '
            || vn_date(awards.decided_on),
            '; ' order by awards.decided_on, awards.decision_no
        ) as decisions
    from candidates
    inner join award_rounds on candidates.round_id = award_rounds.round_id
    inner join models on candidates.model_id = models.model_id
    inner join answering_units on candidates.unit_id = answering_units.unit_id
    inner join awards on answering_units.awarded_unit_id = awards.unit_id
    where
        awards.model_key is null
        and awards.year <= candidates.round_year
        and coalesce(awards.decided_on >= models.started_on, true)
        and coalesce(awards.revoked_on > award_rounds.considered_on, true)
    group by candidates.candidate_id
)

select
    candidates.candidate_id,
    'not_already_awarded' as gate_id,
    case
        when earlier_awards.candidate_id is not null then 'fail'
        when nameless_awards.candidate_id is not null then 'insufficient'
        else 'pass'
    end as verdict,
    coalesce(
        'Đã được tặng ' || earlier_awards.decisions || '.',
        'Đơn vị đã được tặng ' || nameless_awards.decisions
        || ', quyết định không ghi tên mô hình: chưa rõ có phải cho mô hình này không.',
        'Không có quyết định khen thưởng nào trước năm ' || candidates.round_year
        || ' cho mô hình này.'
    ) as evidence,
    null as near_miss_note,
    coalesce(earlier_awards.row_id, nameless_awards.row_id) as row_id,
    case
        when coalesce(earlier_awards.row_id, nameless_awards.row_id) is not null
            then 'decision_no'
    end as field
from candidates
left join earlier_awards on candidates.candidate_id = earlier_awards.candidate_id
left join nameless_awards on candidates.candidate_id = nameless_awards.candidate_id
order by candidates.candidate_id
