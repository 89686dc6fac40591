"""Marked copies: the sender's own workbook, its wrong cells marked, a list in front."""

from __future__ import annotations

import io
import re
import shutil
import subprocess
import zipfile
from datetime import datetime
from pathlib import Path

import openpyxl
import pytest
from openpyxl.comments import Comment
from openpyxl.styles import Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from reports import marking
from reports.issue_sheets import FILLS, LIST_SHEET, LIST_TITLE
from reports.marked_copies import make_copy
from reports.marking import mark
from reports.reading import read_report
from reports.templates import write_template
from tests.workbooks import Page, write

SHEET = "Biểu 1"
RED, YELLOW, BLUE = (FILLS[code].fgColor.rgb for code in ("error", "warning", "suggestion"))
GRID = [
    ["UBND HUYỆN CÙ LAO DUNG", None, None],
    [None, None, None],
    ["Tên đơn vị", "Năm", "SIPAS (%)"],
    ["Sở Xây dựng", 2023, "8,733"],
    ["- Sở Y tế", 2024, 92.5],
]
FORMULAS = ["=1+1", "+1", "-1", "@SUM(1)", "\t=1", "\r=1", '=HYPERLINK("http://x","y")']


def make_issue(cell, severity="error", rule="ambiguous_number", sheet=SHEET, **changes):
    issue = {
        "severity": severity,
        "rule": rule,
        "sheet": sheet,
        "cell": cell,
        "found": "8,733",
        "message": "Không rõ 8,733 là 8733 hay 8,733. Hãy ghi lại.",
        "suggestion": "87,33",
    }
    return issue | changes


def fill_sheet(sheet):
    for row, values in enumerate(GRID, start=1):
        for column, value in enumerate(values, start=1):
            if value is not None:
                sheet.cell(row, column).value = value


def make_workbook() -> openpyxl.Workbook:
    workbook = openpyxl.Workbook()
    workbook.active.title = SHEET
    fill_sheet(workbook.active)
    return workbook


def to_bytes(workbook) -> bytes:
    written = io.BytesIO()
    workbook.save(written)
    return written.getvalue()


def mark_and_open(data, issues, name="báo cáo.xlsx"):
    return openpyxl.load_workbook(io.BytesIO(make_copy(data, name, issues)))


def read_list(workbook) -> list[tuple]:
    """The lines of the list, without its heading."""
    rows = list(workbook[LIST_SHEET].iter_rows(values_only=True))
    return [row for row in rows if isinstance(row[0], int)]


def test_wrong_cell_is_coloured_numbered_and_explained():
    workbook = mark_and_open(to_bytes(make_workbook()), [make_issue("C4")])
    cell = workbook[SHEET]["C4"]
    assert cell.value == "8,733"
    assert cell.fill.fgColor.rgb == RED
    for text in ("[1] Lỗi: Không rõ 8,733", "Đang ghi: 8,733", "Gợi ý: 87,33", "ambiguous_number"):
        assert text in cell.comment.text
    assert workbook[SHEET]["B4"].fill.fill_type is None


@pytest.mark.parametrize(
    ("severity", "colour", "label"),
    [("error", RED, "Lỗi"), ("warning", YELLOW, "Cảnh báo"), ("suggestion", BLUE, "Gợi ý")],
)
def test_severity_is_told_by_colour_and_by_word(severity, colour, label):
    workbook = mark_and_open(to_bytes(make_workbook()), [make_issue("C4", severity)])
    assert workbook[SHEET]["C4"].fill.fgColor.rgb == colour
    assert f"[1] {label}:" in workbook[SHEET]["C4"].comment.text
    assert read_list(workbook)[0][1] == label


def test_list_comes_first_in_the_order_of_mending_and_links_to_the_cells():
    issues = [
        make_issue("B4", "suggestion"),
        make_issue("C4", "warning"),
        make_issue("A4"),
        make_issue(None, rule="missing_columns"),
        make_issue(None, sheet=None, rule="received_before"),
    ]
    workbook = mark_and_open(to_bytes(make_workbook()), issues)
    assert workbook.sheetnames == [LIST_SHEET, SHEET]
    assert workbook.active.title == LIST_SHEET
    lines = read_list(workbook)
    assert [(line[0], line[2], line[3]) for line in lines] == [
        (1, None, None),
        (2, SHEET, None),
        (3, SHEET, "A4"),
        (4, SHEET, "C4"),
        (5, SHEET, "B4"),
    ]
    links = [row[3].hyperlink for row in workbook[LIST_SHEET].iter_rows() if row[3].hyperlink]
    assert [link.location for link in links] == [f"'{SHEET}'!{cell}" for cell in ("A4", "C4", "B4")]
    assert lines[2][4:7] == ("8,733", issues[0]["message"], "87,33")


