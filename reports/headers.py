"""Header texts and the fields they name: synonyms, several header rows, merged parents."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cache, lru_cache

from reports.fields import Field, Kind, load_kinds
from reports.sheets import Broken, Cell, Sheet
from reports.text import fold, match_key, search_key
from reports.values import plain_text

LONGEST_HEADER = 120
BLANKS = " \t\r\n\xa0\u200b\u2060\ufeff\u3000"
MOST_HEADER_ROWS = 3
ORDINALS = frozenset(["stt", "tt", "số tt", "số thứ tự", "thứ tự", "no"])
REMARKS = frozenset(["ghi chú", "ghi chú khác"])
ENUMERATION = re.compile(r"^\s*(?:\(?\d{1,2}(?:\.\d{1,2})*[.):]|[-+•*–])\s*")
OPTIONAL_REMARK = re.compile(r"\((?:bắt buộc|nếu có|ghi rõ[^)]*)\)")


@dataclass(frozen=True, slots=True)
class Label:
    """The header of one column: what is shown, and what may be looked up, most telling first."""

    shown: str
    candidates: tuple[str, ...]


@dataclass(slots=True)
class HeaderMatch:
    """One kind's reading of a header: field → column, and columns that repeat a field."""

    kind: Kind
    columns: dict[str, int] = field(default_factory=dict)
    repeated: list[int] = field(default_factory=list)
    telling: int = 0


def show_cell(cell: Cell) -> str:
    """Returns a cell as one line of text, as a person would read it."""
    if isinstance(cell, str):
        return " ".join(cell.split())
    return cell.text if isinstance(cell, Broken) else plain_text(cell)


def is_blank(cell: Cell) -> bool:
    """True for a cell in which nothing can be seen."""
    if not isinstance(cell, str):
        return False
    return not cell or (cell[0] in BLANKS and not cell.strip(BLANKS))


@lru_cache(maxsize=20_000)
def make_label_key(text: str) -> str:
    """Returns the key of a header text, without numbering in front and remarks behind."""
    return match_key(OPTIONAL_REMARK.sub(" ", fold(ENUMERATION.sub("", text))))


@cache
def index_labels() -> tuple[dict[str, list[Field]], dict[str, list[Field]]]:
    """Returns fields by label key, and by the key without accents where no accent was typed."""
    exact: dict[str, list[Field]] = {}
    bare: dict[str, list[Field]] = {}
    for kind in load_kinds():
        for each in kind.fields:
            for text in (each.header, *each.synonyms):
                for index, key in ((exact, make_label_key(text)), (bare, search_key(text))):
                    if each not in index.setdefault(key, []):
                        index[key].append(each)
    return exact, bare


@cache
def index_words() -> frozenset[str]:
    """Returns every word of every label, with and without accents."""
    exact, bare = index_labels()
    keys = (*exact, *bare, *ORDINALS, *map(search_key, ORDINALS))
    return frozenset(word for key in keys for word in key.split())


@lru_cache(maxsize=20_000)
def find_fields(text: str) -> tuple[Field, ...]:
    """Returns the fields of all kinds that a header text names."""
    if not text or len(text) > LONGEST_HEADER:
        return ()
    exact, bare = index_labels()
    found = exact.get(make_label_key(text))
    if not found and text.isascii():
        found = bare.get(search_key(ENUMERATION.sub("", text)))
    return tuple(found or ())


@lru_cache(maxsize=20_000)
def is_label_word(word: str) -> bool:
    """True where a word of a cell occurs in some label, or only numbers it."""
    parts = match_key(word).split()
    return all(part in index_words() or (len(part) < 3 and part.isdigit()) for part in parts)


def is_label(cell: Cell) -> bool:
    """True for a cell that names a field. Most cells fail at their first word, which is cached."""
    if not isinstance(cell, str) or len(cell) > LONGEST_HEADER:
        return False
    first = cell.split(None, 1)[:1]
    if not first or not is_label_word(first[0]):
        return False
    return all(map(is_label_word, cell.split())) and (
        bool(find_fields(cell)) or make_label_key(cell) in ORDINALS
    )


def is_ordinal(label: Label | None) -> bool:
    """True for the column that only counts the rows."""
    return label is not None and any(make_label_key(text) in ORDINALS for text in label.candidates)


def read_labels(sheet: Sheet, top: int, depth: int) -> list[Label | None]:
    """Returns the label of each column of `depth` header rows; `top` counts within the grid."""
    block = sheet.rows[top : top + depth]
    width = max(map(len, block), default=0)
    texts = [[show_cell(cell) for cell in row] + [""] * (width - len(row)) for row in block]
    covered = spread_merges(sheet, top, texts)
    for level in range(len(texts) - 1):
        upper, lower = texts[level], texts[level + 1]
        for column in range(1, width):
            is_child = lower[column] and lower[column - 1] and not upper[column]
            if (
                is_child
                and (level, column) not in covered
                and lower[column - 1] != upper[column - 1]
            ):
                # "Centred across the selection" looks merged and is not.
                upper[column] = upper[column - 1]
    return [make_label([row[column] for row in texts]) for column in range(width)]


def spread_merges(sheet: Sheet, top: int, texts: list[list[str]]) -> set[tuple[int, int]]:
    """Writes each merged text into all cells of its area; returns the cells it covers."""
    covered = set()
    for (first, left), (last, right) in sheet.merged:
        row, column = first - sheet.first_row - top, left - sheet.first_column
        if not 0 <= row < len(texts) or not 0 <= column < len(texts[0]):
            continue
        text = texts[row][column]
        for below in range(row, min(last - sheet.first_row - top, len(texts) - 1) + 1):
            for beside in range(column, min(right - sheet.first_column, len(texts[0]) - 1) + 1):
                texts[below][beside] = text
                covered.add((below, beside))
    return covered


def make_label(path: list[str]) -> Label | None:
    """Returns the label of one column from its texts, topmost first, or None for a blank one."""
    parts = [part for index, part in enumerate(path) if part and path[index - 1 : index] != [part]]
    if not parts:
        return None
    candidates = dict.fromkeys(" ".join(parts[start:]) for start in range(len(parts)))
    return Label(" – ".join(parts), tuple(candidates))


def match_labels(labels: list[Label | None]) -> list[HeaderMatch]:
    """Returns how each kind reads the labels; kinds that read none are left out."""
    found: dict[str, HeaderMatch] = {kind.name: HeaderMatch(kind) for kind in load_kinds()}
    for column, label in enumerate(labels):
        if label is None:
            continue
        fields: tuple[Field, ...] = ()
        for text in label.candidates:
            fields = find_fields(text)
            if fields:
                break
        kinds = {each.kind for each in fields}
        for each in fields:
            match = found[each.kind]
            if each.name in match.columns:
                match.repeated.append(column)
            else:
                match.columns[each.name] = column
                match.telling += len(kinds) == 1
    return [match for match in found.values() if match.columns]
