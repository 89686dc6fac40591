"""Processes to be killed: one parent that has imported everything forks a child for each task.

`python -m benchmarks.victims` reads a task as JSON a line and answers with the child's number, then
with how it ended. A fork costs milliseconds where a start costs seconds, so a thousand kills are
minutes. What a child has acknowledged it appends to a file first: that outlives any kill.
"""

from __future__ import annotations

import contextlib
import errno
import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
NEVER = 1_000_000
FILES_PER_CALL = 3
FILE_EVENTS = ("os.rename", "os.remove", "os.mkdir", "shutil.copyfile")
ROWS_PER_FILE = 7
UNITS = ("Sở Y tế", "Sở Xây dựng", "Sở Tư pháp", "Sở Nội vụ", "Sở Công Thương", "Sở Tài chính")


class Victims:
    """The parent process, and one child of it at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "benchmarks.victims"],
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def start(self, **task: Any) -> int:
        """Forks a child for a task; returns its process number."""
        assert self._process.stdin and self._process.stdout
        self._process.stdin.write(json.dumps(task) + "\n")
        self._process.stdin.flush()
        return int(json.loads(self._process.stdout.readline())["pid"])

    def wait(self) -> int:
        """Returns the status with which the child ended, as os.waitpid gives it."""
        assert self._process.stdout
        return int(json.loads(self._process.stdout.readline())["status"])

    def close(self) -> None:
        """Ends the parent."""
        assert self._process.stdin
        self._process.stdin.close()
        self._process.wait()


def make_report(label: str, number: int) -> tuple[str, bytes]:
    """Returns the name and bytes of a small report of indices that nobody else sends."""
    lines = ["Tên đơn vị,Năm,SIPAS (%),PAR INDEX (%),Số quyết định"]
    lines += [f'{unit},2023,"87,33","80,10",{label}-{number}/QĐ-UBND' for unit in UNITS]
    return f"{label}-{number}.csv", "\n".join(lines).encode()


def acknowledge(acks: str, line: str) -> None:
    """Notes what a child was told to be done; the file keeps it whatever becomes of the child."""
    handle = os.open(acks, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    os.write(handle, f"{line}\n".encode())
    os.close(handle)


def receive_on(store: str, label: str, acks: str) -> None:
    """Accepts made-up calls until it is killed: the store alone, as fast as it allows."""
    from reports.store import Store
    from tests.made_up_calls import receive

    for number in range(NEVER):
        receive(Store(Path(store)), f"{label}-{number}", ROWS_PER_FILE, FILES_PER_CALL)
        acknowledge(acks, f"{label}-{number}")


def import_on(store: str, label: str, acks: str) -> None:
    """Imports reports until it is killed: reader, checks, decisions and store."""
    from reports import intake
    from reports.reading import read_report
    from reports.store import Store

    def read_here(files: Iterable[tuple[bytes, str]]) -> Iterator[Any]:
        # The reader's own processes hold nothing of the store; here one process is killed, not three.
        for data, name in files:
            yield read_report(data, name)

    intake.read_reports = read_here  # type: ignore[assignment]
    for number in range(NEVER):
        files = [make_report(f"{label}-{number}", each) for each in range(FILES_PER_CALL)]
        reports = intake.import_data(files, "kiểm thử", Store(Path(store)))
        assert not any(report.rejected_row_count for report in reports), reports
        acknowledge(acks, f"{label}-{number}")


def receive_once(store: str, label: str, acks: str, kind: str, step: int) -> None:
    """Accepts one call with a fault at one step; acknowledges, or notes what it was told instead."""
    from reports.disk import StoreError
    from reports.store import Store
    from tests.made_up_calls import receive

    count = arm(kind, step, f"{store}/")
    try:
        receive(Store(Path(store)), label, ROWS_PER_FILE, FILES_PER_CALL)
        acknowledge(acks, f"done {count()}")
    except StoreError as error:
        acknowledge(acks, f"said {error}")
    except BaseException as error:  # noqa: BLE001 - whatever came out instead of a sentence
        acknowledge(acks, f"raised {type(error).__name__} {error}")


def receive_within(store: str, label: str, acks: str, limit: str, size: int) -> None:
    """Accepts one call under a limit of the system: FSIZE, or AS beyond what is taken already."""
    import resource

    from reports.disk import StoreError
    from reports.store import Store
    from tests.made_up_calls import receive

    if limit == "AS":
        taken = Path("/proc/self/statm").read_text().split()[0]
        size += int(taken) * resource.getpagesize()
    # A pipe: files may be limited to nothing.
    handle = os.open(acks, os.O_WRONLY)
    resource.setrlimit(getattr(resource, f"RLIMIT_{limit}"), (size, size))
    try:
        receive(Store(Path(store)), label, ROWS_PER_FILE, FILES_PER_CALL)
        said = "done"
    except StoreError as error:
        said = f"said {error}"
    except BaseException as error:  # noqa: BLE001 - whatever came out instead of a sentence
        said = f"raised {type(error).__name__} {error}"
    os.write(handle, f"{said}\n".encode())


def publish_many(store: str, count: int, acks: str) -> None:
    """Accepts that many small calls one after the other."""
    from reports.store import Store
    from tests.made_up_calls import receive

    for number in range(count):
        receive(Store(Path(store)), f"p-{number}", ROWS_PER_FILE, 1)
    acknowledge(acks, "done")


def arm(kind: str, step: int, folder: str) -> Callable[[], int]:
    """Lets the step-th operation on files of a folder meet its fault; returns the step counter.

    `kill` ends the process before it; `error` fails it alone; `full` fails all from there on that
    need room; `read_only` fails all from there on.
    """
    steps = 0
    is_armed = True

    def meet(needs_room: bool) -> None:
        nonlocal steps
        if not is_armed:
            return
        steps += 1
        if kind == "kill" and steps == step:
            os.kill(os.getpid(), signal.SIGKILL)
        if kind == "error" and steps == step:
            raise OSError(errno.EIO, os.strerror(errno.EIO))
        if kind == "full" and steps >= step and needs_room:
            raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
        if kind == "read_only" and steps >= step:
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))

    def look(event: str, arguments: tuple[Any, ...]) -> None:
        if event == "open":
            path, mode, flags = arguments
            writes = isinstance(flags, int) and flags & (os.O_WRONLY | os.O_RDWR)
            if writes and str(path).startswith(folder) and not str(path).endswith("/lock"):
                meet(bool(flags & (os.O_CREAT | os.O_APPEND)))
        elif event in FILE_EVENTS and str(arguments[0]).startswith(folder):
            meet(event in ("os.mkdir", "shutil.copyfile"))

    sync = os.fsync

    def sync_or_fail(handle: int) -> None:
        # Space is given when bytes reach the disk on some file systems.
        meet(needs_room=step % 2 == 0)
        sync(handle)

    sys.addaudithook(look)
    os.fsync = sync_or_fail

    def count() -> int:
        nonlocal is_armed
        is_armed = False
        return steps

    return count


def serve_on(store: str, port: int) -> None:
    """Runs the dashboard until it is killed."""
    os.environ["STORE"] = store
    os.environ.pop("ACCESS", None)
    from streamlit.web import cli

    sys.argv = ["streamlit", "run", "dashboard.py", "--server.port", str(port)]
    cli.main()


TASKS: dict[str, Callable[..., None]] = {
    "receive": receive_on,
    "import": import_on,
    "receive_once": receive_once,
    "receive_within": receive_within,
    "publish_many": publish_many,
    "serve": serve_on,
}


def preload() -> None:
    """Imports what children need; nothing here may start a thread, for they do not survive a fork."""
    import plotly.graph_objects  # noqa: F401
    import streamlit.web.cli  # noqa: F401

    import queries.frozen  # noqa: F401
    import reports.inbox
    import reports.isolation
    import reports.rounds  # noqa: F401
    import tests.made_up_calls  # noqa: F401


def main() -> None:
    """Forks a child for each task until there are no more."""
    preload()
    for line in sys.stdin:
        task = json.loads(line)
        child = os.fork()
        if child == 0:
            with contextlib.suppress(KeyboardInterrupt):
                run(task)
            os._exit(0)
        print(json.dumps({"pid": child}), flush=True)
        _, status = os.waitpid(child, 0)
        print(json.dumps({"status": status}), flush=True)


def run(task: dict[str, Any]) -> None:
    """Does a task in the child, whose words go nowhere but to `acks`."""
    nothing = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1):
        os.dup2(nothing, stream)
    try:
        TASKS[task.pop("task")](**task)
    except BaseException as error:  # noqa: BLE001 - a child that fails must not go on as its parent
        if "acks" in task:
            acknowledge(task["acks"], f"failed {type(error).__name__}: {error}")
        os._exit(70)


if __name__ == "__main__":
    main()
