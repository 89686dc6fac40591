"""Text typed for TCVN3 (`.Vn…`) and VNI-Windows (`VNI-…`) fonts, as Unicode.

The font alone says that a text is typed that way; nothing is converted for what it looks like. In
such a font some people nevertheless type Unicode, which Windows then shows in another font: a text
that is Vietnamese as it stands, and would not be once converted, is left alone. One that can be
read both ways follows the other texts of the file in such fonts, and is doubtful where they differ.
The letters are data/legacy_characters.csv, each as the code points that stand for it.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Mapping, Sequence
from functools import cache, lru_cache
from typing import Literal, NamedTuple

from reports.fields import read_rows

Encoding = Literal["tcvn3", "vni"]
# How the texts of a file in the fonts of one encoding are typed.
Habit = Literal["legacy", "unicode", "both"]
Habits = Mapping[Encoding, Habit]

LABELS: dict[Encoding, str] = {"tcvn3": "TCVN3", "vni": "VNI"}
# What Word and Excel put between words whatever the font is.
NEUTRAL = frozenset(
    "\xa0\u2002\u2003\u2009\u2010\u2011\u2012\u2013\u2014\u2018\u2019\u201c\u201d\u2022\u2026\u25cf\uf0b7"
)
MODERN = re.compile("[\u1ea0-\u1ef9ăĂđĐơƠưƯ\u0300-\u036f]")
WORD = re.compile(r"[^\W\d_]+")
TONES = "\u0300\u0301\u0303\u0309\u0323"
# Before these letters ơ never stands alone: the ư, a soft hyphen in TCVN3, was lost in copying.
LOST_HORN = re.compile("(?<![ưƯ])([ơờớởỡợ])(?=ng|c|u)|(?<![ưƯ])([ƠỜỚỞỠỢ])(?=NG|C|U)")

_ONSET = "(?:ngh|ng|nh|ch|gh|gi|kh|ph|qu|th|tr|[bcdđghklmnprstvx])?"
_RHYME = re.compile(
    "(?:"
    "(?:a|oa)(?:ch|nh)|(?:ê|i|uê|uy)(?:ch|nh)"
    "|(?:[aăâeioôu]|oa|oă|oe|oo|uâ|uô|iê|yê|ươ|ư)(?:ng|c)|ê(?:ng|c)"
    "|(?:[aăâeêioôơuưy]|oa|oă|oe|uâ|uê|uô|uơ|uy|iê|yê|uyê|ươ)[mnpt]"
    "|[aeêioôơuưy]|ai|ao|au|ay|âu|ây|eo|êu|ia|iu|oa|oe|oi|ôi|ơi|ua|uê|ui|uơ|uy|ưa|ưi|ưu|ya"
    "|iêu|yêu|oai|oay|oao|oeo|uây|uôi|ươi|ươu|uya|uyu"
    ")"
)
_SYLLABLE = re.compile(f"{_ONSET}{_RHYME.pattern}")


class Converted(str):
    """Text in Unicode that knows how the file says it: `typed` are the characters of the file."""

    typed: str

    def __new__(cls, text: str, typed: str) -> Converted:
        """Returns the Unicode text with the typed one beside it."""
        made = super().__new__(cls, text)
        made.typed = typed
        return made


def keep_typed(text: str, *wholes: object) -> str:
    """Returns a text taken out of cells: Converted where one of the cells was."""
    if any(isinstance(whole, Converted) for whole in wholes):
        typed = (whole.typed if isinstance(whole, Converted) else str(whole) for whole in wholes)
        return Converted(text, "\n".join(typed))
    return text


class Doubtful(NamedTuple):
    """A text whose reading a person has to decide; `suggestion` is the likely one, if any."""

    text: str
    suggestion: str | None = None


class Run(NamedTuple):
    """Successive characters in one font."""

    text: str
    font: str


def find_encoding(font: str) -> Encoding | None:
    """Returns how text in a font of this name is typed; None for a Unicode font."""
    name = font.strip().lower()
    if name.startswith(".vn"):
        return "tcvn3"
    return "vni" if name.startswith("vni-") else None


def shows_capitals(font: str) -> bool:
    """True for the TCVN3 fonts whose small letters look like capitals, such as .VnTimeH."""
    return find_encoding(font) == "tcvn3" and font.strip().endswith("H")


@cache
def load_letters(encoding: Encoding) -> dict[str, str]:
    """Returns typed characters → Unicode letter."""
    letters = {
        "".join(chr(int(code, 16)) for code in row["legacy"].split()): row["unicode"]
        for row in read_rows("legacy_characters.csv")
        if row["encoding"] == encoding
    }
    if encoding == "vni":
        # A capital at the head of a small word carries a small tone mark.
        small = [(typed, letter) for typed, letter in letters.items() if len(typed) == 2]
        for typed, letter in small:
            if typed.islower():
                letters.setdefault(typed[0].upper() + typed[1], letter.upper())
    return letters


@cache
def compile_letters(encoding: Encoding) -> re.Pattern[str]:
    """Returns the pattern of typed letters, the longest first."""
    typed = sorted(load_letters(encoding), key=len, reverse=True)
    return re.compile("|".join(map(re.escape, typed)))


def convert(text: str, font: str) -> str:
    """Returns the text as Unicode NFC; other characters, and text in Unicode fonts, stay."""
    encoding = find_encoding(font)
    if encoding is None:
        return text
    letters = load_letters(encoding)
    converted = compile_letters(encoding).sub(lambda match: letters[match[0]], text)
    if shows_capitals(font):
        converted = converted.upper()
    return unicodedata.normalize("NFC", converted)


def restore(text: str, encoding: Encoding) -> str:
    """Returns Unicode text as typed for a font; TCVN3 has no capitals with tones, see `convert`."""
    typed = {letter: legacy for legacy, letter in reversed(load_letters(encoding).items())}
    for legacy, letter in load_letters(encoding).items():
        if legacy.islower() == letter.islower():
            typed[letter] = legacy
    return "".join(typed.get(letter, letter) for letter in unicodedata.normalize("NFC", text))


def find_habits(texts: Iterable[Sequence[Run]]) -> Habits:
    """Returns how the texts of a file are typed, as far as they can be read in one way only."""
    seen: dict[Encoding, set[Habit]] = {}
    for runs in texts:
        for run in join_runs(runs):
            encoding = find_encoding(run.font)
            if encoding is None or run.text.isascii():
                continue
            if is_unicode(run.text, encoding):
                seen.setdefault(encoding, set()).add("unicode")
            elif not is_vietnamese(run.text):
                seen.setdefault(encoding, set()).add("legacy")
    return {
        encoding: "both" if len(habits) > 1 else next(iter(habits))
        for encoding, habits in seen.items()
    }


def read_runs(runs: Sequence[Run], habits: Habits) -> str | Doubtful:
    """Returns the text of successive runs: as it stands, Converted, or Doubtful."""
    typed = "".join(run.text for run in runs)
    parts: list[str] = []
    suggestions: list[str] = []
    is_doubtful = False
    for run in join_runs(runs):
        read = read_run(run, habits)
        is_doubtful = is_doubtful or isinstance(read, Doubtful)
        parts.append(read.text if isinstance(read, Doubtful) else read)
        suggestions.append((read.suggestion or read.text) if isinstance(read, Doubtful) else read)
    if is_doubtful:
        suggestion = "".join(suggestions)
        return Doubtful(typed, suggestion if suggestion != typed else None)
    text = unicodedata.normalize("NFC", "".join(parts)) if len(parts) > 1 else "".join(parts)
    return Converted(text, typed) if text != typed and "".join(parts) != typed else typed


def join_runs(runs: Iterable[Run]) -> list[Run]:
    """Returns the runs with neighbours joined that are typed alike: a letter may span two."""
    joined: list[Run] = []
    for run in runs:
        last = joined[-1] if joined else None
        alike = last is not None and (
            find_encoding(last.font) == find_encoding(run.font)
            and shows_capitals(last.font) == shows_capitals(run.font)
        )
        if alike and last is not None:
            joined[-1] = Run(last.text + run.text, last.font)
        else:
            joined.append(run)
    return joined


def read_run(run: Run, habits: Habits) -> str | Doubtful:
    """Returns the text of one run: as it stands, as Unicode, or Doubtful."""
    encoding = find_encoding(run.font)
    if encoding is None or run.text.isascii():
        return run.text
    if is_unicode(run.text, encoding):
        return run.text
    converted = convert(run.text, run.font)
    strange = find_strange(run.text, encoding)
    if strange:
        return reread(run, strange) or Doubtful(run.text)
    if encoding == "tcvn3" and LOST_HORN.search(converted):
        return Doubtful(run.text, LOST_HORN.sub(add_horn, converted))
    habit = habits.get(encoding, "legacy")
    if habit == "legacy" or not is_vietnamese(run.text):
        return converted
    return run.text if habit == "unicode" else Doubtful(run.text, converted)


def add_horn(match: re.Match[str]) -> str:
    """Returns the ơ with the ư that belongs before it."""
    return ("ư" if match[1] else "Ư") + match[0]


def is_unicode(text: str, encoding: Encoding) -> bool:
    """True where a text in a legacy font was nevertheless typed in Unicode."""
    if not is_vietnamese(text):
        return False
    if MODERN.search(text) or find_strange(text, encoding):
        return True
    return not is_vietnamese(convert(text, "VNI-Times" if encoding == "vni" else ".VnTime"))


def find_strange(text: str, encoding: Encoding) -> str:
    """Returns the characters beyond ASCII that the encoding does not have."""
    rest = compile_letters(encoding).sub("", text)
    return "".join(letter for letter in rest if letter > "\x7f" and letter not in NEUTRAL)


def reread(run: Run, strange: str) -> str | None:
    """Returns a text whose bytes a machine set to Vietnamese read with code page 1258, or None.

    Only a result that is Vietnamese counts.
    """
    if not MODERN.search(strange):
        return None
    try:
        text = run.text.encode("cp1258").decode("latin-1")
    except UnicodeError:
        return None
    converted = convert(text, run.font)
    encoding = find_encoding(run.font)
    if encoding is None or find_strange(text, encoding) or not is_vietnamese(converted):
        return None
    return converted


def is_vietnamese(text: str) -> bool:
    """True where every word with a letter beyond ASCII is a Vietnamese syllable, nothing else."""
    letters = unicodedata.normalize("NFC", text)
    if any(
        letter > "\x7f" and not letter.isalpha() and letter not in NEUTRAL for letter in letters
    ):
        return False
    words = [word for word in WORD.findall(letters) if not word.isascii()]
    return bool(words) and all(is_syllable(word) or is_abbreviation(word) for word in words)


def is_abbreviation(word: str) -> bool:
    """True for capitals such as HĐND: Đ is the one letter beyond ASCII they begin words with."""
    return word.isupper() and word.replace("Đ", "").isascii() and len(word) > 1


@lru_cache(maxsize=16_384)
def is_syllable(word: str) -> bool:
    """True for one Vietnamese syllable in any letter case, with at most one tone."""
    letters = unicodedata.normalize("NFD", word.lower())
    tones = [letter for letter in letters if letter in TONES]
    bare = unicodedata.normalize("NFC", "".join(x for x in letters if x not in TONES))
    if len(tones) > 1 or not _SYLLABLE.fullmatch(bare):
        return False
    is_stopped = bare.endswith(("c", "ch", "p", "t")) and len(bare) > 1
    return not is_stopped or (bool(tones) and tones[0] in "\u0301\u0323")
