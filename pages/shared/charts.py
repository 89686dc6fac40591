"""Plotly figures as plain dictionaries, drawn from rows of the views as they are.

A chart's cost is its traces, so every line of a facet is one trace with gaps. States differ in
colour, symbol and word; colours keep their order of darkness on black-and-white paper.
"""

from collections.abc import Sequence
from typing import Any

import pandas as pd

from pages.shared import formats
from pages.shared.formats import chart_text

Figure = dict[str, Any]

INK = "#1b2733"
FAINT = "#5d6875"
GRID = "#e3e7ec"
TARGET = "#1b2733"
BLUE = "#1d5b96"
ORANGE = "#d5650f"
COVERAGE_COLOURS = {
    "maintained": "#1d5b96",
    "reported": "#7db3de",
    "registered": "#f6d7a7",
    "stopped": "#9aa3ad",
    "none": "#d5650f",
}
INDEX_COLOURS = {
    "passed": "#1d5b96",
    "failed": "#d5650f",
    "unpublished": "#c3cad2",
    "not_participating": "#eceff3",
}
CRITERION_COLOURS = ("#1d5b96", "#7db3de", "#f3c178", "#8a929c", "#d5650f", "#4b3f72")
# Letters that stay readable on their own bar.
ON_DARK = {"#1d5b96", "#d5650f", "#4b3f72"}
FONT = "'Source Sans', 'Segoe UI', 'Noto Sans', sans-serif"


def on_colour(colour: str) -> str:
    """Ink or white, whichever reads on a bar of this colour."""
    return "#ffffff" if colour in ON_DARK else INK


def _layout(height: int, **changes: Any) -> dict[str, Any]:
    """The look that every chart shares; decimal comma, no zooming, room for labels."""
    return {
        "height": height,
        "font": {"family": FONT, "size": 14, "color": INK},
        "paper_bgcolor": "#ffffff",
        "plot_bgcolor": "#ffffff",
        "separators": ",.",
        "margin": {"l": 8, "r": 16, "t": 12, "b": 8},
        "showlegend": False,
        "dragmode": False,
        "hoverlabel": {"font": {"family": FONT, "size": 14}, "align": "left"},
        "legend": {
            "orientation": "h",
            "x": 0,
            "y": 1.0,
            "yanchor": "bottom",
            "traceorder": "normal",
        },
        **changes,
    }


def _axis(**changes: Any) -> dict[str, Any]:
    return {
        "automargin": True,
        "fixedrange": True,
        "gridcolor": GRID,
        "zeroline": False,
        "tickfont": {"color": INK},
        **changes,
    }


def _target_line(value: float, text: str, axis: str = "") -> tuple[dict[str, Any], dict[str, Any]]:
    """A dashed line across one panel at the target, and its label at the right end."""
    line = {
        "type": "line",
        "xref": f"x{axis} domain",
        "yref": f"y{axis}",
        "x0": 0,
        "x1": 1,
        "y0": value,
        "y1": value,
        "line": {"color": TARGET, "width": 1.5, "dash": "dash"},
    }
    label = {
        "xref": f"x{axis} domain",
        "yref": f"y{axis}",
        "x": 1,
        "y": value,
        "text": text,
        "showarrow": False,
        "xanchor": "right",
        "yanchor": "bottom",
        "font": {"size": 12, "color": TARGET},
        "bgcolor": "rgba(255,255,255,0.75)",
    }
    return line, label


def legend_words(states: pd.DataFrame) -> str:
    """Signs and words of the states in a line, for charts whose cells carry the signs."""
    return "   ".join(f"{state.symbol} {state.label}" for state in states.itertuples())


