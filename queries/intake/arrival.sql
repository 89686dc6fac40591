-- One row per row and per cell of the arriving files, with what the registry makes of their units.
-- The registered table unit_matches has mention_no, unit_id, problem, suggestion, note.
create or replace temp table matched_units as
select
    dated_units.file_no,
    dated_units.row_no,
    dated_units.address,
    dated_units.unit_text,
    unit_matches.unit_id,
    unit_matches.problem,
    unit_matches.suggestion,
    unit_matches.note
from dated_units
inner join unit_mentions
    on
        dated_units.unit_text = unit_mentions.unit_text
        and dated_units.group_text is not distinct from unit_mentions.group_text
        and dated_units.sender_text is not distinct from unit_mentions.sender_text
        and dated_units.starts_on = unit_mentions.starts_on
        and dated_units.or_on is not distinct from unit_mentions.or_on
inner join unit_matches using (mention_no);

insert into incoming_cells by name
select *
from arriving_cells
where type not in ('unit', 'unit_list');

create or replace temp table placed_units as
select
    unit_cells.* replace (
        coalesce(matched_units.problem, unit_cells.problem) as problem,
        coalesce(matched_units.suggestion, unit_cells.suggestion) as suggestion
    ),
    matched_units.unit_id,
    matched_units.note
from unit_cells
left join (
    select distinct *
    from matched_units
) as matched_units
    on
        unit_cells.file_no = matched_units.file_no
        and unit_cells.row_no = matched_units.row_no
        and unit_cells.address = matched_units.address
        and unit_cells.value_text = matched_units.unit_text;

insert into incoming_cells by name
select *
from placed_units;

-- What a later row must repeat to supersede one; the key is null where a part is missing.
insert into incoming_rows by name
select
    arriving_rows.* exclude (unit_id, natural_key),
    units_of.unit_id,
    case arriving_rows.kind
        when 'registrations' then units_of.unit_id || '|' || key_parts.model_key
        when 'results'
            then units_of.unit_id || '|' || key_parts.model_key || '|' || key_parts.year
        when 'indices' then units_of.unit_id || '|' || key_parts.year
        when 'appraisals'
            then units_of.unit_id || '|' || key_parts.model_key || '|' || key_parts.year
        when 'votes'
            then units_of.unit_id || '|' || key_parts.model_key || '|' || key_parts.year
        when 'awards'
            then
                units_of.unit_id || '|' || key_parts.year || '|' || key_parts.decision_key
                || '|' || coalesce(key_parts.model_key, '')
    end as natural_key
from arriving_rows
left join (
    select
        file_no,
        row_no,
        max(unit_id) as unit_id
    from placed_units
    where field = 'unit'
    group by file_no, row_no
) as units_of
    on arriving_rows.file_no = units_of.file_no and arriving_rows.row_no = units_of.row_no
left join (
    select
        file_no,
        row_no,
        max(match_key) filter (where field = 'model_name') as model_key,
        -- Unlike a filter, a case keeps the other cells from being cast and searched for nothing.
        max(case when field = 'year' then cast(cast(value_number as integer) as text) end) as year,
        max(
            case when field = 'decision_no' then regexp_replace(lower(value_text), '\s+', '', 'g') end
        ) as decision_key
    from arriving_cells
    where field in ('model_name', 'year', 'decision_no')
    group by file_no, row_no
) as key_parts
    on arriving_rows.file_no = key_parts.file_no and arriving_rows.row_no = key_parts.row_no;
