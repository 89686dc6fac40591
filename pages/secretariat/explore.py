"""Khám phá: any question of a member over the same views as the pages, by choosing or in SQL."""

from typing import Any

import streamlit as st

from pages.shared import (
    explore_answers,
    explore_choosing,
    explore_editor,
    explore_kept,
    explore_results,
    explore_sentences,
    formats,
    presenting,
)

CHOOSE, TYPE, KEPT = "Chọn sẵn", "SQL", "Câu hỏi đã lưu"
MODE, OPENED, KIND = "kham_pha_cach", "kham_pha_da_mo", "hoi_sql_bieu_do"


def open_question(question_id: str) -> str | None:
    """Loads what a link or the list names into the box; returns a complaint, if any."""
    row = explore_kept.find_opened()
    if row is None:
        return f"Không có câu hỏi “{question_id}” trong kho; xem danh sách ở “{KEPT}”."
    explore_editor.load(str(row.sql_text))
    st.session_state[MODE] = TYPE
    st.session_state[KIND] = str(row.chart)
    return None


def take_over(sql: str, kind: str) -> None:
    """Lets the statement of a choice be edited."""
    explore_editor.load(sql)
    st.session_state[MODE] = TYPE
    st.session_state[KIND] = kind


def show_choosing() -> None:
    """The controls, and their answer at once."""
    chosen, sql = explore_choosing.choose()
    over_time = bool(chosen.dimensions) and chosen.dimensions[0].role == "time"
    kind = explore_results.pick_kind("line" if over_time else "bar", f"hoi_chon_kieu_{over_time}")
    outcome = explore_answers.ask(sql, "hoi_chon")
    if outcome.answer is None:
        explore_results.refuse(outcome)
        return
    title = explore_choosing.sentence(chosen, outcome.answer.frame())
    explore_results.show(
        outcome.answer,
        title,
        explore_sentences.filters(chosen),
        kind,
        "hoi_chon",
        explore_choosing.writers(chosen),
        chosen.limit,
    )
    with st.expander("Câu lệnh SQL của câu hỏi này", icon=":material/code:"):
        st.code(sql, language="sql")
        st.button(
            "Sửa câu lệnh này",
            icon=":material/edit:",
            key="hoi_sua",
            on_click=take_over,
            args=(sql, kind),
        )
    explore_kept.offer_keeping(sql, kind, title, "hoi_chon_luu")


def show_typing() -> None:
    """The box, and the answer to what was run last."""
    text = explore_editor.edit()
    if not text:
        st.caption("Bấm Chạy để có kết quả ở đây.")
        return
    kind = explore_results.pick_kind("bar", KIND)
    outcome = explore_answers.ask(text, "hoi_sql")
    if outcome.answer is None:
        explore_results.refuse(outcome)
        return
    opened = explore_kept.find_opened()
    is_opened = opened is not None and str(opened.sql_text) == text.strip()
    rows = formats.count(len(outcome.answer.rows))
    title = str(opened.title) if opened is not None and is_opened else f"Kết quả: {rows} dòng"
    said = (
        f"Tính trong {formats.two_decimals(max(outcome.answer.seconds, 0.01))} giây · {rows} dòng"
    )
    if opened is not None and is_opened:
        said += f" · câu hỏi {opened.question_id} của {opened.kept_by}"
    explore_results.show(
        outcome.answer,
        title,
        said,
        kind,
        "hoi_sql_kq",
        explore_results.guess_writers(outcome.answer, outcome.answer.frame()),
    )
    explore_kept.offer_keeping(text, kind, "", "hoi_sql_luu")


def show_presented(question: Any) -> None:
    """A question of the agenda: its answer alone, as the meeting needs it."""
    outcome = explore_answers.ask(str(question.sql_text), "hoi_trinh")
    if outcome.answer is None:
        st.subheader(formats.plain(question.title), anchor=False)
        explore_results.refuse(outcome)
        return
    explore_results.show(
        outcome.answer,
        str(question.title),
        f"Câu hỏi {question.question_id} của {question.kept_by}",
        str(question.chart),
        "hoi_trinh",
        explore_results.guess_writers(outcome.answer, outcome.answer.frame()),
    )


def show_asking() -> None:
    """The three ways of asking, and what a link opens."""
    st.header("Khám phá: hỏi số liệu theo cách của mình", anchor=False)
    asked = st.query_params.get(explore_kept.PARAMETER)
    complaint = None
    if asked and st.session_state.get(OPENED) != asked:
        st.session_state[OPENED] = asked
        complaint = open_question(asked)
    if complaint:
        st.warning(formats.plain(complaint), icon=":material/link_off:")
    mode = st.segmented_control(
        "Cách hỏi",
        [CHOOSE, TYPE, KEPT],
        default=None if MODE in st.session_state else CHOOSE,
        required=True,
        key=MODE,
        label_visibility="collapsed",
    )
    if mode == KEPT:
        number = explore_kept.show_list()
        if number is not None:
            st.session_state.pop(OPENED, None)
            st.query_params[explore_kept.PARAMETER] = number
            st.query_params.pop(explore_kept.VERSION, None)
            # The control is drawn already; the link opens the question in the next run.
            st.rerun()
    elif mode == TYPE:
        show_typing()
    else:
        show_choosing()


# What the agenda of a meeting shows is the answer alone; everything else is for the secretariat.
presented = explore_kept.find_opened() if presenting.find_item() is not None else None
if presented is not None:
    show_presented(presented)
else:
    show_asking()