def shares_over_years(rows: pd.DataFrame, years: Sequence[int]) -> Figure:
    """One panel of bars per figure over the same years; `rows` of overview_figures in percent.

    One trace on one axis of places: panels are gaps between groups, so all share one scale.
    """
    figures = list(dict.fromkeys(rows["figure_id"]))
    places: list[float] = []
    values: list[float | None] = []
    labels: list[str] = []
    hover: list[str] = []
    ticks: list[str] = []
    heads: list[dict[str, Any]] = []
    found = {(row.figure_id, int(row.year)): row for row in rows.itertuples()}
    for group, figure_id in enumerate(figures):
        start = group * (len(years) + 1)
        name = next(row.label for key, row in found.items() if key[0] == figure_id)
        heads.append(
            {
                "x": start + (len(years) - 1) / 2,
                "y": 118,
                "text": f"<b>{chart_text(name)}</b>",
                "showarrow": False,
                "font": {"size": 13.5},
            }
        )
        for place, year in enumerate(years):
            row = found.get((figure_id, year))
            missing = row is None or formats.is_missing(row.value)
            places.append(start + place)
            values.append(None if missing else float(row.value))
            labels.append("" if missing else formats.percent(row.value, 1))
            hover.append(
                ""
                if missing
                else f"{chart_text(name)} {year}: {formats.percent(row.value)}"
                f" ({formats.share(row.numerator, row.denominator)})"
            )
            ticks.append(f"{year}" if not missing else f"{year}<br>chưa có")
    return {
        "data": [
            {
                "type": "bar",
                "x": places,
                "y": values,
                "text": labels,
                "textposition": "outside",
                "cliponaxis": False,
                "textfont": {"size": 12.5},
                "hovertext": hover,
                "hoverinfo": "text",
                "marker": {"color": BLUE},
                "width": 0.7,
            }
        ],
        "layout": _layout(
            260,
            xaxis=_axis(tickvals=places, ticktext=ticks, showgrid=False),
            yaxis=_axis(range=[0, 125], tickvals=[0, 25, 50, 75, 100], ticksuffix=" %"),
            annotations=heads,
        ),
    }


def share_by_year(rows: pd.DataFrame) -> Figure:
    """Share of covered units per year as bars against the target; `rows` of coverage_by_year."""
    target = float(rows["target_percent"].iloc[-1])
    line, label = _target_line(target, f"Chỉ tiêu {formats.percent(target, 0)}")
    return {
        "data": [
            {
                "type": "bar",
                "x": [str(year) for year in rows["year"]],
                "y": [float(value) for value in rows["share_percent"]],
                "text": [
                    f"<b>{formats.percent(row.share_percent)}</b><br>{formats.share(row.covered, row.units)}"
                    for row in rows.itertuples()
                ],
                "textposition": "inside",
                "insidetextanchor": "end",
                "textfont": {"color": "#ffffff", "size": 15},
                "marker": {"color": BLUE},
                "width": 0.55,
                "hovertemplate": "Năm %{x}: %{y:.2f} %<extra></extra>",
            }
        ],
        "layout": _layout(
            280,
            xaxis=_axis(type="category", showgrid=False),
            yaxis=_axis(range=[0, 112], ticksuffix=" %", nticks=6),
            shapes=[line],
            annotations=[label],
        ),
    }


def states_by_block(rows: pd.DataFrame, states: pd.DataFrame) -> Figure:
    """Units per block in five states, stacked; `rows` of coverage_by_block for one year."""
    blocks = [chart_text(formats.shorten(name, 44)) for name in rows["block_name"]]
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": f"{state.symbol} {state.label}",
                "y": blocks,
                "x": [int(value) for value in rows[state.code]],
                "text": [
                    f"{state.symbol} {formats.count(value)}" if value else ""
                    for value in rows[state.code]
                ],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "constraintext": "none",
                "textfont": {"color": on_colour(COVERAGE_COLOURS[state.code]), "size": 13},
                "marker": {
                    "color": COVERAGE_COLOURS[state.code],
                    "line": {"color": "#ffffff", "width": 1},
                },
                "hovertemplate": f"%{{y}}: %{{x}} đơn vị {state.label.lower()}<extra></extra>",
            }
            for state in states.itertuples()
        ],
        "layout": _layout(
            96 + 38 * len(rows),
            barmode="stack",
            bargap=0.28,
            showlegend=True,
            xaxis=_axis(title={"text": "Số đơn vị", "font": {"size": 13}}, rangemode="tozero"),
            yaxis=_axis(autorange="reversed", showgrid=False),
            margin={"l": 8, "r": 16, "t": 40, "b": 8},
        ),
    }


