"""The store: original files for ever, a journal of what happened, and published snapshots.

One writer at a time, in this order: original bytes synced under their hash, facts files synced
under theirs, the journal line appended and synced, the next snapshot built beside the current one
and held against the journal, the pointer replaced; only then is the call answered. A kill at any
instant therefore leaves everything or nothing, and the next writer catches a snapshot up that the
journal is ahead of. Readers only ever open the snapshot that the pointer names.
"""

from __future__ import annotations

import contextlib
import datetime
import errno
import hashlib
import json
import os
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

import duckdb

from queries.database import SCHEMA_VERSION
from reports import disk, journal, snapshots
from reports.disk import StoreError
from reports.drafts import Draft
from reports.journal import Event, Journal

DEFAULT_PATH = Path(__file__).resolve().parent.parent / "data" / "store"
GENERATIONS_KEPT = 5
VERIFY_WAIT_SECONDS = 30.0
RAW_SYNCED_AT_ONCE = 8
# Rows of a facts file that are in memory at once, and that a reader of a few submissions reads.
FACTS_AT_ONCE = 20_000
ROWS_PER_SUBMISSION = 1_000_000
# The folder of the audit log, which may be there before the first report is (access.audit_log).
AUDIT = "audit"
MOMENT_FORMAT = "%Y-%m-%dT%H:%M:%S.%f"

Connection = duckdb.DuckDBPyConnection
# Rows for tables of notes, without the columns of the moment and the person.
Notes = Mapping[str, Sequence[Mapping[str, Any]]]
# Judges an event's original files again, over the snapshot of what came before it; yields the
# database that then holds the schema `received`.
Reread = Callable[[Event, "Store", Path], contextlib.AbstractContextManager[Connection]]


@dataclass(frozen=True)
class Snapshot:
    """What the pointer names: one published state of the store."""

    version: str
    path: Path
    journal_length: int
    journal_head: str
    content_hash: str
    file_size: int
    file_sha256: str
    # Pointers of the first release did not say it.
    schema_version: int = 1


@dataclass(frozen=True)
class Submission:
    """One received file of an import call, as the journal and the table of that name hold it."""

    submission_id: int
    file_name: str
    file_sha256: str
    file_size: int
    format: str | None
    status: str
    simulated: bool
    row_count: int
    rejected_row_count: int


def find_store() -> Path:
    """Returns the store's folder: what STORE names, else the default one."""
    named = os.environ.get("STORE", "").strip()
    return Path(named) if named else DEFAULT_PATH


