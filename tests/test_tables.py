"""Tables that people take away: numbers stay numbers, text stays text, equal input equal bytes."""

from __future__ import annotations

import csv
import io
import shutil
import subprocess
from datetime import date, datetime
from decimal import Decimal

import openpyxl
import pandas as pd
import pytest

from papers.tables import TooManyRows, to_csv, to_xlsx

COLUMNS = {
    "unit_name": ("Tên đơn vị", "text"),
    "year": ("Năm", "year"),
    "units": ("Số đơn vị", "integer"),
    "sipas": ("SIPAS", "percent"),
    "reported_on": ("Ngày báo cáo", "date"),
    "received_at": ("Nhận lúc", "moment"),
    "is_covered": ("Có mô hình", "yes_no"),
}
ROWS = [
    ("Sở Xây dựng", 2023, 1234, Decimal("87.330000"), date(2023, 10, 15), True),
    ("- Sở Y tế", 2024, None, None, None, None),
    ("=1+1", 2025, -5, Decimal("-0.5"), date(2024, 10, 30), False),
]
SUBTITLE = ["Năm: 2023–2025 · Phạm vi: cấp tỉnh & cấp huyện", "Số liệu đến 30/10/2024, bản 17"]
FORMULAS = ["=1+1", "+1", "-1+cmd", "@SUM(A1)", "\t=1", "\r=1", "＝1", "a\n=1", "a,=1", "a;@b"]


def make_frame() -> pd.DataFrame:
    frame = pd.DataFrame(
        ROWS, columns=["unit_name", "year", "units", "sipas", "reported_on", "is_covered"]
    )
    frame["received_at"] = [datetime(2023, 10, 15, 18, 30), pd.NaT, pd.NaT]
    return frame


def open_sheet(data: bytes):
    return openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]


def read_csv(data: bytes) -> list[list[str]]:
    return list(csv.reader(io.StringIO(data.decode("utf-8-sig"), newline=""), delimiter=";"))


@pytest.mark.parametrize(
    ("address", "value", "number_format"),
    [
        ("A6", "Sở Xây dựng", "@"),
        ("B6", 2023, "0"),
        ("C6", 1234, "#,##0"),
        ("D6", 87.33, '#,##0.00" %"'),
        ("E6", datetime(2023, 10, 15), "dd/mm/yyyy"),
        ("F6", datetime(2023, 10, 16, 1, 30), "dd/mm/yyyy hh:mm"),
        ("G6", "Có", "@"),
        ("C7", None, "#,##0"),
        ("D7", None, '#,##0.00" %"'),
        ("F7", None, "dd/mm/yyyy hh:mm"),
        ("G7", None, "@"),
        ("D8", -0.5, '#,##0.00" %"'),
    ],
)
def test_cell_has_the_type_and_format_of_its_kind(address, value, number_format):
    cell = open_sheet(to_xlsx(make_frame(), COLUMNS, "Độ phủ", SUBTITLE))[address]
    assert (cell.value, cell.number_format) == (value, number_format)


def test_title_filters_and_moment_stand_above_the_table():
    sheet = open_sheet(to_xlsx(make_frame(), COLUMNS, "Độ phủ mô hình", SUBTITLE, "Độ phủ"))
    assert [sheet.cell(row, 1).value for row in (1, 2, 3)] == ["Độ phủ mô hình", *SUBTITLE]
    assert [cell.value for cell in sheet[5]] == [label for label, _ in COLUMNS.values()]
    assert sheet.title == "Độ phủ"


def test_sheet_is_ready_to_filter_scroll_and_print():
    sheet = open_sheet(to_xlsx(make_frame(), COLUMNS, "Độ phủ", SUBTITLE))
    assert sheet.auto_filter.ref == "A5:G8"
    assert sheet.freeze_panes == "A6"
    assert sheet.print_title_rows == "$5:$5"
    assert (sheet.page_setup.paperSize, sheet.page_setup.fitToHeight) == (9, 0)
    assert sheet.oddFooter.right.text == "Trang &P/&N"
    assert SUBTITLE[1] in sheet.oddFooter.left.text


@pytest.mark.parametrize("text", FORMULAS)
def test_text_like_a_formula_stays_text_in_excel(text):
    cell = open_sheet(to_xlsx(pd.DataFrame({"a": [text]}), None, "T"))["A4"]
    expected = text.replace("\r", "\n").replace("_x000D_", "\n")
    assert cell.data_type in ("s", "inlineStr")
    assert str(cell.value).replace("_x000D_", "\n") == expected
    assert cell.quotePrefix == text.startswith(("=", "+", "-", "@", "\t", "\r", "＝"))