def state_grid(
    rows: pd.DataFrame, states: pd.DataFrame, colours: dict[str, str], value: str | None = None
) -> Figure:
    """Units down, years across, one cell a state with its symbol; one heatmap, one trace.

    `value` names a column whose percentage is written beside the symbol.
    """
    codes = {state.code: place for place, state in enumerate(states.itertuples())}
    symbols = dict(zip(states["code"], states["symbol"], strict=True))
    labels = dict(zip(states["code"], states["label"], strict=True))
    units = list(dict.fromkeys(zip(rows["unit_id"], rows["short_name"], strict=True)))
    years = sorted({int(year) for year in rows["year"]})
    cells = {(row.unit_id, int(row.year)): row for row in rows.itertuples()}

    def cell(unit_id: str, year: int) -> tuple[int | None, str, str]:
        row = cells.get((unit_id, year))
        if row is None:
            return None, "", "không thuộc phạm vi tính của năm"
        code = str(row.state)
        stated = "" if value is None else formats.stated_percent(getattr(row, value))
        written = symbols[code] if stated in ("", formats.NOTHING) else f"{symbols[code]} {stated}"
        return codes[code], written, labels[code]

    grid = [[cell(unit_id, year) for year in years] for unit_id, _ in units]
    last = max(len(codes) - 1, 1)
    steps = [
        [edge / len(codes), colours[code]]
        for place, code in enumerate(codes)
        for edge in (place, place + 1)
    ]
    names = [formats.shorten(name, 40) for _, name in units]
    # Plotly folds rows of one name into one; a trailing invisible sign keeps namesakes apart.
    unique = [
        chart_text(name) + "\u200b" * names[:place].count(name) for place, name in enumerate(names)
    ]
    return {
        "data": [
            {
                "type": "heatmap",
                "x": [str(year) for year in years],
                "y": unique,
                "z": [[entry[0] for entry in line] for line in grid],
                "text": [[entry[1] for entry in line] for line in grid],
                "customdata": [[entry[2] for entry in line] for line in grid],
                "texttemplate": "%{text}",
                "textfont": {"size": 13},
                "hovertemplate": "%{y} · %{x}: %{customdata}<extra></extra>",
                "hoverongaps": False,
                "colorscale": steps,
                "zmin": -0.5,
                "zmax": last + 0.5,
                "xgap": 3,
                "ygap": 2,
                "showscale": False,
            }
        ],
        "layout": _layout(
            48 + 23 * len(units),
            xaxis=_axis(type="category", side="top", showgrid=False),
            yaxis=_axis(
                autorange="reversed", showgrid=False, tickfont={"size": 12.5, "color": INK}
            ),
        ),
    }


