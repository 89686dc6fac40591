"""Drafts become files: xlsx by two libraries, xls, ods, csv. The same draft gives the same bytes.

Libraries stamp the moment of saving into what they write; every stamp is replaced by `FROZEN`.
"""

from __future__ import annotations

import csv
import io
import re
import unicodedata
import zipfile
from datetime import date, datetime
from pathlib import PurePath

import openpyxl
import xlsxwriter
import xlwt
from odf.opendocument import OpenDocumentSpreadsheet
from odf.style import Style, TableColumnProperties, TextProperties
from odf.table import CoveredTableCell, Table, TableCell, TableColumn, TableRow
from odf.text import P
from openpyxl.styles import Alignment, Font

from simulation.drafts import Cell, SheetDraft, WorkbookDraft

FROZEN = datetime(2023, 4, 20, 8, 0, 0)
BOLD = {"marker", "letterhead", "title", "header", "group", "signature"}
CENTRED = {"marker", "letterhead", "motto", "title", "italic", "header", "numbering", "signature"}
NUMBER_FORMATS = {"number": "0.00", "percent": "0.00%", "date": "dd/mm/yyyy", "integer": "0"}


def write(draft: WorkbookDraft) -> bytes:
    """The bytes of the file, in the format that its name says."""
    suffix = PurePath(draft.name).suffix
    if suffix == ".xlsx":
        return _write_openpyxl(draft) if draft.writer == "openpyxl" else _write_xlsxwriter(draft)
    return {".xls": _write_xls, ".ods": _write_ods, ".csv": _write_csv}[suffix](draft)


def _write_xlsxwriter(draft: WorkbookDraft) -> bytes:
    buffer = io.BytesIO()
    book = xlsxwriter.Workbook(buffer, {"in_memory": True})
    book.set_properties({"created": FROZEN, "author": draft.author})
    formats = {}
    for style in sorted(BOLD | CENTRED | set(NUMBER_FORMATS) | {"text", "note", "vni"}):
        font = "VNI-Times" if style == "vni" else "Times New Roman"
        look: dict[str, object] = {"font_name": font, "font_size": 12}
        if style in BOLD:
            look["bold"] = True
        if style in ("italic",):
            look["italic"] = True
        if style in CENTRED:
            look["align"] = "center"
        if style == "marker":
            look["font_color"] = "#C00000"
        if style in NUMBER_FORMATS:
            look["num_format"] = NUMBER_FORMATS[style]
        if style in ("header", "text", "number", "percent", "date", "integer", "numbering"):
            look |= {"border": 1, "text_wrap": True, "valign": "vcenter"}
        formats[style] = book.add_format(look)
    for sheet in draft.sheets:
        page = book.add_worksheet(sheet.name)
        anchors = {(first, left): block for block in sheet.merges for first, left in [block[:2]]}
        for (row, column), cell in sorted(sheet.cells.items()):
            block = anchors.get((row, column))
            if block:
                page.merge_range(*block, "", formats[cell.style])
        for (row, column), cell in sorted(sheet.cells.items()):
            if cell.value is None:
                if not _is_covered(sheet, row, column):
                    page.write_blank(row, column, None, formats[cell.style])
            elif isinstance(cell.value, str):
                page.write_string(row, column, cell.value, formats[cell.style])
            elif isinstance(cell.value, date):
                moment = datetime(cell.value.year, cell.value.month, cell.value.day)
                page.write_datetime(row, column, moment, formats[cell.style])
            else:
                page.write_number(row, column, cell.value, formats[cell.style])
        for column, width in sorted(sheet.widths.items()):
            page.set_column(column, column, width)
        for row in sheet.hidden_rows:
            page.set_row(row, None, None, {"hidden": True})
        if sheet.is_hidden:
            page.hide()
    book.close()
    return _freeze_zip(buffer.getvalue())


