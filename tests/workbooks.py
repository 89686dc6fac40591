"""One sheet of cells written in every format that offices send, for the tests of the reader.

The .xlsb writer is the smallest that Excel's own format description allows: there is no library.
"""

from __future__ import annotations

import csv
import io
import struct
import zipfile
from collections.abc import Sequence
from datetime import date, datetime
from typing import Any, NamedTuple

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.table import CoveredTableCell, Table, TableCell, TableRow
from odf.text import P

from reports.addresses import read_area

FORMATS = ("xlsx", "xls", "xlsb", "ods", "csv")


class Percent(NamedTuple):
    """A fraction that is shown as a percentage."""

    value: float


class Error(NamedTuple):
    """An error such as #N/A, the result of a formula."""

    text: str


class Page(NamedTuple):
    """A sheet: rows from A1 on, with None for a blank cell, and merged areas such as A1:B2."""

    rows: Sequence[Sequence[Any]]
    merged: Sequence[str] = ()
    name: str = "Báo cáo"
    is_hidden: bool = False


def write(format: str, *pages: Page) -> bytes:  # noqa: A002
    """Returns a workbook of that format; csv takes the first page alone."""
    return {
        "xlsx": write_xlsx, "xls": write_xls, "xlsb": write_xlsb, "ods": write_ods,
        "csv": write_csv,
    }[format](*pages)  # fmt: skip


def write_xlsx(*pages: Page, date_1904: bool = False) -> bytes:
    """Returns an .xlsx workbook."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True, "date_1904": date_1904})
    day = book.add_format({"num_format": "dd/mm/yyyy"})
    percent = book.add_format({"num_format": "0.00%"})
    for page in pages:
        sheet = book.add_worksheet(page.name)
        if page.is_hidden:
            sheet.hide()
        for reference in page.merged:
            sheet.merge_range(reference, "")
        for row, column, value in iterate(page):
            if isinstance(value, Percent):
                sheet.write_number(row, column, value.value, percent)
            elif isinstance(value, Error):
                sheet.write_formula(row, column, "=NA()", None, value.text)
            elif isinstance(value, date):
                sheet.write_datetime(row, column, at_midnight(value), day)
            elif isinstance(value, str):
                sheet.write_string(row, column, value)
            else:
                sheet.write(row, column, value)
    book.close()
    return target.getvalue()


def write_xls(*pages: Page) -> bytes:
    """Returns an .xls workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    day = xlwt.easyxf(num_format_str="DD/MM/YYYY")
    percent = xlwt.easyxf(num_format_str="0.00%")
    for page in pages:
        sheet = book.add_sheet(page.name, cell_overwrite_ok=True)
        sheet.visibility = int(page.is_hidden)
        for reference in page.merged:
            (top, left), (bottom, right) = read_area(reference) or ((0, 0), (0, 0))
            sheet.merge(top, bottom, left, right)
        for row, column, value in iterate(page):
            if isinstance(value, Percent):
                sheet.write(row, column, value.value, percent)
            elif isinstance(value, Error):
                sheet.row(row).set_cell_error(column, {"#N/A": "#N/A!"}.get(value.text, value.text))
            elif isinstance(value, date):
                sheet.write(row, column, value, day)
            else:
                sheet.write(row, column, value)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def write_ods(*pages: Page) -> bytes:
    """Returns an .ods workbook."""
    book = OpenDocumentSpreadsheet()
    for page in pages:
        table = Table(name=page.name)
        book.spreadsheet.addElement(table)
        areas = [area for area in map(read_area, page.merged) if area]
        for row, values in enumerate(page.rows):
            line = TableRow()
            table.addElement(line)
            for column, value in enumerate(values):
                line.addElement(make_ods_cell(row, column, value, areas))
    target = io.BytesIO()
    book.write(target)
    return target.getvalue()


