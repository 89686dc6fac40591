"""The inbox: what is dropped is kept, judged, decided on by people, and undone by new events."""

import datetime
import io
import threading
import zipfile
from pathlib import Path

import openpyxl
import pytest

from queries.database import open_database
from reports.disk import StoreError
from reports.inbox import Inbox
from reports.mending import state_of
from reports.rereading import reread_event
from reports.store import Store
from reports.templates import write_template
from reports.waiting_files import NotWaiting

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"
CLEAN = "2023-ban-to-chuc-tinh-uy.xlsx"
WRONG = "2025-huyen-tran-de-cap-xa.xlsx"
UNUSABLE = "2025-bao-cao-truong-chinh-tri-tinh.ods"
NAME = "Trần Thị Thư"


def read(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


def result(**cells: object) -> dict[str, object]:
    """A row of results, right in every cell unless one is given."""
    return {
        "unit": "Sở Tư pháp",
        "model_name": "Một cửa thân thiện",
        "year": 2024,
        "reported_on": datetime.date(2024, 10, 15),
        "status": "Đang duy trì",
        "effect": "Giảm giấy tờ",
        **cells,
    }


def workbook(*rows: dict[str, object]) -> bytes:
    return write_template("results", rows)


@pytest.fixture
def inbox(tmp_path: Path) -> Inbox:
    return Inbox(Store(tmp_path / "store"))


def offer(inbox: Inbox, *names: str) -> list[str]:
    return [one.sha256 for one in inbox.offer([(name, read(name)) for name in names], NAME)]


def counts(inbox: Inbox) -> tuple[int, int]:
    status = open_database(inbox.store.path).query("data_status")
    return int(status["submissions"].iloc[0]), int(status["accepted_rows"].iloc[0])


def test_offered_files_wait_and_nothing_counts(inbox: Inbox) -> None:
    offer(inbox, CLEAN, WRONG, UNUSABLE)
    reports = sorted(inbox.pending(), key=lambda report: report.rejected_row_count)
    assert [(r.name, r.status, r.new_row_count, r.rejected_row_count) for r in reports] == [
        (CLEAN, "accepted", 2, 0),
        (UNUSABLE, "rejected", 0, 1),
        (WRONG, "accepted_with_warnings", 14, 2),
    ]
    assert {r.offered_by for r in reports} == {NAME}
    assert counts(inbox) == (0, 0)


def test_waiting_files_outlive_the_process(inbox: Inbox) -> None:
    offer(inbox, CLEAN)
    assert [r.name for r in Inbox(Store(inbox.store.path)).pending()] == [CLEAN]


def test_file_that_is_no_longer_kept_in_memory_is_read_again(
    inbox: Inbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    offer(inbox, CLEAN, WRONG)
    kept = [(r.name, r.status, len(r.issues)) for r in inbox.pending()]
    monkeypatch.setattr("reports.waiting_files.MOST_CELLS_KEPT", 1)
    again = Inbox(inbox.store)
    assert [(r.name, r.status, len(r.issues)) for r in again.pending()] == kept
    assert not again.files._readings and again.files._cells_kept == 0


def test_zip_is_unpacked_and_its_problems_are_answered(inbox: Inbox) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("huyện/" + CLEAN, read(CLEAN))
        archive.writestr(WRONG, read(WRONG))
    offers = inbox.offer([("gửi.zip", packed.getvalue()), ("hỏng.zip", b"PK nothing")], NAME)
    assert [(one.name, one.outcome) for one in offers] == [
        (f"gửi.zip/{WRONG}", "waiting"),
        (f"gửi.zip/huyện/{CLEAN}", "waiting"),
        ("hỏng.zip", "problem"),
    ]
    assert offers[2].words.startswith("Tệp nén này bị hỏng")
    assert {r.name for r in inbox.pending()} == {CLEAN, WRONG}


def test_same_bytes_again_change_nothing_and_say_when_they_came(inbox: Inbox) -> None:
    first = offer(inbox, CLEAN)
    version = inbox.store.current().version
    again = inbox.offer([("tên khác.xlsx", read(CLEAN)), ("và nữa.xlsx", read(CLEAN))], NAME)
    assert [one.outcome for one in again] == ["already_waiting"] * 2
    assert inbox.store.current().version == version
    inbox.accept(first, NAME)
    version = inbox.store.current().version
    (received,) = inbox.offer([("tên khác.xlsx", read(CLEAN))], NAME)
    assert received.outcome == "received"
    assert received.words.startswith("Đã nhận lúc ") and f"“{CLEAN}”" in received.words
    assert inbox.store.current().version == version


def test_accepting_some_leaves_the_others_waiting(inbox: Inbox) -> None:
    hashes = offer(inbox, CLEAN, WRONG, UNUSABLE)
    reports = inbox.accept(hashes[:2], NAME)
    assert [r.submission_id for r in reports] == [1, 2]
    assert [r.name for r in inbox.pending()] == [UNUSABLE]
    assert counts(inbox) == (2, 16)


def test_file_of_which_nothing_may_be_accepted_goes_on_waiting(inbox: Inbox) -> None:
    hashes = offer(inbox, UNUSABLE)
    version = inbox.store.current().version
    (report,) = inbox.accept(hashes, NAME)
    assert report.status == "rejected" and report.submission_id is None
    assert inbox.store.current().version == version
    assert len(inbox.pending()) == 1


def test_refused_file_was_received_and_none_of_it_counts(inbox: Inbox) -> None:
    hashes = offer(inbox, CLEAN)
    inbox.refuse(hashes, NAME, " Thiếu chữ ký. ")
    assert inbox.pending() == []
    database = open_database(inbox.store.path)
    assert counts(inbox) == (1, 0)
    progress = database.query("report_progress", {"year": 2023})
    assert len(progress[progress["received_count"] > 0]) == 1
    (again,) = inbox.offer([(CLEAN, read(CLEAN))], NAME)
    assert again.outcome == "waiting"
    assert "đã bị trả lại" in again.words and "lý do: Thiếu chữ ký." in again.words
    assert len(inbox.pending()) == 1


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda inbox, one: inbox.refuse([one], NAME, " "), "lý do trả lại"),
        (lambda inbox, one: inbox.refuse([one], " ", "Sai mẫu"), "họ và tên"),
        (lambda inbox, one: inbox.accept([one], ""), "họ và tên"),
        (lambda inbox, one: inbox.waive(one, "x", None, None, "vì", NAME), "không còn cảnh báo"),
        (
            lambda inbox, one: inbox.take_suggestion(one, "Biểu", "Z99", "year", "2024", NAME),
            "không có ô Z99",
        ),
        (lambda inbox, one: inbox.accept(["0" * 64], NAME), "không còn trong danh sách chờ"),
    ],
)
def test_act_without_its_reason_or_object_is_a_sentence(inbox, act, sentence) -> None:
    (one,) = offer(inbox, CLEAN)
    version = inbox.store.current().version
    with pytest.raises(StoreError, match=sentence):
        act(inbox, one)
    assert inbox.store.current().version == version


