"""Intake: what is refused, what is accepted, what it changes, and that no file goes unanswered."""

from __future__ import annotations

import io
import os
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import duckdb
import pytest
from hand_made import FakeReader, Page, make_reading

from queries.database import open_database
from reports import intake
from reports.disk import StoreError
from reports.intake import FileReport
from reports.reading import Reading
from reports.rereading import reread_event
from reports.sources import list_sources
from reports.store import Store
from reports.templates import write_template
from tests import workbooks
from tests.workbooks import write_xlsx

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kho")


@pytest.fixture
def reader(monkeypatch: pytest.MonkeyPatch) -> FakeReader:
    fake = FakeReader()
    monkeypatch.setattr(intake, "read_reports", fake)
    return fake


def take(store: Store, reader: FakeReader, *readings: Reading) -> list[FileReport]:
    return intake.import_data([reader.add(reading) for reading in readings], "An", store)


def counts(report: FileReport) -> tuple[int, int, int, int]:
    return (
        report.new_row_count,
        report.replaced_row_count,
        report.unchanged_row_count,
        report.rejected_row_count,
    )


def accepted(store: Store, view: str, *columns: str) -> list[tuple[Any, ...]]:
    frame = open_database(store.path).query(view, columns=columns)
    return sorted(map(tuple, frame.itertuples(index=False)))


def test_a_row_with_an_error_is_refused_and_the_others_are_accepted(
    store: Store, reader: FakeReader
) -> None:
    rows = [{}, {"unit": "Sở Vũ trụ"}, {"unit": "Sở Tư pháp"}]
    (report,) = take(store, reader, make_reading("a.xlsx", [Page("registrations", rows)]))
    assert report.status == "accepted_with_warnings"
    assert counts(report) == (2, 0, 0, 1)
    names = accepted(store, "registrations", "model_name", "unit_id")
    assert len(names) == 2
    assert accepted(store, "left_out_rows", "reason_code") == [("refused",)]


@pytest.mark.parametrize(
    "reading",
    [
        make_reading("a.xlsx", problem="damaged"),
        make_reading("a.xlsx", [Page("registrations", [{"unit": "Sở Vũ trụ"}])]),
        make_reading(
            "a.xlsx",
            [Page("registrations"), Page("results", [{}], "Biểu 2", {"missing_fields": ["year"]})],
        ),
    ],
    ids=["file problem", "no acceptable row", "table problem"],
)
def test_a_refused_file_is_kept_and_counts_nowhere(
    store: Store, reader: FakeReader, reading: Reading
) -> None:
    (report,) = take(store, reader, reading)
    assert report.status == "rejected"
    assert report.issues
    assert report.rejected_row_count == report.row_count
    assert accepted(store, "registrations", "unit_id") == []
    assert len(list(store.raw.iterdir())) == 1
    with duckdb.connect(str(store.current().path), read_only=True) as connection:
        assert connection.execute("select status from submissions").fetchall() == [("rejected",)]


def merge(reading: Reading, field: str) -> None:
    """Lets the first row's cell of a column stand for the same column of every row."""
    fields, addresses = reading.cells["field"], reading.cells["address"]
    places = [place for place, name in enumerate(fields) if name == field]
    for place in places:
        addresses[place] = addresses[places[0]]


@pytest.mark.parametrize(
    ("column", "text", "rules"),
    [
        ("unit", "Sở Vũ trụ", ["unit_unknown"]),
        ("model_name", "- Một\n- Hai", ["several_values"]),
        ("content", "", ["missing_required"]),
        ("started_on", "31/02/2023", ["impossible_date"]),
    ],
)
def test_a_merged_cell_is_told_once_and_refuses_every_row_it_stands_for(
    store: Store, reader: FakeReader, column: str, text: str, rules: list[str]
) -> None:
    units = ["Sở Y tế", "Sở Tư pháp", "Sở Nội vụ"]
    good = {"unit": "Sở Công Thương", "content": "Khác"}
    wrong = [{"unit": unit, column: text} for unit in units]
    reading = make_reading("a.xlsx", [Page("registrations", wrong), Page("registrations", [good])])
    merge(reading, column)
    # The row of the good page has a cell of its own.
    reading.cells["address"] = [
        address if row_no < 4 else f"{address}0"
        for address, row_no in zip(reading.cells["address"], reading.cells["row_no"], strict=True)
    ]
    (report,) = take(store, reader, reading)
    assert [issue.rule for issue in report.issues] == rules
    assert counts(report) == (1, 0, 0, 3)
    left = accepted(store, "left_out_rows", "reason_code", "reason")
    assert left == [("refused", report.issues[0].message)] * 3
    (again,) = take(store, reader, reading)
    assert [issue.rule for issue in again.issues] == ["already_received", *rules]