def make_ods_cell(row: int, column: int, value: Any, areas: list[Any]) -> Any:
    """Returns one cell, covered or spanning where an area says so."""
    settings: dict[str, Any] = {}
    for (top, left), (bottom, right) in areas:
        if (row, column) == (top, left):
            settings["numbercolumnsspanned"] = right - left + 1
            settings["numberrowsspanned"] = bottom - top + 1
        elif top <= row <= bottom and left <= column <= right:
            return CoveredTableCell()
    if value is None:
        return TableCell(**settings)
    text = str(value)
    if isinstance(value, Percent):
        settings |= {"valuetype": "percentage", "value": str(value.value)}
    elif isinstance(value, Error):
        settings |= {"valuetype": "string", "stringvalue": "", "formula": "of:=NA()"}
        text = value.text
    elif isinstance(value, bool):
        settings |= {"valuetype": "boolean", "booleanvalue": str(value).lower()}
    elif isinstance(value, int | float):
        settings |= {"valuetype": "float", "value": str(value)}
    elif isinstance(value, date):
        settings |= {"valuetype": "date", "datevalue": value.isoformat()}
    else:
        settings["valuetype"] = "string"
    cell = TableCell(**settings)
    for part in text.split("\n"):
        cell.addElement(P(text=part))
    return cell


def write_csv(page: Page, encoding: str = "utf-8-sig", separator: str = ";") -> bytes:
    """Returns a text file as a Vietnamese Excel saves it."""
    target = io.StringIO(newline="")
    writer = csv.writer(target, delimiter=separator)
    width = max(map(len, page.rows), default=0)
    for row in page.rows:
        shown = [show(value) for value in row]
        writer.writerow(shown + [""] * (width - len(shown)))
    return target.getvalue().encode(encoding)


def show(value: Any) -> str:
    """Returns a value as a Vietnamese Excel shows it."""
    if value is None:
        return ""
    if isinstance(value, Percent):
        return f"{value.value * 100:.2f}%".replace(".", ",")
    if isinstance(value, Error):
        return value.text
    if isinstance(value, date):
        return f"{value:%d/%m/%Y}"
    return str(value).replace(".", ",") if isinstance(value, float) else str(value)


def write_xlsb(*pages: Page) -> bytes:
    """Returns an .xlsb workbook with inline strings, three cell styles and merges."""
    main = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
    package = "http://schemas.openxmlformats.org/package/2006/relationships"
    kind = "application/vnd.ms-excel"
    head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>'
    sheets = range(1, len(pages) + 1)
    links = "".join(
        f'<Relationship Id="rId{n}" Type="{main}/worksheet" Target="worksheets/sheet{n}.bin"/>'
        for n in sheets
    )
    styles = f'<Relationship Id="rId99" Type="{main}/styles" Target="styles.bin"/>'
    overrides = "".join(
        f'<Override PartName="/xl/worksheets/sheet{n}.bin" ContentType="{kind}.worksheet"/>'
        for n in sheets
    )
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": f"{head}<Types xmlns="
        '"http://schemas.openxmlformats.org/package/2006/content-types">'
        '<Default Extension="bin" ContentType="application/vnd.ms-excel.sheet.binary.macroEnabled'
        '.main"/><Default Extension="rels" ContentType='
        '"application/vnd.openxmlformats-package.relationships+xml"/>'
        f'{overrides}<Override PartName="/xl/styles.bin" ContentType="{kind}.styles"/></Types>',
        "_rels/.rels": f'{head}<Relationships xmlns="{package}"><Relationship Id="rId1" '
        f'Type="{main}/officeDocument" Target="xl/workbook.bin"/></Relationships>',
        "xl/_rels/workbook.bin.rels": f'{head}<Relationships xmlns="{package}">{links}{styles}'
        "</Relationships>",
        "xl/workbook.bin": make_binary_workbook(pages),
        "xl/styles.bin": make_binary_styles(),
    }
    for number, page in zip(sheets, pages, strict=True):
        parts[f"xl/worksheets/sheet{number}.bin"] = make_binary_sheet(page)
    return pack(parts)


