"""Drafts of workbooks, apart from any file format: cells by position, merges, what is hidden.

A value wrapped in `Planted` is a mistake made on purpose; the place where it lands is kept, so that
the list of mistakes can never disagree with the files.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

Value = str | int | float | date | None

MARKER = "SỐ LIỆU MÔ PHỎNG"


@dataclass(frozen=True)
class Planted:
    """A value that is wrong on purpose, with the rule that must find it."""

    value: Value
    rule: str
    note: str
    style: str | None = None


@dataclass(frozen=True)
class Percent:
    """A share of one that Excel shows as a percentage: 0.8733 looks like 87,33 %."""

    share: float


@dataclass(frozen=True)
class Cell:
    """A value and the name of its look."""

    value: Value
    style: str = "text"


@dataclass(frozen=True)
class Mistake:
    """Where a planted value stands."""

    sheet: str
    address: str
    rule: str
    found: str
    note: str


@dataclass(frozen=True)
class Column:
    """A column of a table: its header from the top level down, and the key of its values."""

    header: tuple[str, ...]
    key: str
    width: int = 16


@dataclass
class Group:
    """Rows under one group row; no title means that no group row is written."""

    title: str | None
    rows: list[dict[str, object]]


@dataclass(frozen=True)
class TableLook:
    """How a table is drawn. `numbering`: none, brackets `(1)`, or letters `A B 1 2`."""

    numbering: str = "none"
    restarts: bool = False
    group_merged: bool = True
    subtotals: bool = False
    total: bool = False
    merge_units: bool = False
    unit_key: str = "unit"


@dataclass
class SheetDraft:
    """One sheet: cells by (row, column) from 0, merged blocks, hidden rows and columns."""

    name: str
    cells: dict[tuple[int, int], Cell] = field(default_factory=dict)
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: list[int] = field(default_factory=list)
    widths: dict[int, int] = field(default_factory=dict)
    is_hidden: bool = False
    mistakes: list[Mistake] = field(default_factory=list)

    def put(self, row: int, column: int, value: object, style: str = "text") -> None:
        """Write one value; a planted one is noted with its address."""
        if isinstance(value, Planted):
            found = "" if value.value is None else _as_text(value.value)
            self.mistakes.append(
                Mistake(self.name, address(row, column), value.rule, found, value.note)
            )
            style = value.style or style
            value = value.value
        if isinstance(value, Percent):
            value, style = value.share, "percent"
        if value is None or value == "":
            if style in ("text", "number", "integer", "date"):
                self.cells[(row, column)] = Cell(None, "text")
            return
        if isinstance(value, date):
            style = "date"
        elif isinstance(value, int) and style == "text":
            style = "integer"
        elif isinstance(value, float) and style == "text":
            style = "number"
        assert isinstance(value, (str, int, float, date))
        self.cells[(row, column)] = Cell(value, style)

    def merge(self, first_row: int, first_column: int, last_row: int, last_column: int) -> None:
        """Merge a block; a single cell stays as it is."""
        if (first_row, first_column) != (last_row, last_column):
            self.merges.append((first_row, first_column, last_row, last_column))


@dataclass
class WorkbookDraft:
    """A file to be written; the name's ending decides the format. `encoding` is for csv only."""

    name: str
    sheets: list[SheetDraft]
    encoding: str = "utf-8-sig"
    delimiter: str = ","
    writer: str = "xlsxwriter"
    author: str = "Dữ liệu mô phỏng"


