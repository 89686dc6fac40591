"""What a person tries: a weight per criterion, typed or dragged, and which gates hold.

Values live in the session's widgets alone: not in the URL, not in the store, gone on reload.
"""

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from pages.shared import data, formats
from pages.shared.what_if_trial import Scenario

# Enough for any share; what counts is one weight against the others.
HIGHEST = 100


class Rules(NamedTuple):
    """The published criteria and gates of a round, and the prefix of the widgets over them."""

    criteria: pd.DataFrame
    gates: pd.DataFrame
    prefix: str

    @property
    def published(self) -> Scenario:
        """The scenario in which nothing is changed."""
        return Scenario(
            tuple((row.criterion_id, float(row.weight)) for row in self.criteria.itertuples()), ()
        )


def read_rules(round_id: str) -> Rules:
    """The rules of a round as this run shows them; a sealed round has widgets of its own."""
    side = "chot" if data.shown().seal else "nay"
    return Rules(
        data.rows("criteria_in_force", round_id=round_id).sort_values("sort_order"),
        data.rows("gates_in_force", round_id=round_id).sort_values("sort_order"),
        f"thu_{round_id}_{side}",
    )


def ask(rules: Rules) -> Scenario:
    """Draws the inputs and returns what they say."""
    st.markdown("**Trọng số từng tiêu chí**")
    weights = []
    screen = st.container(key="chi_man_hinh_trong_so")
    with screen, st.grid(2, min_column_width=330, gap="medium"):
        for row in rules.criteria.itertuples():
            # Room for the slider's own number, which stands over its knob.
            with st.container(gap="small"):
                weights.append((str(row.criterion_id), _ask_weight(row, rules)))
    st.caption(formats.plain(_describe_shares(rules.criteria, weights)))
    st.markdown("**Điều kiện được áp dụng**")
    off, dropped = [], []
    screen = st.container(key="chi_man_hinh_dieu_kien")
    with screen, st.grid(3, min_column_width=280):
        for row in rules.gates.itertuples():
            key = f"{rules.prefix}_dk_{row.gate_id}"
            st.session_state.setdefault(key, True)
            label, words = formats.plain(row.gate_label), f"{row.question} ({row.clause})"
            if not st.toggle(label, key=key, help=formats.plain(words)):
                off.append(str(row.gate_id))
                dropped.append(str(row.gate_label))
    said = f"Tạm bỏ: {'; '.join(dropped)}." if dropped else "Giữ mọi điều kiện của đợt xét."
    st.caption(formats.plain(said))
    st.button(
        "Đặt lại như công bố",
        icon=":material/restart_alt:",
        key=f"{rules.prefix}_dat_lai",
        on_click=_reset,
        args=(rules.prefix,),
    )
    return Scenario(tuple(weights), tuple(off))


def _ask_weight(row: Any, rules: Rules) -> float:
    """A number and a slider that follow each other; the number is what counts."""
    published = list(rules.criteria["weight"])
    # Whole numbers need no decimal sign, which Streamlit would write as a point.
    kind: Any = int if all(float(one).is_integer() for one in published) else float
    step = kind(1) if kind is int else 0.01
    highest = kind(max([HIGHEST, *published]))
    typed, dragged = (f"{rules.prefix}_{part}_{row.criterion_id}" for part in ("so", "keo"))
    for key in (typed, dragged):
        st.session_state.setdefault(key, kind(row.weight))
    label = formats.plain(row.criterion_label)
    st.markdown(f"{label} · công bố **{formats.decimal_number(row.weight)}**")
    with st.container(horizontal=True, vertical_alignment="center"):
        value = st.number_input(
            f"Trọng số của {label}",
            min_value=kind(0),
            max_value=highest,
            step=step,
            key=typed,
            on_change=_follow,
            args=(typed, dragged),
            label_visibility="collapsed",
            width=130,
        )
        st.slider(
            f"Kéo trọng số của {label}",
            min_value=kind(0),
            max_value=highest,
            step=step,
            key=dragged,
            on_change=_follow,
            args=(dragged, typed),
            label_visibility="collapsed",
        )
    return float(row.weight if value is None else value)


def _follow(changed: str, other: str) -> None:
    st.session_state[other] = st.session_state[changed]


def _reset(prefix: str) -> None:
    """Forgets what was tried in this round; the inputs start again from what is published."""
    for key in [key for key in st.session_state if str(key).startswith(f"{prefix}_")]:
        del st.session_state[key]


def _describe_shares(criteria: pd.DataFrame, weights: list[tuple[str, float]]) -> str:
    """What each weight comes to out of all of them: only the proportion counts."""
    total = sum(weight for _, weight in weights)
    if not total:
        return "Mọi trọng số đang là 0."
    labels = dict(zip(criteria["criterion_id"], criteria["criterion_label"], strict=True))
    parts = [
        f"{labels[criterion_id]} {formats.percent(100 * weight / total)}"
        for criterion_id, weight in weights
    ]
    return f"Tổng {formats.decimal_number(total)}, quy về 100 %: {'; '.join(parts)}."
