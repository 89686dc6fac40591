"""The store: nothing acknowledged is lost, nothing is half in, damage is found and said."""

from __future__ import annotations

import json
import os
import random
import shutil
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path

import duckdb
import pytest

from reports import journal, snapshots
from reports.disk import StoreError
from reports.store import GENERATIONS_KEPT, Store
from tests.made_up_calls import count, receive

KILLS = int(os.environ.get("STORE_KILLS", "10"))


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kho")


def test_an_accepted_call_is_in_the_published_snapshot(store: Store) -> None:
    snapshot = receive(store, "a", rows=3, files=2)
    assert store.current() == snapshot
    assert [count(store, table) for table in ("submissions", "report_rows", "issues")] == [2, 6, 2]
    assert count(store, "report_cells") == 12
    assert store.verify() == []


def test_original_bytes_are_kept_under_their_hash(store: Store) -> None:
    receive(store, "a")
    (name,) = [path.name for path in store.raw.iterdir()]
    assert store.read_raw(name) == b"a 0"


def test_content_hash_depends_on_content_and_not_on_when_snapshots_were_built(store: Store) -> None:
    first = receive(store, "a")
    second = receive(store, "b")
    assert first.content_hash != second.content_hash
    for path in store.snapshots.glob("*.duckdb"):
        path.unlink()
    rebuilt = store.rebuild()
    assert rebuilt.content_hash == second.content_hash
    assert store.verify() == []


def test_content_hash_of_tables_does_not_depend_on_row_order(store: Store, tmp_path: Path) -> None:
    snapshot = receive(store, "a", rows=20)
    shuffled = tmp_path / "shuffled.duckdb"
    with duckdb.connect(str(shuffled)) as connection:
        connection.execute(f"attach '{snapshot.path}' as original (read_only)")
        for table in snapshots.COLUMNS:
            connection.execute(f"create table {table} as from original.{table} order by random()")
        assert snapshots.hash_tables(connection) == snapshot.content_hash


PINNED_DIGEST = "4376212d95d40fde521f8345ed9f4806f748f31d31649902f31dd54c685c89ad"


def test_content_hash_is_pinned_so_that_no_engine_or_release_changes_it() -> None:
    with duckdb.connect() as connection:
        snapshots.create_tables(connection)
        connection.execute(
            "insert into submissions values (1, 'Sở Y tế.xlsx', 'ab', 9, 'xlsx',"
            " timestamp '2023-10-15 01:02:03.000004', 'An', 'accepted', false, '1', 1, 0)"
        )
        connection.execute("insert into report_rows values (1000001, 1, 'results', 's', 9, null,"
                           " 'U0001|thứ 2|2023', true)")  # fmt: skip
        connection.execute(
            "insert into report_cells values (1000001, 'cost', 'B9', 'Kinh phí', '12,5', null,"
            " 12.5, date '2023-10-15', 'day', null, null, null)"
        )
        assert snapshots.read_digests(connection) == {1: PINNED_DIGEST}


def test_withdrawn_submissions_stay_in_the_history(store: Store) -> None:
    receive(store, "a")
    store.withdraw(1, "An", "Gửi nhầm")
    assert count(store, "submissions") == 1
    assert count(store, "withdrawals") == 1
    assert store.verify() == []


@pytest.mark.parametrize(
    ("number", "reason", "expected"),
    [(7, "nhầm", "Không có lần nhận số 7"), (1, " ", "lý do"), (2, "nhầm", "đã được rút lại")],
)
def test_a_withdrawal_that_makes_no_sense_is_refused(
    store: Store, number: int, reason: str, expected: str
) -> None:
    receive(store, "a")
    receive(store, "b")
    store.withdraw(2, "An", "Gửi nhầm")
    with pytest.raises(StoreError, match=expected):
        store.withdraw(number, "An", reason)


def test_only_the_latest_generations_are_kept(store: Store) -> None:
    for number in range(GENERATIONS_KEPT + 3):
        snapshot = receive(store, str(number))
    kept = sorted(path.stem for path in store.snapshots.glob("*.duckdb"))
    assert len(kept) == GENERATIONS_KEPT
    assert snapshot.version in kept


