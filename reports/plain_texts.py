"""Texts in which nothing can be wrong, recognised at once: most cells of most reports.

`reports.values.parse` and `reports.text.match_key` decide what a text says. For the texts that
`is_plain` accepts they only return it, at many times the cost; a test holds the two equal.
"""

from __future__ import annotations

import re
from functools import lru_cache

from reports.text import match_key

# Composed Vietnamese letters, digits and punctuation without a second meaning; single blanks.
LETTERS = "A-Za-zÀ-ÃÈ-ÊÌÍÒ-ÕÙÚÝà-ãè-êìíò-õùúýĂăĐđĨĩŨũƠơƯưẠ-ỹ"
PLAIN = re.compile(f"[{LETTERS}0-9“](?:[{LETTERS}0-9,.()/%:+“” -]*[{LETTERS}0-9.)%”])?")
# A letter that only Unicode text has: no old font and no lost accent can have made it.
MODERN = re.compile("[Ạ-ỹăĂđĐơƠưƯ]")
# Two blanks; what a wrong code page may leave; several names in one cell; a blank sign.
DOUBTFUL = re.compile("  |[ÃĂáâ][“”]|”.*“|[“(].*[“(]|[0-9][.)] *.*[0-9][.)]|^[Mm]ô hình .*:")


def is_plain(text: str) -> bool:
    """True where a text cell of this content is its own value, without any problem."""
    return (
        PLAIN.fullmatch(text) is not None
        and MODERN.search(text) is not None
        and DOUBTFUL.search(text) is None
    )


@lru_cache(maxsize=50_000)
def make_word_key(word: str) -> str:
    """Returns the match key of one word; a hyphenated one has several parts."""
    return match_key(word)


@lru_cache(maxsize=10_000)
def make_last_key(word: str) -> str:
    """Returns the key of a last word, where a roman numeral counts as a number."""
    return match_key(f"x {word}")[2:]


def make_plain_key(text: str) -> str:
    """Returns the match key of a plain text, word by word: Vietnamese has few syllables."""
    words = " ".join(map(make_word_key, text.split())).split()
    if len(words) > 1:
        words[-1] = make_last_key(words[-1])
    return " ".join(words)
