-- One row per award round: is the cut-off of its quota fragile, why, and between whom?
-- Fragile: equals fill more places than there are, or somebody on either side of the cut-off stands
-- there in fewer drawn weightings than the round asks for. What is missing is counted apart, as
-- candidates still open: no choice of weights settles it. Null where no weighting was drawn.
with sides as (
    select
        round_id,
        count(*) as ranked,
        count(*) filter (where is_within_quota) as within,
        arg_max(candidate_id, (rank_overall, candidate_id)) filter (where is_within_quota)
            as last_within_candidate_id,
        arg_min(candidate_id, (rank_overall, candidate_id)) filter (where not is_within_quota)
            as first_outside_candidate_id,
        count(distinct unit_id) filter (where is_within_quota) as units_within
    from ranking
    where rank_overall is not null
    group by round_id
),

shares as (
    select
        rank_certainty.round_id,
        min(rank_certainty.within_quota_percent) filter (where ranking.is_within_quota)
            as lowest_percent_within,
        max(rank_certainty.within_quota_percent) filter (where not ranking.is_within_quota)
            as highest_percent_outside,
        count(*) filter (
            where
            case
                when ranking.is_within_quota
                    then
                        rank_certainty.within_quota_percent
                        < coalesce(award_rounds.firm_share_percent, 100)
                else
                    rank_certainty.within_quota_percent
                    > 100 - coalesce(award_rounds.firm_share_percent, 100)
            end
        ) as unsure_candidates
    from rank_certainty
    inner join ranking on rank_certainty.candidate_id = ranking.candidate_id
    inner join award_rounds on rank_certainty.round_id = award_rounds.round_id
    group by rank_certainty.round_id
),

openings as (
    select
        possible_ranks.round_id,
        count(*) as open_candidates
    from possible_ranks
    inner join ranking on possible_ranks.candidate_id = ranking.candidate_id
    where possible_ranks.may_be_within_quota and ranking.rank_overall is null
    group by possible_ranks.round_id
),

findings as (
    select
        award_rounds.round_id,
        award_rounds.year as round_year,
        award_rounds.quota,
        award_rounds.quota_counts,
        coalesce(award_rounds.firm_share_percent, 100) as firm_share_percent,
        coalesce(sides.ranked, 0) as ranked,
        coalesce(sides.within, 0) as within,
        coalesce(openings.open_candidates, 0) as open_candidates,
        sides.last_within_candidate_id,
        sides.first_outside_candidate_id,
        shares.lowest_percent_within,
        shares.highest_percent_outside,
        shares.unsure_candidates,
        greatest(
            0,
            case award_rounds.quota_counts
                when 'units' then sides.units_within
                else sides.within
            end - award_rounds.quota
        ) as places_too_many
    from award_rounds
    left join sides on award_rounds.round_id = sides.round_id
    left join shares on award_rounds.round_id = shares.round_id
    left join openings on award_rounds.round_id = openings.round_id
)

select
    findings.round_id,
    findings.round_year,
    findings.quota,
    findings.quota_counts,
    findings.ranked,
    findings.within,
    findings.open_candidates,
    findings.last_within_candidate_id,
    last_within.unit_name as last_within_unit_name,
    findings.first_outside_candidate_id,
    first_outside.unit_name as first_outside_unit_name,
    last_within.score - first_outside.score as score_gap,
    findings.lowest_percent_within,
    findings.highest_percent_outside,
    coalesce(findings.unsure_candidates, 0) as unsure_candidates,
    coalesce(findings.places_too_many, 0) as places_too_many,
    case
        when findings.quota is null or findings.ranked = 0 then false
        when findings.places_too_many > 0 then true
        when findings.first_outside_candidate_id is null then false
        else findings.unsure_candidates > 0
    end as is_fragile,
    case
        when findings.quota is null then 'Đợt xét không đặt chỉ tiêu số lượng.'
        when findings.ranked = 0 then 'Chưa có đề nghị nào được xếp hạng.'
        when findings.places_too_many > 0
            then
                'Bằng nhau ở cuối danh sách: nhiều hơn chỉ tiêu ' || findings.places_too_many
                || ' chỗ, Hội đồng cần quyết định.'
        when findings.first_outside_candidate_id is null
            then 'Chỉ tiêu đủ cho mọi đề nghị đã xếp hạng: chưa ai ở ngoài vì chỉ tiêu.'
        when findings.unsure_candidates is null
            then 'Đợt xét không thử trọng số, nên chưa rõ ngưỡng chỉ tiêu có vững không.'
        when findings.unsure_candidates > 0
            then
                findings.unsure_candidates || ' đề nghị quanh ngưỡng chỉ tiêu đổi bên khi trọng số'
                || ' xê dịch: trong danh sách có đề nghị chỉ ở lại trong '
                || vn_number(findings.lowest_percent_within, 1)
                || ' % lần thử, ngoài danh sách có đề nghị lọt vào trong '
                || vn_number(findings.highest_percent_outside, 1) || ' % lần thử.'
        else
            'Ngưỡng chỉ tiêu vững: mỗi đề nghị ở nguyên bên của mình trong ít nhất '
            || vn_number(findings.firm_share_percent, 0) || ' % lần thử.'
    end
    || case
        when findings.open_candidates > 0
            then
                ' Còn ' || findings.open_candidates
                || ' đề nghị chưa đủ căn cứ hoặc thiếu số liệu có thể vào danh sách.'
        else ''
    end as reason
from findings
left join ranking as last_within
    on findings.last_within_candidate_id = last_within.candidate_id
left join ranking as first_outside
    on findings.first_outside_candidate_id = first_outside.candidate_id
order by findings.round_year, findings.round_id
