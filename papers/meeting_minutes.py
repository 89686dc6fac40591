"""Dự thảo biên bản phiên họp: the agenda, what was concluded and asked beside each item."""

from __future__ import annotations

from typing import Any

import pandas as pd

from papers.decree import (
    add_body,
    add_heading,
    add_last_line,
    add_letterhead,
    add_open_line,
    add_receivers,
    add_title,
    add_two_signers,
)
from papers.page_setup import Paper, start_paper
from papers.provenance import Provenance, to_bytes
from papers.wording import DOTS, clean, write_date
from queries.database import Database

PAPER = "meeting_minutes"


class NoSuchMeeting(ValueError):
    """There is no meeting of that number; the message is for the user."""


def write_meeting_minutes(database: Database, meeting_id: str) -> bytes:
    """Returns the docx of a meeting's draft minutes; who was there and who signs is left open."""
    found = database.query("meetings_in_force", {"meeting_id": meeting_id})
    if found.empty:
        raise NoSuchMeeting("Không tìm thấy phiên họp này; hãy tải lại trang.")
    meeting = next(found.itertuples())
    items = database.query("agenda_in_force", {"meeting_id": meeting_id})
    remarks = database.query("remarks_in_force", {"meeting_id": meeting_id})
    status = next(database.query("data_status").itertuples())
    paper = start_paper(is_marked=bool(status.has_simulated))
    layout = paper.layout
    held_on = meeting.held_on.date()
    add_letterhead(paper, layout.text("number", "minutes_symbol"), None, held_on.year)
    add_title(paper, "Biên bản", f"{clean(str(meeting.title))} (dự thảo)")
    add_body(
        paper,
        f"Vào lúc {DOTS[:3]} giờ {DOTS[:3]} phút, {write_date(held_on)}, tại {DOTS}, "
        f"{layout.text('issuer', 'name')} họp.",
    )
    add_heading(paper, "I. THÀNH PHẦN")
    add_open_line(paper, "1. Chủ tọa:")
    add_open_line(paper, "2. Thư ký:")
    add_open_line(paper, "3. Thành viên có mặt, vắng mặt:")
    add_heading(paper, "II. NỘI DUNG")
    if items.empty:
        add_body(paper, "Chương trình chưa có mục nào.")
    for item in items.itertuples():
        _add_item(paper, item, remarks[remarks["item_id"] == item.item_id])
    _add_rest(paper, remarks[~remarks["item_id"].isin(items["item_id"])])
    add_body(
        paper,
        f"Cuộc họp kết thúc vào {DOTS[:3]} giờ {DOTS[:3]} phút cùng ngày. Biên bản đã đọc lại cho "
        "các thành viên dự họp nghe và thống nhất./.",
        keep_with_next=True,
    )
    add_two_signers(paper, ["THƯ KÝ"], ["CHỦ TỌA"])
    add_receivers(
        paper, [*layout.lines("receivers", "minutes"), layout.text("receivers", "archive")]
    )
    provenance = Provenance(
        PAPER, database.as_of, database.version, {"Phiên họp": str(meeting.title)}
    )
    add_last_line(paper, provenance.line())
    return to_bytes(paper.document, f"Dự thảo biên bản {meeting.title}", provenance)


def _add_item(paper: Paper, item: Any, remarks: pd.DataFrame) -> None:
    add_body(paper, f"{item.place}. {clean(str(item.title))}", keep_with_next=not remarks.empty)
    for row in remarks.itertuples():
        add_body(paper, f"- {row.kind_label}: {clean(str(row.words))}")


def _add_rest(paper: Paper, remarks: pd.DataFrame) -> None:
    """Adds what was said to no item, or to one that was taken off since."""
    if remarks.empty:
        return
    add_heading(paper, "III. NỘI DUNG KHÁC")
    for row in remarks.itertuples():
        add_body(paper, f"- {row.kind_label}: {clean(str(row.words))}")
