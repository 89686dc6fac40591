"""Marked copies that come back: what is mended, explained, left or new, and nothing else is read."""

from __future__ import annotations

import io
import shutil
import subprocess
from collections.abc import Callable
from dataclasses import asdict
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from reports.imprints import Imprint
from reports.intake import FileReport, check_data, import_data
from reports.issue_lists import LIST_SHEET, ListedIssue, ListedIssues
from reports.marked_copies import make_copy, make_list
from reports.reading import read_report
from reports.resubmissions import Point, compare
from reports.store import Store
from tests.workbooks import Page, write

SHEET = "Biểu 1"
HEADER = ["Tên đơn vị", "Năm", "SIPAS (%)", "Số quyết định", "Ngày công bố"]
ROWS = [
    ["Sở Xây dựng", 2023, "tám bảy", "1256/QĐ-UBND", "10/05/2024"],
    ["Sở Y tế", 2023, "87,33", "1256/QĐ-UBND", "31/02/2024"],
    ["Sở Tư pháp", 2023, "91,5", "1256/QĐ-UBND", "10/05/2023"],
]


@pytest.fixture
def store(tmp_path: Path) -> Store:
    return Store(tmp_path / "kho")


def judge(data: bytes, store: Store, name: str = "chỉ số.xlsx") -> FileReport:
    (report,) = check_data([(name, data)], store)
    return report


def mark(data: bytes, report: FileReport) -> bytes:
    return make_copy(data, report.name, [asdict(issue) for issue in report.issues])


def edit(data: bytes, change: Callable[[Any], None]) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    change(workbook)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def answer(workbook: Any, rule: str, text: str) -> None:
    for row in workbook[LIST_SHEET].iter_rows():
        if row[8].value == rule:
            row[7].value = text


def rules(report: FileReport, severity: str) -> list[str]:
    return sorted(issue.rule for issue in report.issues if issue.severity == severity)


@pytest.fixture
def sent(store: Store) -> tuple[bytes, FileReport, bytes]:
    """The sender's file, what was found in it, and the marked copy that goes back."""
    data = write("xlsx", Page([HEADER, *ROWS], name=SHEET))
    report = judge(data, store)
    assert rules(report, "error") == ["impossible_date", "not_a_number"]
    assert rules(report, "warning") == ["published_before_year_end"]
    return data, report, mark(data, report)


def test_first_submission_is_no_resubmission(sent: tuple[bytes, FileReport, bytes]) -> None:
    assert sent[1].resubmission is None


def test_marked_copy_sent_back_untouched_mends_nothing(
    sent: tuple[bytes, FileReport, bytes], store: Store
) -> None:
    back = judge(sent[2], store)
    assert back.resubmission is not None
    assert back.resubmission[:8] == (sent[1].sha256, "chỉ số.xlsx", 3, 0, 0, 3, 0, 0)
    assert back.row_count == 3
    assert rules(back, "error") == rules(sent[1], "error")


def test_mended_explained_and_new_points_are_told_apart(
    sent: tuple[bytes, FileReport, bytes], store: Store
) -> None:
    def change(workbook: Any) -> None:
        workbook[SHEET]["C2"].value = 88.5
        workbook[SHEET]["B3"].value = "2O23"
        answer(workbook, "published_before_year_end", "Công bố sớm theo công văn 12")

    back = judge(edit(sent[2], change), store)
    found = back.resubmission
    assert found is not None
    assert (found.listed, found.mended, found.answered, found.remaining) == (3, 1, 1, 1)
    (told,) = [issue for issue in back.issues if issue.rule == "resubmission"]
    assert told.severity == "suggestion"
    assert "tệp “chỉ số.xlsx”: đã sửa 1/3 điểm, có giải trình 1 cảnh báo, còn lại 1" in told.message
    assert f"mới phát sinh {found.new}" in told.message


