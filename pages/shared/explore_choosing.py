"""Choosing a question without code: subject, numbers, groups, filters, order; and its SQL."""

from datetime import date
from functools import partial
from typing import Any

import streamlit as st

from pages.shared import data, explore_sentences, formats
from pages.shared.tables import Format
from queries.clock import today
from queries.subjects import Chosen, ExploreColumn, Measure, list_subjects, write_sql

KEY = "hoi_chon"
ROWS = (10, 20, 50, 100, 500, 1000)
MOST_DIMENSIONS = 3
MOST_MEASURES = 4


@st.cache_data(max_entries=60, show_spinner=False)
def _values(store: str, shown: data.Shown, day: date, view: str, column: str) -> list[Any]:
    found = data.database().query(view, columns=[column])[column]
    known = [value.item() if hasattr(value, "item") else value for value in found.dropna().unique()]
    blank = [None] if found.isna().any() else []
    return [*sorted(known), *blank]


def words_of_codes() -> dict[str, dict[str, str]]:
    """Words of the codes of every group of states."""
    words: dict[str, dict[str, str]] = {}
    for state in data.reference("states").sort_values(["state_group", "sort_order"]).itertuples():
        words.setdefault(str(state.state_group), {})[str(state.code)] = str(state.label)
    return words


def choose() -> tuple[Chosen, str]:
    """The controls; returns what was chosen and its SQL."""
    subjects = {subject.view: subject for subject in list_subjects()}
    with st.container(border=True, key="lua_chon_hoi"):
        view = st.selectbox(
            "Hỏi về",
            list(subjects),
            format_func=lambda one: subjects[one].label if one in subjects else one,
            key=f"{KEY}_chu_de",
        )
        subject = subjects.get(str(view), list_subjects()[0])
        measures = {measure.label: measure for measure in subject.measures}
        dimensions = {column.label: column for column in subject.dimensions}
        left, right = st.columns(2)
        with left:
            numbers = st.multiselect(
                "Tính",
                list(measures),
                default=list(measures)[:1],
                max_selections=MOST_MEASURES,
                key=f"{KEY}_tinh_{subject.view}",
                placeholder="Chọn số cần tính",
                help="Không chọn: xem từng dòng. Tỷ lệ phần trăm, điểm và hạng không cộng được.",
            )
        with right:
            groups = st.multiselect(
                "Theo",
                list(dimensions),
                default=list(dimensions)[:1],
                max_selections=MOST_DIMENSIONS,
                key=f"{KEY}_theo_{subject.view}",
                placeholder="Chọn cách chia nhóm",
            )
        chosen_measures = [measures[one] for one in numbers if one in measures]
        chosen_dimensions = [dimensions[one] for one in groups if one in dimensions]
        words = words_of_codes()
        filters = _pick_filters(subject.view, dimensions, words)
        sort_by, descending, limit = _pick_order(subject.view, chosen_measures, chosen_dimensions)
    if not chosen_measures and not chosen_dimensions:
        # Rows without any column say nothing; all dimensions tell them apart.
        chosen_dimensions = subject.dimensions
    chosen = Chosen(
        subject, chosen_measures, chosen_dimensions, filters, sort_by, descending, limit
    )
    return chosen, write_sql(chosen, words)


def _pick_filters(
    view: str, dimensions: dict[str, ExploreColumn], words: dict[str, dict[str, str]]
) -> dict[str, list[Any]]:
    filtered = st.multiselect(
        "Lọc theo",
        list(dimensions),
        max_selections=4,
        key=f"{KEY}_loc_{view}",
        placeholder="Không lọc",
    )
    filters: dict[str, list[Any]] = {}
    if not filtered:
        return filters
    with st.grid(min(2, len(filtered)), min_column_width=260):
        for label in filtered:
            column = dimensions[label]
            codes = words.get(column.state_group, {})
            filters[column.name] = st.multiselect(
                f"Chỉ lấy: {label}",
                _values(str(data.store_path()), data.shown(), today(), view, column.name),
                format_func=partial(_say, codes),
                key=f"{KEY}_loc_{view}_{column.name}",
                placeholder="Mọi giá trị",
            )
    return filters


def _say(codes: dict[str, str], value: Any) -> str:
    if value is None:
        return "(trống)"
    if isinstance(value, bool):
        return formats.yes_no(value)
    return codes.get(str(value), str(value))


def _pick_order(
    view: str, measures: list[Measure], dimensions: list[ExploreColumn]
) -> tuple[str, bool, int]:
    names = [*(one.label for one in measures), *(one.label for one in dimensions)]
    over_time = bool(dimensions) and dimensions[0].role == "time"
    first = dimensions[0].label if over_time else (names[0] if names else "")
    with st.container(horizontal=True, vertical_alignment="bottom"):
        sort_by = st.selectbox(
            "Xếp theo",
            names or [""],
            index=names.index(first) if first in names else 0,
            # A choice belongs to its columns; other columns, another default.
            key=f"{KEY}_xep_{view}_{'|'.join(names)}",
            width=300,
        )
        direction = st.selectbox(
            "Thứ tự",
            ["Giảm dần", "Tăng dần"],
            index=1 if over_time else 0,
            key=f"{KEY}_thu_tu_{view}_{first}",
            width=140,
        )
        limit = st.selectbox("Số dòng nhiều nhất", ROWS, index=2, key=f"{KEY}_dong", width=160)
    return str(sort_by or ""), direction == "Giảm dần", int(limit or 50)


def write_number(measure: Measure) -> Format:
    """How the values of a measure are written."""
    if measure.unit == "%":
        return formats.percent
    if measure.function in ("count", "distinct"):
        return formats.count
    return formats.two_decimals if measure.function == "avg" else formats.decimal_number


def writers(chosen: Chosen) -> dict[str, Format]:
    """How every column of the answer is written."""
    found: dict[str, Format] = {
        column.label: formats.year if column.role == "time" else formats.text
        for column in chosen.dimensions
    }
    return found | {measure.label: write_number(measure) for measure in chosen.measures}


def sentence(chosen: Chosen, frame: Any) -> str:
    """The sentence above the answer."""
    write = write_number(chosen.measures[0]) if chosen.measures else formats.text
    return explore_sentences.answer(chosen, frame, write)
