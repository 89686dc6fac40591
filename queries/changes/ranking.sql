-- One row per candidate whose eligibility, score, rank or place within the quota is another than before.
select
    coalesce(after.candidate_id, before.candidate_id) as candidate_id,
    coalesce(after.round_id, before.round_id) as round_id,
    coalesce(after.round_year, before.round_year) as round_year,
    coalesce(after.unit_name, before.unit_name) as unit_name,
    coalesce(after.model_name, before.model_name) as model_name,
    before.eligibility_label as eligibility_before,
    after.eligibility_label as eligibility_after,
    before.score as score_before,
    after.score as score_after,
    before.rank_overall_label as rank_before,
    after.rank_overall_label as rank_after,
    before.is_within_quota as within_before,
    after.is_within_quota as within_after
from before_ranking as before
full join after_ranking as after
    on before.candidate_id = after.candidate_id
where
    before.eligibility is distinct from after.eligibility
    or before.score is distinct from after.score
    or before.rank_overall_label is distinct from after.rank_overall_label
    or before.is_within_quota is distinct from after.is_within_quota
order by round_year, after.rank_overall nulls last, before.rank_overall nulls last, unit_name
