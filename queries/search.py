"""Finding entries by words typed without accents and with errors; the ranking is queries/searches."""

import re
from pathlib import Path

import pandas as pd

from queries.database import Database

SEARCHES = Path(__file__).resolve().parent / "searches"
# What nobody types on purpose: each more word costs a comparison with every word of the data.
MOST_WORDS = 12


def find_entries(database: Database, phrase: str) -> pd.DataFrame:
    """The entries that fit, best first: entry_kind, entry_id, title, subtitle, is_direct, score.

    `phrase` is lower case without accents, words between blanks. Entries that have every word, its
    beginning or a part of it are `is_direct`; where there is none, those with words that differ by
    a letter or two. Nothing typed finds nothing.
    """
    words = split_words(phrase)
    return _run(database, "entries", [words, " ".join(words)])


def find_near_words(database: Database, phrase: str) -> pd.DataFrame:
    """Words of the data like typed ones that it lacks: wanted_word, word, spelling, score."""
    return _run(database, "near_words", [split_words(phrase)])


def split_words(phrase: str) -> list[str]:
    """The words of the phrase that are looked for."""
    return re.findall(r"[a-z0-9]+", phrase)[:MOST_WORDS]


def _run(database: Database, name: str, values: list[object]) -> pd.DataFrame:
    text = (SEARCHES / f"{name}.sql").read_text(encoding="utf-8")
    frame = database.cursor().execute(text, values).df()
    texts = [column for column in frame if frame[column].dtype == object]
    return frame.astype({column: "str" for column in texts})
