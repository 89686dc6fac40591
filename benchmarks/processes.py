"""One command in a process of its own: how long it takes, what it costs, how much memory it holds.

Memory is the resident memory of the process and all its descendants together, looked at every few
hundredths of a second; Linux alone tells it, elsewhere it stays unknown.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).resolve().parent.parent
PROCESSES = Path("/proc")
LOOK_EVERY_SECONDS = 0.03
MEGABYTE = 1024 * 1024


class Cost(NamedTuple):
    """Seconds on the clock, seconds of processor time, megabytes at the highest (or None)."""

    seconds: float
    processor_seconds: float
    megabytes: float | None


class Failed(Exception):
    """A measured command that did not do its work; the text says what it wrote."""


def run(arguments: Sequence[str], settings: Mapping[str, str] | None = None) -> Cost:
    """Runs `python -m …` from the project's folder; raises Failed where it ends in an error.

    Exit status 1 is no error: it says that a report was refused.
    """
    begin = time.perf_counter()
    before = os.times()
    process = subprocess.Popen(
        [sys.executable, "-m", *arguments],
        cwd=ROOT,
        env={**os.environ, **(settings or {})},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
    )
    highest = 0.0
    while process.poll() is None:
        highest = max(highest, weigh(process.pid))
        time.sleep(LOOK_EVERY_SECONDS)
    seconds = time.perf_counter() - begin
    after = os.times()
    assert process.stderr
    complaint = process.stderr.read().decode("utf-8", "replace")
    if process.returncode not in (0, 1) or complaint:
        raise Failed(f"{' '.join(arguments)}: {process.returncode} {complaint[-2000:]}")
    used = (after.children_user - before.children_user) + (
        after.children_system - before.children_system
    )
    return Cost(seconds, used, highest or None)


def weigh(process_id: int) -> float:
    """Returns the resident megabytes of a process and all its descendants; 0 where unknown."""
    try:
        own = (PROCESSES / str(process_id) / "statm").read_text().split()[1]
        tasks = list((PROCESSES / str(process_id) / "task").iterdir())
        children = " ".join((task / "children").read_text() for task in tasks)
    except (OSError, IndexError):
        return 0.0
    below = sum(weigh(int(child)) for child in children.split())
    return int(own) * os.sysconf("SC_PAGE_SIZE") / MEGABYTE + below