def test_only_the_list_is_selected_so_that_typing_changes_one_sheet():
    workbook = mark_and_open(to_bytes(make_workbook()), [make_issue("C4")])
    selected = [sheet.title for sheet in workbook if sheet.sheet_view.tabSelected]
    assert selected == [LIST_SHEET]


def test_cell_with_several_issues_has_the_worst_colour_and_every_number():
    issues = [make_issue("C4", "warning"), make_issue("C4"), make_issue("C4", "suggestion")]
    cell = mark_and_open(to_bytes(make_workbook()), issues)[SHEET]["C4"]
    assert cell.fill.fgColor.rgb == RED
    assert [f"[{n}]" in cell.comment.text for n in (1, 2, 3)] == [True] * 3


def test_layout_and_formats_of_the_sender_stay():
    workbook = make_workbook()
    sheet = workbook[SHEET]
    sheet["A3"].font = Font("Arial", 15, bold=True, color="FF112233")
    sheet["B4"].fill = PatternFill("solid", fgColor="FF00FF00")
    sheet["C5"].number_format = "0.0"
    sheet["D4"] = "=B4+1"
    sheet["D5"] = datetime(2023, 10, 15)
    sheet["D5"].number_format = "dd/mm/yyyy"
    sheet.merge_cells("A1:C1")
    sheet.column_dimensions["A"].width = 41
    sheet.row_dimensions[5].hidden = True
    sheet.freeze_panes = "B4"
    sheet.auto_filter.ref = "A3:C5"
    sheet.print_title_rows = "3:3"
    sheet.add_data_validation(DataValidation("whole", formula1="1", sqref="B4:B9"))
    workbook.create_sheet("Ẩn").sheet_state = "hidden"
    marked = mark_and_open(to_bytes(workbook), [make_issue("C4")])
    result = marked[SHEET]
    assert (result["A3"].font.name, result["A3"].font.sz, result["A3"].font.b) == (
        "Arial",
        15,
        True,
    )
    assert result["B4"].fill.fgColor.rgb == "FF00FF00"
    assert result["C5"].number_format == "0.0"
    assert (result["D4"].value, result["D5"].value) == ("=B4+1", datetime(2023, 10, 15))
    assert [str(area) for area in result.merged_cells.ranges] == ["A1:C1"]
    assert result.column_dimensions["A"].width == 41
    assert result.row_dimensions[5].hidden
    assert (result.freeze_panes, result.auto_filter.ref) == ("B4", "A3:C5")
    assert result.print_title_rows == "$3:$3"
    assert len(result.data_validations.dataValidation) == 1
    assert marked["Ẩn"].sheet_state == "hidden"


def test_issue_within_a_merged_area_marks_the_cell_that_shows():
    workbook = make_workbook()
    workbook[SHEET].merge_cells("A4:A5")
    marked = mark_and_open(to_bytes(workbook), [make_issue("A5")])
    assert marked[SHEET]["A4"].fill.fgColor.rgb == RED
    assert read_list(marked)[0][3] == "A5"


def test_note_of_the_sender_is_kept_below_ours_and_comes_back_alone():
    workbook = make_workbook()
    workbook[SHEET]["C4"].comment = Comment("Đã hỏi Sở", "Lan")
    once = make_copy(to_bytes(workbook), "a.xlsx", [make_issue("C4")])
    assert "Đã hỏi Sở" in openpyxl.load_workbook(io.BytesIO(once))[SHEET]["C4"].comment.text
    twice = mark_and_open(once, [])
    assert twice[SHEET]["C4"].comment.text == "Đã hỏi Sở"


def test_marking_again_replaces_the_marks_and_keeps_the_explanations():
    issues = [make_issue("C4", "warning"), make_issue("B4")]
    first = mark_and_open(to_bytes(make_workbook()), issues)
    (row,) = [row for row in first[LIST_SHEET].iter_rows() if row[3].value == "C4"]
    row[7].value = "Đúng theo quyết định"
    again = mark_and_open(to_bytes(first), issues[:1])
    assert again.sheetnames == [LIST_SHEET, SHEET]
    assert [(line[3], line[7]) for line in read_list(again)] == [("C4", "Đúng theo quyết định")]
    assert again[SHEET]["B4"].fill.fill_type is None
    assert again[SHEET]["B4"].comment is None


@pytest.mark.parametrize("text", FORMULAS)
def test_text_of_an_issue_is_never_a_formula(text):
    issues = [make_issue("C4", found=text, message=text, suggestion=text)]
    workbook = mark_and_open(to_bytes(make_workbook()), issues)
    (row,) = [row for row in workbook[LIST_SHEET].iter_rows() if row[3].value == "C4"]
    assert [cell.data_type for cell in row[4:7]] == ["s"] * 3
    assert all(cell.quotePrefix for cell in row[4:7])


