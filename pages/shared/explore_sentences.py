"""The sentence above an answer that was put together by choosing."""

from typing import Any

import pandas as pd

from pages.shared import formats
from pages.shared.tables import Format
from queries.subjects import Chosen


def answer(chosen: Chosen, frame: pd.DataFrame, write: Format) -> str:
    """What the first measure says: over time from first to last, else highest and lowest."""
    noun = chosen.subject.row_noun
    if frame.empty:
        return "Không có dòng nào với lựa chọn này"
    if not chosen.measures:
        return f"{formats.count(len(frame))} dòng của {_lower(chosen.subject.label)}"
    measure = chosen.measures[0]
    values = frame[measure.label]
    if not chosen.dimensions:
        return f"{measure.label}: {write(values.iloc[0])}"
    dimension = chosen.dimensions[0]
    known = frame[values.notna()]
    if known.empty:
        return f"Chưa có số liệu để tính “{_lower(measure.label)}” cho {noun} nào"
    if dimension.role == "time" and len(chosen.dimensions) == 1 and len(known) > 1:
        ordered = known.sort_values(dimension.label)
        first, last = ordered.iloc[0], ordered.iloc[-1]
        return (
            f"{measure.label} từ {write(first[measure.label])} năm {_name(first[dimension.label])} "
            f"đến {write(last[measure.label])} năm {_name(last[dimension.label])}"
        )
    if len(frame) >= chosen.limit:
        # What was cut off may be higher or lower: only the order that was asked for says something.
        if chosen.sort_by != measure.label:
            return f"{measure.label} theo {_lower(dimension.label)}: {len(frame)} dòng đầu"
        first, word = known.iloc[0], "cao nhất" if chosen.descending else "thấp nhất"
        return (
            f"{measure.label}: {word} là {_group(chosen, first)} với {write(first[measure.label])}"
        )
    top = known.loc[known[measure.label].astype(float).idxmax()]
    low = known.loc[known[measure.label].astype(float).idxmin()]
    if len(known) == 1 or top[measure.label] == low[measure.label]:
        return f"{measure.label}: {write(top[measure.label])} ở {_group(chosen, top)}" + (
            f" và {formats.count(len(known) - 1)} nhóm bằng nhau khác" if len(known) > 1 else ""
        )
    return (
        f"{measure.label}: cao nhất là {_group(chosen, top)} với {write(top[measure.label])}, "
        f"thấp nhất là {_group(chosen, low)} với {write(low[measure.label])}"
    )


def filters(chosen: Chosen) -> str:
    """The filters in words, and what a row of the subject is."""
    parts = [
        f"{chosen.subject.column(name).label}: {', '.join(_name(value) for value in values)}"
        for name, values in chosen.filters.items()
        if values
    ]
    return " · ".join([chosen.subject.meaning, *(parts or ["không lọc"])])


def _group(chosen: Chosen, row: Any) -> str:
    return " · ".join(_name(row[column.label]) for column in chosen.dimensions)


def _name(value: Any) -> str:
    if isinstance(value, bool):
        return formats.yes_no(value)
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return "(trống)" if formats.is_missing(value) or value == "" else formats.text(value)


def _lower(label: str) -> str:
    return label[:1].lower() + label[1:]