def test_two_rows_without_an_address_are_told_apart(store: Store, reader: FakeReader) -> None:
    rows = [{"content": "", "unit": unit} for unit in ("Sở Y tế", "Sở Tư pháp")]
    reading = make_reading("a.xlsx", [Page("registrations", rows)])
    reading.cells["address"] = [
        None if name == "content" else address
        for name, address in zip(reading.cells["field"], reading.cells["address"], strict=True)
    ]
    (report,) = intake.check_data([reader.add(reading)], store)
    assert [issue.rule for issue in report.issues] == ["missing_required"] * 2


def test_a_period_cell_is_told_once_for_its_start_and_end(store: Store) -> None:
    header = ["Tên tập thể", "Tên mô hình", "Nội dung", "Thời gian thực hiện", "Ngày đăng ký"]
    row = ["Sở Y tế", "Một cửa", "Số hóa hồ sơ", "31/02/2023", "20/04/2023"]
    data = write_xlsx(workbooks.Page([header, row]))
    (report,) = intake.check_data([("a.xlsx", data)], store)
    found = [(issue.rule, issue.cell, issue.field) for issue in report.issues]
    assert found == [("impossible_date", "D2", "started_on")]


def test_the_same_bytes_again_change_nothing_and_say_when_they_came(
    store: Store, reader: FakeReader
) -> None:
    reading = make_reading("a.xlsx", [Page("registrations", [{}, {"unit": "Sở Vũ trụ"}])])
    (first,) = take(store, reader, reading)
    version = store.current().version
    (again,) = take(store, reader, reading)
    assert store.current().version == version
    assert again.is_already_received
    assert (again.status, again.row_count, again.rejected_row_count) == (first.status, 2, 1)
    assert again.kinds == ["registrations"]
    assert [issue.rule for issue in again.issues] == ["already_received", "unit_unknown"]
    assert again.submission_id == first.submission_id


def test_refused_bytes_are_noted_once_and_judged_each_time(
    store: Store, reader: FakeReader
) -> None:
    reading = make_reading("a.xlsx", problem="damaged")
    take(store, reader, reading)
    version = store.current().version
    (again,) = take(store, reader, reading)
    assert (again.status, [issue.rule for issue in again.issues]) == ("rejected", ["damaged"])
    assert store.current().version == version


def test_withdrawn_bytes_can_be_received_again(store: Store, reader: FakeReader) -> None:
    reading = make_reading("a.xlsx", [Page("registrations")])
    take(store, reader, reading)
    store.withdraw(1, "An", "Gửi nhầm")
    assert accepted(store, "registrations", "unit_id") == []
    (again,) = take(store, reader, reading)
    assert (again.status, counts(again)) == ("accepted", (1, 0, 0, 0))
    assert len(accepted(store, "registrations", "unit_id")) == 1


def test_effects_tell_new_replaced_and_unchanged_rows(store: Store, reader: FakeReader) -> None:
    units = ["Sở Tư pháp", "Sở Y tế", "Sở Công Thương"]
    before = [{"unit": unit} for unit in units]
    take(store, reader, make_reading("a.xlsx", [Page("registrations", before)]))
    after = [*before, {"unit": "Sở Nội vụ"}, {"unit": "Sở Vũ trụ"}]
    after[1] = {**after[1], "content": "Nội dung khác"}
    reading = make_reading("b.xlsx", [Page("registrations", after)])
    (checked,) = intake.check_data([reader.add(reading)], store)
    (report,) = take(store, reader, reading)
    assert counts(checked) == counts(report) == (1, 1, 2, 1)
    contents = [row[1] for row in accepted(store, "registrations", "unit_id", "content")]
    assert contents.count("Nội dung khác") == 1
    assert len(contents) == 4


