"""Tables as people read them: Vietnamese headings and numbers over values that still sort as values."""

from collections.abc import Callable
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from pages.shared import formats
from papers.tables import Kind

Format = Callable[[Any], str]
# A drawn table shows paper only what is scrolled into view, so paper gets a copy as text. The style
# of print_layout finds it by this beginning of its alternative text.
ON_PAPER = "Bản in: "
PAPER_ROWS = 60

# What a column's notation means for a workbook, which writes numbers as numbers.
KINDS: dict[Format, Kind] = {
    formats.count: "integer",
    formats.decimal_number: "decimal",
    formats.two_decimals: "decimal",
    formats.percent: "percent",
    formats.whole_percent: "percent",
    formats.stated_percent: "percent",
    formats.signed: "points",
    formats.points: "points",
    formats.day: "date",
    formats.moment: "moment",
    formats.yes_no: "yes_no",
    formats.year: "year",
}


class Column(NamedTuple):
    """A column of a view as a page shows it."""

    name: str
    label: str
    format: Format = formats.text
    width: int | None = None


class Table(NamedTuple):
    """Rows of a view and the columns of it that are shown, in order."""

    frame: pd.DataFrame
    columns: tuple[Column, ...]

    @property
    def labels(self) -> dict[str, str]:
        """Column name to heading."""
        return {column.name: column.label for column in self.columns}

    @property
    def described(self) -> dict[str, tuple[str, Kind]]:
        """Column name to heading and kind, as papers/ writes them."""
        return {
            column.name: (column.label, KINDS.get(column.format, "text")) for column in self.columns
        }

    def shown(self) -> pd.DataFrame:
        """The rows with only the columns that are shown, under their own names."""
        return self.frame.reindex(columns=[column.name for column in self.columns])


def _styled(table: Table) -> Any:
    """Display texts over raw values, so that sorting by a heading stays numeric."""
    shown = table.shown().rename(columns=table.labels).reset_index(drop=True)
    for column in table.columns:
        # A truth value would be drawn as a tick box; words print, and say what is missing.
        if column.format is formats.yes_no:
            shown[column.label] = shown[column.label].map(formats.yes_no)
    return shown.style.format(
        {
            column.label: column.format
            for column in table.columns
            if column.format is not formats.yes_no
        }
    )


def _settings(table: Table) -> dict[str, Any]:
    return {
        column.label: st.column_config.Column(column.label, width=column.width)
        for column in table.columns
        if column.width
    }


def _draw_on_paper(table: Table, alt: str) -> None:
    """The first rows once more, for paper only, and how many more the files hold."""
    shown = table.shown().head(PAPER_ROWS)
    words = pd.DataFrame(
        {
            formats.plain(column.label): [
                formats.NOTHING
                if formats.is_missing(value)
                else formats.plain(column.format(value))
                for value in shown[column.name]
            ]
            for column in table.columns
        }
    )
    rest = len(table.frame) - len(shown)
    if rest:
        # In the column with the longest words there is room for a sentence.
        lengths = [words[name].map(len).max() for name in words.columns]
        last = [""] * len(lengths)
        last[lengths.index(max(lengths))] = (
            f"… còn {formats.count(rest)} dòng nữa, có đủ trong tệp tải về"
        )
        words.loc[len(words)] = last
    st.table(words, border="horizontal", hide_index=True, alt=f"{ON_PAPER}{alt}")


def _draw(table: Table, alt: str, height: int | None, **more: Any) -> Any:
    """The table on the screen and its copy for paper; `more` as st.dataframe has it."""
    drawn = st.dataframe(
        _styled(table),
        hide_index=True,
        placeholder=formats.NOTHING,
        alt=alt,
        column_config=_settings(table),
        height=height or "auto",
        **more,
    )
    _draw_on_paper(table, alt)
    return drawn


def _pick(table: Table, alt: str, key: str, height: int | None, mode: str) -> list[int]:
    if table.frame.empty:
        st.caption("Không có dòng nào.")
        return []
    event = _draw(table, alt, height, key=key, on_select="rerun", selection_mode=mode)
    # A selection outlives the rows it was made in when a filter changes.
    return sorted(row for row in event.selection.rows if row < len(table.frame))


def draw_table(
    table: Table, alt: str, height: int | None = None, row_height: int | None = None
) -> None:
    """The table, sortable; `alt` says in one sentence what it holds.

    Texts run over several lines where `row_height` (pixels) has room for them.
    """
    if table.frame.empty:
        st.caption("Không có dòng nào.")
    else:
        _draw(table, alt, height, row_height=row_height)


def pick_rows(table: Table, alt: str, key: str, height: int | None = None) -> list[int]:
    """The table with selectable rows; returns the positions of the chosen ones, top to bottom.

    A selection belongs to its rows: give other rows another `key`.
    """
    return _pick(table, alt, key, height, "multi-row")


def pick_row(table: Table, alt: str, key: str, height: int | None = None) -> int | None:
    """The table with one selectable row; returns the chosen row's position, if any."""
    rows = _pick(table, alt, key, height, "single-row")
    return rows[0] if rows else None
