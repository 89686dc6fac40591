"""Reads a paper from outside in a child process: `python -m papers.reading_apart`.

A PDF, a document or a workbook that kills, hangs or swells its reader is a paper that cannot be
read; the server goes on.
"""

from __future__ import annotations

import contextlib
import pickle
import subprocess
import sys
import threading
from pathlib import Path

from papers.paper_reading import PaperRead, read_paper
from reports.file_limits import LARGEST_FILE, READING_MEMORY, READING_SECONDS
from reports.isolation import START_SECONDS, receive, send, set_limits

ROOT = Path(__file__).parent.parent
STOPPED = "Không đọc được tệp: phần mềm đọc đã phải dừng vì tệp quá lớn hoặc bị hỏng."
TOO_LARGE = "Tệp quá lớn nên không được mở."


def read_apart(data: bytes) -> PaperRead:
    """Returns what a child process of limited time and memory reads; never raises."""
    if len(data) > LARGEST_FILE:
        return PaperRead(TOO_LARGE)
    process = subprocess.Popen(
        [sys.executable, "-m", "papers.reading_apart"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert process.stdin and process.stdout
    # Starting is no file's fault: on a busy machine it may take longer than reading.
    timer = threading.Timer(START_SECONDS + READING_SECONDS, process.kill)
    timer.start()
    try:
        send(process.stdin, data)
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
    return answer if isinstance(answer, PaperRead) else PaperRead(STOPPED)


def serve() -> None:
    """Answers one paper with what was read of it."""
    set_limits(READING_MEMORY, int(READING_SECONDS))
    data = receive(sys.stdin.buffer)
    assert isinstance(data, bytes)
    send(sys.stdout.buffer, read_paper(data))


if __name__ == "__main__":
    serve()
