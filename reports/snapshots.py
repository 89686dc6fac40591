"""Snapshots: the facts of the store as tables of one DuckDB file, built once and then only read.

A snapshot is a function of the journal and the facts files: the same events give the same content
hash. It is built under a temporary name, held against the journal, and only then given its name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from reports.disk import StoreError, hash_file
from reports.journal import Event

QUERIES = Path(__file__).resolve().parent.parent / "queries" / "store"

# Names, types and order of docs/architecture.md; facts files carry the same columns.
COLUMNS = {
    "submissions": {
        "submission_id": "integer not null",
        "file_name": "text not null",
        "file_sha256": "text not null",
        "file_size": "bigint not null",
        "format": "text",
        "received_at": "timestamp not null",
        "received_by": "text not null",
        "status": "text not null",
        "simulated": "boolean not null",
        "reader_version": "text not null",
        "row_count": "integer not null",
        "rejected_row_count": "integer not null",
    },
    "withdrawals": {
        "submission_id": "integer not null",
        "withdrawn_at": "timestamp not null",
        "withdrawn_by": "text not null",
        "reason": "text not null",
    },
    "report_rows": {
        "row_id": "bigint not null",
        "submission_id": "integer not null",
        "kind": "text not null",
        "sheet": "text not null",
        "row_number": "integer not null",
        "unit_id": "text",
        "natural_key": "text",
        "is_accepted": "boolean not null",
    },
    "report_cells": {
        "row_id": "bigint not null",
        "field": "text not null",
        "address": "text not null",
        "header": "text not null",
        "raw_text": "text",
        "value_text": "text",
        "value_number": "decimal(18, 6)",
        "value_date": "date",
        "precision": "text",
        "match_key": "text",
        "unit_id": "text",
        "problem": "text",
    },
    "issues": {
        "submission_id": "integer not null",
        "row_id": "bigint",
        "rule": "text not null",
        "severity": "text not null",
        "sheet": "text",
        "address": "text",
        "field": "text",
        "found": "text",
        "message": "text not null",
        "suggestion": "text",
    },
}
FACT_TABLES = ("report_rows", "report_cells", "issues")
COUNTS = ("row_count", "rejected_row_count", "cell_count", "issue_count")


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates the five empty tables of a snapshot."""
    for table, columns in COLUMNS.items():
        listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"create table {table} ({listed})")


def resolve_events(events: Sequence[Event]) -> list[Event]:
    """Returns the events with the facts files that count for each now.

    A `restored` event names files that say the same as lost ones, but not in the same bytes.
    """
    restored = {event["of"]: event["facts"] for event in events if event["event"] == "restored"}
    return [
        {**event, "facts": restored[event["sequence"]]} if event["sequence"] in restored else event
        for event in events
    ]


def add_event(connection: duckdb.DuckDBPyConnection, event: Event, facts_folder: Path) -> None:
    """Adds what one event says; a facts file that is missing or altered is a StoreError."""
    if event["event"] == "withdrawn":
        add_records(
            connection,
            "withdrawals",
            [
                {
                    "submission_id": event["submission_id"],
                    "withdrawn_at": event["at"],
                    "withdrawn_by": event["by"],
                    "reason": event["reason"],
                }
            ],
        )
        return
    if event["event"] != "received":
        return
    add_records(connection, "submissions", list_submissions(event))
    for table in FACT_TABLES:
        path = find_facts(event, table, facts_folder)
        names = ", ".join(f'"{name}"' for name in COLUMNS[table])
        connection.execute(
            f"insert into {table} ({names}) select {names} from read_parquet(?)", [str(path)]
        )


def list_submissions(event: Event) -> list[dict[str, Any]]:
    """Returns the rows of `submissions` that a `received` event stands for."""
    shared = {
        "received_at": event["at"],
        "received_by": event["by"],
        "reader_version": event["reader_version"],
    }
    return [{**shared, **submission} for submission in event["submissions"]]


def add_records(
    connection: duckdb.DuckDBPyConnection, table: str, records: list[dict[str, Any]]
) -> None:
    """Inserts records, given as journal values, into one table of the snapshot."""
    names = list(COLUMNS[table])
    # As text throughout: DuckDB casts every column to the type that the table declares.
    arrays = [
        pa.array([None if (v := record.get(name)) is None else str(v) for record in records])
        for name in names
    ]
    connection.register("new_records", pa.table(arrays, names=names))
    listed = ", ".join(f'"{name}"' for name in names)
    connection.execute(f"insert into {table} ({listed}) select {listed} from new_records")
    connection.unregister("new_records")


def find_facts(event: Event, table: str, facts_folder: Path) -> Path:
    """Returns the facts file of an event's table once its bytes are those the journal names."""
    sha256 = event["facts"][table]
    path = facts_folder / f"{sha256}.parquet"
    if not path.exists() or hash_file(path) != sha256:
        raise StoreError(
            f"Tệp dữ liệu {path} của lần nhập số {event['sequence']} bị thiếu hoặc bị hỏng;"
            " hãy chạy `python -m reports rebuild` để đọc lại từ tệp gốc."
        )
    return path


def check_counts(connection: duckdb.DuckDBPyConnection, events: Iterable[Event]) -> list[str]:
    """Returns what differs between a snapshot's tables and the journal; empty when all is well."""
    expected: dict[int, tuple[int, ...]] = {}
    withdrawn: list[int] = []
    for event in events:
        if event["event"] == "withdrawn":
            withdrawn.append(event["submission_id"])
        for submission in event.get("submissions", ()):
            expected[submission["submission_id"]] = (
                1,
                *(submission[name] for name in COUNTS),
            )
    found = {row[0]: tuple(row[1:]) for row in run_query(connection, "submission_counts")}
    problems = [
        f"Tệp nhận số {number}: nhật ký ghi {expected.get(number)}, kho có {found.get(number)}."
        for number in sorted({*expected, *found})
        if expected.get(number) != found.get(number)
    ]
    stored = connection.execute("select submission_id from withdrawals order by all").fetchall()
    if sorted(withdrawn) != [row[0] for row in stored]:
        problems.append("Danh sách lần rút lại trong kho khác với nhật ký.")
    return problems


def read_digests(connection: duckdb.DuckDBPyConnection) -> dict[int, str]:
    """Returns the SHA-256 of every submission's facts, as the tables hold them."""
    return {row[0]: row[1] for row in run_query(connection, "submission_digests")}


def hash_content(events: Sequence[Event]) -> str:
    """Returns the hash of everything that the events say; equal content, equal hash."""
    lines = []
    for event in events:
        if event["event"] == "withdrawn":
            values = [event[name] for name in ("submission_id", "at", "by", "reason")]
            lines.append("withdrawn " + repr(values))
        for submission in event.get("submissions", ()):
            lines.append(f"received {submission['submission_id']} {submission['digest']}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def hash_tables(connection: duckdb.DuckDBPyConnection) -> str:
    """Returns the same hash as `hash_content`, from the tables alone."""
    lines = [f"received {key} {value}" for key, value in read_digests(connection).items()]
    for row in run_query(connection, "withdrawals"):
        lines.append("withdrawn " + repr(list(row)))
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def run_query(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[Any, ...]]:
    """Runs one select of queries/store and returns its rows."""
    return connection.execute((QUERIES / f"{name}.sql").read_text(encoding="utf-8")).fetchall()