class Store:
    """One store folder; reading needs no lock, every change goes through `writing`."""

    def __init__(self, path: Path | None = None) -> None:
        self.path = Path(path) if path is not None else find_store()
        self.raw = self.path / "raw"
        self.facts = self.path / "facts"
        self.snapshots = self.path / "snapshots"
        self.journal_path = self.path / "journal.jsonl"
        self.pointer_path = self.path / "current.json"

    def exists(self) -> bool:
        """Returns whether anything was ever accepted here."""
        return self.journal_path.exists()

    def current(self) -> Snapshot:
        """Returns the published snapshot; a missing or damaged store is a StoreError."""
        self.require_store()
        while (snapshot := self.read_pointer()) is not None:
            if has_size(snapshot):
                return snapshot
            # Others may have published, and forgotten this one, since the pointer was read.
            if self.read_pointer() == snapshot:
                raise StoreError(
                    f"Bản dữ liệu {snapshot.path.name} của kho {self.path} bị thiếu hoặc bị cắt"
                    " cụt; hãy chạy `python -m reports rebuild` để dựng lại từ nhật ký."
                )
        raise StoreError(
            f"Kho báo cáo {self.path} chưa có bản dữ liệu nào dùng được;"
            " hãy chạy `python -m reports rebuild` để dựng lại."
        )

    def is_older(self) -> bool:
        """Returns whether the published snapshot lacks what this release keeps in one."""
        snapshot = self.read_pointer()
        return snapshot is not None and snapshot.schema_version < SCHEMA_VERSION

    def require_store(self) -> None:
        """Raises a StoreError unless the folder is a store."""
        if self.path.is_file():
            raise StoreError(
                f"{self.path} là một tệp, không phải thư mục kho báo cáo;"
                " hãy đặt biến môi trường STORE thành đường dẫn của một thư mục."
            )
        if not self.exists() and (self.pointer_path.exists() or self.count_published()):
            raise StoreError(
                f"Nhật ký journal.jsonl của kho {self.path} không còn;"
                " hãy chép lại tệp này từ bản sao lưu, chưa nhập gì thêm."
            )
        if not self.exists():
            raise StoreError(
                f"Chưa có kho báo cáo tại {self.path}; hãy nhập báo cáo trước bằng"
                " `python -m reports import`, hoặc đặt biến môi trường STORE cho đúng thư mục."
            )

    def count_published(self) -> int:
        """Returns of how many events the snapshots tell whose names still lie here, 0 for none."""
        numbers = [path.name.partition("-")[0] for path in self.snapshots.glob("*-*.duckdb")]
        return max((int(number) for number in numbers if number.isdecimal()), default=0)

    def read_pointer(self) -> Snapshot | None:
        """Returns what the pointer says, or None when there is none that can be read."""
        try:
            fields = json.loads(self.pointer_path.read_bytes())
            return Snapshot(path=self.snapshots / f"{fields['version']}.duckdb", **fields)
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def read_audit_head(self) -> Event | None:
        """Returns number and hash of the newest line of the audit log; None where there is none."""
        try:
            head = json.loads((self.path / AUDIT / "head.json").read_bytes())
            return {"sequence": int(head["sequence"]), "sha256": str(head["sha256"])}
        except (OSError, ValueError, TypeError, KeyError):
            return None

    def keep_raw(self, data: bytes) -> str:
        """Keeps a file's original bytes under their SHA-256; returns that hash.

        Bytes that no journal line names are harmless: nobody reads them. They need not have reached
        the disk yet: `receive` syncs them before the journal names them.
        """
        self.create()
        sha256 = hashlib.sha256(data).hexdigest()
        target = self.raw / sha256
        try:
            if not (target.exists() and disk.hash_file(target) == sha256):
                disk.write_unsynced(target, data)
        except OSError as error:
            raise explain(error, self.path) from error
        return sha256

    def sync_raw(self, hashes: Iterable[str]) -> None:
        """Forces the named original files to the disk, several at once: each waits for the disk."""
        try:
            with ThreadPoolExecutor(RAW_SYNCED_AT_ONCE) as pool:
                for _ in pool.map(disk.sync_file, [self.raw / sha256 for sha256 in hashes]):
                    pass
            disk.sync_folder(self.raw)
        except OSError as error:
            raise explain(error, self.path) from error

    def read_raw(self, sha256: str) -> bytes:
        """Returns the original bytes of a received file."""
        try:
            data = (self.raw / sha256).read_bytes()
        except OSError as error:
            raise StoreError(
                f"Không đọc được tệp gốc {sha256} trong kho {self.path};"
                " hãy chép lại thư mục raw từ bản sao lưu."
            ) from error
        if hashlib.sha256(data).hexdigest() != sha256:
            raise StoreError(
                f"Tệp gốc {sha256} trong kho {self.path} đã bị thay đổi;"
                " hãy chép lại tệp này từ bản sao lưu."
            )
        return data

    def create(self) -> None:
        """Makes the folders of an empty store; refuses a folder that holds something else."""
        if self.path.is_file():
            self.require_store()
        try:
            # Listed once: another writer may be making the folders right now, raw before the others.
            found = {each.name for each in self.path.iterdir()} if self.path.is_dir() else set()
            if found - {AUDIT} and self.raw.name not in found:
                raise StoreError(
                    f"Thư mục {self.path} đã có nội dung khác và không phải kho báo cáo;"
                    " hãy đặt biến môi trường STORE thành một thư mục trống hoặc đúng kho."
                )
            for folder in (self.path, self.raw, self.facts, self.snapshots):
                if not folder.is_dir():
                    folder.mkdir(parents=True, exist_ok=True)
                    disk.sync_folder(folder.parent)
        except OSError as error:
            raise unwritable(self.path) from error

    @contextlib.contextmanager
    def writing(self, wait_seconds: float = disk.LOCK_WAIT_SECONDS) -> Iterator[Writer]:
        """Holds the store for one change: waits for the lock and mends what a crash left."""
        self.create()
        try:
            with disk.hold_lock(self.path / "lock", wait_seconds):
                writer = Writer(self)
                writer.recover()
                yield writer
        except (OSError, MemoryError, duckdb.Error) as error:
            raise explain(error, self.path) from error

    def withdraw(self, submission_id: int, by: str, reason: str) -> Snapshot:
        """Undoes one received file: it stays in the history and no longer counts."""
        self.require_store()
        with self.writing() as writer:
            return writer.withdraw(submission_id, by, reason)

    def recover(self, wait_seconds: float = disk.LOCK_WAIT_SECONDS) -> Snapshot | None:
        """Catches a snapshot up with the journal; builds it anew if it is damaged or older."""
        if not self.exists():
            return None
        with self.writing(wait_seconds) as writer:
            return writer.snapshot

    def rebuild(self, reread: Reread | None = None, always: bool = False) -> Snapshot:
        """Builds the snapshot anew from the journal, and publishes it if it says the same.

        Facts files that are missing or damaged, or all with `always`, are made again by `reread`
        from the original bytes; an outcome other than the journal's is a StoreError.
        """
        self.require_store()
        self.create()
        try:
            with disk.hold_lock(self.path / "lock"):
                writer = Writer(self)
                writer.read_journal()
                return writer.rebuild(reread, always)
        except (OSError, MemoryError, duckdb.Error) as error:
            raise explain(error, self.path) from error

    def verify(self) -> list[str]:
        """Returns what is wrong with the store, as Vietnamese sentences; none if it is sound."""
        self.require_store()
        problems = self.find_problems()
        if not problems:
            return []
        # What is being written at this moment looks like damage: look again while nobody writes.
        with (
            contextlib.suppress(OSError, StoreError),
            disk.hold_lock(self.path / "lock", VERIFY_WAIT_SECONDS),
        ):
            return self.find_problems()
        return problems

    def find_problems(self) -> list[str]:
        """Returns what is wrong as it looks now, whether or not somebody is writing."""
        problems: list[str] = []
        try:
            # In this order: the journal is never behind the pointer.
            snapshot = self.current()
            log = journal.read_journal(self.journal_path)
        except StoreError as error:
            return [str(error)]
        if log.torn:
            problems.append("Dòng cuối của nhật ký bị dở dang; lần ghi tiếp theo sẽ tách nó ra.")
        problems += check_pointer(snapshot, log)
        known = log.events[: snapshot.journal_length]
        problems += self.verify_files(log.events)
        if disk.hash_file(snapshot.path) != snapshot.file_sha256:
            problems.append(
                f"Bản dữ liệu {snapshot.path.name} không còn đúng từng byte như khi công bố;"
                " hãy chạy `python -m reports rebuild`."
            )
        try:
            with duckdb.connect(str(snapshot.path), read_only=True) as connection:
                problems += snapshots.check_counts(connection, known)
                if snapshots.hash_tables(connection) != snapshots.hash_content(known):
                    problems.append(
                        f"Nội dung bản dữ liệu {snapshot.path.name} khác với nhật ký;"
                        " hãy chạy `python -m reports rebuild`."
                    )
        except duckdb.Error:
            problems.append(
                f"Bản dữ liệu {snapshot.path.name} không mở được;"
                " hãy chạy `python -m reports rebuild`."
            )
        return problems

    def verify_files(self, events: Sequence[Event]) -> list[str]:
        """Returns what is wrong with the original files and the facts files."""
        problems = []
        for event in snapshots.resolve_events(events):
            for submission in event.get("submissions", ()):
                try:
                    self.read_raw(submission["file_sha256"])
                except StoreError as error:
                    problems.append(str(error))
            for sha256 in list_noted_files(event):
                try:
                    self.read_raw(sha256)
                except StoreError as error:
                    problems.append(str(error))
            for table in event["facts"] if event["event"] in snapshots.TAKING_EVENTS else ():
                try:
                    snapshots.find_facts(event, table, self.facts)
                except StoreError as error:
                    problems.append(str(error))
        return list(dict.fromkeys(problems))


