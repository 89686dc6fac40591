"""Nhập báo cáo: drop what units sent, see what is wrong where, accept, send back, undo."""

import streamlit as st

from pages.shared import (
    acting,
    file_detail,
    filters,
    formats,
    inbox,
    intake_words,
    pending_files,
    received_history,
    template_downloads,
    uploads,
)
from pages.shared.fence import fence
from reports.text import visible
from reports.waiting_files import not_waiting

# The version of the store whose list is on the page.
SEEN = "phien_ban_danh_sach"
PENDING, HISTORY, TEMPLATES = "Chờ xử lý", "Lịch sử", "Mẫu báo cáo"


@st.fragment
def show_pending() -> None:
    """The list and, under it, the detail of the file that is chosen there or in the URL."""
    with fence("the list of pending files"):
        if st.session_state[SEEN] != inbox.version():
            # A click belongs to the list that was seen; "all clean ones" may be others by now.
            acting.tell(
                "warning",
                "Danh sách chờ vừa thay đổi vì có người khác vừa thả hoặc xử lý tệp. Dưới đây là danh "
                "sách mới nhất; hãy xem lại rồi làm tiếp.",
            )
            st.rerun()
        reports = inbox.pending()
        asked_for = filters.chosen_entry(pending_files.OPENED)
        if asked_for is not None and asked_for not in {report.sha256 for report in reports}:
            st.warning(str(not_waiting()), icon=":material/link_off:")
            del st.query_params[pending_files.OPENED]
        if not reports:
            st.info(
                "Chưa có tệp nào chờ xử lý. Kéo thả tệp vào ô trên, hoặc bấm nút trong ô để chọn "
                "tệp: tệp được giữ ngay, rồi hiện ở đây cùng các điểm cần sửa trước khi nhận.",
                icon=":material/inbox:",
            )
            return
        files = pending_files.list_files(reports)
        chosen = pending_files.show(files, reports)
        pending_files.open_chosen(chosen)
        names = {report.sha256: visible(report.name) for report in reports}
        opened = filters.pick_entry("Chi tiết một tệp", names, pending_files.OPENED)
        if opened is not None:
            show_detail(opened)


@st.fragment
def show_detail(sha256: str) -> None:
    """The detail of one file; a click in it runs nothing else."""
    with fence("the detail of a pending file"):
        report = next((one for one in inbox.pending() if one.sha256 == sha256), None)
        if report is None:
            acting.tell("error", str(not_waiting()))
            st.rerun()
        file_detail.show(report)


st.header(formats.plain(intake_words.pending_title(inbox.pending())), anchor=False)
acting.show_outcome()
with st.container(horizontal=True, key="tiep_nhan"):
    acting.ask_name(needs="decide_file")
    dropped = uploads.ask_files()
uploads.keep_files(dropped)
uploads.show_answers()
section = filters.pick_section([PENDING, HISTORY, TEMPLATES], PENDING)
if section == HISTORY:
    received_history.show()
elif section == TEMPLATES:
    template_downloads.show()
else:
    st.session_state[SEEN] = inbox.version()
    show_pending()
