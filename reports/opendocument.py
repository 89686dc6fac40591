"""What calamine does not tell of an .ods sheet: merges, errors, lost formulas, percents."""

from __future__ import annotations

from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from reports.addresses import COLUMNS, MOST_CELLS, ROWS, write_address
from reports.second_look import Marks, OutOfBounds

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
EXTENSION = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
SHEETS = f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
ERROR_TEXTS = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "Err:")


def look_again(content: bytes) -> list[Marks]:
    """Returns the marks of each sheet; raises OutOfBounds for a filled cell outside a sheet."""
    root: Element = fromstring(content)
    return [look_at_table(table) for table in root.findall(SHEETS)]


def look_at_table(table: Element) -> Marks:
    """Returns the marks of one table, counting repeated rows and columns."""
    marks = Marks()
    row, far_row, far_column = 0, 0, 0
    for line in table.iter(f"{TABLE}table-row"):
        repeats = int(line.get(f"{TABLE}number-rows-repeated") or 1)
        column = 0
        for cell in line:
            if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                continue
            look_at_cell(cell, row, column, marks)
            column += int(cell.get(f"{TABLE}number-columns-repeated") or 1)
            if len(cell) or cell.get(f"{OFFICE}value-type"):
                far_row, far_column = max(far_row, row + repeats), max(far_column, column)
        row += repeats
    if far_row > ROWS or far_column > COLUMNS or far_row * far_column > MOST_CELLS:
        raise OutOfBounds(write_address(far_row - 1, far_column - 1))
    return marks


def look_at_cell(cell: Element, row: int, column: int, marks: Marks) -> None:
    """Adds what is special about one cell."""
    text = "\n".join("".join(line.itertext()) for line in cell.iter(f"{TEXT}p"))
    kind = cell.get(f"{OFFICE}value-type")
    wide = int(cell.get(f"{TABLE}number-columns-spanned") or 1)
    high = int(cell.get(f"{TABLE}number-rows-spanned") or 1)
    if wide > 1 or high > 1:
        marks.merged.append(((row, column), (row + high - 1, column + wide - 1)))
    if kind == "percentage":
        marks.percents.add((row, column))
    formula = cell.get(f"{TABLE}formula")
    is_error = cell.get(f"{EXTENSION}value-type") == "error"
    if is_error or (formula and text.startswith(ERROR_TEXTS)):
        marks.errors[row, column] = text or "#VALUE!"
    elif formula and not text and kind is None:
        marks.uncalculated[row, column] = "=" + formula.partition("=")[2]
