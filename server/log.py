"""The server's log: one JSON object a line to stderr, which says where something failed, not on what.

A line holds no personal data and no text of a cell: neither the message of an exception nor the
arguments of a log call, for a library puts into them whatever it was working on. What failed is found
by its place in the code, and by the error number that a person was shown.
"""

from __future__ import annotations

import datetime
import json
import logging
import secrets
import sys
import traceback
from pathlib import Path
from typing import Any

PROJECT = Path(__file__).resolve().parent.parent
OWN = "dashboard"
OWN_NAMES = (OWN, "access", "pages", "papers", "queries", "reports", "server")
FRAMES_KEPT = 12
# Loggers that Streamlit gives a handler of their own, for people who read a terminal.
OTHERS = ("streamlit", "uvicorn", "uvicorn.access", "uvicorn.asgi", "uvicorn.error", "websockets")

log = logging.getLogger(OWN)


def is_own(record: logging.LogRecord) -> bool:
    """Returns whether this project's code wrote a record; its words are then fixed ones."""
    return record.name.partition(".")[0] in OWN_NAMES


class JsonLines(logging.Formatter):
    """Writes a record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """Returns time, level, source and place; for our own records the event and its fields."""
        at = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line: dict[str, Any] = {
            "at": at.strftime("%Y-%m-%dT%H:%M:%S.%fZ"),
            "level": record.levelname.lower(),
            "source": record.name,
            "place": f"{record.module}:{record.lineno}",
        }
        if is_own(record):
            # Fixed words of this project, without the arguments, and fields that are codes or numbers.
            line |= {"event": str(record.msg), **getattr(record, "fields", {})}
        if record.exc_info and record.exc_info[1] is not None:
            line |= tell_failure(record.exc_info[1])
        return json.dumps(line, ensure_ascii=False)


def tell_failure(error: BaseException) -> dict[str, Any]:
    """Returns the kinds of an exception and of its causes, and where it was raised; no message."""
    kinds: list[str] = []
    cause: BaseException | None = error
    while cause is not None and len(kinds) < FRAMES_KEPT:
        kinds.append(type(cause).__name__)
        cause = cause.__cause__ or cause.__context__
    frames = [
        f"{shorten_path(frame.filename)}:{frame.lineno} {frame.name}"
        for frame in traceback.extract_tb(error.__traceback__)
    ]
    return {"failure": kinds, "frames": frames[-FRAMES_KEPT:]}


def shorten_path(name: str) -> str:
    """Returns a source file's path without what is this machine's own."""
    path = Path(name)
    if path.is_relative_to(PROJECT) and "site-packages" not in path.parts:
        return path.relative_to(PROJECT).as_posix()
    return "/".join(path.parts[-3:])


def set_up(level: int = logging.INFO) -> None:
    """Sends everything that this process logs to stderr as lines of JSON; may be called again."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(JsonLines())
    # Without their message, the libraries' tales of what goes well say nothing.
    handler.addFilter(lambda record: is_own(record) or record.levelno >= logging.WARNING)
    root = logging.getLogger()
    root.handlers = [handler]
    log.setLevel(level)
    for name in [*logging.root.manager.loggerDict, *OTHERS]:
        if name.partition(".")[0] in {other.partition(".")[0] for other in OTHERS}:
            logger = logging.getLogger(name)
            logger.handlers = []
            logger.propagate = True


def note(event: str, **fields: str | int | float | bool) -> None:
    """Logs that something happened; fields are codes and numbers, never personal data."""
    log.info(event, extra={"fields": fields})


def note_failure(event: str, error: BaseException, **fields: str | int) -> str:
    """Logs a failure; returns the error number under which the log has it, such as `4F09AC`."""
    number = secrets.token_hex(3).upper()
    log.error(event, exc_info=error, extra={"fields": {"error_number": number, **fields}})
    return number