@pytest.mark.parametrize("text", FORMULAS[:5])
def test_text_cell_of_the_sender_does_not_become_a_formula(text):
    workbook = make_workbook()
    workbook[SHEET]["A5"].value = text
    workbook[SHEET]["A5"].data_type = "s"
    cell = mark_and_open(to_bytes(workbook), [make_issue("A5")])[SHEET]["A5"]
    assert (cell.value, cell.data_type) == (text, "s")


@pytest.mark.parametrize("format_", ["xls", "xlsb", "ods", "csv"])
def test_other_formats_are_rebuilt_with_the_same_cells_at_the_same_addresses(format_):
    page = Page(GRID, merged=["A4:A5"] if format_ != "csv" else [], name=SHEET)
    data, sheet = write(format_, page), "CSV" if format_ == "csv" else SHEET
    workbook = mark_and_open(data, [make_issue("C4", sheet=sheet)], f"báo cáo.{format_}")
    result = workbook[sheet]
    shown = [[str(cell.value) for cell in row] for row in result["A1:C4"]]
    assert shown == [[str(value) for value in row] for row in GRID[:4]]
    assert [str(area) for area in result.merged_cells.ranges] == list(page.merged)
    assert result["C4"].fill.fgColor.rgb == RED
    assert "chép sang tệp này" in str(list(workbook[LIST_SHEET].values))


@pytest.mark.parametrize("format_", ["xls", "xlsb", "ods", "csv"])
@pytest.mark.parametrize("text", FORMULAS[:4])
def test_rebuilt_text_is_never_a_formula(format_, text):
    data = write(format_, Page([["Tên đơn vị", "Năm"], [text, "x"]], name=SHEET))
    workbook = mark_and_open(data, [], f"báo cáo.{format_}")
    cell = workbook.worksheets[1]["A2"]
    assert (cell.value, cell.data_type, cell.quotePrefix) == (text, "s", True)


def test_strict_workbook_is_rebuilt_because_openpyxl_would_empty_it():
    written = io.BytesIO()
    source = zipfile.ZipFile(io.BytesIO(to_bytes(make_workbook())))
    with source, zipfile.ZipFile(written, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/"):
                part = re.sub(
                    rb"schemas.openxmlformats.org/(spreadsheetml|officeDocument)/2006",
                    rb"purl.oclc.org/ooxml/\1",
                    part,
                )
            target.writestr(name, part)
    workbook = mark_and_open(written.getvalue(), [make_issue("C4")])
    assert workbook[SHEET]["A4"].value == "Sở Xây dựng"
    assert workbook[SHEET]["C4"].fill.fgColor.rgb == RED
    assert "chép sang tệp này" in str(list(workbook[LIST_SHEET].values))


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"%PDF-1.7 x",
        b"PK\x03\x04 broken",
        to_bytes(make_workbook())[:-300],
        b"\xd0\xcf\x11\xe0",
    ],
    ids=["empty", "pdf", "zip", "cut", "compound"],
)
def test_file_that_cannot_be_opened_still_gets_its_list(data):
    issue = make_issue(None, sheet=None, rule="file_problem", message="Tệp hỏng. Hãy gửi lại.")
    workbook = mark_and_open(data, [issue], "hỏng.xlsx")
    assert workbook.sheetnames == [LIST_SHEET]
    assert read_list(workbook)[0][5] == "Tệp hỏng. Hãy gửi lại."
    assert "Không mở được nội dung" in str(list(workbook[LIST_SHEET].values))


@pytest.mark.parametrize(
    ("sheet", "cell"),
    [("Không có", "A1"), (SHEET, "??"), (SHEET, "A0"), (SHEET, "XFE1"), (None, None)],
)
def test_issue_without_a_place_in_the_file_stands_in_the_list_only(sheet, cell):
    workbook = make_workbook()
    workbook.create_sheet("Khác")
    marked = mark_and_open(to_bytes(workbook), [make_issue(cell, sheet=sheet)])
    assert len(read_list(marked)) == 1
    assert not [c for row in marked[SHEET].iter_rows() for c in row if c.comment]


def test_sheet_of_the_sender_with_the_name_of_the_list_is_kept():
    workbook = make_workbook()
    workbook.create_sheet(LIST_SHEET)["A1"] = "của đơn vị"
    marked = mark_and_open(to_bytes(workbook), [make_issue("C4")])
    assert marked[LIST_SHEET]["A1"].value == "của đơn vị"
    assert marked.worksheets[0]["A1"].value == LIST_TITLE


