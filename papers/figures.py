"""The figures of a paper: rows of named views, and one hash over everything that was read.

A paper asks for exactly the columns that it shows; so the hash changes when, and only when, something
behind the paper changes.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from datetime import date, datetime
from typing import Any

import pandas as pd

from papers.tables import is_missing
from queries.database import Database

Row = Mapping[str, Any]


class Figures:
    """What one paper read from one database."""

    def __init__(self, database: Database) -> None:
        self.database = database
        self._read: set[str] = set()

    def rows(
        self, view: str, columns: Sequence[str], where: Mapping[str, Any] | None = None
    ) -> list[Row]:
        """Returns these columns of the view in its own order; what is missing is None."""
        return _to_rows(columns, self.frame(view, columns, where))

    def frame(
        self, view: str, columns: Sequence[str], where: Mapping[str, Any] | None = None
    ) -> pd.DataFrame:
        """Returns the same as a frame, for tables that people take away."""
        frame = self.database.query(view, where, columns)
        self._note(view, where or {}, frame)
        return frame

    def reference(self, table: str, columns: Sequence[str]) -> list[Row]:
        """Returns these columns of all rows of a reference table of data/."""
        chosen = ", ".join(f'"{column}"' for column in columns)
        # Table and columns are names in this package's code, never a user's words.
        frame = self.database.cursor().execute(f'select {chosen} from "{table}" order by all').df()
        self._note(table, {}, frame)
        return _to_rows(columns, frame)

    @property
    def hash(self) -> str:
        """The SHA-256 of everything read so far, in whatever order and however often."""
        return hashlib.sha256("\n".join(sorted(self._read)).encode()).hexdigest()

    def _note(self, name: str, where: Mapping[str, Any], frame: pd.DataFrame) -> None:
        rows = [[_plain(value) for value in row] for row in frame.itertuples(index=False)]
        stated = [name, dict(where), list(frame.columns), rows]
        text = json.dumps(stated, ensure_ascii=False, default=str)
        self._read.add(hashlib.sha256(text.encode()).hexdigest())


def _to_rows(columns: Sequence[str], frame: pd.DataFrame) -> list[Row]:
    return [
        {name: _plain(value) for name, value in zip(columns, values, strict=True)}
        for values in frame.itertuples(index=False, name=None)
    ]


def _plain(value: Any) -> Any:
    """Returns None for what is missing, and a plain Python value for the rest."""
    if is_missing(value):
        return None
    if isinstance(value, pd.Timestamp):
        return value.to_pydatetime(warn=False)
    return value.item() if hasattr(value, "item") else value


def to_day(value: Any) -> date:
    """Returns the day of a date or moment from a frame."""
    return value.date() if isinstance(value, datetime) else value
