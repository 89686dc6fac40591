"""Tables that people take away: the same rows as a workbook and as CSV, named after their version.

The version is in the file's name because Streamlit addresses large downloads by a sample of their
bytes: without it, yesterday's table could be served under today's link.
"""

import re

import streamlit as st

from pages.shared import data, formats
from pages.shared.tables import Table
from papers.tables import to_csv, to_xlsx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_stem(name: str, version: str) -> str:
    """`do-phu-theo-nam_7f3a…`: letters that every system can store."""
    return f"{re.sub(r'[^a-z0-9]+', '-', formats.search_key(name)).strip('-')}_{version[:16]}"


def offer_downloads(table: Table, title: str, subtitle: list[str], name: str, key: str) -> None:
    """Two buttons; the files carry title, filters, and what the data is as of."""
    status = data.data_status()
    lines = [
        *subtitle,
        f"Số liệu đến {formats.moment(status.last_received_at)} · phiên bản {status.version}",
        *(["Số liệu mô phỏng"] if status.has_simulated else []),
    ]
    stem = file_stem(name, str(status.version))
    shown = table.shown()
    with st.container(horizontal=True):
        st.download_button(
            "Tải tệp Excel (.xlsx)",
            lambda: to_xlsx(shown, columns=table.described, title=title, subtitle=lines),
            file_name=f"{stem}.xlsx",
            mime=XLSX,
            icon=":material/download:",
            key=f"{key}_xlsx",
            on_click="ignore",
        )
        st.download_button(
            "Tải tệp CSV",
            lambda: to_csv(shown, table.described),
            file_name=f"{stem}.csv",
            mime="text/csv",
            icon=":material/download:",
            key=f"{key}_csv",
            on_click="ignore",
        )
    st.caption(
        f"{formats.count(len(shown))} dòng · tên tệp mang phiên bản số liệu để đối chiếu về sau."
    )