@pytest.mark.parametrize("text", FORMULAS)
def test_no_field_of_a_csv_is_a_formula_whatever_the_separator(text):
    data = to_csv(pd.DataFrame({"a": [text], "b": ["x"]}))
    body = data.decode("utf-8-sig").split("\r\n", 1)[1]
    for separator in ";,\t":
        for field in body.replace("\r", "\n").replace("\n", separator).split(separator):
            assert not field.strip('"').startswith(("=", "+", "-", "@", "＝"))


def test_csv_opens_in_vietnamese_excel():
    data = to_csv(make_frame(), COLUMNS)
    assert data.startswith(b"\xef\xbb\xbf")
    assert read_csv(data) == [
        [label for label, _ in COLUMNS.values()],
        ["Sở Xây dựng", "2023", "1234", "87,33", "15/10/2023", "16/10/2023 01:30", "Có"],
        ["'- Sở Y tế", "2024", "", "", "", "", ""],
        ["'=1+1", "2025", "-5", "-0,5", "30/10/2024", "", "Không"],
    ]


def test_equal_tables_are_equal_bytes():
    assert to_xlsx(make_frame(), COLUMNS, "T") == to_xlsx(make_frame(), COLUMNS, "T")
    assert to_csv(make_frame(), COLUMNS) == to_csv(make_frame(), COLUMNS)


@pytest.mark.parametrize(
    ("values", "expected", "number_format"),
    [
        ([True, None], "Có", "@"),
        ([1, 2], 1, "#,##0"),
        ([1.5, None], 1.5, "#,##0.00"),
        ([Decimal("1.50"), None], 1.5, "#,##0.00"),
        ([date(2023, 1, 2), None], datetime(2023, 1, 2), "dd/mm/yyyy"),
        (pd.to_datetime(["2023-01-02"]), datetime(2023, 1, 2), "dd/mm/yyyy"),
        ([["a", "b"]], "a; b", "@"),
        ([float("inf")], "∞", "#,##0.00"),
        ([10**17], str(10**17), "#,##0"),
        ([12, None], 12, "#,##0"),
    ],
)
def test_kind_is_guessed_where_none_is_stated(values, expected, number_format):
    cell = open_sheet(to_xlsx(pd.DataFrame({"a": values}), None, "T"))["A4"]
    assert (cell.value, cell.number_format) == (expected, number_format)


def test_column_may_be_described_by_its_label_alone():
    frame = pd.DataFrame({"share_percent": [87.5], "left_out": ["x"]})
    sheet = open_sheet(to_xlsx(frame, {"share_percent": "Tỷ lệ"}, "T"))
    assert [cell.value for cell in sheet[3]] == ["Tỷ lệ"]
    assert (sheet["A4"].value, sheet["A4"].number_format) == (87.5, '#,##0.00" %"')


def test_empty_table_says_so():
    sheet = open_sheet(to_xlsx(make_frame().head(0), COLUMNS, "T", SUBTITLE))
    assert sheet["A4"].value == "Không có dòng nào khớp bộ lọc."
    assert read_csv(to_csv(make_frame().head(0), COLUMNS)) == [[c[0] for c in COLUMNS.values()]]


def test_table_longer_than_a_sheet_is_refused_not_cut():
    frame = pd.DataFrame({"a": range(1_048_576)})
    with pytest.raises(TooManyRows, match="1048576 dòng"):
        to_xlsx(frame, None, "T")


def test_text_longer_than_a_cell_is_cut_visibly():
    value = open_sheet(to_xlsx(pd.DataFrame({"a": ["x" * 40_000]}), None, "T"))["A4"].value
    assert len(value) <= 32767
    assert value.endswith("… (đã cắt)")


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ("Độ phủ: 2023/2024", "Độ phủ- 2023-2024"),
        ("x" * 40, "x" * 31),
        ("'", "Số liệu"),
        ("History", "Số liệu"),
    ],
)
def test_sheet_name_is_one_that_excel_takes(given, expected):
    assert (
        open_sheet(to_xlsx(pd.DataFrame({"a": [1]}), None, "T", sheet_name=given)).title == expected
    )


@pytest.mark.slow
@pytest.mark.skipif(not shutil.which("soffice"), reason="needs LibreOffice")
def test_libreoffice_shows_the_table_as_written(tmp_path):
    (tmp_path / "table.xlsx").write_bytes(to_xlsx(make_frame(), COLUMNS, "Độ phủ", SUBTITLE))
    command = ["soffice", f"-env:UserInstallation=file://{tmp_path}/profile", "--headless"]
    command += ["--convert-to", "csv:Text - txt - csv (StarCalc):59,34,76,1", "--outdir"]
    subprocess.run(
        [*command, str(tmp_path), str(tmp_path / "table.xlsx")],
        check=True,
        timeout=120,
        capture_output=True,
    )
    lines = (tmp_path / "table.csv").read_text("utf-8").splitlines()
    assert '1,234;87.33 %;15/10/2023;16/10/2023 01:30;"Có"' in lines[5]
    assert lines[7].startswith('"=1+1";2025;-5;-0.50 %')
