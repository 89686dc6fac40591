"""The audit log: who did what beside the store's own events, one JSON object a line, never changed.

`STORE/audit/log.jsonl` is chained as the store's journal is: each line names its place as `sequence`
and the SHA-256 of the line before as `previous`. `STORE/audit/head.json` keeps the newest hash apart,
so that lines missing at the end are found too. Each line also names where the store's journal stood,
and each journal event where this log stood: who shortens one of them must rewrite both.

What a line may hold: names of accounts, files, tables, questions. Never a password, a token, or the
text of a cell.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import json
import os
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from reports import disk, journal
from reports.disk import StoreError
from reports.fields import read_rows
from reports.store import AUDIT, MOMENT_FORMAT, Store, find_store

LOCK_WAIT_SECONDS = 20.0
LONGEST_TEXT = 4_000
HEAD_FILE = "head.json"
NOT_RECORDED = (
    "Không ghi được nhật ký nên việc này chưa được làm. Hãy thử lại; nếu vẫn vậy, nhờ quản trị viên"
    " kiểm tra dung lượng đĩa và quyền ghi."
)
CUT_UNKNOWN = "Không biết lúc đó cuối nhật ký có bị cắt hay không; hãy đối chiếu với bản sao lưu."

Detail = Mapping[str, str | int | float | bool | None]


class NotRecorded(StoreError):
    """An act could not be written down; whoever asked for it must not do it."""


@dataclass(frozen=True)
class Head:
    """The newest line as the head file, or an event of the journal, keeps it; size in bytes."""

    sequence: int
    sha256: str
    size: int = 0


NOTHING_YET = Head(0, journal.NO_LINE)


@dataclass(frozen=True)
class Entry:
    """One act. `at` is UTC without zone; `is_sound` is False where the chain breaks at this line."""

    sequence: int
    at: datetime.datetime | None
    action: str
    outcome: str
    who: str
    role: str
    subject: str
    detail: Mapping[str, Any]
    is_sound: bool = True


@dataclass(frozen=True)
class Verdict:
    """What verifying came to: the newest line, and where it first breaks, as a sentence."""

    head: Head
    broken_line: int | None
    problem: str

    @property
    def is_whole(self) -> bool:
        """Returns whether nothing was found."""
        return not self.problem


@cache
def list_codes(group: str) -> dict[str, str]:
    """Returns code to label of a group of states.csv: audit_action or audit_outcome."""
    rows = [row for row in read_rows("states.csv") if row["state_group"] == group]
    return {
        row["code"]: row["label"] for row in sorted(rows, key=lambda row: int(row["sort_order"]))
    }


def find_folder(store: Path | None = None) -> Path:
    """Returns the folder of the log: within the store's, so that a backup takes both or neither."""
    return (find_store() if store is None else store) / AUDIT


def record(
    action: str,
    outcome: str,
    *,
    who: str,
    role: str,
    subject: str = "",
    detail: Detail | None = None,
    store: Path | None = None,
) -> int:
    """Writes one act down and returns its number once it is on the disk; else raises NotRecorded.

    `action` and `outcome` are codes of states.csv. `who` is the name that counts: that of the
    account, or the one typed where there are no accounts. `subject` is what the act was done to.
    """
    for group, code in (("audit_action", action), ("audit_outcome", outcome)):
        if code not in list_codes(group):
            raise ValueError(f"{code} is not listed as {group} in data/states.csv")
    line = {
        "action": action,
        "outcome": outcome,
        "who": clip(who),
        "role": clip(role),
        "subject": clip(subject),
        "detail": {
            str(name): clip(value) if isinstance(value, str) else value
            for name, value in (detail or {}).items()
        },
    }
    try:
        return Log(find_folder(store)).append(line)
    except (OSError, StoreError) as error:
        raise NotRecorded(NOT_RECORDED) from error


def read_head(folder: Path) -> Head | None:
    """Returns the newest line as its file keeps it; None where there is none that can be read."""
    try:
        fields = json.loads((folder / HEAD_FILE).read_bytes())
        return Head(int(fields["sequence"]), str(fields["sha256"]), int(fields["size"]))
    except (OSError, ValueError, TypeError, KeyError):
        return None


def clip(text: str) -> str:
    """Returns a text no longer than a line should carry, and says how much is left out."""
    if len(text) <= LONGEST_TEXT:
        return text
    digest = hashlib.sha256(text.encode("utf-8", "replace")).hexdigest()
    return f"{text[:LONGEST_TEXT]}… ({len(text)} ký tự, sha256 {digest})"


def read(store: Path | None = None) -> list[Entry]:
    """Returns all acts in the order of writing; lines that cannot be read are entries too."""
    try:
        lines = Log(find_folder(store)).list_lines()
    except OSError as error:
        raise StoreError("Không đọc được nhật ký; hãy nhờ quản trị viên xem quyền đọc.") from error
    broken = find_break(lines)
    return [
        make_entry(line, number, broken is None or number < broken)
        for number, line in enumerate(lines, 1)
    ]


