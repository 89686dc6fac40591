"""What the gate has to know of Streamlit: its inline script, its farewell, who owns what.

Reaches into Streamlit's runtime where it has no public way (decision 10); tests/test_access_server.py
tries each of them against a running server, so that an upgrade cannot loosen them unseen.
"""

import re
from base64 import b64encode
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from hashlib import sha256
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.proto.ForwardMsg_pb2 import ForwardMsg
from streamlit.runtime import Runtime

from access.gate import Front
from access.reception import SIGN_IN

# Streamlit's name in st.user for what the gate sends; see server.trustedUserHeaders.
USER_KEY = "sign_in"
INLINE_SCRIPT = re.compile(r"<script>(.*?)</script>", re.DOTALL)
# Owners of files that the runtime has dropped are forgotten once there are so many.
MOST_REMEMBERED = 20_000

# Media file: the sign-ins that it was made for.
_owners: dict[str, set[str]] = {}


def describe() -> Front:
    """Everything for the gate."""
    index = Path(st.__file__).parent / "static" / "index.html"
    scripts = INLINE_SCRIPT.findall(index.read_text("utf-8"))
    return Front(
        script_hashes=[
            f"sha256-{b64encode(sha256(script.encode()).digest()).decode()}" for script in scripts
        ],
        farewell=go_to(f"{SIGN_IN}?da=het-phien").SerializeToString(),
        on_change=rerun,
        owns=owns,
    )


def go_to(path: str) -> ForwardMsg:
    """The message on which Streamlit's page leaves for another address of this host."""
    message = ForwardMsg()
    message.auth_redirect.url = path
    return message


def rerun(sign_in_id: str) -> None:
    """Runs the open pages of a sign-in again, which ask for the role as every run does."""
    for session in _sessions():
        if _sign_in_of(session) == sign_in_id:
            # Without the state of its last run it would be the start page that runs.
            session.request_rerun(session._client_state)


def owns(sign_in_id: str, path: str) -> bool:
    """Whether a media file was made in, or an upload goes to, a session of this sign-in."""
    if path.startswith("/media/"):
        return sign_in_id in _owners.get(Path(path).stem, ())
    parts = path.split("/")
    return any(
        session.id in parts and _sign_in_of(session) == sign_in_id for session in _sessions()
    )


@asynccontextmanager
async def remember_owners(_: Any) -> AsyncGenerator[None]:
    """While the server runs, notes for whom each media file and download is made."""
    files: Any = Runtime.instance().media_file_mgr
    add, execute_deferred = files.add, files.execute_deferred

    def add_and_note(*arguments: Any, **named: Any) -> str:
        url = str(add(*arguments, **named))
        context = st.runtime.scriptrunner.get_script_run_ctx()
        _note(files, url, context.session_id if context else "")
        return url

    def execute_and_note(file_id: str) -> str:
        # Before the file is made: the session may be over by then.
        asked = files._deferred_callables.get(file_id)
        url = str(execute_deferred(file_id))
        _note(files, url, asked["session_id"] if asked else "")
        return url

    files.add, files.execute_deferred = add_and_note, execute_and_note
    yield


def _note(files: Any, url: str, session_id: str) -> None:
    for session in _sessions():
        if session.id == session_id and _sign_in_of(session):
            _owners.setdefault(Path(url).stem, set()).add(_sign_in_of(session))
    if len(_owners) > MOST_REMEMBERED:
        for gone in set(_owners) - set(files._file_metadata):
            del _owners[gone]


def _sessions() -> list[Any]:
    manager = Runtime.instance()._session_mgr
    return [found.session for found in manager.list_sessions()]


def _sign_in_of(session: Any) -> str:
    return str(session._user_info.get(USER_KEY) or "")
