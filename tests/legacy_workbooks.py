"""Workbooks whose cells are in given fonts, whole or in part, in every format that has fonts."""

from __future__ import annotations

import io
import struct
from collections.abc import Sequence
from typing import Any, NamedTuple

import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import FontFace, Style, TextProperties
from odf.table import Table, TableCell, TableRow
from odf.text import P, Span

from tests.workbooks import Page, edit_parts, record, wide, write_xlsb

FONT_FORMATS = ("xlsx", "xls", "xlsb", "ods")
UNICODE_FONT = "Times New Roman"


class Typed(NamedTuple):
    """A text in one font."""

    text: str
    font: str


class Rich(NamedTuple):
    """A text in several fonts; a run of the empty font is in the cell's own."""

    runs: tuple[Typed, ...]
    font: str = UNICODE_FONT


Value = Typed | Rich | str | float | None
Rows = Sequence[Sequence[Value]]


def write(format: str, rows: Rows) -> bytes:  # noqa: A002
    """Returns a workbook of one sheet with these cells; plain texts are in a Unicode font."""
    return {"xlsx": write_xlsx, "xls": write_xls, "xlsb": write_binary, "ods": write_ods}[format](
        rows
    )


def list_fonts(rows: Rows) -> list[str]:
    """Returns all fonts of the cells, the Unicode one first."""
    fonts = [UNICODE_FONT]
    for row in rows:
        for value in row:
            if isinstance(value, Typed | Rich):
                fonts.append(value.font)
            if isinstance(value, Rich):
                fonts += [run.font for run in value.runs if run.font]
    return list(dict.fromkeys(fonts))


def iterate(rows: Rows) -> Any:
    """Yields row, column and value of each filled cell."""
    for row, values in enumerate(rows):
        for column, value in enumerate(values):
            if value is not None:
                yield row, column, value


def write_xlsx(rows: Rows) -> bytes:
    """Returns an .xlsx workbook."""
    target = io.BytesIO()
    book = xlsxwriter.Workbook(target, {"in_memory": True})
    formats = {font: book.add_format({"font_name": font}) for font in list_fonts(rows)}
    sheet = book.add_worksheet("Báo cáo")
    for row, column, value in iterate(rows):
        if isinstance(value, Typed):
            sheet.write_string(row, column, value.text, formats[value.font])
        elif isinstance(value, Rich):
            pieces: list[Any] = []
            for run in value.runs:
                pieces += [formats[run.font], run.text] if run.font else [run.text]
            sheet.write_rich_string(row, column, *pieces, formats[value.font])
        else:
            sheet.write(row, column, value, formats[UNICODE_FONT])
    book.close()
    return target.getvalue()


def write_xls(rows: Rows) -> bytes:
    """Returns an .xls workbook."""
    book = xlwt.Workbook(encoding="utf-8")
    styles = {font: xlwt.easyxf(f"font: name {font}") for font in list_fonts(rows)}
    sheet = book.add_sheet("Báo cáo")
    for row, column, value in iterate(rows):
        if isinstance(value, Typed):
            sheet.write(row, column, value.text, styles[value.font])
        elif isinstance(value, Rich):
            pieces = [
                (run.text, styles[run.font].font) if run.font else run.text for run in value.runs
            ]
            sheet.write_rich_text(row, column, pieces, styles[value.font])
        else:
            sheet.write(row, column, value, styles[UNICODE_FONT])
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