def verify(store: Path | None = None, known: Head | None = None) -> Verdict:
    """Returns whether every line is as it was written; `known` is a newest line noted elsewhere.

    Checks the chain, the head file, and what the store's journal and this log say of each other.
    """
    folder = find_folder(store)
    log = Log(folder)
    # What names a line is read before the lines: others may be writing now.
    named = list(list_anchors(folder.parent))
    if known is not None:
        named.append((known, "theo mã đã ghi ở nơi khác"))
    head = log.read_head()
    if folder.exists() and not folder.is_dir():
        return Verdict(NOTHING_YET, None, "Nơi để nhật ký không phải là thư mục.")
    try:
        lines = log.list_lines()
    except OSError as error:
        return Verdict(NOTHING_YET, None, f"Không đọc được nhật ký ({error.strerror}).")
    broken = find_break(lines)
    newest = lines[-1].head if lines else NOTHING_YET
    if broken is not None:
        return Verdict(
            newest,
            broken,
            f"Nhật ký bị sửa, xóa hoặc chèn ở dòng {broken}; từ dòng này trở đi không còn chắc chắn.",
        )
    for anchor, source in [(head or NOTHING_YET, "theo mã dòng mới nhất"), *named]:
        if anchor.sequence > len(lines):
            return Verdict(
                newest,
                len(lines) + 1,
                f"Nhật ký bị cắt bớt: chỉ còn {len(lines)} dòng, trong khi đã ghi đến dòng"
                f" {anchor.sequence} ({source}).",
            )
        if anchor.sequence and lines[anchor.sequence - 1].head.sha256 != anchor.sha256:
            return Verdict(
                newest,
                anchor.sequence,
                f"Dòng {anchor.sequence} của nhật ký không còn đúng như đã ghi ({source}).",
            )
    problem = check_journal(folder.parent, lines)
    if not problem and lines and head is None and log.read_head() is None:
        problem = f"Mã dòng mới nhất để riêng đã mất. {CUT_UNKNOWN}"
    lost = next((n for n, line in enumerate(lines, 1) if line.fields.get("head_lost")), None)
    if not problem and lost is not None:
        problem = f"Trước dòng {lost}, mã dòng mới nhất để riêng đã mất. {CUT_UNKNOWN}"
    return Verdict(newest, None, problem)


def list_anchors(store: Path) -> Iterator[tuple[Head, str]]:
    """Yields the newest lines that the events of the store's journal name."""
    with contextlib.suppress(StoreError, OSError):
        for event in journal.read_journal(Store(store).journal_path).events:
            anchor = event.get("audit")
            if isinstance(anchor, dict):
                head = Head(int(anchor["sequence"]), str(anchor["sha256"]))
                yield head, f"theo dòng {event['sequence']} của nhật ký kho báo cáo"


def check_journal(store: Path, lines: list[Line]) -> str:
    """Returns what is wrong when the store's journal is not the one that the lines name, else ''."""
    try:
        log = journal.read_journal(Store(store).journal_path)
    except (StoreError, OSError):
        return "Nhật ký của kho báo cáo bị hỏng, nên không đối chiếu được hai nhật ký."
    for line in lines:
        length, head = line.fields.get("journal") or (0, journal.NO_LINE)
        if length > len(log.events):
            return (
                f"Nhật ký của kho báo cáo bị cắt bớt: dòng {line.head.sequence} của nhật ký này thấy"
                f" {length} việc, nay kho chỉ còn {len(log.events)}."
            )
        if length and log.heads[length - 1] != head:
            return (
                f"Việc số {length} trong nhật ký của kho báo cáo không còn đúng như dòng"
                f" {line.head.sequence} của nhật ký này đã thấy."
            )
    return ""


@dataclass(frozen=True)
class Line:
    """One whole line of the file: what it says, if it can be read, and its own hash."""

    fields: dict[str, Any]
    head: Head
    is_readable: bool


def find_break(lines: list[Line]) -> int | None:
    """Returns the number of the first line that does not follow from the one before."""
    previous = journal.NO_LINE
    for number, line in enumerate(lines, 1):
        follows = line.fields.get("previous") == previous and line.fields.get("sequence") == number
        if not (line.is_readable and follows):
            # A line that was changed shows at the one after it, which names the hash it had.
            named = line.fields.get("sequence") == number and number > 1
            return number - 1 if named and line.is_readable else number
        previous = line.head.sha256
    return None


