"""The watch over a shared folder: what it takes, what it leaves alone, what it survives."""

from __future__ import annotations

import datetime
import os
import signal
import subprocess
import sys
import time
import unicodedata
import zipfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from reports.__main__ import main
from reports.disk import StoreError
from reports.inbox import Inbox
from reports.store import Store
from reports.watching import Watch
from reports.watching import watch as watch_folder

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"
CLEAN = "2023-ban-to-chuc-tinh-uy.xlsx"
OTHER = "2023-so-tu-phap.xlsx"
WRONG = "2025-huyen-tran-de-cap-xa.xlsx"
NAME = "Máy chủ tiếp nhận"
TODAY = datetime.date.today().isoformat()


class Killed(BaseException):
    """Stands for kill -9: nothing that follows is done."""


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    path = tmp_path / "Thư mục chung"
    path.mkdir()
    return path


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kho")


def make_watch(folder: Path, store: Store, accepts: bool = False) -> Watch:
    return Watch(folder, Inbox(store), NAME, accepts)


def put(path: Path, sample: str = CLEAN) -> Path:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes((SAMPLES / sample).read_bytes())
    return path


def look(watch: Watch, times: int = 2) -> list[str]:
    return [line for _ in range(times) for line in watch.look()]


def list_names(folder: Path) -> list[str]:
    return sorted(str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file())


def list_pending(store: Store) -> list[str]:
    return sorted(report.name for report in Inbox(store).pending())


def count_events(store: Store) -> int:
    return len(store.journal_path.read_bytes().splitlines()) if store.exists() else 0


def test_a_file_is_offered_at_the_second_look_and_stays_where_it_is(
    folder: Path, store: Store
) -> None:
    put(folder / "Sở A" / "báo cáo.xlsx")
    watch = make_watch(folder, store)
    assert look(watch, 1) == []
    assert look(watch, 1) == ["Sở A/báo cáo.xlsx: Đã giữ, chờ xử lý."]
    assert look(watch, 3) == []
    assert list_pending(store) == ["báo cáo.xlsx"]
    assert list_names(folder) == ["Sở A/báo cáo.xlsx"]


def test_a_file_that_still_grows_waits_until_it_stands_still(folder: Path, store: Store) -> None:
    data = (SAMPLES / CLEAN).read_bytes()
    path = folder / "a.xlsx"
    watch = make_watch(folder, store)
    for part in (1000, 5000, len(data)):
        path.write_bytes(data[:part])
        assert look(watch, 1) == []
    assert look(watch, 1) == ["a.xlsx: Đã giữ, chờ xử lý."]


