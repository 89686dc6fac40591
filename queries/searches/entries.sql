-- One row per entry that has all words, or, where none has, that has words much like them.
-- Reads words $1 (a list) and the same with blanks between them $2.
with wanted as (
    select distinct unnest($1) as wanted_word
),

likeness as (
    select
        wanted.wanted_word,
        search_words.word,
        search_words.entry_nos,
        search_words.title_entry_nos,
        case
            when search_words.word = wanted.wanted_word then 1.0
            when starts_with(search_words.word, wanted.wanted_word) then 0.9
            when
                len(wanted.wanted_word) >= 3 and contains(search_words.word, wanted.wanted_word)
                then 0.8
            -- A letter wrong, left out, added or swapped; two of them in a long word.
            when
                len(wanted.wanted_word) >= 3
                and abs(len(search_words.word) - len(wanted.wanted_word)) <= 2
                and damerau_levenshtein(search_words.word, wanted.wanted_word)
                <= case when len(wanted.wanted_word) >= 7 then 2 else 1 end
                then 0.6 * jaro_winkler_similarity(search_words.word, wanted.wanted_word)
        end as score
    from wanted
    cross join search_words
),

-- A word of the title counts for a little more than one around it.
hits as (
    select
        wanted_word,
        score,
        score >= 0.8 as is_direct,
        unnest(entry_nos) as entry_no
    from likeness
    where score is not null
    union all
    select
        wanted_word,
        score + 0.1 as score,
        score >= 0.8 as is_direct,
        unnest(title_entry_nos) as entry_no
    from likeness
    where score is not null
),

word_scores as (
    select
        entry_no,
        wanted_word,
        max(score) as score,
        bool_or(is_direct) as is_direct
    from hits
    group by entry_no, wanted_word
),

-- Of three words or more, one may be missing: people add words that the reports do not use.
by_words as (
    select
        entry_no,
        -- Rounded: sums of equal parts in another order must stay equal.
        round(sum(score) / nullif((select count(*) from wanted), 0), 6) as score,
        bool_and(is_direct) and count(*) = (select count(*) from wanted) as is_direct
    from word_scores
    group by entry_no
    having
        count(*) = (select count(*) from wanted)
        or (count(*) >= 2 and count(*) + 1 = (select count(*) from wanted))
),

numbered as (
    select
        *,
        row_number() over (order by entry_kind, entry_id) as entry_no
    from search_entries
),

-- Blanks are typed too many and too few: `sotuphap` finds Sở Tư pháp.
by_letters as (
    select
        entry_no,
        0.85 as score,
        true as is_direct
    from numbered
    where
        len(replace($2, ' ', '')) >= 5
        and contains(replace(search_key, ' ', ''), replace($2, ' ', ''))
),

found as (
    select
        entry_no,
        max(score) as score,
        bool_or(is_direct) as is_direct
    from (
        select * from by_words
        union all
        select * from by_letters
    ) as either
    group by entry_no
),

limits as (
    select
        bool_or(is_direct) as any_is_direct,
        max(score) as best_score
    from found
),

kept as (
    select
        numbered.entry_kind,
        numbered.entry_id,
        numbered.title,
        numbered.subtitle,
        found.is_direct,
        found.score,
        trim(
            regexp_replace(
                replace(lower(strip_accents(numbered.title)), 'đ', 'd'), '[^a-z0-9]+', ' ', 'g'
            )
        ) as title_key
    from found
    inner join numbered on found.entry_no = numbered.entry_no
    cross join limits
    -- What only looks like the words is shown where nothing has them, and only the likest.
    where found.is_direct or (not limits.any_is_direct and found.score >= 0.9 * limits.best_score)
)

select
    entry_kind,
    entry_id,
    title,
    subtitle,
    is_direct,
    -- The words side by side and in order, at the beginning, are what most people mean.
    score
    + case when contains(' ' || title_key || ' ', ' ' || $2 || ' ') then 1 else 0 end
    + case when starts_with(title_key, $2) then 0.5 else 0 end
    + case when title_key = $2 then 0.5 else 0 end as score
from kept
order by
    score desc,
    list_position(['unit', 'model', 'candidate', 'result', 'difficulty'], entry_kind) asc,
    len(title) asc,
    title asc,
    subtitle asc,
    entry_id asc
