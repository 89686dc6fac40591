"""A shared folder whose new files come into the inbox by themselves, look after look.

The watch remembers nothing that the store does not know: the same bytes are offered once, whoever
runs it and however often it is killed. A file is taken once its size and time stand still between
two looks. Only what the store holds as accepted is ever moved, and never over another file.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
import logging
import os
import stat
import time
import unicodedata
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

from reports.disk import StoreError
from reports.file_limits import LARGEST_ARCHIVE, LARGEST_FILE
from reports.inbox import Inbox
from reports.sources import ARCHIVE_SUFFIX, is_hidden, is_report, list_dropped, show
from reports.waiting_files import select

RECEIVED_FOLDER = "đã nhận"
# Names under which programs write what is not finished yet, and what systems leave in folders.
UNFINISHED = (".tmp", ".part", ".partial", ".crdownload", ".download", ".filepart", ".lnk", ".ini")
SYSTEM_NAMES = frozenset(["thumbs.db"])
LOCK_MARKS = ("~$", ".~lock.")
# Excel leaves its mark behind when it crashes; nobody edits for longer than a day.
LOCK_HOLDS_SECONDS = 24 * 3600
# An event publishes the whole store anew: many files share one.
FILES_PER_OFFER = 100
# More files that the store knows already than this are told as one line.
MOST_KNOWN_TOLD = 10
SETTLE_SECONDS = 2.0


class Stamp(NamedTuple):
    """What a file looks like from outside: bytes, and nanoseconds of its last change."""

    size: int
    changed: int


class Handled(NamedTuple):
    """A file that was offered as it stood then, and the hashes of what it holds."""

    stamp: Stamp
    hashes: tuple[str, ...]


class FolderGone(Exception):
    """The watched folder cannot be listed now."""


class Watch:
    """The watch over one folder. `look` is to be called again and again; its lines are events."""

    def __init__(self, folder: Path, inbox: Inbox, by: str, accepts: bool = False) -> None:
        self.folder = folder
        self.inbox = inbox
        self.by = by
        self.accepts = accepts
        # Until the first look has shown otherwise: the run before may have been killed.
        self.is_troubled = True
        self._found: dict[Path, Stamp] = {}
        self._handled: dict[Path, Handled] = {}
        self._told: dict[Path, set[str]] = {}
        self._trouble: str | None = None
        self._considered: tuple[str, int] | None = None

    def look(self) -> Iterator[str]:
        """Takes what stands still since the look before; yields a Vietnamese line per event.

        Nothing is raised: what goes wrong is said once, and tried again at the next look.
        """
        trouble = None
        try:
            if self.is_troubled:
                # A writer that was killed may have left the store one step behind its journal.
                self.inbox.store.recover()
            yield from self.take_new()
            if self.accepts:
                yield from self.accept_faultless()
                yield from self.move_received()
        except FolderGone:
            trouble = f"Không mở được thư mục {show(self.folder)}; sẽ chờ và thử lại."
        except StoreError as error:
            trouble = f"{error} Sẽ thử lại."
        except OSError as error:
            name = f" “{show(error.filename)}”" if isinstance(error.filename, str) else ""
            trouble = f"Không đọc hoặc ghi được{name}; sẽ thử lại."
        except Exception as error:  # a watch that ends by night helps nobody
            logging.debug("unexpected", exc_info=True)
            trouble = f"Có lỗi ngoài dự kiến ({type(error).__name__}); sẽ thử lại."
        if trouble is None and self._trouble is not None:
            yield "Đã làm việc lại bình thường."
        elif trouble is not None and trouble != self._trouble:
            yield trouble
        self._trouble, self.is_troubled = trouble, trouble is not None

    def take_new(self) -> Iterator[str]:
        """Offers the files that stand still and were not offered as they are."""
        before, present = self._found, dict(self.list_files())
        self._found = {path: stamp for path, stamp in present.items() if stamp is not None}
        for gone in self._handled.keys() - present.keys():
            del self._handled[gone]
        for gone in self._told.keys() - present.keys():
            del self._told[gone]
        for path in present.keys() - self._found.keys():
            yield from self.tell(path, "đang mở trong chương trình văn phòng; chờ đóng tệp.")
        settled = [
            path
            for path, stamp in self._found.items()
            if before.get(path) == stamp
            and (path not in self._handled or self._handled[path].stamp != stamp)
        ]
        for first in range(0, len(settled), FILES_PER_OFFER):
            yield from self.offer(settled[first : first + FILES_PER_OFFER])

    def list_files(self) -> Iterator[tuple[Path, Stamp | None]]:
        """Yields files by name with their stamps, None while one is open; raises FolderGone.

        What was received, is hidden, empty or unfinished is left out, and so are links.
        """
        try:
            with os.scandir(self.folder):
                pass
        except OSError as error:
            raise FolderGone from error
        for parent, folders, names in os.walk(self.folder):
            is_top = Path(parent) == self.folder
            folders[:] = sorted(
                name
                for name in folders
                if not is_hidden(name) and not (is_top and is_received_folder(name))
            )
            present = set(names)
            for name in sorted(names):
                path = Path(parent) / name
                if is_unfinished(name):
                    continue
                with contextlib.suppress(OSError):  # gone in between: the next look will tell
                    found = path.lstat()
                    if stat.S_ISREG(found.st_mode) and found.st_size:
                        is_taken = is_open(path, present)
                        yield path, None if is_taken else make_stamp(found)

    def offer(self, paths: list[Path]) -> Iterator[str]:
        """Puts a portion of files into the inbox; yields a line for each that is news."""
        decided = self.find_decided()
        lines: list[str] = []
        known: list[str] = []
        hashes: dict[Path, list[str]] = {}
        given: list[tuple[Path, str]] = []

        def give() -> Iterator[tuple[str, bytes]]:
            for path in paths:
                data = self.read(path, lines)
                for source in [] if data is None else list_dropped([(path.name, data)]):
                    name = self.name(path)
                    if source.path != path.name:
                        name = f"{name} › {source.path.removeprefix(f'{path.name}/')}"
                    own = hashes.setdefault(path, [])
                    if source.problem is not None:
                        own.append("")
                        lines.append(f"{name}: {self.inbox.keep(source, set(), {}).words}")
                        continue
                    member = source.read()
                    own.append(hashlib.sha256(member).hexdigest())
                    if own[-1] in decided:
                        words = "đã nhận từ trước" if decided[own[-1]] else "đã bị trả lại"
                        known.append(f"{name}: đúng từng byte với tệp {words}; không thay đổi gì.")
                        continue
                    given.append((path, name))
                    yield source.name, member

        offers = self.inbox.offer(give(), self.by)
        for path, own in hashes.items():
            self._handled[path] = Handled(self._found[path], tuple(own))
        yield from lines
        for (_, name), each in zip(given, offers, strict=True):
            line = f"{name}: {each.words}"
            if each.outcome == "waiting":
                yield line
            else:
                known.append(line)
        if len(known) > MOST_KNOWN_TOLD:
            yield f"{len(known)} tệp đã có trong kho từ trước; không thay đổi gì."
        else:
            yield from known

    def read(self, path: Path, lines: list[str]) -> bytes | None:
        """Returns a file's bytes, or None where it is no report, closed to us, or still changes."""
        stamp = self._found[path]
        is_archive = path.suffix.lower() == ARCHIVE_SUFFIX
        words = None
        if not is_archive and not is_report(path.name):
            words = "không phải loại tệp báo cáo; để nguyên."
        elif stamp.size > (LARGEST_ARCHIVE if is_archive else LARGEST_FILE):
            words = "quá lớn nên không đọc; hãy tách thành nhiều tệp."
        if words is not None:
            self._handled[path] = Handled(stamp, ())
            lines += self.tell(path, words)
            return None
        try:
            data = path.read_bytes()
            is_same = make_stamp(path.stat()) == stamp and len(data) == stamp.size
        except FileNotFoundError:
            return None
        except OSError:
            lines += self.tell(path, "đang bị khóa hoặc không có quyền đọc; sẽ thử lại.")
            return None
        return data if is_same else None

    def accept_faultless(self) -> Iterator[str]:
        """Accepts the waiting files that this watch has offered and in which no error is.

        What a person has once decided on, undone or sent back, is left to people.
        """
        ours = {sha256 for each in self._handled.values() for sha256 in each.hashes}
        snapshot = self.inbox.files.find_snapshot()
        state = (snapshot.version if snapshot else "", len(ours))
        if not ours or state == self._considered:
            return
        decided = self.find_decided()
        mine = [
            report
            for report in self.inbox.pending()
            if report.sha256 in ours and report.offered_by == self.by
        ]
        faultless = [
            report
            for report in mine
            if report.sha256 not in decided
            and report.status != "rejected"
            and not report.rejected_row_count
            and not any(issue.severity == "error" for issue in report.issues)
        ]
        if faultless:
            accepted = self.inbox.accept([report.sha256 for report in faultless], self.by)
            for report in accepted:
                if report.submission_id is not None:
                    effect = f"+{report.new_row_count} dòng"
                    if report.replaced_row_count:
                        effect += f", thay {report.replaced_row_count}"
                    number = report.submission_id
                    yield f"{report.name}: đã nhận (lần nhận số {number}), {effect}."
        chosen = {report.sha256 for report in faultless}
        names = {sha256: path for path, each in self._handled.items() for sha256 in each.hashes}
        for report in mine:
            if report.sha256 not in chosen:
                words = f"chưa nhận, chờ người xử lý ({len(report.issues)} điểm cần xem)."
                yield from self.tell(names[report.sha256], words, report.name)
        snapshot = self.inbox.files.find_snapshot()
        self._considered = (snapshot.version if snapshot else "", len(ours))

    def move_received(self) -> Iterator[str]:
        """Moves the files that the store holds as received, as they stand, out of the way."""
        decided = self.find_decided()
        for path, (stamp, hashes) in list(self._handled.items()):
            if not hashes or not all(decided.get(sha256, False) for sha256 in hashes):
                continue
            try:
                target = self.move(path, stamp)
            except OSError:
                yield from self.tell(path, "đã nhận nhưng chưa chuyển đi được; sẽ thử lại.")
                continue
            if target is not None:
                del self._handled[path]
                yield f"{self.name(path)}: đã chuyển vào {self.name(target)}."

    def move(self, path: Path, stamp: Stamp) -> Path | None:
        """Moves a file into the folder of today, under a name that is free; None if it changed."""
        if make_stamp(path.stat()) != stamp:
            return None
        folder = self.folder / RECEIVED_FOLDER / datetime.date.today().isoformat()
        folder.mkdir(parents=True, exist_ok=True)
        target = take_name(folder, path)
        try:
            path.replace(target)
        except OSError:
            target.unlink(missing_ok=True)  # the empty file that held the name
            raise
        return target

    def find_decided(self) -> dict[str, bool]:
        """Returns the hashes of all files ever decided on, and whether they stand as received."""
        snapshot = self.inbox.files.find_snapshot()
        rows = select(snapshot, "intake/decided_files", "submissions")
        return {row["file_sha256"]: row["is_received"] for row in rows}

    def tell(self, path: Path, words: str, name: str | None = None) -> Iterator[str]:
        """Yields the line about a file unless it was said before."""
        line = f"{name or self.name(path)}: {words}"
        said = self._told.setdefault(path, set())
        if line not in said:
            said.add(line)
            yield line

    def name(self, path: Path) -> str:
        """Returns a file's name as seen from the watched folder."""
        return show(path.relative_to(self.folder))