def test_explanation_stands_beside_its_warning(
    sent: tuple[bytes, FileReport, bytes], store: Store
) -> None:
    text = "Công bố sớm\ntheo công văn 12"
    back = judge(edit(sent[2], lambda book: answer(book, "published_before_year_end", text)), store)
    places = [issue.rule for issue in back.issues if issue.cell == "E4"]
    assert places == ["published_before_year_end", "answered_warning"]
    (told,) = [issue for issue in back.issues if issue.rule == "answered_warning"]
    assert (told.severity, told.sheet) == ("suggestion", SHEET)
    assert "“Công bố sớm theo công văn 12”" in told.message


def test_explaining_an_error_does_not_let_it_pass(
    sent: tuple[bytes, FileReport, bytes], store: Store
) -> None:
    back = judge(edit(sent[2], lambda book: answer(book, "impossible_date", "Đúng rồi")), store)
    assert rules(back, "error") == ["impossible_date", "not_a_number"]
    (told,) = [issue for issue in back.issues if issue.rule == "answered_error"]
    assert "lỗi vẫn phải được sửa" in told.message
    assert back.resubmission is not None
    assert (back.resubmission.answered, back.resubmission.remaining) == (0, 3)


def test_all_mended_says_so_and_is_accepted(
    sent: tuple[bytes, FileReport, bytes], store: Store
) -> None:
    def change(workbook: Any) -> None:
        workbook[SHEET]["C2"].value = 88.5
        workbook[SHEET]["E3"].value = "10/05/2024"
        workbook[SHEET]["E4"].value = "10/05/2024"

    (back,) = import_data([("sửa.xlsx", edit(sent[2], change))], "thư ký", store)
    assert (back.status, back.row_count) == ("accepted", 3)
    assert back.resubmission is not None
    assert (back.resubmission.mended, back.resubmission.remaining) == (3, 0)


def test_point_that_moved_with_its_row_is_the_same_point(
    sent: tuple[bytes, FileReport, bytes], store: Store
) -> None:
    back = judge(edit(sent[2], lambda book: book[SHEET].insert_rows(2)), store)
    assert back.resubmission is not None
    assert (back.resubmission.remaining, back.resubmission.new) == (3, 0)


def test_lines_taken_out_of_the_list_are_told(
    sent: tuple[bytes, FileReport, bytes], store: Store
) -> None:
    def change(workbook: Any) -> None:
        sheet = workbook[LIST_SHEET]
        sheet.delete_rows(sheet.max_row)

    back = judge(edit(sent[2], change), store)
    assert back.resubmission is not None
    assert (back.resubmission.listed, back.resubmission.lost) == (2, 1)
    assert "1 dòng đã bị xóa khỏi danh sách" in back.resubmission.describe()


def test_second_marking_compares_with_the_first_correction(
    sent: tuple[bytes, FileReport, bytes], store: Store
) -> None:
    once = edit(sent[2], lambda book: answer(book, "published_before_year_end", "Đúng"))
    report = judge(once, store)
    again = mark(once, report)
    back = judge(again, store)
    assert back.resubmission is not None
    assert back.resubmission.origin_sha256 == report.sha256
    assert (back.resubmission.listed, back.resubmission.answered) == (3, 1)
    assert rules(back, "suggestion") == ["answered_warning", "resubmission"]


@pytest.mark.parametrize(
    "back",
    [
        lambda: make_list("hỏng.xlsx", [{"severity": "error", "rule": "damaged", "message": "x"}]),
        lambda: make_copy(b"PK", "hỏng.xlsx", [{"severity": "error", "rule": "damaged"}]),
    ],
)
def test_list_alone_is_no_report(back: Callable[[], bytes]) -> None:
    reading = read_report(back(), "hỏng.xlsx")
    assert (reading.problem, reading.tables["sheet"]) == ("no_sheets", [])
    assert [line.rule for line in reading.listed.lines] == ["damaged"]


