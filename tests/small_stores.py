"""Small stores for tests of views: a few report rows as a snapshot, a few rules as reference files.

Reports are given as plain rows; reference tables that a test does not give are those of data/.
"""

import csv
import hashlib
import json
import shutil
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

import duckdb

from queries.database import FACTS, Database, open_database
from queries.reference import COLUMNS, DATA

FIRST_DAY = datetime(2026, 1, 1, 8)

# What makes a later row the same row again (docs/architecture.md, "The store").
KEYS = {
    "registrations": ("unit", "model_name"),
    "results": ("unit", "model_name", "year"),
    "indices": ("unit", "year"),
    "appraisals": ("unit", "model_name", "year"),
    "votes": ("unit", "model_name", "year"),
    "awards": ("unit", "year", "decision_no", "model_name"),
}


class Row(NamedTuple):
    """One report row: its kind, its cells by field, and whether the checks let it in."""

    kind: str
    cells: Mapping[str, Any]
    is_accepted: bool = True


class File(NamedTuple):
    """One received file."""

    rows: Iterable[Row]
    name: str = "bao-cao.xlsx"
    received_at: datetime = FIRST_DAY
    status: str = "accepted"
    withdrawn_at: datetime | None = None
    simulated: bool = False
    errors: Iterable[str] = ()


def registration(
    unit: str, model: str = "một cửa", registered: str = "2023-02-01", **cells: Any
) -> Row:
    """A registration; `started` follows the day of registration unless it is given."""
    given = {"started_on": registered, **cells}
    return Row(
        "registrations",
        {
            "unit": unit,
            "model_name": model,
            "registered_on": date.fromisoformat(registered),
            **_typed(given),
        },
    )


def result(
    unit: str, year: int, status: str = "maintained", model: str = "một cửa", **cells: Any
) -> Row:
    """A result report, in time unless `reported_on` says otherwise."""
    given = {"reported_on": f"{year}-10-15", "effect": "giảm giấy tờ", **cells}
    return Row(
        "results",
        {"unit": unit, "model_name": model, "year": year, "status": status, **_typed(given)},
    )


def index_report(
    unit: str, year: int, sipas: Any = None, par_index: Any = None, **cells: Any
) -> Row:
    """A report of indices; numbers as text, so that decimals stay as stated."""
    return Row(
        "indices",
        {
            "unit": unit,
            "year": year,
            "sipas": _figure(sipas),
            "par_index": _figure(par_index),
            "decision_no": "10/QĐ-UBND",
            **_typed(cells),
        },
    )


def appraisal(unit: str, year: int, model: str = "một cửa", **cells: Any) -> Row:
    """An appraisal that finds nothing pending."""
    given = {"effectiveness": 80, "novelty": 60, "pending_matter": "none", **cells}
    return Row("appraisals", {"unit": unit, "model_name": model, "year": year, **_typed(given)})


def vote(unit: str, year: int, model: str = "một cửa", **cells: Any) -> Row:
    """A vote of 19 out of 21."""
    given = {"members": 21, "agree": 19, "met_on": f"{year}-11-20", **cells}
    return Row("votes", {"unit": unit, "model_name": model, "year": year, **_typed(given)})


def award(unit: str, year: int, model: str | None = "một cửa", **cells: Any) -> Row:
    """A Bằng khen of the year."""
    given = {
        "award_form": "Bằng khen",
        "decision_no": "7/QĐ-UBND",
        "decided_on": f"{year}-12-05",
        **cells,
    }
    return Row("awards", {"unit": unit, "model_name": model, "year": year, **_typed(given)})


def open_rows(folder: Path, *rows: Row, **rules: Iterable[Mapping[str, Any]]) -> Database:
    """A database over one accepted file with these rows."""
    return open_files(folder, File(rows), **rules)


def open_files(
    folder: Path,
    *files: File,
    as_of: datetime | None = None,
    inbox: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
    **rules: Iterable[Mapping[str, Any]],
) -> Database:
    """A database over these files and rows of the inbox's tables, under these rules."""
    write_store(folder / "store", files, inbox=inbox)
    return open_database(folder / "store", as_of, write_rules(folder / "data", **rules))


