"""How reports write workbooks: foreign text never as a formula, equal content as equal bytes.

Used by the templates and by the marked copies. Everything that a sender typed passes `write_text`.
"""

from __future__ import annotations

import io
import math
import re
import zipfile
from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from typing import Any

from openpyxl.packaging.custom import StringProperty
from openpyxl.styles import Alignment, Border, PatternFill, Side

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r")
LONGEST_CELL_TEXT = 32767
DATE_FORMAT = "dd/mm/yyyy"

SERIF = "Times New Roman"
THIN = Side(style="thin", color="FF808080")
BOX = Border(left=THIN, right=THIN, top=THIN, bottom=THIN)
WRAPPED = Alignment(vertical="top", wrap_text=True)
HEADER_FILL = PatternFill("solid", fgColor="FFDCE6F1")
LINE_HEIGHT = 16

# XML 1.0 cannot hold these; openpyxl raises on them, and Excel repairs the file.
UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
MODIFIED = re.compile(rb"(<dcterms:modified[^>]*>)[^<]*(</dcterms:modified>)")
EARLIEST_IN_ZIP = (1980, 1, 1, 0, 0, 0)


def writable(text: str, longest: int = LONGEST_CELL_TEXT) -> str:
    """Returns the text with what a workbook cannot hold shown as �, cut with … at the longest."""
    text = UNWRITABLE.sub("\ufffd", text)
    return text if len(text) <= longest else text[: longest - 1] + "…"


def write_text(cell: Any, text: str) -> None:
    """Writes text that stays text: also where it begins like a formula, and when it is retyped."""
    cell.value = writable(text)
    cell.data_type = "s"
    if text.startswith(FORMULA_STARTS):
        # Without the quote prefix Excel turns the text into a formula at the first F2 and Enter.
        cell.quotePrefix = True


def write_value(cell: Any, value: object) -> None:
    """Writes a plain value as its own type; a date gets a Vietnamese format, None stays blank."""
    if value is None or value == "":
        return
    if isinstance(value, str) or (isinstance(value, float) and not math.isfinite(value)):
        write_text(cell, str(value))
        return
    try:
        cell.value = value
    except ValueError:  # a type that no cell has
        write_text(cell, str(value))
        return
    if isinstance(value, datetime):
        midnight = value.time() == time()
        cell.number_format = DATE_FORMAT if midnight else f"{DATE_FORMAT} hh:mm"
    elif isinstance(value, date):
        cell.number_format = DATE_FORMAT
    elif isinstance(value, timedelta):
        cell.number_format = "[h]:mm:ss"


def set_property(workbook: Any, name: str, value: str) -> None:
    """Sets a document property of one's own, which nobody sees and every office keeps."""
    if name in workbook.custom_doc_props.names:
        del workbook.custom_doc_props[name]
    workbook.custom_doc_props.append(StringProperty(name=name, value=value))


def count_lines(texts: Sequence[str], widths: Sequence[float]) -> int:
    """Returns how many lines a row needs so that every wrapped text can be read, at least one."""
    needed = (
        sum(len(line) // int(width) + 1 for line in text.split("\n"))
        for text, width in zip(texts, widths, strict=True)
    )
    return max(needed, default=1)


def set_up_paper(sheet: Any) -> None:
    """A4 in landscape, as wide as the page, with page numbers."""
    sheet.page_setup.orientation = "landscape"
    sheet.page_setup.paperSize = sheet.PAPERSIZE_A4
    sheet.page_setup.fitToWidth, sheet.page_setup.fitToHeight = 1, 0
    sheet.sheet_properties.pageSetUpPr.fitToPage = True
    sheet.page_margins.left = sheet.page_margins.right = 0.6
    sheet.page_margins.top = sheet.page_margins.bottom = 0.8
    sheet.oddFooter.right.text = "Trang &P/&N"


def to_bytes(workbook: Any, modified_at: datetime) -> bytes:
    """Returns the xlsx; the clock of this machine shows nowhere in it."""
    written, fixed = io.BytesIO(), io.BytesIO()
    workbook.save(written)
    stamp = modified_at.strftime("%Y-%m-%dT%H:%M:%SZ").encode()
    with (
        zipfile.ZipFile(written) as source,
        zipfile.ZipFile(fixed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            part = source.read(name)
            if name == "docProps/core.xml":
                part = MODIFIED.sub(rb"\g<1>" + stamp + rb"\g<2>", part)
            entry = zipfile.ZipInfo(name, EARLIEST_IN_ZIP)
            entry.compress_type = zipfile.ZIP_DEFLATED
            target.writestr(entry, part)
    return fixed.getvalue()
