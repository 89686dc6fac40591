-- One row per changed cell, or per repeated, new or dropped row, of the one file that compared_file names.
with own_rows as (
    select
        incoming_rows.file_no,
        incoming_rows.row_no,
        incoming_rows.kind,
        incoming_rows.sheet,
        incoming_rows.row_number,
        incoming_rows.natural_key,
        incoming_rows.unit_id
    from incoming_rows
    inner join accepted_incoming using (file_no, row_no)
    where incoming_rows.file_no = (select file_no from compared_file) and accepted_incoming.is_accepted
),

earlier_rows as (
    select
        accepted_rows.row_id,
        accepted_rows.submission_id,
        accepted_rows.kind,
        accepted_rows.sheet,
        accepted_rows.row_number,
        accepted_rows.natural_key,
        accepted_rows.unit_id,
        accepted_rows.file_name,
        accepted_rows.received_at
    from accepted_rows
    where
        accepted_rows.submission_id in (
            select earlier.submission_id
            from incoming_changes
            inner join accepted_rows as earlier on incoming_changes.row_id = earlier.row_id
            where incoming_changes.file_no = (select file_no from compared_file)
        )
),

-- Rows of the same key in other files that are judged along with this one.
neighbours as (
    select
        own_rows.*,
        others.file_no as other_file_no,
        others.row_no as other_row_no,
        incoming_files.file_name as other_file_name,
        (coalesce(contents.content, '') = coalesce(other_contents.content, '')) as is_same
    from own_rows
    inner join compared_rows as others
        on
            own_rows.kind = others.kind
            and own_rows.natural_key = others.natural_key
            and own_rows.file_no <> others.file_no
    inner join incoming_files on others.file_no = incoming_files.file_no
    inner join compared_contents as contents
        on own_rows.file_no = contents.file_no and own_rows.row_no = contents.row_no
    inner join compared_contents as other_contents
        on others.file_no = other_contents.file_no and others.row_no = other_contents.row_no
),

rows_in_call as (
    select
        file_no,
        row_no
    from own_rows
    union
    select
        other_file_no,
        other_row_no
    from neighbours
),

cells_in_call as (
    select
        rows_in_call.file_no,
        rows_in_call.row_no,
        incoming_cells.field,
        any_value(incoming_cells.address) as address,
        any_value(incoming_cells.header) as header,
        string_agg(
            cell_content(
                incoming_cells.field, incoming_cells.unit_id, incoming_cells.match_key,
                incoming_cells.value_text, incoming_cells.value_number, incoming_cells.value_date
            ),
            chr(31)
            order by incoming_cells.value_text
        ) filter (
            where
            coalesce(
                incoming_cells.value_text, cast(incoming_cells.value_number as text),
                cast(incoming_cells.value_date as text)
            ) is not null
        ) as content,
        any_value(coalesce(incoming_cells.corrected_text, incoming_cells.raw_text)) as shown
    from rows_in_call
    inner join incoming_cells
        on
            rows_in_call.file_no = incoming_cells.file_no
            and rows_in_call.row_no = incoming_cells.row_no
    group by rows_in_call.file_no, rows_in_call.row_no, incoming_cells.field
),

own_cells as (
    select *
    from cells_in_call
    where file_no = (select file_no from compared_file)
),

earlier_cells as (
    select
        earlier_rows.row_id,
        report_cells.field,
        any_value(report_cells.header) as header,
        string_agg(
            cell_content(
                report_cells.field, report_cells.unit_id, report_cells.match_key,
                report_cells.value_text, report_cells.value_number, report_cells.value_date
            ),
            chr(31)
            order by report_cells.value_text
        ) filter (
            where
            coalesce(
                report_cells.value_text, cast(report_cells.value_number as text),
                cast(report_cells.value_date as text)
            ) is not null
        ) as content,
        any_value(coalesce(cell_corrections.corrected_text, report_cells.raw_text)) as shown
    from earlier_rows
    inner join report_cells on earlier_rows.row_id = report_cells.row_id
    left join cell_corrections
        on
            earlier_rows.submission_id = cell_corrections.submission_id
            and earlier_rows.sheet = cell_corrections.sheet
            and report_cells.address = cell_corrections.address
            and report_cells.field = cell_corrections.field
    group by earlier_rows.row_id, report_cells.field
),

replacements as (
    select
        own_rows.*,
        incoming_changes.row_id,
        incoming_changes.is_same,
        earlier_rows.submission_id,
        earlier_rows.file_name as earlier_file_name,
        earlier_rows.received_at as earlier_received_at
    from own_rows
    inner join incoming_changes
        on
            own_rows.file_no = incoming_changes.file_no
            and own_rows.row_no = incoming_changes.row_no
    inner join earlier_rows on incoming_changes.row_id = earlier_rows.row_id
),

fields_of as (
    select
        replacements.row_no,
        own_cells.field
    from replacements
    inner join own_cells on replacements.row_no = own_cells.row_no
    where not replacements.is_same
    union
    select
        replacements.row_no,
        earlier_cells.field
    from replacements
    inner join earlier_cells on replacements.row_id = earlier_cells.row_id
    where not replacements.is_same
),

