"""Reads files in child processes, so that a reader that dies, hangs or swells takes nobody along.

The parent speaks length-prefixed pickles over pipes with `python -m reports.isolation`: no fork of
a threaded server, no shared state, one restart after a crash. Only our own child's bytes are
unpickled. Where the system has no resource limits (Windows) the time limit alone holds.
"""

from __future__ import annotations

import contextlib
import gc
import io
import itertools
import pickle
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from typing import IO, NamedTuple

from reports.reading import Reading

MOST_CHILDREN = 2
# How many files may be read ahead of the one that is waited for; bounds memory.
READ_AHEAD = 4
LENGTH = struct.Struct("<Q")
ROOT = Path(__file__).parent.parent
START_SECONDS = 30.0
COLLECT_EVERY = 50


class Limits(NamedTuple):
    """What one file may cost; memory is the child's whole address space."""

    seconds: float = 60.0
    memory: int = 2 * 1024**3
    processor_seconds: int = 55


class Child:
    """One reading process, started when first needed and again after it died."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, data: bytes, name: str) -> Reading:
        """Returns the reading of one file, or a reading that says how the child ended."""
        process = self._start()
        assert process.stdin and process.stdout
        overdue = threading.Event()

        def end() -> None:
            overdue.set()
            process.kill()

        timer = threading.Timer(self._limits.seconds, end)
        timer.start()
        try:
            send(process.stdin, (name, data))
            answer = receive(process.stdout)
        except (OSError, EOFError, pickle.UnpicklingError):
            answer = None
        finally:
            timer.cancel()
        if isinstance(answer, Reading):
            return answer
        self.stop()
        if overdue.is_set() or -(process.returncode or 0) == processor_signal():
            limit = f"more than {self._limits.seconds:g} s"
            return Reading(name, problem="reader_timeout", problem_detail=limit)
        ended = f"reader ended with {process.returncode}"
        return Reading(name, problem="reader_stopped", problem_detail=ended)

    def stop(self) -> None:
        """Ends the process, if it runs, and waits for it."""
        if self._process is None:
            return
        process, self._process = self._process, None
        process.kill()
        process.wait()
        for pipe in (process.stdin, process.stdout):
            if pipe:
                with contextlib.suppress(OSError):
                    pipe.close()

    def _start(self) -> subprocess.Popen[bytes]:
        if self._process is None or self._process.poll() is not None:
            self.stop()
            limits = [str(self._limits.memory), str(self._limits.processor_seconds)]
            self._process = subprocess.Popen(
                [sys.executable, "-m", "reports.isolation", *limits],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.DEVNULL,
            )
        return self._process


def read_reports(
    files: Iterable[tuple[bytes, str]], limits: Limits | None = None
) -> Iterator[Reading]:
    """Yields the reading of each (bytes, name), in order; files are taken as they are needed."""
    children = [Child(limits or Limits()) for _ in range(MOST_CHILDREN)]
    idle = deque(children)
    waiting: deque[Future[Reading]] = deque()

    def read(data: bytes, name: str) -> Reading:
        child = idle.popleft()
        try:
            return child.read(data, name)
        finally:
            idle.append(child)

    with ThreadPoolExecutor(MOST_CHILDREN, thread_name_prefix="reading") as pool:
        try:
            for data, name in files:
                waiting.append(pool.submit(read, data, name))
                if len(waiting) >= READ_AHEAD:
                    yield waiting.popleft().result()
            while waiting:
                yield waiting.popleft().result()
        finally:
            for future in waiting:
                future.cancel()
            for child in children:
                child.stop()


def send(pipe: IO[bytes], message: object) -> None:
    """Writes one message."""
    body = pickle.dumps(message, protocol=pickle.HIGHEST_PROTOCOL)
    pipe.write(LENGTH.pack(len(body)))
    pipe.write(body)
    pipe.flush()


def receive(pipe: IO[bytes]) -> object:
    """Returns one message; raises EOFError where the other side is gone."""
    head = read_exactly(pipe, LENGTH.size)
    return pickle.loads(read_exactly(pipe, LENGTH.unpack(head)[0]))


def read_exactly(pipe: IO[bytes], count: int) -> bytes:
    """Returns that many bytes; raises EOFError where there are fewer."""
    pieces = io.BytesIO()
    while count:
        piece = pipe.read(min(count, 1 << 20))
        if not piece:
            raise EOFError
        pieces.write(piece)
        count -= len(piece)
    return pieces.getvalue()


def processor_signal() -> int:
    """Returns the signal that ends a process which used up its processor time, or -1."""
    import signal

    return int(getattr(signal, "SIGXCPU", -1))


def set_limits(memory: int, seconds: int) -> None:
    """Limits this process; does nothing where the system knows no limits.

    Processor time is counted from now on, file after file: see `allow_seconds`.
    """
    try:
        import resource
    except ImportError:
        return
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    allow_seconds(seconds)


def allow_seconds(seconds: int) -> None:
    """Lets this process use that much more processor time."""
    try:
        import resource
    except ImportError:
        return
    usage = resource.getrusage(resource.RUSAGE_SELF)
    used = int(usage.ru_utime + usage.ru_stime) + 1
    hard = resource.getrlimit(resource.RLIMIT_CPU)[1]
    resource.setrlimit(resource.RLIMIT_CPU, (used + seconds, hard))


def serve(source: IO[bytes], target: IO[bytes], seconds: int) -> None:
    """Answers each file with its reading until the parent closes the pipe."""
    from reports.reading import read_report

    # Reading makes many records and no cycles: the collector would only walk over them. What
    # cycles there are (exceptions of damaged files) go between files, and rarely.
    gc.freeze()
    gc.disable()
    for number in itertools.count(1):
        if number % COLLECT_EVERY == 0:
            gc.collect()
        try:
            message = receive(source)
        except EOFError:
            return
        assert isinstance(message, tuple)
        name, data = message
        allow_seconds(seconds)
        send(target, read_report(data, name))


if __name__ == "__main__":
    memory_limit, seconds_limit = int(sys.argv[1]), int(sys.argv[2])
    set_limits(memory_limit, seconds_limit)
    serve(sys.stdin.buffer, sys.stdout.buffer, seconds_limit)
