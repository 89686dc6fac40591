"""As of: the whole dashboard as it was at a moment, or as a seal froze it, clearly marked.

The URL carries the choice under `moc`: a moment of Vietnam's clock (2026-11-20T10:00) or a seal's
number. Pages on which people decide always show what counts now.
"""

from datetime import date, datetime, time
from typing import Any

import streamlit as st

from pages.shared import data, filters, formats
from queries.clock import to_utc, today

PARAMETER = "moc"
KEPT = "giu_moc"
# On these pages people act, and nobody acts on the past; nor does the audit log have one.
LIVE_ONLY = frozenset({"intake", "award_round", "deadlines", "meetings", "audit"})
MINUTE = "%Y-%m-%dT%H:%M"


def follow(url_path: str) -> None:
    """Lets this run show what the URL, or the page before, asks for; an unknown moment is now."""
    data.show(None)
    if url_path in LIVE_ONLY:
        return
    asked = st.query_params.get(PARAMETER)
    if asked is None and st.session_state.get(filters.MOVED):
        asked = st.session_state.get(KEPT)
        if asked:
            st.query_params[PARAMETER] = asked
    chosen = find(asked) if asked else None
    st.session_state[KEPT] = asked if chosen is not None else None
    if asked and chosen is None:
        st.query_params.pop(PARAMETER, None)
    data.show(chosen)


def find(asked: str) -> data.Shown | None:
    """What a text under `moc` means; None where there is no such seal or moment."""
    for seal in data.live_rows("round_seals", seal_id=asked).itertuples():
        return data.Shown(str(seal.version), seal=str(seal.frozen_sha256))
    try:
        moment = datetime.strptime(asked, MINUTE)
    except ValueError:
        return None
    return data.Shown(data.current_version(), as_of=to_utc(moment))


def show_banner() -> None:
    """Says, above everything else, that this is not what counts now."""
    asked = st.session_state.get(KEPT)
    if not asked or data.is_live():
        return
    st.warning(formats.plain(_describe(asked)), icon=":material/history:")


def _describe(asked: str) -> str:
    seals = list_seals()
    if asked in seals:
        return f"Đang xem bản đã chốt: {seals[asked]}. Đây không phải số liệu hiện hành."
    moment = datetime.strptime(asked, MINUTE).strftime("%H:%M %d/%m/%Y")
    return f"Đang xem số liệu như lúc {moment}. Đây không phải số liệu hiện hành."


def list_seals() -> dict[str, str]:
    """Seal number to its words, the latest first; what was sealed since is listed too."""
    rows = data.live_rows("round_seals")
    return {
        row.seal_id: f"{row.title}, {row.document_no}, chốt {formats.moment(row.sealed_at)}"
        for row in rows.itertuples()
    }


def offer(url_path: str) -> None:
    """The control that chooses the moment, and the way back to what counts now."""
    if url_path in LIVE_ONLY:
        return
    if st.session_state.get(KEPT):
        st.button(
            "Về số liệu hiện hành", icon=":material/update:", on_click=_forget, key="ve_hien_hanh"
        )
    with st.popover("Mốc số liệu", icon=":material/history:"):
        st.markdown("**Xem toàn bộ bảng điều khiển như tại một mốc**")
        with st.form("chon_moc", border=False):
            this_day = today()
            day = st.date_input(
                "Ngày", value=this_day, max_value=this_day, format="DD/MM/YYYY", key="moc_ngay"
            )
            clock = st.time_input("Giờ", value=time(23, 59), key="moc_gio", step=300)
            if st.form_submit_button("Xem như lúc đó"):
                _choose(_as_text(day, clock))
        seals = list_seals()
        if not seals:
            st.caption("Chưa có phiên nào được chốt.")
            return
        with st.form("chon_phien", border=False):
            seal = st.selectbox(
                "Phiên đã chốt",
                list(seals),
                format_func=lambda one: formats.verbatim(seals.get(one, one)),
            )
            if st.form_submit_button("Xem bản đã chốt"):
                _choose(str(seal))


def _as_text(day: Any, clock: Any) -> str:
    chosen = day if isinstance(day, date) else today()
    return datetime.combine(chosen, clock if isinstance(clock, time) else time(23, 59)).strftime(
        MINUTE
    )


def _choose(asked: str) -> None:
    st.query_params[PARAMETER] = asked
    st.rerun()


def _forget() -> None:
    st.query_params.pop(PARAMETER, None)
    st.session_state[KEPT] = None