class Writer:
    """The one process that changes a store, while it holds the lock."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.log = Journal((), (), 0, b"")
        self.snapshot: Snapshot | None = None

    @property
    def next_submission_id(self) -> int:
        """Returns the number that the next received file gets."""
        numbers = [
            submission["submission_id"]
            for event in self.log.events
            for submission in event.get("submissions", ())
        ]
        return max(numbers, default=0) + 1

    def read_journal(self) -> None:
        """Reads the journal; sets a torn last line aside, and refuses one that lost lines."""
        self.log = journal.read_journal(self.store.journal_path)
        pointer = self.store.read_pointer()
        if pointer is not None:
            problems = check_pointer(pointer, self.log)
            if problems:
                raise StoreError(problems[0])
        elif self.store.count_published() > len(self.log.events):
            raise StoreError(tell_lost_lines(len(self.log.events), self.store.count_published()))
        journal.set_torn_line_aside(self.store.journal_path, self.log)

    def recover(self) -> None:
        """Brings the published snapshot to the journal's end, from the current one if sound."""
        self.read_journal()
        self.clear_left_overs()
        if not self.log.events:
            return
        pointer = self.store.read_pointer()
        if pointer is not None and pointer.schema_version > SCHEMA_VERSION:
            raise StoreError(
                f"Kho báo cáo {self.store.path} được ghi bởi bản phần mềm mới hơn bản đang chạy;"
                " hãy cập nhật phần mềm rồi làm lại, số liệu trong kho vẫn nguyên."
            )
        if pointer is not None and (
            pointer.schema_version < SCHEMA_VERSION or not is_sound(pointer)
        ):
            pointer = None
        if pointer is not None and pointer.journal_length == len(self.log.events):
            self.snapshot = pointer
            return
        self.snapshot = self.publish(pointer)

    def clear_left_overs(self) -> None:
        """Removes what a killed writer was writing; other imports may be keeping raw files now."""
        for folder in (self.store.path, self.store.facts, self.store.snapshots):
            for path in [*folder.glob(".*.tmp"), *folder.glob("*.wal")]:
                path.unlink(missing_ok=True)
        an_hour_ago = time.time() - 3600
        for path in self.store.raw.glob(".*.tmp"):
            with contextlib.suppress(FileNotFoundError):
                if path.stat().st_mtime < an_hour_ago:
                    path.unlink()

    def receive(
        self,
        connection: Connection,
        submissions: Sequence[Submission],
        by: str,
        at: datetime.datetime,
        reader_version: str,
        notes: Notes | None = None,
        kind: str = "received",
        let_go: Callable[[], None] | None = None,
    ) -> Snapshot:
        """Accepts an import call, all or nothing, and returns the snapshot that shows it.

        `connection` holds the call's facts as received.report_rows, received.report_cells and
        received.issues, with the columns of the snapshot's tables. `notes` are what happens along
        with it, such as the withdrawal of what it replaces; a `refused` call takes files in to
        send them back. `let_go` is called once the facts are on the disk and `connection` is done
        with, so that its memory is free for what follows.
        """
        for submission in submissions:
            if not (self.store.raw / submission.file_sha256).exists():
                raise StoreError(
                    f"Tệp gốc của {submission.file_name} chưa được lưu vào kho; hãy nhập lại."
                )
        self.store.sync_raw({submission.file_sha256 for submission in submissions})
        facts = write_facts(connection, self.store.facts)
        if let_go is not None:
            let_go()
        event: Event = {
            "event": kind,
            "at": at.strftime(MOMENT_FORMAT),
            "by": by,
            "reader_version": reader_version,
            "facts": facts,
            "submissions": [asdict(submission) for submission in submissions],
        }
        if notes:
            event["notes"] = {table: list(rows) for table, rows in notes.items()}
        with self.drafting(self.snapshot) as draft, ThreadPoolExecutor(1) as pool:
            # Both only read the facts files, and each takes long.
            adding = pool.submit(draft.add, [{**event, "sequence": len(self.log.events) + 1}])
            described = describe_facts(event, self.store.facts)
            adding.result()
            return self.append({**event, "submissions": described}, draft)

    def note(self, kind: str, by: str, notes: Notes) -> Snapshot:
        """Writes an event that takes no files in: rows of snapshots.NOTE_TABLES, all or nothing."""
        event: Event = {
            "event": kind,
            "at": self.next_moment().strftime(MOMENT_FORMAT),
            "by": by,
            "notes": {table: list(rows) for table, rows in notes.items()},
        }
        return self.append(event)

    def list_notes(self, table: str) -> list[dict[str, Any]]:
        """Returns all rows of a table of notes, in the order in which they were written."""
        return [row for e in self.log.events for row in snapshots.list_notes(e).get(table, ())]

    def withdraw(
        self, submission_id: int, by: str, reason: str, notes: Notes | None = None
    ) -> Snapshot:
        """Notes that a received file no longer counts."""
        known = {
            submission["submission_id"]
            for event in self.log.events
            for submission in event.get("submissions", ())
        }
        gone = {row["submission_id"] for row in self.list_notes("withdrawals")}
        if submission_id not in known:
            raise StoreError(
                f"Không có lần nhận số {submission_id} trong kho {self.store.path};"
                " hãy xem lại số thứ tự trong lịch sử nhập."
            )
        if submission_id in gone:
            raise StoreError(f"Lần nhận số {submission_id} đã được rút lại từ trước.")
        if not reason.strip():
            raise StoreError("Hãy ghi lý do rút lại.")
        event: Event = {
            "event": "withdrawn",
            "at": self.next_moment().strftime(MOMENT_FORMAT),
            "by": by,
            "submission_id": submission_id,
            "reason": reason.strip(),
        }
        if notes:
            event["notes"] = {table: list(rows) for table, rows in notes.items()}
        return self.append(event)

    def next_moment(self) -> datetime.datetime:
        """Returns now, or just after the last event where the clock was put back."""
        now = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
        if not self.log.events:
            return now
        last = datetime.datetime.strptime(self.log.events[-1]["at"], MOMENT_FORMAT)
        return max(now, last + datetime.timedelta(microseconds=1))

    def append(self, event: Event, draft: Draft | None = None) -> Snapshot:
        """Writes the journal line and publishes the snapshot that includes it.

        `draft` is the next snapshot where it was begun already and holds the event's rows.

        The line names the newest one of the audit log, so that shortening that log shows here. Where
        the snapshot cannot be published the line is taken back: nobody was told of it yet, and
        whoever is told that nothing was received must be able to rely on it.
        """
        if audit := self.store.read_audit_head():
            event = {**event, "audit": audit}
        before = self.log
        self.log = journal.append_event(self.store.journal_path, before, event)
        try:
            if draft is None:
                self.snapshot = self.publish(self.snapshot)
            else:
                self.snapshot = self.put_in_place(draft.finish(self.log.events))
        except BaseException as fault:
            self.take_back(before, fault)
            raise
        return self.snapshot

    def take_back(self, before: Journal, fault: BaseException) -> None:
        """Takes back what the journal holds beyond `before`, unless it is published after all."""
        pointer = self.store.read_pointer()
        if pointer is not None and pointer.journal_length > len(before.events):
            raise StoreError(
                "Lần ghi này đã vào kho nhưng đĩa báo lỗi khi giữ chắc dữ liệu; hãy kiểm tra đĩa,"
                " chạy `python -m reports verify`, và đừng nhập lại."
            ) from fault
        try:
            journal.take_back(self.store.journal_path, before)
        except OSError:
            raise StoreError(
                "Lần ghi này đã vào nhật ký nhưng chưa hiện trong số liệu vì đĩa báo lỗi; lần ghi"
                " tiếp theo sẽ tự hoàn tất. Hãy kiểm tra đĩa, và đừng nhập lại."
            ) from fault
        self.log = before

    @contextlib.contextmanager
    def drafting(self, base: Snapshot | None) -> Iterator[Draft]:
        """Yields the next snapshot as a draft that begins at a sound one, or at nothing."""
        draft = Draft(
            self.store.snapshots / f".next.{os.getpid()}.tmp",
            base.path if base else None,
            self.store.facts,
        )
        try:
            yield draft
        finally:
            draft.close()

    def publish(self, base: Snapshot | None) -> Snapshot:
        """Builds the snapshot of the whole journal, from a sound earlier one if given."""
        start = base.journal_length if base else 0
        with self.drafting(base) as draft:
            draft.add(snapshots.resolve_events(self.log.events)[start:])
            return self.put_in_place(draft.finish(self.log.events))

    def put_in_place(self, temporary: Path) -> Snapshot:
        """Names a finished snapshot, moves the pointer to it and forgets the oldest generations."""
        content_hash = snapshots.hash_content(self.log.events)
        stem = f"{len(self.log.events):06d}-{content_hash[:12]}"
        version, attempt = stem, 1
        # A damaged file may still bear the name, and readers may still hold it open.
        while (self.store.snapshots / f"{version}.duckdb").exists():
            attempt += 1
            version = f"{stem}-{attempt}"
        fields: dict[str, Any] = {
            "version": version,
            "journal_length": len(self.log.events),
            "journal_head": self.log.head,
            "content_hash": content_hash,
            "file_size": temporary.stat().st_size,
            "file_sha256": disk.hash_file(temporary),
            "schema_version": SCHEMA_VERSION,
        }
        target = self.store.snapshots / f"{version}.duckdb"
        try:
            disk.put_in_place(temporary, target)
            disk.write_file(self.store.pointer_path, json.dumps(fields, indent=1).encode())
        except BaseException:
            # Its name would say that so many events were published.
            if self.store.read_pointer() != Snapshot(path=target, **fields):
                target.unlink(missing_ok=True)
            raise
        self.forget_old_generations(target)
        return Snapshot(path=target, **fields)

    def forget_old_generations(self, current: Path) -> None:
        """Removes all but the latest snapshots; one that a reader holds on Windows is left."""
        others = [path for path in self.store.snapshots.glob("*.duckdb") if path != current]
        others.sort(key=lambda path: (path.stat().st_mtime_ns, path.name), reverse=True)
        for path in others[GENERATIONS_KEPT - 1 :]:
            with contextlib.suppress(OSError):
                path.unlink()

    def rebuild(self, reread: Reread | None, always: bool) -> Snapshot:
        """Builds everything anew; facts that are gone are read again from the original files."""
        temporary = self.store.snapshots / f".reread.{os.getpid()}.tmp"
        temporary.unlink(missing_ok=True)
        restored: list[Event] = []
        try:
            with duckdb.connect(str(temporary)) as connection:
                snapshots.create_tables(connection)
            for event in snapshots.resolve_events(self.log.events):
                takes_files = event["event"] in snapshots.TAKING_EVENTS
                if takes_files and (always or not self.has_facts(event)):
                    if reread is None:
                        raise StoreError(
                            f"Thiếu tệp dữ liệu của lần nhập số {event['sequence']};"
                            " hãy chạy `python -m reports rebuild` để đọc lại từ tệp gốc."
                        )
                    facts = self.restore_facts(event, reread, temporary)
                    if facts != event["facts"]:
                        restored.append(
                            {"event": "restored", "of": event["sequence"], "facts": facts}
                        )
                    event = {**event, "facts": facts}
                with duckdb.connect(str(temporary)) as connection:
                    snapshots.add_event(connection, event, self.store.facts)
        finally:
            for path in (temporary, temporary.with_name(temporary.name + ".wal")):
                path.unlink(missing_ok=True)
        for event in restored:
            moment = self.next_moment().strftime(MOMENT_FORMAT)
            self.log = journal.append_event(
                self.store.journal_path, self.log, {**event, "at": moment}
            )
        return self.publish(None)

    def has_facts(self, event: Event) -> bool:
        """Tells whether an event's facts files are all there and unaltered."""
        try:
            for table in snapshots.FACT_TABLES:
                snapshots.find_facts(event, table, self.store.facts)
        except StoreError:
            return False
        return True

    def restore_facts(self, event: Event, reread: Reread, before: Path) -> dict[str, str]:
        """Makes an event's facts files again; a different outcome is refused, not published."""
        existing = set(self.store.facts.iterdir())
        with reread(event, self.store, before) as connection:
            facts = write_facts(connection, self.store.facts)
        again = {**event, "facts": facts}
        try:
            again["submissions"] = describe_facts(again, self.store.facts)
            different = [
                first["file_name"]
                for first, second in zip(event["submissions"], again["submissions"], strict=True)
                if first["digest"] != second["digest"]
            ]
        except StoreError:
            different = [submission["file_name"] for submission in event["submissions"]]
        if different:
            for sha256 in facts.values():
                path = self.store.facts / f"{sha256}.parquet"
                if path not in existing:
                    path.unlink(missing_ok=True)
            raise StoreError(
                f"Đọc lại tệp gốc của lần nhập số {event['sequence']} cho kết quả khác với khi nhận"
                f" ({', '.join(different[:3])}), vì bộ đọc hoặc danh mục đã thay đổi từ đó;"
                " bản dữ liệu đang dùng được giữ nguyên."
            )
        return facts