@pytest.mark.parametrize(
    ("days", "expected"),
    [(("20/04/2023", "19/04/2023"), "Một"), (("19/04/2023", "20/04/2023"), "Hai")],
)
def test_of_two_files_of_a_call_the_later_report_stands(
    store: Store, reader: FakeReader, days: tuple[str, str], expected: str
) -> None:
    pages = [
        Page("registrations", [{"registered_on": day, "content": content}])
        for day, content in zip(days, ("Một", "Hai"), strict=True)
    ]
    readings = [make_reading(f"{n}.xlsx", [page]) for n, page in enumerate(pages)]
    reports = take(store, reader, *readings)
    assert accepted(store, "registrations", "content") == [(expected,)]
    warned = [[issue.rule for issue in report.issues] for report in reports]
    assert sorted(warned) == [[], ["superseded_in_call"]]


def test_the_same_file_twice_in_a_call_is_received_once(store: Store, reader: FakeReader) -> None:
    reading = make_reading("a.xlsx", [Page("registrations")])
    upload = reader.add(reading)
    first, second = intake.import_data([upload, ("bản sao.xlsx", upload[1])], "An", store)
    assert (first.is_already_received, second.is_already_received) == (False, True)
    assert [issue.rule for issue in second.issues] == ["already_received"]
    assert len(accepted(store, "registrations", "unit_id")) == 1


def test_lists_of_units_become_one_cell_per_unit(store: Store, reader: FakeReader) -> None:
    take(store, reader, make_reading("đk.xlsx", [Page("registrations")]))
    row = {"replicated_by": "- Sở Tư pháp\n- Sở Công Thương\n- Sở Vũ trụ"}
    (report,) = take(store, reader, make_reading("a.xlsx", [Page("results", [row])]))
    assert [issue.rule for issue in report.issues] == ["unit_unknown"]
    found = accepted(store, "result_replications", "unit_text", "unit_id")
    assert [text for text, _ in found] == ["Sở Công Thương", "Sở Tư pháp", "Sở Vũ trụ"]
    assert [unit == unit and unit is not None and unit != "nan" for _, unit in found][:2] == [
        True,
        True,
    ]


@pytest.mark.parametrize(
    ("row", "is_matched"),
    [
        ({"unit": "Phường 1"}, False),
        ({"unit": "Phường 1", "group": "THỊ XÃ NGÃ NĂM"}, True),
        ({"unit": "Phường 1", "sender": "UBND THỊ XÃ VĨNH CHÂU"}, True),
    ],
)
def test_the_district_above_a_row_decides_between_equal_names(
    store: Store, reader: FakeReader, row: dict[str, Any], is_matched: bool
) -> None:
    (report,) = intake.check_data(
        [reader.add(make_reading("a.xlsx", [Page("registrations", [row])]))], store
    )
    assert ("unit_ambiguous" in {issue.rule for issue in report.issues}) is not is_matched


def test_a_unit_that_ended_within_the_year_may_be_measured_for_it(
    store: Store, reader: FakeReader
) -> None:
    row = {"unit": "Sở Kế hoạch và Đầu tư", "year": "2025", "published_on": "", "sipas": ""}
    (report,) = intake.check_data(
        [reader.add(make_reading("a.xlsx", [Page("indices", [row])]))], store
    )
    assert not {issue.rule for issue in report.issues} & {"unit_unknown", "unit_not_valid"}


def test_checking_leaves_no_trace(store: Store, reader: FakeReader) -> None:
    intake.check_data([reader.add(make_reading("a.xlsx", [Page("registrations")]))], store)
    assert not store.path.exists()


