"""Kept questions: keeping one, pinning it to a meeting's agenda, their list, links and versions."""

from typing import Any
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pages.shared import acting, data, formats
from pages.shared.tables import Column, Table, pick_row
from reports.meetings import MeetingBook
from reports.questions import QuestionBook
from reports.store import Store

PARAMETER = "hoi"
# Which version of the question; a meeting shows the one that was put on its agenda.
VERSION = "lan"
PAGE = "secretariat/explore"
PLACE = "luu_cau_hoi"
COLUMNS = (
    Column("question_id", "Số"),
    Column("title", "Câu hỏi", width=300),
    Column("pinned_to", "Trong chương trình họp", width=200),
    Column("kept_by", "Người lưu"),
    Column("kept_at", "Lưu lúc", formats.moment),
    Column("version_no", "Lần sửa", formats.count),
)


def list_latest() -> pd.DataFrame:
    """The latest version of every question, the newest first; questions are never of the past."""
    rows = data.live_rows("kept_questions")
    return rows[rows["is_latest"]].sort_values("kept_at", ascending=False).reset_index(drop=True)


def find(question_id: str, version: str = "") -> Any | None:
    """A version of a question, the latest where none is named; None where there is none."""
    rows = data.live_rows("kept_questions", question_id=question_id)
    wanted = rows[rows["version_no"].astype(str) == version] if version else rows[rows["is_latest"]]
    return next(wanted.itertuples(), None)


def find_opened() -> Any | None:
    """The question that the link names, if any."""
    asked = str(st.query_params.get(PARAMETER, ""))
    return find(asked, str(st.query_params.get(VERSION, ""))) if asked else None


def offer_keeping(sql: str, chart: str, title: str, key: str) -> None:
    """The form that keeps the question on the screen, as a new one or as a version of the opened."""
    if not acting.may("keep_question"):
        return
    opened = find_opened()
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
        meeting_id = _pick_meeting(f"{key}_ghim")
        with st.container(horizontal=True):
            if opened is not None and st.button(
                f"Lưu lần sửa của {opened.question_id}", icon=":material/save:", key=f"{key}_sua"
            ):
                _keep(str(asked), sql, chart, meeting_id, str(opened.question_id))
            if st.button("Lưu thành câu hỏi mới", icon=":material/bookmark_add:", key=f"{key}_luu"):
                _keep(str(asked), sql, chart, meeting_id, None)


def _list_meetings() -> dict[str, str]:
    """The meetings whose agenda is still open to this person, by what people call them."""
    if not acting.may("plan_meeting"):
        return {}
    return {
        row.meeting_id: f"{row.title} ({formats.day(row.held_on)})"
        for row in data.live_rows("meetings_in_force", seal_id=None).itertuples()
    }


def _pick_meeting(key: str) -> str | None:
    meetings = _list_meetings()
    if not meetings and not acting.may("plan_meeting"):
        return None
    if not meetings:
        st.caption("Muốn đưa câu hỏi vào chương trình họp, hãy lập phiên họp ở trang Phiên họp.")
        return None
    return st.selectbox(
        "Đưa vào chương trình họp (không bắt buộc)",
        list(meetings),
        format_func=lambda one: meetings.get(one, one),
        index=None,
        key=key,
        placeholder="Không đưa vào phiên nào",
    )


def _keep(
    title: str, sql: str, chart: str, meeting_id: str | None, question_id: str | None
) -> None:
    def work() -> str:
        store = Store(data.store_path())
        meetings = _list_meetings()
        said = meetings.get(meeting_id or "", "")
        number = QuestionBook(store).keep(title, sql, chart, acting.who(), said, question_id)
        st.query_params[PARAMETER] = number
        st.query_params.pop(VERSION, None)
        if meeting_id is None:
            return f"Đã lưu câu hỏi {number}; mở lại bằng liên kết ở mục “Câu hỏi đã lưu”."
        _add_item(store, meeting_id, number)
        return f"Đã lưu câu hỏi {number} và đưa vào chương trình {said}."

    acting.act("keep_question", work, PLACE, PLACE)
    st.rerun()


def _add_item(store: Store, meeting_id: str, question_id: str) -> None:
    row = find(question_id)
    if row is not None:
        named = {PARAMETER: question_id, VERSION: int(row.version_no)}
        MeetingBook(store).add_item(
            meeting_id, str(row.title), PAGE, urlencode(named), acting.who()
        )


def _offer_pinning(question_id: str) -> None:
    """Puts a kept question, as it now reads, onto the agenda of a meeting."""
    if not acting.may("plan_meeting"):
        return
    if not _list_meetings():
        st.caption("Muốn đưa câu hỏi vào chương trình họp, hãy lập phiên họp ở trang Phiên họp.")
        return
    with st.popover("Đưa vào chương trình họp", icon=":material/push_pin:"):
        acting.ask_name("ghim")
        meeting_id = _pick_meeting(f"ghim_{question_id}")
        if st.button("Đưa vào", type="primary", key=f"ghim_nut_{question_id}"):
            _pin(str(meeting_id or ""), question_id)


def _pin(meeting_id: str, question_id: str) -> None:
    def work() -> str:
        if not meeting_id:
            raise ValueError("Hãy chọn phiên họp để đưa câu hỏi vào chương trình.")
        _add_item(Store(data.store_path()), meeting_id, question_id)
        return f"Đã đưa câu hỏi {question_id} vào chương trình {_list_meetings()[meeting_id]}."

    acting.act("plan_meeting", work, PLACE, PLACE)
    st.rerun()


def _with_meetings(rows: pd.DataFrame) -> pd.DataFrame:
    """The questions with the meetings whose agenda shows them, in words."""
    pins = data.live_rows("pinned_questions")
    said = {
        str(number): "; ".join(
            f"{row.meeting_title} ({formats.day(row.held_on)}), mục {row.place}"
            for row in own.itertuples()
        )
        for number, own in pins.groupby("question_id")
    }
    return rows.assign(pinned_to=[said.get(number, "") for number in rows["question_id"]])


def show_list() -> str | None:
    """The kept questions; returns the number of the one to open."""
    acting.show_outcome(PLACE)
    rows = _with_meetings(list_latest())
    if rows.empty:
        st.info(
            "Chưa có câu hỏi nào được lưu. Hỏi ở “Chọn sẵn” hoặc “SQL”, rồi bấm “Lưu câu hỏi này”.",
            icon=":material/bookmark:",
        )
        return None
    pinned = int((rows["pinned_to"] != "").sum())
    st.subheader(
        formats.plain(
            f"{formats.count(len(rows))} câu hỏi đã lưu, {formats.count(pinned)} có trong "
            "chương trình họp"
        ),
        anchor=False,
    )
    place = pick_row(
        Table(rows, COLUMNS),
        "Câu hỏi đã lưu",
        key=f"hoi_da_luu_{len(rows)}_{rows['kept_at'].max()}",
    )
    if place is None:
        st.caption("Chọn một dòng để xem câu lệnh, các lần sửa và liên kết.")
        return None
    row = rows.iloc[place]
    return _show_one(row)


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
        with st.container(horizontal=True):
            if st.button("Mở câu hỏi này", icon=":material/open_in_new:", key=f"mo_{number}"):
                return number
            _offer_pinning(number)
    return None
