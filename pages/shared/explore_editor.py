"""Typing a question as SQL: the box that completes names, and beside it a list of them to click."""

import streamlit as st

from pages.shared import explore_answers, formats, sql_completion
from queries.free_sql import LONGEST_TEXT
from queries.subjects import list_subjects

TEXT = "hoi_sql"
RUN = "hoi_sql_chay"
EXAMPLE = (
    "select block_name, count(*) as so_de_nghi, avg(score) as diem_trung_binh\n"
    "from ranking\nwhere round_year = 2024\ngroup by block_name\norder by diem_trung_binh desc"
)


def load(text: str) -> None:
    """Puts a statement into the box and runs it; before the box is drawn in a run."""
    st.session_state[TEXT] = text
    st.session_state[RUN] = text


def edit() -> str:
    """The box and the list of names; returns the statement to run, empty while there is none."""
    st.session_state.setdefault(TEXT, st.session_state.get(f"giu_{TEXT}") or EXAMPLE)
    left, right = st.columns([5, 3], gap="medium")
    with left:
        text = st.text_area(
            "Câu lệnh SQL (DuckDB, chỉ đọc)",
            key=TEXT,
            height=300,
            max_chars=LONGEST_TEXT,
            help="Một câu lệnh select, chỉ đọc. Bấm Chạy để có kết quả.",
        )
        sql_completion.offer(TEXT, explore_answers.relations(), load)
        with st.container(horizontal=True, vertical_alignment="center"):
            if st.button("Chạy", icon=":material/play_arrow:", type="primary", key="hoi_sql_nut"):
                st.session_state[RUN] = text
            st.caption(
                f"Nhiều nhất {formats.count(explore_answers.LIMITS.rows)} dòng và "
                f"{explore_answers.LIMITS.seconds} giây."
            )
    with right:
        _list_names()
    st.session_state[f"giu_{TEXT}"] = text
    return str(st.session_state.get(RUN, ""))


def _list_names() -> None:
    relations = explore_answers.relations()
    names = list(relations)
    view = st.selectbox(
        "Bảng có thể đọc",
        names,
        index=names.index("ranking") if "ranking" in names else 0,
        key="hoi_sql_bang",
        help="Gõ để tìm. Các bảng này là chính các bảng mà mọi trang đang dùng.",
    )
    if view is None:
        return
    meanings = {subject.view: subject.meaning for subject in list_subjects()}
    if view in meanings:
        st.caption(formats.plain(meanings[view]))
    st.button(
        f"Chèn tên bảng {view}",
        icon=":material/add:",
        key="hoi_sql_chen_bang",
        on_click=_insert,
        args=(view,),
    )
    with st.container(height=210, key="hoi_sql_cot"):
        st.pills(
            "Cột: bấm để chèn vào cuối câu lệnh",
            [f"{column} · {kind.lower()}" for column, kind in relations[view]],
            key="hoi_sql_cot_chon",
            on_change=_insert_column,
        )


def _insert(name: str) -> None:
    text = str(st.session_state.get(TEXT, ""))
    gap = "" if not text or text[-1] in " \n(" else " "
    st.session_state[TEXT] = f"{text}{gap}{name}"


def _insert_column() -> None:
    chosen = st.session_state.get("hoi_sql_cot_chon")
    if chosen:
        _insert(str(chosen).partition(" · ")[0])
        st.session_state["hoi_sql_cot_chon"] = None