def lines_by_block(rows: pd.DataFrame, target: float, years: Sequence[int]) -> Figure:
    """Small multiples per block: every unit a line over the years, one trace with gaps per block.

    `rows` of index_states for one index, ordered by block, unit, year; all panels share one scale.
    A dotted upright line marks a year whose method differs from the year before.
    """
    blocks = list(dict.fromkeys(rows["block_name"]))
    columns = min(3, max(1, len(blocks)))
    lines = -(-len(blocks) // columns)
    values = [float(value) for value in rows["value"].dropna()]
    floor, top = (min([*values, target]) - 3, max([*values, target]) + 3)
    ticks = [str(year) for year in years]
    breaks = sorted({int(year) for year in rows.loc[rows["is_method_break"].eq(True), "year"]})
    data: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    for place, block in enumerate(blocks):
        axis = "" if place == 0 else str(place + 1)
        panel = rows[rows["block_name"] == block]
        x: list[str | None] = []
        y: list[float | None] = []
        hover: list[str | None] = []
        colour: list[str] = []
        signs: list[str] = []
        for unit in dict.fromkeys(panel["unit_id"]):
            own = {int(row.year): row for row in panel[panel["unit_id"] == unit].itertuples()}
            for year in years:
                row = own.get(year)
                missing = row is None or formats.is_missing(row.value)
                x.append(str(year))
                y.append(None if missing else float(row.value))
                hover.append(
                    None
                    if missing
                    else f"{chart_text(row.unit_name)}<br>{year}: {formats.stated_percent(row.value)}"
                    f" · {row.state_label}"
                )
                passed = not missing and row.state == "passed"
                colour.append(BLUE if passed else ORANGE)
                signs.append("circle" if passed else "x")
            x.append(None)
            y.append(None)
            hover.append(None)
            colour.append(BLUE)
            signs.append("circle")
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers",
                "x": x,
                "y": y,
                "hovertext": hover,
                "hoverinfo": "text",
                "connectgaps": False,
                "line": {"color": "rgba(93,104,117,0.45)", "width": 1.2},
                "marker": {"color": colour, "symbol": signs, "size": 7.5},
                "xaxis": f"x{axis}",
                "yaxis": f"y{axis}",
            }
        )
        column, line = place % columns, place // columns
        gap = 0.035
        width = (1 - gap * (columns - 1)) / columns
        height = 1 / lines
        left = column * (width + gap)
        bottom = 1 - (line + 1) * height
        domain_y = [bottom + min(34 / (240 * lines), height * 0.3), bottom + height * 0.86]
        layout[f"xaxis{axis}"] = _axis(
            type="category",
            categoryorder="array",
            categoryarray=ticks,
            range=[-0.35, len(ticks) - 0.65],
            domain=[left, left + width],
            anchor=f"y{axis}",
            showgrid=False,
            linecolor=GRID,
            showline=True,
        )
        layout[f"yaxis{axis}"] = _axis(
            range=[floor, top],
            domain=domain_y,
            anchor=f"x{axis}",
            nticks=5,
            showticklabels=column == 0,
        )
        line_shape, line_label = _target_line(target, f"> {formats.decimal_number(target)} %", axis)
        shapes.append(line_shape)
        notes.append(line_label)
        notes.append(
            {
                "xref": "paper",
                "yref": "paper",
                "x": left,
                "y": domain_y[1] + 8 / (240 * lines),
                "text": f"<b>{chart_text(formats.shorten(block, 42))}</b>",
                "showarrow": False,
                "xanchor": "left",
                "yanchor": "bottom",
                "font": {"size": 13.5},
            }
        )
        shapes.extend(
            {
                "type": "line",
                "xref": f"x{axis}",
                "yref": f"y{axis} domain",
                "x0": list(years).index(year) - 0.5,
                "x1": list(years).index(year) - 0.5,
                "y0": 0,
                "y1": 1,
                "line": {"color": FAINT, "width": 1.2, "dash": "dot"},
            }
            for year in breaks
            if year in years and list(years).index(year) > 0
        )
    return {
        "data": data,
        "layout": _layout(
            max(240, 240 * lines),
            shapes=shapes,
            annotations=notes,
            margin={"l": 8, "r": 12, "t": 6, "b": 6},
            **layout,
        ),
    }


def spread_by_year(rows: pd.DataFrame, target: float) -> Figure:
    """Lowest, quartiles, median and highest per year as one box trace; `rows` of index_by_year."""
    known = rows[rows["median"].notna()]
    line, label = _target_line(target, f"Mục tiêu > {formats.decimal_number(target)} %")
    return {
        "data": [
            {
                "type": "box",
                "x": [str(year) for year in known["year"]],
                "lowerfence": [float(value) for value in known["lowest"]],
                "q1": [float(value) for value in known["lower_quartile"]],
                "median": [float(value) for value in known["median"]],
                "q3": [float(value) for value in known["upper_quartile"]],
                "upperfence": [float(value) for value in known["highest"]],
                "fillcolor": "#cfe1f2",
                "line": {"color": BLUE, "width": 1.6},
                "width": 0.4,
                "hoverinfo": "skip",
            }
        ],
        "layout": _layout(
            320,
            xaxis=_axis(type="category", showgrid=False),
            yaxis=_axis(ticksuffix=" %", nticks=7),
            shapes=[line],
            annotations=[
                label,
                *(
                    {
                        "x": str(row.year),
                        "y": float(row.median),
                        "text": f"trung vị {formats.percent(row.median)}",
                        "showarrow": False,
                        "xshift": 62,
                        "xanchor": "left",
                        "font": {"size": 12.5, "color": INK},
                    }
                    for row in known.itertuples()
                ),
            ],
        ),
    }


def counts_by_year(rows: pd.DataFrame, states: pd.DataFrame, colours: dict[str, str]) -> Figure:
    """Units per state and year, stacked; `rows` hold one column per state code."""
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": f"{state.symbol} {state.label}",
                "y": [str(year) for year in rows["year"]],
                "x": [int(value) for value in rows[state.code]],
                "text": [
                    f"{state.symbol} {formats.count(value)}" if value else ""
                    for value in rows[state.code]
                ],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "constraintext": "none",
                "textfont": {"color": on_colour(colours[state.code])},
                "marker": {"color": colours[state.code], "line": {"color": "#ffffff", "width": 1}},
                "hovertemplate": f"%{{y}}: %{{x}} đơn vị {state.label.lower()}<extra></extra>",
            }
            for state in states.itertuples()
        ],
        "layout": _layout(
            110 + 40 * len(rows),
            barmode="stack",
            bargap=0.25,
            showlegend=True,
            xaxis=_axis(title={"text": "Số đơn vị", "font": {"size": 13}}, rangemode="tozero"),
            yaxis=_axis(type="category", autorange="reversed", showgrid=False),
            margin={"l": 8, "r": 16, "t": 40, "b": 8},
        ),
    }


