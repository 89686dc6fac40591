"""The process that answers one statement of free SQL and ends: `python -m queries.free_sql_child`.

Takes one JSON line {file, text, limits} and gives back one JSON line: {answer} or {refused}. Before
the statement is looked at, the process gives up whatever it does not need: memory, processor time,
files, sockets, settings, extensions.
"""

import contextlib
import datetime
import json
import sys
import time
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import Any

import duckdb

from queries.query_errors import TOO_MUCH_MEMORY, explain_error
from queries.statements import Refused, check_statement

LOCKS = (
    "set errors_as_json = true",
    "set threads = 1",
    "set temp_directory = ''",
    "set autoinstall_known_extensions = false",
    "set autoload_known_extensions = false",
    "set allow_community_extensions = false",
    "set python_enable_replacements = false",
    "set enable_external_access = false",
    "set disabled_filesystems = 'LocalFileSystem'",
    "set lock_configuration = true",
)
# One value of every kind: what DuckDB loads for them it must load while files can be opened.
EVERY_KIND = (
    "select uuid(), 1.5, date '2024-01-01', time '12:00', timestamp '2024-01-01 00:00:00', "
    "interval 1 day, 'a'::blob, '1'::bit, [1], {'a': 1}, map {'a': 1}, '1'::json, 1::hugeint, "
    "'infinity'::date, strftime(date '2024-01-01', '%d/%m/%Y'), current_date, nfc_normalize('ă'), "
    "strip_accents('ă'), regexp_matches('a', 'a'), random(), json_serialize_sql('select 1')"
)
WITH_ZONE = "select timestamptz '2024-01-01 00:00:00+00'"
# What the parent reads first: the process is locked, the statement begins.
READY = b"\n"
ROWS_AT_ONCE = 200
MOST_COLUMNS = 300
# Longer texts of one cell are cut; a page shows no more.
LONGEST_CELL = 20_000


def answer(file: str, text: str, limits: Mapping[str, int]) -> dict[str, Any]:
    """What the statement gives, or the sentence why not; bounded by rows and bytes."""
    connection = duckdb.connect(file, read_only=True)
    # In megabytes: DuckDB's own count of what it holds; the system's limit stands behind it.
    connection.execute(f"set memory_limit = '{int(limits['memory']) // 2**20} MiB'")
    connection.execute("set TimeZone = 'Asia/Ho_Chi_Minh'")
    connection.execute(EVERY_KIND).fetchall()
    # Python has no zones for it where pytz is not installed; then a sentence says what to write.
    with contextlib.suppress(duckdb.Error):
        connection.execute(WITH_ZONE).fetchall()
    for setting in LOCKS:
        connection.execute(setting)
    columns = _list_columns(connection)
    connection.extract_statements("select 1")
    _close_the_doors(limits)
    # From here on the time counts: a busy machine starts processes slowly.
    sys.stdout.buffer.write(READY)
    sys.stdout.buffer.flush()
    try:
        statement = check_statement(connection, text, columns)
        return {"answer": _fetch(connection, statement, limits)}
    except Refused as refused:
        return {"refused": str(refused)}
    except MemoryError:
        return {"refused": TOO_MUCH_MEMORY}
    except Exception as error:  # noqa: BLE001 - whatever DuckDB raises is a sentence, never a traceback
        return {"refused": explain_error(error, text, columns)}


def _list_columns(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    found = connection.execute(
        "select table_name, list(column_name order by column_index) from duckdb_columns() "
        "where not internal group by all order by table_name"
    )
    return dict(found.fetchall())


def _fetch(
    connection: duckdb.DuckDBPyConnection, statement: duckdb.Statement, limits: Mapping[str, int]
) -> dict[str, Any]:
    started = time.monotonic()
    cursor = connection.execute(statement)
    described = [(str(name), str(kind)) for name, kind, *_ in cursor.description or ()]
    if len(described) > MOST_COLUMNS:
        raise Refused(
            f"Kết quả có {len(described)} cột, nhiều nhất là {MOST_COLUMNS}; hãy nêu tên các cột cần."
        )
    rows: list[Any] = []
    size, cut = 0, None
    while cut is None:
        # One more than shown tells whether there are more.
        batch = cursor.fetchmany(min(ROWS_AT_ONCE, limits["rows"] + 1 - len(rows)))
        if not batch:
            break
        for values in batch:
            plain = [_plain(value) for value in values]
            size += len(json.dumps(plain, ensure_ascii=False).encode(errors="replace")) + 2
            if len(rows) == limits["rows"] or size > limits["bytes"]:
                cut = "rows" if len(rows) == limits["rows"] else "bytes"
                break
            rows.append(plain)
    seconds = round(time.monotonic() - started, 3)
    return {"columns": described, "rows": rows, "cut": cut, "seconds": seconds}


def _plain(value: Any) -> Any:
    """A value as JSON has it; what JSON has no form for becomes text."""
    if value is None or isinstance(value, (bool, int, float)):
        return value
    if isinstance(value, str):
        return value if len(value) <= LONGEST_CELL else f"{value[:LONGEST_CELL]}…"
    if isinstance(value, Decimal):
        return str(value)
    if isinstance(value, (datetime.date, datetime.time)):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {str(key): _plain(one) for key, one in value.items()}
    if isinstance(value, Sequence) and not isinstance(value, (bytes, bytearray)):
        return [_plain(one) for one in value]
    if isinstance(value, (bytes, bytearray)):
        return value[:LONGEST_CELL].hex()
    return str(value)[:LONGEST_CELL]


def _give_up(limits: Mapping[str, int]) -> None:
    """Limits this process for good; does nothing where the system knows no limits."""
    try:
        import resource
    except ImportError:
        return
    for kind, most in (
        (resource.RLIMIT_AS, limits["address_space"]),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(kind, (most, most))


def _close_the_doors(limits: Mapping[str, int]) -> None:
    """No further file, pipe or socket can be opened from here on, and processor time is counted."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_NOFILE, (0, 0))
    usage = resource.getrusage(resource.RUSAGE_SELF)
    most = int(usage.ru_utime + usage.ru_stime) + limits["seconds"] + 1
    resource.setrlimit(resource.RLIMIT_CPU, (most, most))


def main() -> None:
    """Reads the one question and writes the one answer."""
    question = json.loads(sys.stdin.buffer.readline())
    limits = question["limits"]
    _give_up(limits)
    found: dict[str, Any]
    try:
        found = answer(question["file"], question["text"], limits)
    except MemoryError:
        found = {"refused": TOO_MUCH_MEMORY}
    with contextlib.suppress(BrokenPipeError):
        sys.stdout.buffer.write(json.dumps(found, ensure_ascii=False).encode(errors="replace"))
        sys.stdout.buffer.flush()


if __name__ == "__main__":
    main()
