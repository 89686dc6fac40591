"""Free SQL of a user: one statement, one process of its own, bounded in every direction.

The process may be killed at any moment and nothing is lost with it: it only reads a file that
holds what its reader may see (queries.reader_files), and it is judged there (queries.statements).
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any, NamedTuple

import pandas as pd

from queries.query_errors import TOO_MUCH_MEMORY

ROOT = Path(__file__).resolve().parent.parent
# Statements that run at the same time in one server; the next one waits a little.
AT_ONCE = 3
WAIT_FOR_A_PLACE_SECONDS = 15.0
# A process that is not ready by then never will be.
START_SECONDS = 30.0
LONGEST_TEXT = 20_000
# What a child needs of the environment to start at all, on Linux and on Windows.
KEPT_ENVIRONMENT = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "LD_LIBRARY_PATH", "TEMP", "TMP")

_places = threading.BoundedSemaphore(AT_ONCE)


class QueryRefused(Exception):
    """A statement that was not answered; the message is a complete Vietnamese sentence."""


class Limits(NamedTuple):
    """How much one statement may use: seconds, bytes of memory, rows and bytes of its answer."""

    seconds: int = 10
    memory: int = 256 * 2**20
    address_space: int = 1536 * 2**20
    rows: int = 5_000
    bytes: int = 4 * 2**20  # noqa: A003 - the word that the reader knows


class Answer(NamedTuple):
    """Rows of a statement; `cut` says why there are fewer than there would be (rows | bytes)."""

    columns: list[tuple[str, str]]
    rows: list[list[Any]]
    cut: str | None
    seconds: float

    def frame(self) -> pd.DataFrame:
        """The rows with their types; columns of the same name are numbered."""
        names = _distinct([name for name, _ in self.columns])
        frame = pd.DataFrame(self.rows, columns=names, dtype=object)
        for name, (_, kind) in zip(names, self.columns, strict=True):
            frame[name] = _typed(frame[name], kind)
        return frame


class Question:
    """One statement under way; leaving the block, or `cancel`, ends its process at once."""

    def __init__(self, file: Path, text: str, limits: Limits | None = None) -> None:
        self.text = text
        self.limits = limits or Limits()
        self._file = file
        self._process: subprocess.Popen[bytes] | None = None
        self._reader: threading.Thread | None = None
        self._output = b""
        self._is_too_long = False
        self._is_cancelled = False
        self._ends_at = 0.0
        self._has_place = False

    def __enter__(self) -> Question:
        if len(self.text) > LONGEST_TEXT:
            raise QueryRefused(
                f"Câu lệnh dài {len(self.text):,} ký tự, nhiều nhất là {LONGEST_TEXT:,}; hãy rút gọn.".replace(
                    ",", ".", 2
                )
            )
        if "\0" in self.text:
            raise QueryRefused("Câu lệnh có ký tự không nhìn thấy (mã 0); hãy gõ lại câu lệnh.")
        if not _places.acquire(timeout=WAIT_FOR_A_PLACE_SECONDS):
            raise QueryRefused(
                "Máy chủ đang chạy nhiều câu lệnh cùng lúc; hãy thử lại sau ít giây."
            )
        self._has_place = True
        try:
            self._start()
        except OSError as fault:
            self.close()
            raise QueryRefused("Máy chủ chưa chạy được câu lệnh lúc này; hãy thử lại.") from fault
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def _start(self) -> None:
        environment = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
        self._process = subprocess.Popen(
            [sys.executable, "-s", "-E", "-B", "-m", "queries.free_sql_child"],
            cwd=ROOT,
            env=environment,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
        )
        question = {"file": str(self._file), "text": self.text, "limits": self.limits._asdict()}
        assert self._process.stdin is not None
        # A surrogate has no bytes of its own; the parser is to see that something is wrong there.
        self._process.stdin.write(json.dumps(question).encode() + b"\n")
        self._process.stdin.close()
        self._ends_at = time.monotonic() + START_SECONDS
        self._reader = threading.Thread(target=self._read, daemon=True)
        self._reader.start()

    def _read(self) -> None:
        assert self._process is not None and self._process.stdout is not None
        most = self.limits.bytes + 2**20
        pieces: list[bytes] = []
        size = 0
        if self._process.stdout.readline():
            # The line that says that the process is locked; now the statement begins.
            self._ends_at = time.monotonic() + self.limits.seconds
        while piece := self._process.stdout.read(2**16):
            size += len(piece)
            if size > most:
                self._is_too_long = True
                self._process.kill()
                return
            pieces.append(piece)
        self._output = b"".join(pieces)

    def wait(self, seconds: float) -> bool:
        """Waits at most that long; whether the answer, or its refusal, is there."""
        assert self._process is not None and self._reader is not None
        # Looked at often enough: the moment moves once, when the process is ready.
        left = self._ends_at - time.monotonic()
        self._reader.join(max(0.0, min(seconds, left)))
        if not self._reader.is_alive():
            return True
        if time.monotonic() >= self._ends_at:
            self._process.kill()
            self._reader.join(5)
            self._output = b""
            return True
        return False

    def cancel(self) -> None:
        """Ends the statement; answer() then raises QueryRefused."""
        self._is_cancelled = True
        if self._process is not None:
            self._process.kill()

    def answer(self) -> Answer:
        """Waits for the answer; raises QueryRefused with the sentence where there is none."""
        while not self.wait(1.0):
            pass
        assert self._process is not None
        code = self._process.wait()
        if self._is_cancelled:
            raise QueryRefused("Đã dừng câu lệnh theo yêu cầu.")
        if self._is_too_long:
            raise QueryRefused("Kết quả quá lớn để gửi về; hãy chọn ít cột hoặc ít dòng hơn.")
        try:
            found = json.loads(self._output)
        except ValueError:
            raise QueryRefused(self._say_ending(code)) from None
        if "refused" in found:
            raise QueryRefused(str(found["refused"]))
        given = found["answer"]
        columns = [(str(name), str(kind)) for name, kind in given["columns"]]
        return Answer(columns, given["rows"], given["cut"], float(given["seconds"]))

    def _say_ending(self, code: int) -> str:
        if time.monotonic() >= self._ends_at or -code == _processor_signal():
            return (
                f"Câu lệnh chạy quá {self.limits.seconds} giây nên đã dừng; hãy thêm điều kiện "
                "where, hoặc kiểm tra xem hai bảng có được nối theo cột chung chưa."
            )
        if code >= 0:
            # It ended by itself: the file is gone, or the child could not start.
            return "Máy chủ chưa chạy được câu lệnh lúc này; hãy thử lại."
        return TOO_MUCH_MEMORY

    def close(self) -> None:
        """Ends the process, if it runs, and frees its place."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            if self._reader is not None:
                self._reader.join(5)
            if self._process.stdout is not None:
                self._process.stdout.close()
        if self._has_place:
            self._has_place = False
            _places.release()


