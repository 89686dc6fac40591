"""The trial behind "Thử trọng số": other weights and gates over what this run shows, and what moves.

Keeps nothing but a cache of answers; the published ranking is read as every other page reads it.
"""

from datetime import date
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from pages.shared import data, formats
from queries.clock import today
from queries.database import Database
from queries.what_if import rank_with

OF_TRIAL = (
    "rank_overall",
    "rank_overall_label",
    "rank_in_block_label",
    "score",
    "is_within_quota",
    "eligibility",
)
NOT_RANKED = "chưa xếp"


class Scenario(NamedTuple):
    """Weights by criterion and gates left out, hashable for the cache."""

    weights: tuple[tuple[str, float], ...]
    gates_off: tuple[str, ...]


def try_scenario(round_id: str, scenario: Scenario) -> pd.DataFrame:
    """Rows of ranking under the scenario, over what this run shows. Raises WrongScenario."""
    return _tried(
        data.database(), str(data.store_path()), data.shown(), today(), round_id, scenario
    )


@st.cache_data(max_entries=200, show_spinner=False)
def _tried(
    _database: Database,
    store: str,
    shown: data.Shown,
    day: date,
    round_id: str,
    scenario: Scenario,
) -> pd.DataFrame:
    return rank_with(_database, round_id, dict(scenario.weights), scenario.gates_off)


def compare(published: pd.DataFrame, trial: pd.DataFrame) -> pd.DataFrame:
    """One row per candidate: the published row, the trial beside it, and what moved.

    `move` counts places upwards and is missing where one side has no rank; `side` says how the
    candidate stands to the quota: within, enters, leaves or outside.
    """
    beside = trial[["candidate_id", *OF_TRIAL]].rename(
        columns={name: f"trial_{name}" for name in OF_TRIAL}
    )
    rows = published.merge(beside, on="candidate_id", how="left")
    rows["move"] = rows["rank_overall"] - rows["trial_rank_overall"]
    rows["move_words"] = [move_words(row) for row in rows.itertuples()]
    before, after = _is_true(rows["is_within_quota"]), _is_true(rows["trial_is_within_quota"])
    rows["side"] = [
        {(True, True): "within", (False, True): "enters", (True, False): "leaves"}.get(
            pair, "outside"
        )
        for pair in zip(before, after, strict=True)
    ]
    return rows.sort_values(
        ["trial_rank_overall", "rank_overall", "unit_name", "model_name"], na_position="last"
    ).reset_index(drop=True)


def ranked(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of compare that have a rank on either side."""
    return rows[rows["rank_overall"].notna() | rows["trial_rank_overall"].notna()]


def moved(rows: pd.DataFrame) -> pd.DataFrame:
    """Rows of compare whose rank differs, or that have one on one side only."""
    own = ranked(rows)
    return own[own["move"].isna() | own["move"].fillna(0).ne(0)]


def move_words(row: Any) -> str:
    """`▲ 3`, `▼ 2`, `=`; in words where one side has no rank."""
    if formats.is_missing(row.rank_overall) and formats.is_missing(row.trial_rank_overall):
        return NOT_RANKED
    if formats.is_missing(row.rank_overall):
        return "mới được xếp"
    if formats.is_missing(row.trial_rank_overall):
        return "không còn được xếp"
    places = int(row.rank_overall) - int(row.trial_rank_overall)
    if not places:
        return "="
    return f"{'▲' if places > 0 else '▼'} {formats.count(abs(places))}"


def describe_step(row: Any) -> str:
    """`hạng 19 → 21`, `chưa xếp → hạng 6`."""
    before, after = (
        NOT_RANKED if formats.is_missing(label) else f"hạng {label}"
        for label in (row.rank_overall_label, row.trial_rank_overall_label)
    )
    return f"{before} → {after.removeprefix('hạng ') if before != NOT_RANKED else after}"


def describe_quota(rows: pd.DataFrame, quota: Any) -> str:
    """The finding: who enters and leaves the quota, how many change their rank."""
    own = ranked(rows)
    if own.empty:
        return "Mô phỏng: chưa có đề nghị nào được xếp hạng, cả khi công bố lẫn khi thử."
    changed = f"{formats.share(len(moved(rows)), len(own))} đề nghị đổi hạng chung"
    if formats.is_missing(quota):
        return f"Mô phỏng: {changed}; đợt xét không đặt chỉ tiêu số lượng."
    enters, leaves = ((rows["side"] == side).sum() for side in ("enters", "leaves"))
    if not enters and not leaves:
        kept = f"không đề nghị nào vào hoặc ra khỏi chỉ tiêu {formats.count(quota)}"
    else:
        kept = (
            f"{formats.count(enters)} đề nghị vào, {formats.count(leaves)} đề nghị ra khỏi chỉ "
            f"tiêu {formats.count(quota)}"
        )
    return f"Mô phỏng: {kept}; {changed}."


def describe_moves(rows: pd.DataFrame) -> str:
    """Who moves most, up and down; `rows` of compare."""
    steps = rows[rows["move"].notna() & rows["move"].fillna(0).ne(0)]
    if steps.empty:
        return "Mô phỏng: thứ tự của các đề nghị được xếp ở cả hai bảng không đổi."
    parts = []
    for word, sign in (("lên", 1), ("xuống", -1)):
        own = steps[steps["move"] * sign > 0]
        if own.empty:
            continue
        furthest = own[own["move"] == (own["move"] * sign).max() * sign]
        row: Any = next(furthest.itertuples())
        others = f" và {formats.count(len(furthest) - 1)} đề nghị khác" if len(furthest) > 1 else ""
        parts.append(
            f"{word} nhiều nhất ({formats.count(abs(row.move))} bậc) là {row.short_name}{others}, "
            f"từ hạng {row.rank_overall_label} đến hạng {row.trial_rank_overall_label}"
        )
    return f"Mô phỏng: {'; '.join(parts)}."


def _is_true(flags: pd.Series) -> list[bool]:
    return [not formats.is_missing(flag) and bool(flag) for flag in flags]
