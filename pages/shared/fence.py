"""The last fence: a person sees a sentence with a number, the log has all of the failure."""

import logging
import secrets
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

log = logging.getLogger("dashboard")


@contextmanager
def fence(what: str) -> Iterator[None]:
    """Whatever fails inside becomes a sentence; a fragment needs a fence of its own.

    When only a fragment runs again, the fence of dashboard.py is not around it.
    """
    try:
        yield
    except Exception:  # noqa: BLE001 - nothing that fails may reach a person as a traceback
        number = secrets.token_hex(3).upper()
        log.exception("%s failed, error number %s", what, number)
        st.error(
            f"Phần này gặp lỗi và chưa hiển thị được hết. Hãy tải lại trang; nếu vẫn vậy, báo cho "
            f"quản trị viên mã lỗi **{number}** cùng thời điểm xảy ra.",
            icon=":material/error:",
        )
