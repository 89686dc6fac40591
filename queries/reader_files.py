"""The file that free SQL is answered from: rows of what its reader may see, and nothing else.

It holds tables, no views, no macros and nothing of the store's facts, so a statement that gets past
every rule finds nothing that is not on the pages already.
"""

import atexit
import contextlib
import os
import shutil
import tempfile
from collections.abc import Collection
from pathlib import Path

import duckdb

from queries.database import Database
from queries.reference import COLUMNS

_folders: dict[int, Path] = {}


def list_readable(database: Database) -> list[str]:
    """The names that the pages show: all views and reference tables of this state of the data."""
    found = database.cursor().execute(
        "select table_name from information_schema.tables where table_schema = 'main'"
    )
    present = {name for (name,) in found.fetchall()}
    return sorted(present & {*database.views(), *COLUMNS})


def write_reader_file(
    database: Database, path: Path, relations: Collection[str] | None = None
) -> Path:
    """Writes these relations (None: all that the pages show) as tables of one DuckDB file.

    The file appears whole or not at all. Raises UnknownName for a relation that does not exist.
    """
    readable = list_readable(database)
    chosen = readable if relations is None else [name for name in readable if name in relations]
    unfinished = path.with_name(f"{path.name}.{os.getpid()}.unfinished")
    cursor = database.cursor()
    connection = duckdb.connect(":memory:", config={"threads": 1})
    try:
        quoted = str(unfinished).replace("'", "''")
        # Small blocks: some hundred small tables would fill 16 MB with the usual ones.
        connection.execute(f"attach '{quoted}' as reader (block_size 16384)")
        for name in chosen:
            rows = cursor.execute(f'select * from "{name}"').to_arrow_table()
            connection.register("rows_to_write", rows)
            connection.execute(f'create table reader."{name}" as select * from rows_to_write')
            connection.unregister("rows_to_write")
        connection.execute("detach reader")
        unfinished.chmod(0o400)
        unfinished.replace(path)
    finally:
        connection.close()
        cursor.close()
        with contextlib.suppress(OSError):
            unfinished.unlink(missing_ok=True)
    return path


def find_folder() -> Path:
    """The folder of this process for reader files; nobody else may look into it, gone at exit."""
    number = os.getpid()
    if number not in _folders or not _folders[number].is_dir():
        folder = Path(tempfile.mkdtemp(prefix="free-sql-"))
        _folders[number] = folder
        atexit.register(_remove, number, folder)
    return _folders[number]


def keep_newest(folder: Path, count: int) -> None:
    """Removes all but the newest reader files; who reads one at this moment reads on."""
    files = sorted(folder.glob("*.duckdb"), key=lambda path: path.stat().st_mtime, reverse=True)
    for path in files[count:]:
        with contextlib.suppress(OSError):
            path.unlink()


def _remove(number: int, folder: Path) -> None:
    # A forked child must not take its parent's files away.
    if os.getpid() == number:
        shutil.rmtree(folder, ignore_errors=True)
