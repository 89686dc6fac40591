"""Answers to free SQL on a page: the reader file of the state shown, running, stopping, remembering."""

import hashlib
from datetime import date
from pathlib import Path
from typing import NamedTuple

import duckdb
import streamlit as st

from access.audit_log import NotRecorded
from pages.shared import auditing, data, reader
from queries.clock import today
from queries.free_sql import Answer, Limits, QueryRefused, Question
from queries.reader_files import find_folder, keep_newest, write_reader_file

# The last answers of a session, so that choosing another chart asks nothing anew.
KEPT = "kham_pha_tra_loi"
MOST_KEPT = 6
# One file per version, moment and day; more than the cache below holds.
MOST_FILES = 8
STOPPED = "kham_pha_dung"
LOOK_EVERY_SECONDS = 0.25
# A quick answer shows no button that would only flicker.
SHOW_STOP_AFTER = 3
LIMITS = Limits()


class Outcome(NamedTuple):
    """What a statement came to: an answer, or the sentence why there is none."""

    answer: Answer | None
    refusal: str


@st.cache_resource(max_entries=4, show_spinner="Đang chuẩn bị số liệu để hỏi…")
def _reader_file(store: str, shown: data.Shown, day: date) -> Path:
    name = hashlib.sha256(repr((store, shown, day)).encode()).hexdigest()[:24]
    path = write_reader_file(data.database(), find_folder() / f"{name}.duckdb")
    keep_newest(path.parent, MOST_FILES)
    return path


@st.cache_data(max_entries=4, show_spinner=False)
def _relations(path: str) -> dict[str, list[tuple[str, str]]]:
    with duckdb.connect(path, read_only=True) as connection:
        found = connection.execute(
            "select table_name, column_name, data_type from duckdb_columns() where not internal "
            "order by table_name, column_index"
        ).fetchall()
    listed: dict[str, list[tuple[str, str]]] = {}
    for table, column, kind in found:
        listed.setdefault(str(table), []).append((str(column), str(kind)))
    return listed


def reader_file() -> Path:
    """The file that answers questions about the state of the data that this run shows."""
    path = _reader_file(str(data.store_path()), data.shown(), today())
    if not path.is_file():
        # Somebody tidied the temporary folder while the server ran.
        _reader_file.clear()
        path = _reader_file(str(data.store_path()), data.shown(), today())
    return path


def relations() -> dict[str, list[tuple[str, str]]]:
    """Every table that may be read, with its columns and their types."""
    return _relations(str(reader_file()))


def ask(text: str, key: str) -> Outcome:
    """The outcome of a statement; while it runs, a button stops it. `key` names the place."""
    try:
        reader.require("ask")
    except reader.NotAllowed as refused:
        return Outcome(None, str(refused))
    path = reader_file()
    kept: dict[tuple[str, str], Outcome] = st.session_state.setdefault(KEPT, {})
    place = st.empty()
    if st.session_state.pop(STOPPED, None) == text:
        return Outcome(
            None, "Đã dừng câu lệnh theo yêu cầu. Sửa câu lệnh hoặc bấm chạy để hỏi lại."
        )
    known = kept.get((str(path), text))
    if known is not None:
        return known
    try:
        outcome = Outcome(_run_and_note(path, text, key, place), "")
    except (QueryRefused, NotRecorded) as refused:
        return Outcome(None, str(refused))
    finally:
        place.empty()
    kept[(str(path), text)] = outcome
    while len(kept) > MOST_KEPT:
        kept.pop(next(iter(kept)))
    return outcome


def _run_and_note(
    path: Path, text: str, key: str, place: "st.delta_generator.DeltaGenerator"
) -> Answer:
    came_to = "failed"
    try:
        answer = _run(path, text, key, place)
        came_to = "done"
        return answer
    except QueryRefused:
        came_to = "refused"
        raise
    finally:
        # Stopped and failed questions too; an answer that cannot be written down is not shown.
        auditing.note("question_asked", came_to, text, {}, auditing.find_person())


def _run(path: Path, text: str, key: str, place: "st.delta_generator.DeltaGenerator") -> Answer:
    # Whatever ends this run, the button or another click, also ends the process.
    with Question(path, text, LIMITS) as question:
        looks = 0
        while not question.wait(LOOK_EVERY_SECONDS):
            looks += 1
            if looks == SHOW_STOP_AFTER:
                with place.container(horizontal=True, vertical_alignment="center"):
                    st.caption(f"Đang tính, nhiều nhất {LIMITS.seconds} giây…")
                    st.button(
                        "Dừng",
                        icon=":material/stop:",
                        key=f"{key}_dung",
                        on_click=_stop,
                        args=(text,),
                    )
            elif looks > SHOW_STOP_AFTER:
                # Streamlit ends a run only where the script speaks to it.
                st.session_state.get(KEPT)
                st.empty()
        return question.answer()


def _stop(text: str) -> None:
    st.session_state[STOPPED] = text