def test_more_files_than_one_call_takes_come_in_several(
    store: Store, reader: FakeReader, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(intake, "FILES_PER_CALL", 2)
    units = ["Sở Tư pháp", "Sở Y tế", "Sở Công Thương", "Sở Nội vụ", "Sở Xây dựng"]
    pages = [[Page("registrations", [{"unit": unit}])] for unit in units]
    reports = take(
        store, reader, *(make_reading(f"{n}.xlsx", page) for n, page in enumerate(pages))
    )
    assert [report.submission_id for report in reports] == [1, 2, 3, 4, 5]
    assert store.current().journal_length == 3
    assert store.verify() == []


def test_lost_facts_are_read_again_from_the_original_files(
    store: Store, reader: FakeReader
) -> None:
    take(store, reader, make_reading("a.xlsx", [Page("registrations", [{}, {"unit": "Sở x"}])]))
    take(store, reader, make_reading("b.xlsx", [Page("results")]))
    expected = store.current().content_hash
    for path in store.facts.iterdir():
        path.unlink()
    assert store.verify() != []
    assert store.rebuild(reread_event).content_hash == expected
    assert store.verify() == []


def test_another_outcome_of_rereading_is_refused_and_nothing_changes(
    store: Store, reader: FakeReader
) -> None:
    take(store, reader, make_reading("a.xlsx", [Page("registrations")]))
    before = store.current()
    reader.add(make_reading("a.xlsx", [Page("registrations", [{"content": "Khác"}])]))
    with pytest.raises(StoreError, match="khác với khi nhận"):
        store.rebuild(reread_event, always=True)
    assert store.current() == before
    assert store.verify() == []


def make_zip(members: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in members.items():
            archive.writestr(name, data)
    return buffer.getvalue()


def test_folders_and_archives_are_walked_by_name(tmp_path: Path) -> None:
    (tmp_path / "b").mkdir()
    for name in ("2.xlsx", "~$2.xlsx", ".an.xlsx", "thư.pdf", "b/1.ods", "b/ảnh.png"):
        (tmp_path / name).write_bytes(b"x")
    zipped = tmp_path / "gửi.zip"
    zipped.write_bytes(
        make_zip({"x/3.csv": b"1", "__MACOSX/3.csv": b"2", "bìa.docx": b"3", "x/.4.xls": b"4"})
    )
    given = [tmp_path, zipped, tmp_path / "thư.pdf", tmp_path / "không có.xlsx"]
    found = [(source.name, source.problem) for source in list_sources(given)]
    assert found == [
        ("2.xlsx", None),
        ("1.ods", None),
        ("bìa.docx", None),
        ("3.csv", None),
        ("thư.pdf", None),
        ("không có.xlsx", "missing_file"),
    ]


@pytest.mark.parametrize(
    ("data", "problem"),
    [(b"PK no zip", "damaged_archive"), (make_zip({"a.txt": b"x"}), "empty_folder")],
)
def test_a_bad_archive_is_answered(tmp_path: Path, data: bytes, problem: str) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(data)
    assert [source.problem for source in list_sources([path])] == [problem]


def test_an_empty_folder_is_answered(tmp_path: Path) -> None:
    assert [source.problem for source in list_sources([tmp_path])] == ["empty_folder"]


def test_a_filled_template_is_accepted_by_the_real_reader(store: Store, tmp_path: Path) -> None:
    from hand_made import GOOD

    for kind in ("registrations", "results", "indices"):
        row = {**GOOD[kind]}
        (tmp_path / f"{kind}.xlsx").write_bytes(write_template(kind, [to_values(kind, row)]))
    names = ["registrations", "results", "indices"]
    reports = intake.import_files([tmp_path / f"{n}.xlsx" for n in names], "An", store)
    assert [(r.status, r.kinds, r.row_count) for r in reports] == [
        ("accepted", [name], 1) for name in names
    ]


def to_values(kind: str, row: dict[str, Any]) -> dict[str, Any]:
    """Returns the raw texts of a good row as the values that a template takes."""
    from reports.fields import load_kinds
    from reports.values import Context, parse

    (found,) = [each for each in load_kinds() if each.name == kind]
    values: dict[str, Any] = {}
    for each in found.fields:
        if each.name in row:
            value = parse(row[each.name], each, Context())
            values[each.name] = value.number if value.number is not None else value.date
            if values[each.name] is None:
                values[each.name] = row[each.name]
    return values


def test_two_imports_at_once_both_come_in(tmp_path: Path) -> None:
    environment = {**os.environ, "STORE": str(tmp_path / "kho")}
    for name, unit in (("1", "Sở Tư pháp"), ("2", "Sở Y tế")):
        row = to_values("registrations", {**make_good(), "unit": unit})
        (tmp_path / f"{name}.xlsx").write_bytes(write_template("registrations", [row]))
    running = [
        subprocess.Popen(
            [sys.executable, "-m", "reports", "import", str(tmp_path / f"{name}.xlsx")],
            cwd=ROOT,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
        )
        for name in ("1", "2")
    ]
    outcomes = [(process.communicate()[1], process.returncode) for process in running]
    assert outcomes == [(b"", 0), (b"", 0)]
    store = Store(tmp_path / "kho")
    assert len(accepted(store, "registrations", "unit_id")) == 2
    assert store.verify() == []


def make_good() -> dict[str, Any]:
    from hand_made import GOOD

    return dict(GOOD["registrations"])
