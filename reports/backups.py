"""Backups: one zip file with all that a store cannot be made from again, taken while imports run.

The journal up to what is published, the original and the facts files that it names, and what
data/backup_files.csv lists of the audit log and of accounts. No snapshot: a restore builds it from
these, and so proves them. Imports need not wait: the journal only grows and other files never change.
"""

from __future__ import annotations

import contextlib
import csv
import datetime
import fnmatch
import hashlib
import json
import os
import sqlite3
import struct
import zipfile
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import IO, NamedTuple

from queries.database import SCHEMA_VERSION
from queries.reference import DATA
from reports import disk, journal, snapshots
from reports.disk import StoreError
from reports.journal import Event, Journal
from reports.release import read_version
from reports.store import MOMENT_FORMAT, Store, check_pointer, list_noted_files

MANIFEST = "backup.json"
FORMAT = 1
PIECE = 1 << 20
# What zipfile and json raise for bytes that are no backup: flags may even ask for a password.
UNREADABLE = (
    OSError,
    ValueError,
    LookupError,
    TypeError,
    EOFError,
    RuntimeError,
    zipfile.BadZipFile,
    zlib.error,
    struct.error,
    OverflowError,
)
AUDIT_WAIT_SECONDS = 30.0
# The folders in data/backup_files.csv: the log of who did what, accounts.
FOLDERS = ("audit", "access")


@dataclass(frozen=True)
class Backup:
    """What a backup file holds; `made_at` is UTC, files are by name in the zip: size, SHA-256."""

    made_at: str
    software_version: str
    schema_version: int
    journal_length: int
    journal_head: str
    content_hash: str
    files: dict[str, tuple[int, str]]
    format: int = FORMAT

    @property
    def size(self) -> int:
        """Returns how many bytes are kept, unpacked."""
        return sum(size for size, _ in self.files.values())

    def count(self, folder: str) -> int:
        """Returns how many files lie below a folder of the backup, such as store/raw."""
        return sum(name.startswith(f"{folder}/") for name in self.files)


class Member(NamedTuple):
    """A file to keep: its name in the zip, where its bytes are, what they must hash to if known."""

    name: str
    source: Path | bytes
    sha256: str | None


class Listed(NamedTuple):
    """A row of data/backup_files.csv: which files of which folder, and how each is copied."""

    folder: str
    pattern: str
    way: str


def write_backup(store: Store, target: Path) -> Backup:
    """Writes a backup file and reads it back; raises StoreError, and then there is no such file.

    Safe while others import: it holds what was published when it began.
    """
    if target.exists():
        raise StoreError(f"Đã có tệp {target}; hãy đặt tên khác, bản sao lưu cũ được giữ nguyên.")
    if store.path.resolve() in target.resolve().parents:
        raise StoreError("Hãy để bản sao lưu ở ngoài thư mục kho, tốt nhất là trên một đĩa khác.")
    temporary = disk.name_temporary(target)
    try:
        # Journal and audit log name each other's newest line: both are read while none is written.
        with holding_audit(store):
            log, content_hash = read_published(store)
            logs = list(list_beside("audit", store.path))
        with open_private(temporary) as file:
            files = pack(file, (*list_members(store, log), *logs))
            backup = Backup(
                datetime.datetime.now(datetime.UTC).strftime(MOMENT_FORMAT),
                read_version(),
                SCHEMA_VERSION,
                len(log.events),
                log.head,
                content_hash,
                files,
            )
            with zipfile.ZipFile(file, "a") as archive:
                archive.writestr(MANIFEST, json.dumps(asdict(backup), ensure_ascii=False, indent=1))
        check_backup(temporary)
        disk.put_in_place(temporary, target)
    except OSError as error:
        raise StoreError(
            f"Không ghi được bản sao lưu {target}; hãy kiểm tra thư mục, quyền ghi và dung lượng"
            " đĩa. Chưa có bản sao lưu nào được tạo."
        ) from error
    finally:
        temporary.unlink(missing_ok=True)
    return backup


