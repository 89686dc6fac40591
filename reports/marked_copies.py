"""The sender's own workbook sent back: wrong cells coloured and numbered, a list in front.

An xlsx passes through openpyxl, which keeps values, formulas, formats, widths, merges, filters,
validations, conditional formats, names, protection, pictures and rich text. Charts and pivot tables
come through plainer. openpyxl drops: shapes, text boxes and form controls; sparklines, slicers and
other extensions of Excel 2010 and later; printer settings, digital signatures and custom XML; the
stored results of formulas (Excel works them out on opening); replies in threaded comments (the text
stays as a note); the size of existing notes. A date outside Excel's calendar becomes #VALUE!.

An xls, xlsb, ods or csv is rebuilt as xlsx: the same values at the same addresses, merges where the
reader knows them, no formats and no formulas. Marking a marked copy again replaces the old marks
and keeps the explanations; a cell that was coloured and is now right ends without a fill, because
its first fill is no longer known. What can be neither opened nor rebuilt yields the list alone, as
a Word document does.
"""

from __future__ import annotations

import hashlib
import io
import warnings
import zipfile
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import Any

from openpyxl import Workbook, load_workbook
from openpyxl.cell.cell import MergedCell
from openpyxl.chartsheet import Chartsheet
from openpyxl.comments import Comment
from openpyxl.styles import Alignment, PatternFill
from openpyxl.utils import get_column_letter
from openpyxl.worksheet.worksheet import Worksheet

from reports.addresses import read_area, write_address
from reports.containers import Container, look
from reports.imprints import ORIGIN_NAME
from reports.issue_lists import LIST_SHEET, SEVERITIES
from reports.issue_sheets import (
    FILLS,
    Answers,
    Entry,
    is_list,
    read_answers,
    write_answers,
    write_list,
)
from reports.workbooks import set_property, to_bytes, writable, write_value

MARK_AUTHOR = "Kiểm tra báo cáo"
MARKED_ON = datetime(2023, 4, 4)  # only where the sender's file does not say when it was changed
OWN_NOTE = "Ghi chú có sẵn: "
LONGEST_NOTE = 8000
LONGEST_SHEET_NAME = 31
WIDEST_COLUMN = 45
EXCEL_FORMATS = ("xlsx", "xlsm")
ANSWERED_RULES = ("answered_warning", "answered_error")

Issue = Mapping[str, Any]
Titles = dict[str, str]

HOW_REBUILT = (
    "Tệp gốc không phải tệp .xlsx thông thường nên được chép sang tệp này: giá trị ở đúng địa chỉ "
    "ô cũ, định dạng và công thức không chép được. Có thể sửa ở đây hoặc ở tệp gốc."
)
HOW_LISTED = (
    "Không mở được nội dung tệp gốc để đánh dấu, nên tệp này chỉ có danh sách. "
    "Hãy sửa ở tệp gốc theo danh sách."
)
HOW_WORD = (
    "Tệp gốc là văn bản Word nên các lỗi chỉ được liệt kê ở đây; cột “Ô” cho biết đoạn hoặc ô của "
    "bảng trong văn bản. Hãy sửa ở tệp Word rồi gửi lại."
)


def make_copy(data: bytes, name: str, issues: Iterable[Issue]) -> bytes:
    """Returns an xlsx of the file with its issues marked; opens the file in this very process.

    Each issue has severity, rule, sheet, cell, found, message and suggestion. Without a cell it
    stands in the list only. Files and sheets come before cells, errors before warnings.
    """
    ordered = order(issues)
    for make in choose_ways(data, look(data, name)):
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # openpyxl announces what it drops; see above
                workbook, titles, remarks = make()
                origin = f"{hashlib.sha256(data).hexdigest()}:{len(ordered)}"
                set_property(workbook, ORIGIN_NAME, origin)
                return mark_workbook(workbook, titles, name, ordered, remarks)
        except Exception:  # whatever openpyxl or calamine trips over: the next way needs less
            continue
    return make_list(name, ordered)


def make_list(name: str, issues: Iterable[Issue]) -> bytes:
    """Returns the list of errors alone, without a look at the file."""
    ordered = order(issues)
    return mark_workbook(start_workbook(), {}, name, ordered, [HOW_LISTED])