def write_rules(folder: Path, **rules: Iterable[Mapping[str, Any]]) -> Path:
    """Copies data/*.csv and writes the given tables anew; blank where a row has no such column."""
    folder.mkdir(exist_ok=True)
    for table in COLUMNS:
        shutil.copy(DATA / f"{table}.csv", folder)
    for table, rows in rules.items():
        with (folder / f"{table}.csv").open("w", encoding="utf-8", newline="") as file:
            writer = csv.DictWriter(file, list(COLUMNS[table]))
            writer.writeheader()
            writer.writerows(rows)
    return folder


def write_store(
    folder: Path,
    files: Iterable[File],
    version: str = "000001",
    inbox: Mapping[str, Iterable[Mapping[str, Any]]] | None = None,
) -> Path:
    """Writes a store folder whose pointer names a snapshot with these files and inbox rows."""
    snapshots = folder / "snapshots"
    snapshots.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect(str(snapshots / f"{version}.duckdb"))
    for table, columns in FACTS.items():
        declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"create table {table} ({declared})")
    for number, file in enumerate(files, start=1):
        _write_file(connection, number, file)
    for table, rows in (inbox or {}).items():
        for row in rows:
            names, places = ", ".join(row), ", ".join("?" * len(row))
            connection.execute(
                f"insert into {table} ({names}) values ({places})", list(row.values())
            )
    connection.close()
    publish(folder, version)
    return folder


def publish(folder: Path, version: str = "000001") -> None:
    """Lets the store's pointer name a snapshot with the bytes that it has now."""
    data = (folder / "snapshots" / f"{version}.duckdb").read_bytes()
    fields = {"version": version, "file_sha256": hashlib.sha256(data).hexdigest()}
    (folder / "current.json").write_text(json.dumps(fields), encoding="utf-8")


def _write_file(connection: duckdb.DuckDBPyConnection, number: int, file: File) -> None:
    rows = list(file.rows)
    connection.execute(
        "insert into submissions values (?, ?, ?, 1, 'xlsx', ?, 'văn thư', ?, ?, '1', ?, ?)",
        [
            number,
            file.name,
            f"{number:064}",
            file.received_at,
            file.status,
            file.simulated,
            len(rows),
            0,
        ],
    )
    if file.withdrawn_at is not None:
        connection.execute(
            "insert into withdrawals values (?, ?, 'thư ký', 'nhập nhầm tệp')",
            [number, file.withdrawn_at],
        )
    for message in file.errors:
        connection.execute(
            "insert into issues (submission_id, rule, severity, message) values (?, ?, ?, ?)",
            [number, "damaged_file", "error", message],
        )
    for ordinal, row in enumerate(rows, start=1):
        _write_row(connection, number, ordinal, row)


def _write_row(connection: duckdb.DuckDBPyConnection, number: int, ordinal: int, row: Row) -> None:
    row_id = number * 1_000_000 + ordinal
    key = "|".join(str(row.cells.get(part) or "") for part in KEYS[row.kind])
    connection.execute(
        "insert into report_rows values (?, ?, ?, 'Trang 1', ?, ?, ?, ?)",
        [row_id, number, row.kind, ordinal + 1, row.cells["unit"], key, row.is_accepted],
    )
    for place, (field, stated) in enumerate(row.cells.items()):
        # Several units named in one cell are several cells at one address.
        for value in stated if isinstance(stated, list) else [stated]:
            connection.execute(
                "insert into report_cells values (?, ?, ?, ?, ?, ?, ?, ?, null, ?, ?, null)",
                [
                    row_id,
                    field,
                    f"{chr(65 + place)}{ordinal + 1}",
                    field,
                    None if value is None else str(value),
                    value if isinstance(value, str) else None,
                    value if isinstance(value, int | Decimal) else None,
                    value if isinstance(value, date) else None,
                    value.lower() if field == "model_name" and value else None,
                    value if field in ("unit", "replicated_by") and str(value)[:1] == "U" else None,
                ],
            )


def _typed(cells: Mapping[str, Any]) -> dict[str, Any]:
    return {
        field: date.fromisoformat(value) if field.endswith("_on") and value else value
        for field, value in cells.items()
    }


def _figure(value: Any) -> Any:
    return Decimal(value) if isinstance(value, str) and value[:1].isdigit() else value
