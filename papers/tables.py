"""Tables that people take away: an Excel sheet with real numbers, and a CSV that Excel opens well.

Both are made from a frame and the same description of its columns. Equal input gives equal bytes.
Text that begins like a formula stays text in both.
"""

from __future__ import annotations

import csv
import io
import math
import re
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, Literal

import pandas as pd
import xlsxwriter

from queries.clock import to_local
from reports.text import show_directions

Kind = Literal[
    "text", "integer", "year", "decimal", "percent", "points", "date", "moment", "yes_no"
]
Columns = Mapping[str, str | tuple[str, Kind]]
Cell = str | int | Decimal | date | datetime | None

# The reader's own settings turn these into 1.234,50 or 1,234.50; a percentage is a number of 0–100.
NUMBER_FORMATS: dict[Kind, str] = {
    "text": "@",
    "integer": "#,##0",
    "year": "0",
    "decimal": "#,##0.00",
    "percent": '#,##0.00" %"',
    "points": "#,##0.00",
    "date": "dd/mm/yyyy",
    "moment": "dd/mm/yyyy hh:mm",
    "yes_no": "@",
}
NUMBERS = ("integer", "year", "decimal", "percent", "points")

MADE_ON = datetime(2023, 4, 4)  # fixed, so that equal tables are equal bytes
FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
LONGEST_TEXT, MOST_ROWS, MOST_DIGITS = 32767, 1_048_576, 15
LONGEST_SHEET_NAME, LONGEST_FOOTER = 31, 120
NARROWEST, WIDEST, MOST_PORTRAIT = 8, 50, 95
LINE_HEIGHT, HIGHEST_ROW, SPARE_ROOM = 15, 409, 0.9  # points, points; Times is a narrow face
NO_ROWS = "Không có dòng nào khớp bộ lọc."

# A machine that separates lists by commas cuts a line there; what follows must be no formula.
INNER_FORMULA = re.compile(r"([,;\t\r\n])([=+\-@])")


class TooManyRows(ValueError):
    """The table has more rows than a sheet can hold; the message is for the user."""


def to_xlsx(
    frame: pd.DataFrame,
    columns: Columns | None,
    title: str,
    subtitle: Sequence[str] = (),
    sheet_name: str = "Số liệu",
) -> bytes:
    """Returns an xlsx of one sheet: title, subtitle lines, headed and filtered table.

    `columns` maps a column of the frame to its label, or to its label and kind, and chooses and
    orders them; without it all columns appear under their own names. A kind that is not stated
    follows from the values. `subtitle` says which filters apply, as of when and
    from which version of the data. A moment is UTC in the frame and Vietnamese time in the sheet.
    Raises TooManyRows, and KeyError for a column that the frame does not have.
    """
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        # A fixed date: otherwise this machine's clock is in the bytes.
        workbook.set_properties(
            {"title": title, "comments": "\n".join(subtitle), "created": MADE_ON}
        )
        add_sheet(workbook, Formats(workbook), frame, columns, title, subtitle, sheet_name)
    return written.getvalue()


def add_sheet(
    workbook: Any,
    formats: Formats,
    frame: pd.DataFrame,
    columns: Columns | None,
    title: str,
    subtitle: Sequence[str] = (),
    sheet_name: str = "Số liệu",
    widest: int = WIDEST,
) -> tuple[Any, int]:
    """Adds one sheet as `to_xlsx` writes it; returns it with the row of its headings, from 0.

    No column is wider than `widest` letters; a row is as high as its longest text needs.
    """
    described = describe_columns(frame, columns)
    lines = [*subtitle] if len(frame) else [*subtitle, NO_ROWS]
    header = len(lines) + 2
    if header + 1 + len(frame) > MOST_ROWS:
        raise TooManyRows(
            f"Bảng có {len(frame)} dòng, nhiều hơn một trang tính Excel chứa được. "
            "Hãy thu hẹp bộ lọc hoặc tải tệp CSV."
        )
    sheet = workbook.add_worksheet(make_sheet_name(sheet_name))
    write_head(sheet, formats, title, lines)
    widths = []
    heights = [1] * (len(frame) + 1)
    for number, (name, (label, kind)) in enumerate(described.items()):
        cells = [to_cell(value, kind) for value in frame[name]]
        widths.append(min(measure(label, cells, kind), widest))
        for row, cell in enumerate([label, *cells]):
            write_cell(sheet, formats, header + row, number, cell, kind if row else "header")
            if isinstance(cell, str):
                heights[row] = max(heights[row], count_lines(cell, widths[-1]))
        sheet.set_column(number, number, widths[-1])
    for row, lines_needed in enumerate(heights):
        # Only Excel makes room for wrapped text by itself, and only where nothing is stated.
        if lines_needed > 1:
            sheet.set_row(header + row, min(lines_needed * LINE_HEIGHT, HIGHEST_ROW))
    sheet.autofilter(header, 0, header + len(frame), max(len(described) - 1, 0))
    set_up_page(sheet, header, sum(widths), title, subtitle)
    return sheet, header


