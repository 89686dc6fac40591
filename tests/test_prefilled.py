"""Prefilled templates: what was accepted, as it was stated, and nothing else."""

from __future__ import annotations

import io
from datetime import date, datetime
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from queries.database import Database, open_database
from reports import __main__ as commands
from reports.fields import load_kinds
from reports.intake import check_data, import_data
from reports.limits import list_columns
from reports.prefilled import UnknownUnit, find_unit, say_period, write_prefilled
from reports.store import Store
from reports.templates import FIRST_DATA_ROW, REMARK_ROW, write_template
from tests.workbooks import Page, write

NAMES = {kind.name: kind for kind in load_kinds()}
REGISTRATIONS = [
    ["Tên tập thể", "Tên mô hình", "Nội dung thực hiện", "Thời gian bắt đầu",
     "Thời gian kết thúc", "Ngày đăng ký"],
    ["UBND TX. Ngã Năm", "Thứ 2 ngày không viết", "=1+1 là hai", "3/2023", "đến nay",
     date(2023, 4, 20)],
    ["Sở Y tế", "Một cửa", "Trả lời trong ngày", "Quý I/2023", "", date(2023, 4, 21)],
    ["Sở Tư pháp", "Tủ sách", "Tủ sách pháp luật", date(2023, 3, 1), "12/2023",
     date(2023, 4, 22)],
    ["Sở Y tế", "Nụ cười", "Chào hỏi", "2023", "31/12/2024", date(2023, 5, 2)],
]  # fmt: skip
RESULTS = [
    ["Tên tập thể", "Tên mô hình", "Năm", "Ngày báo cáo", "Tình trạng", "Kết quả/hiệu quả",
     "Mô hình mới", "Đơn vị nhân rộng", "Kinh phí (triệu đồng)", "Khó khăn/vướng mắc"],
    ["Sở Y tế", "Một cửa", 2023, date(2023, 10, 15), "Đang duy trì", "Giảm chờ", "Có",
     "UBND huyện Mỹ Xuyên\nSở Tư pháp", 12.5, "-"],
]  # fmt: skip
INDICES = [
    ["Tên đơn vị", "Năm", "SIPAS (%)", "PAR INDEX: Điểm đạt", "PAR INDEX: Điểm tối đa",
     "PAR INDEX: Chỉ số (%)", "Số quyết định", "Ngày công bố"],
    ["Sở Y tế", 2023, "87,33", 68.32, 84, "81,33%", "1256/QĐ-UBND", date(2024, 5, 10)],
    ["Sở Tư pháp", 2023, "Chưa công bố", None, None, "81", "1256/QĐ-UBND", date(2024, 5, 10)],
]  # fmt: skip


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Store:
    store = Store(tmp_path_factory.mktemp("prefilled") / "kho")
    files = [
        (f"{number}.xlsx", write("xlsx", Page(rows)))
        for number, rows in enumerate((REGISTRATIONS, RESULTS, INDICES))
    ]
    reports = import_data(files, "thư ký", store)
    assert [report.rejected_row_count for report in reports] == [0, 0, 0]
    return store


@pytest.fixture(scope="module")
def database(store: Store) -> Database:
    return open_database(store.path)


def read_rows(data: bytes, kind: str) -> list[dict[str, Any]]:
    """The filled in rows of a sheet, blanks left out."""
    sheet = openpyxl.load_workbook(io.BytesIO(data))[NAMES[kind].label]
    names = [field.name for field in list_columns(NAMES[kind])]
    rows = sheet.iter_rows(min_row=FIRST_DATA_ROW, values_only=True)
    found = [dict(zip(names, row, strict=False)) for row in rows]
    return [{name: v for name, v in row.items() if v is not None} for row in found if any(row)]


@pytest.mark.parametrize(
    ("kind", "count"), [("registrations", 4), ("results", 1), ("indices", 2), ("all", 7)]
)
def test_prefilled_template_sent_back_untouched_changes_nothing(
    store: Store, database: Database, kind: str, count: int
) -> None:
    filled = write_prefilled(database, kind)
    (report,) = check_data([("mẫu.xlsx", filled.data)], store)
    assert filled.row_count == count
    assert (report.unchanged_row_count, report.row_count) == (count, count)
    assert report.rejected_row_count == 0


def test_values_are_typed_and_dates_keep_the_precision_in_which_they_were_stated(
    database: Database,
) -> None:
    rows = {
        row["model_name"]: row
        for row in read_rows(write_prefilled(database, "registrations").data, "registrations")
    }
    first, second = rows["Thứ 2 ngày không viết"], rows["Một cửa"]
    assert first["unit"] == "Ủy ban nhân dân thị xã Ngã Năm"
    assert (first["started_on"], first["ended_on"]) == ("03/2023", "đến nay")
    assert first["registered_on"] == datetime(2023, 4, 20)
    assert first["content"] == "=1+1 là hai"
    assert second["started_on"] == "Quý I/2023"
    assert "ended_on" not in second
    assert rows["Tủ sách"]["started_on"] == "01/03/2023"
    assert rows["Tủ sách"]["ended_on"] == "12/2023"
    assert rows["Nụ cười"]["started_on"] == "2023"


def test_figures_come_back_as_numbers_or_as_the_words_that_stand_for_them(
    database: Database,
) -> None:
    rows = read_rows(write_prefilled(database, "indices").data, "indices")
    health, justice = sorted(rows, key=lambda row: row["unit"], reverse=True)
    assert (health["year"], health["sipas"], health["par_index"]) == (2023, 87.33, 81.33)
    assert justice["sipas"] == "Chưa công bố"
    assert "par_points" not in justice


