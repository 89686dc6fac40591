"""Charts of an answer: the first column names the marks, every column of numbers is a panel."""

from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd

from pages.shared import charts, formats
from pages.shared.charts import Figure, Panel
from pages.shared.tables import Format

COLOURS = charts.CRITERION_COLOURS
MOST_MARKS = 60
MOST_SERIES = len(COLOURS)
MOST_PANELS = 4
LONGEST_NAME = 42


def can_draw(names: Sequence[str], numbers: Sequence[str]) -> bool:
    """Whether there is something to write beside the marks and something to measure."""
    return bool(names) and bool(numbers)


def draw(
    frame: pd.DataFrame,
    kind: str,
    names: Sequence[str],
    numbers: Sequence[str],
    writers: Mapping[str, Format],
) -> list[Panel]:
    """One panel per column of numbers; `kind` is bar, line or dot, rows stay in their order.

    A second naming column tells series apart where each is small enough in number; else both names
    stand at the mark.
    """
    shown = frame.head(MOST_MARKS)
    first, second = names[0], names[1] if len(names) > 1 else None
    if second is not None and shown[second].nunique(dropna=False) > MOST_SERIES:
        shown = shown.assign(
            **{
                first: [
                    " · ".join(map(_word, pair))
                    for pair in zip(shown[first], shown[second], strict=True)
                ]
            }
        )
        second = None
    return [
        (number, _panel(shown, kind, first, second, number, writers.get(number, formats.text)))
        for number in numbers[:MOST_PANELS]
    ]


def _word(value: Any) -> str:
    if isinstance(value, bool):
        return formats.yes_no(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return formats.text(value)


def _series(frame: pd.DataFrame, second: str | None) -> list[tuple[str, pd.DataFrame]]:
    if second is None:
        return [("", frame)]
    return [(_word(value), own) for value, own in frame.groupby(second, sort=True, dropna=False)]


def _panel(
    frame: pd.DataFrame, kind: str, first: str, second: str | None, number: str, write: Format
) -> Figure:
    lying = kind in ("bar", "dot")
    order = list(dict.fromkeys(_word(value) for value in frame[first]))
    if kind == "line":
        order = sorted(order)
    series = _series(frame, second)
    traces = []
    for place, (name, own) in enumerate(series):
        marks = sorted(
            (
                (order.index(_word(word)), None if formats.is_missing(value) else float(value))
                for word, value in zip(own[first], own[number], strict=True)
            ),
            key=lambda mark: mark[0],
        )
        # Places, not names: two long names that are cut to the same words must not share a mark.
        places, values = [mark[0] for mark in marks], [mark[1] for mark in marks]
        texts = [write(value) for value in values]
        trace: dict[str, Any] = {
            "name": formats.chart_text(name),
            "x": values if lying else places,
            "y": places if lying else values,
            "hovertext": [
                formats.chart_text(" · ".join(part for part in (order[spot], name, text) if part))
                for spot, text in zip(places, texts, strict=True)
            ],
            "hoverinfo": "text",
            "cliponaxis": False,
        }
        colour = COLOURS[place % MOST_SERIES]
        if kind == "bar":
            trace |= {"type": "bar", "orientation": "h", "text": texts, "textposition": "auto"}
            trace |= {"textangle": 0, "marker": {"color": colour}}
        else:
            mode = "lines+markers" if kind == "line" else "markers"
            trace |= {"type": "scatter", "mode": mode, "marker": {"color": colour, "size": 10}}
            if len(series) == 1 and len(places) <= 20:
                trace |= {"mode": f"{mode}+text", "text": texts}
                trace["textposition"] = "top center" if kind == "line" else "middle right"
        traces.append(trace)
    return {"data": traces, "layout": _layout(kind, order, len(series), second is not None)}


def _layout(kind: str, order: Sequence[str], series: int, has_legend: bool) -> dict[str, Any]:
    lying = kind in ("bar", "dot")
    edge = 0.5 if len(order) > 1 or lying else 1
    span = [-edge, len(order) - 1 + edge]
    names = charts._axis(
        showgrid=False,
        tickvals=list(range(len(order))),
        ticktext=[formats.chart_text(formats.shorten(word, LONGEST_NAME)) for word in order],
        range=span[::-1] if lying else span,
    )
    numbers = charts._axis(rangemode="tozero")
    height = 340
    if lying:
        height = min(1600, max(180, 70 + 26 * len(order) * (series if kind == "bar" else 1)))
    margin = {"l": 8, "r": 70 if lying else 24, "t": 44 if has_legend else 12, "b": 8}
    return charts._layout(
        height,
        xaxis=numbers if lying else names,
        yaxis=names if lying else numbers,
        showlegend=has_legend,
        barmode="group",
        margin=margin,
    )