changed_cells as (
    select
        'corrected' as change,
        replacements.kind,
        replacements.sheet,
        replacements.row_number,
        replacements.unit_id,
        replacements.natural_key,
        fields_of.field,
        own_cells.address,
        coalesce(own_cells.header, earlier_cells.header) as header,
        earlier_cells.shown as before_text,
        own_cells.shown as after_text,
        replacements.row_id as earlier_row_id,
        replacements.submission_id as earlier_submission_id,
        replacements.earlier_file_name,
        replacements.earlier_received_at
    from replacements
    inner join fields_of on replacements.row_no = fields_of.row_no
    left join own_cells
        on fields_of.row_no = own_cells.row_no and fields_of.field = own_cells.field
    left join earlier_cells
        on replacements.row_id = earlier_cells.row_id and fields_of.field = earlier_cells.field
    where own_cells.content is distinct from earlier_cells.content
),

repeated_rows as (
    select
        'repeated' as change,
        kind,
        sheet,
        row_number,
        unit_id,
        natural_key,
        row_id as earlier_row_id,
        submission_id as earlier_submission_id,
        earlier_file_name,
        earlier_received_at
    from replacements
    where is_same
),

dropped_rows as (
    select
        'dropped' as change,
        kind,
        sheet,
        row_number,
        unit_id,
        natural_key,
        row_id as earlier_row_id,
        submission_id as earlier_submission_id,
        file_name as earlier_file_name,
        received_at as earlier_received_at
    from earlier_rows
    where
        not exists (
            select 1
            from own_rows
            where
                own_rows.kind = earlier_rows.kind
                and own_rows.natural_key = earlier_rows.natural_key
        )
),

-- Rows of the same key within this file, and in other files that are judged along with it.
repeated_in_file as (
    select
        case when incoming_repeats.is_same then 'repeated_in_file' else 'contradicted_in_file' end
            as change,
        incoming_rows.kind,
        incoming_rows.sheet,
        incoming_rows.row_number,
        incoming_rows.unit_id,
        incoming_rows.natural_key,
        first_rows.sheet || '!' || first_rows.row_number as before_text
    from incoming_repeats
    inner join incoming_rows
        on
            incoming_repeats.file_no = incoming_rows.file_no
            and incoming_repeats.row_no = incoming_rows.row_no
    inner join incoming_rows as first_rows
        on
            incoming_repeats.file_no = first_rows.file_no
            and incoming_repeats.first_row_no = first_rows.row_no
    where incoming_repeats.file_no = (select file_no from compared_file)
),

repeated_in_call as (
    select distinct
        'repeated_in_call' as change,
        kind,
        sheet,
        row_number,
        unit_id,
        natural_key,
        other_file_name as earlier_file_name
    from neighbours
    where is_same
),

contradictions as (
    select
        neighbours.*,
        cells_in_call.field
    from neighbours
    inner join cells_in_call
        on
            (neighbours.file_no = cells_in_call.file_no and neighbours.row_no = cells_in_call.row_no)
            or (
                neighbours.other_file_no = cells_in_call.file_no
                and neighbours.other_row_no = cells_in_call.row_no
            )
    where not neighbours.is_same
),

contradicted_in_call as (
    select distinct
        'contradicted_in_call' as change,
        contradictions.kind,
        contradictions.sheet,
        contradictions.row_number,
        contradictions.unit_id,
        contradictions.natural_key,
        contradictions.field,
        own_cells.address,
        coalesce(own_cells.header, other_cells.header) as header,
        other_cells.shown as before_text,
        own_cells.shown as after_text,
        contradictions.other_file_name as earlier_file_name
    from contradictions
    left join own_cells
        on contradictions.row_no = own_cells.row_no and contradictions.field = own_cells.field
    left join cells_in_call as other_cells
        on
            contradictions.other_file_no = other_cells.file_no
            and contradictions.other_row_no = other_cells.row_no
            and contradictions.field = other_cells.field
    where own_cells.content is distinct from other_cells.content
),

new_rows as (
    select
        'new' as change,
        kind,
        sheet,
        row_number,
        unit_id,
        natural_key
    from own_rows
    where row_no not in (select row_no from replacements)
),

all_differences as (
    select * from changed_cells
    union all by name
    select * from dropped_rows
    union all by name
    select * from repeated_in_file
    union all by name
    select * from contradicted_in_call
    union all by name
    select * from repeated_in_call
    union all by name
    select * from repeated_rows
    union all by name
    select * from new_rows
)

select
    all_differences.*,
    latest_unit_names.unit_name
from all_differences
left join latest_unit_names on all_differences.unit_id = latest_unit_names.unit_id
order by
    array_position(
        [
            'corrected', 'dropped', 'contradicted_in_file', 'contradicted_in_call',
            'repeated_in_file', 'repeated_in_call', 'repeated', 'new'
        ],
        all_differences.change
    ),
    all_differences.sheet,
    all_differences.row_number,
    all_differences.address,
    all_differences.field,
    all_differences.earlier_file_name,
    all_differences.earlier_row_id
