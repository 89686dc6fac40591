"""Reads files in child processes, so that a reader that dies, hangs or swells takes nobody along.

The parent speaks length-prefixed pickles over pipes with `python -m reports.isolation`: no fork of
a threaded server, no shared state, one restart after a crash. Only our own child's bytes are
unpickled. Where the system has no resource limits (Windows) the time limit alone holds.
"""

from __future__ import annotations

import contextlib
import gc
import itertools
import pickle
import struct
import subprocess
import sys
import threading
from collections import deque
from collections.abc import Iterable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from importlib.abc import MetaPathFinder
from pathlib import Path
from typing import IO, NamedTuple

from reports.file_limits import READING_MEMORY, READING_PROCESSOR_SECONDS, READING_SECONDS
from reports.reading import PackedReading, Reading, pack

MOST_CHILDREN = 2
# How far may be read ahead of the file that is waited for, so that nobody waits while the parent
# loads a chunk; files and bytes bound the memory.
READ_AHEAD = 32
BYTES_AHEAD = 8 * 1024**2
LENGTH = struct.Struct("<Q")
ROOT = Path(__file__).parent.parent
START_SECONDS = 30.0
LARGEST_PIECE = 16 * 1024**2
READY = "ready"
COLLECT_EVERY = 50


class Limits(NamedTuple):
    """What one file may cost; memory is the child's whole address space."""

    seconds: float = READING_SECONDS
    memory: int = READING_MEMORY
    processor_seconds: int = READING_PROCESSOR_SECONDS


class Child:
    """One reading process, started when first needed and again after it died."""

    def __init__(self, limits: Limits) -> None:
        self._limits = limits
        self._process: subprocess.Popen[bytes] | None = None

    def read(self, data: bytes, name: str) -> PackedReading:
        """Returns the reading of one file, or a reading that says how the child ended."""
        process = self._start()
        overdue = threading.Event()
        answer = exchange(process, (name, data), self._limits.seconds, overdue)
        if isinstance(answer, PackedReading):
            return answer
        self.stop()
        if overdue.is_set() or -(process.returncode or 0) == processor_signal():
            limit = f"more than {self._limits.seconds:g} s"
            return pack(Reading(name, problem="reader_timeout", problem_detail=limit))
        ended = f"reader ended with {process.returncode}"
        return pack(Reading(name, problem="reader_stopped", problem_detail=ended))

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
            # Starting is no file's fault: on a busy machine it may take longer than a file may.
            exchange(self._process, READY, START_SECONDS, threading.Event())
        return self._process


def exchange(
    process: subprocess.Popen[bytes], message: object, seconds: float, overdue: threading.Event
) -> object:
    """Returns a child's answer to a message, or None where it ended; ends it after `seconds`."""
    assert process.stdin and process.stdout

    def end() -> None:
        overdue.set()
        process.kill()

    timer = threading.Timer(seconds, end)
    timer.start()
    try:
        send(process.stdin, message)
        return receive(process.stdout)
    except (OSError, EOFError, pickle.UnpicklingError):
        return None
    finally:
        timer.cancel()


def read_reports(
    files: Iterable[tuple[bytes, str]], limits: Limits | None = None
) -> Iterator[PackedReading]:
    """Yields the reading of each (bytes, name), in order; files are taken as they are needed."""
    children = [Child(limits or Limits()) for _ in range(MOST_CHILDREN)]
    idle = deque(children)
    waiting: deque[tuple[Future[PackedReading], int]] = deque()
    ahead = 0

    def read(data: bytes, name: str) -> PackedReading:
        child = idle.popleft()
        try:
            return child.read(data, name)
        finally:
            idle.append(child)

    with ThreadPoolExecutor(MOST_CHILDREN, thread_name_prefix="reading") as pool:
        try:
            for data, name in files:
                waiting.append((pool.submit(read, data, name), len(data)))
                ahead += len(data)
                while len(waiting) >= READ_AHEAD or (
                    ahead > BYTES_AHEAD and len(waiting) > MOST_CHILDREN
                ):
                    first, size = waiting.popleft()
                    yield first.result()
                    ahead -= size
            while waiting:
                yield waiting.popleft()[0].result()
        finally:
            for future, _ in waiting:
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
    pieces = []
    while count:
        # A reading is one piece, which is not copied again; a wild count asks for no wild memory.
        piece = pipe.read(min(count, LARGEST_PIECE))
        if not piece:
            raise EOFError
        pieces.append(piece)
        count -= len(piece)
    return pieces[0] if len(pieces) == 1 else b"".join(pieces)


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


class WithoutPandas(MetaPathFinder):
    """Says that there is no pandas: Arrow would import it to look whether a list is one of its."""

    def find_spec(self, name: str, *_: object) -> None:
        """Raises ModuleNotFoundError for pandas; leaves all else to the other finders."""
        if name == "pandas":
            raise ModuleNotFoundError(name, name=name)


def pack_whole(reading: Reading) -> PackedReading:
    """Returns the reading packed; what no column takes makes its file a damaged one."""
    try:
        return pack(reading)
    except MemoryError:
        problem, detail = "too_large", "out of memory"
    except Exception as error:  # half a letter, a number without an end: only damage makes them
        problem, detail = "damaged", f"{type(error).__name__}: {error}"[:500]
    return pack(Reading(reading.name, reading.format, problem, detail))


def serve(source: IO[bytes], target: IO[bytes], seconds: int) -> None:
    """Answers each file with its reading until the parent closes the pipe."""
    sys.meta_path.insert(0, WithoutPandas())
    import pyarrow  # noqa: F401  before the memory is frozen

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
        if message == READY:
            send(target, READY)
            continue
        assert isinstance(message, tuple)
        name, data = message
        allow_seconds(seconds)
        send(target, pack_whole(read_report(data, name)))


if __name__ == "__main__":
    memory_limit, seconds_limit = int(sys.argv[1]), int(sys.argv[2])
    set_limits(memory_limit, seconds_limit)
    serve(sys.stdin.buffer, sys.stdout.buffer, seconds_limit)
