"""Who is looking at this page: asked of `access` on every run, never kept in the session."""

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from access import roles
from access.ledger import LedgerUnreadable
from access.note import note
from access.reception import SIGN_IN
from access.settings import read_settings
from access.sign_ins import SignIns
from pages.shared import formats, front


@dataclass(frozen=True)
class Reader:
    """A person as far as pages care; without accounts `name` is empty and all roles are held."""

    name: str
    display_name: str
    roles: frozenset[str]
    sign_in_id: str = ""

    @property
    def is_signed_in(self) -> bool:
        """Whether an account stands behind this person."""
        return bool(self.sign_in_id)

    @property
    def role_words(self) -> str:
        """The roles as people read them; empty where nobody signs in."""
        held = (words for role, words in roles.ROLES.items() if role in self.roles)
        return ", ".join(held) if self.is_signed_in else ""

    def may(self, action: str) -> bool:
        """Whether one of the roles has the action of access/roles.py."""
        return roles.may(self.roles, action)

    def has_page(self, page: str) -> bool:
        """Whether one of the roles has the page, such as council/units."""
        return roles.has_page(self.roles, page)


# The page that was refused last in this session.
REFUSED = "trang_bi_tu_choi"
ANYBODY_HERE = Reader("", "", roles.EVERYBODY)
NOBODY = Reader("", "", frozenset())


class NotAllowed(ValueError):
    """An act that the role does not have; the text is a sentence for the person."""


def find() -> Reader:
    """The person of this run with the role that the account has now; NOBODY once signed out."""
    return look_up(str(st.user.get(front.USER_KEY) or ""))


def look_up(sign_in_id: str) -> Reader:
    """The person behind a sign-in; without one, anybody here while nobody has to sign in."""
    settings = read_settings()
    if not sign_in_id:
        return NOBODY if settings.is_switched_on else ANYBODY_HERE
    try:
        found = SignIns(settings).find(sign_in_id)
    except LedgerUnreadable:
        return NOBODY
    if found is None:
        return NOBODY
    return Reader(found.name, found.display_name, frozenset({found.role}), sign_in_id)


def require(action: str, sign_in_id: str | None = None) -> None:
    """Raises NotAllowed with a sentence unless the role has the action at this moment.

    `sign_in_id` names the person for work that is done outside of a run, such as a download.
    """
    person = find() if sign_in_id is None else look_up(sign_in_id)
    if person.may(action):
        return
    note(
        "act_refused",
        "refused",
        who=person.display_name,
        role=person.role_words,
        subject=roles.ACTIONS[action][0],
    )
    raise NotAllowed(roles.refusal(action, person.roles))


def show_sign_out(reader: Reader) -> None:
    """At the foot of the menu: who is signed in and the way out, or that nobody has to sign in."""
    with st.sidebar:
        if not reader.is_signed_in:
            st.caption(
                "Chưa bật đăng nhập: chỉ máy này mở được bảng điều khiển, ai mở cũng làm được mọi việc."
            )
            return
        st.text(formats.verbatim(f"{reader.display_name}\n{reader.role_words}"))
        if st.button("Đăng xuất", icon=":material/logout:", key="dang_xuat"):
            # First the way out: the gate sends away whoever is no longer signed in.
            _send_to(f"{SIGN_IN}?da=da-xuat")
            SignIns(read_settings()).end(reader.sign_in_id)
            note("sign_out", "done", who=reader.display_name, role=reader.role_words)
            st.stop()


def refuse_page(title: str, reader: Reader) -> None:
    """A plain sentence in place of a page that the role does not have; written down once a visit."""
    if st.session_state.get(REFUSED) != title:
        note(
            "act_refused", "refused", who=reader.display_name, role=reader.role_words, subject=title
        )
        st.session_state[REFUSED] = title
    st.error(
        f"Vai trò của bạn ({reader.role_words}) không xem được trang “{title}”. Nếu cần xem, hãy đề nghị quản "
        "trị viên đổi vai trò.",
        icon=":material/lock:",
    )


def _send_to(path: str) -> None:
    context = get_script_run_ctx()
    if context is not None:
        context.enqueue(front.go_to(path))
