"""Rows of the named views for the pages, cached by store version and filter.

The pointer of the store is read at every rerun (one small file), so a new import shows up at the
next click; everything behind it is kept per version and day, never per frame. A run may show
another state of the data instead: a moment in the past, or what a seal froze.
"""

import logging
import os
from datetime import date, datetime
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from queries.clock import today
from queries.comparison import Changes, compare
from queries.database import Database, StoreDamaged, find_snapshot, open_database
from queries.reference import COLUMNS
from reports.disk import StoreError
from reports.seals import open_seal
from reports.store import Store

Where = tuple[tuple[str, Any], ...]
SHOWN = "moc_so_lieu"
# A page waits that long for an import that runs, before it says what is wrong instead of mending.
MEND_WAIT_SECONDS = 10.0

log = logging.getLogger("dashboard")


class Shown(NamedTuple):
    """Which state of the data a page shows: what counts now, what did at a moment, or a seal.

    `as_of` is UTC; `seal` is the hash of the frozen file, and then nothing else decides.
    """

    version: str
    as_of: datetime | None = None
    seal: str | None = None


def store_path() -> Path:
    """The folder that holds the accepted reports: STORE, or data/store beside dashboard.py."""
    default = Path(__file__).resolve().parents[2] / "data" / "store"
    return Path(os.environ.get("STORE") or default)


def current_version() -> str:
    """The version that the store's pointer names now; StoreMissing or StoreDamaged otherwise."""
    try:
        return find_snapshot(store_path()).version
    except StoreDamaged:
        mend(store_path())
        return find_snapshot(store_path()).version


def mend(store: Path) -> None:
    """Builds a snapshot anew that is damaged or of an earlier release, where the journal allows it.

    A store that nobody may write to stays as it is: what was wrong is then said by whoever reads it.
    """
    try:
        Store(store).recover(wait_seconds=MEND_WAIT_SECONDS)
        log.warning("snapshot built anew from the journal")
    except StoreError as fault:
        log.warning("snapshot cannot be built anew: %s", fault)


@st.cache_resource(max_entries=3, show_spinner="Đang mở kho số liệu…")
def _opened(store: str, shown: Shown, day: date) -> Database:
    if shown.seal is not None:
        return open_seal(Store(Path(store)), shown.seal)
    if Store(Path(store)).is_older():
        mend(Path(store))
    try:
        return open_database(store, shown.as_of)
    except StoreDamaged:
        mend(Path(store))
        return open_database(store, shown.as_of)


def _database(store: str, shown: Shown) -> Database:
    return _opened(store, shown, today())


@st.cache_data(max_entries=600, show_spinner=False)
def _rows(store: str, shown: Shown, day: date, view: str, where: Where) -> pd.DataFrame:
    conditions = {name: list(v) if isinstance(v, tuple) else v for name, v in where}
    frame = _database(store, shown).query(view, conditions)
    if "block_name" in frame.columns:
        # Charts and narrow columns have room for the short name only; one spelling everywhere.
        blocks = _reference(store, shown, "emulation_blocks").set_index("name")["short_name"]
        frame["block_name"] = frame["block_name"].map(blocks).fillna(frame["block_name"])
    return frame


@st.cache_data(max_entries=100, show_spinner=False)
def _reference(store: str, shown: Shown, table: str) -> pd.DataFrame:
    if table not in COLUMNS:
        raise ValueError(f"{table} is not a reference table")
    return _database(store, shown).cursor().execute(f'select * from "{table}"').df()


def shown() -> Shown:
    """What this run shows: what was chosen by `show`, else what counts now."""
    chosen = st.session_state.get(SHOWN)
    return chosen if isinstance(chosen, Shown) else Shown(current_version())


def is_live() -> bool:
    """Whether this run shows what counts now."""
    return shown() == Shown(current_version())


def show(chosen: Shown | None) -> None:
    """Lets the rest of this run, and its fragments, show another state; None: what counts now."""
    st.session_state[SHOWN] = chosen


def database() -> Database:
    """The database that this run shows, shared by all sessions."""
    return _database(str(store_path()), shown())


@st.cache_data(max_entries=20, show_spinner="Đang so sánh hai mốc số liệu…")
def _changes(store: str, before: Shown, after: Shown, day: date) -> Changes:
    return compare(_database(store, before), _database(store, after))


def changes(before: Shown) -> Changes:
    """What has changed since another state of the data, up to what this run shows."""
    return _changes(str(store_path()), before, shown(), today())


def rows(view: str, **where: Any) -> pd.DataFrame:
    """Rows of a view in its own order, narrowed by equality; a list stands for any of its values."""
    return _rows(str(store_path()), shown(), today(), view, _conditions(where))


def live_rows(view: str, **where: Any) -> pd.DataFrame:
    """The same of what counts now, whatever this run shows."""
    live = Shown(current_version())
    return _rows(str(store_path()), live, today(), view, _conditions(where))


def _conditions(where: dict[str, Any]) -> Where:
    return tuple(
        (name, tuple(value) if isinstance(value, (list, set, tuple)) else value)
        for name, value in sorted(where.items())
    )


def reference(table: str) -> pd.DataFrame:
    """All rows of one of the data/*.csv tables, typed."""
    return _reference(str(store_path()), shown(), table)


def states(group: str) -> pd.DataFrame:
    """The states of a group in their order: code, label, symbol, meaning."""
    every = reference("states")
    return every[every["state_group"] == group].sort_values("sort_order")


def signed(group: str, codes: pd.Series, labels: pd.Series) -> pd.Series:
    """Codes of a group as people read them: the sign of the state, then its word."""
    every = states(group)
    return codes.map(dict(zip(every["code"], every["symbol"], strict=True))) + " " + labels


def symbol(group: str, code: Any) -> str:
    """The sign of a state, such as ✓."""
    found = states(group)
    found = found[found["code"] == code]
    return "" if found.empty else str(found["symbol"].iloc[0])


def scope_levels(scope: str) -> list[str]:
    """The levels of units that a scope covers, for views that carry a level rather than a scope."""
    every = reference("scopes")
    return list(every[every["scope"] == scope]["level"])


def data_status() -> Any:
    """The one row that says what the data is: version, latest receipt, whether simulated."""
    return next(rows("data_status").itertuples(index=False))


def with_stage_labels(ranking: pd.DataFrame) -> pd.DataFrame:
    """Rows of ranking with the Vietnamese word for their stage beside its code."""
    stages = rows("candidate_stages").drop_duplicates("stage").set_index("stage")["stage_label"]
    return ranking.assign(stage_label=ranking["stage"].map(stages))