def ask(file: Path, text: str, limits: Limits | None = None) -> Answer:
    """The answer to one statement over a reader file; raises QueryRefused with a sentence."""
    with Question(file, text, limits) as question:
        return question.answer()


def _processor_signal() -> int:
    import signal

    return int(getattr(signal, "SIGXCPU", -1))


def _distinct(names: list[str]) -> list[str]:
    taken: dict[str, int] = {}
    given = []
    for name in names:
        taken[name] = taken.get(name, 0) + 1
        given.append(name if taken[name] == 1 else f"{name} ({taken[name]})")
    return given


def _typed(values: pd.Series, kind: str) -> pd.Series:
    """One column as pandas has it; decimals become float64 here, at the edge."""
    whole = ("TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER")
    try:
        if kind in whole:
            return values.astype("Int64" if values.isna().any() else "int64")
        if kind.startswith("DECIMAL") or kind in ("DOUBLE", "FLOAT", "HUGEINT", "UBIGINT"):
            return values.astype("float64")
        if kind == "BOOLEAN":
            return values.astype("boolean" if values.isna().any() else "bool")
        if kind == "DATE" or kind.startswith("TIMESTAMP"):
            return pd.to_datetime(values, format="ISO8601")
    except (ValueError, TypeError, OverflowError):
        # Years that pandas has no room for, infinity: they stay the texts that they are.
        pass
    texts = [
        value if value is None or isinstance(value, str) else json.dumps(value, ensure_ascii=False)
        for value in values
    ]
    return pd.Series(texts, index=values.index, dtype="str")
