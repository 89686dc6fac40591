-- One row per candidate: has the same model of the unit been awarded in an earlier year?
-- One achievement is not honoured twice; an award that was revoked by the day of consideration does
-- not stand in the way. Awards to the units that the unit continues count as its own.
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
)

select
    candidates.candidate_id,
    'not_already_awarded' as gate_id,
    case when earlier_awards.candidate_id is null then 'pass' else 'fail' end as verdict,
    coalesce(
        'Đã được tặng ' || earlier_awards.decisions || '.',
        'Không có quyết định khen thưởng nào trước năm ' || candidates.round_year
        || ' cho mô hình này.'
    ) as evidence,
    null as near_miss_note,
    earlier_awards.row_id,
    case when earlier_awards.row_id is not null then 'decision_no' end as field
from candidates
left join earlier_awards on candidates.candidate_id = earlier_awards.candidate_id
order by candidates.candidate_id