def make_stamp(found: os.stat_result) -> Stamp:
    """Returns what a file looks like from outside."""
    return Stamp(found.st_size, found.st_mtime_ns)


def is_received_folder(name: str) -> bool:
    """Tells whether a folder holds what was moved; file systems differ in how they write accents."""
    return unicodedata.normalize("NFC", name) == RECEIVED_FOLDER


def is_unfinished(name: str) -> bool:
    """Tells whether a name is that of a temporary file, or of none that a person has put there."""
    lower = name.lower()
    return is_hidden(name) or lower.endswith(UNFINISHED) or lower in SYSTEM_NAMES


def is_open(path: Path, present: set[str]) -> bool:
    """Tells whether an office program has left its mark beside a file, not longer than a day ago."""
    marks = (f"~${path.name}", f"~${path.name[2:]}", f".~lock.{path.name}#")
    for mark in marks:
        if mark in present:
            with contextlib.suppress(OSError):
                age = time.time() - (path.parent / mark).stat().st_mtime
                return age < LOCK_HOLDS_SECONDS
    return False


def take_name(folder: Path, path: Path) -> Path:
    """Returns a free name in the folder, held by an empty file so that nobody else takes it."""
    number = 1
    while True:
        name = path.name if number == 1 else f"{path.stem} ({number}){path.suffix}"
        try:
            (folder / name).touch(exist_ok=False)
        except FileExistsError:
            number += 1
            continue
        return folder / name


def watch(
    watched: Watch,
    every_seconds: float,
    once: bool = False,
    sleep: Callable[[float], None] = time.sleep,
) -> Iterator[str]:
    """Yields the lines of look after look; with `once`, of the two looks that a file needs."""
    if once:
        yield from watched.look()
        sleep(SETTLE_SECONDS)
        yield from watched.look()
        return
    while True:
        yield from watched.look()
        sleep(every_seconds)
