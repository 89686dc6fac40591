"""What calamine does not tell of an .xlsx sheet: errors, formulas without a value, percent formats,
fonts, hidden text of formulas and how far the cells reach.

Works on the unpacked parts with regular expressions over single cells: no tree is built, so a
sheet costs little more than finding its `<c>` elements.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from html import unescape
from typing import NamedTuple

from reports.addresses import COLUMNS, ROWS, Area, Place, number_column, read_address


class FontRuns(NamedTuple):
    """The fonts within one text of so many characters: offset and font; "" is the cell's own."""

    length: int = 0
    starts: tuple[tuple[int, str], ...] = ()


@dataclass
class Marks:
    """What a second look found, by zero-based place."""

    errors: dict[Place, str] = field(default_factory=dict)
    uncalculated: dict[Place, str] = field(default_factory=dict)
    percents: set[Place] = field(default_factory=set)
    fonts: dict[Place, str] = field(default_factory=dict)
    runs: dict[Place, FontRuns] = field(default_factory=dict)
    merged: list[Area] = field(default_factory=list)


CELL = re.compile(rb"<(?:\w+:)?c(\s[^>]*?)?(?:/>|>(.*?)</(?:\w+:)?c>)", re.DOTALL)
ATTRIBUTE = re.compile(rb"\b(r|s|t)\s*=\s*[\"']([^\"']*)[\"']")
VALUE = re.compile(rb"<(?:\w+:)?v(?:\s[^>]*)?>([^<]*)</")
FORMULA = re.compile(rb"<(?:\w+:)?f(?:\s[^>]*)?(?:/>|>([^<]*)</)")
INLINE = re.compile(rb"<(?:\w+:)?is\b")
REFERENCE = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br\s*=\s*[\"']([A-Za-z]+)(\d+)[\"']")
# As nearly every writer puts it; the general expression costs ten times as much.
USUAL_REFERENCE = re.compile(rb'<c r="([A-Z]+)(\d+)"')
HAS_BROKEN = re.compile(rb"<(?:\w+:)?f[\s>/]|\bt\s*=\s*[\"']e[\"']")
NUMBER_FORMAT = re.compile(rb"<(?:\w+:)?numFmt\s([^>]*)>")
PERCENT_FORMATS = {"9", "10"}


class OutOfBounds(Exception):
    """A cell lies outside a sheet, or so far away that the grid between would not fit."""


def has_broken_cells(part: bytes) -> bool:
    """True where a sheet holds formulas or errors, so that a second look is worth its time."""
    hints = (b"<f", b":f", b'"e"', b"'e'")
    return any(hint in part for hint in hints) and HAS_BROKEN.search(part) is not None


def measure(part: bytes) -> tuple[Place, Place] | None:
    """Returns the first and last corner of the cells, or None; raises OutOfBounds outside a sheet.

    A cell without a reference follows the one before it and adds no distance.
    """
    found = USUAL_REFERENCE.findall(part)
    if len(found) != part.count(b"<c ") + part.count(b":c "):
        found = REFERENCE.findall(part)
    if not found:
        return None
    columns = {letters for letters, _ in found}
    if any(len(letters) > 3 for letters in columns):
        raise OutOfBounds("column")
    numbers = [number_column(letters.decode().upper()) for letters in columns]
    rows = {digits for _, digits in found}
    if any(len(digits) > 7 for digits in rows):
        raise OutOfBounds("row")
    lines = [int(digits) - 1 for digits in rows]
    if max(numbers) >= COLUMNS or max(lines) >= ROWS or min(lines) < 0:
        raise OutOfBounds("row or column")
    return (min(lines), min(numbers)), (max(lines), max(numbers))


def iterate_cells(part: bytes) -> Iterator[tuple[Place, dict[bytes, bytes], bytes]]:
    """Yields place, attributes and inner markup of each cell, counting where references lack."""
    row, column, last_end = -1, -1, 0
    for match in CELL.finditer(part):
        attributes = dict(ATTRIBUTE.findall(match[1] or b""))
        place = read_place(attributes)
        if place:
            row, column = place
        else:
            between = part[last_end : match.start()]
            new_rows = len(re.findall(rb"<(?:\w+:)?row\b", between))
            row, column = (row + new_rows, 0) if new_rows else (row, column + 1)
        last_end = match.end()
        yield (row, column), attributes, match[2] or b""


def read_place(attributes: Mapping[bytes, bytes]) -> Place | None:
    """Returns the place that a cell names, or None where it only follows the one before it."""
    return read_address(attributes.get(b"r", b"").decode("ascii", "replace").upper())