class Log:
    """The files of one log; every change holds the lock, so processes and threads may share it."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.path = folder / "log.jsonl"
        self.head_path = folder / HEAD_FILE

    def append(self, line: dict[str, Any]) -> int:
        """Adds one line after the newest; returns its number once line and head are synced."""
        if not self.folder.is_dir():
            self.folder.mkdir(parents=True, exist_ok=True)
            disk.sync_folder(self.folder.parent)
        with disk.hold_lock(self.folder / "lock", LOCK_WAIT_SECONDS):
            head = self.catch_up()
            if not head.sequence:
                # Before the first line: lines without a head are a head that was lost.
                self.write_head(head)
            now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
            pointer = Store(self.folder.parent).read_pointer()
            whole = {
                **line,
                **({"head_lost": True} if head.sequence and self.read_head() is None else {}),
                "at": now.strftime(MOMENT_FORMAT),
                "sequence": head.sequence + 1,
                "previous": head.sha256,
                "journal": [pointer.journal_length, pointer.journal_head] if pointer else None,
            }
            text = json.dumps(whole, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
            data = text.encode("utf-8", "replace")
            with self.path.open("ab") as file:
                file.write(data + b"\n")
                file.flush()
                os.fsync(file.fileno())
            if not head.size:
                disk.sync_folder(self.folder)
            sha256 = hashlib.sha256(data).hexdigest()
            self.write_head(Head(head.sequence + 1, sha256, head.size + len(data) + 1))
            return head.sequence + 1

    def read_head(self) -> Head | None:
        """Returns what the head file says; None where there is none that can be read."""
        return read_head(self.folder)

    def write_head(self, head: Head) -> None:
        """Keeps the newest line's hash apart; an older head after a power cut is caught up with."""
        fields = {"sequence": head.sequence, "sha256": head.sha256, "size": head.size}
        temporary = disk.name_temporary(self.head_path)
        with temporary.open("wb") as file:
            file.write(json.dumps(fields).encode())
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(self.head_path)

    def catch_up(self) -> Head:
        """Returns the line to follow; takes in what a killed writer wrote, sets a torn line aside.

        Where lines are missing or changed, the next line follows the one that the head file names,
        so that the break stays to be found.
        """
        size = self.path.stat().st_size if self.path.exists() else 0
        head = self.read_head()
        if head is None:
            lines = self.list_lines()
            head = lines[-1].head if lines else NOTHING_YET
        if size < head.size:
            if size and not self.ends_with_line_break():
                self.add_line_break()
                size += 1
            return Head(head.sequence, head.sha256, size)
        if size == head.size:
            return head
        with self.path.open("rb") as file:
            file.seek(head.size)
            rest = file.read()
        whole, _, torn = rest.rpartition(b"\n")
        if torn:
            self.set_aside(torn, size - len(torn))
        for data in whole.split(b"\n") if whole else ():
            line = read_line(data, head.size)
            # What does not follow is not taken in as the newest: verifying names it.
            if line.fields.get("previous") == head.sha256:
                head = Head(head.sequence + 1, line.head.sha256, line.head.size)
            else:
                head = Head(head.sequence, head.sha256, line.head.size)
        return head

    def ends_with_line_break(self) -> bool:
        """Returns whether the last byte ends a line."""
        with self.path.open("rb") as file:
            file.seek(-1, os.SEEK_END)
            return file.read(1) == b"\n"

    def add_line_break(self) -> None:
        """Ends a line that somebody has cut, so that the next one does not melt into it."""
        with self.path.open("ab") as file:
            file.write(b"\n")

    def set_aside(self, torn: bytes, size: int) -> None:
        """Moves an unfinished last line, of which nobody was told, into a file of its own."""
        name = hashlib.sha256(torn).hexdigest()[:12]
        disk.write_file(self.folder / f"log.torn-{name}", torn)
        with self.path.open("r+b") as file:
            file.truncate(size)
            file.flush()
            os.fsync(file.fileno())

    def list_lines(self) -> list[Line]:
        """Returns all lines, also those that cannot be read; an unfinished last one is left out.

        Unfinished is only what lies beyond the head: a cut within it is a broken line.
        """
        known = self.read_head()
        data = self.path.read_bytes() if self.path.exists() else b""
        lines: list[Line] = []
        position = 0
        while position < len(data):
            end = data.find(b"\n", position)
            if end < 0:
                if known is None or position >= known.size:
                    break
                end = len(data)
            lines.append(read_line(data[position:end], position))
            position = end + 1
        return lines


def read_line(data: bytes, position: int) -> Line:
    """Returns one line as found; one that is not JSON is kept as unreadable."""
    try:
        fields = json.loads(data)
    except ValueError:
        fields = None
    is_readable = isinstance(fields, dict)
    sequence = fields.get("sequence") if is_readable else 0
    head = Head(
        sequence if isinstance(sequence, int) else 0,
        hashlib.sha256(data).hexdigest(),
        position + len(data) + 1,
    )
    return Line(fields if is_readable else {}, head, is_readable)


def make_entry(line: Line, number: int, is_sound: bool) -> Entry:
    """Returns a line as an act, whatever is missing left empty."""
    fields = line.fields
    try:
        at = datetime.datetime.strptime(str(fields.get("at")), MOMENT_FORMAT)
    except ValueError:
        at = None
    detail = fields.get("detail")
    return Entry(
        number,
        at,
        str(fields.get("action") or ""),
        str(fields.get("outcome") or ""),
        str(fields.get("who") or ""),
        str(fields.get("role") or ""),
        str(fields.get("subject") or ""),
        detail if isinstance(detail, dict) else {},
        is_sound,
    )
