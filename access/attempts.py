"""Failed sign-ins slow down the next ones: per person at one address, per person, per address.

The pair is slowed down soonest, so that a stranger elsewhere cannot keep a person out by guessing.
An attempt counts as failed before it is judged: a hundred at once are no way around the counting.
"""

import time
from collections.abc import Callable
from pathlib import Path

from access import ledger

# Failures that are free, and the longest wait in seconds, for each of the three.
PAIR, PERSON, ADDRESS = (5, 900), (30, 60), (50, 300)
# A day without a failure forgets them.
FORGOTTEN_AFTER = 24 * 3600


class Attempts:
    """Counts of failures in the file of accounts."""

    def __init__(self, file: Path, clock: Callable[[], float] = time.time) -> None:
        self.file = file
        self.clock = clock

    def begin(self, name: str, address: str) -> int:
        """0 where an attempt may be judged now, else the whole seconds to wait; 0 counts it as failed."""
        now, longest = self.clock(), 0.0
        with ledger.writing(self.file) as connection:
            connection.execute("delete from attempts where last_at < ?", (now - FORGOTTEN_AFTER,))
            subjects = _subjects(name, address)
            for subject, (free, most) in subjects.items():
                row = connection.execute(
                    "select failures, last_at from attempts where subject = ?", (subject,)
                ).fetchone()
                if row is not None and row["failures"] >= free:
                    pause = min(2.0 ** min(row["failures"] - free, 12), most)
                    longest = max(longest, row["last_at"] + pause - now)
            if longest <= 0:
                for subject in subjects:
                    connection.execute(
                        "insert into attempts values (?, 1, ?) on conflict (subject) "
                        "do update set failures = failures + 1, last_at = excluded.last_at",
                        (subject, now),
                    )
        return max(0, int(-(-longest // 1)))

    def succeed(self, name: str, address: str) -> None:
        """Takes back what `begin` counted; the person has no failures left at this address."""
        pair, *others = _subjects(name, address)
        with ledger.writing(self.file) as connection:
            connection.execute("delete from attempts where subject = ?", (pair,))
            for subject in others:
                connection.execute(
                    "update attempts set failures = max(failures - 1, 0) where subject = ?",
                    (subject,),
                )


def _subjects(name: str, address: str) -> dict[str, tuple[int, int]]:
    name = name.strip().casefold()[:100]
    return {f"pair {name} {address}": PAIR, f"person {name}": PERSON, f"address {address}": ADDRESS}
