"""Every cell of role by action: the page's own function is called as a click would, for each role."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pandas as pd
import pytest
import streamlit as st

from access import audit_log, roles
from access.accounts import Accounts
from access.roles import ACTIONS, PAGES, ROLES
from access.settings import Settings, read_settings
from access.sign_ins import SignIns
from pages.shared import (
    acting,
    agenda_adding,
    auditing,
    explore_answers,
    explore_kept,
    extensions,
    file_detail,
    front,
    gate_waivers,
    meeting_agenda,
    pending_files,
    presenting,
    reader,
    received_history,
    round_seal,
    uploads,
    vote_entry,
)
from tests.test_gate import cheap_hashes  # noqa: F401

ROUND = SimpleNamespace(round_id="2025", year=2025)
REPORT: Any = SimpleNamespace(sha256="0" * 64)
ITEM: Any = SimpleNamespace(item_id="M1")


def asked(text: str) -> None:
    """A question in SQL, as the page puts it."""
    outcome = explore_answers.ask(text, "k")
    if outcome.refusal:
        acting.tell("error", outcome.refusal)


def taken(action: str) -> Callable[[], None]:
    """A download whose button was drawn for a role that had it."""
    return lambda: (auditing.note_download(lambda: b"made", "a.xlsx", action)(), None)[1]


# What a click runs. Actions that are a page of their own are tried in test_access_server.py.
CLICKS: dict[str, list[Callable[[], Any]]] = {
    "download": [taken("download")],
    "make_papers": [taken("make_papers")],
    "send_back": [taken("send_back")],
    "ask": [lambda: asked("select 1")],
    "keep_question": [lambda: explore_kept._keep("Hỏi", "select 1", "table", None, None)],
    "offer_file": [lambda: uploads.keep_files([SimpleNamespace(name="a", getvalue=bytes)])],
    "decide_file": [
        lambda: pending_files.accept(["0" * 64]),
        lambda: pending_files.refuse(["0" * 64], "thiếu"),
        lambda: received_history._undo(99, "nhầm"),
        lambda: file_detail._waive(REPORT, ("r", None, None), "đã giải trình"),
    ],
    "extend_deadline": [
        lambda: extensions._extend(
            pd.DataFrame({"unit_id": ["U0001"]}), 2025, date(2025, 11, 30), "1/UBND", "bão"
        )
    ],
    "record_votes": [lambda: vote_entry._record(ROUND, pd.DataFrame({"candidate_id": []}), {})],
    "waive_gate": [lambda: gate_waivers._act(lambda: "Đã ghi", "cho_nay", "k")],
    "plan_meeting": [
        lambda: agenda_adding._add("P1", "Mục", "council/overview"),
        lambda: meeting_agenda._change("plan_meeting", lambda: None, "Đã đổi"),
    ],
    "note_remark": [lambda: presenting._remark("P1", None, "decision", "Kết luận")],
    "seal": [
        lambda: round_seal._seal(ROUND, "Phiên", "1/BB", True),
        lambda: meeting_agenda._change("seal", lambda: None, "Đã chốt"),
    ],
}
BY_PAGE = {
    "look": "council/overview",
    "try_weights": "council/what_if",
    "verify_paper": "secretariat/award_round",
    "read_log": "reference/audit",
}


@pytest.fixture
def settings(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.setenv("STORE", str(tmp_path / "store"))
    found = read_settings()
    for role, words in ROLES.items():
        Accounts(found.accounts_file).add(role, f"Người {words}", role, "bốn con trâu gặm cỏ")
    return found


def sit_down(settings: Settings, role: str, monkeypatch: pytest.MonkeyPatch) -> str:
    """Somebody of a role in front of the page; returns their sign-in."""
    started, _ = SignIns(settings).start(role, "local", "127.0.0.1")
    monkeypatch.setattr(st, "user", {front.USER_KEY: started.sign_in_id})
    monkeypatch.setattr(st, "rerun", lambda *_, **__: None)
    return started.sign_in_id


def came_to(click: Callable[[], Any]) -> str:
    """What a click says, whether on the page or instead of a file."""
    st.session_state.clear()
    try:
        click()
    except Exception as ended:
        # Refused, or let through to a store in which there is nothing: the words tell them apart.
        return str(ended)
    return " ".join(str(part) for part in st.session_state.get(acting.OUTCOME, ()))


@pytest.mark.parametrize("role", list(ROLES))
@pytest.mark.parametrize("action", list(CLICKS))
def test_an_act_is_done_for_the_roles_of_the_table_alone(
    settings: Settings, monkeypatch: pytest.MonkeyPatch, action: str, role: str
) -> None:
    sign_in_id = sit_down(settings, role, monkeypatch)
    sentence = roles.refusal(action, frozenset({role}))
    for click in CLICKS[action]:
        assert (sentence in came_to(click)) is (role not in ACTIONS[action][1])
    # Drawn for a role, clicked after it was taken away, and after the sign-in ended.
    if role in ACTIONS[action][1] and ACTIONS[action][1] != roles.EVERYBODY:
        Accounts(settings.accounts_file).set_role(role, "viewer")
        assert "không được" in came_to(CLICKS[action][0])
    SignIns(settings).end(sign_in_id)
    for click in CLICKS[action]:
        said = came_to(click)
        assert "không được" in said or "Hãy ghi họ và tên" in said


def test_every_action_of_the_table_is_tried() -> None:
    assert set(CLICKS) | set(BY_PAGE) == set(ACTIONS)
    for action, page in BY_PAGE.items():
        assert ACTIONS[action][1] == PAGES[page]


def test_a_refused_act_is_written_down_with_the_person(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit_down(settings, "viewer", monkeypatch)
    came_to(CLICKS["decide_file"][0])
    (entry,) = [one for one in audit_log.read() if one.action == "act_refused"]
    assert (entry.who, entry.role, entry.outcome) == ("Người Người xem", "Người xem", "refused")


def test_the_person_who_acts_is_the_account_whatever_was_typed(
    settings: Settings, monkeypatch: pytest.MonkeyPatch
) -> None:
    sit_down(settings, "secretary", monkeypatch)
    st.session_state[acting.KEPT_NAME] = "Ai đó khác"
    assert acting.who() == acting.ask_name() == "Người Thư ký"
    assert auditing.find_person()[:2] == ("Người Thư ký", "Thư ký")
    assert reader.find().name == "secretary"
