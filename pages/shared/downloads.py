"""What people take away: the one download button, and tables as a workbook and as CSV.

Every file that leaves goes through `offer_file`, which has it written down in the audit log.

The version is in the file's name because Streamlit addresses large downloads by a sample of their
bytes: without it, yesterday's table could be served under today's link.
"""

import re
from collections.abc import Callable
from typing import Literal

import streamlit as st

from access import roles
from pages.shared import auditing, data, formats, reader
from pages.shared.tables import Table
from papers.tables import to_csv, to_xlsx

DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def file_stem(name: str, version: str) -> str:
    """`do-phu-theo-nam_7f3a…`: letters that every system can store."""
    return f"{re.sub(r'[^a-z0-9]+', '-', formats.search_key(name)).strip('-')}_{version[:16]}"


def offer_file(
    label: str,
    make: Callable[[], bytes],
    file_name: str,
    mime: str,
    key: str,
    icon: str = ":material/download:",
    is_primary: bool = False,
    width: Literal["content", "stretch"] = "content",
    disabled: bool = False,
    hint: str | None = None,
    action: str = "download",
) -> None:
    """A button; the file is made, and the taking of it written down, when somebody clicks.

    `action` is what the role needs for it, of access/roles.py.
    """
    person = reader.find()
    if not person.may(action):
        disabled, hint = True, roles.refusal(action, person.roles)
    st.download_button(
        label,
        auditing.note_download(make, file_name, action),
        file_name=file_name,
        mime=mime,
        icon=icon,
        key=key,
        on_click="ignore",
        type="primary" if is_primary else "secondary",
        width=width,
        disabled=disabled,
        help=hint,
    )


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
        offer_file(
            "Tải tệp Excel (.xlsx)",
            lambda: to_xlsx(shown, columns=table.described, title=title, subtitle=lines),
            file_name=f"{stem}.xlsx",
            mime=XLSX,
            key=f"{key}_xlsx",
        )
        offer_file(
            "Tải tệp CSV",
            lambda: to_csv(shown, table.described),
            file_name=f"{stem}.csv",
            mime="text/csv",
            key=f"{key}_csv",
        )
    # On paper there is nothing to take away.
    st.container(key=f"chi_man_hinh_{key}").caption(
        f"{formats.count(len(shown))} dòng · tên tệp mang phiên bản số liệu để đối chiếu về sau."
    )