def test_a_torn_last_line_is_set_aside_and_the_rest_stands(store: Store) -> None:
    receive(store, "a")
    whole = store.journal_path.read_bytes()
    line = whole.splitlines()[0]
    for tail in (line[: len(line) // 2], b"{", b"\0\0\0\0", line.replace(b"results", b"x") + b"\n"):
        store.journal_path.write_bytes(whole + tail)
        assert any("dở dang" in problem for problem in store.verify())
        store.recover()
        assert store.journal_path.read_bytes() == whole
        assert store.verify() == []
    assert any(path.read_bytes() == b"{" for path in store.path.glob("journal.torn-*"))


def test_a_journal_ahead_of_the_snapshot_is_caught_up(store: Store) -> None:
    receive(store, "a")
    pointer = store.pointer_path.read_bytes()
    latest = receive(store, "b", rows=6)
    store.pointer_path.write_bytes(pointer)
    assert count(store, "report_rows") == 3
    recovered = store.recover()
    assert recovered is not None
    assert recovered.content_hash == latest.content_hash
    assert count(store, "report_rows") == 9


@pytest.mark.parametrize("damage", ["missing line", "altered line", "altered middle"])
def test_a_journal_that_lost_or_changed_a_published_line_is_refused(
    store: Store, damage: str
) -> None:
    for label in "abc":
        receive(store, label)
    lines = store.journal_path.read_bytes().splitlines(keepends=True)
    changed = {
        "missing line": lines[:-1],
        "altered line": [*lines[:-1], lines[-1].replace(b"c-0.xlsx", b"d-0.xlsx")],
        "altered middle": [lines[0].replace(b"a-0.xlsx", b"d-0.xlsx"), *lines[1:]],
    }[damage]
    store.journal_path.write_bytes(b"".join(changed))
    assert store.verify() != []
    with pytest.raises(StoreError, match="bản sao lưu"):
        receive(store, "d")


@pytest.mark.parametrize("damage", ["cut", "empty", "flipped", "gone", "pointer", "no pointer"])
def test_a_damaged_snapshot_is_found_and_rebuilt(store: Store, damage: str) -> None:
    snapshot = receive(store, "a", rows=30)
    data = bytearray(snapshot.path.read_bytes())
    if damage == "cut":
        snapshot.path.write_bytes(data[: len(data) * 2 // 3])
    elif damage == "empty":
        snapshot.path.write_bytes(b"")
    elif damage == "flipped":
        data[len(data) // 2] ^= 0xFF
        snapshot.path.write_bytes(data)
    elif damage == "gone":
        snapshot.path.unlink()
    elif damage == "pointer":
        store.pointer_path.write_bytes(store.pointer_path.read_bytes()[:20])
    else:
        store.pointer_path.unlink()
    assert store.verify() != []
    recovered = store.recover()
    assert recovered is not None
    assert recovered.content_hash == snapshot.content_hash
    assert store.verify() == []
    assert count(store, "report_rows") == 30


def test_a_damaged_facts_file_is_found(store: Store) -> None:
    receive(store, "a")
    facts = next(store.facts.iterdir())
    facts.write_bytes(facts.read_bytes() + b"x")
    assert any(facts.name in problem for problem in store.verify())


@pytest.mark.parametrize(
    ("make", "expected"),
    [
        (lambda path: None, "Chưa có kho báo cáo"),
        (lambda path: path.write_text("x"), "là một tệp"),
        (lambda path: path.mkdir(), "Chưa có kho báo cáo"),
    ],
)
def test_reading_where_there_is_no_store_is_a_sentence(store: Store, make, expected: str) -> None:
    make(store.path)
    with pytest.raises(StoreError, match=expected):
        store.current()


def test_a_folder_with_other_things_never_becomes_a_store(store: Store) -> None:
    store.path.mkdir()
    (store.path / "thư.docx").write_bytes(b"x")
    with pytest.raises(StoreError, match="nội dung khác"):
        store.keep_raw(b"x")
    assert [path.name for path in store.path.iterdir()] == ["thư.docx"]


def test_two_writers_wait_for_each_other(store: Store) -> None:
    failures: list[Exception] = []

    def work(label: str) -> None:
        try:
            for number in range(4):
                receive(store, f"{label}{number}")
        except Exception as error:
            failures.append(error)

    threads = [threading.Thread(target=work, args=(label,)) for label in "xyz"]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert count(store, "submissions") == 12
    assert store.verify() == []


def test_a_lock_that_is_never_freed_ends_in_a_sentence(store: Store) -> None:
    refused = pytest.raises(StoreError, match="đang được một lần nhập khác")
    with store.writing(), refused, store.writing(wait_seconds=0.2):
        pass


IMPORTER = """
import sys
sys.path[:0] = [{root!r}]
from tests.made_up_calls import receive
from reports.store import Store
store = Store({store!r})
number = 0
while True:
    number += 1
    receive(store, f"{{sys.argv[1]}}-{{number}}", rows=7, files=3)
    print(f"{{sys.argv[1]}}-{{number}}", flush=True)
"""


def test_kills_at_any_instant_lose_nothing_acknowledged_and_leave_nothing_half(
    store: Store, tmp_path: Path
) -> None:
    tests = Path(__file__).resolve().parent
    script = tmp_path / "importer.py"
    script.write_text(IMPORTER.format(root=str(tests.parent), store=str(store.path)))
    chance = random.Random(20231030)
    acknowledged: set[str] = set()
    for turn in range(KILLS):
        process = subprocess.Popen(
            [sys.executable, str(script), f"k{turn}"], stdout=subprocess.PIPE, text=True
        )
        assert process.stdout is not None
        acknowledged.add(process.stdout.readline().strip())
        time.sleep(chance.uniform(0, 0.5))
        process.send_signal(signal.SIGKILL)
        acknowledged.update(process.stdout.read().split())
        process.wait()
        store.recover()
        with duckdb.connect(str(store.current().path), read_only=True) as connection:
            files = connection.execute(
                "select regexp_replace(file_name, '-[0-9]+.xlsx$', ''), count(*)"
                " from submissions group by all"
            ).fetchall()
            rows = connection.execute(
                "select submission_id, count(*) from report_rows group by all"
            ).fetchall()
        assert acknowledged <= {name for name, _ in files}
        assert {number for _, number in files} == {3}
        assert {number for _, number in rows} == {7}
        assert len(rows) == 3 * len(files)
    assert store.verify() == []
    assert not list(store.snapshots.glob("*.tmp"))
    length = len(journal.read_journal(store.journal_path).events)
    assert json.loads(store.pointer_path.read_bytes())["journal_length"] == length


def test_a_full_disk_accepts_nothing_and_says_so(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    before = receive(store, "a")

    def fail(*_: object) -> None:
        raise OSError(28, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copyfile", fail)
        with pytest.raises(StoreError, match="dung lượng đĩa"):
            receive(store, "b")
    assert store.current() == before
    receive(store, "c")
    assert store.verify() == []
