"""Reading a trend across reorganisations: under which unit a value stands, who is left out, and the
days on which the structure broke, marked on the charts."""

from collections.abc import Sequence
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import data, formats
from pages.shared.charts import FAINT, Figure, Panel
from pages.shared.figure_panel import show_figure
from pages.shared.tables import Column, Table

AS_REPORTED = "as_reported"


def year_rows(reading: str, **where: Any) -> pd.DataFrame:
    """Coverage by year in a reading, with how many units are left out and why."""
    if reading == AS_REPORTED:
        return data.rows("coverage_by_year", **where)
    return data.rows("coverage_readings", reading=reading, **where)


def index_year_rows(reading: str, scope: str, block_id: str | None, **where: Any) -> pd.DataFrame:
    """An index by year in a reading, of one block or of all."""
    if reading != AS_REPORTED:
        return data.rows("index_readings", reading=reading, scope=scope, block_id=block_id, **where)
    if block_id:
        return data.rows("index_by_block", block_id=block_id, **where)
    return data.rows("index_by_year", **where)


def regroup(rows: pd.DataFrame, reading: str, block_id: str | None = None) -> pd.DataFrame:
    """Rows of units and years under the unit and block of the reading; what it leaves out is gone.

    `rows` are those of every block: a unit's block of today need not be that of its year.
    """
    if reading == AS_REPORTED:
        return rows if block_id is None else rows[rows["block_id"] == block_id]
    shown = _shown_units(reading)
    shown = shown[shown["shown_unit_id"].notna()]
    places = shown.drop(columns=["reading", "level", "unit_name", "reason", "reason_code"])
    places = places.drop(columns=["successor_names"])
    kept = rows.drop(
        columns=["unit_name", "short_name", "block_id", "block_name", "block_order"]
    ).merge(places, on=["unit_id", "year"])
    kept = kept.drop(columns="unit_id").rename(
        columns={
            "shown_unit_id": "unit_id",
            "shown_unit_name": "unit_name",
            "shown_short_name": "short_name",
        }
    )
    return kept if block_id is None else kept[kept["block_id"] == block_id]


def left_out(rows: pd.DataFrame, reading: str) -> pd.DataFrame:
    """The rows of units and years that the reading leaves out, with the reason and successors."""
    shown = _shown_units(reading)
    gone = shown[shown["shown_unit_id"].isna()]
    return rows.merge(
        gone[["unit_id", "year", "reason", "successor_names"]], on=["unit_id", "year"]
    )


def _shown_units(reading: str) -> pd.DataFrame:
    return data.rows("unit_readings", reading=reading)


def explain(reading: str, scope: str, rows: pd.DataFrame, year: int) -> None:
    """Says above the charts what the reading does, whom it leaves out, and where the breaks are.

    `rows` are those of all units of the scope that the reading is about, by unit and year.
    """
    if not is_possible():
        return
    every = data.states("reading")
    own = next(every[every["code"] == reading].itertuples())
    gone = left_out(rows[rows["year"] == year], reading)
    if gone.empty:
        without = f"Năm {year}, trong phạm vi đang xem không để ngoài đơn vị nào."
    else:
        counts = gone["reason"].value_counts()
        reasons = "; ".join(f"{reason.lower()}: {formats.count(n)}" for reason, n in counts.items())
        without = f"Năm {year}, trong phạm vi đang xem để ngoài {formats.count(len(gone))} đơn vị ({reasons})."
    words = f"{own.label}: {own.meaning}. {without}"
    marked = break_words(scope)
    st.info(
        f"**Cách đọc** – {formats.plain(words)}"
        + (f"\n\n{formats.plain(marked)}" if marked else ""),
        icon=":material/account_tree:",
    )


def columns(reading: str) -> tuple[Column, ...]:
    """What a table of years says beside its figures in a reading that leaves units out."""
    if reading == AS_REPORTED:
        return ()
    return (
        Column("left_out", "Để ngoài", formats.count),
        Column("left_out_reasons", "Lý do để ngoài", width=360),
    )


