"""What is done once per process or day, around the first page."""

import gc
from datetime import date

import streamlit as st

from access.audit_log import find_folder, read_head
from pages.shared import data, download_errors
from queries.clock import today
from server.log import note


@st.cache_resource
def freeze() -> bool:
    """What start-up made is never garbage: Streamlit's collection after every rerun skips it."""
    gc.collect()
    gc.freeze()
    return True


def prepare() -> None:
    """Before a page runs: failed downloads answer in words, and the audit log's head is logged."""
    download_errors.answer_in_words()
    _log_audit_head(today())


@st.cache_data(max_entries=2, show_spinner=False)
def _log_audit_head(day: date) -> None:
    """Once a process and day: a copy of the newest line's hash where the store's owner cannot write."""
    head = read_head(find_folder(data.store_path()))
    if head is not None:
        note("audit_head", sequence=head.sequence, sha256=head.sha256)
