"""Restoring: a backup becomes a store on a machine that has none, and is proved on the way.

Everything is unpacked beside the target, rebuilt from the journal, verified and held against the
hash of what was kept; only then does it get its name. A target that holds anything is refused.
"""

from __future__ import annotations

import re
import shutil
import tempfile
import zipfile
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path, PurePosixPath

from queries.database import SCHEMA_VERSION
from reports import disk
from reports.backups import FOLDERS, PIECE, Backup, check_backup, damaged, find_folder
from reports.disk import StoreError
from reports.store import Store

IN_STORE = re.compile(r"store/(journal\.jsonl|raw/[0-9a-f]{64}|facts/[0-9a-f]{64}\.parquet)")


def restore_backup(path: Path, target: Path) -> Backup:
    """Makes the store `target` from a backup file; raises StoreError, and then nothing is there.

    Files beside the store come back too, unless they are there already with the same bytes.
    """
    if not path.is_file():
        raise StoreError(f"Không tìm thấy bản sao lưu {path}; hãy kiểm tra lại đường dẫn.")
    require_empty(target)
    backup = check_backup(path)
    try:
        target.parent.mkdir(parents=True, exist_ok=True)
        with unpack_beside(target) as folder:
            unpack(path, backup, folder)
            store = Store(folder / "store")
            prove(store, backup)
            if (folder / "audit").is_dir():
                (folder / "audit").rename(store.path / "audit")
            bring_back(folder / "access", find_folder("access", target))
            # rename gives the name to an empty folder on some systems only.
            if target.is_dir():
                target.rmdir()
            store.path.rename(target)
            disk.sync_folder(target.parent)
    except OSError as error:
        raise StoreError(
            f"Không ghi được vào {target}; hãy kiểm tra quyền ghi và dung lượng đĩa rồi khôi phục"
            " lại. Chưa có kho nào được tạo."
        ) from error
    return backup


def require_empty(target: Path) -> None:
    """Raises StoreError where a store, or anything else, would be overwritten."""
    if target.is_file() or (target.is_dir() and any(target.iterdir())):
        raise StoreError(
            f"{target} đã có nội dung; chỉ khôi phục vào một thư mục chưa có hoặc còn trống."
            " Chưa có gì thay đổi."
        )


@contextmanager
def unpack_beside(target: Path) -> Iterator[Path]:
    """Yields a folder on the target's disk that is gone afterwards; only its owner may look in."""
    folder = Path(tempfile.mkdtemp(prefix=f".{target.name}.restoring-", dir=target.parent))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def unpack(path: Path, backup: Backup, folder: Path) -> None:
    """Unpacks the files of a backup that was checked, each synced."""
    with zipfile.ZipFile(path) as archive:
        for name in backup.files:
            place = folder / require_expected(name, path)
            place.parent.mkdir(parents=True, exist_ok=True)
            try:
                with archive.open(name) as source, place.open("wb") as file:
                    shutil.copyfileobj(source, file, PIECE)
            except (zipfile.BadZipFile, zlib.error, EOFError, RuntimeError) as error:
                raise damaged(path) from error
            disk.sync_file(place)


def require_expected(name: str, path: Path) -> PurePosixPath:
    """Returns a member's place; a name that leads elsewhere belongs to no backup of ours."""
    place = PurePosixPath(name)
    is_beside = len(place.parts) > 1 and place.parts[0] in FOLDERS and ".." not in place.parts
    if not (IN_STORE.fullmatch(name) or is_beside) or "\\" in name or ":" in name:
        raise damaged(path)
    return place


def prove(store: Store, backup: Backup) -> None:
    """Builds the snapshot from what was unpacked; what is not as it was kept is a StoreError."""
    store.create()
    snapshot = store.rebuild()
    problems = store.verify()
    # A later release may hash more columns; then the journal's own hash and `verify` must do.
    is_same = snapshot.journal_head == backup.journal_head and (
        snapshot.content_hash == backup.content_hash or backup.schema_version != SCHEMA_VERSION
    )
    if problems or not is_same:
        raise StoreError(
            "Kho dựng lại từ bản sao lưu không giống kho khi sao lưu nên không được dùng"
            f" ({problems[0] if problems else 'khác nội dung'}). Chưa có gì thay đổi."
        )


def bring_back(unpacked: Path, beside: Path) -> None:
    """Puts the files of a folder beside the store back; other bytes there are a StoreError."""
    if not unpacked.is_dir():
        return
    found = {
        path.relative_to(unpacked): path for path in sorted(unpacked.rglob("*")) if path.is_file()
    }
    for name, path in found.items():
        there = beside / name
        if there.exists() and disk.hash_file(there) != disk.hash_file(path):
            raise StoreError(
                f"Tệp {there} đã có và khác với tệp trong bản sao lưu; hãy chuyển thư mục"
                f" {beside} đi nơi khác rồi khôi phục lại. Chưa có gì thay đổi."
            )
    for name, path in found.items():
        there = beside / name
        there.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        if there.exists():
            continue
        path.chmod(0o600)
        temporary = disk.name_temporary(there)
        shutil.copyfile(path, temporary)
        temporary.chmod(0o600)
        disk.put_in_place(temporary, there)
