"""The audit log: nothing is written twice or lost, and whatever is changed in it afterwards is found."""

import json
import multiprocessing
import os
import random
import re
import shutil
import threading
from pathlib import Path

import pytest

from access import __main__ as command_line
from access import audit_log, history
from access.audit_log import Head, Log, NotRecorded
from reports.store import Store

WORDS = "Nguyễn Thị Ánh"


def write(store: Path, count: int = 1, subject: str = "do-phu_7f3a.xlsx") -> int:
    number = 0
    for _ in range(count):
        number = audit_log.record(
            "downloaded", "done", who=WORDS, role="secretary", subject=subject, store=store
        )
    return number


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> Path:
    store = tmp_path_factory.mktemp("written")
    write(store, 12)
    return store


@pytest.fixture
def log(tmp_path: Path, written: Path) -> Path:
    """A log of twelve lines."""
    shutil.copytree(written / "audit", tmp_path / "audit")
    return audit_log.find_folder(tmp_path) / "log.jsonl"


def test_an_act_is_read_back_as_it_was_written(tmp_path: Path) -> None:
    audit_log.record(
        "sign_in",
        "refused",
        who=WORDS,
        role="",
        subject="anh.nt",
        detail={"Địa chỉ": "10.0.0.7", "lần": 3},
        store=tmp_path,
    )
    (entry,) = audit_log.read(tmp_path)
    assert (entry.sequence, entry.action, entry.outcome) == (1, "sign_in", "refused")
    assert (entry.who, entry.subject) == (WORDS, "anh.nt")
    assert entry.detail == {"Địa chỉ": "10.0.0.7", "lần": 3}
    assert entry.at is not None and entry.is_sound


def test_an_act_or_outcome_that_is_not_listed_is_the_programmer_s_error(tmp_path: Path) -> None:
    for action, outcome in (("flew", "done"), ("sign_in", "perhaps")):
        with pytest.raises(ValueError, match="states.csv"):
            audit_log.record(action, outcome, who="An", role="", store=tmp_path)
    assert audit_log.read(tmp_path) == []


def test_a_name_cannot_end_its_line_or_make_another_one(tmp_path: Path) -> None:
    name = 'An"}\n{"sequence":2,"who":"Bình"}\r\n\u2028\x00\udcff'
    write(tmp_path, subject=name)
    assert len(audit_log.read(tmp_path)) == 1
    assert audit_log.verify(tmp_path).is_whole


def test_a_very_long_question_is_cut_and_says_how_long_it_was(tmp_path: Path) -> None:
    write(tmp_path, subject="x" * 50_000)
    (entry,) = audit_log.read(tmp_path)
    assert len(entry.subject) < 4_200
    assert "50000 ký tự" in entry.subject


def test_an_untouched_log_is_whole_and_an_empty_one_too(log: Path, tmp_path: Path) -> None:
    verdict = audit_log.verify(tmp_path)
    assert verdict.is_whole and verdict.head.sequence == 12
    assert audit_log.verify(tmp_path / "never").is_whole


def test_every_single_changed_byte_is_found_at_its_line(tmp_path: Path) -> None:
    write(tmp_path, 4)
    log = audit_log.find_folder(tmp_path) / "log.jsonl"
    whole = log.read_bytes()
    line_of = [whole[:place].count(b"\n") + 1 for place in range(len(whole))]
    chance = random.Random(6)
    for place in range(len(whole)):
        byte = chance.choice([b for b in (0, 10, 32, 34, 48, 92, 125, 255) if b != whole[place]])
        log.write_bytes(whole[:place] + bytes([byte]) + whole[place + 1 :])
        verdict = audit_log.verify(tmp_path)
        assert not verdict.is_whole, (place, byte)
        assert verdict.broken_line is not None
        # A wrong `previous` cannot be told from a change of the line before it.
        assert verdict.broken_line in (line_of[place] - 1, line_of[place]), (place, byte)
    log.write_bytes(whole)
    assert audit_log.verify(tmp_path).is_whole


