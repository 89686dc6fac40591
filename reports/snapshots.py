"""Snapshots: the facts of the store as tables of one DuckDB file, built once and then only read.

A snapshot is a function of the journal and the facts files: the same events give the same content
hash. It is built under a temporary name, held against the journal, and only then given its name.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
import pyarrow.parquet as parquet

from queries.database import SCHEMA_VERSION
from reports.disk import StoreError, hash_file
from reports.journal import Event

QUERIES = Path(__file__).resolve().parent.parent / "queries" / "store"

# Several threads write row groups that are not full: twice the work and almost twice the file.
ONE_THREAD: dict[str, str | bool | int | float | list[str]] = {
    "threads": 1,
    # What does not fit goes to the disk; nothing here needs more for a few hundred reports.
    "memory_limit": "256MB",
}

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
    "offers": {
        "file_sha256": "text not null",
        "file_name": "text not null",
        "offered_at": "timestamp not null",
        "offered_by": "text not null",
    },
    "refusals": {
        "file_sha256": "text not null",
        "refused_at": "timestamp not null",
        "refused_by": "text not null",
        "reason": "text not null",
    },
    "corrections": {
        "file_sha256": "text not null",
        "sheet": "text not null",
        "address": "text not null",
        "field": "text not null",
        "from_text": "text",
        "to_text": "text not null",
        "corrected_at": "timestamp not null",
        "corrected_by": "text not null",
    },
    "waivers": {
        "file_sha256": "text not null",
        "rule": "text not null",
        "sheet": "text",
        "address": "text",
        "reason": "text not null",
        "waived_at": "timestamp not null",
        "waived_by": "text not null",
    },
    "extensions": {
        "unit_id": "text not null",
        "year": "integer not null",
        "until_on": "date not null",
        "document_no": "text not null",
        "reason": "text not null",
        "granted_at": "timestamp not null",
        "granted_by": "text not null",
    },
    "gate_waivers": {
        "round_id": "text not null",
        "candidate_id": "text not null",
        "gate_id": "text not null",
        "is_granted": "text not null",
        "document_no": "text not null",
        "signed_by": "text not null",
        "reason": "text not null",
        "recorded_at": "timestamp not null",
        "recorded_by": "text not null",
    },
    "meetings": {
        "meeting_id": "text not null",
        "title": "text not null",
        "held_on": "date not null",
        "recorded_at": "timestamp not null",
        "recorded_by": "text not null",
    },
    "agenda_items": {
        "item_id": "text not null",
        "meeting_id": "text not null",
        "position": "integer not null",
        "title": "text not null",
        "page": "text not null",
        "parameters": "text not null",
        "is_listed": "text not null",
        "recorded_at": "timestamp not null",
        "recorded_by": "text not null",
    },
    "remarks": {
        "remark_id": "text not null",
        "meeting_id": "text not null",
        "item_id": "text",
        "kind": "text not null",
        "words": "text not null",
        "is_kept": "text not null",
        "recorded_at": "timestamp not null",
        "recorded_by": "text not null",
    },
    "questions": {
        "question_id": "text not null",
        "title": "text not null",
        "sql_text": "text not null",
        "chart": "text not null",
        "pinned_to": "text",
        "kept_at": "timestamp not null",
        "kept_by": "text not null",
    },
    "seals": {
        "seal_id": "text not null",
        "round_id": "text",
        "meeting_id": "text",
        "title": "text not null",
        "document_no": "text not null",
        "as_of": "timestamp not null",
        "version": "text not null",
        "software_version": "text not null",
        "frozen_sha256": "text not null",
        "sealed_at": "timestamp not null",
        "sealed_by": "text not null",
    },
}
# Tables that any event may add rows to, under its key `notes`: columns of its moment and person.
NOTE_TABLES = {
    "withdrawals": ("withdrawn_at", "withdrawn_by"),
    "offers": ("offered_at", "offered_by"),
    "refusals": ("refused_at", "refused_by"),
    "corrections": ("corrected_at", "corrected_by"),
    "waivers": ("waived_at", "waived_by"),
    "extensions": ("granted_at", "granted_by"),
    "gate_waivers": ("recorded_at", "recorded_by"),
    "meetings": ("recorded_at", "recorded_by"),
    "agenda_items": ("recorded_at", "recorded_by"),
    "remarks": ("recorded_at", "recorded_by"),
    "questions": ("kept_at", "kept_by"),
    "seals": ("sealed_at", "sealed_by"),
}
# Events that take files in: both carry submissions and facts.
TAKING_EVENTS = ("received", "refused")
FACT_TABLES = ("report_rows", "report_cells", "issues")
COUNTS = ("row_count", "rejected_row_count", "cell_count", "issue_count")


def create_tables(connection: duckdb.DuckDBPyConnection) -> None:
    """Creates the tables of a snapshot, as far as an older release has not created them."""
    for table, columns in COLUMNS.items():
        listed = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
        connection.execute(f"create table if not exists {table} ({listed})")


def stamp(connection: duckdb.DuckDBPyConnection) -> None:
    """Says in a snapshot which release's tables it holds."""
    connection.execute("create or replace table schema_version (version integer not null)")
    connection.execute("insert into schema_version values ($1)", [SCHEMA_VERSION])


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
    for table, rows in list_notes(event).items():
        add_records(connection, table, rows)
    if event["event"] not in TAKING_EVENTS:
        return
    add_records(connection, "submissions", list_submissions(event))
    for table in FACT_TABLES:
        path = find_facts(event, table, facts_folder)
        # Facts of an earlier release lack later columns, which stay blank.
        held = set(parquet.read_schema(path).names)
        names = ", ".join(f'"{name}"' for name in COLUMNS[table] if name in held)
        connection.execute(
            f"insert into {table} ({names}) select {names} from read_parquet(?)", [str(path)]
        )


