"""Putting the view that is on the screen onto the agenda of a meeting."""

from urllib.parse import urlencode

import streamlit as st

from pages.shared import acting, data, filters, formats, inbox
from reports.meetings import MeetingBook

# Not part of a view: who presents, and what is chosen for another purpose.
LEFT_OUT = frozenset({"trinh", "phien"})


def offer(path: str, page_title: str) -> None:
    """A form with the open meetings; nothing where no meeting is planned."""
    meetings = data.live_rows("meetings_in_force", seal_id=None)
    if meetings.empty or not acting.may("plan_meeting"):
        return
    names = {
        row.meeting_id: f"{row.title} ({formats.day(row.held_on)})" for row in meetings.itertuples()
    }
    with st.popover("Phiên họp", icon=":material/co_present:"):
        if path == "secretariat/explore":
            # An answer is only there again if its question is kept.
            st.markdown("Lưu câu hỏi trước; khi lưu, chọn phiên họp để đưa vào chương trình.")
            return
        acting.ask_name("phien_hop")
        with st.form("them_vao_phien", border=False):
            st.markdown("**Thêm góc nhìn này vào chương trình họp**")
            meeting_id = st.selectbox(
                "Phiên họp", list(names), format_func=lambda one: names.get(one, one)
            )
            title = st.text_input("Tiêu đề mục", value=page_title, max_chars=200)
            if st.form_submit_button("Thêm vào chương trình", type="primary"):
                _add(str(meeting_id), title or "", path)


def _add(meeting_id: str, title: str, path: str) -> None:
    kept = {**filters.spelled_out(), **dict(st.query_params)}
    parameters = urlencode({name: kept[name] for name in kept if name not in LEFT_OUT})

    def work() -> str:
        book = MeetingBook(inbox.open_inbox().store)
        book.add_item(meeting_id, title, path, parameters, acting.who())
        return f"Đã thêm “{title.strip()}” vào chương trình họp."

    acting.act("plan_meeting", work)
    st.rerun()
