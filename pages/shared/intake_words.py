"""What the intake page says: effects, states of files, where a finding lies, what an act came to."""

from collections.abc import Iterable, Sequence

import pandas as pd

from pages.shared import formats
from reports import mending
from reports.inbox import Offer
from reports.intake import FileReport, Issue

SEVERITIES = {"error": "✕ Lỗi", "warning": "▲ Cảnh báo", "suggestion": "○ Gợi ý"}
WAIVED = "✓ Đã chấp nhận"
CHANGES = {
    "corrected": "✎ Sửa ô",
    "dropped": "− Không còn trong tệp",
    "contradicted_in_file": "✕ Mâu thuẫn trong tệp",
    "contradicted_in_call": "✕ Mâu thuẫn với tệp khác",
    "repeated_in_file": "= Lặp trong tệp",
    "repeated_in_call": "= Lặp với tệp khác",
    "repeated": "= Giữ nguyên",
    "new": "+ Dòng mới",
}
CLASSES = {
    mending.FILE: "Tệp",
    mending.LAYOUT: "Bố cục",
    mending.COLUMN: "Cột",
    mending.CELL: "Ô",
}
# In the sentence "còn 12 điểm ở ô; sửa bố cục trước".
PLACES = {
    mending.FILE: "tệp",
    mending.LAYOUT: "bố cục",
    mending.COLUMN: "cột",
    mending.CELL: "ô",
}


def effect(new: int, replaced: int, refused: int, unchanged: int = 0) -> str:
    """`+312 dòng, thay 14, từ chối 3`: what accepting does, in rows of the report."""
    parts = []
    if new:
        parts.append(f"+{formats.count(new)} dòng")
    if replaced:
        parts.append(f"thay {formats.count(replaced)}")
    if unchanged:
        parts.append(f"giữ nguyên {formats.count(unchanged)}")
    if refused:
        parts.append(f"từ chối {formats.count(refused)}")
    return ", ".join(parts) or "không thay đổi gì"


def effect_of(report: FileReport) -> str:
    """What accepting one file does; a file that is refused whole says so."""
    if report.status == "rejected":
        return "không nhận được dòng nào"
    return effect(
        report.new_row_count,
        report.replaced_row_count,
        report.rejected_row_count,
        report.unchanged_row_count,
    )


def effect_of_all(reports: Iterable[FileReport]) -> str:
    """What accepting several files does."""
    listed = list(reports)
    return effect(
        sum(report.new_row_count for report in listed),
        sum(report.replaced_row_count for report in listed),
        sum(report.rejected_row_count for report in listed),
        sum(report.unchanged_row_count for report in listed),
    )


def pending_title(reports: Sequence[FileReport]) -> str:
    """The finding on top of the page: how many files wait, and for what."""
    if not reports:
        return "Không có tệp nào chờ xử lý"
    states = [mending.state_of(report) for report in reports]
    counted = (
        (states.count("clean"), "sạch"),
        (states.count("warned"), "có cảnh báo"),
        (states.count("partial"), "nhận được một phần"),
        (states.count("returned"), "phải trả lại"),
        (states.count("unreadable"), "không đọc được"),
        (states.count("received"), "đã nhận từ trước"),
    )
    parts = [f"{formats.count(number)} {words}" for number, words in counted if number]
    return f"{formats.count(len(reports))} tệp chờ xử lý: {', '.join(parts)}"


def severity(issue: Issue) -> str:
    """`▲ Cảnh báo`, or that somebody accepted it."""
    if issue.waived is not None:
        return WAIVED
    return SEVERITIES.get(issue.severity, issue.severity)


def place_of(issue: Issue) -> str:
    """`Biểu 02 · E12`, or what stands for it where an issue concerns more than a cell."""
    return " · ".join(part for part in (issue.sheet, issue.cell) if part) or "Cả tệp"


def rest_of(issues: Sequence[Issue], shown: Sequence[Issue]) -> str:
    """`Còn 12 điểm ở ô; sửa bố cục trước.`: what is not shown yet, and what comes before it."""
    if not shown:
        return ""
    first = mending.class_of(shown[0])
    waiting = [issue for issue in issues if issue not in shown]
    counted = {each: sum(mending.class_of(one) == each for one in waiting) for each in PLACES}
    parts = [
        f"{formats.count(number)} điểm ở {PLACES[each]}"
        for each, number in counted.items()
        if number
    ]
    if not parts:
        return ""
    if all(issue.severity == "suggestion" for issue in waiting):
        return f"Còn {formats.count(len(waiting))} gợi ý để biết, không cần sửa."
    later = any(number and _is_later(each, first) for each, number in counted.items())
    return f"Còn {', '.join(parts)}" + (f"; sửa {PLACES[first]} trước." if later else ".")


def _is_later(each: str, first: str) -> bool:
    return mending.CLASSES.index(each) > mending.CLASSES.index(first)


def differences(rows: pd.DataFrame) -> str:
    """`2 ô sửa, 1 dòng không còn trong tệp`: what a comparison found, in cells and in rows."""
    counted = (
        ("corrected", "{} ô sửa"),
        ("dropped", "{} dòng không còn trong tệp (vẫn được tính)"),
        ("contradicted_in_file", "{} dòng mâu thuẫn trong tệp"),
        ("contradicted_in_call", "{} dòng mâu thuẫn với tệp đang chờ khác"),
        ("repeated_in_file", "{} dòng lặp trong tệp"),
        ("repeated_in_call", "{} dòng lặp với tệp đang chờ khác"),
        ("repeated", "{} dòng giữ nguyên"),
        ("new", "{} dòng mới"),
    )
    # A row that several files or several cells contradict is one row.
    of_cells = rows["change"] == "corrected"
    of_rows = rows[~of_cells].drop_duplicates(["change", "sheet", "row_number", "earlier_row_id"])
    counts = pd.concat([rows[of_cells], of_rows])["change"].value_counts()
    return ", ".join(
        words.format(formats.count(counts[change]))
        for change, words in counted
        if counts.get(change)
    )


def offered(offers: Sequence[Offer]) -> str:
    """What became of the files of one drop, in counts."""
    counted = (
        ("waiting", "đã giữ {} tệp, chờ xử lý"),
        ("received", "{} tệp đã nhận từ trước"),
        ("already_waiting", "{} tệp đang chờ từ trước"),
        ("problem", "{} tệp không mở được"),
        ("skipped", "{} tệp nén có tệp không phải báo cáo"),
    )
    outcomes = [offer.outcome for offer in offers]
    parts = [
        words.format(formats.count(outcomes.count(outcome)))
        for outcome, words in counted
        if outcome in outcomes
    ]
    sentence = "; ".join(parts)
    return sentence[:1].upper() + sentence[1:] + "."


def accepted(reports: Sequence[FileReport]) -> str:
    """What accepting came to, in files and rows; files that gave nothing are counted apart."""
    taken = [report for report in reports if report.status != "rejected"]
    words = f"Đã nhận {formats.count(len(taken))} tệp: {effect_of_all(taken)}."
    refused = len(reports) - len(taken)
    if refused:
        words += f" {formats.count(refused)} tệp không nhận được dòng nào nên đã trả lại."
    return words
