"""An in-memory database that spills to a temporary folder instead of growing with what it holds.

What cannot be done within the bound is done without it: an import that fails is worse than one
that is large.
"""

from __future__ import annotations

import tempfile
from collections.abc import Mapping, Sequence
from typing import Any

import duckdb

# A few hundred reports fit; beyond that the database writes to the disk what it does not need now.
MOST_MEMORY = "128MB"


class BoundedDatabase:
    """A connection of one thread and the folder into which it spills."""

    def __init__(self, memory: str = MOST_MEMORY) -> None:
        self.folder = tempfile.TemporaryDirectory(prefix="intake-", ignore_cleanup_errors=True)
        # A second thread costs more than it helps: half as much again of processor time, while
        # the children that read need the other cores.
        self.connection = duckdb.connect(
            ":memory:",
            config={"threads": 1, "memory_limit": memory, "temp_directory": self.folder.name},
        )
        # Report columns repeat few values: compressed, a call is a third as large and need not
        # go to the disk and back for every check.
        self.connection.execute("attach ':memory:' as compressed (compress)")
        self.connection.execute("use compressed")

    def close(self) -> None:
        """Lets go of the memory and of the folder."""
        self.connection.close()
        self.folder.cleanup()


def execute_whole(
    connection: duckdb.DuckDBPyConnection,
    statements: str,
    values: Sequence[Any] | Mapping[str, Any] | None = None,
) -> None:
    """Executes statements all or nothing, without the bound where they do not fit into it."""
    connection.execute("begin transaction")
    try:
        connection.execute(statements, values)
    except duckdb.OutOfMemoryException:
        connection.execute("rollback")
        lift_bound(connection)
        connection.execute(statements, values)
    except BaseException:
        connection.execute("rollback")
        raise
    else:
        connection.execute("commit")


def lift_bound(connection: duckdb.DuckDBPyConnection) -> None:
    """Gives a connection as much memory as any other; a reset would give it its own bound again."""
    with duckdb.connect(":memory:") as other:
        usual = other.execute("select current_setting('memory_limit')").fetchone()
    assert usual is not None
    connection.execute("set memory_limit = $usual", {"usual": usual[0]})
