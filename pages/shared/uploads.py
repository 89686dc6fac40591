"""Dropping files: they are kept at once, read with progress, and the box is empty again."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import acting, formats, inbox, intake_words
from pages.shared.tables import Column, Table, draw_table
from reports.waiting_files import Progress

TAKEN = ["xlsx", "xls", "xlsb", "ods", "csv", "docx", "zip", "xlsm"]
ROUND = "lan_tha_tep"
ANSWERS = "tra_loi_tep_vua_tha"
ANSWERED = (Column("name", "Tệp", width=300), Column("words", "Trả lời", width=640))
# Nothing that was dropped is lost for want of a name; accepting asks for one.
NOBODY = "chưa ghi tên"
HELP = (
    "Nhận nhiều tệp cùng lúc: Excel (.xlsx, .xls, .xlsb), LibreOffice (.ods), .csv, bản đăng ký "
    "Word theo mẫu của Kế hoạch (.docx) và tệp nén .zip chứa các tệp đó; mỗi tệp tối đa 50 MB. "
    "Tệp .xlsm có macro sẽ được giữ lại và giải thích vì sao không nhận. Loại tệp được nhận biết "
    "theo nội dung, không theo phần mở rộng."
)


def drop_files() -> None:
    """The box for files; what is dropped is in the inbox before this run ends."""
    number = st.session_state.setdefault(ROUND, 0)
    dropped = st.file_uploader(
        "Thả tệp báo cáo vào đây",
        type=TAKEN,
        accept_multiple_files=True,
        key=f"tha_tep_{number}",
        help=HELP,
    )
    if dropped:
        _offer(dropped)


def _offer(dropped: list[Any]) -> None:
    bar = st.progress(0.0, f"Đang giữ {formats.count(len(dropped))} tệp…")

    def show(done: int, total: int) -> None:
        words = f"Đã đọc {formats.count(done)}/{formats.count(total)} tệp"
        bar.progress(done / total if total else 1.0, words)

    kept = acting.attempt(lambda: _keep(dropped, show))
    bar.empty()
    if kept:
        # Another key is another box: the files are kept, so the browser need not hold them.
        st.session_state[ROUND] += 1
        st.rerun()


def _keep(dropped: list[Any], show: Progress) -> str:
    """Puts the files into the inbox; returns what became of them in words."""
    files = ((file.name, file.getvalue()) for file in dropped)
    offers = inbox.open_inbox().offer(files, acting.who() or NOBODY, show)
    others = [offer for offer in offers if offer.outcome != "waiting"]
    st.session_state[ANSWERS] = [(offer.name, offer.words) for offer in others]
    return intake_words.offered(offers)


def show_answers() -> None:
    """What is to be said about dropped files that were not simply kept, until the next drop."""
    answers = st.session_state.get(ANSWERS)
    if not answers:
        return
    with st.expander(f"Các tệp không được giữ thêm ({formats.count(len(answers))})", expanded=True):
        draw_table(
            Table(pd.DataFrame(answers, columns=["name", "words"]), ANSWERED),
            "Các tệp vừa thả mà đã có từ trước hoặc không mở được, và vì sao",
            height=240 if len(answers) > 5 else None,
        )
