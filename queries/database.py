"""Opens the store as of a moment: an in-memory database in which all but slow views are tables.

Owns the order in which things come into being (reference tables, facts, macros, views) and the one
way in which they are read. Knows nothing of the meaning of a view: that is in views/*.sql.
"""

import hashlib
import json
import re
from collections.abc import Callable, Mapping, Sequence
from datetime import UTC, datetime
from graphlib import TopologicalSorter
from pathlib import Path
from typing import Any, NamedTuple, TypeVar

import duckdb
import pandas as pd

from queries.reference import DATA, load_reference

VIEWS = Path(__file__).resolve().parent / "views"
MACROS = Path(__file__).resolve().parent / "macros.sql"

# The number of the tables below. One more with every change of them, also of a mere column: a
# snapshot of a lower number reads as blank where it lacks something, and the next writer builds it
# anew; one of a higher number was written by software that knows more than this.
SCHEMA_VERSION = 2

# What a snapshot holds (docs/architecture.md, "The store"); also a store without facts.
FACTS: dict[str, dict[str, str]] = {
    "submissions": {
        "submission_id": "integer",
        "file_name": "varchar",
        "file_sha256": "varchar",
        "file_size": "bigint",
        "format": "varchar",
        "received_at": "timestamp",
        "received_by": "varchar",
        "status": "varchar",
        "simulated": "boolean",
        "reader_version": "varchar",
        "row_count": "integer",
        "rejected_row_count": "integer",
    },
    "withdrawals": {
        "submission_id": "integer",
        "withdrawn_at": "timestamp",
        "withdrawn_by": "varchar",
        "reason": "varchar",
    },
    "report_rows": {
        "row_id": "bigint",
        "submission_id": "integer",
        "kind": "varchar",
        "sheet": "varchar",
        "row_number": "integer",
        "unit_id": "varchar",
        "natural_key": "varchar",
        "is_accepted": "boolean",
    },
    "report_cells": {
        "row_id": "bigint",
        "field": "varchar",
        "address": "varchar",
        "header": "varchar",
        "raw_text": "varchar",
        "value_text": "varchar",
        "value_number": "decimal(18, 6)",
        "value_date": "date",
        "precision": "varchar",
        "match_key": "varchar",
        "unit_id": "varchar",
        "problem": "varchar",
    },
    "issues": {
        "submission_id": "integer",
        "row_id": "bigint",
        "rule": "varchar",
        "severity": "varchar",
        "sheet": "varchar",
        "address": "varchar",
        "field": "varchar",
        "found": "varchar",
        "message": "varchar",
        "suggestion": "varchar",
    },
    "offers": {
        "file_sha256": "varchar",
        "file_name": "varchar",
        "offered_at": "timestamp",
        "offered_by": "varchar",
    },
    "refusals": {
        "file_sha256": "varchar",
        "refused_at": "timestamp",
        "refused_by": "varchar",
        "reason": "varchar",
    },
    "corrections": {
        "file_sha256": "varchar",
        "sheet": "varchar",
        "address": "varchar",
        "field": "varchar",
        "from_text": "varchar",
        "to_text": "varchar",
        "corrected_at": "timestamp",
        "corrected_by": "varchar",
    },
    "waivers": {
        "file_sha256": "varchar",
        "rule": "varchar",
        "sheet": "varchar",
        "address": "varchar",
        "reason": "varchar",
        "waived_at": "timestamp",
        "waived_by": "varchar",
    },
    "extensions": {
        "unit_id": "varchar",
        "year": "integer",
        "until_on": "date",
        "document_no": "varchar",
        "reason": "varchar",
        "granted_at": "timestamp",
        "granted_by": "varchar",
    },
    "gate_waivers": {
        "round_id": "varchar",
        "candidate_id": "varchar",
        "gate_id": "varchar",
        "is_granted": "varchar",
        "document_no": "varchar",
        "signed_by": "varchar",
        "reason": "varchar",
        "recorded_at": "timestamp",
        "recorded_by": "varchar",
    },
    "meetings": {
        "meeting_id": "varchar",
        "title": "varchar",
        "held_on": "date",
        "recorded_at": "timestamp",
        "recorded_by": "varchar",
    },
    "agenda_items": {
        "item_id": "varchar",
        "meeting_id": "varchar",
        "position": "integer",
        "title": "varchar",
        "page": "varchar",
        "parameters": "varchar",
        "is_listed": "varchar",
        "recorded_at": "timestamp",
        "recorded_by": "varchar",
    },
    "remarks": {
        "remark_id": "varchar",
        "meeting_id": "varchar",
        "item_id": "varchar",
        "kind": "varchar",
        "words": "varchar",
        "is_kept": "varchar",
        "recorded_at": "timestamp",
        "recorded_by": "varchar",
    },
    "questions": {
        "question_id": "varchar",
        "title": "varchar",
        "sql_text": "varchar",
        "chart": "varchar",
        "pinned_to": "varchar",
        "kept_at": "timestamp",
        "kept_by": "varchar",
    },
    "seals": {
        "seal_id": "varchar",
        "round_id": "varchar",
        "meeting_id": "varchar",
        "title": "varchar",
        "document_no": "varchar",
        "as_of": "timestamp",
        "version": "varchar",
        "software_version": "varchar",
        "frozen_sha256": "varchar",
        "sealed_at": "timestamp",
        "sealed_by": "varchar",
    },
}