def make_binary_workbook(pages: Sequence[Page]) -> bytes:
    """Returns the list of sheets."""
    bundles = b"".join(
        record(156, struct.pack("<II", int(page.is_hidden), n) + wide(f"rId{n}") + wide(page.name))
        for n, page in enumerate(pages, 1)
    )
    return record(131) + record(143) + bundles + record(144) + record(132)


def make_binary_styles() -> bytes:
    """Returns three cell styles: general, dd/mm/yyyy, 0.00%."""
    formats = record(44, struct.pack("<H", 164) + wide("dd/mm/yyyy"))
    cells = b"".join(
        record(47, struct.pack("<HHHHH", 0, number, 0, 0, 0) + bytes(6)) for number in (0, 164, 10)
    )
    return (
        record(278) + record(615, struct.pack("<I", 1)) + formats + record(616)
        + record(617, struct.pack("<I", 3)) + cells + record(618) + record(279)
    )  # fmt: skip


def make_binary_sheet(page: Page) -> bytes:
    """Returns the cells and merges of a sheet."""
    width = max(map(len, page.rows), default=1)
    body = record(129) + record(148, struct.pack("<4I", 0, len(page.rows) - 1, 0, width - 1))
    body += record(145)
    for row, values in enumerate(page.rows):
        body += record(0, struct.pack("<I", row) + bytes(13))
        for column, value in enumerate(values):
            if value is not None:
                body += make_binary_cell(column, value)
    body += record(146)
    areas = [area for area in map(read_area, page.merged) if area]
    if areas:
        merges = (
            record(176, struct.pack("<4I", top, bottom, left, right))
            for (top, left), (bottom, right) in areas
        )
        body += record(177, struct.pack("<I", len(areas))) + b"".join(merges) + record(178)
    return body + record(130)


def make_binary_cell(column: int, value: Any) -> bytes:
    """Returns the record of one filled cell."""
    errors = {"#N/A": 0x2A, "#REF!": 0x17, "#DIV/0!": 0x07}
    plain = struct.pack("<II", column, 0)
    if isinstance(value, bool):
        return record(4, plain + bytes([value]))
    if isinstance(value, Percent):
        return record(5, struct.pack("<IId", column, 2, value.value))
    if isinstance(value, Error):
        return record(3, plain + bytes([errors[value.text]]))
    if isinstance(value, date):
        days = (at_midnight(value) - datetime(1899, 12, 30)).days
        return record(5, struct.pack("<IId", column, 1, days))
    if isinstance(value, int | float):
        return record(5, plain + struct.pack("<d", value))
    return record(6, plain + wide(value))


def record(kind: int, body: bytes = b"") -> bytes:
    """Returns a record: type and length in groups of seven bits, then the body."""
    head = bytes([kind]) if kind < 128 else bytes([kind & 0x7F | 0x80, kind >> 7])
    length = len(body)
    while True:
        length, piece = length >> 7, length & 0x7F
        head += bytes([piece | 0x80 if length else piece])
        if not length:
            return head + body


def wide(text: str) -> bytes:
    """Returns a text with its length in front, in UTF-16."""
    return struct.pack("<I", len(text.encode("utf-16-le")) // 2) + text.encode("utf-16-le")


def pack(parts: dict[str, bytes | str]) -> bytes:
    """Returns a zip archive of the parts, in their order."""
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, part in parts.items():
            archive.writestr(name, part)
    return target.getvalue()


def edit_parts(data: bytes, changes: dict[str, bytes]) -> bytes:
    """Returns the archive with parts replaced or added."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts: dict[str, bytes | str] = {name: archive.read(name) for name in archive.namelist()}
    return pack(parts | changes)


def read_part(data: bytes, name: str) -> bytes:
    """Returns one part of an archive."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return archive.read(name)


def iterate(page: Page) -> Any:
    """Yields row, column and value of each filled cell."""
    for row, values in enumerate(page.rows):
        for column, value in enumerate(values):
            if value is not None:
                yield row, column, value


def at_midnight(day: date) -> datetime:
    """Returns a date as the moment at which it begins."""
    return datetime(day.year, day.month, day.day)
