-- One row per candidate: did its unit pass every index it takes part in, in the index year?
-- A unit that is not listed in the index year did not exist then: nothing to conclude from.
with summaries as (
    select
        candidates.candidate_id,
        any_value(award_rounds.index_year) as index_year,
        any_value(gates.near_miss_within) as near_miss_within,
        count(index_states.index_id) as indices,
        count(*) filter (where index_states.state = 'failed') as failed,
        count(*) filter (where index_states.state = 'unpublished') as unpublished,
        min(index_states.margin_points) as lowest_margin,
        -- The cell that decides: a failed index first, then the others.
        min_by(
            index_states.row_id, coalesce(index_states.margin_points, 1000)
        ) as row_id,
        min_by(
            index_states.index_id, coalesce(index_states.margin_points, 1000)
        ) as field,
        string_agg(
            index_states.index_label || ' ' || index_states.year || ': '
            || case index_states.state
                when 'not_participating' then 'không tham gia'
                when 'unpublished' then 'chưa công bố'
                else
                    vn_number(index_states.value, 2) || ' %, mục tiêu '
                    || index_states.comparator || ' ' || vn_number(index_states.target_value, 2)
                    || ' %'
            end,
            '; ' order by index_states.index_label desc
        ) as evidence
    from candidates
    inner join award_rounds on candidates.round_id = award_rounds.round_id
    inner join gates on gates.gate_id = 'indices_passed'
    left join index_states
        on
            candidates.unit_id = index_states.unit_id
            and award_rounds.index_year = index_states.year
    group by candidates.candidate_id
)

select
    candidate_id,
    'indices_passed' as gate_id,
    case
        when indices = 0 then 'insufficient'
        when failed > 0 then 'fail'
        when unpublished > 0 then 'insufficient'
        else 'pass'
    end as verdict,
    coalesce(
        evidence || '.',
        'Đơn vị không có trong danh sách năm ' || index_year || ', chưa có chỉ số để xét.'
    ) as evidence,
    case
        when failed > 0 and lowest_margin = 0 then 'Bằng đúng mục tiêu nhưng chưa vượt.'
        when failed > 0 and lowest_margin >= -near_miss_within
            then 'Thiếu ' || vn_number(-lowest_margin, 2) || ' điểm phần trăm so với mục tiêu.'
    end as near_miss_note,
    row_id,
    field
from summaries
order by candidate_id