def read_published(store: Store) -> tuple[Journal, str]:
    """Returns the journal up to what is published, and the hash of all that it says."""
    # In this order: the journal is never behind the pointer.
    snapshot = store.current()
    log = journal.read_journal(store.journal_path)
    if problems := check_pointer(snapshot, log):
        raise StoreError(problems[0])
    log = log.cut(snapshot.journal_length)
    return log, snapshots.hash_content(log.events)


@contextlib.contextmanager
def holding_audit(store: Store) -> Iterator[None]:
    """Keeps others from writing to the audit log, where there is one and this user may."""
    folder = find_folder("audit", store.path)
    if not folder.is_dir() or not os.access(folder, os.W_OK):
        yield
        return
    with disk.hold_lock(folder / "lock", AUDIT_WAIT_SECONDS):
        yield


def list_members(store: Store, log: Journal) -> Iterator[Member]:
    """Yields what the store and the accounts are made of, but not the audit log."""
    data = store.journal_path.read_bytes()[: log.whole_size]
    yield Member("store/journal.jsonl", data, None)
    for sha256 in sorted(list_raw(log.events)):
        yield Member(f"store/raw/{sha256}", store.raw / sha256, sha256)
    for sha256 in sorted(list_facts(log.events)):
        yield Member(f"store/facts/{sha256}.parquet", store.facts / f"{sha256}.parquet", sha256)
    yield from list_beside("access", store.path)


def list_raw(events: Iterable[Event]) -> set[str]:
    """Returns the hashes of all original and frozen files that events name."""
    return {
        sha256
        for event in events
        for sha256 in [
            *(submission["file_sha256"] for submission in event.get("submissions", ())),
            *list_noted_files(event),
        ]
    }


def list_facts(events: tuple[Event, ...]) -> set[str]:
    """Returns the hashes of the facts files that count."""
    return {
        sha256
        for event in snapshots.resolve_events(events)
        if event["event"] in snapshots.TAKING_EVENTS
        for sha256 in event["facts"].values()
    }


def find_folder(name: str, store_path: Path) -> Path:
    """Returns where a folder of FOLDERS is: the audit log in the store, accounts beside it."""
    if name == "audit":
        return store_path / name
    named = os.environ.get("ACCESS", "").strip()
    return Path(named) if named else store_path.with_name(f"{store_path.name}-access")


def read_listed(data_path: Path = DATA) -> list[Listed]:
    """Returns the rows of data/backup_files.csv; of each file the first that fits decides."""
    with (data_path / "backup_files.csv").open(encoding="utf-8-sig", newline="") as file:
        return [Listed(row["folder"], row["pattern"], row["way"]) for row in csv.DictReader(file)]


def list_beside(name: str, store_path: Path) -> Iterator[Member]:
    """Yields the files of a folder of FOLDERS as they are now, none where there is none."""
    beside = find_folder(name, store_path)
    rules = [row for row in read_listed() if row.folder == name]
    for path in sorted(beside.rglob("*")) if beside.is_dir() else []:
        if path.is_symlink() or not path.is_file() or path.name.startswith("."):
            continue
        inside = path.relative_to(beside).as_posix()
        way = next((row.way for row in rules if fnmatch.fnmatch(inside, row.pattern)), "skip")
        if way == "database":
            yield Member(f"{name}/{inside}", copy_database(path), None)
        elif way == "whole":
            yield Member(f"{name}/{inside}", path.read_bytes(), None)


def copy_database(source: Path) -> bytes:
    """Returns an SQLite file as one consistent state while others write to it."""
    try:
        with (
            contextlib.closing(sqlite3.connect(source, timeout=30)) as original,
            contextlib.closing(sqlite3.connect(":memory:")) as copy,
        ):
            original.backup(copy)
            return copy.serialize()
    except sqlite3.Error as error:
        raise StoreError(
            f"Không sao lưu được cơ sở dữ liệu {source.name} vì tệp bị hỏng hoặc đang bị khóa;"
            " hãy thử lại, nếu vẫn vậy thì khôi phục tệp này trước. Chưa tạo bản sao lưu."
        ) from error


