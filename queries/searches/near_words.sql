-- One row per wanted word that nothing has and word that looks most like it, at most three each.
-- Reads words $1 (a list).
with wanted as (
    select distinct unnest($1) as wanted_word
)

select
    wanted.wanted_word,
    search_words.word,
    search_words.spelling,
    jaro_winkler_similarity(search_words.word, wanted.wanted_word) as score
from wanted
cross join search_words
where
    len(search_words.word) > 1
    and jaro_winkler_similarity(search_words.word, wanted.wanted_word) >= 0.7
    and not exists (
        select 1
        from search_words as known
        where known.word = wanted.wanted_word
    )
qualify
    row_number() over (
        partition by wanted.wanted_word
        order by
            damerau_levenshtein(search_words.word, wanted.wanted_word) asc,
            score desc,
            search_words.word asc
    ) <= 3
order by
    wanted.wanted_word asc,
    damerau_levenshtein(search_words.word, wanted.wanted_word) asc,
    score desc,
    search_words.word asc
