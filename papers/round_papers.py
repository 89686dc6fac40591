"""The papers of an award round by name: which there are, what they are called, how one is made."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from papers import (
    achievement_table,
    ballot,
    candidate_list,
    minutes,
    round_workbook,
    submission,
    summary_report,
)
from papers.round_data import PaperRefused
from queries.database import Database

Write = Callable[[Database, str, str | None], bytes]


class RoundPaper(NamedTuple):
    """A paper: its title, its file's name and ending, and what writes it."""

    title: str
    file_name: str
    ending: str
    write: Write


# In the order of the meeting: what is asked for, on what grounds, the vote, the minutes.
PAPERS: dict[str, RoundPaper] = {
    submission.PAPER: RoundPaper("Tờ trình", "to-trinh", "docx", submission.write_submission),
    candidate_list.PAPER: RoundPaper(
        "Danh sách đề nghị khen thưởng", "danh-sach", "docx", candidate_list.write_candidate_list
    ),
    achievement_table.PAPER: RoundPaper(
        "Bảng tổng hợp thành tích",
        "bang-tong-hop",
        "docx",
        achievement_table.write_achievement_table,
    ),
    summary_report.PAPER: RoundPaper(
        "Báo cáo tổng hợp", "bao-cao-tong-hop", "docx", summary_report.write_summary_report
    ),
    ballot.PAPER: RoundPaper("Phiếu biểu quyết", "phieu-bieu-quyet", "docx", ballot.write_ballot),
    minutes.PAPER: RoundPaper("Biên bản họp", "bien-ban", "docx", minutes.write_minutes),
    round_workbook.PAPER: RoundPaper(
        "Số liệu đợt xét", "so-lieu", "xlsx", round_workbook.write_round_workbook
    ),
}


def find_paper(name: str) -> RoundPaper:
    """Returns the paper of that name; raises PaperRefused with those that exist."""
    if name in PAPERS:
        return PAPERS[name]
    known = ", ".join(f"{code} ({paper.title})" for code, paper in PAPERS.items())
    raise PaperRefused(f"Không có văn bản “{name}”. Các văn bản: {known}.")


def name_file(name: str, round_id: str) -> str:
    """Returns the file name of a paper of a round, such as `to-trinh-R2024.docx`."""
    paper = find_paper(name)
    return f"{paper.file_name}-{round_id}.{paper.ending}"