def to_csv(frame: pd.DataFrame, columns: Columns | None = None) -> bytes:
    """Returns a CSV for Vietnamese Excel: UTF-8 with byte order mark, ';' and decimal comma.

    Dates are 30/10/2024 and moments Vietnamese time; what is missing is blank. Text that begins
    like a formula gets an apostrophe in front, and so does such a beginning after a comma,
    semicolon, tab or line break inside the text. On a machine with another list separator Excel
    shows one column: take the xlsx there. Raises KeyError as `to_xlsx`.
    """
    described = describe_columns(frame, columns)
    text = io.StringIO(newline="")
    lines = csv.writer(text, delimiter=";", lineterminator="\r\n")
    lines.writerow([neutralise(label) for label, _ in described.values()])
    written = [
        [write_plain(to_cell(value, kind)) for value in frame[name]]
        for name, (_, kind) in described.items()
    ]
    lines.writerows(zip(*written, strict=True))
    return text.getvalue().encode("utf-8-sig")


def describe_columns(frame: pd.DataFrame, columns: Columns | None) -> dict[str, tuple[str, Kind]]:
    """Returns label and kind of each column; raises KeyError for one that the frame lacks."""
    if columns is None:
        columns = {name: str(name) for name in frame.columns}
    return {
        name: (stated, guess_kind(name, frame[name])) if isinstance(stated, str) else stated
        for name, stated in columns.items()
    }


def guess_kind(name: str, values: pd.Series[Any]) -> Kind:
    """Returns the kind of a column from its name and values."""
    if pd.api.types.is_bool_dtype(values):
        return "yes_no"
    if name == "year" or name.endswith("_year"):
        return "year"
    if name.endswith("_percent"):
        return "percent"
    if pd.api.types.is_numeric_dtype(values):
        # Counts with a gap arrive as floats: only a fraction says that it is a decimal.
        is_whole = all(float(value).is_integer() for value in values.dropna())
        return "integer" if is_whole else "decimal"
    if pd.api.types.is_datetime64_any_dtype(values):
        return "moment" if name.endswith("_at") else "date"
    stated = [value for value in values if not is_missing(value)]
    kinds: tuple[tuple[type, Kind], ...] = (
        (bool, "yes_no"),
        (int, "integer"),
        (Decimal, "decimal"),
        (datetime, "moment"),
        (date, "date"),
    )
    for of_type, kind in kinds:
        if stated and all(isinstance(value, of_type) for value in stated):
            return kind
    return "text"


def is_missing(value: Any) -> bool:
    """Tells None, NaN, NaT and NA; a list is never missing."""
    return value is None or (pd.api.types.is_scalar(value) and bool(pd.isna(value)))


def to_cell(value: Any, kind: Kind) -> Cell:
    """Returns the value as its kind, or as text where it is something else; missing is None."""
    if is_missing(value):
        return None
    if kind == "yes_no" and value in (True, False):
        return "Có" if value else "Không"
    if kind in NUMBERS:
        return to_number(value)
    if kind in ("date", "moment") and isinstance(value, date):
        return to_time(value, kind)
    if isinstance(value, str):
        return value
    if isinstance(value, Iterable):
        return "; ".join(str(each) for each in value)
    return write_plain(value) if isinstance(value, (date, Decimal)) else str(value)


def to_number(value: Any) -> Cell:
    """Returns a whole number or an exact decimal, or text where the value is no finite number."""
    try:
        number = value if isinstance(value, Decimal) else Decimal(str(value))
    except ArithmeticError:
        return str(value)
    if not number.is_finite():
        return "∞" if number.is_infinite() else None
    return int(number) if number == number.to_integral_value() else number


def to_time(value: date, kind: Kind) -> Cell:
    """Returns the day of a date, or the Vietnamese time of a moment in UTC."""
    if not isinstance(value, datetime):
        return value
    if kind == "date":
        return value.date()
    return to_local(pd.Timestamp(value).to_pydatetime(warn=False))


def write_plain(cell: Cell) -> str:
    """Returns the CSV text of a cell; only text is neutralised, so that -1,5 stays a number."""
    if cell is None:
        return ""
    if isinstance(cell, datetime):
        return cell.strftime("%d/%m/%Y %H:%M")
    if isinstance(cell, date):
        return cell.strftime("%d/%m/%Y")
    if isinstance(cell, Decimal):
        return f"{cell.normalize():f}".replace(".", ",")
    return neutralise(cell) if isinstance(cell, str) else str(cell)


