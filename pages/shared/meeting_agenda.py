"""The agenda of a meeting on its page: open, move and take off items; remarks; the seal."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import acting, data, formats, inbox, presenting
from pages.shared.tables import Column, Table, draw_table
from reports.meetings import MeetingBook

REMARKS = (
    Column("kind_shown", "Loại", width=150),
    Column("words", "Nội dung", width=420),
    Column("item_title", "Bên cạnh mục", width=240),
    Column("noted_at", "Lúc", formats.moment, 130),
    Column("recorded_by", "Người ghi", width=150),
)
HOW_TO_ADD = (
    "Chưa có mục nào. Mở trang cần trình bày, chọn bộ lọc, rồi bấm “Phiên họp” ở đầu trang để thêm "
    "góc nhìn đó vào chương trình."
)


def open_book() -> MeetingBook:
    """The meetings of this store."""
    return MeetingBook(inbox.open_inbox().store)


def show(meeting_id: str, is_open: bool) -> None:
    """The items in order; each can be opened, moved and taken off."""
    items = data.live_rows("agenda_in_force", meeting_id=meeting_id)
    with st.container(border=True, key="chuong_trinh"):
        st.subheader("Chương trình", anchor=False)
        if items.empty:
            st.caption(HOW_TO_ADD)
            return
        if st.button("Trình chiếu từ đầu", type="primary", icon=":material/slideshow:"):
            presenting.go_to(next(items.itertuples()))
        for item in items.itertuples():
            _show_item(item, len(items), is_open)


def _show_item(item: Any, count: int, is_open: bool) -> None:
    with st.container(
        horizontal=True, vertical_alignment="center", gap="xsmall", key=f"muc_{item.item_id}"
    ):
        st.markdown(f"{item.place}. {formats.plain(item.title)}", width="stretch")
        if st.button("Mở", icon=":material/open_in_full:", key=f"mo_{item.item_id}"):
            presenting.go_to(item)
        if is_open and acting.may("plan_meeting"):
            _button(item, "Lên", "arrow_upward", item.place == 1, _moved(item, -1))
            _button(item, "Xuống", "arrow_downward", item.place == count, _moved(item, 1))
            _button(item, "Bỏ", "delete", False, _dropped(item))


def _button(item: Any, label: str, icon: str, disabled: bool, change: Callable[[], None]) -> None:
    key = f"{label}_{item.item_id}"
    if st.button(label, icon=f":material/{icon}:", key=key, disabled=disabled):
        _change("plan_meeting", change, "Đã đổi chương trình.")


def _moved(item: Any, step: int) -> Callable[[], None]:
    return lambda: open_book().move_item(str(item.item_id), step, acting.who())


def _dropped(item: Any) -> Callable[[], None]:
    return lambda: open_book().drop_item(str(item.item_id), acting.who())


def _change(action: str, change: Callable[[], Any], words: str) -> None:
    def work() -> str:
        change()
        return words

    acting.act(action, work)
    st.rerun()


def show_remarks(meeting_id: str, is_open: bool) -> None:
    """What was concluded and what was left to be answered, and a form for the whole meeting."""
    remarks = data.live_rows("remarks_in_force", meeting_id=meeting_id)
    with st.container(border=True, key="ghi_chep_phien"):
        st.subheader("Kết luận và câu hỏi để lại", anchor=False)
        if remarks.empty:
            st.caption("Chưa có ghi chép nào; khi trình chiếu, bấm “Ghi chép” bên cạnh số liệu.")
        else:
            shown = remarks.assign(
                kind_shown=data.signed("remark", remarks["kind"], remarks["kind_label"])
            )
            draw_table(Table(shown, REMARKS), "Kết luận và câu hỏi để lại của phiên họp")
        if is_open and acting.may("note_remark"):
            with st.container(horizontal=True):
                presenting.offer_remark(meeting_id, None)
                _offer_dropping(remarks)


def _offer_dropping(remarks: pd.DataFrame) -> None:
    if remarks.empty:
        return
    words = {
        row.remark_id: formats.shorten(f"{row.kind_label}: {row.words}", 80)
        for row in remarks.itertuples()
    }
    with st.popover("Bỏ một ghi chép", icon=":material/delete:"), st.form("bo_ghi_chep"):
        chosen = st.selectbox("Ghi chép", list(words), format_func=lambda one: words.get(one, one))
        if st.form_submit_button("Bỏ ghi chép này"):
            _change(
                "note_remark",
                lambda: open_book().drop_remark(str(chosen), acting.who()),
                "Đã bỏ một ghi chép.",
            )


def offer_seal(meeting_id: str) -> None:
    """The form that freezes what the pages show and closes the meeting."""
    with (
        st.popover("Chốt phiên họp…", icon=":material/lock:"),
        st.form("chot_phien", border=False),
    ):
        st.markdown(
            "Chốt là giữ nguyên mọi số mà các trang đang hiện, để mở lại đúng từng con số về sau. "
            "Sau khi chốt, chương trình và ghi chép của phiên không đổi được nữa."
        )
        document = st.text_input("Số biên bản", max_chars=100, key="so_bien_ban_phien")
        if st.form_submit_button("Chốt phiên họp", type="primary"):
            _change(
                "seal",
                lambda: open_book().seal(meeting_id, document or "", acting.who()),
                "Đã chốt phiên họp.",
            )
