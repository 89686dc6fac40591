"""The secretariat's inbox as the pages see it: opened once per store, judged once per version."""

from dataclasses import asdict, fields
from pathlib import Path

import pandas as pd
import streamlit as st

from pages.shared import data, formats
from reports.fields import load_kinds, read_rows
from reports.inbox import CellDifference, Inbox
from reports.intake import FileReport
from reports.store import Store

NAMED_MOST = 2


@st.cache_resource(max_entries=4, show_spinner=False)
def _open(store: str) -> Inbox:
    return Inbox(Store(Path(store)))


def open_inbox() -> Inbox:
    """The inbox of this store, shared by all sessions."""
    return _open(str(data.store_path()))


def version() -> str:
    """The version of the store that is published now, empty before the first file."""
    pointer = Store(data.store_path()).read_pointer()
    return "" if pointer is None else pointer.version


# As a resource: reports are read only, and a copy of 200 of them at every click is what hurts.
@st.cache_resource(max_entries=3, show_spinner="Đang đọc và kiểm tra các tệp chờ xử lý…")
def _pending(store: str, version: str) -> list[FileReport]:
    return open_inbox().pending()


def pending() -> list[FileReport]:
    """What waits for a decision, judged against what counts now. Not to be changed."""
    return _pending(str(data.store_path()), version())


def kind_labels() -> dict[str, str]:
    """Report kind to its name."""
    return {kind.name: kind.label for kind in load_kinds()}


def state_words(group: str) -> dict[str, str]:
    """State code to sign and word, in order; read without a store, for there may be none yet."""
    rows = [row for row in read_rows("states.csv") if row["state_group"] == group]
    rows.sort(key=lambda row: int(row["sort_order"]))
    return {row["code"]: f"{row['symbol']} {row['label']}".strip() for row in rows}


def sender_of(report: FileReport) -> str | None:
    """The units whose rows a file holds, as far as they are known; the first of many by name."""
    if len(report.units) > NAMED_MOST:
        others = formats.count(len(report.units) - 1)
        return f"{report.units[0]} và {others} đơn vị khác"
    return "; ".join(report.units) or None


@st.cache_data(max_entries=20, show_spinner=False)
def _differences(store: str, version: str, sha256: str) -> pd.DataFrame:
    rows = [asdict(one) for one in open_inbox().differences(sha256)]
    frame = pd.DataFrame(rows, columns=[field.name for field in fields(CellDifference)])
    # A file that only adds says so by its effect; there is nothing to hold it against.
    return frame if (frame["change"] != "new").any() else frame.head(0)


def differences(sha256: str) -> pd.DataFrame:
    """What accepting a waiting file would change: rows of CellDifference, none if it only adds."""
    return _differences(str(data.store_path()), version(), sha256)