# Snapshots of earlier releases lack these tables; absent reads as empty.
LATER_FACTS = (
    "offers",
    "refusals",
    "corrections",
    "waivers",
    "extensions",
    "gate_waivers",
    "meetings",
    "agenda_items",
    "remarks",
    "questions",
    "seals",
)

# Slow, and read by few pages: these stay views, computed whenever somebody reads them.
ON_DEMAND = frozenset(
    {
        "cutoff_fragility",
        "possible_ranks",
        "rank_certainty",
        "score_needs",
        "similar_models",
        "weight_draws",
        "weight_swaps",
    }
)

# A fact belongs to the moment when its submission (or withdrawal) had happened by then.
_AS_OF = {
    "submissions": "where received_at <= $as_of",
    "withdrawals": "where withdrawn_at <= $as_of",
    "report_rows": "where submission_id in (select submission_id from main.submissions)",
    "report_cells": "where row_id in (select row_id from main.report_rows)",
    "issues": "where submission_id in (select submission_id from main.submissions)",
    "offers": "where offered_at <= $as_of",
    "refusals": "where refused_at <= $as_of",
    "corrections": "where corrected_at <= $as_of",
    "waivers": "where waived_at <= $as_of",
    "extensions": "where granted_at <= $as_of",
    "gate_waivers": "where recorded_at <= $as_of",
    "meetings": "where recorded_at <= $as_of",
    "agenda_items": "where recorded_at <= $as_of",
    "remarks": "where recorded_at <= $as_of",
    "questions": "where kept_at <= $as_of",
    "seals": "where sealed_at <= $as_of",
}


# The pointer may move while a reader is on its way to the file; it moves once per import.
MOST_TRIES = 50

Result = TypeVar("Result")


class StoreMissing(Exception):
    """There is no store to read; the message says which command makes one."""


class StoreDamaged(Exception):
    """The store's pointer or the snapshot that it names cannot be read."""


class StoreNewer(StoreDamaged):
    """The snapshot was written by a later release; the message says to update the software."""


class Published(NamedTuple):
    """What the store's pointer names; `file_sha256` is that of every byte of the snapshot."""

    version: str
    path: Path
    file_sha256: str


class UnknownName(Exception):
    """A view or column that does not exist; the message lists those that do."""


class Database:
    """One snapshot as of one moment; safe to share between threads."""

    def __init__(
        self, connection: duckdb.DuckDBPyConnection, version: str | None, as_of: datetime
    ) -> None:
        self._connection = connection
        self.version = version
        self.as_of = as_of

    def cursor(self) -> duckdb.DuckDBPyConnection:
        """A cursor of its own for one query: a shared one gives wrong answers between threads."""
        return self._connection.cursor()

    def views(self) -> list[str]:
        """Names of all views, sorted."""
        return sorted(read_views())

    def texts(self) -> dict[str, str]:
        """The text of every view's file by the view's name."""
        return read_views()

    def macros(self) -> str:
        """The text of the macros that the views use."""
        return MACROS.read_text(encoding="utf-8")

    def sql(self, view: str) -> str:
        """The text of the view's file, comments included."""
        self._require_view(view)
        return read_views()[view]

    def describe(self, view: str) -> str:
        """The sentence in the first line of the view's file."""
        return self.sql(view).splitlines()[0].removeprefix("--").strip()

    def columns(self, view: str) -> dict[str, str]:
        """Column names of a view with their DuckDB types, in order."""
        self._require_view(view)
        return _columns(self.cursor(), view)

    def query(
        self,
        view: str,
        where: Mapping[str, Any] | None = None,
        columns: Sequence[str] | None = None,
    ) -> pd.DataFrame:
        """The rows of a view in its own order, narrowed by equality.

        A value of None asks for blanks, a list for any of its values. Decimals are compared as
        decimals in SQL and become float64 here, at the edge, because charts and tables want
        numbers; whole numbers and booleans are nullable only where something is missing.
        """
        self._require_view(view)
        return fetch_frame(self.cursor(), view, where, columns)

    def _require_view(self, view: str) -> None:
        if view not in read_views():
            raise UnknownName(
                f"Không có bảng “{view}”. Các bảng hiện có: {', '.join(self.views())}."
            )


