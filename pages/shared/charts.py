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
# A title and its chart; several of them stand side by side and reflow on narrow screens.
Panel = tuple[str, Figure]

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
TIMELINESS_COLOURS = {
    "in_time_at_once": "#1d5b96",
    "in_time_corrected": "#7db3de",
    "extended": "#cfe3f3",
    "late": "#f3b873",
    "undated": "#9aa3ad",
    "not_yet": "#d5650f",
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


def share_panels(rows: pd.DataFrame, years: Sequence[int]) -> list[Panel]:
    """Bars of one figure over the years, a panel each; `rows` of overview_figures in percent."""
    return [
        (str(own["label"].iloc[0]), _share_panel(own, years))
        for _, own in rows.groupby("figure_id", sort=False)
    ]


def _share_panel(rows: pd.DataFrame, years: Sequence[int]) -> Figure:
    known = {int(row.year): row for row in rows.itertuples() if not formats.is_missing(row.value)}
    return {
        "data": [
            {
                "type": "bar",
                "x": [str(year) for year in years],
                "y": [float(known[year].value) if year in known else None for year in years],
                "text": [
                    formats.percent(known[year].value, 1) if year in known else "" for year in years
                ],
                "textposition": "outside",
                "cliponaxis": False,
                "textangle": 0,
                "textfont": {"size": 13},
                "hovertext": [
                    f"{year}: {formats.share(known[year].numerator, known[year].denominator)} "
                    "đơn vị"
                    if year in known
                    else ""
                    for year in years
                ],
                "hoverinfo": "text",
                "marker": {"color": BLUE},
                "width": 0.62,
            }
        ],
        "layout": _layout(
            180,
            xaxis=_axis(type="category", showgrid=False),
            yaxis=_axis(range=[0, 122], tickvals=[0, 50, 100], ticktext=["0", "50", "100 %"]),
            annotations=[
                {
                    # A place, not the label: Plotly reads "2025" as a number and stretches the axis.
                    "x": place,
                    "y": 4,
                    "text": "chưa có",
                    "showarrow": False,
                    "yanchor": "bottom",
                    "font": {"size": 12, "color": FAINT},
                }
                for place, year in enumerate(years)
                if year not in known
            ],
            margin={"l": 4, "r": 4, "t": 4, "b": 4},
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


def states_by_block(
    rows: pd.DataFrame, states: pd.DataFrame, colours: dict[str, str] = COVERAGE_COLOURS
) -> Figure:
    """Units per block and state, stacked; `rows` of a year have a column of counts per state."""
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
                "textfont": {"color": on_colour(colours[state.code]), "size": 13},
                "marker": {
                    "color": colours[state.code],
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


def state_grids(
    rows: pd.DataFrame, states: pd.DataFrame, colours: dict[str, str], value: str | None = None
) -> list[Panel]:
    """Units down, years across, one cell a state with its sign; blocks as headings.

    A long list becomes two panels of whole blocks. `value` names a column whose percentage is
    written beside the sign.
    """
    years = sorted({int(year) for year in rows["year"]})
    blocks = [own for _, own in rows.groupby("block_name", sort=False)]
    sizes = [own["unit_id"].nunique() + 1 for own in blocks]
    if sum(sizes) <= 30 or len(blocks) == 1:
        halves = [blocks]
    else:
        # Whole blocks on either side, as even as they come.
        cut = min(
            range(1, len(blocks)), key=lambda place: abs(sum(sizes[:place]) - sum(sizes[place:]))
        )
        halves = [blocks[:cut], blocks[cut:]]
    return [("", _state_grid(half, years, states, colours, value)) for half in halves]


def _state_grid(
    blocks: list[pd.DataFrame],
    years: list[int],
    states: pd.DataFrame,
    colours: dict[str, str],
    value: str | None,
) -> Figure:
    codes = {state.code: place for place, state in enumerate(states.itertuples())}
    symbols = dict(zip(states["code"], states["symbol"], strict=True))
    labels = dict(zip(states["code"], states["label"], strict=True))
    names: list[str] = []
    grid: list[list[tuple[int | None, str, str]]] = []
    for block in blocks:
        names.append(f"<b>{chart_text(formats.shorten(block['block_name'].iloc[0], 34))}</b>")
        grid.append([(None, "", "")] * len(years))
        for _, own in block.groupby("unit_id", sort=False):
            names.append(chart_text(formats.shorten(own["short_name"].iloc[0], 34)))
            of_year = {int(row.year): row for row in own.itertuples()}
            line: list[tuple[int | None, str, str]] = []
            for year in years:
                row: Any = of_year.get(year)
                if row is None:
                    line.append((None, "", ""))
                    continue
                stated = (
                    formats.NOTHING
                    if value is None
                    else formats.stated_percent(getattr(row, value))
                )
                written = "" if stated == formats.NOTHING else f" {stated}"
                line.append((codes[row.state], symbols[row.state] + written, labels[row.state]))
            grid.append(line)
    # Plotly folds rows of one name into one; a trailing invisible sign keeps namesakes apart.
    unique = [name + "\u200b" * names[:place].count(name) for place, name in enumerate(names)]
    steps = [
        [edge / len(codes), colours[code]]
        for place, code in enumerate(codes)
        for edge in (place, place + 1)
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
                "zmax": len(codes) - 0.5,
                "xgap": 3,
                "ygap": 2,
                "showscale": False,
            }
        ],
        "layout": _layout(
            44 + 23 * len(names),
            xaxis=_axis(type="category", side="top", showgrid=False),
            yaxis=_axis(
                autorange="reversed",
                showgrid=False,
                ticks="",
                tickfont={"size": 12.5, "color": INK},
            ),
            margin={"l": 4, "r": 4, "t": 4, "b": 4},
        ),
    }


def line_panels(rows: pd.DataFrame, target: float, years: Sequence[int]) -> list[Panel]:
    """Small multiples per block: every unit a line over the years, one trace with gaps per block.

    `rows` of index_states for one index, ordered by block, unit, year; all panels share one scale.
    A dotted upright line marks a year whose method differs from the year before.
    """
    values = [float(value) for value in rows["value"].dropna()]
    scale = (min([*values, target]) - 2.5, max([*values, target]) + 2.5)
    breaks = sorted({int(year) for year in rows.loc[rows["is_method_break"].eq(True), "year"]})
    return [
        (str(block), _line_panel(own, target, years, scale, breaks))
        for block, own in rows.groupby("block_name", sort=False)
    ]


def _line_panel(
    rows: pd.DataFrame,
    target: float,
    years: Sequence[int],
    scale: tuple[float, float],
    breaks: Sequence[int],
) -> Figure:
    x: list[str | None] = []
    y: list[float | None] = []
    hover: list[str | None] = []
    colour: list[str] = []
    signs: list[str] = []
    for _, own in rows.groupby("unit_id", sort=False):
        of_year = {int(row.year): row for row in own.itertuples()}
        for year in [*years, None]:
            row: Any = None if year is None else of_year.get(year)
            known = row is not None and not formats.is_missing(row.value)
            x.append(None if year is None else str(year))
            y.append(float(row.value) if known else None)
            hover.append(
                f"{chart_text(row.unit_name)}<br>{year}: {formats.stated_percent(row.value)} · "
                f"{row.state_label}"
                if known
                else None
            )
            colour.append(BLUE if known and row.state == "passed" else ORANGE)
            signs.append("circle" if known and row.state == "passed" else "x")
    line, label = _target_line(target, f"> {formats.decimal_number(target)} %")
    return {
        "data": [
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
            }
        ],
        "layout": _layout(
            220,
            xaxis=_axis(
                type="category",
                categoryorder="array",
                categoryarray=[str(year) for year in years],
                range=[-0.35, len(years) - 0.65],
                showgrid=False,
                showline=True,
                linecolor=GRID,
            ),
            yaxis=_axis(range=list(scale), nticks=5),
            shapes=[
                line,
                *(_break_line(list(years).index(year)) for year in breaks if year in years[1:]),
            ],
            annotations=[label],
            margin={"l": 4, "r": 8, "t": 4, "b": 4},
        ),
    }


def _break_line(place: int) -> dict[str, Any]:
    """A dotted upright line before the category at this place."""
    return {
        "type": "line",
        "xref": "x",
        "yref": "paper",
        "x0": place - 0.5,
        "x1": place - 0.5,
        "y0": 0,
        "y1": 1,
        "line": {"color": FAINT, "width": 1.4, "dash": "dot"},
    }


def spread_by_year(rows: pd.DataFrame, target: float) -> Figure:
    """Lowest to highest as a thin line, the middle half as a thick one, the median as a dot."""
    known = rows[rows["median"].notna()]
    years = [str(year) for year in known["year"]]

    def spans(low: str, high: str) -> tuple[list[str | None], list[float | None]]:
        x: list[str | None] = []
        y: list[float | None] = []
        for year, start, end in zip(years, known[low], known[high], strict=True):
            x += [year, year, None]
            y += [float(start), float(end), None]
        return x, y

    traces: list[dict[str, Any]] = []
    for name, low, high, width, colour in (
        ("Thấp nhất – cao nhất", "lowest", "highest", 2, FAINT),
        ("Một nửa số đơn vị ở giữa", "lower_quartile", "upper_quartile", 22, "#bcd5ec"),
    ):
        x, y = spans(low, high)
        traces.append(
            {
                "type": "scatter",
                "mode": "lines",
                "name": name,
                "x": x,
                "y": y,
                "line": {"color": colour, "width": width},
                "hoverinfo": "skip",
            }
        )
    traces.append(
        {
            "type": "scatter",
            "mode": "markers+text",
            "name": "Trung vị",
            "x": years,
            "y": [float(value) for value in known["median"]],
            "text": [f"    {formats.percent(value)}" for value in known["median"]],
            "textposition": "middle right",
            "cliponaxis": False,
            "marker": {"color": BLUE, "size": 12},
            "hovertext": [
                f"{row.year}: {formats.stated_percent(row.lowest)} – "
                f"{formats.stated_percent(row.highest)}"
                for row in known.itertuples()
            ],
            "hoverinfo": "text",
        }
    )
    line, label = _target_line(target, f"Mục tiêu > {formats.decimal_number(target)} %")
    return {
        "data": traces,
        "layout": _layout(
            320,
            showlegend=True,
            xaxis=_axis(type="category", showgrid=False, range=[-0.5, len(years) - 0.5]),
            yaxis=_axis(ticksuffix=" %", nticks=7),
            shapes=[line],
            annotations=[label],
            margin={"l": 8, "r": 16, "t": 36, "b": 8},
        ),
    }


def counts_by_year(rows: pd.DataFrame, states: pd.DataFrame, colours: dict[str, str]) -> Figure:
    """Measured units per state and year, stacked; who takes no part is written at the end."""
    measured = states[states["code"] != "not_participating"]
    years = [str(year) for year in rows["year"]]
    outside = states[states["code"] == "not_participating"]
    return {
        "data": [
            {
                "type": "bar",
                "orientation": "h",
                "name": f"{state.symbol} {state.label}",
                "y": years,
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
            for state in measured.itertuples()
        ],
        "layout": _layout(
            100 + 40 * len(rows),
            barmode="stack",
            bargap=0.25,
            showlegend=True,
            xaxis=_axis(
                title={"text": "Số đơn vị thuộc diện xác định", "font": {"size": 13}},
                rangemode="tozero",
            ),
            yaxis=_axis(type="category", autorange="reversed", showgrid=False),
            annotations=[
                {
                    "xref": "paper",
                    "x": 1,
                    "y": place,
                    "text": f"{state.symbol} {formats.count(row.not_participating)} {state.label.lower()}",
                    "showarrow": False,
                    "xanchor": "left",
                    "font": {"size": 12.5, "color": FAINT},
                }
                for state in outside.itertuples()
                for place, row in enumerate(rows.itertuples())
            ],
            margin={"l": 8, "r": 150, "t": 36, "b": 8},
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
                "name": f"Năm {year - 1}",
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
                "name": f"Năm {year} (xanh: tăng, cam: giảm)",
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


def rank_moves(rows: pd.DataFrame, quota: int | None) -> Figure:
    """Published to trial rank per candidate, marked as a simulation; rows of what_if_trial.compare.

    All links are one trace with gaps; a candidate ranked on one side only has one end. Names stand
    over their lines, as in `contributions`.
    """
    places = list(range(len(rows)))
    published = [_rank(value) for value in rows["rank_overall"]]
    tried = [_rank(value) for value in rows["trial_rank_overall"]]
    links_x: list[int | None] = []
    links_y: list[int | None] = []
    for place, start, end in zip(places, published, tried, strict=True):
        if start is not None and end is not None:
            links_x += [start, end, None]
            links_y += [place, place, None]
    names = [
        f"<b>{chart_text(formats.shorten(row.short_name, 32))}</b> – "
        f"{chart_text(formats.shorten(row.model_name, 44))}"
        for row in rows.itertuples()
    ]
    lowest = max([1, *(rank for rank in [*published, *tried] if rank is not None)])
    shapes = []
    annotations: list[dict[str, Any]] = [
        {
            "xref": "paper",
            "yref": "paper",
            "x": 0.5,
            "y": 0.5,
            "text": "MÔ PHỎNG",
            "showarrow": False,
            "textangle": -18,
            "font": {"size": 64, "color": "rgba(196,87,11,0.13)"},
        },
        *(
            {
                "xref": "paper",
                "x": 0,
                "y": place,
                "text": name,
                "showarrow": False,
                "xanchor": "left",
                "yanchor": "bottom",
                "yshift": 8,
                "font": {"size": 13},
                "bgcolor": "rgba(255,255,255,0.8)",
            }
            for place, name in zip(places, names, strict=True)
        ),
    ]
    if quota is not None and quota < lowest:
        shapes.append(_break_line(quota + 1))
        annotations.append(
            {
                "x": quota + 0.5,
                "yref": "paper",
                "y": 1,
                "text": f"Chỉ tiêu {formats.count(quota)}",
                "showarrow": False,
                "xanchor": "left",
                "xshift": 4,
                "yanchor": "top",
                "font": {"size": 12, "color": FAINT},
                "bgcolor": "rgba(255,255,255,0.75)",
            }
        )
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines",
                "x": links_x,
                "y": links_y,
                "line": {"color": "#b3bcc6", "width": 3, "dash": "dot"},
                "hoverinfo": "skip",
                "showlegend": False,
            },
            {
                "type": "scatter",
                "mode": "markers",
                "name": "Hạng công bố",
                "x": published,
                "y": places,
                "customdata": names,
                "marker": {
                    "symbol": "circle-open",
                    "size": 12,
                    "color": FAINT,
                    "line": {"width": 2},
                },
                "hovertemplate": "%{customdata}<br>công bố: hạng %{x}<extra></extra>",
            },
            {
                "type": "scatter",
                "mode": "markers",
                "name": "Hạng thử (mô phỏng)",
                "x": tried,
                "y": places,
                "customdata": names,
                "marker": {
                    "symbol": "diamond",
                    "size": 11,
                    "color": [_move_colour(value) for value in rows["move"]],
                },
                "hovertemplate": "%{customdata}<br>mô phỏng: hạng %{x}<extra></extra>",
            },
            {
                "type": "scatter",
                "mode": "text",
                "x": [max(a or 0, b or 0) for a, b in zip(published, tried, strict=True)],
                "y": places,
                "text": [f"     {chart_text(words)}" for words in rows["move_words"]],
                "textposition": "middle right",
                "textfont": {"size": 12.5},
                "cliponaxis": False,
                "hoverinfo": "skip",
                "showlegend": False,
            },
        ],
        "layout": _layout(
            124 + 46 * len(rows),
            showlegend=True,
            xaxis=_axis(
                # Room for the longest word behind the last rank, on a tablet too.
                range=[0.5, lowest + max(2.5, 0.34 * lowest)],
                title={"text": "Hạng chung (1 là đầu)", "font": {"size": 13}},
                tick0=1,
                dtick=-(-lowest // 8),
                tickangle=0,
            ),
            yaxis=_axis(range=[len(rows) - 0.6, -1.2], showticklabels=False, showgrid=False),
            shapes=shapes,
            annotations=annotations,
            margin={"l": 8, "r": 16, "t": 52, "b": 8},
        ),
    }


def _rank(value: Any) -> int | None:
    return None if formats.is_missing(value) else int(value)


def _move_colour(move: Any) -> str:
    if formats.is_missing(move) or not move:
        return FAINT
    return BLUE if move > 0 else ORANGE


def contributions(ranked: pd.DataFrame, scores: pd.DataFrame) -> Figure:
    """Weighted points of each criterion, stacked per candidate in the order of `ranked`.

    Names stand over their bars: beside them they would leave a tablet no room to draw.
    """
    order = list(ranked["candidate_id"])
    places = list(range(len(order)))
    names = [
        f"{chart_text(row.rank_in_block_label)}. <b>{chart_text(formats.shorten(row.short_name, 28))}</b>"
        f" – {chart_text(formats.shorten(row.model_name, 40))}"
        for row in ranked.itertuples()
    ]
    criteria = (
        scores.sort_values("sort_order")[["criterion_id", "criterion_label", "weight"]]
        .drop_duplicates("criterion_id")
        .itertuples()
    )
    data: list[dict[str, Any]] = []
    for colour, criterion in zip(CRITERION_COLOURS, criteria, strict=False):
        own = scores[scores["criterion_id"] == criterion.criterion_id].set_index("candidate_id")
        given = own["contribution"].reindex(order)
        label = chart_text(criterion.criterion_label)
        data.append(
            {
                "type": "bar",
                "orientation": "h",
                "name": f"{label} ({formats.decimal_number(criterion.weight)})",
                "y": places,
                "x": [None if formats.is_missing(value) else float(value) for value in given],
                "customdata": names,
                "text": [
                    "" if formats.is_missing(value) else formats.number(value, 1) for value in given
                ],
                "textposition": "inside",
                "insidetextanchor": "middle",
                "textangle": 0,
                "textfont": {"color": on_colour(colour), "size": 12.5},
                "marker": {"color": colour, "line": {"color": "#ffffff", "width": 1}},
                "width": 0.44,
                "hovertemplate": f"%{{customdata}}<br>{label}: %{{x:.2f}} điểm<extra></extra>",
            }
        )
    written = [
        {
            "x": 0,
            "y": place,
            "text": name,
            "showarrow": False,
            "xanchor": "left",
            "yanchor": "bottom",
            "yshift": 14,
            "font": {"size": 13},
        }
        for place, name in zip(places, names, strict=True)
    ]
    totals = [
        {
            "x": float(row.score),
            "y": place,
            "text": f"<b>{formats.number(row.score, 2)}</b>{_interval_text(row)}",
            "showarrow": False,
            "xanchor": "left",
            "xshift": 6,
            "font": {"size": 13},
        }
        for place, row in zip(places, ranked.itertuples(), strict=True)
        if not formats.is_missing(row.score)
    ]
    return {
        "data": data,
        "layout": _layout(
            # The same pixels for each bar, however many, so that its name stands above it.
            round(60 * (len(places) + 0.15)) + 84,
            barmode="stack",
            showlegend=True,
            xaxis=_axis(range=[0, 124], tickvals=[0, 20, 40, 60, 80, 100]),
            yaxis=_axis(range=[len(places) - 0.65, -0.8], showticklabels=False, showgrid=False),
            annotations=[*written, *totals],
            margin={"l": 8, "r": 8, "t": 44, "b": 8},
        ),
    }


def _interval_text(row: Any) -> str:
    """` · hạng 1–3` behind a score, where ranks were drawn."""
    words = getattr(row, "block_interval", None)
    return "" if formats.is_missing(words) else f" · hạng {chart_text(words)}"


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


def unit_panels(rows: pd.DataFrame, years: Sequence[int]) -> list[Panel]:
    """Each index of one unit over the years against its target; `rows` of index_states."""
    known = [float(value) for value in rows["value"].dropna()]
    targets = [float(value) for value in rows["target_value"].dropna()]
    scale = [min([*known, *targets], default=0) - 4, max([*known, *targets], default=100) + 6]
    return [
        (str(own["index_label"].iloc[0]), _unit_panel(own, years, scale))
        for _, own in rows.groupby("index_id", sort=False)
    ]


def _unit_panel(rows: pd.DataFrame, years: Sequence[int], scale: list[float]) -> Figure:
    target = float(rows["target_value"].iloc[-1])
    line, label = _target_line(target, f"> {formats.decimal_number(target)} %")
    # The label of the target stands left, where no last value is written over it.
    label |= {"x": 0, "xanchor": "left"}
    return {
        "data": [
            {
                "type": "scatter",
                "mode": "lines+markers+text",
                "x": [str(year) for year in rows["year"]],
                "y": [
                    None if formats.is_missing(value) else float(value) for value in rows["value"]
                ],
                "text": [
                    "" if formats.is_missing(value) else formats.stated_percent(value)
                    for value in rows["value"]
                ],
                "textposition": [
                    "top center"
                    if formats.is_missing(value) or value >= target
                    else "bottom center"
                    for value in rows["value"]
                ],
                "connectgaps": False,
                "cliponaxis": False,
                "line": {"color": "#9aa3ad", "width": 2},
                "marker": {
                    "size": 11,
                    "color": [INDEX_COLOURS[state] for state in rows["state"]],
                    "symbol": ["circle" if state == "passed" else "x" for state in rows["state"]],
                },
                "hoverinfo": "skip",
            }
        ],
        "layout": _layout(
            230,
            xaxis=_axis(
                type="category",
                categoryorder="array",
                categoryarray=[str(year) for year in years],
                range=[-0.4, len(years) - 0.6],
                showgrid=False,
            ),
            yaxis=_axis(range=scale, ticksuffix=" %", nticks=5),
            shapes=[line],
            annotations=[label],
            margin={"l": 4, "r": 8, "t": 4, "b": 4},
        ),
    }
