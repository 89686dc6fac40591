"""The sheet 'Danh sách lỗi' that goes in front of a marked copy: one line per issue, in the order
in which to mend them, with a link to the cell and room for the sender's explanation.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from copy import copy
from typing import Any, NamedTuple

from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.utils import get_column_letter, quote_sheetname
from openpyxl.worksheet.hyperlink import Hyperlink

from reports.issue_lists import FILE_LINE, HEADINGS, LIST_SHEET, LIST_TITLE, SEVERITIES
from reports.workbooks import (
    BOX,
    HEADER_FILL,
    LINE_HEIGHT,
    SERIF,
    WRAPPED,
    count_lines,
    set_up_paper,
    write_text,
)

WIDTHS = (6, 11, 16, 8, 20, 42, 24, 24, 20)
ANSWER_COLUMN, RULE_COLUMN = 8, 9

FILLS = {
    "error": PatternFill("solid", fgColor="FFFFC7CE"),
    "warning": PatternFill("solid", fgColor="FFFFEB9C"),
    "suggestion": PatternFill("solid", fgColor="FFDDEBF7"),
}

TALLEST_ROW = 400
PLAIN = Font(SERIF, 11)
LINK = Font(SERIF, 11, underline="single", color="FF0563C1")
COUNT = Alignment(horizontal="center", vertical="top")

Answers = dict[tuple[str, str, str], str]


class Entry(NamedTuple):
    """One line of the list. `target` is the sheet and address to jump to, where there is one."""

    severity: str
    rule: str
    sheet: str
    cell: str
    found: str
    message: str
    suggestion: str
    target: tuple[str, str] | None


def write_list(sheet: Any, name: str, entries: Sequence[Entry], remarks: Sequence[str]) -> None:
    """Fills the empty sheet; entries are numbered as given, remarks stand above the table."""
    write_text(sheet.cell(1, 1), LIST_TITLE)
    sheet.cell(1, 1).font = Font(SERIF, 14, bold=True)
    lines = [f"{FILE_LINE}{name}", count_entries(entries), *remarks]
    if entries:
        lines.append(
            "Sửa ngay tại các ô được tô màu (số trong ghi chú của ô là STT ở đây) rồi gửi lại tệp. "
            "Với cảnh báo, nếu số liệu đúng thì giữ nguyên và ghi lý do vào cột “Giải trình”."
        )
    for row, text in enumerate(lines, start=2):
        write_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).font, sheet.cell(row, 1).alignment = PLAIN, WRAPPED
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=ANSWER_COLUMN)
        sheet.row_dimensions[row].height = LINE_HEIGHT * (len(text) // 140 + 1)
    header = len(lines) + 3
    write_row(sheet, header, HEADINGS)
    for column in range(1, len(HEADINGS) + 1):
        cell = sheet.cell(header, column)
        cell.font, cell.fill = Font(SERIF, 11, bold=True), HEADER_FILL
    for number, entry in enumerate(entries, start=1):
        write_entry(sheet, header + number, number, entry)
    set_up(sheet, header, header + len(entries))


def count_entries(entries: Sequence[Entry]) -> str:
    """Returns a sentence with the number of issues of each severity."""
    counted = [
        f"{sum(entry.severity == code for entry in entries)} {label.lower()}"
        for code, label in SEVERITIES.items()
    ]
    return f"Có {', '.join(counted)}." if entries else "Không tìm thấy lỗi nào."


def write_row(sheet: Any, row: int, texts: Sequence[str]) -> None:
    """Writes ruled and wrapped texts, in a row high enough to read them all."""
    for column, text in enumerate(texts, start=1):
        cell = sheet.cell(row, column)
        if column == 1:
            cell.border, cell.alignment, cell.font = BOX, WRAPPED, PLAIN
        else:
            # openpyxl looks every style up anew; thousands of issues would take seconds.
            cell._style = copy(sheet.cell(row, 1)._style)
        if text:
            write_text(cell, text)
    sheet.row_dimensions[row].height = min(LINE_HEIGHT * count_lines(texts, WIDTHS), TALLEST_ROW)


def write_entry(sheet: Any, row: int, number: int, entry: Entry) -> None:
    """Writes one numbered issue, linked to its cell."""
    label = SEVERITIES.get(entry.severity, entry.severity)
    texts = ("", label, entry.sheet, entry.cell, entry.found, entry.message, entry.suggestion)
    write_row(sheet, row, (*texts, "", entry.rule))
    sheet.cell(row, 1).value = number
    sheet.cell(row, 1).alignment = COUNT
    fill = FILLS.get(entry.severity)
    if fill:
        sheet.cell(row, 2).fill = fill
    if entry.severity == "warning":
        sheet.cell(row, ANSWER_COLUMN).fill = FILLS["warning"]
    if entry.target:
        title, address = entry.target
        cell = sheet.cell(row, 4)
        cell.hyperlink = Hyperlink(
            ref=cell.coordinate, location=f"{quote_sheetname(title)}!{address}", display=entry.cell
        )
        cell.font = LINK


def set_up(sheet: Any, header: int, last: int) -> None:
    """Freezes and repeats the headings, filters, A4 in landscape with page numbers."""
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    # For the secretariat and for finding answers again; a sender has no use for it.
    sheet.column_dimensions[get_column_letter(RULE_COLUMN)].hidden = True
    sheet.freeze_panes = sheet.cell(header + 1, 1)
    sheet.auto_filter.ref = f"A{header}:{get_column_letter(RULE_COLUMN)}{last}"
    sheet.print_title_rows = f"{header}:{header}"
    set_up_paper(sheet)


def is_list(sheet: Any) -> bool:
    """Tells whether the sheet is a list that an earlier marking wrote."""
    return bool(sheet.title.startswith(LIST_SHEET) and sheet["A1"].value == LIST_TITLE)


def read_answers(sheet: Any) -> Answers:
    """Returns what the sender explained in an earlier list, by sheet, cell and rule."""
    rows = sheet.iter_rows(max_col=RULE_COLUMN, values_only=True)
    return {
        (str(row[2] or ""), str(row[3] or ""), str(row[RULE_COLUMN - 1] or "")): str(row[7])
        for row in rows
        if isinstance(row[0], int) and row[7]
    }


def write_answers(sheet: Any, answers: Mapping[tuple[str, str, str], str]) -> None:
    """Writes earlier explanations beside the issues that are still there."""
    for row in sheet.iter_rows(max_col=RULE_COLUMN):
        key = (str(row[2].value or ""), str(row[3].value or ""), str(row[8].value or ""))
        if isinstance(row[0].value, int) and key in answers:
            write_text(row[ANSWER_COLUMN - 1], answers[key])
