"""Who is looking at this page: asked of `access` on every run, never kept in the session."""

from dataclasses import dataclass

import streamlit as st
from streamlit.runtime.scriptrunner import get_script_run_ctx

from access import roles
from access.ledger import LedgerUnreadable
from access.reception import SIGN_IN
from access.settings import read_settings
from access.sign_ins import SignIns
from pages.shared import front


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

    def may(self, action: str) -> bool:
        """Whether one of the roles has the action of access/roles.py."""
        return roles.may(self.roles, action)

    def has_page(self, page: str) -> bool:
        """Whether one of the roles has the page, such as council/units."""
        return roles.has_page(self.roles, page)


ANYBODY_HERE = Reader("", "", roles.EVERYBODY)
NOBODY = Reader("", "", frozenset())


def find() -> Reader:
    """The person of this run with the role that the account has now; NOBODY once signed out."""
    settings = read_settings()
    sign_in_id = str(st.user.get(front.USER_KEY) or "")
    if not sign_in_id:
        return NOBODY if settings.is_switched_on else ANYBODY_HERE
    try:
        found = SignIns(settings).find(sign_in_id)
    except LedgerUnreadable:
        return NOBODY
    if found is None:
        return NOBODY
    return Reader(found.name, found.display_name, frozenset({found.role}), sign_in_id)


def show_sign_out(reader: Reader) -> None:
    """At the foot of the menu: who is signed in and the way out, or that nobody has to sign in."""
    with st.sidebar:
        if not reader.is_signed_in:
            st.caption(
                "Chưa bật đăng nhập: chỉ máy này mở được bảng điều khiển, ai mở cũng làm được mọi việc."
            )
            return
        named = ", ".join(roles.ROLES[role] for role in reader.roles)
        st.text(f"{reader.display_name}\n{named}")
        if st.button("Đăng xuất", icon=":material/logout:", key="dang_xuat"):
            SignIns(read_settings()).end(reader.sign_in_id)
            _leave_for(f"{SIGN_IN}?da=da-xuat")


def refuse_page(title: str, reader: Reader) -> None:
    """A plain sentence in place of a page that the role does not have."""
    named = ", ".join(roles.ROLES[role] for role in roles.ROLES if role in reader.roles)
    st.error(
        f"Vai trò của bạn ({named}) không xem được trang “{title}”. Nếu cần xem, hãy đề nghị quản "
        "trị viên đổi vai trò.",
        icon=":material/lock:",
    )


def _leave_for(path: str) -> None:
    context = get_script_run_ctx()
    if context is not None:
        context.enqueue(front.go_to(path))
    st.stop()
