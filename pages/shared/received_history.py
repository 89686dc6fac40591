"""What was decided so far: files received and sent back, undoing, and the history of one unit."""

import pandas as pd
import streamlit as st

from pages.shared import acting, data, filters, formats, inbox, marked_copies
from pages.shared.downloads import offer_downloads
from pages.shared.tables import Column, Table, draw_table, pick_row
from pages.shared.unit_picker import pick_unit
from queries.database import StoreMissing
from reports.text import visible

FILES = (
    Column("state_shown", "Tình trạng", width=130),
    Column("file_name", "Tên tệp", width=215),
    Column("received_at", "Lúc", formats.moment, 130),
    Column("received_by", "Người thực hiện", width=125),
    Column("row_count", "Số dòng", formats.count, 70),
    Column("rejected_row_count", "Từ chối", formats.count, 70),
    Column("counting_rows", "Đang tính", formats.count, 80),
    Column("reason", "Lý do trả lại, thu hồi", width=220),
    Column("superseded_rows", "Đã bị thay", formats.count, 85),
    Column("corrected_cells", "Ô sửa theo gợi ý", formats.count, 115),
    Column("unit_names", "Đơn vị", width=220),
    Column("submission_id", "Lần nhận số", formats.count, 90),
)
HAPPENED = (
    Column("happened_at", "Lúc", formats.moment, 130),
    Column("event_shown", "Việc", width=150),
    Column("detail", "Nội dung", width=330),
    Column("file_name", "Tệp", width=215),
    Column("done_by", "Người thực hiện", width=140),
)
HEIGHT = 380
UNIT = "lich_su_don_vi"


def show() -> None:
    """Every file decided on, the latest first; one chosen can be undone; one unit's history."""
    try:
        files = data.rows("received_files")
    except StoreMissing:
        st.info("Chưa có tệp nào được nhận hoặc trả lại.", icon=":material/history:")
        return
    files = files[files["state"] != "waiting"]
    if files.empty:
        st.info("Chưa có tệp nào được nhận hoặc trả lại.", icon=":material/history:")
        return
    _show_files(files)
    _show_unit_history()


def _show_files(files: pd.DataFrame) -> None:
    states = data.states("received_file")
    labels = {
        code: f"{label} ({formats.count((files['state'] == code).sum())})"
        for code, label in zip(states["code"], states["label"], strict=True)
        if code != "waiting"
    }
    with st.container(border=True, key="panel_tep_da_xu_ly"):
        st.subheader("Tệp đã nhận và đã trả lại", anchor=False)
        chosen = filters.pick_option(
            "Tình trạng", {"": f"Tất cả ({formats.count(len(files))})", **labels}, "loc_lich_su", ""
        )
        listed = files[files["state"] == chosen] if chosen else files
        shown = listed.assign(
            state_shown=data.signed("received_file", listed["state"], listed["state_label"]),
            file_name=listed["file_name"].map(visible),
        )
        table = Table(shown, FILES)
        row = pick_row(
            table,
            "Các tệp đã nhận, đã trả lại và đã thu hồi, mới nhất ở trên",
            f"lich_su_{chosen}_{data.current_version()[:12]}",
            HEIGHT if len(listed) > 9 else None,
        )
        if row is None:
            st.caption("Chọn một dòng để thu hồi lần nhận hoặc tải lại tệp.")
        else:
            _show_one(shown.iloc[row])
        offer_downloads(table, "Tệp đã nhận và đã trả lại", [], "Nhật ký tiếp nhận", "lich_su_tep")


def _show_one(file: pd.Series) -> None:
    with st.container(horizontal=True, vertical_alignment="center", key="viec_voi_lan_nhan"):
        st.text(
            formats.verbatim(
                f"Lần nhận số {formats.count(file['submission_id'])}: {file['file_name']}"
            )
        )
        marked_copies.offer_received(
            str(file["file_sha256"]), int(file["submission_id"]), file["file_name"]
        )
        if file["state"] == "undone" or not acting.may("decide_file"):
            return
        with (
            st.popover("Thu hồi…", icon=":material/undo:", key="mo_thu_hoi"),
            st.form(f"thu_hoi_{file['submission_id']}", border=False),
        ):
            st.markdown(
                "Thu hồi là một việc mới trong nhật ký: không xóa gì, các dòng của tệp thôi được "
                "tính, dòng cũ mà tệp này đã thay được tính lại, và tệp trở lại danh sách chờ."
            )
            reason = st.text_area("Lý do thu hồi", max_chars=1000, key="ly_do_thu_hoi")
            if st.form_submit_button("Thu hồi lần nhận này", type="primary"):
                _undo(int(file["submission_id"]), reason or "")


def _undo(submission_id: int, reason: str) -> None:
    def work() -> str:
        inbox.open_inbox().undo(submission_id, acting.who(), reason)
        return (
            f"Đã thu hồi lần nhận số {formats.count(submission_id)}; tệp trở lại danh sách chờ. "
            f"Lý do: {reason.strip()}"
        )

    acting.act("decide_file", work)
    st.rerun()


def _show_unit_history() -> None:
    with st.container(border=True, key="panel_lich_su_don_vi"):
        st.subheader("Lịch sử của một đơn vị", anchor=False)
        with st.container(horizontal=True, key="chon_don_vi_lich_su"):
            chosen = pick_unit("Đơn vị", UNIT)
        if chosen is None:
            st.caption("Chọn đơn vị để xem mọi lần nhận, trả lại, sửa, gia hạn và thu hồi.")
            return
        unit_id, name = chosen
        history = data.rows("unit_history", unit_id=unit_id)
        if history.empty:
            st.caption("Đơn vị này chưa gửi tệp nào.")
            return
        history = history.assign(
            event_shown=data.signed("file_event", history["event_kind"], history["event_label"]),
            file_name=history["file_name"].map(visible, na_action="ignore"),
        )
        draw_table(
            Table(history, HAPPENED),
            f"Những gì đã xảy ra với các tệp của {name}, mới nhất ở trên",
        )
