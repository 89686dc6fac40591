"""Reads the lines of an Excel paper: every filled row of every sheet, numbers as they are stored."""

from __future__ import annotations

import io
from collections import defaultdict
from collections.abc import Iterator, Mapping
from datetime import date, datetime
from typing import Any

import openpyxl
from openpyxl.utils import range_boundaries

from papers.records import Line, normalise

PLACE = "Trang tính “{sheet}”, dòng {row}"


def read_lines(data: bytes) -> list[Line]:
    """Returns every filled row; a formula is its own text, not the value it would have.

    Raises what openpyxl raises for a workbook that it cannot read.
    """
    workbook = openpyxl.load_workbook(io.BytesIO(data), data_only=False)
    lines = []
    for sheet in workbook.worksheets:
        heads: tuple[str, ...] = ()
        header = find_header(sheet.auto_filter.ref)
        for number, row in read_rows(sheet):
            cells = write_row(row)
            if number == header:
                heads = cells
            if cells:
                place = PLACE.format(sheet=sheet.title, row=number)
                lines.append(Line(place, cells, heads if number != header else ()))
    return lines


def read_rows(sheet: Any) -> Iterator[tuple[int, dict[int, Any]]]:
    """Yields the number and the cells of every row in which there is a cell.

    Not by iter_rows: one cell in the last corner of a sheet would make it walk through billions.
    """
    rows: dict[int, dict[int, Any]] = defaultdict(dict)
    for (row, column), cell in sheet._cells.items():
        rows[row][column] = cell
    yield from sorted(rows.items())


def write_row(row: Mapping[int, Any]) -> tuple[str, ...]:
    """Returns the texts of a row up to its last filled cell."""
    texts = {column: write_cell(cell.value, cell.data_type) for column, cell in row.items()}
    last = max((column for column, text in texts.items() if text), default=0)
    return tuple(texts.get(column, "") for column in range(1, last + 1))


def find_header(filtered: str | None) -> int | None:
    """Returns the row of the headings, which is where the filter stands."""
    return range_boundaries(filtered)[1] if filtered else None


def write_cell(value: Any, data_type: str) -> str:
    """Returns the value as text that any program's saving leaves alone."""
    if value is None:
        return ""
    if data_type == "f":
        return f"công thức {value}"
    if isinstance(value, (datetime, date)):
        return value.isoformat()
    if isinstance(value, bool):
        return "Có" if value else "Không"
    # Programs write the last digits of a fraction differently.
    return f"{value:.12g}" if isinstance(value, (int, float)) else normalise(str(value))
