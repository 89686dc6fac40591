-- One row per word, without accents, that some search entry has; the index that a search reads.
-- Entries are numbers for speed: the place of an entry by kind and id, from 1.
with numbered as (
    select
        row_number() over (order by entry_kind, entry_id) as entry_no,
        entry_kind,
        lower(title) as title,
        lower(subtitle) as subtitle,
        search_key
    from search_entries
),

spelled_words as (
    select
        entry_no,
        unnest(string_split_regex(title, '[^\p{L}\p{N}]+')) as spelling,
        true as is_in_title
    from numbered
    union all
    select
        entry_no,
        unnest(string_split_regex(subtitle, '[^\p{L}\p{N}]+')) as spelling,
        false as is_in_title
    from numbered
),

-- Only a unit has words that it does not show, its other names: spelled as they are searched.
unit_words as (
    select
        entry_no,
        unnest(string_split_regex(search_key, '[^a-z0-9]+')) as word
    from numbered
    where entry_kind = 'unit'
),

spellings as (
    select
        spelling,
        search_text(spelling) as word
    from spelled_words
    group by spelling
),

words as (
    select
        spelled_words.entry_no,
        spellings.word,
        spellings.spelling,
        spelled_words.is_in_title
    from spelled_words
    inner join spellings on spelled_words.spelling = spellings.spelling
    union all
    select
        entry_no,
        word,
        null as spelling,
        false as is_in_title
    from unit_words
)

select
    word,
    coalesce(mode(spelling order by spelling), word) as spelling,
    list_sort(list_distinct(list(entry_no))) as entry_nos,
    list_sort(list_distinct(list(entry_no) filter (where is_in_title))) as title_entry_nos
from words
where regexp_full_match(word, '[a-z0-9]+')
group by word
order by word
