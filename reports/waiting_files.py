"""The files that wait in the inbox: what they say, read once; what is wrong with them, judged together.

What is kept here only saves reading the same bytes twice: who waits is in the store.
"""

from __future__ import annotations

import datetime
import threading
from collections import OrderedDict
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import duckdb

from reports.corrections import has_table, read_corrections
from reports.disk import StoreError
from reports.incoming import Incoming
from reports.intake import FileReport, Issue, Taken, judge, make_incoming
from reports.isolation import read_reports
from reports.reading import PackedReading
from reports.sources import Source
from reports.store import Snapshot, Store

QUERIES = Path(__file__).resolve().parent.parent / "queries"
# A cell weighs half a kilobyte at most: a quarter of a gigabyte, or 200 files of 200 rows.
MOST_CELLS_KEPT = 500_000

Progress = Callable[[int, int], None]


class NotWaiting(StoreError):
    """Somebody else has decided on this file in the meantime, or it was never offered."""


@dataclass(frozen=True)
class Waiting:
    """A file that waits for a decision; `offered_at` is UTC."""

    file_sha256: str
    file_name: str
    offered_at: datetime.datetime
    offered_by: str


@dataclass
class Judged:
    """All waiting files judged together, against one version of the store and on one day."""

    state: tuple[str, datetime.date]
    incoming: Incoming
    taken: list[Taken]
    reports: list[FileReport]


