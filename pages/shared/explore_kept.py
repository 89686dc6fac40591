"""Kept questions: keeping one, the list of them, their links and their earlier versions."""

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pages.shared import acting, data, formats
from pages.shared.tables import Column, Table, pick_row
from reports.questions import QuestionBook
from reports.store import Store

PARAMETER = "hoi"
PLACE = "luu_cau_hoi"
COLUMNS = (
    Column("question_id", "Số"),
    Column("title", "Câu hỏi", width=300),
    Column("pinned_to", "Ghim vào chương trình", width=200),
    Column("kept_by", "Người lưu"),
    Column("kept_at", "Lưu lúc", formats.moment),
    Column("version_no", "Lần sửa", formats.count),
)


def list_latest() -> pd.DataFrame:
    """The latest version of every question, the newest first; questions are never of the past."""
    rows = data.live_rows("kept_questions")
    return rows[rows["is_latest"]].sort_values("kept_at", ascending=False).reset_index(drop=True)


def find(question_id: str) -> Any | None:
    """The latest version of a question; None where there is none."""
    rows = list_latest()
    for row in rows[rows["question_id"] == question_id].itertuples():
        return row
    return None


def offer_keeping(sql: str, chart: str, title: str, key: str) -> None:
    """The form that keeps the question on the screen, as a new one or as a version of the opened."""
    opened = find(str(st.query_params.get(PARAMETER, "")))
    with st.expander("Lưu câu hỏi này", icon=":material/bookmark_add:"):
        acting.show_outcome(PLACE)
        acting.ask_name()
        # The suggestion belongs to the statement: another statement, another suggestion.
        asked = st.text_input(
            "Câu hỏi",
            value=str(opened.title) if opened is not None else title,
            max_chars=300,
            key=f"{key}_ten_{abs(hash((sql, str(opened.question_id) if opened is not None else '')))}",
        )
        pinned = st.text_input(
            "Ghim vào chương trình họp (không bắt buộc)",
            value=_pinned(opened),
            max_chars=300,
            key=f"{key}_ghim_{opened.question_id if opened is not None else 'moi'}",
            placeholder="Ví dụ: Phiên họp xét khen thưởng năm 2024",
        )
        with st.container(horizontal=True):
            if opened is not None and st.button(
                f"Lưu lần sửa của {opened.question_id}", icon=":material/save:", key=f"{key}_sua"
            ):
                _keep(str(asked), sql, chart, str(pinned), str(opened.question_id))
            if st.button("Lưu thành câu hỏi mới", icon=":material/bookmark_add:", key=f"{key}_luu"):
                _keep(str(asked), sql, chart, str(pinned), None)


def _pinned(opened: Any | None) -> str:
    return "" if opened is None else _text(opened.pinned_to)


def _keep(title: str, sql: str, chart: str, pinned: str, question_id: str | None) -> None:
    def work() -> str:
        book = QuestionBook(Store(data.store_path()))
        number = book.keep(title, sql, chart, acting.who(), pinned, question_id)
        st.query_params[PARAMETER] = number
        return f"Đã lưu câu hỏi {number}; mở lại bằng liên kết ở mục “Câu hỏi đã lưu”."

    acting.act(work, PLACE, PLACE)
    st.rerun()


def show_list() -> str | None:
    """The kept questions; returns the number of the one to open."""
    rows = list_latest()
    if rows.empty:
        st.info(
            "Chưa có câu hỏi nào được lưu. Hỏi ở “Chọn sẵn” hoặc “SQL”, rồi bấm “Lưu câu hỏi này”.",
            icon=":material/bookmark:",
        )
        return None
    pinned = int(rows["pinned_to"].map(lambda one: bool(_text(one))).sum())
    st.subheader(
        formats.plain(
            f"{formats.count(len(rows))} câu hỏi đã lưu, {formats.count(pinned)} đã ghim vào "
            "chương trình họp"
        ),
        anchor=False,
    )
    shown = rows.assign(pinned_to=rows["pinned_to"].map(_text))
    place = pick_row(
        Table(shown, COLUMNS),
        "Câu hỏi đã lưu",
        key=f"hoi_da_luu_{len(rows)}_{rows['kept_at'].max()}",
    )
    if place is None:
        st.caption("Chọn một dòng để xem câu lệnh, các lần sửa và liên kết.")
        return None
    row = rows.iloc[place]
    return _show_one(row)


def _text(value: Any) -> str:
    return "" if formats.is_missing(value) or str(value) in ("None", "nan") else str(value)


def _show_one(row: Any) -> str | None:
    number = str(row["question_id"])
    with st.container(border=True):
        st.markdown(f"**{formats.plain(row['title'])}**")
        st.code(row["sql_text"], language="sql")
        address = (st.context.url or "").split("?")[0]
        st.caption("Liên kết mở lại câu hỏi này với số liệu hiện hành:")
        st.code(f"{address}?{urlencode({PARAMETER: number})}", language=None, wrap_lines=True)
        versions = data.live_rows("kept_questions", question_id=number)
        if len(versions) > 1:
            with st.expander(f"{len(versions)} lần sửa", icon=":material/history:"):
                for version in versions.sort_values("version_no", ascending=False).itertuples():
                    st.caption(
                        formats.plain(
                            f"Lần {version.version_no}: {version.title}, {version.kept_by}, "
                            f"{formats.moment(version.kept_at)}"
                        )
                    )
                    st.code(version.sql_text, language="sql")
        if st.button("Mở câu hỏi này", icon=":material/open_in_new:", key=f"mo_{number}"):
            return number
    return None