def open_database(
    store_path: Path | str, as_of: datetime | None = None, data_path: Path = DATA
) -> Database:
    """The store as it was at `as_of` (UTC where it has no zone; default: now).

    Raises StoreMissing where nothing was ever accepted, StoreDamaged where the pointer or its
    snapshot cannot be read.
    """
    return read_snapshot(
        Path(store_path),
        lambda published: build_database(published.path, published.version, as_of, data_path),
    )


def read_snapshot(store_path: Path, read: Callable[[Published], Result]) -> Result:
    """What `read` makes of the published snapshot, whose bytes are whole.

    `read` is called again where another snapshot was published on the way and the old one is gone.
    """
    for _ in range(MOST_TRIES):
        published = find_snapshot(store_path)
        try:
            require_whole(published)
            return read(published)
        except StoreDamaged:
            if find_snapshot(store_path) == published:
                raise
    raise _no_snapshot(published)


def find_snapshot(store_path: Path) -> Published:
    """What the store's pointer names. Raises StoreMissing, or StoreDamaged where it is unusable."""
    for _ in range(MOST_TRIES):
        published = _read_pointer(store_path)
        if published.path.is_file():
            return published
        if _read_pointer(store_path) == published:
            break
    raise _no_snapshot(published)


def _read_pointer(store_path: Path) -> Published:
    pointer = store_path / "current.json"
    try:
        stated = json.loads(pointer.read_text(encoding="utf-8"))
        version = str(stated["version"])
        file_sha256 = str(stated["file_sha256"])
    except OSError as fault:
        if (store_path / "journal.jsonl").is_file():
            raise _no_pointer() from fault
        raise StoreMissing(
            f"Chưa có kho báo cáo tại “{store_path}”. Hãy nhập báo cáo trước bằng lệnh: "
            "python -m reports import data/samples"
        ) from fault
    except (ValueError, KeyError, TypeError) as fault:
        raise _no_pointer() from fault
    return Published(version, store_path / "snapshots" / f"{version}.duckdb", file_sha256)


def _no_pointer() -> StoreDamaged:
    return StoreDamaged(
        "Tệp con trỏ current.json của kho không đọc được. Hãy dựng lại kho bằng lệnh: "
        "python -m reports rebuild"
    )


def _no_snapshot(published: Published) -> StoreDamaged:
    return StoreDamaged(
        f"Không thấy bản dữ liệu {published.path.name} của kho. "
        "Hãy dựng lại kho bằng lệnh: python -m reports rebuild"
    )


def require_whole(published: Published) -> None:
    """Raises StoreDamaged unless the snapshot has every byte with which it was published.

    DuckDB holds a checksum of each block, but opens a file that lacks its end.
    """
    try:
        with published.path.open("rb") as file:
            found = hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as fault:
        raise _no_snapshot(published) from fault
    if found != published.file_sha256:
        raise _damaged(published.path)


def _damaged(snapshot: Path) -> StoreDamaged:
    return StoreDamaged(
        f"Bản dữ liệu {snapshot.name} của kho bị hỏng. Hãy dựng lại kho bằng lệnh: "
        "python -m reports rebuild"
    )


def build_database(
    snapshot: Path | None,
    version: str | None = None,
    as_of: datetime | None = None,
    data_path: Path = DATA,
) -> Database:
    """A database over one snapshot file, or over no facts at all where `snapshot` is None."""
    moment = _utc(as_of)
    connection = duckdb.connect(":memory:")
    load_reference(connection, data_path)
    connection.execute(
        "create table moment as "
        "select cast($as_of as timestamp) as as_of, cast($version as varchar) as version",
        {"as_of": moment, "version": version},
    )
    _load_facts(connection, snapshot, moment)
    connection.execute(MACROS.read_text(encoding="utf-8"))
    views = read_views()
    for view in order_views(views):
        kind = "view" if view in ON_DEMAND else "table"
        connection.execute(f'create {kind} "{view}" as {views[view]}')
    connection.execute("set enable_external_access = false")
    connection.execute("set lock_configuration = true")
    return Database(connection, version, moment)


