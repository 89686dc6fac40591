-- One row per data row: what a later row must repeat to supersede it; null where a part is missing.
create or replace temp table key_parts as
select
    file_no,
    row_no,
    max(match_key) filter (where field = 'model_name') as model_key,
    max(cast(cast(value_number as integer) as text)) filter (where field = 'year') as year,
    max(regexp_replace(lower(value_text), '\s+', '', 'g')) filter (where field = 'decision_no')
        as decision_key
from incoming_cells
where field in ('model_name', 'year', 'decision_no')
group by file_no, row_no;

update incoming_rows
set
    natural_key = case incoming_rows.kind
        when 'registrations' then incoming_rows.unit_id || '|' || key_parts.model_key
        when 'results'
            then incoming_rows.unit_id || '|' || key_parts.model_key || '|' || key_parts.year
        when 'indices' then incoming_rows.unit_id || '|' || key_parts.year
        when 'appraisals'
            then incoming_rows.unit_id || '|' || key_parts.model_key || '|' || key_parts.year
        when 'votes'
            then incoming_rows.unit_id || '|' || key_parts.model_key || '|' || key_parts.year
        when 'awards'
            then
                incoming_rows.unit_id || '|' || key_parts.year || '|' || key_parts.decision_key
                || '|' || coalesce(key_parts.model_key, '')
    end
from key_parts
where
    incoming_rows.file_no = key_parts.file_no
    and incoming_rows.row_no = key_parts.row_no;
