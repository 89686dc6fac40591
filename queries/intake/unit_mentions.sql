-- One row per unit name to match: its text, where it stands, and the days that it may speak of.
-- A row without a date of its own speaks of its year: of the cut-off day, else of the year's start.
create or replace temp table row_days as
select
    file_no,
    row_no,
    max(value_date) filter (where field = 'reported_on') as reported_on,
    max(value_date) filter (where field = 'registered_on') as registered_on,
    max(value_number) filter (where field = 'year') as stated_year
from arriving_cells
where field in ('reported_on', 'registered_on', 'year')
group by file_no, row_no;

create or replace temp table registry_spells as
select
    starts_on,
    coalesce(lead(starts_on) over (order by starts_on), date '9999-12-31') as ends_before
from (
    select valid_from as starts_on from units
    union
    select valid_to + 1 as starts_on from units
    where valid_to is not null
    union
    select date '0001-01-01' as starts_on
) as changes;

-- One cell per unit that a cell lists; the registered table unit_names has value_text and unit_text.
-- The type is part of the key, for beside it the join would compare every cell with every name.
create or replace temp table unit_cells as
select
    arriving_cells.* exclude (value_text),
    case
        when unit_names.value_text is null then arriving_cells.value_text
        else unit_names.unit_text
    end as value_text
from arriving_cells
left join unit_names
    on
        case when arriving_cells.type = 'unit_list' then arriving_cells.value_text end
        = unit_names.value_text
where arriving_cells.type in ('unit', 'unit_list');

create or replace temp table dated_units as
select
    unit_cells.file_no,
    unit_cells.row_no,
    unit_cells.address,
    unit_cells.value_text as unit_text,
    arriving_rows.group_text,
    arriving_rows.sender_text,
    registry_spells.starts_on,
    days.valid_on,
    days.or_on
from unit_cells
inner join arriving_rows using (file_no, row_no)
inner join (
    select
        arriving_rows.file_no,
        arriving_rows.row_no,
        coalesce(
            row_days.reported_on,
            row_days.registered_on,
            plan_years.cutoff_on,
            make_date(cast(row_days.stated_year as bigint), 10, 30),
            cast(moment.as_of as date)
        ) as valid_on,
        case
            when coalesce(row_days.reported_on, row_days.registered_on) is null
                then make_date(cast(row_days.stated_year as bigint), 1, 1)
        end as or_on
    from arriving_rows
    cross join moment
    left join row_days
        on arriving_rows.file_no = row_days.file_no and arriving_rows.row_no = row_days.row_no
    left join plan_years on row_days.stated_year = plan_years.year
) as days using (file_no, row_no)
inner join registry_spells
    on days.valid_on >= registry_spells.starts_on and days.valid_on < registry_spells.ends_before
where
    unit_cells.value_text is not null
    and coalesce(unit_cells.problem, 'invisible_characters')
    in ('invisible_characters', 'look_alike_letters');

-- Between two changes of the registry all days are one, so a name is matched once per such spell.
create or replace temp table unit_mentions as
select
    cast(row_number() over (order by unit_text, group_text, sender_text, starts_on, or_on) as integer) as mention_no,
    *
from (
    select
        unit_text,
        group_text,
        sender_text,
        starts_on,
        or_on,
        min(valid_on) as valid_on
    from dated_units
    group by unit_text, group_text, sender_text, starts_on, or_on
) as mentioned;