def _is_covered(sheet: SheetDraft, row: int, column: int) -> bool:
    return any(
        first <= row <= last and left <= column <= right and (row, column) != (first, left)
        for first, left, last, right in sheet.merges
    )


def _write_openpyxl(draft: WorkbookDraft) -> bytes:
    book = openpyxl.Workbook()
    book.remove(book.active)
    book.properties.creator = draft.author
    for sheet in draft.sheets:
        page = book.create_sheet(sheet.name)
        for (row, column), cell in sorted(sheet.cells.items()):
            if cell.value is None:
                continue
            target = page.cell(row + 1, column + 1, cell.value)
            font = "VNI-Times" if cell.style == "vni" else "Times New Roman"
            target.font = Font(name=font, size=12, bold=cell.style in BOLD)
            if cell.style in CENTRED:
                target.alignment = Alignment(horizontal="center", wrap_text=True)
            if cell.style in NUMBER_FORMATS:
                target.number_format = NUMBER_FORMATS[cell.style]
        for first, left, last, right in sheet.merges:
            page.merge_cells(
                start_row=first + 1, start_column=left + 1, end_row=last + 1, end_column=right + 1
            )
        for column, width in sorted(sheet.widths.items()):
            page.column_dimensions[openpyxl.utils.get_column_letter(column + 1)].width = width
        for row in sheet.hidden_rows:
            page.row_dimensions[row + 1].hidden = True
        if sheet.is_hidden:
            page.sheet_state = "hidden"
    buffer = io.BytesIO()
    book.save(buffer)
    return _freeze_zip(buffer.getvalue())


def _write_xls(draft: WorkbookDraft) -> bytes:
    book = xlwt.Workbook(encoding="utf-8")
    styles = {}
    for style in sorted(BOLD | CENTRED | set(NUMBER_FORMATS) | {"text", "note", "vni"}):
        rules = f"font: name Times New Roman, bold {'on' if style in BOLD else 'off'}"
        if style in CENTRED:
            rules += "; align: horiz center, wrap on"
        styles[style] = xlwt.easyxf(rules, num_format_str=NUMBER_FORMATS.get(style, "General"))
    for sheet in draft.sheets:
        page = book.add_sheet(sheet.name)
        blocks = {block[:2]: block for block in sheet.merges}
        for (row, column), cell in sorted(sheet.cells.items()):
            block = blocks.get((row, column))
            if block:
                first, left, last, right = block
                page.write_merge(first, last, left, right, cell.value, styles[cell.style])
            elif cell.value is not None and not _is_covered(sheet, row, column):
                page.write(row, column, cell.value, styles[cell.style])
        for column, width in sorted(sheet.widths.items()):
            page.col(column).width = width * 256
        for row in sheet.hidden_rows:
            page.row(row).hidden = True
        if sheet.is_hidden:
            page.visibility = 1
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def _write_ods(draft: WorkbookDraft) -> bytes:
    document = OpenDocumentSpreadsheet()
    bold = Style(name="bold", family="table-cell")
    bold.addElement(TextProperties(fontweight="bold"))
    document.automaticstyles.addElement(bold)
    wide = Style(name="wide", family="table-column")
    wide.addElement(TableColumnProperties(columnwidth="4cm"))
    document.automaticstyles.addElement(wide)
    for sheet in draft.sheets:
        table = Table(name=sheet.name)
        last_row = max(row for row, _ in sheet.cells)
        last_column = max(column for _, column in sheet.cells)
        table.addElement(TableColumn(numbercolumnsrepeated=last_column + 1, stylename=wide))
        blocks = {block[:2]: block for block in sheet.merges}
        for row in range(last_row + 1):
            visibility = "collapse" if row in sheet.hidden_rows else "visible"
            line = TableRow(visibility=visibility)
            for column in range(last_column + 1):
                if _is_covered(sheet, row, column):
                    line.addElement(CoveredTableCell())
                    continue
                spans = {}
                block = blocks.get((row, column))
                if block:
                    spans = {
                        "numberrowsspanned": block[2] - block[0] + 1,
                        "numbercolumnsspanned": block[3] - block[1] + 1,
                    }
                line.addElement(_ods_cell(sheet.cells.get((row, column)), spans, bold))
            table.addElement(line)
        document.spreadsheet.addElement(table)
    buffer = io.BytesIO()
    document.write(buffer)
    return _freeze_zip(buffer.getvalue())