def test_hidden_sheet_with_issues_is_named():
    workbook = make_workbook()
    workbook.create_sheet("Ẩn").sheet_state = "hidden"
    marked = mark_and_open(to_bytes(workbook), [make_issue("A1", sheet="Ẩn")])
    assert "trang tính đang ẩn: Ẩn" in str(list(marked[LIST_SHEET].values))


def test_file_without_issues_says_so():
    marked = mark_and_open(to_bytes(make_workbook()), [])
    assert "Không tìm thấy lỗi nào." in str(list(marked[LIST_SHEET].values))


def test_unwritable_characters_are_shown_not_raised():
    issue = make_issue("C4", found="a\x00b\x0b", message="x" * 40_000)
    marked = mark_and_open(to_bytes(make_workbook()), [issue])
    assert read_list(marked)[0][4] == "a�b�"
    assert len(marked[SHEET]["C4"].comment.text) <= 8000


def test_equal_input_is_equal_bytes():
    data, issues = to_bytes(make_workbook()), [make_issue("C4")]
    assert make_copy(data, "a.xlsx", issues) == make_copy(data, "a.xlsx", issues)


def test_marked_copy_is_read_as_the_report_it_is():
    data = write_template("results", [{"unit": "Sở Xây dựng", "effect": "- Giảm 40 %"}])
    issues = [make_issue("C10", sheet="Báo cáo kết quả", rule="missing_value", found=None)]
    before, after = (
        read_report(bytes_, "báo cáo.xlsx")
        for bytes_ in (data, make_copy(data, "báo cáo.xlsx", issues))
    )
    assert (after.tables, after.rows, after.cells) == (before.tables, before.rows, before.cells)
    assert after.rows["row_number"] == [10]


def pick_samples() -> list[Path]:
    """The first sample of each format; they are laid out as reports really arrive."""
    samples = sorted((Path(__file__).parent.parent / "data" / "samples").iterdir())
    by_format = {path.suffix: path for path in reversed(samples)}
    return [by_format[suffix] for suffix in (".csv", ".ods", ".xls", ".xlsx")]


@pytest.mark.parametrize("path", pick_samples(), ids=lambda path: path.suffix)
def test_marked_sample_still_says_the_same_in_every_cell(path):
    before = read_report(path.read_bytes(), path.name)
    places = list(zip(before.cells["sheet"], before.cells["address"], strict=True))
    issues = [make_issue(cell, sheet=sheet) for sheet, cell in places[:5]]
    copy = make_copy(path.read_bytes(), path.name, issues)
    after = read_report(copy, f"{path.stem}.xlsx")
    stated = [
        sorted(zip(*(map(str, r.cells[n]) for n in ("address", "field", "raw_text")), strict=True))
        for r in (before, after)
    ]
    assert stated[0] == stated[1] != []
    assert after.simulated == before.simulated


def test_child_process_answers_as_this_process_does():
    data, issues = to_bytes(make_workbook()), [make_issue("C4")]
    assert mark(data, "a.xlsx", iter(issues)) == make_copy(data, "a.xlsx", issues)


def test_child_that_ends_leaves_the_list(monkeypatch):
    monkeypatch.setattr(marking, "ROOT", Path(__file__).parent)  # there is no reports package
    marked = mark(to_bytes(make_workbook()), "a.xlsx", [make_issue("C4")])
    workbook = openpyxl.load_workbook(io.BytesIO(marked))
    assert workbook.sheetnames == [LIST_SHEET]
    assert read_list(workbook)[0][3] == "C4"


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_opens_the_result_and_shows_the_same_cells(tmp_path):
    workbook = make_workbook()
    workbook[SHEET]["D4"] = "=B4+1"
    issues = [make_issue("C4"), make_issue("A5", "warning", found="- Sở Y tế")]
    (tmp_path / "marked.xlsx").write_bytes(mark(to_bytes(workbook), "a.xlsx", issues))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "ods", "--outdir", str(tmp_path), str(tmp_path / "marked.xlsx")]
    subprocess.run(command, check=True, timeout=120, capture_output=True)
    from python_calamine import CalamineWorkbook

    converted = CalamineWorkbook.from_path(str(tmp_path / "marked.ods"))
    assert converted.sheet_names == [LIST_SHEET, SHEET]
    rows = converted.get_sheet_by_name(SHEET).to_python(skip_empty_area=False)
    assert rows[3][:4] == ["Sở Xây dựng", 2023.0, "8,733", 2024.0]
    assert rows[4][0] == "- Sở Y tế"
    listed = converted.get_sheet_by_name(LIST_SHEET).to_python(skip_empty_area=False)
    assert [row[4] for row in listed if row[0] in (1.0, 2.0)] == ["8,733", "- Sở Y tế"]