def write_binary(rows: Rows) -> bytes:
    """Returns an .xlsb workbook; rich texts are shared texts, as Excel stores them."""
    fonts = list_fonts(rows)
    plain = [
        [value.text if isinstance(value, Typed) else None if isinstance(value, Rich) else value
         for value in row]
        for row in rows
    ]  # fmt: skip
    body = record(129) + record(148, struct.pack("<4I", 0, len(rows) - 1, 0, 30)) + record(145)
    shared = []
    for row, values in enumerate(rows):
        body += record(0, struct.pack("<I", row) + bytes(13))
        for column, value in enumerate(values):
            if isinstance(value, Rich):
                head = struct.pack("<II", column, fonts.index(value.font))
                body += record(7, head + struct.pack("<I", len(shared)))
                shared.append(make_shared_text(value, fonts))
            elif isinstance(value, Typed):
                head = struct.pack("<II", column, fonts.index(value.font))
                body += record(6, head + wide(value.text))
            elif isinstance(value, str):
                body += record(6, struct.pack("<II", column, 0) + wide(value))
            elif value is not None:
                body += record(5, struct.pack("<IId", column, 0, value))
    body += record(146) + record(130)
    styles = (
        record(278)
        + record(611, struct.pack("<I", len(fonts)))
        + b"".join(record(43, bytes(21) + wide(font)) for font in fonts)
        + record(612)
        + record(617, struct.pack("<I", len(fonts)))
        + b"".join(
            record(47, struct.pack("<HHHHH", 0, 0, font, 0, 0) + bytes(6))
            for font in range(len(fonts))
        )
        + record(618)
        + record(279)
    )
    texts = record(159, struct.pack("<II", len(shared), len(shared))) + b"".join(shared)
    data = write_xlsb(Page(plain))
    return edit_parts(
        data,
        {
            "xl/worksheets/sheet1.bin": body,
            "xl/styles.bin": styles,
            "xl/sharedStrings.bin": texts + record(160),
            "xl/_rels/workbook.bin.rels": link_shared_texts(data),
        },
    )


def make_shared_text(value: Rich, fonts: list[str]) -> bytes:
    """Returns the record of a shared text with its runs."""
    text, runs = "", []
    for run in value.runs:
        runs.append(struct.pack("<HH", len(text), fonts.index(run.font or value.font)))
        text += run.text
    body = b"\1" + wide(text) + struct.pack("<I", len(runs)) + b"".join(runs)
    return record(19, body)


def link_shared_texts(data: bytes) -> bytes:
    """Returns the workbook's links with one to its shared texts."""
    from tests.workbooks import read_part

    link = (
        '<Relationship Id="rId98" Type="http://schemas.openxmlformats.org/officeDocument/2006/'
        'relationships/sharedStrings" Target="sharedStrings.bin"/></Relationships>'
    )
    links = read_part(data, "xl/_rels/workbook.bin.rels").decode()
    return links.replace("</Relationships>", link).encode()


def write_ods(rows: Rows) -> bytes:
    """Returns an .ods workbook."""
    book = OpenDocumentSpreadsheet()
    names = {}
    for number, font in enumerate(list_fonts(rows)):
        names[font] = f"f{number}"
        book.fontfacedecls.addElement(FontFace(name=f"F{number}", fontfamily=f"'{font}'"))
        for family in ("table-cell", "text"):
            style = Style(name=f"{family}{number}", family=family)
            style.addElement(TextProperties(fontname=f"F{number}"))
            book.automaticstyles.addElement(style)
    table = Table(name="Báo cáo")
    book.spreadsheet.addElement(table)
    for values in rows:
        line = TableRow()
        table.addElement(line)
        for value in values:
            if value is None:
                line.addElement(TableCell())
                continue
            if isinstance(value, float | int):
                cell = TableCell(valuetype="float", value=str(value))
                cell.addElement(P(text=str(value)))
                line.addElement(cell)
                continue
            font = value.font if isinstance(value, Typed | Rich) else UNICODE_FONT
            cell = TableCell(valuetype="string", stylename=names[font].replace("f", "table-cell"))
            runs = value.runs if isinstance(value, Rich) else ()
            paragraph = P(text="" if runs else getattr(value, "text", value))
            for run in runs:
                style = names[run.font or font].replace("f", "text")
                paragraph.addElement(Span(stylename=style, text=run.text))
            cell.addElement(paragraph)
            line.addElement(cell)
    target = io.BytesIO()
    book.write(target)
    return target.getvalue()