@pytest.mark.parametrize("line", range(12))
def test_a_removed_repeated_swapped_or_inserted_line_is_found(
    log: Path, tmp_path: Path, line: int
) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    other = (line + 5) % 12
    swapped = [*lines]
    swapped[line], swapped[other] = swapped[other], swapped[line]
    inserted = json.dumps({"sequence": line + 1, "previous": "", "who": "kẻ lạ"}).encode() + b"\n"
    for changed in (
        lines[:line] + lines[line + 1 :],
        lines[: line + 1] + lines[line:],
        swapped,
        [*lines[:line], inserted, *lines[line:]],
        [*lines[:line], b"\n", *lines[line:]],
    ):
        log.write_bytes(b"".join(changed))
        assert not audit_log.verify(tmp_path).is_whole


def test_a_tail_cut_at_any_byte_is_found(log: Path, tmp_path: Path) -> None:
    whole = log.read_bytes()
    for size in range(0, len(whole), 7):
        log.write_bytes(whole[:size])
        verdict = audit_log.verify(tmp_path)
        assert not verdict.is_whole, size
    log.unlink()
    assert "bị cắt bớt" in audit_log.verify(tmp_path).problem


def test_a_cut_stays_to_be_found_after_more_was_written(log: Path, tmp_path: Path) -> None:
    lines = log.read_bytes().splitlines(keepends=True)
    log.write_bytes(b"".join(lines[:9]) + lines[9][:20])
    assert write(tmp_path, 3) == 15
    verdict = audit_log.verify(tmp_path)
    assert not verdict.is_whole
    assert verdict.broken_line == 10
    acts = audit_log.read(tmp_path)
    assert [act.is_sound for act in acts] == [True] * 9 + [False] * 4


def test_a_lost_head_is_said_and_stays_said_after_more_was_written(
    log: Path, tmp_path: Path
) -> None:
    (log.parent / "head.json").unlink()
    assert "đã mất" in audit_log.verify(tmp_path).problem
    write(tmp_path)
    assert "Trước dòng 13" in audit_log.verify(tmp_path).problem


def test_a_chain_written_anew_is_found_by_a_line_noted_elsewhere(log: Path, tmp_path: Path) -> None:
    noted = audit_log.verify(tmp_path).head
    for path in log.parent.iterdir():
        path.unlink()
    write(tmp_path, 20)
    assert audit_log.verify(tmp_path).is_whole
    assert not audit_log.verify(tmp_path, noted).is_whole


def test_a_chain_written_anew_is_found_by_the_store_s_journal(tmp_path: Path) -> None:
    store = tmp_path / "store"
    write(store, 4)
    with Store(store).writing() as writer:
        writer.note("remarked", "An", {})
    assert audit_log.verify(store).is_whole
    for path in audit_log.find_folder(store).iterdir():
        path.unlink()
    write(store, 6)
    verdict = audit_log.verify(store)
    assert verdict.broken_line == 4
    assert "nhật ký kho" in verdict.problem