def test_list_is_never_read_as_a_table_however_it_is_filled_in(
    sent: tuple[bytes, FileReport, bytes],
) -> None:
    def change(workbook: Any) -> None:
        for column, text in enumerate(HEADER, start=11):
            workbook[LIST_SHEET].cell(3, column).value = text
            workbook[LIST_SHEET].cell(4, column).value = "Sở Y tế"

    reading = read_report(edit(sent[2], change), "a.xlsx")
    assert set(reading.rows["sheet"]) == {SHEET}
    assert reading.tables["sheet"] == [SHEET]


def test_same_marked_copy_accepted_before_is_not_compared_again(
    sent: tuple[bytes, FileReport, bytes], store: Store
) -> None:
    fixed = edit(sent[2], lambda book: book[SHEET].delete_rows(2, 2))
    (first,) = import_data([("sửa.xlsx", fixed)], "thư ký", store)
    assert first.status == "accepted_with_warnings"
    again = judge(fixed, store)
    assert again.is_already_received
    assert again.resubmission is None
    assert store.verify() == []


def test_formula_in_an_explanation_stays_text(
    sent: tuple[bytes, FileReport, bytes], store: Store
) -> None:
    text = '\'=HYPERLINK("http://x")'
    once = edit(sent[2], lambda book: answer(book, "published_before_year_end", text))
    back = judge(once, store)
    assert any(text in issue.message for issue in back.issues)


LINE = ListedIssue("error", "not_a_number", SHEET, "C4", "8,7,3", "")
POINT = Point("not_a_number", "error", SHEET, "C4", "sipas", 1, "8,7,3")


@pytest.mark.parametrize(
    ("line", "point", "expected"),
    [
        (LINE, POINT, (0, 1, 0)),
        (LINE, POINT._replace(address="C9"), (0, 1, 0)),
        (LINE, POINT._replace(address="D4"), (1, 0, 1)),
        (LINE, POINT._replace(address="C9", found="9,9,9"), (1, 0, 1)),
        (LINE, POINT._replace(found="9,9,9"), (0, 1, 0)),
        (LINE, POINT._replace(rule="ambiguous_number"), (1, 0, 1)),
        (LINE._replace(found=""), POINT._replace(address="C9", found=None), (1, 0, 1)),
        (LINE._replace(severity="suggestion"), POINT, (0, 0, 1)),
        (LINE._replace(rule="supersedes"), POINT._replace(rule="supersedes"), (0, 0, 0)),
    ],
)
def test_point_is_the_same_by_cell_or_by_content(
    line: ListedIssue, point: Point, expected: tuple[int, int, int]
) -> None:
    found = compare(Imprint(), ListedIssues("a.xlsx", (line,)), [point])
    assert (found.mended, found.remaining, found.new) == expected
    assert found.listed == found.mended + found.answered + found.remaining


def test_equal_points_are_counted_one_by_one() -> None:
    listed = ListedIssues("a.xlsx", (LINE, LINE, LINE))
    assert compare(Imprint(), listed, [POINT])[2:7] == (3, 2, 0, 1, 0)


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
@pytest.mark.parametrize("format_", ["xlsx", "xls", "ods"])
def test_answers_survive_libreoffice(
    sent: tuple[bytes, FileReport, bytes], store: Store, tmp_path: Path, format_: str
) -> None:
    once = edit(sent[2], lambda book: answer(book, "published_before_year_end", "Đúng như vậy"))
    (tmp_path / "sua.xlsx").write_bytes(once)
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", format_, "--outdir", str(tmp_path / "saved")]
    subprocess.run(
        [*command, str(tmp_path / "sua.xlsx")], check=True, timeout=120, capture_output=True
    )
    saved = (tmp_path / "saved" / f"sua.{format_}").read_bytes()
    back = judge(saved, store, f"sua.{format_}")
    assert back.resubmission is not None
    assert (back.resubmission.listed, back.resubmission.answered) == (3, 1)
    # An old .xls keeps its properties in a stream that is not read.
    assert back.resubmission.origin_sha256 == (None if format_ == "xls" else sent[1].sha256)
