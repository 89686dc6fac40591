"""Empty report workbooks, made from data/fields.csv and data/kinds.csv.

The same definitions feed the reader and the checks, so a limit is stated once: drop-downs,
validations, their error texts and the guide cannot say anything else than a check does.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from typing import Any

from openpyxl import Workbook
from openpyxl.comments import Comment
from openpyxl.formatting.rule import FormulaRule
from openpyxl.styles import Alignment, Font, Protection
from openpyxl.utils import get_column_letter
from openpyxl.workbook.defined_name import DefinedName

from reports.fields import Field, Kind, load_kinds, read_rows
from reports.guide_sheets import GUIDE_SHEET, write_guide
from reports.imprints import TEMPLATE_NAME
from reports.limits import describe_limit, list_columns, make_validation
from reports.workbooks import (
    BOX,
    HEADER_FILL,
    LINE_HEIGHT,
    SERIF,
    WRAPPED,
    count_lines,
    set_property,
    set_up_paper,
    to_bytes,
    write_text,
    write_value,
)

ALL_KINDS = "all"
AUTHOR = "Thường trực Hội đồng Thi đua - Khen thưởng tỉnh Sóc Trăng"
MADE_ON = datetime(2023, 4, 4)  # the plan's own date: a template says what it is, not when

REMARK_ROW = 7
HEADER_ROW = 8
NUMBER_ROW = HEADER_ROW + 1
FIRST_DATA_ROW = HEADER_ROW + 2
VALIDATED_ROWS = 1000
LAST_COLUMN = 16384

NUMBER_FORMATS = {
    "year": "0",
    "count": "0",
    "score": "General",
    "percent": "#,##0.00##",
    "points": "#,##0.00##",
    "money": "#,##0.00##",
    "date": "dd/mm/yyyy",
}
# Together about what an A4 page in landscape holds at a readable size.
WIDTHS = {
    "unit": 22,
    "model": 22,
    "unit_list": 20,
    "text": 20,
    "pending": 20,
    "year": 8,
    "count": 10,
}
OTHER_WIDTH = 13

CENTRED = Alignment(horizontal="center", vertical="center", wrap_text=True)
OPEN = Protection(locked=False)


Rows = Sequence[Mapping[str, Any]]


class UnknownKind(ValueError):
    """There is no such kind of report; the message is for the user."""


def identify_template(kind: str) -> str:
    """Returns `kind:version`; the version changes when a column, a limit or a choice changes."""
    stated = [
        (field.kind, field.name, field.header, field.type, field.required)
        + (field.minimum, field.maximum, field.maximum_length, field.choices)
        for each in find_kinds(kind)
        for field in list_columns(each)
    ]
    return f"{kind}:{hashlib.sha256(repr(stated).encode()).hexdigest()[:8]}"


def find_kinds(name: str) -> list[Kind]:
    """Returns the kind of that name, or every kind; raises UnknownKind, which lists the known."""
    found = [kind for kind in load_kinds() if name in (kind.name, ALL_KINDS)]
    if not found:
        known = ", ".join(f"{kind.name} ({kind.label})" for kind in load_kinds())
        raise UnknownKind(
            f"Không có loại báo cáo “{name}”. Hãy chọn một trong các loại: {known}; "
            f"hoặc {ALL_KINDS} (mọi loại trong một tệp)."
        )
    return found


def write_template(
    kind: str,
    rows: Rows | Mapping[str, Rows] = (),
    remarks: Mapping[str, str | None] | None = None,
) -> bytes:
    """Returns an xlsx workbook to fill in: one kind's table, or every kind's with kind 'all'.

    `rows` are filled in beforehand, each a mapping of field name to an accepted value; a choice may
    be its code or its label, several units are a list. With 'all' they are given by kind, and
    `remarks` always: the line above a table. An unknown field raises ValueError, an unknown kind
    UnknownKind.
    """
    chosen = find_kinds(kind)
    if not isinstance(rows, Mapping):
        if kind == ALL_KINDS and rows:
            raise ValueError("with several kinds the rows are given by kind")
        rows = {kind: rows}
    identity = identify_template(kind)

    workbook = Workbook()
    workbook.remove(workbook.active)
    for each in chosen:
        sheet = workbook.create_sheet(each.label)
        write_head(sheet, each, (remarks or {}).get(each.name))
        write_columns(sheet, each)
        fill_rows(sheet, each, rows.get(each.name, ()))
        set_up_page(sheet, each, identity)
        protect(sheet)
    write_guide(workbook.create_sheet(GUIDE_SHEET), chosen)
    stamp(workbook, chosen, identity)
    return to_bytes(workbook, MADE_ON)


def write_head(sheet: Any, kind: Kind, remark: str | None) -> None:
    """The letterhead of the plan's own form, the title, and how the table is to be filled in."""
    last = len(list_columns(kind))
    half = last // 2
    row_is = {row["kind"]: row["row_is"] for row in read_rows("kinds.csv")}
    left, right, all_over = (1, half), (half + 1, last), (1, last)
    how = (
        f"Mỗi dòng ghi {row_is[kind.name]}. Cột có dấu * phải ghi. Cách ghi từng cột: "
        f"trỏ chuột vào tiêu đề cột hoặc xem trang tính “{GUIDE_SHEET}”."
    )
    place_and_date = "....., ngày ..... tháng ..... năm ....."
    lines = [
        (1, left, "CƠ QUAN CHỦ QUẢN", Font(SERIF, 12)),
        (2, left, "ĐƠN VỊ: .....", Font(SERIF, 12, bold=True)),
        (1, right, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", Font(SERIF, 12, bold=True)),
        (2, right, "Độc lập - Tự do - Hạnh phúc", Font(SERIF, 13, bold=True)),
        (3, right, place_and_date, Font(SERIF, 13, italic=True)),
        (4, all_over, kind.sheet_title, Font(SERIF, 14, bold=True)),
        (5, all_over, f"Kính gửi: {AUTHOR} (Sở Nội vụ)", Font(SERIF, 13)),
        (6, all_over, how, Font(SERIF, 11, italic=True)),
        *([(REMARK_ROW, all_over, remark, Font(SERIF, 11, italic=True))] if remark else []),
    ]
    for row, (first, end), text, font in lines:
        sheet.merge_cells(start_row=row, start_column=first, end_row=row, end_column=end)
        cell = sheet.cell(row, first)
        write_text(cell, text)
        cell.font, cell.alignment = font, CENTRED
        # The letterhead is the sender's own: a party body writes another one.
        cell.protection = Protection(locked=row > 3)
    sheet.row_dimensions[4].height = 24
    sheet.row_dimensions[6].height = 32


def write_columns(sheet: Any, kind: Kind) -> None:
    """Headers with their help, column numbers, and the formats and limits of the cells below."""
    fields = list_columns(kind)
    for number, field in enumerate(fields, start=1):
        header = sheet.cell(HEADER_ROW, number)
        write_text(header, field.header)
        header.font = Font(SERIF, 11, bold=True)
        header.fill = HEADER_FILL
        if field.is_required:
            # Only shown: the cell still holds the bare name that the reader looks for.
            header.number_format = '@" *"'
        header.comment = make_help(field)
        index = sheet.cell(NUMBER_ROW, number)
        write_text(index, f"({number})")
        index.font = Font(SERIF, 10, italic=True)
        for cell in (header, index):
            cell.alignment = CENTRED
            cell.border = BOX
        letter = get_column_letter(number)
        column = sheet.column_dimensions[letter]
        column.width = WIDTHS.get(field.type, OTHER_WIDTH)
        column.number_format = NUMBER_FORMATS.get(field.type, "@")
        column.alignment = WRAPPED
        column.font = Font(SERIF, 12)
        column.protection = OPEN
        end = FIRST_DATA_ROW + VALIDATED_ROWS - 1
        limited = make_validation(field, f"{letter}{FIRST_DATA_ROW}", f"{letter}{end}")
        sheet.add_data_validation(limited)
    last = get_column_letter(len(fields))
    filled = f"A{FIRST_DATA_ROW}:{last}{FIRST_DATA_ROW + VALIDATED_ROWS - 1}"
    rule = FormulaRule([f"COUNTA($A{FIRST_DATA_ROW}:${last}{FIRST_DATA_ROW})>0"], border=BOX)
    # Ruled as soon as something stands in the row: blank ruled rows would be read and printed.
    sheet.conditional_formatting.add(filled, rule)
    sheet.row_dimensions[HEADER_ROW].height = 3 * LINE_HEIGHT
    # Excel deletes a row of a protected sheet only if every cell of it is unlocked.
    rest = sheet.column_dimensions[get_column_letter(len(fields) + 1)]
    rest.min, rest.max, rest.protection = len(fields) + 1, LAST_COLUMN, OPEN


def make_help(field: Field) -> Comment:
    """Returns the note of a column's header."""
    must = "Bắt buộc" if field.is_required else "Không bắt buộc"
    text = f"{must}. {field.help}.\nĐược ghi: {describe_limit(field)}.\nVí dụ: {field.example}"
    return Comment(text, AUTHOR, height=40 + 18 * (len(text) // 38 + 3), width=280)


def fill_rows(sheet: Any, kind: Kind, rows: Iterable[Mapping[str, Any]]) -> None:
    """Fills in accepted values, from the first data row on."""
    columns = {
        field.name: (number, field) for number, field in enumerate(list_columns(kind), start=1)
    }
    for row_number, row in enumerate(rows, start=FIRST_DATA_ROW):
        unknown = sorted(row.keys() - columns.keys())
        if unknown:
            raise ValueError(f"{kind.name} has no field {', '.join(unknown)}")
        for name, value in row.items():
            number, field = columns[name]
            cell = sheet.cell(row_number, number)
            write_value(cell, as_typed(field, value))
            cell.number_format = NUMBER_FORMATS.get(field.type, "@")
            cell.alignment = WRAPPED
            cell.font = Font(SERIF, 12)
            cell.protection = OPEN
        widths = [WIDTHS.get(field.type, OTHER_WIDTH) for _, field in columns.values()]
        texts = [str(cell.value or "") for cell in sheet[row_number]]
        sheet.row_dimensions[row_number].height = LINE_HEIGHT * count_lines(texts, widths)


def as_typed(field: Field, value: Any) -> Any:
    """Returns the value as a sender would type it into a cell of the column."""
    if isinstance(value, bool):
        value = "yes" if value else "no"
    if field.choices:
        labels = {code: label for label, code in field.choices.items()}
        return labels.get(value, value)
    if isinstance(value, (list, tuple)):
        return "\n".join(str(each) for each in value)
    if field.type in ("start", "end") and isinstance(value, date):
        # These columns are text, so that "3/2023" and "đến nay" stay as typed.
        return value.strftime("%d/%m/%Y")
    return value


def set_up_page(sheet: Any, kind: Kind, identity: str) -> None:
    """Freezes and repeats the headings, and names the template in the footer."""
    sheet.freeze_panes = sheet.cell(FIRST_DATA_ROW, 1)
    sheet.print_title_rows = f"{HEADER_ROW}:{NUMBER_ROW}"
    set_up_paper(sheet)
    sheet.oddFooter.left.text = f"Mẫu {kind.label}, phiên bản {identity.rpartition(':')[2]}"


def protect(sheet: Any) -> None:
    """Locks the headings without a password; rows and columns can still be fitted and removed."""
    sheet.protection.sheet = True
    for allowed in ("formatCells", "formatColumns", "formatRows", "insertRows", "deleteRows"):
        setattr(sheet.protection, allowed, False)
    sheet.protection.sort = sheet.protection.autoFilter = False


def stamp(workbook: Any, kinds: Sequence[Kind], identity: str) -> None:
    """Marks the workbook so that a later reading knows which template, and which version, it is."""
    name = DefinedName(TEMPLATE_NAME, attr_text=f'"{identity}"', hidden=True)
    workbook.defined_names[TEMPLATE_NAME] = name
    set_property(workbook, TEMPLATE_NAME, identity)
    workbook.properties.title = "; ".join(kind.sheet_title for kind in kinds)
    workbook.properties.creator = AUTHOR
    workbook.properties.created = MADE_ON
