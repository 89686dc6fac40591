"""Phiên họp: the agenda of saved views, presenting it, what was concluded and asked, the seal."""

from datetime import date

import streamlit as st

from pages.shared import acting, data, downloads, filters, formats, meeting_agenda
from pages.shared.downloads import DOCX
from papers.meeting_minutes import write_meeting_minutes
from queries.clock import today


def plan_meeting() -> None:
    """The form for a new meeting."""
    with (
        st.popover("Lập phiên họp mới", icon=":material/add:"),
        st.form("phien_moi", border=False),
    ):
        title = st.text_input("Tên phiên họp", max_chars=200, key="ten_phien")
        held_on = st.date_input("Ngày họp", value=today(), format="DD/MM/YYYY", key="ngay_hop")
        if st.form_submit_button("Lập phiên họp", type="primary"):
            _plan(title or "", held_on if isinstance(held_on, date) else today())


def _plan(title: str, held_on: date) -> None:
    def work() -> str:
        planned = meeting_agenda.open_book().plan(title, held_on, acting.who())
        st.query_params["phien"] = planned
        return f"Đã lập phiên họp “{title.strip()}”."

    acting.act("plan_meeting", work)
    st.rerun()


meetings = data.rows("meetings_in_force")
st.header(
    f"{formats.count(len(meetings))} phiên họp" if len(meetings) else "Chưa có phiên họp nào",
    anchor=False,
)
acting.show_outcome()
with st.container(horizontal=True, vertical_alignment="bottom"):
    acting.ask_name(needs="plan_meeting")
    if acting.may("plan_meeting"):
        plan_meeting()
names = {
    row.meeting_id: f"{row.title} ({formats.day(row.held_on)})" for row in meetings.itertuples()
}
chosen = filters.pick_entry("Phiên họp", names, "phien") if names else None
if chosen is None:
    st.caption("Lập hoặc chọn một phiên họp để xếp chương trình, trình chiếu và ghi kết luận.")
else:
    meeting = next(meetings[meetings["meeting_id"] == chosen].itertuples())
    is_open = formats.is_missing(meeting.seal_id)
    if not is_open:
        st.info(
            f"Phiên họp đã chốt {formats.moment(meeting.sealed_at)} (bản chốt {meeting.seal_id}); "
            "xem lại bằng “Mốc số liệu” ở đầu các trang.",
            icon=":material/lock:",
        )
    meeting_agenda.show(chosen, is_open)
    meeting_agenda.show_remarks(chosen, is_open)
    with st.container(horizontal=True):
        downloads.offer_file(
            "Tải dự thảo biên bản (.docx)",
            lambda: write_meeting_minutes(data.database(), meeting.meeting_id),
            file_name=f"du-thao-bien-ban_{chosen}_{data.current_version()[:12]}.docx",
            mime=DOCX,
            action="make_papers",
            key="bien_ban_phien",
        )
        if is_open and acting.may("seal"):
            meeting_agenda.offer_seal(chosen)
