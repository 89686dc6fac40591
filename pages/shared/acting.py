"""Who acts, and what an act came to: the name box, the fence around an act, the word afterwards."""

import logging
import secrets
from collections.abc import Callable
from typing import Any

import streamlit as st

from pages.shared import formats
from reports.disk import StoreError
from reports.waiting_files import NotWaiting

log = logging.getLogger("dashboard")

NAME = "nguoi_thuc_hien"
KEPT_NAME = "giu_nguoi_thuc_hien"
OUTCOME = "viec_vua_lam"
# The packages whose errors are sentences.
ROOMS = ("access", "pages", "papers", "queries", "reports")
# Where the word of an act is shown: on top of the page, or where the click was.
TOP = ""


def ask_name(place: str = "") -> str:
    """The box for the name of the person who acts, kept while the browser tab is open.

    A page may show it at several places, each with its own `place`; all of them say the same name.
    """
    key = f"{NAME}_{place}" if place else NAME
    st.session_state[key] = who()
    st.text_input(
        "Người thực hiện",
        key=key,
        max_chars=100,
        width=220,
        autocomplete="name",
        placeholder="Họ và tên",
        help="Ghi vào nhật ký mỗi lần tiếp nhận, nhận, trả lại, sửa theo gợi ý hoặc thu hồi.",
        on_change=_keep_name,
        args=(key,),
    )
    return who()


def _keep_name(key: str) -> None:
    st.session_state[KEPT_NAME] = " ".join(str(st.session_state[key] or "").split())


def who() -> str:
    """The name in the box, empty while there is none."""
    return str(st.session_state.get(KEPT_NAME, ""))


def act(work: Callable[[], str], place: str = TOP, done_at: str = TOP) -> bool:
    """Does the work of a click; keeps its sentence, or what went wrong, for the next run.

    Returns whether it was done. Nothing is done for nobody: without a name a sentence asks for it.
    What went wrong is told at `place`, where the click was, and what was done at `done_at`.
    """
    if not who():
        words = "Hãy ghi họ và tên vào ô “Người thực hiện” ở đầu trang trước khi làm việc này."
        _keep("warning", words, place)
        return False
    return attempt(work, place, done_at)


def attempt(work: Callable[[], str], place: str = TOP, done_at: str = TOP) -> bool:
    """Does work that needs no name, and turns whatever goes wrong into a sentence."""
    try:
        _keep("success", work(), done_at)
        return True
    except NotWaiting as gone:
        # What it was about is no longer on the page.
        _keep("error", str(gone), TOP)
    except Exception as refused:
        if isinstance(refused, StoreError | ValueError) and _is_ours(refused):
            # Written for people: what is missing and what to do.
            _keep("error", str(refused), place)
            return False
        number = secrets.token_hex(3).upper()
        log.exception("an act of the secretariat failed, error number %s", number)
        _keep(
            "error",
            "Việc này chưa làm được và kho số liệu không thay đổi. Hãy thử lại; nếu vẫn vậy, báo "
            f"mã lỗi {number} cho quản trị viên.",
            place,
        )
    return False


def _is_ours(error: Exception) -> bool:
    """Whether the words of an error are this program's: those of libraries are not for people."""
    if type(error).__module__.partition(".")[0] in ROOMS:
        return True
    place = error.__traceback__
    while place is not None and place.tb_next is not None:
        place = place.tb_next
    raised_in = "" if place is None else str(place.tb_frame.f_globals.get("__name__", ""))
    return type(error) is ValueError and raised_in.startswith("pages.")


def tell(kind: str, sentence: str, place: str = TOP) -> None:
    """Keeps a sentence for the next run; `kind` is success, warning or error."""
    _keep(kind, sentence, place)


def _keep(kind: str, sentence: str, place: str) -> None:
    st.session_state[OUTCOME] = (kind, sentence, place)


def show_outcome(place: str = TOP) -> None:
    """What the last act came to, if it is to be told at this place, until the next act.

    The box is there even when empty: a word that came and went would close what is open below it.
    """
    box = st.container()
    outcome: Any = st.session_state.get(OUTCOME)
    if outcome is None or outcome[2] != place:
        return
    kind, sentence, _ = st.session_state.pop(OUTCOME)
    shown = {
        "success": (st.success, ":material/check_circle:"),
        "warning": (st.warning, ":material/warning:"),
        "error": (st.error, ":material/error:"),
    }[kind]
    with box:
        shown[0](formats.plain(sentence), icon=shown[1])
