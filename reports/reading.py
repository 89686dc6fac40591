"""One report file as columns of plain values: what it is, its tables, its data rows and their cells.

Nothing is judged here. The columns are those of the incoming tables of docs/architecture.md, less
what needs the registry or the store (file_no, unit_id, natural_key, received_before_*), which
intake adds.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    import pyarrow as pa

READER_VERSION = "1"

Columns = dict[str, list[Any]]

TABLE_COLUMNS = {
    "sheet": "string",
    "kind": "string",
    "header_address": "string",
    "problem": "string",
    "problem_detail": "string",
    "missing_fields": "strings",
    "unknown_headers": "strings",
    "is_hidden": "bool",
}
ROW_COLUMNS = {
    "row_no": "int32",
    "kind": "string",
    "sheet": "string",
    "row_number": "int32",
    "group_text": "string",
    "sender_text": "string",
}
CELL_COLUMNS = {
    "row_no": "int32",
    "kind": "string",
    "sheet": "string",
    "field": "string",
    "address": "string",
    "header": "string",
    "raw_text": "string",
    "value_text": "string",
    "value_number": "decimal",
    "value_date": "date",
    "precision": "string",
    "match_key": "string",
    "problem": "string",
    "suggestion": "string",
    "type": "string",
    "is_required": "bool",
}


def make_columns(names: dict[str, str]) -> Columns:
    """Returns one empty list per column name."""
    return {name: [] for name in names}


@dataclass(slots=True)
class Reading:
    """What one file says. `tables`, `rows` and `cells` map a column name to a list, all equally long.

    `format` is one of xlsx, xlsm, xlsb, xls, ods, csv, docx or None; `problem` is a file problem of
    docs/architecture.md. `row_no` counts from 1 within the file. Cells come in no promised order.
    """

    name: str
    format: str | None = None
    problem: str | None = None
    problem_detail: str | None = None
    simulated: bool = False
    tables: Columns = field(default_factory=lambda: make_columns(TABLE_COLUMNS))
    rows: Columns = field(default_factory=lambda: make_columns(ROW_COLUMNS))
    cells: Columns = field(default_factory=lambda: make_columns(CELL_COLUMNS))

    def to_arrow(self, file_no: int) -> dict[str, pa.Table]:
        """Returns the Arrow tables `tables`, `rows` and `cells`, each with a first column file_no."""
        return {
            "tables": make_arrow(self.tables, TABLE_COLUMNS, file_no),
            "rows": make_arrow(self.rows, ROW_COLUMNS, file_no),
            "cells": make_arrow(self.cells, CELL_COLUMNS, file_no),
        }


def make_arrow(columns: Columns, types: dict[str, str], file_no: int) -> pa.Table:
    """Returns the columns as an Arrow table with file_no in front; decimals are (18, 6)."""
    import pyarrow as pa  # here, so that the reading child, which needs no Arrow, starts quickly

    arrow_types = {
        "string": pa.string(),
        "strings": pa.list_(pa.string()),
        "bool": pa.bool_(),
        "int32": pa.int32(),
        "decimal": pa.decimal128(18, 6),
        "date": pa.date32(),
    }
    count = len(next(iter(columns.values())))
    arrays = [pa.array([file_no] * count, pa.int32())]
    arrays += [pa.array(columns[name], arrow_types[types[name]]) for name in types]
    return pa.Table.from_arrays(arrays, names=["file_no", *types])


def read_report(data: bytes, name: str) -> Reading:
    """Reads one file; pure, and never raises whatever the bytes are."""
    return Reading(name=name)