class WaitingFiles:
    """The waiting files of one store; may be shared by threads."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.lock = threading.RLock()
        self._readings: OrderedDict[tuple[str, datetime.date], PackedReading] = OrderedDict()
        self._cells_kept = 0
        self._judged: Judged | None = None

    def find_snapshot(self) -> Snapshot | None:
        """Returns the published state, or None before the first event."""
        if not self.store.exists():
            return None
        # A kill between the very first event and its snapshot leaves a journal that nobody points to;
        # a snapshot of an earlier release lacks what is asked for here.
        if self.store.read_pointer() is None or self.store.is_older():
            return self.store.recover()
        return self.store.current()

    def list_waiting(self, snapshot: Snapshot | None) -> list[Waiting]:
        """Returns the files that wait for a decision in one published state, as they were offered."""
        return [Waiting(**row) for row in select(snapshot, "views/waiting_files", "offers")]

    def require_waiting(self, sha256s: Sequence[str], snapshot: Snapshot | None) -> list[Waiting]:
        """Returns the named files in the order of their offers; raises NotWaiting if one is not."""
        wanted = set(sha256s)
        found = [one for one in self.list_waiting(snapshot) if one.file_sha256 in wanted]
        if len(found) < len(wanted):
            raise not_waiting()
        return found

    def judge(self, progress: Progress | None = None) -> Judged | None:
        """Judges all that waits, once per version of the store and day; None when nothing waits."""
        snapshot = self.find_snapshot()
        with self.lock:
            if self._judged is not None and self._judged.state == find_state(snapshot):
                return self._judged
        waiting = self.list_waiting(snapshot)
        self.read([(one.file_sha256, one.file_name) for one in waiting], progress)
        # Reading takes long, and others may have published meanwhile.
        snapshot = self.find_snapshot()
        waiting = self.list_waiting(snapshot)
        with self.lock:
            state = find_state(snapshot)
            if self._judged is not None and self._judged.state == state:
                return self._judged
            self.forget_judged()
            if snapshot is not None and waiting:
                self._judged = self.judge_anew(state, snapshot, waiting)
            return self._judged

    def judge_anew(
        self, state: tuple[str, datetime.date], snapshot: Snapshot, waiting: Sequence[Waiting]
    ) -> Judged:
        """Judges waiting files against what counts in one published state."""
        corrections = read_corrections(snapshot.path)
        incoming = Incoming(now(), corrections)
        try:
            taken = self.load(incoming, waiting)
            incoming.attach(snapshot.path)
            reports = judge(incoming, taken)
            warn_of_earlier(incoming, taken, reports)
        except BaseException:
            incoming.close()
            raise
        waivers = select(snapshot, "intake/latest_waivers", "waivers")
        for one, report in zip(waiting, reports, strict=True):
            report.is_pending = True
            report.offered_at, report.offered_by = one.offered_at, one.offered_by
            report.corrections = [c for c in corrections if c.file_sha256 == report.sha256]
            report.waivers = [w for w in waivers if w["file_sha256"] == report.sha256]
            report.issues = [complete(issue, report.waivers) for issue in report.issues]
        return Judged(state, incoming, taken, reports)

    def forget_judged(self) -> None:
        """Lets go of what was judged against an earlier state."""
        judged, self._judged = self._judged, None
        if judged is not None:
            judged.incoming.close()

    def load(self, incoming: Incoming, waiting: Sequence[Waiting]) -> list[Taken]:
        """Loads waiting files into the incoming tables, from kept readings where there are any."""
        self.read([(one.file_sha256, one.file_name) for one in waiting])
        taken = []
        for number, one in enumerate(waiting, 1):
            source = Source(one.file_name, one.file_name)
            size = (self.store.raw / one.file_sha256).stat().st_size
            taken.append(Taken(source, number, one.file_sha256, size))
        incoming.load(make_incoming(file, self.find_reading(file.sha256)) for file in taken)
        return taken

    def read(self, files: Sequence[tuple[str, str]], progress: Progress | None = None) -> None:
        """Reads files, given as hash and name, in child processes and keeps what they say."""
        day = now().date()
        with self.lock:
            missing = [one for one in files if (one[0], day) not in self._readings]
        # Asked for one after the other: few are in memory at once.
        data = ((self.store.read_raw(sha256), name) for sha256, name in missing)
        done = len(files) - len(missing)
        for (sha256, _), reading in zip(missing, read_reports(data), strict=True):
            self.keep_reading(sha256, day, reading)
            done += 1
            if progress is not None:
                progress(done, len(files))

    def keep_reading(self, sha256: str, day: datetime.date, reading: PackedReading) -> None:
        """Keeps what a file says, as it came from the child: packed already."""
        with self.lock:
            if (sha256, day) in self._readings:
                return
            self._readings[sha256, day] = reading
            self._cells_kept += reading.cell_count
            while self._cells_kept > MOST_CELLS_KEPT:
                _, oldest = self._readings.popitem(last=False)
                self._cells_kept -= oldest.cell_count

    def find_reading(self, sha256: str) -> PackedReading:
        """Returns what a file says; reads it again where that is no longer kept."""
        with self.lock:
            kept = self._readings.get((sha256, now().date()))
        if kept is None:
            (kept,) = read_reports([(self.store.read_raw(sha256), sha256)])
        return kept


def find_state(snapshot: Snapshot | None) -> tuple[str, datetime.date]:
    """Returns what a judgement depends on: the version of the store, and the day."""
    return (snapshot.version if snapshot else "", now().date())


def warn_of_earlier(
    incoming: Incoming, taken: Sequence[Taken], reports: Sequence[FileReport]
) -> None:
    """Warns of waiting files that contradict each other at the later one too.

    The check warns at the earlier, for within one call the later counts. Here a person may accept
    either alone, so neither is clean. A marked copy that came back is meant to differ from its own.
    """
    by_number = {file.file_no: report for file, report in zip(taken, reports, strict=True)}
    for row in incoming.select("earlier_overlaps"):
        report = by_number[row["file_no"]]
        returned = report.resubmission
        if returned is not None and returned.origin_sha256 == row["earlier_sha256"]:
            continue
        message = (
            f"{row['row_count']} dòng của tệp này cũng có trong tệp “{row['earlier_file_name']}” đang"
            " chờ với số liệu khác; nhận cả hai thì số liệu của tệp này được dùng. Nếu không đúng,"
            " hãy chỉ nhận tệp đúng."
        )
        none = (None, None, None, None)
        report.issues.insert(0, Issue("warning", "superseded_in_call", *none, message, None))
        if report.status == "accepted":
            report.status = "accepted_with_warnings"


def select(snapshot: Snapshot | None, query: str, table: str) -> list[dict[str, Any]]:
    """Returns the rows of a select of queries/ over a published state; none without `table`."""
    if snapshot is None:
        return []
    with duckdb.connect(str(snapshot.path), read_only=True) as connection:
        if not has_table(connection, table):
            return []
        found = connection.execute((QUERIES / f"{query}.sql").read_text(encoding="utf-8"))
        rows: list[dict[str, Any]] = found.to_arrow_table().to_pylist()
        return rows


def complete(issue: Issue, waivers: Sequence[dict[str, Any]]) -> Issue:
    """Returns a warning with the reason for which it was accepted, if it was."""
    for waiver in waivers:
        if issue.severity == "warning" and covers(
            waiver["rule"], waiver["sheet"], waiver["address"], issue
        ):
            return replace(issue, waived=waiver["reason"])
    return issue


def covers(rule: str, sheet: str | None, address: str | None, issue: Issue) -> bool:
    """Tells whether a waiver of a rule, or of it at one place, concerns an issue."""
    if issue.rule != rule:
        return False
    return (sheet is None and address is None) or (issue.sheet, issue.cell) == (sheet, address)


def not_waiting() -> NotWaiting:
    """Returns the error for a file that is no longer, or never was, in the inbox."""
    return NotWaiting(
        "Tệp này không còn trong danh sách chờ: có người đã nhận hoặc trả lại, xem ở mục Lịch sử."
    )


def now() -> datetime.datetime:
    """Returns the moment, UTC without zone."""
    return datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
