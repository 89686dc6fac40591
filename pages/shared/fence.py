"""The last fences: a person sees a sentence with a number, the server's log says where it failed."""

import os
import re
import traceback
from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from server.log import PROJECT, note_failure

# The packages whose errors are sentences.
ROOMS = ("access", "pages", "papers", "queries", "reports")
OWN_SOURCES = tuple(f"{PROJECT / room}{os.sep}" for room in ROOMS)

# ` /srv/store`, ` (C:\store)`, ` “/srv/store/current.json”`; not `1256/QĐ-UBND` nor `và/hoặc`.
_ROOT = r"(?:/(?=\w)|[A-Za-z]:[\\/])"
_PATHS = re.compile(
    rf"\s*(?P<at>\b(?:tại|ở|trong)\s)?(?P<start>^)?"
    rf"(?:\({_ROOT}[^)]*\)|“{_ROOT}[^”]*”|(?<!\S){_ROOT}\S*?(?=[.,;:]?(?:\s|$)))"
)


@contextmanager
def fence(what: str) -> Iterator[None]:
    """Whatever fails inside becomes a sentence; a fragment needs a fence of its own.

    When only a fragment runs again, the fence of dashboard.py is not around it.
    """
    try:
        yield
    except Exception as error:  # noqa: BLE001 - nothing that fails may reach a person as a traceback
        tell("Phần này", note_failure("part_failed", error, part=what))


def tell(what: str, number: str) -> None:
    """The sentence with its number where `what` could not be shown."""
    st.error(
        f"{what} gặp lỗi và chưa hiển thị được hết. Hãy tải lại trang; nếu vẫn vậy, báo cho "
        f"quản trị viên mã lỗi **{number}** cùng thời điểm xảy ra.",
        icon=":material/error:",
    )


def tell_script_error(error: Exception) -> bool:
    """What no other fence caught, such as a click's callback; True: Streamlit adds nothing."""
    tell("Trang này", note_failure("script_failed", error))
    return True


def words_of(refusal: Exception) -> str:
    """A refusal's sentence for a page: where files lie on the server is nobody's business there."""
    words = str(refusal)
    named = os.environ.get("STORE", "").strip()
    if named:
        words = words.replace(named, "/store")
    return " ".join(_PATHS.sub(_leave_out, words).split())


def _leave_out(path: re.Match[str]) -> str:
    if path["at"]:
        return " trên máy chủ"
    return "" if path["start"] is None else "Nơi đã đặt làm kho báo cáo"


def is_for_people(error: Exception) -> bool:
    """Whether an exception's message is a sentence of this project, not words of a library.

    Ours are errors of our own kinds, and plain ValueErrors that our code raises in Vietnamese.
    """
    if type(error).__module__.partition(".")[0] in ROOMS:
        return True
    frames = traceback.extract_tb(error.__traceback__)
    raised_here = bool(frames) and frames[-1].filename.startswith(OWN_SOURCES)
    return type(error) is ValueError and raised_here and not str(error).isascii()


def words_of_failure(event: str, error: Exception) -> str:
    """A sentence for what went wrong: its own where it was written for people, else a number."""
    if is_for_people(error):
        return words_of(error)
    number = note_failure(event, error)
    return f"Chưa làm được. Hãy thử lại; nếu vẫn vậy, báo quản trị viên mã lỗi {number}."
