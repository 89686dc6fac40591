"""Workbooks of any format as grids whose places are Excel's own, with what calamine leaves out."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta
from functools import cache
from typing import NamedTuple, cast

from python_calamine import CalamineWorkbook, SheetTypeEnum, SheetVisibleEnum

from reports import archives, biff8, biff12, cell_fonts, delimited, opendocument, second_look
from reports.addresses import Area, Place, write_address
from reports.file_limits import MOST_CELLS, MOST_CELLS_TOGETHER, MOST_MERGES, MOST_SHEETS
from reports.legacy_text import Converted, Doubtful, find_encoding, find_habits, read_runs
from reports.second_look import Marks, OutOfBounds


class Broken(NamedTuple):
    """A cell that holds no value although it is not blank: a problem code and what is shown."""

    problem: str
    text: str
    suggestion: str | None = None


class Conversion(NamedTuple):
    """A text in a legacy font that was put into Unicode; the address is as shown."""

    address: str
    font: str
    before: str
    after: str


Cell = str | int | float | bool | date | datetime | time | timedelta | Broken
Grid = list[list[Cell]]

# Beyond these a cell that holds only blanks is left out instead of laying out all between.
SHARED_TEXT = re.compile(rb"<(?:\w+:)?si(?:\s*/>|[\s>].*?</(?:\w+:)?si>)", re.DOTALL)
# As older .NET programs name the parts of a workbook.
BACKSLASHED = b"xl\\workbook"
NEAR_ROWS, NEAR_COLUMNS = 100_000, 500


@dataclass
class Sheet:
    """A sheet's used area: `rows[0][0]` stands at (first_row, first_column), all zero-based.

    `merged` are the merged areas; `marks()` is the second look, made when first asked for.
    `conversions` are the texts that were typed for a legacy font: the grid holds them in Unicode.
    """

    name: str
    is_hidden: bool
    first_row: int
    first_column: int
    rows: Grid
    merged: list[Area] = field(default_factory=list)
    epoch_1904: bool = False
    marks: Callable[[], Marks] = Marks
    conversions: list[Conversion] = field(default_factory=list)


class UnreadableWorkbook(Exception):
    """A problem code and a detail."""


def read_sheets(data: bytes, format: str, parts: Mapping[str, bytes] | None = None) -> list[Sheet]:  # noqa: A002
    """Returns all sheets, hidden ones too; raises UnreadableWorkbook, and whatever calamine does.

    `parts` are those that reports.containers.look kept; without them they are unpacked here.
    """
    if format == "csv":
        rows: Grid = [list(row) for row in delimited.read_rows(data)]
        require_few(sum(map(len, rows)), MOST_CELLS_TOGETHER, "cells")
        return [Sheet("CSV", False, 0, 0, rows)]
    if parts is None:
        from reports.containers import look  # the one place that reads without a look before

        parts = look(data, "").parts
    data, parts = make_readable(data, parts)
    try:
        return open_sheets(data, format, parts)
    except OutOfBounds as error:
        raise UnreadableWorkbook("suspicious_container", f"cell out of bounds: {error}") from error


def open_sheets(data: bytes, format: str, parts: Mapping[str, bytes]) -> list[Sheet]:  # noqa: A002
    """Returns the sheets of a workbook whose parts are within bounds."""
    looks, epoch_1904 = prepare_looks(format, parts)
    if format in ("xlsx", "xlsm"):
        data = leave_out_strays(data, parts)
    sheets: list[Sheet] = []
    in_legacy_fonts = []
    cells = merges = 0
    with CalamineWorkbook.from_filelike(io.BytesIO(data)) as workbook:
        require_few(len(workbook.sheets_metadata), MOST_SHEETS, "sheets")
        for index, metadata in enumerate(workbook.sheets_metadata):
            if metadata.typ != SheetTypeEnum.WorkSheet:
                continue
            source = workbook.get_sheet_by_index(index)
            start = source.start or (0, 0)
            cells += source.height * source.width
            require_few(cells, MOST_CELLS_TOGETHER, "cells")
            look = looks[index] if index < len(looks) else Look()
            sheet = Sheet(
                metadata.name,
                metadata.visible != SheetVisibleEnum.Visible,
                start[0],
                start[1],
                cast(Grid, source.to_python()),
                source.merged_cell_ranges or [],
                epoch_1904,
                look.marks,
            )
            if look.is_needed:
                apply_marks(sheet, look.marks())
            merges += len(sheet.merged)
            require_few(merges, MOST_MERGES, "merged areas")
            sheets.append(sheet)
            if look.has_legacy_fonts:
                in_legacy_fonts.append(sheet)
    convert_legacy_texts(in_legacy_fonts)
    return sheets


def require_few(count: int, most: int, what: str) -> None:
    """Raises UnreadableWorkbook where there are more than may be."""
    if count > most:
        raise UnreadableWorkbook("too_large", f"{count} {what}, at most {most}")


class Look(NamedTuple):
    """A second look at one sheet, and whether its errors and merges or its fonts are needed."""

    marks: Callable[[], Marks] = Marks
    is_needed: bool = False
    has_legacy_fonts: bool = False


def prepare_looks(format: str, parts: Mapping[str, bytes]) -> tuple[list[Look], bool]:  # noqa: A002
    """Returns a look for each sheet in workbook order, and whether days count from 1904."""
    if format == "ods":
        content = next((part for name, part in parts.items() if name == "content.xml"), b"")
        found = opendocument.look_again(content, parts.get("styles.xml", b"")) if content else []
        return list(map(keep_look, found)), False
    if format == "xls":
        stream = parts.get("Workbook", b"")
        found = biff8.look_again(stream)
        epoch = biff8.is_epoch_1904(stream)
        return list(map(keep_look, found)), epoch
    if format == "xlsb":
        names, epoch = biff12.find_sheet_parts(parts), biff12.is_epoch_1904(parts)
        measure = biff12.measure
        styles, texts = parts.get("xl/styles.bin", b""), parts.get("xl/sharedStrings.bin", b"")
    else:
        names, epoch = second_look.find_sheet_parts(parts), second_look.is_epoch_1904(parts)
        measure = second_look.measure
        styles, texts = find_part(parts, "xl/styles.xml"), find_part(parts, "xl/sharedstrings.xml")
        has_legacy_fonts = cell_fonts.has_legacy_fonts(parts)
        shared = cell_fonts.read_shared_runs(texts) if has_legacy_fonts else []
    require_few(len(names), MOST_SHEETS, "sheets")
    looks = []
    for name in names:
        part = parts.get(name, b"")
        if format == "xlsb" and count_cells(measure(part)) > MOST_CELLS:
            raise OutOfBounds(name)
        if format == "xlsb":
            looks.append(keep_look(biff12.look_again(part, styles, texts)))
            continue

        @cache
        def read(part: bytes = part) -> Marks:
            marks = second_look.look_again(part, styles)
            marks.runs = cell_fonts.find_font_runs(part, shared) if has_legacy_fonts else {}
            return marks

        looks.append(Look(read, second_look.has_broken_cells(part), has_legacy_fonts))
    return looks, epoch


def keep_look(marks: Marks) -> Look:
    """Returns a look that has been taken already."""
    fonts = {*marks.fonts.values()}
    fonts |= {font for runs in marks.runs.values() for _, font in runs.starts}
    return Look(lambda: marks, True, any(map(find_encoding, fonts)))


def find_part(parts: Mapping[str, bytes], name: str) -> bytes:
    """Returns a part by its name in small letters, or nothing."""
    return next((part for each, part in parts.items() if each.lower() == name), b"")


def convert_legacy_texts(sheets: list[Sheet]) -> None:
    """Puts texts in legacy fonts into Unicode; what only a person can read becomes Broken."""
    texts = [
        cell_fonts.find_legacy_texts(sheet.rows, (sheet.first_row, sheet.first_column), marks)
        for sheet in sheets
        for marks in [sheet.marks()]
    ]
    habits = find_habits(runs for found in texts for runs in found.values() if runs)
    for sheet, found in zip(sheets, texts, strict=True):
        for (row, column), runs in found.items():
            typed = cast(str, sheet.rows[row][column])
            read = read_runs(runs, habits) if runs else Doubtful(typed)
            if isinstance(read, Doubtful):
                sheet.rows[row][column] = Broken("legacy_font", typed, read.suggestion)
            elif isinstance(read, Converted):
                sheet.rows[row][column] = read
                address = write_address(sheet.first_row + row, sheet.first_column + column)
                fonts = cell_fonts.name_fonts(runs or [])
                sheet.conversions.append(Conversion(address, fonts, typed, str(read)))


def count_cells(corners: Area | None) -> int:
    """Returns the number of cells between two corners."""
    if corners is None:
        return 0
    (top, left), (bottom, right) = corners
    return (bottom - top + 1) * (right - left + 1)


def apply_marks(sheet: Sheet, marks: Marks) -> None:
    """Puts broken cells into the grid, where calamine has blanks, and adds the merges."""
    if marks.merged:
        sheet.merged = marks.merged
    for place, text in marks.errors.items():
        put(sheet, place, Broken("excel_error", text))
    for place, text in marks.uncalculated.items():
        put(sheet, place, Broken("uncalculated_formula", text))


def put(sheet: Sheet, place: Place, cell: Cell) -> None:
    """Sets one cell, enlarging the grid where calamine ended it before."""
    row, column = place
    if not sheet.rows:
        sheet.first_row, sheet.first_column = place
    width = max(map(len, sheet.rows), default=0)
    if row < sheet.first_row:
        sheet.rows[:0] = [[""] * width for _ in range(sheet.first_row - row)]
        sheet.first_row = row
    if column < sheet.first_column:
        for line in sheet.rows:
            line[:0] = [""] * (sheet.first_column - column)
        sheet.first_column = column
    while len(sheet.rows) <= row - sheet.first_row:
        sheet.rows.append([""] * width)
    line = sheet.rows[row - sheet.first_row]
    line.extend([""] * (column - sheet.first_column + 1 - len(line)))
    line[column - sheet.first_column] = cell


def make_readable(data: bytes, parts: Mapping[str, bytes]) -> tuple[bytes, Mapping[str, bytes]]:
    """Returns the workbook as calamine reads it: UTF-16 parts as UTF-8, slashes in their names."""
    replaced = {
        name: re.sub(rb"^(<\?xml[^>]*encoding\s*=\s*[\"'])[\w-]+", rb"\1UTF-8", text)
        for name, part in parts.items()
        if name != "Workbook" and part.startswith(archives.UTF_16_BEGINNINGS)
        for text in [delimited.decode(part).lstrip("\ufeff").encode()]
        if text.startswith(b"<")
    }
    if not replaced and BACKSLASHED not in data:
        return data, parts
    return archives.repack(data, replaced), {**parts, **replaced}


def leave_out_strays(data: bytes, parts: Mapping[str, bytes]) -> bytes:
    """Returns the workbook without blank cells so far away that the grid would not fit in memory.

    Raises OutOfBounds where such a cell is not blank: nothing that was typed is dropped.
    """
    replaced = {}
    for name in set(second_look.find_sheet_parts(parts)):
        part = parts.get(name, b"")
        if count_cells(second_look.measure(part)) > MOST_CELLS:
            replaced[name] = cut_strays(part, find_blank_texts(parts))
    return archives.repack(data, replaced) if replaced else data


def find_blank_texts(parts: Mapping[str, bytes]) -> set[bytes]:
    """Returns the numbers of the shared texts that hold only blanks."""
    texts = next((p for name, p in parts.items() if name.lower() == "xl/sharedstrings.xml"), b"")
    return {
        str(number).encode()
        for number, text in enumerate(SHARED_TEXT.findall(texts))
        if not re.sub(rb"<[^>]*>", b"", text).strip()
    }


def cut_strays(part: bytes, blank_texts: set[bytes]) -> bytes:
    """Returns a sheet part without its far cells; raises OutOfBounds where one is not blank."""

    def keep_near(match: re.Match[bytes]) -> bytes:
        attributes = dict(second_look.ATTRIBUTE.findall(match[1] or b""))
        place = second_look.read_place(attributes)
        if place is None or (place[0] < NEAR_ROWS and place[1] < NEAR_COLUMNS):
            return match[0]
        inner = match[2] or b""
        shown = re.sub(rb"<[^>]*>", b"", inner).strip()
        if shown and not (attributes.get(b"t") == b"s" and shown in blank_texts):
            raise OutOfBounds(write_address(*place))
        return b""

    kept = second_look.CELL.sub(keep_near, part)
    if count_cells(second_look.measure(kept)) > MOST_CELLS:
        raise OutOfBounds("the used area is too large")
    return kept
