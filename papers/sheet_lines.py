"""Reads the lines of an Excel paper: every filled row of every sheet, numbers as they are stored."""

from __future__ import annotations

import io
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
        for number, row in enumerate(sheet.iter_rows(), start=1):
            cells = trim([write_cell(cell.value, cell.data_type) for cell in row])
            if number == header:
                heads = cells
            if cells:
                place = PLACE.format(sheet=sheet.title, row=number)
                lines.append(Line(place, cells, heads if number != header else ()))
    return lines


def find_header(filtered: str | None) -> int | None:
    """Returns the row of the headings, which is where the filter stands."""
    return range_boundaries(filtered)[1] if filtered else None


def trim(cells: list[str]) -> tuple[str, ...]:
    """Returns the cells without the blank ones at the end."""
    while cells and not cells[-1]:
        cells.pop()
    return tuple(cells)


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
