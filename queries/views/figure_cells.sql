-- One row per topic, unit, year and cell: a stated cell that a figure of the unit rests on.
with figure_rows as (
    select
        'coverage' as topic,
        unit_id,
        year,
        model_id,
        registration_row_id as row_id
    from model_years
    union all
    select
        'coverage' as topic,
        unit_id,
        year,
        model_id,
        result_row_id as row_id
    from model_years
    union all
    -- A unit that inherits its state rests on the registrations of the units it continues.
    select
        'coverage' as topic,
        coverage.unit_id,
        coverage.year,
        models.model_id,
        models.registration_row_id as row_id
    from coverage
    inner join inherited_models
        on
            coverage.unit_id = inherited_models.unit_id
            and coverage.year = inherited_models.year
    inner join models on inherited_models.model_id = models.model_id
    where coverage.inherited_from_names is not null
    union all
    select
        index_id as topic,
        unit_id,
        year,
        null as model_id,
        row_id
    from index_states
    union all
    select
        'ranking' as topic,
        candidates.unit_id,
        candidates.round_year as year,
        candidates.model_id,
        unnest(
            [models.registration_row_id, candidates.result_row_id, candidates.appraisal_row_id]
        ) as row_id
    from candidates
    inner join models on candidates.model_id = models.model_id
    union all
    select
        'vote' as topic,
        unit_id,
        round_year as year,
        unit_id || '|' || model_key as model_id,
        row_id
    from votes
    union all
    select
        'award' as topic,
        unit_id,
        year,
        unit_id || '|' || model_key as model_id,
        row_id
    from awards
),

-- Which columns of a row bear on the topic; the others are context, not evidence.
field_topics (topics, kind, field) as (
    values
    (['coverage', 'ranking'], 'registrations', 'unit'),
    (['coverage', 'ranking'], 'registrations', 'model_name'),
    (['coverage', 'ranking'], 'registrations', 'started_on'),
    (['coverage', 'ranking'], 'registrations', 'ended_on'),
    (['coverage', 'ranking'], 'registrations', 'registered_on'),
    (['coverage', 'ranking'], 'results', 'unit'),
    (['coverage', 'ranking'], 'results', 'model_name'),
    (['coverage', 'ranking'], 'results', 'year'),
    (['coverage', 'ranking'], 'results', 'reported_on'),
    (['coverage', 'ranking'], 'results', 'status'),
    (['ranking'], 'results', 'replicated_by'),
    (['sipas', 'par_index'], 'indices', 'unit'),
    (['sipas', 'par_index'], 'indices', 'year'),
    (['sipas'], 'indices', 'sipas'),
    (['par_index'], 'indices', 'par_points'),
    (['par_index'], 'indices', 'par_points_max'),
    (['par_index'], 'indices', 'par_index'),
    (['sipas', 'par_index'], 'indices', 'decision_no'),
    (['sipas', 'par_index'], 'indices', 'published_on'),
    (['ranking'], 'appraisals', 'unit'),
    (['ranking'], 'appraisals', 'model_name'),
    (['ranking'], 'appraisals', 'year'),
    (['ranking'], 'appraisals', 'effectiveness'),
    (['ranking'], 'appraisals', 'novelty'),
    (['ranking'], 'appraisals', 'pending_matter'),
    (['vote'], 'votes', 'unit'),
    (['vote'], 'votes', 'model_name'),
    (['vote'], 'votes', 'year'),
    (['vote'], 'votes', 'members'),
    (['vote'], 'votes', 'agree'),
    (['vote'], 'votes', 'disagree'),
    (['vote'], 'votes', 'invalid'),
    (['vote'], 'votes', 'written'),
    (['vote'], 'votes', 'met_on'),
    (['award'], 'awards', 'unit'),
    (['award'], 'awards', 'model_name'),
    (['award'], 'awards', 'year'),
    (['award'], 'awards', 'award_form'),
    (['award'], 'awards', 'decision_no'),
    (['award'], 'awards', 'decided_on'),
    (['award'], 'awards', 'revoked_on')
),

topic_fields as (
    select
        unnest(topics) as topic,
        kind,
        field
    from field_topics
)

select distinct
    figure_rows.topic,
    figure_rows.unit_id,
    figure_rows.year,
    figure_rows.model_id,
    figure_rows.row_id,
    report_cells.field,
    report_cells.address,
    report_cells.header,
    report_cells.raw_text,
    accepted_rows.sheet,
    accepted_rows.file_name,
    accepted_rows.file_sha256,
    accepted_rows.received_at,
    accepted_rows.received_by,
    accepted_rows.simulated
from figure_rows
inner join accepted_rows on figure_rows.row_id = accepted_rows.row_id
inner join report_cells on figure_rows.row_id = report_cells.row_id
inner join topic_fields
    on
        figure_rows.topic = topic_fields.topic
        and accepted_rows.kind = topic_fields.kind
        and report_cells.field = topic_fields.field
order by
    figure_rows.topic,
    figure_rows.unit_id,
    figure_rows.year,
    figure_rows.model_id,
    figure_rows.row_id,
    report_cells.address,
    report_cells.field