def unwritable(path: Path) -> StoreError:
    """Returns the error for a store in which this user may not write."""
    return StoreError(
        f"Không có quyền ghi vào kho báo cáo {path}; chưa có gì được nhận."
        " Hãy nhờ người quản trị cấp quyền ghi thư mục này, hoặc đặt biến STORE cho đúng."
    )


def explain(error: Exception, path: Path) -> Exception:
    """Returns the sentence for what kept a store from being written, or what is none of its own."""
    if isinstance(error, PermissionError) or getattr(error, "errno", None) == errno.EROFS:
        return unwritable(path)
    if isinstance(error, MemoryError | duckdb.OutOfMemoryException):
        return StoreError(
            "Máy không đủ bộ nhớ để ghi vào kho báo cáo; chưa có gì được nhận."
            " Hãy đóng bớt chương trình khác hoặc nhập ít tệp hơn mỗi lần."
        )
    if isinstance(error, OSError | duckdb.IOException | duckdb.FatalException):
        reason = f" ({error.strerror})" if isinstance(error, OSError) and error.strerror else ""
        return StoreError(
            f"Không ghi được vào kho báo cáo {path}{reason};"
            " chưa có gì được nhận, hãy kiểm tra dung lượng đĩa và quyền ghi rồi nhập lại."
        )
    return error