def test_a_file_changed_while_it_is_read_is_left_for_a_later_look(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(folder / "a.xlsx")
    watch = make_watch(folder, store)
    read = Path.read_bytes

    def read_and_change(self: Path) -> bytes:
        data = read(self)
        if self == path:
            os.utime(path, ns=(1, 1))
        return data

    monkeypatch.setattr(Path, "read_bytes", read_and_change)
    assert look(watch) == []
    monkeypatch.undo()
    assert look(watch) == ["a.xlsx: Đã giữ, chờ xử lý."]


@pytest.mark.parametrize(
    "name",
    ["~$a.xlsx", ".a.xlsx", "a.xlsx.tmp", "A.XLSX.PART", "b.crdownload", "Thumbs.db"]
    + ["desktop.ini", ".cất/a.xlsx", "đã nhận/2026-11-23/a.xlsx"]
    + [unicodedata.normalize("NFD", "đã nhận") + "/a.xlsx"],
)
def test_unfinished_hidden_and_received_files_are_ignored(
    folder: Path, store: Store, name: str
) -> None:
    put(folder / name)
    assert look(make_watch(folder, store, accepts=True)) == []
    assert count_events(store) == 0
    assert len(list_names(folder)) == 1


def test_a_file_of_another_kind_is_said_once_and_left_alone(folder: Path, store: Store) -> None:
    (folder / "công văn.pdf").write_bytes(b"%PDF")
    watch = make_watch(folder, store, accepts=True)
    assert look(watch, 4) == ["công văn.pdf: không phải loại tệp báo cáo; để nguyên."]
    assert list_names(folder) == ["công văn.pdf"]


def test_the_same_bytes_change_nothing_whoever_watches(folder: Path, store: Store) -> None:
    put(folder / "a.xlsx")
    look(make_watch(folder, store))
    events = count_events(store)
    put(folder / "chép" / "b.xlsx")
    lines = look(make_watch(folder, store), 3)
    assert [line.split(":")[0] for line in lines] == ["a.xlsx", "chép/b.xlsx"]
    assert all("đang chờ xử lý rồi" in line for line in lines)
    assert count_events(store) == events


def test_new_bytes_under_an_old_name_are_a_new_file(folder: Path, store: Store) -> None:
    put(folder / "a.xlsx")
    watch = make_watch(folder, store)
    look(watch)
    put(folder / "a.xlsx", OTHER)
    assert look(watch) == ["a.xlsx: Đã giữ, chờ xử lý."]
    assert list_pending(store) == ["a.xlsx", "a.xlsx"]


def test_only_files_without_errors_are_accepted_and_only_they_are_moved(
    folder: Path, store: Store
) -> None:
    put(folder / "đúng.xlsx")
    put(folder / "xã" / "sai.xlsx", WRONG)
    watch = make_watch(folder, store, accepts=True)
    lines = look(watch, 4)
    assert list_names(folder) == ["xã/sai.xlsx", f"đã nhận/{TODAY}/đúng.xlsx"]
    assert list_pending(store) == ["sai.xlsx"]
    assert [line for line in lines if "đã nhận" in line] == [
        "đúng.xlsx: đã nhận (lần nhận số 1), +2 dòng.",
        f"đúng.xlsx: đã chuyển vào đã nhận/{TODAY}/đúng.xlsx.",
    ]
    assert sum("chưa nhận, chờ người xử lý" in line for line in lines) == 1
    assert store.verify() == []


def test_a_file_that_a_person_accepts_later_is_moved_then(folder: Path, store: Store) -> None:
    put(folder / "sai.xlsx", WRONG)
    watch = make_watch(folder, store, accepts=True)
    look(watch)
    (report,) = Inbox(store).pending()
    Inbox(store).accept([report.sha256], "Thư")
    assert look(watch, 1) == [f"sai.xlsx: đã chuyển vào đã nhận/{TODAY}/sai.xlsx."]


def test_a_taken_name_gets_a_number_and_nothing_is_overwritten(folder: Path, store: Store) -> None:
    there = folder / "đã nhận" / TODAY / "a.xlsx"
    there.parent.mkdir(parents=True)
    there.write_bytes(b"cu")
    put(folder / "a.xlsx")
    put(folder / "b" / "a.xlsx", OTHER)
    look(make_watch(folder, store, accepts=True))
    names = [f"đã nhận/{TODAY}/a{end}.xlsx" for end in (" (2)", " (3)", "")]
    assert list_names(folder) == names
    assert there.read_bytes() == b"cu"


@pytest.mark.parametrize("moment", ["accept_faultless", "move_received", "move"])
def test_the_next_run_goes_on_where_a_killed_one_ended(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch, moment: str
) -> None:
    put(folder / "a.xlsx")

    def die(*arguments: Any) -> None:
        raise Killed

    monkeypatch.setattr(Watch, moment, die)
    with pytest.raises(Killed):
        look(make_watch(folder, store, accepts=True))
    monkeypatch.undo()
    look(make_watch(folder, store, accepts=True))
    assert list_names(folder) == [f"đã nhận/{TODAY}/a.xlsx"]
    events = count_events(store)
    assert look(make_watch(folder, store, accepts=True)) == []
    assert (count_events(store), list_pending(store)) == (events, [])


def test_what_a_person_has_undone_or_sent_back_is_left_to_people(
    folder: Path, store: Store
) -> None:
    put(folder / "a.xlsx")
    look(make_watch(folder, store))
    inbox = Inbox(store)
    (report,) = inbox.pending()
    (accepted,) = inbox.accept([report.sha256], "Thư")
    assert accepted.submission_id is not None
    inbox.undo(accepted.submission_id, "Thư", "Nhận nhầm")
    look(make_watch(folder, store, accepts=True), 3)
    assert (list_pending(store), list_names(folder)) == (["a.xlsx"], ["a.xlsx"])
    inbox.refuse([report.sha256], "Thư", "Thiếu số liệu")
    (line,) = look(make_watch(folder, store, accepts=True), 3)
    assert line == "a.xlsx: đúng từng byte với tệp đã bị trả lại; không thay đổi gì."
    assert (list_pending(store), list_names(folder)) == ([], ["a.xlsx"])


def test_a_file_that_somebody_else_dropped_is_not_accepted_for_them(
    folder: Path, store: Store
) -> None:
    path = put(folder / "a.xlsx")
    Inbox(store).offer([("a.xlsx", path.read_bytes())], "Thư")
    look(make_watch(folder, store, accepts=True), 3)
    assert (list_pending(store), list_names(folder)) == (["a.xlsx"], ["a.xlsx"])


def make_archive(path: Path, samples: Sequence[str]) -> Path:
    with zipfile.ZipFile(path, "w") as archive:
        for sample in samples:
            archive.write(SAMPLES / sample, f"gửi/{sample}")
    return path


def test_an_archive_is_moved_when_all_that_it_holds_is_accepted(folder: Path, store: Store) -> None:
    make_archive(folder / "đủ.zip", [CLEAN, OTHER])
    make_archive(folder / "sót.zip", [CLEAN, WRONG])
    lines = look(make_watch(folder, store, accepts=True), 3)
    assert list_names(folder) == ["sót.zip", f"đã nhận/{TODAY}/đủ.zip"]
    assert f"sót.zip › gửi/{WRONG}: Đã giữ, chờ xử lý." in lines


def test_a_damaged_archive_is_told_and_stays(folder: Path, store: Store) -> None:
    (folder / "hỏng.zip").write_bytes(b"PK\x03\x04 x")
    lines = look(make_watch(folder, store, accepts=True), 4)
    assert len(lines) == 1 and lines[0].startswith("hỏng.zip: ")
    assert list_names(folder) == ["hỏng.zip"]


def test_a_vanished_folder_is_said_once_and_taken_up_again(folder: Path, store: Store) -> None:
    watch = make_watch(folder, store)
    away = folder.with_name("xa")
    put(folder / "a.xlsx")
    folder.rename(away)
    assert look(watch, 3) == [f"Không mở được thư mục {folder}; sẽ chờ và thử lại."]
    assert watch.is_troubled
    away.rename(folder)
    assert look(watch) == ["Đã làm việc lại bình thường.", "a.xlsx: Đã giữ, chờ xử lý."]
    assert not watch.is_troubled


def test_a_file_closed_to_us_is_said_once_and_taken_when_it_opens(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = put(folder / "a.xlsx")
    put(folder / "b.xlsx", OTHER)
    watch = make_watch(folder, store)
    read = Path.read_bytes

    def refuse(self: Path) -> bytes:
        if self == path:
            raise PermissionError(13, "sharing violation", str(self))
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", refuse)
    assert look(watch, 4) == [
        "a.xlsx: đang bị khóa hoặc không có quyền đọc; sẽ thử lại.",
        "b.xlsx: Đã giữ, chờ xử lý.",
    ]
    monkeypatch.undo()
    assert look(watch, 1) == ["a.xlsx: Đã giữ, chờ xử lý."]


@pytest.mark.parametrize("mark", ["~$a.xlsx", ".~lock.a.xlsx#"])
def test_a_file_open_in_an_office_program_waits_unless_the_mark_was_left_behind(
    folder: Path, store: Store, mark: str
) -> None:
    put(folder / "a.xlsx")
    lock = folder / mark
    lock.write_bytes(b"x")
    watch = make_watch(folder, store)
    assert look(watch, 3) == ["a.xlsx: đang mở trong chương trình văn phòng; chờ đóng tệp."]
    two_days_ago = time.time() - 2 * 24 * 3600
    os.utime(lock, (two_days_ago, two_days_ago))
    assert look(watch, 2) == ["a.xlsx: Đã giữ, chờ xử lý."]


@pytest.mark.parametrize(
    ("error", "line"),
    [
        (StoreError("Kho đang bận."), "Kho đang bận. Sẽ thử lại."),
        (ValueError(), "Có lỗi ngoài dự kiến (ValueError); sẽ thử lại."),
    ],
)
def test_trouble_with_the_store_is_said_once_and_no_file_is_lost(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch, error: Exception, line: str
) -> None:
    put(folder / "a.xlsx")
    watch = make_watch(folder, store)

    def fail(*arguments: Any) -> None:
        raise error

    monkeypatch.setattr(Inbox, "offer", fail)
    assert look(watch, 4) == [line]
    monkeypatch.undo()
    assert look(watch, 1) == ["a.xlsx: Đã giữ, chờ xử lý.", "Đã làm việc lại bình thường."]


def test_a_move_that_fails_is_tried_again_and_leaves_no_empty_file(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    put(folder / "a.xlsx")
    watch = make_watch(folder, store, accepts=True)

    replace = Path.replace

    def refuse(self: Path, target: Path) -> Path:
        if self.parent == folder:
            raise PermissionError(13, "in use", str(self))
        return replace(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "replace", refuse)
        lines = look(watch, 4)
    assert lines[-1] == "a.xlsx: đã nhận nhưng chưa chuyển đi được; sẽ thử lại."
    assert list_names(folder) == ["a.xlsx"]
    assert look(watch, 1) == [f"a.xlsx: đã chuyển vào đã nhận/{TODAY}/a.xlsx."]


def test_of_many_files_each_is_read_once_and_known_ones_are_told_as_one_line(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    count = 150
    for number in range(count):
        (folder / f"{number:04d}.csv").write_text(f"không phải báo cáo {number}", encoding="utf-8")
    reads: list[Path] = []
    read = Path.read_bytes

    def note(self: Path) -> bytes:
        if self.parent == folder:
            reads.append(self)
        return read(self)

    monkeypatch.setattr(Path, "read_bytes", note)
    assert len(look(make_watch(folder, store), 4)) == count
    assert len(reads) == count
    assert count_events(store) == 2
    assert look(make_watch(folder, store), 4) == [
        "100 tệp đã có trong kho từ trước; không thay đổi gì.",
        "50 tệp đã có trong kho từ trước; không thay đổi gì.",
    ]


def test_once_takes_two_looks_and_otherwise_it_goes_on_until_stopped(
    folder: Path, store: Store
) -> None:
    put(folder / "a.xlsx")
    pauses: list[float] = []
    watch = make_watch(folder, store)
    assert len(list(watch_folder(watch, 10, once=True, sleep=pauses.append))) == 1
    assert pauses == [2.0]

    def stop(seconds: float) -> None:
        pauses.append(seconds)
        if len(pauses) == 5:
            raise Killed

    with pytest.raises(Killed):
        list(watch_folder(watch, 10, sleep=stop))
    assert pauses == [2.0, 10, 10, 10, 10]


def test_command_answers_with_a_status(
    folder: Path, store: Store, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STORE", str(store.path))
    monkeypatch.setattr("reports.watching.SETTLE_SECONDS", 0)
    put(folder / "a.xlsx")
    assert main(["watch", str(folder), "--once", "--by", NAME]) == 0
    assert capsys.readouterr().out == "a.xlsx: Đã giữ, chờ xử lý.\n"
    assert main(["watch", str(folder / "không có"), "--once"]) == 1
    assert main(["watch", str(folder), "--every", "0"]) == 2
    assert main(["watch"]) == 2


def test_a_killed_process_leaves_everything_to_the_next_one(folder: Path, store: Store) -> None:
    """Kills a real process at moments spread over its work; then one run finishes it."""
    for number, sample in enumerate((CLEAN, OTHER, "2023-so-y-te.xlsx")):
        put(folder / f"{number}.xlsx", sample)
    command = [sys.executable, "-m", "reports", "watch", str(folder), "--accept", "--by", NAME]
    settings = {**os.environ, "STORE": str(store.path)}
    for seconds in (0.9, 1.3, 1.7, 2.2):
        process = subprocess.Popen(
            [*command, "--every", "0.1"],
            cwd=SAMPLES.parents[1],
            env=settings,
            stdout=subprocess.DEVNULL,
            start_new_session=True,
        )
        time.sleep(seconds)
        os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    lines = look(make_watch(folder, store, accepts=True), 3)
    moved = [f"đã nhận/{TODAY}/{number}.xlsx" for number in range(3)]
    assert [name for name in list_names(folder) if (folder / name).stat().st_size] == moved, lines
    assert (list_pending(store), store.verify()) == ([], [])
