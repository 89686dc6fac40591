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
# The same over several lines and with semicolons, which prose may have and a name may not.
PLAIN_PROSE = re.compile(f"[{LETTERS}0-9“](?:[{LETTERS}0-9,.()/%:+“”; \n-]*[{LETTERS}0-9.)%”])?")
# What a wrong code page may leave; several names in one cell. Each is looked for only where the
# text has the signs for it: finding none of those takes a tenth of the time.
MISREAD = re.compile("[ÃĂáâ][“”]")
BRACKETED = re.compile("”.*“|[“(].*[“(]")
NUMBERED = re.compile("[0-9][.)] *.*[0-9][.)]")
LISTED = re.compile("[Mm]ô hình .*:")
ASCII_WORD = re.compile("[A-Za-z0-9,.()/%:;-]+")
ASCII_SIGNS = str.maketrans(dict.fromkeys(",.()/%:;-", " "))


def is_plain(text: str) -> bool:
    """True where a text cell of this content is its own value, without any problem."""
    if PLAIN.fullmatch(text) is None or MODERN.search(text) is None or "  " in text:
        return False
    if ("“" in text or "”" in text) and MISREAD.search(text):
        return False
    if ("“" in text or "(" in text) and BRACKETED.search(text):
        return False
    if text.count(".") + text.count(")") > 1 and NUMBERED.search(text):
        return False
    return not (":" in text and LISTED.match(text))


def is_plain_prose(text: str) -> bool:
    """True where a cell that need not be one name is its own value, without any problem."""
    if PLAIN_PROSE.fullmatch(text) is None or MODERN.search(text) is None or "  " in text:
        return False
    if "\n" in text and (" \n" in text or "\n " in text):
        return False
    return not (("“" in text or "”" in text) and MISREAD.search(text))


@lru_cache(maxsize=50_000)
def make_word_key(word: str) -> str:
    """Returns the match key of one word; a hyphenated one has several parts."""
    if ASCII_WORD.fullmatch(word):
        return " ".join(word.translate(ASCII_SIGNS).lower().split())
    # Another word behind it: only at the end of a name does a roman numeral count as a number.
    return match_key(f"{word} z")[:-1].rstrip()


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
