"""Marks a sender's workbook in a child process, so that a file that kills its reader kills no more.

What a marked copy is stands in reports/marked_copies.py. If the child dies, hangs or swells, the
answer is the list of errors alone.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
import threading
from collections.abc import Iterable, Mapping
from pathlib import Path
from typing import Any

from reports.isolation import allow_seconds, receive, send
from reports.marked_copies import make_copy, make_list

ROOT = Path(__file__).parent.parent
SECONDS = 120
MEMORY = 3 * 1024**3


def mark(data: bytes, name: str, issues: Iterable[Mapping[str, Any]]) -> bytes:
    """Returns an xlsx: the sender's workbook with its issues coloured, numbered and listed.

    Each issue has severity, rule, sheet, cell, found, message and suggestion; without a cell it is
    only listed. Never raises because of the file.
    """
    stated = [dict(issue) for issue in issues]
    return mark_apart(data, name, stated) or make_list(name, stated)


def mark_apart(data: bytes, name: str, issues: list[dict[str, Any]]) -> bytes | None:
    """Returns what a child process of limited time and memory answers, or None if it ended."""
    process = subprocess.Popen(
        [sys.executable, "-m", "reports.marking"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin and process.stdout
    timer = threading.Timer(SECONDS, process.kill)
    timer.start()
    try:
        send(process.stdin, (data, name, issues))
        answer = receive(process.stdout)
    except (OSError, EOFError, pickle.UnpicklingError):
        answer = None
    finally:
        timer.cancel()
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            with contextlib.suppress(OSError):  # closing flushes what a dead child cannot take
                pipe.close()
    return answer if isinstance(answer, bytes) else None


def set_limits() -> None:
    """Limits this process, where the system can; unlike a reader it needs temporary files."""
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    allow_seconds(SECONDS)


if __name__ == "__main__":
    set_limits()
    sent = receive(sys.stdin.buffer)
    assert isinstance(sent, tuple)
    send(sys.stdout.buffer, make_copy(*sent))