def moves(rows: pd.DataFrame) -> Figure:
    """Last year to this year per unit: all links one trace with gaps, two traces of ends."""
    names = [chart_text(formats.shorten(name, 40)) for name in rows["short_name"]]
    before = [float(value) for value in rows["previous_value"]]
    now = [float(value) for value in rows["value"]]
    year = int(rows["year"].iloc[0]) if len(rows) else 0
    links_x: list[float | None] = []
    links_y: list[str | None] = []
    for name, start, end in zip(names, before, now, strict=True):
        links_x += [start, end, None]
        links_y += [name, name, None]
    colours = [BLUE if end >= start else ORANGE for start, end in zip(before, now, strict=True)]
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": links_x,
                "y": links_y,
                "line": {"color": "#b3bcc6", "width": 3},
                "hoverinfo": "skip",
                "showlegend": False,
            },
            {
                "type": "scatter",
                "mode": "markers",
                "name": f"○ Năm {year - 1}",
                "x": before,
                "y": names,
                "marker": {
                    "symbol": "circle-open",
                    "size": 10,
                    "color": FAINT,
                    "line": {"width": 2},
                },
                "hovertemplate": "%{y}: %{x:.2f} %<extra></extra>",
            },
            {
                "type": "scatter",
                "mode": "markers+text",
                "name": f"● Năm {year}",
                "x": now,
                "y": names,
                "text": [formats.points(value) for value in rows["change_points"]],
                "textposition": [
                    "middle right" if end >= start else "middle left"
                    for start, end in zip(before, now, strict=True)
                ],
                "textfont": {"size": 12.5},
                "cliponaxis": False,
                "marker": {"size": 11, "color": colours},
                "hovertemplate": "%{y}: %{x:.2f} %<extra></extra>",
            },
        ],
        "layout": _layout(
            90 + 27 * len(rows),
            showlegend=True,
            xaxis=_axis(
                ticksuffix=" %",
                range=[min([*before, *now], default=0) - 5, max([*before, *now], default=100) + 5],
            ),
            yaxis=_axis(autorange="reversed", showgrid=False, type="category"),
            margin={"l": 8, "r": 16, "t": 36, "b": 8},
        ),
    }


def contributions(ranked: pd.DataFrame, scores: pd.DataFrame) -> Figure:
    """Weighted points of each criterion, stacked per candidate in the order of `ranked`."""
    places = list(ranked["candidate_id"])
    names = [
        f"{chart_text(row.rank_in_block_label)}.  {chart_text(formats.shorten(row.short_name, 26))}"
        f" – {chart_text(formats.shorten(row.model_name, 34))}"
        for row in ranked.itertuples()
    ]
    unique = [name + "\u200b" * names[:place].count(name) for place, name in enumerate(names)]
    criteria = (
        scores.sort_values("sort_order")[["criterion_id", "criterion_label", "weight"]]
        .drop_duplicates("criterion_id")
        .itertuples()
    )
    data: list[dict[str, Any]] = []
    for colour, criterion in zip(CRITERION_COLOURS, criteria, strict=False):
        own = scores[scores["criterion_id"] == criterion.criterion_id].set_index("candidate_id")
        given = own["contribution"].reindex(places)
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": f"{chart_text(criterion.criterion_label)} "
                f"(tối đa {formats.decimal_number(criterion.weight)})",
                "y": unique,
                "x": [None if formats.is_missing(value) else float(value) for value in given],
                "text": [
                    "" if formats.is_missing(value) else formats.number(value, 1) for value in given
                ],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"color": on_colour(colour), "size": 12.5},
                "marker": {"color": colour, "line": {"color": "#ffffff", "width": 1}},
                "hovertemplate": f"%{{y}}<br>{chart_text(criterion.criterion_label)}: "
                "%{x:.2f} điểm<extra></extra>",
            }
        )
    totals = [
        {
            "x": float(row.score),
            "y": name,
            "text": f"<b>{formats.number(row.score, 2)}</b>",
            "showarrow": False,
            "xanchor": "left",
            "xshift": 6,
            "font": {"size": 13},
        }
        for name, row in zip(unique, ranked.itertuples(), strict=True)
        if not formats.is_missing(row.score)
    ]
    return {
        "data": data,
        "layout": _layout(
            110 + 32 * len(places),
            barmode="stack",
            bargap=0.3,
            showlegend=True,
            xaxis=_axis(range=[0, 108], tickvals=[0, 20, 40, 60, 80, 100]),
            yaxis=_axis(
                autorange="reversed", showgrid=False, tickfont={"size": 12.5, "color": INK}
            ),
            annotations=totals,
            margin={"l": 8, "r": 16, "t": 56, "b": 8},
        ),
    }