def address(row: int, column: int) -> str:
    """The A1 address of a cell counted from 0."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return f"{letters}{row + 1}"


def _as_text(value: Value) -> str:
    if isinstance(value, date):
        return value.strftime("%d/%m/%Y")
    return str(value)


ROMAN = ("I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX", "X", "XI", "XII")


def draw_table(
    sheet: SheetDraft,
    top: int,
    left: int,
    columns: list[Column],
    groups: list[Group],
    look: TableLook,
) -> int:
    """Draw header, rows and totals; return the first free row below."""
    row = _draw_header(sheet, top, left, columns)
    if look.numbering != "none":
        for offset in range(len(columns)):
            label = f"({offset + 1})" if look.numbering == "brackets" else _letter_number(offset)
            sheet.put(row, left + offset, label, "numbering")
        row += 1
    ordinal = 0
    group_no = 0
    for group in groups:
        if group.title is not None:
            _draw_group_row(
                sheet,
                row,
                left,
                len(columns),
                group_no,
                group.title,
                look,
                columns[0].key == "ordinal",
            )
            group_no += 1
            row += 1
            if look.restarts:
                ordinal = 0
        first = row
        previous_unit: object = object()
        for values in group.rows:
            same_unit = look.merge_units and values[look.unit_key] == previous_unit
            if not same_unit:
                ordinal += 1
            for offset, column in enumerate(columns):
                value: object
                if column.key == "ordinal":
                    value = None if same_unit else ordinal
                elif column.key == look.unit_key and same_unit:
                    value = None
                else:
                    value = values.get(column.key)
                sheet.put(row, left + offset, value)
            previous_unit = values.get(look.unit_key)
            row += 1
        if look.merge_units:
            _merge_repeated_units(sheet, first, left, columns, group.rows, look.unit_key)
        if look.subtotals and group.title is not None:
            named = left + _label_offset(columns, look)
            sheet.put(row, named, f"Cộng {ROMAN[group_no - 1]}", "group")
            sheet.put(row, named + 1, f"{len(group.rows)} dòng", "group")
            row += 1
    if look.total:
        count = sum(len(group.rows) for group in groups)
        named = left + _label_offset(columns, look)
        sheet.put(row, named, "Tổng cộng", "group")
        sheet.put(row, named + 1, f"{count} dòng", "group")
        row += 1
    for offset, column in enumerate(columns):
        sheet.widths.setdefault(left + offset, column.width)
    return row


def _label_offset(columns: list[Column], look: TableLook) -> int:
    """Sums are named in the column of the units."""
    return [column.key for column in columns].index(look.unit_key)


def _draw_header(sheet: SheetDraft, top: int, left: int, columns: list[Column]) -> int:
    depth = max(len(column.header) for column in columns)
    for level in range(depth):
        offset = 0
        while offset < len(columns):
            path = columns[offset].header
            if level >= len(path):
                offset += 1
                continue
            span = 1
            is_leaf = level == len(path) - 1
            if not is_leaf:
                while (
                    offset + span < len(columns)
                    and len(columns[offset + span].header) > level + 1
                    and columns[offset + span].header[: level + 1] == path[: level + 1]
                ):
                    span += 1
            sheet.put(top + level, left + offset, path[level], "header")
            last_row = top + depth - 1 if is_leaf else top + level
            sheet.merge(top + level, left + offset, last_row, left + offset + span - 1)
            offset += span
    return top + depth


def _draw_group_row(
    sheet: SheetDraft,
    row: int,
    left: int,
    width: int,
    number: int,
    title: str,
    look: TableLook,
    has_ordinals: bool,
) -> None:
    # Without a column of ordinals the numeral has no place of its own.
    if look.group_merged or not has_ordinals:
        sheet.put(row, left, f"{ROMAN[number]}. {title}", "group")
        sheet.merge(row, left, row, left + width - 1)
    else:
        sheet.put(row, left, ROMAN[number], "group")
        sheet.put(row, left + 1, title, "group")


def _merge_repeated_units(
    sheet: SheetDraft,
    first: int,
    left: int,
    columns: list[Column],
    rows: list[dict[str, object]],
    unit_key: str,
) -> None:
    start = 0
    for index in range(1, len(rows) + 1):
        if index < len(rows) and rows[index][unit_key] == rows[start][unit_key]:
            continue
        if index - start > 1:
            for offset, column in enumerate(columns):
                if column.key in ("ordinal", unit_key):
                    sheet.merge(first + start, left + offset, first + index - 1, left + offset)
        start = index


def _letter_number(offset: int) -> str:
    return "AB"[offset] if offset < 2 else str(offset - 1)
