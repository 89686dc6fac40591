"""The next snapshot while it is being built: under a temporary name, from a sound earlier one.

Nobody reads a draft. It may be begun before the journal says what it holds, and is thrown away
with whatever it holds unless it is held against the journal and then taken.
"""

from __future__ import annotations

import shutil
from collections.abc import Sequence
from pathlib import Path

import duckdb

from reports import snapshots
from reports.disk import StoreError
from reports.journal import Event


class Draft:
    """A snapshot's tables under a temporary path; used by one thread at a time."""

    def __init__(self, path: Path, base: Path | None, facts: Path) -> None:
        """Begins at `base`, the file of a sound snapshot, or at nothing; `facts` has the rows."""
        self.path, self.facts = path, facts
        self.throw_away()
        if base is not None:
            shutil.copyfile(base, path)
        self.connection = duckdb.connect(str(path), config=snapshots.ONE_THREAD)
        snapshots.create_tables(self.connection)
        snapshots.stamp(self.connection)

    def add(self, events: Sequence[Event]) -> None:
        """Adds what events say, all or nothing."""
        self.connection.execute("begin transaction")
        for event in events:
            snapshots.add_event(self.connection, event, self.facts)
        self.connection.execute("commit")

    def finish(self, events: Sequence[Event]) -> Path:
        """Returns the finished file once it agrees with all events of the journal."""
        problems = snapshots.check_counts(self.connection, events)
        if problems:
            raise StoreError(
                "Bản dữ liệu mới không khớp với nhật ký nên không được công bố. " + problems[0]
            )
        self.connection.execute("checkpoint")
        self.connection.close()
        return self.path

    def close(self) -> None:
        """Lets go of the file, and removes it unless it was taken."""
        self.connection.close()
        self.throw_away()

    def throw_away(self) -> None:
        """Removes what lies under the temporary path."""
        for path in (self.path, self.path.with_name(self.path.name + ".wal")):
            path.unlink(missing_ok=True)