def test_doubtful_cell_comes_back_as_it_was_typed(database: Database) -> None:
    (row,) = read_rows(write_prefilled(database, "results").data, "results")
    assert row["difficulty"] == "-"
    assert row["status"] == "Đang duy trì"
    listed = set(row["replicated_by"].split("\n"))
    assert listed == {"Sở Tư pháp", "Ủy ban nhân dân huyện Mỹ Xuyên"}


@pytest.mark.parametrize(
    ("year", "expected"),
    [(2022, set()), (2023, {"Một cửa", "Nụ cười"}), (2025, {"Một cửa"})],
)
def test_registration_belongs_to_the_years_of_its_model(
    database: Database, year: int, expected: set[str]
) -> None:
    unit = find_unit(database, "Sở Y tế", 2023)
    rows = read_rows(write_prefilled(database, "registrations", unit, year).data, "registrations")
    assert {row["model_name"] for row in rows} == expected


def test_models_still_to_be_reported_are_listed_with_their_name_alone(database: Database) -> None:
    unit = find_unit(database, "Sở Y tế", 2023)
    rows = read_rows(write_prefilled(database, "results", unit, 2023).data, "results")
    assert [row["model_name"] for row in rows] == ["Một cửa", "Nụ cười"]
    assert rows[1] == {"unit": "Sở Y tế", "model_name": "Nụ cười", "year": 2023}


def test_unit_without_rows_gets_the_empty_template(database: Database) -> None:
    filled = write_prefilled(database, "votes", find_unit(database, "Sở Y tế", 2023), 2023)
    assert filled.row_count == 0
    assert filled.data == write_template("votes")


def test_line_above_the_table_says_from_when_the_rows_are(database: Database) -> None:
    book = openpyxl.load_workbook(io.BytesIO(write_prefilled(database, "indices").data))
    text = book["Kết quả chỉ số"].cell(REMARK_ROW, 1).value
    assert text.startswith("Điền sẵn 2 dòng từ dữ liệu đã nhận tính đến ")
    assert "mô phỏng" not in text


def test_simulated_rows_stay_simulated(tmp_path: Path) -> None:
    store = Store(tmp_path / "kho")
    page = Page([["SỐ LIỆU MÔ PHỎNG"], *INDICES])
    import_data([("a.xlsx", write("xlsx", page))], "thư ký", store)
    filled = write_prefilled(open_database(store.path), "indices")
    (report,) = check_data([("mẫu.xlsx", filled.data)], store)
    assert report.simulated


@pytest.mark.parametrize("text", ["Sở Y tế", "sở y tế tỉnh Sóc Trăng"])
def test_unit_is_found_by_name_and_by_id(database: Database, text: str) -> None:
    found = find_unit(database, text, 2023)
    assert find_unit(database, found.lower()) == found


@pytest.mark.parametrize(("text", "says"), [("Phường 1", "Ngã Năm"), ("Sở Vũ trụ", "tên đầy đủ")])
def test_unit_that_is_not_certain_is_asked_for(database: Database, text: str, says: str) -> None:
    with pytest.raises(UnknownUnit, match=says):
        find_unit(database, text, 2023)


@pytest.mark.parametrize(
    ("edge", "day", "precision", "raw", "expected"),
    [
        ("start", date(2023, 3, 1), "month", "3/2023", "03/2023"),
        ("start", date(2023, 10, 1), "quarter", "Q4/2023", "Quý IV/2023"),
        ("end", date(2023, 6, 30), "quarter", "Q2/2023", "Quý II/2023"),
        ("end", date(2023, 12, 31), "year", "2023", "2023"),
        ("end", date(2023, 12, 30), "day", "30/12/2023", date(2023, 12, 30)),
        ("end", None, "open", "còn làm", "đến nay"),
        ("end", None, "open", None, None),
        ("start", None, None, None, None),
    ],
)
def test_period_is_said_as_exactly_as_it_was(
    edge: str, day: date | None, precision: str | None, raw: str | None, expected: Any
) -> None:
    assert say_period(edge, day, precision, raw) == expected


@pytest.mark.parametrize(
    ("arguments", "status", "says"),
    [
        (["results", "--unit", "Sở Y tế", "--year", "2023"], 0, "điền sẵn 2 dòng"),
        (["all", "--year", "2023"], 0, "điền sẵn 10 dòng"),
        (["all"], 0, "Đã ghi mẫu vào"),
        (["results", "--unit", "Sở Vũ trụ"], 2, "Chưa rõ “Sở Vũ trụ”"),
        (["results", "--year", "1"], 2, "năm phải từ 2015 đến 2030"),
        (["hoa"], 2, "không có loại báo cáo “hoa”"),
    ],
)
def test_command_fills_in_or_says_why_not(
    store: Store,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
    arguments: list[str],
    status: int,
    says: str,
) -> None:
    monkeypatch.setenv("STORE", str(store.path))
    target = tmp_path / "mau.xlsx"
    assert commands.main(["template", *arguments, "-o", str(target)]) == status
    output = capsys.readouterr()
    assert says in output.out + output.err
    assert target.exists() == (status == 0)


def test_command_without_a_store_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("STORE", str(tmp_path / "none"))
    given = ["template", "results", "--year", "2023", "-o", str(tmp_path / "a.xlsx")]
    assert commands.main(given) == 1
    assert "Chưa có kho báo cáo" in capsys.readouterr().err
