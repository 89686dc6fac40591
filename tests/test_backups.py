"""Backup and restore: taken while imports run, proved on the way back, refused where damaged."""

from __future__ import annotations

import os
import random
import sqlite3
import stat
import threading
import zipfile
from pathlib import Path

import pytest

from access import audit_log
from queries.database import open_database
from reports import __main__ as command_line
from reports import snapshots
from reports.backups import check_backup, find_folder, write_backup
from reports.disk import StoreError
from reports.restoring import restore_backup
from reports.store import Store
from tests.made_up_calls import count, receive

DAMAGES = int(os.environ.get("BACKUP_DAMAGES", "60"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kho")


@pytest.fixture(autouse=True)
def no_access_elsewhere(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("ACCESS", raising=False)


def test_a_restored_store_says_the_same_and_takes_more(store: Store, tmp_path: Path) -> None:
    receive(store, "a", files=2)
    snapshot = receive(store, "b")
    store.withdraw(1, "An", "Gửi nhầm")
    with store.writing() as writer:
        waiting = store.keep_raw(b"waits")
        row = {"file_sha256": waiting, "file_name": "chờ.xlsx"}
        snapshot = writer.note("offered", "An", {"offers": [row]})
    backup = write_backup(store, tmp_path / "a.zip")
    assert (backup.journal_length, backup.content_hash) == (4, snapshot.content_hash)
    other = Store(tmp_path / "máy khác" / "kho")
    restore_backup(tmp_path / "a.zip", other.path)
    assert other.verify() == []
    assert other.current().content_hash == snapshot.content_hash
    assert other.read_raw(waiting) == b"waits"
    assert other.journal_path.read_bytes() == store.journal_path.read_bytes()
    assert open_database(other.path).query("data_status")["submissions"].tolist() == [3]
    receive(other, "c")
    assert count(other, "submissions") == 4


def test_backups_taken_while_imports_run_are_whole_and_restorable(
    store: Store, tmp_path: Path
) -> None:
    receive(store, "first")
    done = threading.Event()
    failures: list[Exception] = []

    def work() -> None:
        try:
            for number in range(12):
                receive(store, str(number))
        except Exception as error:
            failures.append(error)
        finally:
            done.set()

    writer = threading.Thread(target=work)
    writer.start()
    lengths = []
    while not done.is_set() or not lengths:
        number = len(lengths)
        lengths.append(write_backup(store, tmp_path / f"{number}.zip").journal_length)
    writer.join()
    assert failures == []
    assert lengths == sorted(lengths)
    for number in {0, len(lengths) // 2, len(lengths) - 1}:
        other = Store(tmp_path / f"kho {number}")
        restore_backup(tmp_path / f"{number}.zip", other.path)
        assert count(other, "submissions") == lengths[number]


def test_accounts_beside_the_store_come_back_as_one_consistent_state(
    store: Store, tmp_path: Path
) -> None:
    receive(store, "a")
    beside = find_folder("access", store.path)
    assert beside == tmp_path / "kho-access"
    (beside / "keys").mkdir(parents=True)
    (beside / "oidc.toml").write_bytes(b"issuer = 'x'\n")
    (beside / "keys" / "public.pem").write_bytes(b"key")
    accounts = sqlite3.connect(beside / "accounts.sqlite")
    accounts.execute("pragma journal_mode = wal")
    accounts.execute("create table accounts (name text)")
    accounts.execute("insert into accounts values ('an')")
    accounts.commit()
    # Another sign-in is being written: the copy holds what was there before it.
    accounts.execute("insert into accounts values ('half')")
    assert (beside / "accounts.sqlite-wal").stat().st_size
    write_backup(store, tmp_path / "a.zip")
    accounts.rollback()
    accounts.close()
    restore_backup(tmp_path / "a.zip", tmp_path / "mới" / "kho")
    restored = tmp_path / "mới" / "kho-access"
    found = {p.relative_to(restored).as_posix() for p in restored.rglob("*") if p.is_file()}
    assert found == {"oidc.toml", "keys/public.pem", "accounts.sqlite"}
    assert (restored / "keys" / "public.pem").read_bytes() == b"key"
    with sqlite3.connect(restored / "accounts.sqlite") as copy:
        assert copy.execute("select name from accounts").fetchall() == [("an",)]
    for private in (tmp_path / "a.zip", restored / "accounts.sqlite"):
        assert stat.S_IMODE(private.stat().st_mode) == 0o600


def test_the_two_logs_of_a_backup_name_each_other_whatever_was_written_meanwhile(
    store: Store, tmp_path: Path
) -> None:
    receive(store, "first")
    failures: list[Exception] = []
    done = threading.Event()

    def act() -> None:
        try:
            while not done.is_set():
                audit_log.record("downloaded", "done", who="An", role="secretary", store=store.path)
        except Exception as error:
            failures.append(error)

    def work() -> None:
        try:
            for number in range(6):
                receive(store, str(number))
        except Exception as error:
            failures.append(error)
        finally:
            done.set()

    threads = [threading.Thread(target=each) for each in (act, work)]
    for thread in threads:
        thread.start()
    taken = 0
    while not done.is_set() or not taken:
        write_backup(store, tmp_path / f"{taken}.zip")
        taken += 1
    for thread in threads:
        thread.join()
    assert failures == []
    for number in {0, taken - 1}:
        target = tmp_path / f"kho {number}"
        restore_backup(tmp_path / f"{number}.zip", target)
        assert Store(target).verify() == []
        assert audit_log.verify(target).problem == ""
        audit_log.record("downloaded", "done", who="An", role="secretary", store=target)
        assert audit_log.verify(target).is_whole


def test_other_accounts_beside_the_target_are_never_overwritten(
    store: Store, tmp_path: Path
) -> None:
    receive(store, "a")
    for folder, text in ((tmp_path / "kho-access", b"old"), (tmp_path / "mới-access", b"new")):
        folder.mkdir()
        (folder / "oidc.toml").write_bytes(text)
    write_backup(store, tmp_path / "a.zip")
    with pytest.raises(StoreError, match="khác với tệp trong bản sao lưu"):
        restore_backup(tmp_path / "a.zip", tmp_path / "mới")
    assert (tmp_path / "mới-access" / "oidc.toml").read_bytes() == b"new"
    assert not (tmp_path / "mới").exists()


def test_a_damaged_backup_is_refused_and_leaves_nothing(store: Store, tmp_path: Path) -> None:
    receive(store, "a")
    write_backup(store, tmp_path / "a.zip")
    whole = (tmp_path / "a.zip").read_bytes()
    expected = store.current().content_hash
    broken, chance = tmp_path / "b.zip", random.Random(20231030)
    refused = 0
    for case in range(DAMAGES):
        data, place = bytearray(whole), chance.randrange(len(whole))
        if case % 4 == 0:
            del data[place:]
        else:
            data[place] ^= 1 << chance.randrange(8)
        broken.write_bytes(data)
        target = tmp_path / str(case)
        try:
            restore_backup(broken, target)
        except StoreError as error:
            assert "bản sao lưu" in str(error)
            assert not target.exists()
            refused += 1
        else:
            # A bit that no reader of a zip looks at, such as a date.
            assert Store(target).verify() == []
            assert Store(target).current().content_hash == expected
    assert refused > DAMAGES * 2 // 3
    assert not [path for path in tmp_path.iterdir() if "restoring" in path.name]


def test_a_name_that_leads_out_of_the_folder_is_refused(store: Store, tmp_path: Path) -> None:
    receive(store, "a")
    write_backup(store, tmp_path / "a.zip")
    with (
        zipfile.ZipFile(tmp_path / "a.zip") as archive,
        zipfile.ZipFile(tmp_path / "b.zip", "w") as hostile,
    ):
        for name in archive.namelist():
            content = archive.read(name)
            if name == "backup.json":
                content = content.replace(b"store/journal.jsonl", b"access/../../x.jsonl")
            hostile.writestr(name.replace("store/journal.jsonl", "access/../../x.jsonl"), content)
    with pytest.raises(StoreError, match="không phải là bản sao lưu"):
        restore_backup(tmp_path / "b.zip", tmp_path / "sâu" / "mới")
    assert not list(tmp_path.rglob("x.jsonl"))


@pytest.mark.parametrize("kind", ["raw", "facts"])
def test_a_store_that_lost_a_file_gives_no_backup(store: Store, tmp_path: Path, kind: str) -> None:
    receive(store, "a")
    lost = sorted((store.path / kind).iterdir())[0]
    lost.write_bytes(b"other")
    with pytest.raises(StoreError, match=lost.stem[:64]):
        write_backup(store, tmp_path / "a.zip")
    assert [path.name for path in tmp_path.iterdir()] == ["kho"]


def test_a_store_that_is_rebuilt_otherwise_is_not_restored(
    store: Store, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    receive(store, "a")
    write_backup(store, tmp_path / "a.zip")
    monkeypatch.setattr(snapshots, "hash_content", lambda events: "0" * 64)
    with pytest.raises(StoreError, match="không giống kho khi sao lưu"):
        restore_backup(tmp_path / "a.zip", tmp_path / "mới")
    assert not (tmp_path / "mới").exists()


def test_both_commands_answer_in_words(
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    receive(store, "a")
    monkeypatch.setenv("STORE", str(store.path))
    file, target = tmp_path / "a.zip", tmp_path / "mới"
    assert command_line.main(["backup", str(file)]) == 0
    assert "1 lần ghi, 1 tệp gốc, 0 tệp tài khoản và nhật ký" in capsys.readouterr().out
    assert command_line.main(["backup", str(file)]) == 1
    assert "Đã có tệp" in capsys.readouterr().err
    assert command_line.main(["backup", str(store.path / "b.zip")]) == 1
    assert "ngoài thư mục kho" in capsys.readouterr().err
    assert command_line.main(["restore", str(file), str(target)]) == 0
    assert "nội dung trùng với khi sao lưu" in capsys.readouterr().out
    assert command_line.main(["restore", str(file), str(target)]) == 1
    assert "chưa có hoặc còn trống" in capsys.readouterr().err
    assert command_line.main(["restore", str(tmp_path / "c.zip"), str(tmp_path / "d")]) == 1
    assert "Không tìm thấy bản sao lưu" in capsys.readouterr().err
    assert check_backup(file).count("store/raw") == 1
