"""Choosing one unit of many: a search field without accents narrows the list beside it."""

import streamlit as st

from pages.shared import data, filters
from pages.shared.search import matching


def pick_unit(label: str, key: str) -> tuple[str, str] | None:
    """The id and name of the chosen unit, whose id the URL carries under `key`; None without one.

    The only unit that fits what was typed is chosen at once.
    """
    units = data.rows("unit_profiles")
    words = st.text_input(
        "Tìm đơn vị (không cần gõ dấu)",
        key=f"tim_{key}",
        type="search",
        live="300ms",
        max_chars=100,
        width=280,
        placeholder="Ví dụ: so tu phap",
    )
    hits = matching(units, words or "")
    if words != st.session_state.get(f"da_tim_{key}") and len(hits) == 1:
        st.query_params[key] = str(hits["unit_id"].iloc[0])
    st.session_state[f"da_tim_{key}"] = words
    # What is chosen stays chosen while somebody types.
    shown = units[units["unit_id"].isin(hits["unit_id"]) | (units["unit_id"] == _chosen(key))]
    names = dict(zip(shown["unit_id"], shown["name"], strict=True))
    unit_id = filters.pick_entry(label, names, key)
    return None if unit_id is None else (unit_id, names[unit_id])


def _chosen(key: str) -> str:
    return filters.chosen_entry(key) or ""