def list_noted_files(event: Event) -> list[str]:
    """Returns the hashes of the files that wait or were frozen, which no submission names."""
    return [
        row[name]
        for table, name in (("offers", "file_sha256"), ("seals", "frozen_sha256"))
        for row in snapshots.list_notes(event).get(table, ())
    ]


def has_size(snapshot: Snapshot) -> bool:
    """Returns whether a snapshot's file is there and as long as it was published."""
    try:
        return snapshot.path.stat().st_size == snapshot.file_size
    except OSError:
        return False


def is_sound(snapshot: Snapshot) -> bool:
    """Returns whether a snapshot's file still has every byte that was published."""
    try:
        return has_size(snapshot) and disk.hash_file(snapshot.path) == snapshot.file_sha256
    except OSError:
        return False


def check_pointer(snapshot: Snapshot, log: Journal) -> list[str]:
    """Returns what is wrong when the journal does not lead to what the pointer was made from."""
    if snapshot.journal_length > len(log.events):
        return [tell_lost_lines(len(log.events), snapshot.journal_length)]
    head = journal.NO_LINE
    if snapshot.journal_length:
        head = log.heads[snapshot.journal_length - 1]
    if head != snapshot.journal_head:
        return [
            "Nhật ký không phải là nhật ký mà dữ liệu đã công bố được dựng từ đó;"
            " hãy chép lại journal.jsonl và current.json từ cùng một bản sao lưu."
        ]
    return []


