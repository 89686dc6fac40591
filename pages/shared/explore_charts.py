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
        words = [_word(value) for value in own[first]]
        values = [None if formats.is_missing(value) else float(value) for value in own[number]]
        if kind == "line":
            pairs = sorted(zip(words, values, strict=True), key=lambda pair: order.index(pair[0]))
            words, values = [word for word, _ in pairs], [value for _, value in pairs]
        texts = [write(value) for value in values]
        trace: dict[str, Any] = {
            "name": formats.chart_text(name),
            "hovertext": [
                formats.chart_text(" · ".join(part for part in (word, name, text) if part))
                for word, text in zip(words, texts, strict=True)
            ],
            "hoverinfo": "text",
            "marker": {"color": COLOURS[place % MOST_SERIES], "size": 10},
        }
        shown = [formats.chart_text(formats.shorten(word, LONGEST_NAME)) for word in words]
        if lying:
            trace |= {"x": values, "y": shown, "orientation": "h"}
        else:
            trace |= {"x": shown, "y": values}
        if kind == "bar":
            trace |= {"type": "bar", "text": texts, "textposition": "auto", "textangle": 0}
            trace["marker"] = {"color": COLOURS[place % MOST_SERIES]}
            trace["cliponaxis"] = False
        else:
            mode = "lines+markers" if kind == "line" else "markers"
            trace |= {"type": "scatter", "mode": mode, "connectgaps": False}
            if len(series) == 1 and len(words) <= 15:
                trace |= {"mode": f"{mode}+text", "text": texts, "cliponaxis": False}
                trace["textposition"] = "top center" if kind == "line" else "middle right"
        traces.append(trace)
    labels = [formats.chart_text(formats.shorten(word, LONGEST_NAME)) for word in order]
    categories = charts._axis(type="category", showgrid=False, categoryarray=labels)
    categories["categoryorder"] = "array"
    zero = "tozero" if kind == "bar" else "normal"
    height = (
        max(180, 70 + 26 * len(labels) * (len(series) if kind == "bar" else 1)) if lying else 340
    )
    layout = charts._layout(
        min(height, 1400),
        xaxis=charts._axis(rangemode=zero) if lying else categories,
        yaxis={**categories, "autorange": "reversed"}
        if lying
        else charts._axis(rangemode="tozero"),
        showlegend=second is not None,
        barmode="group",
    )
    if second is not None:
        layout["margin"] = {"l": 8, "r": 16, "t": 40, "b": 8}
    elif lying:
        layout["margin"] = {"l": 8, "r": 60, "t": 12, "b": 8}
    return {"data": traces, "layout": layout}
