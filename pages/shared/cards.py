"""Cards of the overview: value, target, gap, status word with sign, denominator, change, link."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import data, filters, formats

# Colour only supports the sign and the word beside it.
STATE_COLOURS = {"passed": "blue", "failed": "orange", "unknown": "gray"}
COMPARATORS = {">": ">", ">=": "≥"}
# Views name a page by its last part; most of them are the council's.
SECTIONS = {"deadlines": "secretariat"}


def target_words(figure: Any) -> str:
    """`Mục tiêu > 85 % · cách +2,30 điểm`; nothing where the plan sets no target."""
    if formats.is_missing(figure.target_value):
        return ""
    if figure.figure_id in ("sipas", "par_index"):
        # The value is a share of units, the target one of each unit: never side by side unexplained.
        return f"Mục tiêu: mọi đơn vị trên {formats.decimal_number(figure.target_value)}\u00a0%"
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


def value_words(figure: Any) -> str:
    """The value as large as a card shows it: percentages with their sign, counts bare."""
    if figure.unit_of_measure == "%":
        return formats.percent(figure.value)
    return formats.decimal_number(figure.value)


def denominator_words(figure: Any) -> str:
    """`55/62 đơn vị`; says so where nothing can be counted yet."""
    counted = "đơn vị" if figure.unit_of_measure == "%" else "đề nghị"
    if not figure.denominator:
        return "Chưa có số liệu công bố"
    return f"{formats.share(figure.numerator, figure.denominator)} {counted}"


def show_cards(figures: pd.DataFrame, year: int) -> None:
    """One card per row of overview_figures, each leading to its page."""
    with st.grid(max(1, min(len(figures), 5)), min_column_width=150, gap="small"):
        for figure in figures.itertuples():
            with st.container(
                border=True, height="stretch", gap="xsmall", key=f"the_{figure.figure_id}"
            ):
                _show_card(figure, year)


def _show_card(figure: Any, year: int) -> None:
    sign = data.symbol("target", figure.state)
    st.metric(
        formats.plain(figure.label),
        value_words(figure),
        border=False,
    )
    st.badge(
        f"{sign} {formats.plain(figure.state_label)}",
        color=STATE_COLOURS.get(figure.state, "gray"),  # type: ignore[arg-type]
    )
    st.markdown(f"**{formats.plain(denominator_words(figure))}**")
    words = [target_words(figure), change_words(figure, year)]
    st.caption("  \n".join(formats.plain(one) for one in words if one))
    st.space("stretch")
    section = SECTIONS.get(figure.page, "council")
    filters.link(f"{section}/{figure.page}", "Xem chi tiết", icon=":material/arrow_forward:")


def show_attention(points: pd.DataFrame) -> None:
    """What the figures do not show, most far-reaching first."""
    if points.empty:
        st.success(
            "Không có điểm nào cần chú ý trong số liệu của năm này.", icon=":material/check:"
        )
        return
    with st.container(border=True, key="can_chu_y"):
        for point in points.itertuples():
            with st.container(horizontal=True, vertical_alignment="top", gap="medium"):
                st.markdown(
                    f"**{formats.plain(formats.share(point.affected, point.total))}**", width=76
                )
                with st.container(gap=None):
                    st.markdown(f"**{formats.plain(point.title)}**")
                    st.caption(formats.plain(point.detail))
                filters.link(f"council/{point.page}", "Xem", icon=":material/arrow_forward:")
