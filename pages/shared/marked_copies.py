"""The senders' own workbooks with their issues marked, made only when somebody asks for them."""

import io
import re
import zipfile
from collections.abc import Sequence
from dataclasses import asdict
from pathlib import PurePosixPath

from pages.shared import data, downloads, formats, inbox
from pages.shared.downloads import XLSX
from reports.intake import FileReport
from reports.marking import mark

MOST_AT_ONCE = 60
LONGEST_STEM = 100
# What no system stores, and the signs that make `exe.xlsx` look like another name.
NOT_IN_NAMES = re.compile(
    r"[\\/:*?\"<>|\x00-\x1f\x7f\u061c\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]+"
)


def name_of(name: str, sha256: str) -> str:
    """`<name>_da-danh-dau_1a2b3c4d.xlsx`: the bytes' hash tells two files of one name apart."""
    # Some programs unpack wherever a name in an archive leads: nothing in this one leads anywhere.
    stem = NOT_IN_NAMES.sub("_", PurePosixPath(name).stem).strip(" .")[:LONGEST_STEM]
    return f"{stem}_da-danh-dau_{sha256[:8]}.xlsx"


def make(report: FileReport) -> bytes:
    """The marked workbook of one file."""
    data = inbox.open_inbox().store.read_raw(report.sha256)
    return mark(data, report.name, [asdict(issue) for issue in report.issues])


def make_all(reports: Sequence[FileReport]) -> bytes:
    """A zip of the marked workbooks of several files."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for report in reports:
            archive.writestr(name_of(report.name, report.sha256), make(report))
    return packed.getvalue()


def offer(report: FileReport) -> None:
    """The button for one file."""
    downloads.offer_file(
        "Tải tệp đã đánh dấu (.xlsx)",
        lambda: make(report),
        file_name=name_of(report.name, report.sha256),
        mime=XLSX,
        action="send_back",
        key=f"danh_dau_{report.sha256}",
        hint="Chính tệp của đơn vị, ô sai được tô màu và đánh số, thêm trang “Danh sách lỗi” để "
        "đơn vị sửa hoặc giải trình rồi gửi lại.",
    )


def offer_received(sha256: str, submission_id: int, name: str) -> None:
    """The button for a file that was received or sent back, with the findings of that time."""

    def make_received() -> bytes:
        issues = data.rows("received_issues", submission_id=submission_id)
        found = issues.astype(object).where(issues.notna(), None).to_dict("records")
        return mark(inbox.open_inbox().store.read_raw(sha256), name, found)

    downloads.offer_file(
        "Tải tệp đã đánh dấu (.xlsx)",
        make_received,
        file_name=name_of(name, sha256),
        mime=XLSX,
        action="send_back",
        key=f"danh_dau_lan_{submission_id}",
    )


def offer_all(reports: Sequence[FileReport]) -> None:
    """The button for the chosen files together."""
    taken = list(reports[:MOST_AT_ONCE])
    downloads.offer_file(
        "Tải các tệp đã đánh dấu (.zip)",
        lambda: make_all(taken),
        file_name=f"tep-da-danh-dau_{inbox.version()[:16]}.zip",
        mime="application/zip",
        action="send_back",
        key="danh_dau_cac_tep",
        disabled=not taken,
        hint=f"Tệp của các đơn vị đã chọn, tối đa {formats.count(MOST_AT_ONCE)} tệp mỗi lần.",
    )