def test_decision_on_a_file_that_another_session_decided_on_is_refused(inbox: Inbox) -> None:
    other = Inbox(Store(inbox.store.path))
    hashes = offer(inbox, CLEAN)
    other.pending()
    inbox.accept(hashes, NAME)
    with pytest.raises(NotWaiting):
        other.accept(hashes, "Lê Văn Khác")
    with pytest.raises(NotWaiting):
        other.refuse(hashes, "Lê Văn Khác", "Muộn")
    assert counts(inbox) == (1, 2)


def test_two_sessions_accept_the_same_files_at_once_and_they_count_once(inbox: Inbox) -> None:
    hashes = offer(inbox, CLEAN, WRONG)
    outcomes: list[object] = []

    def accept(own: Inbox) -> None:
        try:
            outcomes.append(len(own.accept(hashes, NAME)))
        except StoreError as error:
            outcomes.append(type(error))

    sessions = [Inbox(Store(inbox.store.path)) for _ in range(4)]
    threads = [threading.Thread(target=accept, args=(own,)) for own in sessions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(map(str, outcomes)) == sorted(["2", *[str(NotWaiting)] * 3])
    assert counts(inbox) == (2, 16)


def test_suggestion_taken_changes_the_value_and_keeps_the_text(inbox: Inbox) -> None:
    data = workbook(result(unit="Sở Tư phap"))
    (one,) = [o.sha256 for o in inbox.offer([("a.xlsx", data)], NAME)]
    (issue,) = [i for i in inbox.find_report(one).issues if i.rule == "unit_unknown"]
    inbox.take_suggestion(one, issue.sheet, issue.cell, "unit", "Sở Tư pháp", NAME)
    report = inbox.find_report(one)
    assert (report.new_row_count, report.rejected_row_count) == (1, 0)
    (correction,) = report.corrections
    assert (correction.from_text, correction.to_text) == ("Sở Tư phap", "Sở Tư pháp")
    assert correction.corrected_by == NAME
    inbox.accept([one], NAME)
    cells = open_database(inbox.store.path).query("cell_corrections")
    assert list(cells["raw_text"]) == ["Sở Tư phap"]
    assert inbox.store.read_raw(one) == data


def test_suggestion_is_taken_back_by_the_cells_own_text(inbox: Inbox) -> None:
    data = workbook(result(unit="Sở Tư phap"))
    (one,) = [o.sha256 for o in inbox.offer([("a.xlsx", data)], NAME)]
    (issue,) = [i for i in inbox.find_report(one).issues if i.rule == "unit_unknown"]
    inbox.take_suggestion(one, issue.sheet, issue.cell, "unit", "Sở Tư pháp", NAME)
    inbox.take_suggestion(one, issue.sheet, issue.cell, "unit", "Sở Tư phap", NAME)
    report = inbox.find_report(one)
    assert report.status == "rejected" and report.corrections == []


def test_text_that_the_column_cannot_read_is_no_correction(inbox: Inbox) -> None:
    (one,) = [o.sha256 for o in inbox.offer([("a.xlsx", workbook(result(year="hai")))], NAME)]
    (issue,) = [i for i in inbox.find_report(one).issues if i.rule == "not_a_year"]
    with pytest.raises(StoreError, match="cũng chưa dùng được"):
        inbox.take_suggestion(one, issue.sheet, issue.cell, "year", "ba", NAME)


def test_date_that_may_be_month_first_is_decided_by_one_click(inbox: Inbox) -> None:
    data = workbook(
        result(reported_on="05/10/2024"), result(reported_on="10/16/2024", model_name="Hai")
    )
    (one,) = [o.sha256 for o in inbox.offer([("a.xlsx", data)], NAME)]
    rule = "month_may_come_first"
    (issue,) = [i for i in inbox.find_report(one).issues if i.rule == rule]
    assert issue.suggestion == "10/05/2024"
    inbox.take_suggestion(one, issue.sheet, issue.cell, issue.field, issue.suggestion, NAME)
    assert rule not in {i.rule for i in inbox.find_report(one).issues}


def test_accepted_warning_keeps_its_reason_and_no_longer_counts_as_one(inbox: Inbox) -> None:
    (one,) = [o.sha256 for o in inbox.offer([("a.xlsx", workbook(result()))], NAME)]
    report = inbox.find_report(one)
    warnings = {i.rule for i in report.issues if i.severity == "warning"}
    assert warnings == {"model_not_registered"} and state_of(report) == "warned"
    inbox.waive(one, "model_not_registered", None, None, "Đã có bản giấy", NAME)
    report = inbox.find_report(one)
    assert {i.waived for i in report.issues if i.severity == "warning"} == {"Đã có bản giấy"}
    assert state_of(report) == "clean"
    inbox.accept([one], NAME)
    assert [n["reason"] for n in notes(inbox, "waivers")] == ["Đã có bản giấy"]


def test_accepted_warning_can_be_one_again(inbox: Inbox) -> None:
    (one,) = [o.sha256 for o in inbox.offer([("a.xlsx", workbook(result()))], NAME)]
    place = (one, "model_not_registered", None, None)
    with pytest.raises(StoreError, match="không được chấp nhận"):
        inbox.take_waiver_back(*place, NAME)
    inbox.waive(*place, "Đã có bản giấy", NAME)
    inbox.take_waiver_back(*place, NAME)
    report = inbox.find_report(one)
    assert report.waivers == []
    assert {i.waived for i in report.issues if i.severity == "warning"} == {None}
    inbox.waive(*place, "Có bản giấy thật", NAME)
    assert [w["reason"] for w in inbox.find_report(one).waivers] == ["Có bản giấy thật"]


def notes(inbox: Inbox, table: str) -> list[dict[str, object]]:
    with inbox.store.writing() as writer:
        return writer.list_notes(table)


def test_corrected_file_shows_what_changes_cell_by_cell(inbox: Inbox) -> None:
    first = workbook(result(), result(model_name="Ngày thứ Bảy vì dân"), result(year=2023))
    hashes = [o.sha256 for o in inbox.offer([("a.xlsx", first)], NAME)]
    inbox.accept(hashes, NAME)
    second = workbook(
        result(effect="Giảm 3 ngày"),
        result(model_name="Ngày thứ Bảy vì dân"),
        result(model_name="Mới hẳn"),
    )
    (one,) = [o.sha256 for o in inbox.offer([("b.xlsx", second)], NAME)]
    report = inbox.find_report(one)
    assert (report.new_row_count, report.replaced_row_count, report.unchanged_row_count) == (
        1,
        1,
        1,
    )
    found = [(d.change, d.field, d.before_text, d.after_text) for d in inbox.differences(one)]
    assert found == [
        ("corrected", "effect", "Giảm giấy tờ", "Giảm 3 ngày"),
        ("dropped", None, None, None),
        ("repeated", None, None, None),
        ("new", None, None, None),
    ]
    assert inbox.differences(one)[0].earlier_file_name == "a.xlsx"


def test_undo_is_a_new_event_after_which_the_file_waits_again(inbox: Inbox) -> None:
    hashes = offer(inbox, CLEAN)
    (report,) = inbox.accept(hashes, NAME)
    before = inbox.store.journal_path.read_bytes()
    inbox.undo(report.submission_id, NAME, "Nhận nhầm")
    assert inbox.store.journal_path.read_bytes().startswith(before)
    assert counts(inbox)[1] == 0
    assert [r.name for r in inbox.pending()] == [CLEAN]
    (again,) = inbox.accept(hashes, NAME)
    assert again.submission_id == 2
    assert counts(inbox)[1] == 2


def test_extension_moves_the_deadline_of_one_unit(inbox: Inbox) -> None:
    offer(inbox, CLEAN)
    progress = open_database(inbox.store.path).query("report_progress", {"year": 2024})
    unit = progress["unit_id"].iloc[0]
    inbox.extend([unit], 2024, datetime.date(2024, 11, 20), "12/UBND-NC", "Bão lũ", NAME)
    after = open_database(inbox.store.path).query("report_progress", {"year": 2024})
    moved = after[after["unit_id"] == unit].iloc[0]
    assert moved["extension_document"] == "12/UBND-NC"
    assert moved["due_on"].date() == datetime.date(2024, 11, 20)


def test_rebuild_from_the_original_files_gives_the_same_content(inbox: Inbox) -> None:
    hashes = offer(inbox, CLEAN, WRONG, UNUSABLE)
    issue = next(
        i for i in inbox.find_report(hashes[1]).issues if i.cell == "J13" and i.severity == "error"
    )
    inbox.take_suggestion(hashes[1], issue.sheet, "J13", issue.field, "16/05/2025", NAME)
    inbox.accept(hashes[:2], NAME)
    inbox.refuse(hashes[2:], NAME, "Thiếu cột")
    inbox.undo(1, NAME, "Nhận nhầm")
    before = inbox.store.current().content_hash
    inbox.store.rebuild(reread_event, always=True)
    assert inbox.store.current().content_hash == before
    assert inbox.store.verify() == []


def test_kill_between_the_first_event_and_its_snapshot_loses_nothing(inbox: Inbox) -> None:
    offer(inbox, CLEAN)
    inbox.store.pointer_path.unlink()
    for path in inbox.store.snapshots.iterdir():
        path.unlink()
    assert [r.name for r in Inbox(Store(inbox.store.path)).pending()] == [CLEAN]


def test_progress_is_told_file_by_file(inbox: Inbox) -> None:
    told: list[tuple[int, int]] = []
    files = [(name, read(name)) for name in (CLEAN, WRONG)]
    inbox.offer(files, NAME, lambda done, total: told.append((done, total)))
    assert told == [(1, 2), (2, 2)]


def test_workbook_that_was_dropped_under_the_suffix_zip_is_no_archive(inbox: Inbox) -> None:
    (one,) = inbox.offer([("báo cáo.zip", read(CLEAN))], NAME)
    assert one.outcome == "waiting"
    assert inbox.pending()[0].status == "accepted"


def test_marked_copy_of_a_waiting_file_opens(inbox: Inbox) -> None:
    from dataclasses import asdict

    from reports.marking import mark

    (one,) = offer(inbox, WRONG)
    report = inbox.find_report(one)
    marked = mark(read(WRONG), WRONG, [asdict(issue) for issue in report.issues])
    assert "Danh sách lỗi" in openpyxl.load_workbook(io.BytesIO(marked)).sheetnames


def make_zip(members: dict[str, bytes]) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return packed.getvalue()


def test_what_an_archive_holds_beside_reports_is_named(inbox: Inbox) -> None:
    members = {
        "Sở A/bao-cao.xlsx": workbook(result()),
        "Sở A/scan.pdf": b"%PDF-1.4",
        "Sở A/ảnh\u202egpj.exe": b"x",
        "__MACOSX/._bao-cao.xlsx": b"x",
        "Sở A/Thumbs.db": b"x",
    }
    offers = inbox.offer([("tat-ca.zip", make_zip(members))], NAME)
    assert [(o.outcome, o.name) for o in offers] == [
        ("waiting", "tat-ca.zip/Sở A/bao-cao.xlsx"),
        ("skipped", "tat-ca.zip"),
    ]
    assert (
        "2 tệp không phải báo cáo nên không giữ: scan.pdf, ảnh⟨U+202E⟩gpj.exe." in offers[1].words
    )


def test_archive_without_any_report_is_one_problem(inbox: Inbox) -> None:
    offers = inbox.offer([("scan.zip", make_zip({"scan.pdf": b"%PDF-1.4"}))], NAME)
    assert [o.outcome for o in offers] == ["problem"]


def test_both_of_two_waiting_files_that_contradict_each_other_say_so(inbox: Inbox) -> None:
    files = [("a.xlsx", workbook(result())), ("b.xlsx", workbook(result(effect="Giảm 3 ngày")))]
    first, second = (o.sha256 for o in inbox.offer(files, NAME))
    for sha256, other in ((first, "b.xlsx"), (second, "a.xlsx")):
        report = inbox.find_report(sha256)
        assert state_of(report) == "warned"
        (issue,) = [i for i in report.issues if i.rule == "superseded_in_call"]
        assert f"“{other}”" in issue.message
        found = [
            (d.change, d.field, d.before_text, d.after_text, d.earlier_file_name)
            for d in inbox.differences(sha256)
            if d.change != "new"
        ]
        texts = ("Giảm giấy tờ", "Giảm 3 ngày")
        before, after = texts[::-1] if other == "b.xlsx" else texts
        assert found == [("contradicted_in_call", "effect", before, after, other)]
    inbox.waive(second, "superseded_in_call", None, None, "Bản sau là bản đúng", NAME)
    waived = {i.rule: i.waived for i in inbox.find_report(second).issues}
    assert waived["superseded_in_call"] == "Bản sau là bản đúng"
    inbox.accept([second], NAME)
    (left,) = inbox.pending()
    assert (left.name, left.replaced_row_count) == ("a.xlsx", 1)


def test_correction_of_a_blank_cell_can_be_taken_back(inbox: Inbox) -> None:
    (one,) = [o.sha256 for o in inbox.offer([("a.xlsx", workbook(result(effect=None)))], NAME)]
    (blank,) = [i for i in inbox.find_report(one).issues if i.field == "effect"]
    assert blank.found is None and blank.sheet and blank.cell and blank.field
    place = (one, blank.sheet, blank.cell, blank.field)
    inbox.take_suggestion(*place, "Giảm giấy tờ", NAME)
    assert [(c.from_text, c.to_text) for c in inbox.find_report(one).corrections] == [
        (None, "Giảm giấy tờ")
    ]
    inbox.take_suggestion(*place, "", NAME)
    assert inbox.find_report(one).corrections == []
    assert blank in inbox.find_report(one).issues