def _ods_cell(cell: Cell | None, spans: dict[str, int], bold: Style) -> TableCell:
    if cell is None or cell.value is None:
        return TableCell(**spans)
    look = {"stylename": bold} if cell.style in BOLD else {}
    if isinstance(cell.value, date):
        shown = cell.value.strftime("%d/%m/%Y")
        target = TableCell(valuetype="date", datevalue=cell.value.isoformat(), **spans, **look)
    elif isinstance(cell.value, str):
        shown = cell.value
        target = TableCell(valuetype="string", **spans, **look)
    else:
        shown = str(cell.value).replace(".", ",")
        target = TableCell(valuetype="float", value=repr(cell.value), **spans, **look)
    for line in shown.split("\n"):
        target.addElement(P(text=line))
    return target


def _write_csv(draft: WorkbookDraft) -> bytes:
    sheet = draft.sheets[0]
    last_row = max(row for row, _ in sheet.cells)
    last_column = max(column for _, column in sheet.cells)
    buffer = io.StringIO()
    writer = csv.writer(buffer, delimiter=draft.delimiter, lineterminator="\r\n")
    for row in range(last_row + 1):
        writer.writerow(
            _csv_text(sheet.cells.get((row, column))) for column in range(last_column + 1)
        )
    text = buffer.getvalue()
    if draft.encoding == "cp1258":
        text = "".join(_for_windows_1258(character) for character in text)
    return text.encode(draft.encoding)


def _csv_text(cell: Cell | None) -> str:
    if cell is None or cell.value is None:
        return ""
    if isinstance(cell.value, date):
        return cell.value.strftime("%d/%m/%Y")
    if isinstance(cell.value, float):
        return f"{cell.value:.2f}".replace(".", ",")
    return str(cell.value)


TONES = {"\u0300", "\u0301", "\u0303", "\u0309", "\u0323"}


def _for_windows_1258(character: str) -> str:
    """The code page knows vowels with their hat or horn, and tones as signs that follow."""
    marks = unicodedata.normalize("NFD", character)
    tones = "".join(mark for mark in marks if mark in TONES)
    letter = "".join(mark for mark in marks if mark not in TONES)
    return unicodedata.normalize("NFC", letter) + tones


MOMENT = re.compile(r"(<dcterms:(?:created|modified)[^>]*>)[^<]*(<)")


def _freeze_zip(data: bytes) -> bytes:
    """The same archive with one date on every entry and in its document properties."""
    source = zipfile.ZipFile(io.BytesIO(data))
    buffer = io.BytesIO()
    stamp = FROZEN.strftime("%Y-%m-%dT%H:%M:%SZ")
    with zipfile.ZipFile(buffer, "w") as target:
        for entry in source.infolist():
            content = source.read(entry)
            if entry.filename == "docProps/core.xml":
                text = MOMENT.sub(rf"\g<1>{stamp}\g<2>", content.decode())
                content = text.encode()
            frozen = zipfile.ZipInfo(entry.filename, FROZEN.timetuple()[:6])
            # An OpenDocument reader knows the format by its first entry, which must lie bare.
            is_bare = entry.filename == "mimetype"
            frozen.compress_type = zipfile.ZIP_STORED if is_bare else zipfile.ZIP_DEFLATED
            frozen.create_system = 0
            target.writestr(frozen, content, compresslevel=None if is_bare else 9)
    return buffer.getvalue()