def open_private(path: Path) -> IO[bytes]:
    """Opens a new file that only its owner may read: a backup holds everything."""
    flags = os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0)
    return os.fdopen(os.open(path, flags, 0o600), "w+b")


def pack(file: IO[bytes], members: Iterable[Member]) -> dict[str, tuple[int, str]]:
    """Writes files into a zip; a file whose bytes are not what its name says is a StoreError."""
    files = {}
    with zipfile.ZipFile(file, "w") as archive:
        for member in members:
            # Originals and facts are packed already; only text is worth the time.
            information = zipfile.ZipInfo(member.name)
            if isinstance(member.source, bytes):
                information.compress_type = zipfile.ZIP_DEFLATED
            found, size = hashlib.sha256(), 0
            with archive.open(information, "w", force_zip64=True) as target:
                for piece in read_pieces(member):
                    found.update(piece)
                    size += len(piece)
                    target.write(piece)
            if member.sha256 not in (None, found.hexdigest()):
                raise lost_file(member.name)
            files[member.name] = (size, found.hexdigest())
    return files


def read_pieces(member: Member) -> Iterator[bytes]:
    """Yields the bytes of a file to keep."""
    if isinstance(member.source, bytes):
        yield member.source
        return
    try:
        with member.source.open("rb") as file:
            while piece := file.read(PIECE):
                yield piece
    except OSError as error:
        raise lost_file(member.name) from error


def lost_file(name: str) -> StoreError:
    """Returns the error for a file that is missing or no longer what it was."""
    kind = "gốc" if name.startswith("store/raw/") else "dữ liệu"
    remedy = (
        "hãy chép lại tệp này từ một bản sao lưu trước"
        if name.startswith("store/raw/")
        else "hãy chạy `python -m reports rebuild` để đọc lại từ tệp gốc"
    )
    return StoreError(
        f"Tệp {kind} {Path(name).name} của kho bị thiếu hoặc đã bị thay đổi; {remedy}, rồi sao lưu"
        " lại. Chưa có bản sao lưu nào được tạo."
    )


def check_backup(path: Path) -> Backup:
    """Reads a backup file from end to end and returns what it holds; damage is a StoreError."""
    try:
        with zipfile.ZipFile(path) as archive:
            backup = read_manifest(archive)
            for name, (size, sha256) in backup.files.items():
                with archive.open(name) as file:
                    found = hashlib.file_digest(file, "sha256").hexdigest()  # type: ignore[arg-type]
                if found != sha256 or archive.getinfo(name).file_size != size:
                    raise damaged(path)
    except UNREADABLE as error:
        raise damaged(path) from error
    return backup


def read_manifest(archive: zipfile.ZipFile) -> Backup:
    """Returns what a backup says that it holds."""
    stated = json.loads(archive.read(MANIFEST))
    if stated["format"] > FORMAT or stated["schema_version"] > SCHEMA_VERSION:
        raise StoreError(
            "Bản sao lưu được ghi bởi bản phần mềm mới hơn bản đang chạy; hãy cập nhật phần mềm"
            " rồi khôi phục lại."
        )
    files = {name: (int(size), str(sha256)) for name, (size, sha256) in stated["files"].items()}
    return Backup(**{**stated, "files": files})


def damaged(path: Path) -> StoreError:
    """Returns the error for a file that is no whole backup."""
    return StoreError(
        f"Tệp {path} không phải là bản sao lưu của kho báo cáo, hoặc đã bị hỏng;"
        " hãy dùng một bản sao lưu khác. Chưa có gì thay đổi."
    )