def fetch_frame(
    cursor: duckdb.DuckDBPyConnection,
    view: str,
    where: Mapping[str, Any] | None = None,
    columns: Sequence[str] | None = None,
) -> pd.DataFrame:
    """The rows of a view as this cursor sees it, under the rules of Database.query."""
    known = _columns(cursor, view)
    chosen = list(columns) if columns is not None else list(known)
    for column in [*chosen, *(where or {})]:
        if column not in known:
            raise UnknownName(
                f"Bảng “{view}” không có cột “{column}”. Các cột hiện có: {', '.join(known)}."
            )
    selected = ", ".join(_at_the_edge(column, known[column]) for column in chosen)
    condition, values = _conditions(where or {})
    frame = cursor.execute(f'select {selected} from "{view}"{condition}', values).df()
    texts = [column for column in chosen if known[column] == "VARCHAR"]
    return frame.astype({column: "str" for column in texts})


def read_views(folder: Path = VIEWS) -> dict[str, str]:
    """The text of every view file by the view's name."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}


def order_views(views: Mapping[str, str]) -> list[str]:
    """Names such that every view comes after the views that it reads."""
    graph = {
        name: {read for read in read_relations(text) if read in views}
        for name, text in views.items()
    }
    return list(TopologicalSorter(graph).static_order())


def read_relations(text: str) -> set[str]:
    """Names after from and join; comments go first, for prose says "from" too."""
    without_comments = re.sub(r"--[^\n]*", "", text)
    return set(re.findall(r"\b(?:from|join)\s+([a-z_]+)", without_comments))


def select_facts(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """The select of each table of facts from the database attached as `snapshot`.

    It may be older: a table that it lacks is left out, a column that it lacks is null. StoreNewer
    where it was written by a later release.
    """
    found = connection.execute(
        "select table_name, column_name from duckdb_columns() where database_name = 'snapshot'"
    ).fetchall()
    present: dict[str, set[str]] = {}
    for table, column in found:
        present.setdefault(table, set()).add(column)
    if "schema_version" in present:
        stated = connection.execute("select max(version) from snapshot.schema_version").fetchone()
        if stated is not None and stated[0] > SCHEMA_VERSION:
            raise StoreNewer(
                "Kho báo cáo được ghi bởi bản phần mềm mới hơn bản đang chạy. "
                "Hãy cập nhật phần mềm rồi mở lại; số liệu trong kho vẫn nguyên."
            )
    selects = {}
    for table, columns in FACTS.items():
        if table not in present and table in LATER_FACTS:
            continue
        listed = ", ".join(
            f'"{column}"'
            if column in present.get(table, columns)
            else f'cast(null as {kind}) as "{column}"'
            for column, kind in columns.items()
        )
        selects[table] = f"select {listed} from snapshot.{table}"
    return selects


def _load_facts(
    connection: duckdb.DuckDBPyConnection, snapshot: Path | None, moment: datetime
) -> None:
    """Copies the facts of the moment into memory, so that no file stays open behind the pages."""
    for table, columns in FACTS.items():
        declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        connection.execute(f"create table {table} ({declared})")
    if snapshot is None:
        return
    try:
        connection.execute(f"attach {_quoted(snapshot)} as snapshot (read_only)")
        for table, select in select_facts(connection).items():
            condition = _AS_OF[table]
            values = {"as_of": moment} if "$as_of" in condition else None
            connection.execute(f"insert into main.{table} {select} {condition}", values)
        connection.execute("detach snapshot")
    except duckdb.Error as fault:
        raise _damaged(snapshot) from fault


def _quoted(path: Path) -> str:
    # ATTACH takes no parameter; doubling the quote is all that a SQL text literal needs.
    return "'" + str(path).replace("'", "''") + "'"


def _utc(moment: datetime | None) -> datetime:
    if moment is None:
        moment = datetime.now(UTC)
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment


def _columns(cursor: duckdb.DuckDBPyConnection, view: str) -> dict[str, str]:
    described = cursor.execute(f'describe "{view}"').fetchall()
    return {name: kind for name, kind, *_ in described}


def _at_the_edge(column: str, kind: str) -> str:
    if not kind.startswith("DECIMAL"):
        return f'"{column}"'
    number = "double[]" if kind.endswith("[]") else "double"
    return f'cast("{column}" as {number}) as "{column}"'


def _conditions(where: Mapping[str, Any]) -> tuple[str, list[Any]]:
    """The where clause with a placeholder per value, and the values."""
    parts: list[str] = []
    values: list[Any] = []
    for column, value in where.items():
        if value is None:
            parts.append(f'"{column}" is null')
        elif isinstance(value, list | tuple | set | frozenset):
            parts.append(f'"{column}" in ({", ".join("?" * len(value))})' if value else "false")
            values.extend(value)
        else:
            parts.append(f'"{column}" = ?')
            values.append(value)
    return (f" where {' and '.join(parts)}" if parts else ""), values