def neutralise(text: str) -> str:
    """Returns text that no spreadsheet takes for a formula, and no editor reads backwards."""
    text = show_directions(text)
    text = INNER_FORMULA.sub(r"\1'\2", text)
    return f"'{text}" if text.lstrip(" ").startswith(FORMULA_STARTS) else text


class Formats:
    """The cell formats of one workbook, each made once."""

    def __init__(self, workbook: Any) -> None:
        plain = {"font_name": "Times New Roman", "font_size": 11}
        ruled = plain | {"border": 1, "border_color": "#808080", "valign": "top"}
        text = ruled | {"text_wrap": True}
        self.by_kind: dict[str, Any] = {
            kind: workbook.add_format((text if form == "@" else ruled) | {"num_format": form})
            for kind, form in NUMBER_FORMATS.items()
        }
        header = {"bold": True, "align": "center", "valign": "vcenter", "bg_color": "#DCE6F1"}
        # Around the figures: titles and headings may come from people as well.
        around = {
            "header": text | header,
            "title": plain | {"bold": True, "font_size": 14},
            "line": plain,
        }
        self.by_kind |= {kind: workbook.add_format(form) for kind, form in around.items()}
        # Without it Excel makes a formula of the text at the first F2 and Enter.
        self._quoted = workbook.add_format(text | {"num_format": "@", "quote_prefix": True})
        self._quoted_around = {
            kind: workbook.add_format(form | {"quote_prefix": True})
            for kind, form in around.items()
        }

    def quoted(self, kind: str) -> Any:
        """Returns the format in which a text of that kind stays text."""
        return self._quoted_around.get(kind, self._quoted)


def write_head(sheet: Any, formats: Formats, title: str, lines: Sequence[str]) -> None:
    """Writes the title and what the figures rest on above the table."""
    write_cell(sheet, formats, 0, 0, title, "title")
    for row, line in enumerate(lines, start=1):
        write_cell(sheet, formats, row, 0, line, "line")


def write_cell(sheet: Any, formats: Formats, row: int, column: int, cell: Cell, kind: str) -> None:
    """Writes one cell as its own type, never as a formula or a link."""
    form = formats.by_kind[kind]
    if cell is None:
        sheet.write_blank(row, column, None, form)
    elif isinstance(cell, datetime):
        sheet.write_datetime(row, column, cell, form)
    elif isinstance(cell, date):
        sheet.write_datetime(row, column, datetime.combine(cell, time()), form)
    elif isinstance(cell, (int, Decimal)) and abs(cell) < 10**MOST_DIGITS:
        sheet.write_number(row, column, cell, form)
    else:
        text = show_directions(str(cell))
        if len(text) > LONGEST_TEXT:
            text = text[: LONGEST_TEXT - 12] + "… (đã cắt)"
        is_risky = text.startswith(FORMULA_STARTS)
        sheet.write_string(row, column, text, formats.quoted(kind) if is_risky else form)


def measure(label: str, cells: Iterable[Cell], kind: Kind) -> int:
    """Returns a column width for the longest cell, within what still reads on paper."""
    longest = max((longest_line(cell) for cell in cells if cell is not None), default=0)
    spare = 4 if kind in NUMBERS else 2
    return min(max(NARROWEST, math.ceil(len(label) / 2) + 3, longest + spare), WIDEST)


def count_lines(text: str, width: int) -> int:
    """Returns how many lines a text takes in a column; words that do not fit go to the next."""
    return sum(max(1, math.ceil(len(line) * SPARE_ROOM / width)) for line in text.split("\n"))


def longest_line(cell: Cell) -> int:
    """Returns the length of the longest line of a cell as it is shown."""
    if isinstance(cell, Decimal):
        return len(f"{cell:,.2f}")
    return max(map(len, write_plain(cell).split("\n")))


def make_sheet_name(name: str) -> str:
    """Returns a sheet name that Excel takes."""
    name = re.sub(r"[\[\]:*?/\\]", "-", name).strip("' ")[:LONGEST_SHEET_NAME].strip("' ")
    return "Số liệu" if not name or name.lower() == "history" else name


def set_up_page(sheet: Any, header: int, width: int, title: str, subtitle: Sequence[str]) -> None:
    """A4, as wide as the page, headings frozen and repeated, page numbers at the foot."""
    sheet.freeze_panes(header + 1, 0)
    sheet.repeat_rows(header)
    sheet.set_paper(9)
    if width > MOST_PORTRAIT:
        sheet.set_landscape()
    sheet.fit_to_pages(1, 0)
    sheet.set_margins(left=0.8, right=0.6, top=0.8, bottom=0.8)
    below = (subtitle[-1] if subtitle else title)[:LONGEST_FOOTER].replace("&", "&&")
    sheet.set_header(f"&L&9{title[:LONGEST_FOOTER].replace('&', '&&')}")
    sheet.set_footer(f"&L&9{below}&R&9Trang &P/&N")