def list_notes(event: Event) -> dict[str, list[dict[str, Any]]]:
    """Returns the rows that an event adds to the tables of notes, with its moment and person."""
    notes = {table: list(rows) for table, rows in event.get("notes", {}).items()}
    if unknown := notes.keys() - NOTE_TABLES.keys():
        raise StoreError(
            f"Nhật ký của kho có loại ghi chép “{min(unknown)}” mà bản phần mềm này chưa biết;"
            " hãy cập nhật phần mềm rồi làm lại."
        )
    if event["event"] == "withdrawn" and "submission_id" in event:
        undone = {name: event[name] for name in ("submission_id", "reason")}
        notes["withdrawals"] = [undone, *notes.get("withdrawals", [])]
    return {
        table: [
            {**row, at: event["at"], by: event["by"]}
            for at, by in [NOTE_TABLES[table]]
            for row in rows
        ]
        for table, rows in notes.items()
    }


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
    noted: list[str] = []
    for event in events:
        noted += write_notes(event)
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
    if sorted(noted) != sorted(read_notes(connection)):
        problems.append(
            "Danh sách lần rút lại, tệp chờ nhận, sửa theo gợi ý hoặc gia hạn trong kho"
            " khác với nhật ký."
        )
    return problems


def read_digests(connection: duckdb.DuckDBPyConnection) -> dict[int, str]:
    """Returns the SHA-256 of every submission's facts, as the tables hold them."""

    def digest(span: tuple[Any, ...]) -> list[tuple[Any, ...]]:
        with connection.cursor() as own:
            own.execute("set variable first_submission = $1", [span[0]])
            own.execute("set variable last_submission = $1", [span[1]])
            return run_query(own, "submission_digests")

    # Two spans side by side cost no more than one after the other; two threads for one span do.
    with ThreadPoolExecutor(2) as pool:
        found = pool.map(digest, run_query(connection, "submission_spans"))
        return {row[0]: row[1] for rows in found for row in rows}


def hash_content(events: Sequence[Event]) -> str:
    """Returns the hash of everything that the events say; equal content, equal hash."""
    lines = []
    for event in events:
        lines += write_notes(event)
        for submission in event.get("submissions", ()):
            lines.append(f"received {submission['submission_id']} {submission['digest']}")
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def hash_tables(connection: duckdb.DuckDBPyConnection) -> str:
    """Returns the same hash as `hash_content`, from the tables alone."""
    lines = [f"received {key} {value}" for key, value in read_digests(connection).items()]
    lines += read_notes(connection)
    return hashlib.sha256("\n".join(sorted(lines)).encode()).hexdigest()


def write_notes(event: Event) -> list[str]:
    """Returns a line for each row that an event adds to the tables of notes."""
    return [
        write_note(table, [row.get(name) for name in list_note_columns(table)])
        for table, rows in list_notes(event).items()
        for row in rows
    ]


def read_notes(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Returns the same lines from the tables; what an older release lacks is blank or has no rows."""
    present: dict[str, set[str]] = {}
    for table, column in connection.execute(
        "select table_name, column_name from duckdb_columns()"
    ).fetchall():
        present.setdefault(table, set()).add(column)
    lines = []
    for table in NOTE_TABLES.keys() & present.keys():
        listed = ", ".join(
            select_note(table, name) if name in present[table] else "null"
            for name in list_note_columns(table)
        )
        rows = connection.execute(f"select {listed} from {table}").fetchall()
        lines += [write_note(table, list(row)) for row in rows]
    return lines


def select_note(table: str, column: str) -> str:
    """Returns the expression by which a column of notes reads as the journal writes it."""
    kind = COLUMNS[table][column]
    if kind.startswith("timestamp"):
        return f"strftime(\"{column}\", '%Y-%m-%dT%H:%M:%S.%f')"
    return f'cast("{column}" as text)' if kind.startswith("date") else f'"{column}"'


def write_note(table: str, values: list[Any]) -> str:
    """Returns the line that stands for one row; withdrawals are older than the other tables."""
    return f"{'withdrawn' if table == 'withdrawals' else table} {values!r}"


def list_note_columns(table: str) -> list[str]:
    """Returns the columns of a table of notes, in the order in which their values are hashed."""
    if table == "withdrawals":
        return ["submission_id", "withdrawn_at", "withdrawn_by", "reason"]
    return list(COLUMNS[table])


def run_query(connection: duckdb.DuckDBPyConnection, name: str) -> list[tuple[Any, ...]]:
    """Runs one select of queries/store and returns its rows."""
    return connection.execute((QUERIES / f"{name}.sql").read_text(encoding="utf-8")).fetchall()
