"""The mark of a simulation: in words and in form on every panel, so that no part of it passes.

Nothing in a marked panel can be taken away as a file: its tables are static, without the toolbar
from which Streamlit lets a reader save one.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import pandas as pd
import streamlit as st

from pages.shared import formats
from pages.shared.tables import Table

MARK = "MÔ PHỎNG – không phải kết quả chính thức"
KEY = "mo_phong"
# A broken edge and hatching, as on a drawing that is not built yet. Nothing in here is from outside.
FORM = """<style>
[class*="st-key-mo_phong_"] {
  border: 2px dashed #c4570b;
  background: repeating-linear-gradient(135deg, #fef8f3 0 10px, #ffffff 10px 20px);
}
</style>"""
# A static table lays out every row at once.
MOST_ROWS = 300


@contextmanager
def panel(key: str) -> Iterator[None]:
    """A panel of the simulation, marked before anything else in it."""
    with st.container(border=True, key=f"{KEY}_{key}"):
        st.badge(MARK, icon=":material/science:", color="orange")
        yield


def draw_form() -> None:
    """The form of the mark, once on the page and before the panels."""
    st.html(FORM)


def draw_static(table: Table, alt: str, height: int | None = None) -> None:
    """The rows as a table that offers no file; texts of files take no effect in it."""
    if table.frame.empty:
        st.caption("Không có dòng nào.")
        return
    rows = table.shown().head(MOST_ROWS)
    shown = pd.DataFrame(
        {
            column.label: [formats.plain(column.format(value)) for value in rows[column.name]]
            for column in table.columns
        }
    )
    st.table(
        shown,
        border="horizontal",
        hide_index=True,
        height=height or "content",
        alt=f"{MARK}. {alt}",
    )
    if len(table.frame) > MOST_ROWS:
        st.caption(
            f"Bảng chỉ có {formats.share(MOST_ROWS, len(table.frame))} dòng đầu; chọn một khối "
            "thi đua để xem các dòng còn lại."
        )
