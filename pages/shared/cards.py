"""Cards of the overview: value, target, gap, status word with sign, denominator, change, link."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import data, filters, formats

# Colour only supports the sign and the word beside it.
STATE_COLOURS = {"passed": "blue", "failed": "orange", "unknown": "gray"}
COMPARATORS = {">": ">", ">=": "≥"}


def target_words(figure: Any) -> str:
    """`Mục tiêu > 85 % · cách +2,30 điểm`; says so where there is no target."""
    if formats.is_missing(figure.target_value):
        return "Không đặt mục tiêu số lượng"
    comparator = COMPARATORS.get(str(figure.comparator), "")
    target = f"Mục tiêu {comparator} {formats.decimal_number(figure.target_value)}\u00a0%".replace(
        "  ", " "
    )
    return (
        target
        if formats.is_missing(figure.gap)
        else f"{target} · cách {formats.points(figure.gap)}"
    )


def change_words(figure: Any, year: int) -> str:
    """`+1,20 điểm so với 2023`; says so where years cannot be compared."""
    if formats.is_missing(figure.change):
        return f"Không so sánh được với {year - 1}"
    size = (
        formats.points(figure.change)
        if figure.unit_of_measure == "%"
        else f"{formats.signed(figure.change, 0)} {figure.unit_of_measure}"
    )
    return f"{size} so với {year - 1}"


def show_cards(figures: pd.DataFrame, year: int) -> None:
    """One card per row of overview_figures, each leading to its page."""
    with st.grid(max(1, min(len(figures), 5)), min_column_width=200, gap="small"):
        for figure in figures.itertuples():
            with st.container(
                border=True, height="stretch", gap="xsmall", key=f"the_{figure.figure_id}"
            ):
                _show_card(figure, year)


def _show_card(figure: Any, year: int) -> None:
    sign = data.symbol("target", figure.state)
    st.metric(
        formats.plain(figure.label),
        formats.quantity(figure.value, figure.unit_of_measure),
        border=False,
    )
    st.badge(
        f"{sign} {formats.plain(figure.state_label)}",
        color=STATE_COLOURS.get(figure.state, "gray"),  # type: ignore[arg-type]
    )
    st.markdown(f"**{formats.plain(formats.share(figure.numerator, figure.denominator))}**")
    st.caption(formats.plain(target_words(figure)))
    st.caption(formats.plain(change_words(figure, year)))
    st.space("stretch")
    filters.link(f"council/{figure.page}", "Xem chi tiết", icon=":material/arrow_forward:")


def show_attention(points: pd.DataFrame) -> None:
    """What the figures do not show, most far-reaching first."""
    if points.empty:
        st.success(
            "Không có điểm nào cần chú ý trong số liệu của năm này.", icon=":material/check:"
        )
        return
    for point in points.itertuples():
        with st.container(border=True, horizontal=True, vertical_alignment="center", gap="medium"):
            st.markdown(
                f"**{formats.plain(formats.share(point.affected, point.total))}**",
                width=90,
                text_alignment="right",
            )
            with st.container(gap=None):
                st.markdown(f"**{formats.plain(point.title)}**")
                st.caption(formats.plain(point.detail))
            filters.link(f"council/{point.page}", "Xem", icon=":material/arrow_forward:")
