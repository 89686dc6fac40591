"""Files that survive a crash: written under another name, synced, then put in place; and one lock.

Nothing else in the project writes into the store. A file is either there, whole, or not there.
"""

from __future__ import annotations

import contextlib
import hashlib
import os
import threading
import time
from collections.abc import Iterator
from pathlib import Path

LOCK_WAIT_SECONDS = 600.0
LOCK_POLL_SECONDS = 0.05


class StoreError(Exception):
    """Something about the store that a clerk must know, as a complete Vietnamese sentence."""


def sync_file(path: Path) -> None:
    """Forces a file's bytes to the disk."""
    # Windows lets only a handle that may write be synced.
    handle = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def sync_folder(folder: Path) -> None:
    """Forces a folder's entries to the disk, where the system can do that."""
    if os.name == "nt":  # a folder cannot be opened there, and NTFS journals its entries itself
        return
    handle = os.open(folder, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def put_in_place(temporary: Path, target: Path) -> None:
    """Syncs a finished file and gives it its name; whatever had that name is replaced at once."""
    sync_file(temporary)
    temporary.replace(target)
    sync_folder(target.parent)


def write_file(target: Path, data: bytes) -> None:
    """Writes a file so that after a crash either the old content or the new one is there."""
    temporary = name_temporary(target)
    with temporary.open("wb") as file:
        file.write(data)
        file.flush()
        os.fsync(file.fileno())
    temporary.replace(target)
    sync_folder(target.parent)


def write_unsynced(target: Path, data: bytes) -> None:
    """Writes a file under its name at once; whoever relies on it must sync it first."""
    temporary = name_temporary(target)
    try:
        temporary.write_bytes(data)
        temporary.replace(target)
    except OSError:
        # On a full disk half a file would take the room that the next attempt needs.
        with contextlib.suppress(OSError):
            temporary.unlink(missing_ok=True)
        raise


def name_temporary(target: Path) -> Path:
    """Returns a name beside the target that no other process or thread uses."""
    return target.with_name(f".{target.name}.{os.getpid()}-{threading.get_ident()}.tmp")


def hash_file(path: Path) -> str:
    """Returns the SHA-256 of a file's bytes, in hexadecimal."""
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextlib.contextmanager
def hold_lock(path: Path, wait_seconds: float = LOCK_WAIT_SECONDS) -> Iterator[None]:
    """Holds the one writer's lock; waits for another holder, and gives up with a StoreError.

    The system frees the lock of a process that dies, so a kill leaves nothing to clean up.
    """
    with path.open("a+b") as file:
        deadline = time.monotonic() + wait_seconds
        while not try_lock(file.fileno()):
            if time.monotonic() > deadline:
                raise StoreError(
                    "Kho báo cáo đang được một lần nhập khác ghi và chưa xong;"
                    " hãy đợi lần nhập đó kết thúc rồi làm lại."
                )
            time.sleep(LOCK_POLL_SECONDS)
        try:
            yield
        finally:
            unlock(file.fileno())


if os.name == "nt":
    import msvcrt

    def try_lock(handle: int) -> bool:
        """Takes the lock if it is free; returns whether it was."""
        os.lseek(handle, 0, os.SEEK_SET)
        try:
            msvcrt.locking(handle, msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True

    def unlock(handle: int) -> None:
        """Gives the lock back."""
        os.lseek(handle, 0, os.SEEK_SET)
        msvcrt.locking(handle, msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]

else:
    import fcntl

    def try_lock(handle: int) -> bool:
        """Takes the lock if it is free; returns whether it was."""
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def unlock(handle: int) -> None:
        """Gives the lock back."""
        fcntl.flock(handle, fcntl.LOCK_UN)
