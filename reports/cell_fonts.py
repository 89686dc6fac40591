"""The cells of a workbook in legacy fonts: which they are, and their texts put into Unicode.

Runs only where a font of the workbook is a legacy one: other workbooks pay for one search.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import unescape

from reports.addresses import Place
from reports.legacy_text import Run, find_encoding, join_runs
from reports.second_look import FontRuns, Marks, iterate_cells

LEGACY_FONT = re.compile(rb"\b(?:name|rFont)\s[^>]*?val\s*=\s*[\"'](?:\.vn|vni-)", re.IGNORECASE)
SHARED_TEXT = re.compile(rb"<(?:\w+:)?si(?:\s*/>|[\s>].*?</(?:\w+:)?si>)", re.DOTALL)
RUN = re.compile(rb"<(?:\w+:)?r(?:\s[^>]*)?>(.*?)</(?:\w+:)?r>", re.DOTALL)
RUN_FONT = re.compile(rb"<(?:\w+:)?rFont\s[^>]*?val\s*=\s*[\"']([^\"']*)")
RUN_TEXT = re.compile(rb"<(?:\w+:)?t(?:\s[^>]*)?>([^<]*)</")
INLINE = re.compile(rb"<(?:\w+:)?is\b.*?</(?:\w+:)?is>", re.DOTALL)
ESCAPED = re.compile(r"_x([0-9A-Fa-f]{4})_")


def has_legacy_fonts(parts: Mapping[str, bytes]) -> bool:
    """True where an .xlsx names a legacy font in its styles or within texts."""
    for name, part in parts.items():
        lower = name.lower()
        is_named = lower.endswith(("styles.xml", "sharedstrings.xml")) or b"rFont" in part
        # A font has its name in an attribute `val`; most shared texts have none at all.
        if is_named and b"val" in part and LEGACY_FONT.search(part):
            return True
    return False


def find_font_runs(part: bytes, shared: Sequence[FontRuns]) -> dict[Place, FontRuns]:
    """Returns the fonts within the cells of an .xlsx sheet that have more than one.

    The empty font stands for the cell's own.
    """
    found: dict[Place, FontRuns] = {}
    for place, attributes, inner in iterate_cells(part):
        kind = attributes.get(b"t")
        if kind == b"s" and shared:
            number = re.search(rb"<(?:\w+:)?v[^>]*>\s*(\d+)", inner)
            index = int(number[1]) if number else len(shared)
            runs = shared[index] if index < len(shared) else FontRuns()
        elif kind == b"inlineStr" and (inline := INLINE.search(inner)):
            runs = read_font_runs(inline[0])
        else:
            continue
        if runs.starts:
            found[place] = runs
    return found


def read_shared_runs(texts: bytes) -> list[FontRuns]:
    """Returns the fonts within each shared text of an .xlsx."""
    return [read_font_runs(text) for text in SHARED_TEXT.findall(texts)]


def read_font_runs(markup: bytes) -> FontRuns:
    """Returns the fonts within one text; without starts where it has no runs."""
    offset, starts = 0, []
    for run in RUN.findall(markup):
        font = RUN_FONT.search(run)
        starts.append((offset, unescape(font[1].decode("utf-8", "replace")) if font else ""))
        text = "".join(part.decode("utf-8", "replace") for part in RUN_TEXT.findall(run))
        offset += len(ESCAPED.sub("?", unescape(text)))
    return FontRuns(offset, tuple(starts))


def list_runs(text: str, font: str, inner: FontRuns | None) -> list[Run] | None:
    """Returns the runs of a cell's text, or None where the fonts within it do not fit the text."""
    if inner is None or not inner.starts:
        return [Run(text, font)]
    if inner.length != len(text):
        fonts = {own or font for _, own in inner.starts}
        return [Run(text, fonts.pop())] if len(fonts) == 1 else None
    starts = [(0, font), *inner.starts] if inner.starts[0][0] else list(inner.starts)
    ends = [offset for offset, _ in starts[1:]] + [len(text)]
    return [
        Run(text[start:end], own or font)
        for (start, own), end in zip(starts, ends, strict=True)
        if end > start
    ]


def find_legacy_texts(
    rows: Sequence[Sequence[object]], first: Place, marks: Marks
) -> dict[Place, list[Run] | None]:
    """Returns the runs of the texts in legacy fonts, by place within the grid; see `list_runs`.

    `first` is the place of the grid's first cell. Texts of ASCII alone need no conversion.
    """
    encodings = {font: find_encoding(font) for font in set(marks.fonts.values())}
    places = {place for place, font in marks.fonts.items() if encodings[font]} | marks.runs.keys()
    found: dict[Place, list[Run] | None] = {}
    for place in sorted(places):
        row, column = place[0] - first[0], place[1] - first[1]
        if not (0 <= row < len(rows) and 0 <= column < len(rows[row])):
            continue
        text = rows[row][column]
        if not isinstance(text, str) or text.isascii():
            continue
        inner = marks.runs.get(place)
        runs = list_runs(text, marks.fonts.get(place, ""), inner)
        if runs is None:
            is_legacy = inner is not None and any(find_encoding(font) for _, font in inner.starts)
        else:
            is_legacy = any(find_encoding(run.font) and not run.text.isascii() for run in runs)
        if is_legacy:
            found[row, column] = runs
    return found


def name_fonts(runs: Sequence[Run]) -> str:
    """Returns the legacy fonts of a text that hold more than ASCII, as a person reads them."""
    fonts = [r.font for r in join_runs(runs) if find_encoding(r.font) and not r.text.isascii()]
    return ", ".join(dict.fromkeys(fonts))