def order(issues: Iterable[Issue]) -> list[Issue]:
    """Returns the issues to list, in the order of mending; an explanation has its own column."""
    return sorted((i for i in issues if i.get("rule") not in ANSWERED_RULES), key=rank_issue)


def rank_issue(issue: Issue) -> tuple[int, int]:
    """Returns the place in the order of mending: file, sheet, cell; error, warning, suggestion."""
    scope = 2 if issue.get("cell") else 1 if issue.get("sheet") else 0
    severities = list(SEVERITIES)
    severity = issue.get("severity")
    return scope, severities.index(severity) if severity in severities else len(severities)


def choose_ways(
    data: bytes, container: Container
) -> list[Callable[[], tuple[Any, Titles, list[str]]]]:
    """Returns the ways to a workbook to mark, the one that keeps most first."""
    ways: list[Callable[[], tuple[Any, Titles, list[str]]]] = []
    if not container.problem and container.format in EXCEL_FORMATS and not is_strict(data):
        ways.append(lambda: open_own(data))
    if not container.problem and container.format == "docx":
        ways.append(lambda: (start_workbook(), {}, [HOW_WORD]))
    elif not container.problem and container.format:
        kind = container.format
        ways.append(lambda: rebuild(data, kind))
    return ways


def is_strict(data: bytes) -> bool:
    """Tells Strict OOXML, of which openpyxl would keep no row and say nothing."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            return b"purl.oclc.org/ooxml" in archive.read("xl/workbook.xml")
    except (KeyError, zipfile.BadZipFile):
        return False


def open_own(data: bytes) -> tuple[Any, Titles, list[str]]:
    """Returns the sender's xlsx as openpyxl keeps it."""
    workbook = load_workbook(io.BytesIO(data), rich_text=True)
    return workbook, {title: title for title in workbook.sheetnames}, []


def start_workbook() -> Any:
    """Returns a workbook without any sheet."""
    workbook = Workbook()
    workbook.remove(workbook.active)
    return workbook


def rebuild(data: bytes, container_format: str) -> tuple[Any, Titles, list[str]]:
    """Returns the values of any readable file at their addresses, as an xlsx."""
    from reports.sheets import Broken, read_sheets  # here: an xlsx is marked without calamine

    workbook, titles = start_workbook(), {}
    for read in read_sheets(data, container_format):
        sheet = workbook.create_sheet(make_title(read.name))
        titles[read.name] = sheet.title
        if read.is_hidden:
            sheet.sheet_state = "hidden"
        widths: dict[int, int] = {}
        for row, values in enumerate(read.rows, start=read.first_row + 1):
            for column, value in enumerate(values, start=read.first_column + 1):
                if value is None or value == "":
                    continue
                cell = sheet.cell(row, column)
                write_value(cell, value.text if isinstance(value, Broken) else value)
                cell.alignment = Alignment(vertical="top", wrap_text=True)
                widths[column] = max(widths.get(column, 8), len(str(value)) + 2)
        for column, width in widths.items():
            sheet.column_dimensions[get_column_letter(column)].width = min(width, WIDEST_COLUMN)
        for (top, left), (bottom, right) in read.merged or ():
            sheet.merge_cells(None, top + 1, left + 1, bottom + 1, right + 1)
    if not titles:
        raise ValueError("no sheet")
    return workbook, titles, [HOW_REBUILT]


def make_title(name: str) -> str:
    """Returns a sheet name that Excel takes; openpyxl makes it unique."""
    title = "".join("_" if letter in "[]:*?/\\" else letter for letter in writable(name))
    return title.strip("'")[:LONGEST_SHEET_NAME] or "Trang"


def mark_workbook(
    workbook: Any, titles: Titles, name: str, issues: Sequence[Issue], remarks: list[str]
) -> bytes:
    """Returns the workbook with its earlier marks taken away and the issues marked and listed."""
    answers = forget_marks(workbook)
    sheets = {sheet.title: sheet for sheet in workbook.worksheets}
    entries = [make_entry(issue, sheets, titles) for issue in issues]
    notes: dict[tuple[str, str], list[tuple[int, Entry]]] = {}
    for number, entry in enumerate(entries, start=1):
        if entry.target:
            notes.setdefault(entry.target, []).append((number, entry))
    for (title, address), numbered in notes.items():
        mark_cell(sheets[title][address], numbered)
    hidden = sorted({t for t, _ in notes if sheets[t].sheet_state != "visible"})
    if hidden:
        remarks = [*remarks, f"Có lỗi ở trang tính đang ẩn: {', '.join(hidden)}."]
    listed = workbook.create_sheet(LIST_SHEET, 0)
    write_list(listed, name, entries, remarks)
    write_answers(listed, answers)
    select_first(workbook)
    return to_bytes(workbook, workbook.properties.modified or MARKED_ON)