def stages(rows: pd.DataFrame) -> Figure:
    """How many candidates reached each stage, as bars from the widest; `rows` of candidate_stages."""
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "y": [chart_text(label) for label in rows["stage_label"]],
                "x": [int(value) for value in rows["candidates"]],
                "text": [f"<b>{formats.count(value)}</b>" for value in rows["candidates"]],
                "textposition": "outside",
                "cliponaxis": False,
                "marker": {"color": BLUE},
                "width": 0.6,
                "hoverinfo": "skip",
            }
        ],
        "layout": _layout(
            48 + 40 * len(rows),
            xaxis=_axis(visible=False, rangemode="tozero"),
            yaxis=_axis(autorange="reversed", showgrid=False),
            margin={"l": 8, "r": 48, "t": 6, "b": 6},
        ),
    }


def indices_of_unit(rows: pd.DataFrame) -> Figure:
    """Both indices of one unit over the years against their targets; `rows` of index_states."""
    data: list[dict[str, Any]] = []
    shapes: list[dict[str, Any]] = []
    notes: list[dict[str, Any]] = []
    layout: dict[str, Any] = {}
    known = [float(value) for value in rows["value"].dropna()]
    targets = [float(value) for value in rows["target_value"].dropna()]
    floor = min([*known, *targets], default=0) - 4
    top = max([*known, *targets], default=100) + 6
    for place, index_id in enumerate(dict.fromkeys(rows["index_id"])):
        axis = "" if place == 0 else str(place + 1)
        own = rows[rows["index_id"] == index_id]
        data.append(
            {
                "type": "scatter",
                "mode": "lines+markers+text",
                "x": [str(year) for year in own["year"]],
                "y": [
                    None if formats.is_missing(value) else float(value) for value in own["value"]
                ],
                "text": [
                    "" if formats.is_missing(row.value) else formats.stated_percent(row.value)
                    for row in own.itertuples()
                ],
                "textposition": "top center",
                "connectgaps": False,
                "cliponaxis": False,
                "line": {"color": "#9aa3ad", "width": 2},
                "marker": {
                    "size": 11,
                    "color": [INDEX_COLOURS[state] for state in own["state"]],
                    "symbol": ["circle" if state == "passed" else "x" for state in own["state"]],
                },
                "hoverinfo": "skip",
                "xaxis": f"x{axis}",
                "yaxis": f"y{axis}",
            }
        )
        left = 0.54 * place
        layout[f"xaxis{axis}"] = _axis(
            type="category",
            categoryorder="array",
            categoryarray=[str(year) for year in own["year"]],
            range=[-0.4, len(own) - 0.6],
            domain=[left, left + 0.46],
            anchor=f"y{axis}",
            showgrid=False,
        )
        layout[f"yaxis{axis}"] = _axis(
            range=[floor, top], domain=[0, 0.88], anchor=f"x{axis}", ticksuffix=" %", nticks=5
        )
        target = float(own["target_value"].iloc[-1])
        line, label = _target_line(target, f"> {formats.decimal_number(target)} %", axis)
        shapes.append(line)
        notes += [
            label,
            {
                "xref": "paper",
                "yref": "paper",
                "x": left,
                "y": 1,
                "text": f"<b>{chart_text(own['index_label'].iloc[0])}</b>",
                "showarrow": False,
                "xanchor": "left",
                "yanchor": "top",
            },
        ]
    return {"data": data, "layout": _layout(280, shapes=shapes, annotations=notes, **layout)}
