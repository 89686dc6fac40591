"""Dropping files: they are kept at once, read with progress, and the box is empty again."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import acting, auditing, formats, inbox, intake_words, native_words
from pages.shared.tables import Column, Table, draw_table
from reports.inbox import KEPT
from reports.text import visible
from reports.waiting_files import Progress

ROUND = "lan_tha_tep"
ANSWERS = "tra_loi_tep_vua_tha"
ANSWERED = (Column("name", "Tệp", width=380), Column("words", "Trả lời", width=560))
ANSWER_ORDER = ("problem", "skipped", "waiting", "received", "already_waiting")
# A line of "Trả lời" at its width; Streamlit breaks lines only in rows higher than 64 pixels.
LETTERS_IN_A_LINE = 80
TWO_LINES = 66
# Nothing that was dropped is lost for want of a name; accepting asks for one.
NOBODY = "chưa ghi tên"
HELP = (
    "Nhận nhiều tệp cùng lúc: Excel (.xlsx, .xls, .xlsb), LibreOffice (.ods), .csv, bản đăng ký "
    "Word theo mẫu của Kế hoạch (.docx) và tệp nén .zip chứa các tệp đó; mỗi tệp tối đa 50 MB. "
    "Tệp nào không đọc được (có macro, có mật khẩu, PDF, ảnh…) vẫn được giữ lại và có câu giải "
    "thích. Loại tệp được nhận biết theo nội dung, không theo phần mở rộng."
)


def ask_files() -> list[Any]:
    """The box for files; returns what was dropped into it, for keep_files.

    It takes any file: one that is refused by its name would be refused without a reason.
    """
    native_words.translate_uploader("hoặc kéo thả tệp, tệp .zip vào đây")
    number = st.session_state.setdefault(ROUND, 0)
    dropped = st.file_uploader(
        "Thả tệp báo cáo vào đây",
        accept_multiple_files=True,
        key=f"tha_tep_{number}",
        help=HELP,
        disabled=not acting.may("offer_file"),
    )
    return list(dropped)


def keep_files(dropped: list[Any]) -> None:
    """Puts what was dropped into the inbox before this run ends, with progress."""
    if not dropped:
        return
    bar = st.progress(0.0, f"Đang giữ {formats.count(len(dropped))} tệp…")

    def show(done: int, total: int) -> None:
        words = f"Đã đọc {formats.count(done)}/{formats.count(total)} tệp"
        bar.progress(done / total if total else 1.0, words)

    kept = acting.attempt("offer_file", lambda: _keep(dropped, show))
    bar.empty()
    if kept:
        # Another key is another box: the files are kept, so the browser need not hold them.
        st.session_state[ROUND] += 1
        st.rerun()


def _keep(dropped: list[Any], show: Progress) -> str:
    """Puts the files into the inbox; returns what became of them in words."""
    files = ((file.name, file.getvalue()) for file in dropped)
    offers = inbox.open_inbox().offer(files, acting.who() or NOBODY, show)
    for offer in offers:
        # What is kept is in the store's journal; what is turned away at the door would be nowhere.
        if offer.outcome == "problem":
            person = auditing.find_person()
            auditing.note("file_problem", "refused", offer.name, {"Lý do": offer.words}, person)
    # What is still to be done comes before what was there already.
    others = sorted(
        (offer for offer in offers if offer.words != KEPT),
        key=lambda offer: ANSWER_ORDER.index(offer.outcome),
    )
    st.session_state[ANSWERS] = [(visible(offer.name), offer.words) for offer in others]
    return intake_words.offered(offers)


def show_answers() -> None:
    """What is to be said about dropped files beyond that they were kept, until the next drop."""
    answers = st.session_state.get(ANSWERS)
    if not answers:
        return
    longest = max(len(words) for _, words in answers)
    with st.expander(f"Cần biết về các tệp vừa thả ({formats.count(len(answers))})", expanded=True):
        draw_table(
            Table(pd.DataFrame(answers, columns=["name", "words"]), ANSWERED),
            "Các tệp vừa thả mà đã có từ trước, từng bị trả lại hoặc không mở được, và vì sao",
            height=240 if len(answers) > 5 else None,
            row_height=TWO_LINES if longest > LETTERS_IN_A_LINE else None,
        )