def forget_marks(workbook: Any) -> Answers:
    """Removes the list, the notes and the colours of an earlier marking; returns its answers."""
    answers: Answers = {}
    for sheet in list(workbook.worksheets):
        if is_list(sheet):
            answers |= read_answers(sheet)
            workbook.remove(sheet)
            continue
        # Not iter_rows, which makes every cell up to the last one: one stray cell is a billion.
        for cell in sheet._cells.values():
            if cell.comment and cell.comment.author == MARK_AUTHOR:
                _, _, own = cell.comment.text.partition(OWN_NOTE)
                cell.comment = Comment(own, "") if own else None
                if cell.fill.fgColor.rgb in {fill.fgColor.rgb for fill in FILLS.values()}:
                    cell.fill = PatternFill()
    return answers


def make_entry(issue: Issue, sheets: Mapping[str, Any], titles: Titles) -> Entry:
    """Returns the line of the list; its target is the upper left cell of a merged area."""
    sheet, cell = str(issue.get("sheet") or ""), str(issue.get("cell") or "")
    title = titles.get(sheet) or (next(iter(titles.values())) if len(titles) == 1 else None)
    area = read_area(cell)
    target = None
    if title and title in sheets and area:
        address = write_address(*area[0])
        target = (title, find_anchor(sheets[title], address))
    texts = {key: str(issue.get(key) or "") for key in ("severity", "rule", "message")}
    found, suggestion = issue.get("found"), issue.get("suggestion")
    return Entry(
        **texts,
        sheet=sheet,
        cell=cell,
        found="" if found is None else str(found),
        suggestion="" if suggestion is None else str(suggestion),
        target=target,
    )


def find_anchor(sheet: Worksheet, address: str) -> str:
    """Returns the cell that a merged area shows, or the address itself."""
    if isinstance(sheet[address], MergedCell):
        for area in sheet.merged_cells.ranges:
            if address in area:
                return str(area.start_cell.coordinate)
    return address


def mark_cell(cell: Any, numbered: Sequence[tuple[int, Entry]]) -> None:
    """Colours the cell by its worst issue and notes every number; an existing note stays below."""
    worst = min((entry for _, entry in numbered), key=lambda entry: rank_issue(entry._asdict()))
    cell.fill = FILLS.get(worst.severity, FILLS["error"])
    texts = [describe(number, entry) for number, entry in numbered]
    if cell.comment:
        texts.append(OWN_NOTE + cell.comment.text)
    text = writable("\n\n".join(texts), LONGEST_NOTE)
    lines = sum(len(line) // 45 + 1 for line in text.split("\n"))
    cell.comment = Comment(text, MARK_AUTHOR, height=min(18 * lines + 20, 600), width=320)


def describe(number: int, entry: Entry) -> str:
    """Returns the note of one issue: its number in the list, what was found, what to do."""
    label = SEVERITIES.get(entry.severity, entry.severity)
    lines = [f"[{number}] {label}: {entry.message}"]
    if entry.found:
        lines.append(f"Đang ghi: {entry.found}")
    if entry.suggestion:
        lines.append(f"Gợi ý: {entry.suggestion}")
    if entry.rule:
        lines.append(f"Mã kiểm tra: {entry.rule}")
    return "\n".join(lines)


def select_first(workbook: Any) -> None:
    """Opens on the list alone: two selected sheets would be a group, typed into both at once."""
    workbook.active = 0
    for sheet in workbook._sheets:
        views = sheet.sheetViews if isinstance(sheet, Chartsheet) else sheet.views
        for view in views.sheetView:
            view.tabSelected = sheet is workbook._sheets[0]
    for view in workbook.views:
        view.firstSheet = 0
