"""Who acts, and what an act came to: the name box, the fence around an act, the word afterwards."""

from collections.abc import Callable
from typing import Any

import streamlit as st

from access import roles
from pages.shared import fence, formats, reader
from reports.waiting_files import NotWaiting
from server.log import note_failure

NAME = "nguoi_thuc_hien"
KEPT_NAME = "giu_nguoi_thuc_hien"
OUTCOME = "viec_vua_lam"
# Where the word of an act is shown: on top of the page, or where the click was.
TOP = ""


def ask_name(place: str = "", needs: str = "look") -> str:
    """The box for the name of the person who acts, kept while the browser tab is open.

    A page may show it at several places, each with its own `place`; all of them say the same name.
    Where people sign in, the name is that of the account and nobody types it; who has not the
    action that the page `needs` is told so.
    """
    person = reader.find()
    if person.is_signed_in:
        if person.may(needs):
            st.text(formats.verbatim(f"Người thực hiện: {person.display_name}"))
        else:
            st.caption(f"Vai trò {person.role_words} chỉ xem trang này, không ghi gì vào đây.")
        return person.display_name
    key = f"{NAME}_{place}" if place else NAME
    st.session_state[key] = _typed()
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
    return _typed()


def _keep_name(key: str) -> None:
    st.session_state[KEPT_NAME] = " ".join(str(st.session_state[key] or "").split())


def who() -> str:
    """The name of the account, else the one in the box; empty while there is none."""
    person = reader.find()
    return person.display_name if person.is_signed_in else _typed()


def may(action: str) -> bool:
    """Whether the role of who is looking has an action of access/roles.py."""
    return reader.find().may(action)


def refusal(action: str) -> str | None:
    """The sentence for a role that does not have the action, None for one that has it."""
    person = reader.find()
    return None if person.may(action) else roles.refusal(action, person.roles)


def _typed() -> str:
    return str(st.session_state.get(KEPT_NAME, ""))


def act(action: str, work: Callable[[], str], place: str = TOP, done_at: str = TOP) -> bool:
    """Does the work of a click if the role has its action; keeps its sentence, or what went wrong, for the next run.

    Returns whether it was done. Nothing is done for nobody: without a name a sentence asks for it.
    What went wrong is told at `place`, where the click was, and what was done at `done_at`.
    """
    if not who():
        words = "Hãy ghi họ và tên vào ô “Người thực hiện” ở đầu trang trước khi làm việc này."
        _keep("warning", words, place)
        return False
    return attempt(action, work, place, done_at)


def attempt(action: str, work: Callable[[], str], place: str = TOP, done_at: str = TOP) -> bool:
    """Does work that needs no name, and turns whatever goes wrong into a sentence."""
    try:
        # Asked here and now: a role may have changed since the button was drawn.
        reader.require(action)
        _keep("success", work(), done_at)
        return True
    except NotWaiting as gone:
        # What it was about is no longer on the page.
        _keep("error", fence.words_of(gone), TOP)
    except Exception as error:
        if fence.is_for_people(error):
            # Says what is missing and what to do.
            _keep("error", fence.words_of(error), place)
            return False
        number = note_failure("act_failed", error)
        _keep(
            "error",
            "Việc này chưa làm được và kho số liệu không thay đổi. Hãy thử lại; nếu vẫn vậy, báo "
            f"mã lỗi {number} cho quản trị viên.",
            place,
        )
    return False


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
