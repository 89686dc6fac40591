"""Presenting: the items of an agenda one after the other, large, without menus, by keyboard.

`trinh` in the URL names the item that is shown. A remark is noted beside the figure it is about.
"""

from pathlib import Path
from typing import Any
from urllib.parse import parse_qsl

import pandas as pd
import streamlit as st

from pages.shared import acting, data, formats, inbox
from queries.database import StoreDamaged, StoreMissing
from reports.meetings import MeetingBook

PAGES = Path(__file__).resolve().parents[1]
PARAMETER = "trinh"
SCALE = 1.3
# Fixed text, nothing of a user in it. Charts measure themselves on the screen and would be cut off
# by a zoom, so they are drawn larger instead (enlarge_figure). A tablet is held in the hand: its
# words are large enough, and the bar must fit into one line.
LARGE = """<style>
@media (min-width: 1200px) {
  [data-testid="stMain"] {zoom: 1.3}
  [data-testid="stPlotlyChart"], [data-testid="stDataFrame"] {zoom: 0.7692}
}
[data-testid="stSidebar"], [data-testid="stHeader"], .st-key-filters,
[data-testid="stLayoutWrapper"]:has(> .st-key-filters) {display: none}
[data-testid="stMainBlockContainer"] {padding-top: 1rem; max-width: 100%}
</style>"""
# Lengths of a figure in pixels; everything else is in the units of its axes.
PIXELS = frozenset({"size", "height", "xshift", "yshift", "l", "r", "t", "b"})
KINDS = {"decision": "Kết luận", "question": "Câu hỏi để lại"}


def find_item() -> Any | None:
    """The agenda item that the URL names, None where nobody presents."""
    item_id = st.query_params.get(PARAMETER)
    if not item_id:
        return None
    try:
        found = data.live_rows("agenda_in_force", item_id=item_id)
    except (StoreMissing, StoreDamaged):
        return None
    return next(found.itertuples(), None)


def enlarge() -> None:
    """Makes everything on the page as large as a room needs it."""
    st.html(LARGE)


def enlarge_figure(figure: Any) -> Any:
    """The same chart with its type, marks and distances as large as the words around it."""
    if isinstance(figure, dict):
        return {
            name: value * SCALE
            if name in PIXELS and isinstance(value, int | float)
            else enlarge_figure(value)
            for name, value in figure.items()
        }
    if isinstance(figure, list) and figure and isinstance(figure[0], dict):
        return [enlarge_figure(each) for each in figure]
    return figure


def go_to(item: Any) -> None:
    """Opens an item with the filters that it was saved with; of a sealed meeting, as it was sealed."""
    parameters = dict(parse_qsl(str(item.parameters)))
    for meeting in data.live_rows("meetings_in_force", meeting_id=item.meeting_id).itertuples():
        if not formats.is_missing(meeting.seal_id):
            parameters["moc"] = str(meeting.seal_id)
    st.switch_page(_find_page(str(item.page)), query_params={**parameters, PARAMETER: item.item_id})


def _find_page(path: str) -> str:
    """The page's file; one that a later release no longer has is the overview."""
    known = {str(file.relative_to(PAGES).with_suffix("")) for file in PAGES.glob("*/*.py")}
    return f"pages/{path if path in known else 'council/overview'}.py"


def show_bar(item: Any) -> None:
    """Where in the agenda this is, the way on and back, and the place for remarks."""
    items = data.live_rows("agenda_in_force", meeting_id=item.meeting_id)
    place = int(item.place)
    with st.container(horizontal=True, vertical_alignment="center", key="thanh_trinh_chieu"):
        st.markdown(f"**{place}/{len(items)} · {formats.plain(item.title)}**")
        back = st.button(
            "Trước", icon=":material/arrow_back:", shortcut="Left", disabled=place == 1, key="truoc"
        )
        forth = st.button(
            "Sau",
            icon=":material/arrow_forward:",
            shortcut="Right",
            disabled=place == len(items),
            key="sau",
        )
        offer_remark(str(item.meeting_id), str(item.item_id))
        leave = st.button("Thoát", icon=":material/close:", shortcut="Escape", key="thoat_trinh")
    acting.show_outcome()
    if back:
        go_to(_at(items, place - 1))
    if forth:
        go_to(_at(items, place + 1))
    if leave:
        st.switch_page(
            "pages/secretariat/meetings.py", query_params={"phien": str(item.meeting_id)}
        )


def _at(items: pd.DataFrame, place: int) -> Any:
    return next(items[items["place"] == place].itertuples())


def offer_remark(meeting_id: str, item_id: str | None) -> None:
    """What was noted so far beside an item, and the form for more."""
    if not acting.may("note_remark"):
        return
    with st.popover("Ghi chép", icon=":material/edit_note:"):
        if item_id is not None:
            acting.ask_name("trinh_chieu")
            for row in data.live_rows("remarks_in_force", item_id=item_id).itertuples():
                st.text(formats.verbatim(f"{row.kind_label}: {row.words}"))
        with st.form("ghi_chep", border=False, clear_on_submit=True):
            kind = st.radio(
                "Loại ghi chép", list(KINDS), format_func=KINDS.__getitem__, horizontal=True
            )
            words = st.text_area("Nội dung", max_chars=2000, key="ghi_chep_noi_dung")
            if st.form_submit_button("Ghi lại", type="primary"):
                _remark(meeting_id, item_id, str(kind), words or "")


def _remark(meeting_id: str, item_id: str | None, kind: str, words: str) -> None:
    def work() -> str:
        book = MeetingBook(inbox.open_inbox().store)
        book.remark(meeting_id, item_id, kind, words, acting.who())
        return f"Đã ghi: {KINDS[kind].lower()}."

    acting.act("note_remark", work)
    st.rerun()
