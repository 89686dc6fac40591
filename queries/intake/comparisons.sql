-- What incoming rows say beside rows of the same natural key, accepted before or in the same call.
-- Only rows with such a neighbour are put into words; checks and effects read the outcome.
create or replace temp table compared_rows as
select
    incoming_rows.file_no,
    incoming_rows.row_no,
    incoming_rows.kind,
    incoming_rows.natural_key,
    incoming_files.file_order,
    count(*) over (partition by incoming_rows.kind, incoming_rows.natural_key) as key_count
from incoming_rows
inner join incoming_files on incoming_rows.file_no = incoming_files.file_no
where incoming_rows.natural_key is not null;

delete from compared_rows
where
    key_count = 1
    and not exists (
        select 1
        from accepted_rows
        where
            accepted_rows.kind = compared_rows.kind
            and accepted_rows.natural_key = compared_rows.natural_key
    );

create or replace macro cell_content(
    field, unit_id, match_key, value_text, value_number, value_date
) as
field || ':' || coalesce(unit_id, match_key, value_text, '')
|| ':' || coalesce(cast(value_number as text), '')
|| ':' || coalesce(cast(value_date as text), '');

create or replace temp table compared_contents as
select
    compared_rows.file_no,
    compared_rows.row_no,
    string_agg(stated.content, chr(31) order by stated.content) as content
from compared_rows
left join (
    select
        file_no,
        row_no,
        cell_content(field, unit_id, match_key, value_text, value_number, value_date) as content
    from incoming_cells
    where coalesce(value_text, cast(value_number as text), cast(value_date as text)) is not null
) as stated
    on compared_rows.file_no = stated.file_no and compared_rows.row_no = stated.row_no
group by compared_rows.file_no, compared_rows.row_no;

-- One row per incoming row whose key was accepted before.
create or replace temp table incoming_changes as
with replaced as (
    select
        compared_rows.file_no,
        compared_rows.row_no,
        accepted_rows.row_id,
        accepted_rows.file_name,
        accepted_rows.received_at
    from compared_rows
    inner join accepted_rows
        on
            compared_rows.kind = accepted_rows.kind
            and compared_rows.natural_key = accepted_rows.natural_key
),

accepted_contents as (
    select
        row_id,
        string_agg(
            cell_content(field, unit_id, match_key, value_text, value_number, value_date),
            chr(31)
            order by
                cell_content(field, unit_id, match_key, value_text, value_number, value_date)
        ) as content
    from report_cells
    where
        row_id in (select row_id from replaced)
        and coalesce(value_text, cast(value_number as text), cast(value_date as text)) is not null
    group by row_id
)

select
    replaced.file_no,
    replaced.row_no,
    replaced.row_id,
    replaced.file_name as accepted_file_name,
    replaced.received_at as accepted_at,
    (compared_contents.content is not distinct from accepted_contents.content) as is_same
from replaced
left join compared_contents
    on
        replaced.file_no = compared_contents.file_no
        and replaced.row_no = compared_contents.row_no
left join accepted_contents on replaced.row_id = accepted_contents.row_id;

-- One row per incoming row that repeats the key of an earlier row of its file.
create or replace temp table incoming_repeats as
select
    placed.file_no,
    placed.row_no,
    placed.first_row_no,
    (contents.content is not distinct from first_contents.content) as is_same
from (
    select
        file_no,
        row_no,
        min(row_no) over (partition by kind, natural_key, file_no) as first_row_no
    from compared_rows
) as placed
left join compared_contents as contents
    on placed.file_no = contents.file_no and placed.row_no = contents.row_no
left join compared_contents as first_contents
    on
        placed.file_no = first_contents.file_no
        and placed.first_row_no = first_contents.row_no
where placed.row_no > placed.first_row_no;

-- One row per incoming row that a file taken later in the call contradicts.
create or replace temp table incoming_overlaps as
select
    earlier.file_no,
    earlier.row_no,
    later.file_no as later_file_no
from compared_rows as earlier
inner join (
    select
        kind,
        natural_key,
        max_by(file_no, file_order) as file_no,
        max_by(row_no, (file_order, row_no)) as row_no,
        max(file_order) as file_order
    from compared_rows
    group by kind, natural_key
) as later
    on
        earlier.kind = later.kind
        and earlier.natural_key = later.natural_key
        and earlier.file_order < later.file_order
inner join compared_contents as contents
    on earlier.file_no = contents.file_no and earlier.row_no = contents.row_no
inner join compared_contents as later_contents
    on later.file_no = later_contents.file_no and later.row_no = later_contents.row_no
where contents.content is distinct from later_contents.content;

-- One row per incoming registration: the model and its dates, which several checks ask for.
create or replace temp table incoming_registrations as
select
    incoming_cells.file_no,
    incoming_cells.row_no,
    any_value(incoming_rows.unit_id) as unit_id,
    max(incoming_cells.match_key) filter (where incoming_cells.field = 'model_name') as model_key,
    max(incoming_cells.value_text) filter (where incoming_cells.field = 'model_name') as model_name,
    max(incoming_cells.value_date) filter (where incoming_cells.field = 'registered_on')
        as registered_on,
    max(incoming_cells.value_date) filter (where incoming_cells.field = 'ended_on') as ended_on
from incoming_cells
inner join incoming_rows
    on
        incoming_cells.file_no = incoming_rows.file_no
        and incoming_cells.row_no = incoming_rows.row_no
where
    incoming_cells.kind = 'registrations'
    and incoming_cells.field in ('model_name', 'registered_on', 'ended_on')
group by incoming_cells.file_no, incoming_cells.row_no;
