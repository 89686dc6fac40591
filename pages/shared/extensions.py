"""Extending a unit's deadline: until when, by which document, why. Each is an event with a name."""

from datetime import date

import pandas as pd
import streamlit as st

from pages.shared import acting, formats, inbox


def offer(units: pd.DataFrame, year: int) -> None:
    """A form for the chosen units (rows of report_progress) of one year."""
    if not acting.may("extend_deadline"):
        return
    with st.popover(
        f"Gia hạn cho đơn vị đã chọn ({formats.count(len(units))})…",
        icon=":material/event_upcoming:",
        disabled=units.empty,
        key="mo_gia_han",
    ):
        acting.ask_name()
        with st.form("gia_han", border=False, enter_to_submit=False):
            st.markdown(f"**Gia hạn báo cáo năm {year} cho {formats.count(len(units))} đơn vị**")
            until = st.date_input(
                "Được báo cáo đến hết ngày",
                value=None,
                min_value=date(year, 1, 1),
                max_value=date(year + 2, 12, 31),
                format="DD/MM/YYYY",
                key="gia_han_den",
            )
            document = st.text_input(
                "Số văn bản gia hạn", key="gia_han_van_ban", max_chars=100, placeholder="12/UBND-NC"
            )
            reason = st.text_input("Lý do", key="gia_han_ly_do", max_chars=500)
            if st.form_submit_button("Ghi gia hạn", type="primary"):
                _extend(units, year, until, document or "", reason or "")


def _extend(units: pd.DataFrame, year: int, until: date | None, document: str, reason: str) -> None:
    def work() -> str:
        if until is None:
            raise ValueError("Hãy chọn ngày cuối được gia hạn.")
        inbox.open_inbox().extend(
            [str(unit_id) for unit_id in units["unit_id"]],
            year,
            until,
            document,
            reason,
            acting.who(),
        )
        return (
            f"Đã gia hạn báo cáo năm {year} đến hết ngày {formats.day(until)} cho "
            f"{formats.count(len(units))} đơn vị theo {document.strip()}."
        )

    acting.act("extend_deadline", work)
    st.rerun()