def look_again(part: bytes, styles: bytes) -> Marks:
    """Returns the marks of one sheet; `styles` is the workbook's style part (may be empty)."""
    marks = Marks()
    percents, fonts = read_styles(styles)
    for place, attributes, inner in iterate_cells(part):
        style = int(attributes.get(b"s") or 0)
        if style in percents:
            marks.percents.add(place)
        if style in fonts:
            marks.fonts[place] = fonts[style]
        value = VALUE.search(inner)
        formula = FORMULA.search(inner)
        if attributes.get(b"t") == b"e":
            marks.errors[place] = unescape(value[1].decode()) if value else "#VALUE!"
        elif formula and not value and not INLINE.search(inner):
            marks.uncalculated[place] = "=" + unescape(
                (formula[1] or b"").decode("utf-8", "replace")
            )
    return marks


def read_styles(styles: bytes) -> tuple[set[int], dict[int, str]]:
    """Returns the cell styles that show a percentage, and the font name of every cell style."""
    own = set(PERCENT_FORMATS)
    for attributes in NUMBER_FORMAT.findall(styles):
        number = re.search(rb"numFmtId\s*=\s*[\"'](\d+)", attributes)
        code = re.search(rb"formatCode\s*=\s*\"([^\"]*)|formatCode\s*=\s*'([^']*)", attributes)
        if (
            number
            and code
            and b"%" in re.sub(rb"&quot;.*?&quot;|\\.", b"", code[1] or code[2] or b"")
        ):
            own.add(number[1].decode())
    names = [
        match[1].decode("utf-8", "replace") if match else ""
        for font in re.findall(
            rb"<(?:\w+:)?font(?:\s*/>|[\s>].*?</(?:\w+:)?font>)", styles, re.DOTALL
        )
        for match in [re.search(rb"<(?:\w+:)?name\s[^>]*val\s*=\s*[\"']([^\"']*)", font)]
    ]
    formats = re.search(rb"<(?:\w+:)?cellXfs\b.*?</(?:\w+:)?cellXfs>", styles, re.DOTALL)
    percents: set[int] = set()
    fonts: dict[int, str] = {}
    entries = re.findall(rb"<(?:\w+:)?xf\s([^>]*)>", formats[0]) if formats else []
    for index, entry in enumerate(entries):
        attributes = {
            key.decode(): value.decode()
            for key, value in re.findall(rb"(\w+)\s*=\s*[\"']([^\"']*)[\"']", entry)
        }
        if attributes.get("numFmtId") in own:
            percents.add(index)
        font = int(attributes.get("fontId") or 0)
        if font < len(names):
            fonts[index] = names[font]
    return percents, fonts


def find_sheet_parts(parts: Mapping[str, bytes]) -> list[str]:
    """Returns the part of each sheet in workbook order; "" where it is not a worksheet."""
    by_name = {name.lower().lstrip("/"): name for name in parts}
    workbook = parts.get(by_name.get("xl/workbook.xml", ""), b"")
    links = parts.get(by_name.get("xl/_rels/workbook.xml.rels", ""), b"")
    targets = {link: by_name.get(path.lower(), "") for link, path in find_targets(links).items()}
    found = []
    for sheet in re.findall(rb"<(?:\w+:)?sheet\s[^>]*>", workbook):
        link = re.search(rb"\b\w+:id\s*=\s*[\"']([^\"']*)[\"']", sheet)
        found.append(targets.get(link[1].decode("utf-8", "replace"), "") if link else "")
    return found


def find_targets(links: bytes) -> dict[str, str]:
    """Returns the part that each relationship of a workbook points to, by its id."""
    targets = {}
    for link in re.findall(r"<(?:\w+:)?Relationship\s[^>]*>", links.decode("utf-8", "replace")):
        attributes = dict(re.findall(r"(\w+)\s*=\s*[\"']([^\"']*)[\"']", link))
        target = attributes.get("Target", "")
        path = target.lstrip("/") if target.startswith("/") else f"xl/{target}"
        targets[attributes.get("Id", "")] = posixpath.normpath(path)
    return targets


def is_epoch_1904(parts: Mapping[str, bytes]) -> bool:
    """True where the workbook counts its days from 1904."""
    workbook = next(
        (part for name, part in parts.items() if name.lower().endswith("workbook.xml")), b""
    )
    return re.search(rb"date1904\s*=\s*[\"'](?:1|true)", workbook) is not None
