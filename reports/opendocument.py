"""What calamine does not tell of an .ods sheet: merges, errors, lost formulas, percents."""

from __future__ import annotations

from collections.abc import Iterator
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from reports.addresses import COLUMNS, ROWS, write_address
from reports.file_limits import MOST_CELLS
from reports.legacy_text import find_encoding
from reports.second_look import FontRuns, Marks, OutOfBounds

TABLE = "{urn:oasis:names:tc:opendocument:xmlns:table:1.0}"
OFFICE = "{urn:oasis:names:tc:opendocument:xmlns:office:1.0}"
EXTENSION = "{urn:org:documentfoundation:names:experimental:calc:xmlns:calcext:1.0}"
SHEETS = f"{OFFICE}body/{OFFICE}spreadsheet/{TABLE}table"
TEXT = "{urn:oasis:names:tc:opendocument:xmlns:text:1.0}"
STYLE = "{urn:oasis:names:tc:opendocument:xmlns:style:1.0}"
SVG = "{urn:oasis:names:tc:opendocument:xmlns:svg-compatible:1.0}"
FORMATTING = "{urn:oasis:names:tc:opendocument:xmlns:xsl-fo-compatible:1.0}"
ERROR_TEXTS = ("#N/A", "#DIV/0!", "#REF!", "#VALUE!", "#NAME?", "#NUM!", "#NULL!", "Err:")


def look_again(content: bytes, styles: bytes = b"") -> list[Marks]:
    """Returns the marks of each sheet; raises OutOfBounds for a filled cell outside a sheet.

    `styles` is the workbook's part of named styles, on which those of the content rest.
    """
    root: Element = fromstring(content)
    fonts = read_fonts([fromstring(styles)] if styles else [], root)
    legacy = fonts if any(map(find_encoding, fonts.values())) else {}
    return [look_at_table(table, legacy) for table in root.findall(SHEETS)]


def read_fonts(named: list[Element], content: Element) -> dict[str, str]:
    """Returns the font of each style that has one, its own or that of the style it rests on."""
    faces: dict[str, str] = {}
    own: dict[str, str] = {}
    parents: dict[str, str] = {}
    for root in (*named, content):
        for face in root.iter(f"{STYLE}font-face"):
            family = face.get(f"{SVG}font-family") or face.get(f"{STYLE}name") or ""
            faces[face.get(f"{STYLE}name") or ""] = family.strip("'\"")
        for style in root.iter(f"{STYLE}style"):
            if style.get(f"{STYLE}family") not in ("table-cell", "text", "paragraph"):
                continue
            name = style.get(f"{STYLE}name") or ""
            parents[name] = style.get(f"{STYLE}parent-style-name") or ""
            for properties in style.iter(f"{STYLE}text-properties"):
                face_name = properties.get(f"{STYLE}font-name")
                shown = properties.get(f"{FORMATTING}font-family")
                if face_name or shown:
                    own[name] = faces.get(face_name or "", "") or shown or face_name or ""
    fonts = {}
    for name in parents:
        place = name
        seen: set[str] = set()
        while place and place not in own and place not in seen:
            seen.add(place)
            place = parents.get(place, "")
        if place in own:
            fonts[name] = own[place].strip("'\"")
    return fonts


def look_at_table(table: Element, fonts: dict[str, str]) -> Marks:
    """Returns the marks of one table, counting repeated rows and columns.

    `fonts` are the fonts of the styles, empty where no font matters.
    """
    marks = Marks()
    defaults = list_default_styles(table) if fonts else []
    row, far_row, far_column = 0, 0, 0
    for line in table.iter(f"{TABLE}table-row"):
        repeats = int(line.get(f"{TABLE}number-rows-repeated") or 1)
        column = 0
        for cell in line:
            if cell.tag not in (f"{TABLE}table-cell", f"{TABLE}covered-table-cell"):
                continue
            look_at_cell(cell, row, column, marks)
            if fonts and len(cell):
                default = line.get(f"{TABLE}default-cell-style-name")
                style = cell.get(f"{TABLE}style-name") or default or find_default(defaults, column)
                look_at_fonts(cell, row, column, fonts.get(style, ""), fonts, marks)
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


def list_default_styles(table: Element) -> list[tuple[int, str]]:
    """Returns the style of cells that name none, as (column after the last, style)."""
    found, end = [], 0
    for column in table.iter(f"{TABLE}table-column"):
        end += int(column.get(f"{TABLE}number-columns-repeated") or 1)
        found.append((end, column.get(f"{TABLE}default-cell-style-name") or ""))
    return found


def find_default(defaults: list[tuple[int, str]], column: int) -> str:
    """Returns the default style of a column."""
    return next((style for end, style in defaults if column < end), "")


def look_at_fonts(
    cell: Element, row: int, column: int, font: str, fonts: dict[str, str], marks: Marks
) -> None:
    """Notes the cell's font, and those within its text where there are any.

    A repeated cell is noted once: equal texts beside each other are no names.
    """
    if font:
        marks.fonts[row, column] = font
    starts: list[tuple[int, str]] = []
    length = 0
    for number, line in enumerate(cell.findall(f"{TEXT}p")):
        if number:
            length += 1
        own = fonts.get(line.get(f"{TEXT}style-name") or "", "")
        for text, style in iterate_pieces(line, ""):
            starts.append((length, fonts.get(style, own)))
            length += len(text)
    if any(name for _, name in starts):
        marks.runs[row, column] = FontRuns(length, tuple(starts))


def iterate_pieces(element: Element, style: str) -> Iterator[tuple[str, str]]:
    """Yields the pieces of a paragraph's text, each with the style of the span around it."""
    if element.tag == f"{TEXT}s":
        yield " " * int(element.get(f"{TEXT}c") or 1), style
    elif element.tag in (f"{TEXT}tab", f"{TEXT}line-break"):
        yield "\n" if element.tag.endswith("break") else "\t", style
    if element.text:
        yield element.text, style
    for child in element:
        inner = child.get(f"{TEXT}style-name") if child.tag == f"{TEXT}span" else None
        yield from iterate_pieces(child, inner or style)
        if child.tail:
            yield child.tail, style
