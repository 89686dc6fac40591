"""The list of errors in front of a marked copy, as it comes back with the sender's explanations.

The list is known by its name and title, its columns by their headings. It is never a report table.
What the list looks like and how it is written stands in reports/issue_sheets.py.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

if TYPE_CHECKING:
    from reports.sheets import Sheet

LIST_SHEET = "Danh sách lỗi"
LIST_TITLE = "DANH SÁCH LỖI CẦN SỬA"
HEADINGS = ("STT", "Mức", "Trang tính", "Ô", "Giá trị", "Lỗi", "Gợi ý", "Giải trình", "Mã kiểm tra")
SEVERITIES = {"error": "Lỗi", "warning": "Cảnh báo", "suggestion": "Gợi ý"}
FILE_LINE = "Tệp: "
READ_HEADINGS = ("STT", "Mức", "Trang tính", "Ô", "Giá trị", "Giải trình", "Mã kiểm tra")


class ListedIssue(NamedTuple):
    """One line of a list; blank texts are ''. `answer` is what the sender explained."""

    severity: str
    rule: str
    sheet: str
    cell: str
    found: str
    answer: str


class ListedIssues(NamedTuple):
    """A whole list: the name of the file that was marked, and its lines as they stand now."""

    file_name: str = ""
    lines: tuple[ListedIssue, ...] = ()


def is_list_sheet(sheet: Sheet) -> bool:
    """Tells whether a sheet that was read is the list of a marked copy."""
    first = sheet.rows[0][0] if sheet.rows and sheet.rows[0] else None
    is_at_start = (sheet.first_row, sheet.first_column) == (0, 0)
    return is_at_start and sheet.name.startswith(LIST_SHEET) and first == LIST_TITLE


def read_list(sheet: Sheet) -> ListedIssues:
    """Returns the lines of the list; none where its headings are no longer there."""
    name, places = "", None
    codes = {label: code for code, label in SEVERITIES.items()}
    lines = []
    for row in sheet.rows:
        texts = [show(cell) for cell in row]
        if places is None:
            if texts and texts[0].startswith(FILE_LINE):
                name = name or texts[0].removeprefix(FILE_LINE)
            places = find_places(texts)
            continue
        number, label, title, cell, found, answer, rule = (
            texts[place] if place < len(texts) else "" for place in places
        )
        if number.isdigit() and label in codes and rule:
            lines.append(ListedIssue(codes[label], rule, title, cell, found, answer))
    return ListedIssues(name, tuple(lines))


def find_places(texts: Sequence[str]) -> list[int] | None:
    """Returns where the columns stand, or None where this row is not the heading of a list."""
    if any(heading not in texts for heading in READ_HEADINGS):
        return None
    return [texts.index(heading) for heading in READ_HEADINGS]


def show(cell: Any) -> str:
    """Returns a cell of the list as text; a number that was read as 3.0 is 3."""
    if isinstance(cell, float) and cell.is_integer():
        return str(int(cell))
    return str(cell).strip()
