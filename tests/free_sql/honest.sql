-- Honest questions, one a line: what a council's secretary asks of the named views.
select * from ranking
from ranking
select * from ranking order by rank_overall limit 10
select unit_name, model_name, score from ranking where round_year = 2024 order by score desc
select block_name, count(*) as candidates from ranking group by block_name order by candidates desc
select block_name, round(avg(score), 2) as mean_score from ranking group by all order by all
select block_name, median(score), min(score), max(score), stddev_samp(score) from ranking group by 1
select eligibility_label, count(*) from ranking group by eligibility_label having count(*) > 1
select unit_name, score, rank() over (partition by block_name order by score desc) as place from ranking
select * from ranking qualify row_number() over (partition by block_name order by score desc) = 1
select distinct level from unit_years order by level
select year, level, count(*) as units from unit_years where counts group by year, level order by year
select unit_name, ended_on, successor_names from ended_units order by ended_on
select year, state_label, count(*) from coverage group by year, state_label order by year
select year, count(*) filter (where is_covered) as covered, count(*) as units from coverage group by year
select year, 100.0 * count(*) filter (where is_covered) / nullif(count(*), 0) as percent from coverage group by year
select * from coverage_by_year where scope = 'core' order by year
select year, share_percent - lag(share_percent) over (order by year) as change from coverage_by_year where scope = 'all'
select * from coverage_by_block where share_percent < target_percent
select unit_name from coverage where year = 2024 and state = 'none' and level = 'district'
select district_name, count(*) from coverage where not is_covered group by district_name order by 2 desc
select unit_name, model_count from coverage where model_count >= 3
select * from index_states where year = 2024 and index_id = 'sipas' order by value desc nulls last
select index_label, year, median, lowest, highest from index_by_year order by index_label, year
select unit_name, value, target_value, margin_points from index_states where state = 'failed'
select unit_name, change_points from index_changes where is_comparable order by change_points limit 10
select unit_name, avg(value) as mean_value from index_states group by unit_name order by mean_value desc limit 5
select year, quantile_cont(value, 0.9) from index_states where index_id = 'par_index' group by year
select a.unit_name, a.value as sipas, b.value as par_index from index_states a join index_states b on a.unit_id = b.unit_id and a.year = b.year and a.index_id = 'sipas' and b.index_id = 'par_index'
select corr(a.value, b.value) from index_states a join index_states b using (unit_id, year) where a.index_id = 'sipas' and b.index_id = 'par_index'
with sipas as (select * from index_states where index_id = 'sipas') select year, count(*) from sipas group by year
with best as (select unit_id, max(value) as value from index_states group by unit_id) select u.name, best.value from best join units u using (unit_id)
select * from index_by_block where passed_percent < 50
select name, level from units where valid_to is null order by name limit 20
select kind, count(*) from units group by kind order by count(*) desc
select u.name, b.name from units u join unit_blocks ub on u.unit_id = ub.unit_id join emulation_blocks b on b.block_id = ub.block_id
select name from units where name ilike '%sở%'
select name from units where strip_accents(lower(name)) like '%so noi vu%'
select name, length(name) from units order by length(name) desc limit 3
select string_agg(short_name, ', ' order by short_name) from units where level = 'district'
select unit_name, count(*) as models from models group by unit_name order by models desc limit 10
select model_name, replication_count, replicated_by_names from models where replication_count > 0
select model_name from models where is_new and is_registered
select coalesce(last_status, 'chưa có') as status, count(*) from models group by all
select date_part('year', registered_on) as year, count(*) from models where registered_on is not null group by 1 order by 1
select strftime(registered_on, '%m/%Y') as month, count(*) from models group by 1
select date_trunc('quarter', registered_on) as quarter, count(*) from models group by 1 order by 1
select model_name, date_diff('month', started_on, date '2024-12-31') as months from models where started_on is not null
select model_name from models where registered_on between date '2023-01-01' and date '2023-12-31'
select model_name, case when is_open then 'còn' else 'đã kết thúc' end as state from models
select year, state, count(*) from model_years group by year, state order by all
select unit_id, year, count(*) from model_years where is_in_time group by unit_id, year
select unit_name, timeliness_label, late_working_days from report_progress where year = 2024 order by late_working_days desc nulls last
select timeliness, count(*) from report_progress group by timeliness
select * from progress_by_year
select year, sum(late) as late, sum(expected) as expected from progress_by_block group by year
select unit_name from report_progress where returned
select max(late_working_days) from report_progress
select round_year, stage_label, candidates from candidate_stages where scope = 'core' order by round_year, sort_order
select gate_label, verdict_label, count(*) from gate_results group by all order by all
select candidate_id, evidence from gate_results where verdict = 'failed'
select r.unit_name, g.gate_label from ranking r join gate_results g using (candidate_id) where g.is_near_miss
select criterion_label, avg(score), avg(contribution) from criterion_scores group by criterion_label
select candidate_id, sum(contribution) as total from criterion_scores group by candidate_id order by total desc limit 5
select r.unit_name, c.criterion_label, c.value from ranking r left join criterion_scores c on r.candidate_id = c.candidate_id
select * from vote_tallies where not is_reached
select candidate_id, agree, members, round(100.0 * agree / members, 1) as percent from vote_tallies
select avg(agree_percent) from vote_tallies
select * from rank_certainty order by rank_overall
select unit_name, best_rank_overall, worst_rank_overall from possible_ranks join ranking using (candidate_id)
select * from cutoff_fragility
select award_form, count(*) from awards group by award_form
select year(decided_on) as y, count(*) from awards group by y
select unit_id from awards except select unit_id from results
select unit_id from registrations intersect select unit_id from results
select unit_id from registrations union select unit_id from awards
select count(distinct unit_id) from results
select year, count(distinct unit_id) from results group by year
select difficulty, proposal from results where difficulty is not null limit 50
select unit_id, cost from results order by cost desc nulls last limit 5
select * from figure_cells where topic = 'sipas' limit 5
select event_kind, count(*) from unit_events group by event_kind
select * from unit_events where happened_on >= date '2024-01-01' order by happened_on desc limit 20
select name, search_key from unit_profiles where contains(search_key, 'cong an')
select label, value, target_value, gap from overview_figures where year = 2024 and scope = 'core'
select title, affected, total from attention_points where year = 2024
select rule, severity, count(*) from received_issues group by all order by count(*) desc
select state_label, count(*) from received_files group by state_label
select file_name, row_count, rejected_row_count from received_files where errors > 0
select version, submissions from data_status
select * from round_members order by title
select * from (select level, year, model_count from coverage) pivot (sum(model_count) for year in (2022, 2023, 2024) group by level)
from index_by_year unpivot (amount for figure in (passed, failed, unpublished)) select index_id, year, figure, amount
select level, year, count(*) from coverage group by rollup (level, year) order by all
select list(unit_name order by score desc)[1:3] as first_three from ranking group by block_name
select block_name, arg_max(unit_name, score) as best from ranking group by block_name
select unit_name, exists (select 1 from awards a where a.unit_id = r.unit_id) as has_award from ranking r
select unit_name, (select count(*) from models m where m.unit_id = u.unit_id) as models from unit_years u where year = 2024
select y.year, count(m.model_id) from generate_series(2021, 2025) y(year) left join model_years m on m.year = y.year group by y.year order by y.year
select regexp_extract(decision_no, '^\d+') as number, count(*) from awards group by 1
select unit_name, ntile(4) over (order by value) as quarter from index_states where year = 2024 and index_id = 'sipas' and value is not null
select cast(score as integer) // 10 * 10 as from_score, count(*) from ranking where score is not null group by 1 order by 1
select replace(unit_name, 'Sở', 'S.') as short, upper(left(model_name, 20)) from ranking
select greatest(coalesce(sipas, 0), coalesce(par_index, 0)) from index_reports
select unit_id, year from index_reports where sipas is null and sipas_stated is not null
select current_date as today, max(last_received_at)::date as data_until from data_status
select split_part(candidate_id, '|', 1) as round, count(*) from ranking group by 1
select * exclude (unit_id, block_id) from ranking using sample 5 rows
select "unit_name" as "Đơn vị", score as "Điểm" from ranking; -- một chú thích