def show_left_out(
    reading: str, rows: pd.DataFrame, measure_id: str, values: tuple[Column, ...]
) -> None:
    """The units that the reading leaves out, each with its own values, never added up."""
    if reading == AS_REPORTED:
        return
    gone = left_out(rows, reading)
    show_figure(
        "de_ngoai",
        f"{formats.count(gone['unit_id'].nunique())} đơn vị có số liệu để ngoài cách đọc này.",
        "Giá trị riêng của từng đơn vị từng năm, không cộng và không lấy trung bình; nguồn: danh mục "
        "đơn vị và văn bản sắp xếp",
        None,
        Table(
            gone,
            (
                Column("unit_name", "Đơn vị", width=260),
                Column("year", "Năm", formats.year),
                *values,
                Column("reason", "Lý do để ngoài", width=260),
                Column("successor_names", "Đơn vị kế thừa", width=320),
            ),
        ),
        measure_id,
        title="Đơn vị để ngoài khi đọc qua sắp xếp",
    )


def is_possible() -> bool:
    """Whether the data shown knows readings; a seal of an earlier release does not."""
    return "unit_readings" in data.database().views()


def find_breaks(scope: str) -> pd.DataFrame:
    """The days on which units of the scope were reorganised, first to last."""
    if not is_possible():
        return pd.DataFrame(columns=["changed_on", "year", "units_ended", "units_begun"])
    return data.rows("structure_breaks", scope=scope)


def break_words(scope: str) -> str:
    """The breaks in one sentence, empty where there are none."""
    parts = []
    for row in find_breaks(scope).itertuples():
        after = ", sau ngày chốt cuối" if formats.is_missing(row.year) else ""
        parts.append(
            f"{formats.day(row.changed_on)} ({formats.count(row.units_ended)} đơn vị cũ, "
            f"{formats.count(row.units_begun)} đơn vị mới{after})"
        )
    return f"Sắp xếp đơn vị (đường gạch chấm trên biểu đồ): {'; '.join(parts)}." if parts else ""


def mark_breaks(
    figure: Figure, scope: str, years: Sequence[int], upright: bool = True, label: bool = True
) -> Figure:
    """The chart with a line before the first year counted after each reorganisation.

    `years` are the categories of the axis in order; breaks before the first are not drawn, those
    after the last stand at its end. Across the page instead of upright for years that run down.
    """
    at: dict[float, list[str]] = {}
    for row in find_breaks(scope).itertuples():
        place = next(
            (
                place
                for place, year in enumerate(years)
                if not formats.is_missing(row.year) and year >= int(row.year)
            ),
            len(years),
        )
        if place:
            at.setdefault(place - 0.5, []).append(formats.day(row.changed_on))
    layout = figure["layout"]
    lines = [_line(place, upright) for place in at]
    words = (
        [_label(place, days, upright, len(years)) for place, days in at.items()] if label else []
    )
    return {
        **figure,
        "layout": {
            **layout,
            "shapes": [*layout.get("shapes", []), *lines],
            "annotations": [*layout.get("annotations", []), *words],
        },
    }


def mark_panels(panels: list[Panel], scope: str, years: Sequence[int]) -> list[Panel]:
    """The same for small charts side by side, which have no room for the days."""
    return [(title, mark_breaks(one, scope, years, label=False)) for title, one in panels]


def _line(place: float, upright: bool) -> dict[str, Any]:
    along, across = ("x", "y") if upright else ("y", "x")
    return {
        "type": "line",
        f"{along}ref": along,
        f"{across}ref": "paper",
        f"{along}0": place,
        f"{along}1": place,
        f"{across}0": 0,
        f"{across}1": 1,
        "line": {"color": FAINT, "width": 1.6, "dash": "dashdot"},
    }


def _label(place: float, days: list[str], upright: bool, years: int) -> dict[str, Any]:
    text = {
        "text": "Sắp xếp<br>" + "<br>".join(days) if upright else "Sắp xếp " + ", ".join(days),
        "showarrow": False,
        "align": "left",
        "font": {"size": 11, "color": FAINT},
        "bgcolor": "rgba(255,255,255,0.8)",
    }
    if not upright:
        return {**text, "xref": "paper", "x": 1, "y": place, "xanchor": "left", "yanchor": "middle"}
    last = place > years - 1
    return {
        **text,
        "x": place,
        "yref": "paper",
        "y": 0,
        "xanchor": "right" if last else "left",
        "xshift": -3 if last else 3,
        "yanchor": "bottom",
    }
