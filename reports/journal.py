"""The journal: what happened to the store, one JSON object a line, each chained to the one before.

A line counts only when it is whole: it ends in a line break, is JSON, names the SHA-256 of the
line before as `previous` and carries its own place as `sequence`. A last line that is not whole was
being written when the machine stopped; nobody was told that it was accepted, so the writer sets it
aside. Anything else that does not fit is damage, and is said, never skipped.
"""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from reports.disk import StoreError, sync_folder, write_file

Event = dict[str, Any]

NO_LINE = ""


@dataclass(frozen=True)
class Journal:
    """The whole events of a journal in order, the hash and end of each line, and a torn tail."""

    events: tuple[Event, ...]
    heads: tuple[str, ...]
    whole_size: int
    torn: bytes
    ends: tuple[int, ...] = ()

    @property
    def head(self) -> str:
        """Returns the hash of the last line, which the next line names as its `previous`."""
        return self.heads[-1] if self.heads else NO_LINE

    def cut(self, length: int) -> Journal:
        """Returns the journal of its first lines alone."""
        size = self.ends[length - 1] if length else 0
        return Journal(self.events[:length], self.heads[:length], size, b"", self.ends[:length])


def read_journal(path: Path) -> Journal:
    """Reads the journal; a missing file is an empty journal, damage is a StoreError."""
    data = path.read_bytes() if path.exists() else b""
    events: list[Event] = []
    heads: list[str] = []
    ends: list[int] = []
    position = 0
    while position < len(data):
        end = data.find(b"\n", position)
        line = data[position:end] if end >= 0 else data[position:]
        event = (
            read_line(line, heads[-1] if heads else NO_LINE, len(events) + 1) if end >= 0 else None
        )
        if event is None:
            if end >= 0 and data.find(b"\n", end + 1) >= 0:
                raise StoreError(
                    f"Nhật ký của kho báo cáo ({path}) bị hỏng ở dòng {len(events) + 1};"
                    " hãy chép lại tệp này từ bản sao lưu, đừng sửa tay."
                )
            torn = data[position:]
            return Journal(tuple(events), tuple(heads), position, torn, tuple(ends))
        events.append(event)
        heads.append(hashlib.sha256(line).hexdigest())
        position = end + 1
        ends.append(position)
    return Journal(tuple(events), tuple(heads), position, b"", tuple(ends))


def read_line(line: bytes, previous: str, sequence: int) -> Event | None:
    """Returns the event of a whole line that continues the chain, else None."""
    try:
        event = json.loads(line)
    except ValueError:
        return None
    if not isinstance(event, dict) or event.get("previous") != previous:
        return None
    return event if event.get("sequence") == sequence else None


def append_event(path: Path, journal: Journal, event: Event) -> Journal:
    """Writes one more line and syncs it; from then on the event has happened."""
    whole = {**event, "sequence": len(journal.events) + 1, "previous": journal.head}
    line = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":")).encode()
    is_new = not path.exists()
    try:
        with path.open("ab") as file:
            file.write(line + b"\n")
            file.flush()
            os.fsync(file.fileno())
        if is_new:
            sync_folder(path.parent)
    except BaseException:
        # Half a line would be set aside by the next writer anyway, a whole one would count.
        with contextlib.suppress(OSError):
            take_back(path, journal)
        raise
    head = hashlib.sha256(line).hexdigest()
    end = journal.whole_size + len(line) + 1
    return Journal((*journal.events, whole), (*journal.heads, head), end, b"", (*journal.ends, end))


def take_back(path: Path, journal: Journal) -> None:
    """Removes the lines beyond a journal's end, which nobody has been told of; synced."""
    if not path.exists():
        return
    if not journal.whole_size:
        path.unlink()
        sync_folder(path.parent)
        return
    with path.open("r+b") as file:
        file.truncate(journal.whole_size)
        file.flush()
        os.fsync(file.fileno())


def set_torn_line_aside(path: Path, journal: Journal) -> Path | None:
    """Moves an unfinished last line into a file beside the journal; returns that file."""
    if not journal.torn:
        return None
    name = hashlib.sha256(journal.torn).hexdigest()[:12]
    aside = path.with_name(f"{path.stem}.torn-{name}")
    write_file(aside, journal.torn)
    with path.open("r+b") as file:
        file.truncate(journal.whole_size)
        file.flush()
        os.fsync(file.fileno())
    return aside
