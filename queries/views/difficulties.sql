-- One row per result report that states a difficulty or a proposal, word for word with its cell.
with stated_cells as (
    select
        row_id,
        string_agg(distinct address, ', ' order by address)
        filter (where field = 'difficulty') as difficulty_address,
        string_agg(distinct address, ', ' order by address)
        filter (where field = 'proposal') as proposal_address
    from report_cells
    where field in ('difficulty', 'proposal') and value_text is not null
    group by row_id
),

-- `Không` says that there is nothing to state; papers.difficulties leaves out the same words.
said as (
    select
        row_id,
        unit_id,
        year,
        model_name,
        model_key,
        case
            when lower(trim(difficulty, ' .')) not in ('', 'không', 'không có') then difficulty
        end as difficulty,
        case
            when lower(trim(proposal, ' .')) not in ('', 'không', 'không có') then proposal
        end as proposal
    from results
)

select
    said.row_id,
    said.unit_id,
    said.year,
    coalesce(unit_years.unit_name, unit_profiles.name) as unit_name,
    coalesce(unit_years.short_name, unit_profiles.short_name) as short_name,
    unit_profiles.level,
    unit_years.block_id,
    coalesce(unit_years.block_name, unit_profiles.block_name, 'Chưa xếp khối') as block_name,
    coalesce(unit_years.block_order, 999) as block_order,
    said.unit_id || '|' || said.model_key as model_id,
    said.model_name,
    said.difficulty,
    said.proposal,
    case when said.difficulty is not null then stated_cells.difficulty_address end
        as difficulty_address,
    case when said.proposal is not null then stated_cells.proposal_address end as proposal_address,
    accepted_rows.sheet,
    accepted_rows.file_name,
    accepted_rows.received_at,
    accepted_rows.received_by,
    accepted_rows.simulated
from said
inner join accepted_rows on said.row_id = accepted_rows.row_id
inner join unit_profiles on said.unit_id = unit_profiles.unit_id
left join unit_years on said.unit_id = unit_years.unit_id and said.year = unit_years.year
left join stated_cells on said.row_id = stated_cells.row_id
where said.difficulty is not null or said.proposal is not null
order by said.year, block_order, unit_name, said.row_id