def test_a_journal_that_was_shortened_is_found_by_the_audit_log(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    for name in ("An", "Bình"):
        with store.writing() as writer:
            writer.note("remarked", name, {})
        if name == "An":
            shorter = store.journal_path.read_bytes(), store.pointer_path.read_bytes()
    write(store.path)
    assert audit_log.verify(store.path).is_whole
    store.journal_path.write_bytes(shorter[0])
    store.pointer_path.write_bytes(shorter[1])
    assert "cắt bớt" in audit_log.verify(store.path).problem


def test_a_log_from_before_the_first_report_does_not_stop_the_store(tmp_path: Path) -> None:
    write(tmp_path / "store")
    Store(tmp_path / "store").create()
    assert (tmp_path / "store" / "raw").is_dir()


def test_what_a_killed_writer_left_is_taken_in_or_set_aside(log: Path, tmp_path: Path) -> None:
    head = log.parent / "head.json"
    before = head.read_bytes()
    write(tmp_path)
    # Killed between the line and the head; then in the middle of the next line.
    head.write_bytes(before)
    with log.open("ab") as file:
        file.write(b'{"action":"down')
    assert audit_log.verify(tmp_path).is_whole
    assert write(tmp_path) == 14
    verdict = audit_log.verify(tmp_path)
    assert verdict.is_whole and verdict.head.sequence == 14
    assert len(list(log.parent.glob("log.torn-*"))) == 1


def _write_many(store: Path, count: int) -> None:
    write(store, count, subject=str(os.getpid()))


def test_several_processes_and_threads_write_one_chain(tmp_path: Path) -> None:
    spawn = multiprocessing.get_context("spawn")
    processes = [spawn.Process(target=_write_many, args=(tmp_path, 15)) for _ in range(3)]
    threads = [threading.Thread(target=_write_many, args=(tmp_path, 15)) for _ in range(3)]
    for worker in (*processes, *threads):
        worker.start()
    seen = 0
    while any(worker.is_alive() for worker in (*processes, *threads)):
        # Reading while others write never raises a false alarm.
        verdict = audit_log.verify(tmp_path)
        assert verdict.is_whole, verdict.problem
        assert verdict.head.sequence >= seen
        seen = verdict.head.sequence
    for worker in (*processes, *threads):
        worker.join()
    assert [process.exitcode for process in processes] == [0, 0, 0]
    verdict = audit_log.verify(tmp_path)
    assert verdict.is_whole and verdict.head.sequence == 90


def test_what_cannot_be_written_down_is_refused_with_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "audit").write_text("a file where the folder should be", encoding="utf-8")
    with pytest.raises(NotRecorded, match="nên việc này chưa được làm"):
        write(tmp_path)
    assert not audit_log.verify(tmp_path).is_whole


def test_both_logs_are_told_together_in_the_order_of_time(tmp_path: Path) -> None:
    store = Store(tmp_path / "store")
    write(store.path, subject="trước.xlsx")
    with store.writing() as writer:
        row = {"meeting_id": "H001", "title": "Phiên quý I", "held_on": "2026-03-02"}
        writer.note("meeting_planned", "Bình", {"meetings": [row]})
    write(store.path, subject="sau.xlsx")
    acts = history.list_acts(store.path)
    assert [act.subject for act in acts] == ["sau.xlsx", "H001 · Phiên quý I", "trước.xlsx"]
    assert acts[0].role == "Thư ký"
    assert [act.source for act in acts][1] == history.STORE_JOURNAL
    assert acts[1].action_label == "Lập phiên họp"
    assert acts[1].detail == "họp ngày 02/03/2026"


def test_every_event_of_the_store_has_words(tmp_path: Path) -> None:
    """The sources, not a list: an event kind added tomorrow needs its label tomorrow."""
    root = Path(__file__).resolve().parents[1]
    kinds = {"received", "refused"}
    for path in (root / "reports").glob("*.py"):
        text = path.read_text(encoding="utf-8")
        kinds |= set(re.findall(r'\.note\(\s*"([a-z_]+)"', text))
        kinds |= set(re.findall(r'"event": "([a-z_]+)"', text))
    assert {"offered", "sealed", "withdrawn", "restored"} <= kinds
    assert kinds <= audit_log.list_codes("audit_action").keys()


def test_the_commands_say_whether_the_log_is_whole_and_what_was_done(
    log: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STORE", str(tmp_path))
    assert command_line.main(["audit", "verify"]) == 0
    shown = capsys.readouterr().out
    assert "nguyên vẹn: 12 dòng" in shown
    noted = shown.rpartition("Dòng mới nhất: ")[2].strip()
    assert command_line.main(["audit", "verify", "--known", noted]) == 0
    assert command_line.main(["audit", "show", "--last", "2", "--json"]) == 0
    acts = [json.loads(line) for line in capsys.readouterr().out.splitlines()[-2:]]
    assert [act["number"] for act in acts] == [12, 11]
    log.write_bytes(log.read_bytes().replace(b"xlsx", b"xlsm", 1))
    assert command_line.main(["audit", "verify"]) == 1
    assert "ở dòng 1" in capsys.readouterr().err
    assert command_line.main(["audit", "verify", "--known", "12:ab"]) == 2


def test_head_file_names_the_last_line_and_the_size(log: Path) -> None:
    head = Log(log.parent).read_head()
    assert head is not None
    assert head == Head(12, head.sha256, log.stat().st_size)
