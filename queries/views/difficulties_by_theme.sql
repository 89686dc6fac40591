-- One row per result, part of it (difficulty or proposal) and theme that its words touch.
with parts as (
    select
        row_id,
        'difficulty' as part,
        difficulty as words,
        difficulty_address as address
    from difficulties
    where difficulty is not null
    union all
    select
        row_id,
        'proposal' as part,
        proposal as words,
        proposal_address as address
    from difficulties
    where proposal is not null
),

-- Blanks at both ends: a keyword is looked for as whole words, whatever stands around them.
spelled as (
    select
        *,
        ' ' || regexp_replace(search_text(words), '[^a-z0-9]+', ' ', 'g') || ' ' as key
    from parts
),

touched as (
    select
        spelled.row_id,
        spelled.part,
        difficulty_themes.theme,
        min(difficulty_themes.sort_order) as sort_order,
        string_agg(distinct difficulty_themes.keyword, ', ' order by difficulty_themes.keyword)
            as keywords
    from spelled
    inner join difficulty_themes
        on contains(spelled.key, ' ' || search_text(difficulty_themes.keyword) || ' ')
    group by spelled.row_id, spelled.part, difficulty_themes.theme
)

select
    difficulties.row_id,
    spelled.part,
    case spelled.part when 'difficulty' then 'Khó khăn, vướng mắc' else 'Kiến nghị' end
        as part_label,
    coalesce(touched.theme, 'Khác') as theme,
    coalesce(touched.sort_order, 999) as theme_order,
    touched.keywords,
    spelled.words,
    spelled.address,
    difficulties.unit_id,
    difficulties.year,
    difficulties.unit_name,
    difficulties.level,
    difficulties.block_id,
    difficulties.block_name,
    difficulties.block_order,
    difficulties.model_id,
    difficulties.model_name,
    difficulties.sheet,
    difficulties.file_name
from spelled
inner join difficulties on spelled.row_id = difficulties.row_id
left join touched on spelled.row_id = touched.row_id and spelled.part = touched.part
order by
    difficulties.year,
    theme_order,
    spelled.part,
    difficulties.block_order,
    difficulties.unit_name,
    difficulties.row_id,
    theme
