"""Corrections: what a person put in the place of one cell's text.

A correction belongs to the bytes of a file, so it holds whenever these bytes are judged. The cell's
own text stays what the file says; only its value comes from the correction.
"""

from __future__ import annotations

import datetime
import re
from dataclasses import dataclass
from pathlib import Path

import duckdb

from reports.fields import Field, load_kinds
from reports.reading import CellValue, read_value
from reports.values import Context

QUERY = Path(__file__).resolve().parent.parent / "queries" / "intake" / "latest_corrections.sql"
# 1,234 is one and a fraction in Vietnamese: whoever writes it as a correction has decided so.
DECIMAL_COMMA = re.compile(r"(-?\d{1,3},\d{3})(%?)")


@dataclass(frozen=True)
class Correction:
    """What stands for one cell of a file; the file's own text means that it was taken back."""

    file_sha256: str
    sheet: str
    address: str
    field: str
    from_text: str | None
    to_text: str
    corrected_at: datetime.datetime
    corrected_by: str


def read_corrections(snapshot: Path | None) -> list[Correction]:
    """Returns the corrections that hold in a published state, the latest of each cell."""
    if snapshot is None:
        return []
    with duckdb.connect(str(snapshot), read_only=True) as connection:
        if not has_table(connection, "corrections"):
            return []
        rows = connection.execute(QUERY.read_text(encoding="utf-8")).fetchall()
    return [Correction(*row) for row in rows]


def has_table(connection: duckdb.DuckDBPyConnection, name: str) -> bool:
    """Returns whether a snapshot has a table that those of an earlier release lack."""
    query = "select 1 from duckdb_tables() where table_name = ?"
    return connection.execute(query, [name]).fetchone() is not None


def find_field(kind: str, name: str) -> Field | None:
    """Returns a column of a kind, or None where there is none of that name."""
    columns = (each for known in load_kinds() if known.name == kind for each in known.fields)
    return next((each for each in columns if each.name == name), None)


def read_correction(kind: str, name: str, text: str) -> CellValue | None:
    """Returns what a text says in a column, as if it had been typed into the cell."""
    each = find_field(kind, name)
    if each is None:
        return None
    value = read_value(text, each, Context())[0]
    decimal = DECIMAL_COMMA.fullmatch(text.strip())
    if value.problem == "ambiguous_number" and decimal:
        return read_value(f"{decimal[1]}0{decimal[2]}", each, Context())[0]
    return value