def tell_lost_lines(found: int, published: int) -> str:
    """Returns the sentence on a journal that is shorter than what was published."""
    return (
        f"Nhật ký chỉ còn {found} dòng dùng được trong khi dữ liệu đã công bố gồm"
        f" {published} dòng; hãy chép lại journal.jsonl từ bản sao lưu."
    )


def write_facts(connection: Connection, folder: Path) -> dict[str, str]:
    """Writes a call's facts as Parquet files under their hashes; returns table to hash."""
    hashes = {}
    for table in snapshots.FACT_TABLES:
        names = ", ".join(f'"{name}"' for name in snapshots.COLUMNS[table])
        temporary = folder / f".{table}.{os.getpid()}.tmp"
        quoted = str(temporary).replace("'", "''")
        connection.execute(
            f"copy (select {names} from received.{table})"
            f" to '{quoted}' (format parquet, compression zstd, row_group_size {FACTS_AT_ONCE})"
        )
        sha256 = disk.hash_file(temporary)
        disk.put_in_place(temporary, folder / f"{sha256}.parquet")
        hashes[table] = sha256
    return hashes


def describe_facts(event: Event, folder: Path) -> list[dict[str, Any]]:
    """Returns an event's submissions with the counts and the digest of their facts."""
    with duckdb.connect(config=snapshots.ONE_THREAD) as connection:
        snapshots.create_tables(connection)
        for table in snapshots.FACT_TABLES:
            connection.execute(f"drop table {table}")
        snapshots.add_records(connection, "submissions", snapshots.list_submissions(event))
        for table in snapshots.FACT_TABLES:
            path = str(folder / f"{event['facts'][table]}.parquet").replace("'", "''")
            connection.execute(f"create view {table} as select * from read_parquet('{path}')")
        digests = snapshots.read_digests(connection)
        counts = {row[0]: row[2:] for row in snapshots.run_query(connection, "submission_counts")}
    described = []
    for submission in event["submissions"]:
        number = submission["submission_id"]
        found = dict(zip(snapshots.COUNTS, counts[number], strict=True))
        for name in ("row_count", "rejected_row_count"):
            if submission[name] != found[name]:
                raise StoreError(
                    f"Số dòng của {submission['file_name']} không khớp khi ghi; chưa nhận gì."
                )
        described.append({**submission, "digest": digests[number], **found})
    if set(digests) != {submission["submission_id"] for submission in described}:
        raise StoreError("Dữ liệu của lần nhập không khớp với danh sách tệp; chưa nhận gì.")
    return described
