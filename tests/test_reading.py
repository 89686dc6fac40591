"""A file becomes rows and typed cells; nothing is lost, nothing is guessed, nothing escapes."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from reports.fields import load_kinds
from reports.plain_texts import is_plain, is_plain_prose, make_plain_key
from reports.reading import (
    CELL_COLUMNS,
    PROSE_TYPES,
    ROW_COLUMNS,
    TABLE_COLUMNS,
    TEXT_TYPES,
    Reading,
    read_report,
)
from reports.templates import write_template
from reports.text import match_key
from reports.values import Context, Value, parse
from tests.workbooks import (
    FORMATS,
    Error,
    Page,
    Percent,
    edit_parts,
    read_part,
    write,
    write_csv,
    write_xlsx,
)

INDEX_HEADER = [
    "STT",
    "Tên đơn vị",
    "Năm",
    "SIPAS (%)",
    "PAR INDEX (%)",
    "Số quyết định",
    "Ngày công bố",
]
INDEX_PAGE = Page(
    [
        ["UBND TỈNH SÓC TRĂNG"],
        ["SỞ NỘI VỤ"],
        [],
        ["KẾT QUẢ CHỈ SỐ SIPAS VÀ PAR INDEX NĂM 2023"],
        INDEX_HEADER,
        ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
        ["I", "SỞ, BAN, NGÀNH"],
        [1, "Sở Xây dựng", 2023, 87.33, "81,33", "12/QĐ-UBND", date(2024, 5, 10)],
        [2, "Sở Y tế", 2023, "Không tham gia", None, "12/QĐ-UBND", "10/05/2024"],
        [None, "Tổng cộng", None, 2],
        [],
        [None, "Nơi nhận:", None, None, "THỦ TRƯỞNG"],
    ],
    merged=["A1:C1", "A2:C2", "A4:G4", "B7:G7"],
)
EXPECTED = {
    (1, "unit"): ("B8", "Sở Xây dựng", "Sở Xây dựng", None, None),
    (1, "year"): ("C8", "2023", None, Decimal(2023), None),
    (1, "sipas"): ("D8", "87,33", None, Decimal("87.33"), None),
    (1, "par_index"): ("E8", "81,33", None, Decimal("81.33"), None),
    (1, "decision_no"): ("F8", "12/QĐ-UBND", "12/QĐ-UBND", None, None),
    (1, "published_on"): ("G8", "10/05/2024", None, None, date(2024, 5, 10)),
    (2, "unit"): ("B9", "Sở Y tế", "Sở Y tế", None, None),
    (2, "year"): ("C9", "2023", None, Decimal(2023), None),
    (2, "sipas"): ("D9", "Không tham gia", "not_participating", None, None),
    (2, "par_index"): ("E9", None, None, None, None),
    (2, "decision_no"): ("F9", "12/QĐ-UBND", "12/QĐ-UBND", None, None),
    (2, "published_on"): ("G9", "10/05/2024", None, None, date(2024, 5, 10)),
}
REGISTRATION = [
    "STT",
    "Tên tập thể",
    "Tên mô hình",
    "Nội dung",
    "Thời gian thực hiện",
    "Ngày đăng ký",
]


def list_records(columns: dict[str, list[Any]]) -> list[dict[str, Any]]:
    return [
        dict(zip(columns, values, strict=True)) for values in zip(*columns.values(), strict=True)
    ]


def find_cells(reading: Reading, *names: str) -> dict[Any, tuple[Any, ...]]:
    return {
        (cell["row_no"], cell["field"]): tuple(cell[name] for name in names)
        for cell in list_records(reading.cells)
    }


def read(*rows: list[Any], merged: tuple[str, ...] = (), format: str = "xlsx") -> Reading:  # noqa: A002
    reading = read_report(write(format, Page(rows, merged)), f"a.{format}")
    assert reading.problem is None, reading.problem_detail
    return reading


def find_problem(reading: Reading, row_no: int, field: str) -> tuple[Any, ...]:
    return find_cells(reading, "address", "raw_text", "problem", "suggestion")[row_no, field]


@pytest.mark.parametrize("format", FORMATS)
def test_same_page_reads_alike_in_every_format(format):  # noqa: A002
    reading = read_report(write(format, INDEX_PAGE), f"a.{format}")
    assert (reading.format, reading.problem, reading.simulated) == (format, None, False)
    found = find_cells(reading, "address", "raw_text", "value_text", "value_number", "value_date")
    assert found == EXPECTED
    assert list_records(reading.rows)[1] == {
        "row_no": 2,
        "kind": "indices",
        "sheet": reading.tables["sheet"][0],
        "row_number": 9,
        "group_text": "SỞ, BAN, NGÀNH",
        "sender_text": "UBND TỈNH SÓC TRĂNG\nSỞ NỘI VỤ",
    }
    assert (reading.tables["problem"], reading.tables["header_address"]) == ([None], ["B5"])


def test_columns_turn_into_arrow_tables():
    tables = read_report(write_xlsx(INDEX_PAGE), "a").to_arrow(7)
    for name, columns in (
        ("tables", TABLE_COLUMNS),
        ("rows", ROW_COLUMNS),
        ("cells", CELL_COLUMNS),
    ):
        assert tables[name].column_names == ["file_no", *columns]
        assert set(tables[name]["file_no"].to_pylist()) == {7}
    empty = Reading("a").to_arrow(1)
    assert {name: table.num_rows for name, table in empty.items()} == dict.fromkeys(tables, 0)


def test_merged_unit_is_filled_down_with_the_address_of_its_cell():
    reading = read(
        REGISTRATION,
        [1, "Sở Y tế", "A", "a", "01/2023", "20/04/2023"],
        [2, None, "B", "b", "01/2023", "20/04/2023"],
        merged=("B2:B3",),
    )
    cells = find_cells(reading, "address", "raw_text", "problem")
    assert cells[2, "unit"] == ("B2", "Sở Y tế", None)


def test_blank_unit_below_a_unit_is_asked_about_not_filled():
    reading = read(
        REGISTRATION,
        [1, "Sở Y tế", "A", "a", "01/2023", "20/04/2023"],
        [2, None, "B", "b", "01/2023", "20/04/2023"],
    )
    assert find_problem(reading, 2, "unit") == ("B3", None, "blank_repeats_above", "Sở Y tế")


def test_period_yields_its_start_and_end_from_one_cell():
    reading = read(
        REGISTRATION,
        [1, "Sở Y tế", "A", "a", "Từ tháng 4/2023 đến nay", "20/04/2023"],
    )
    cells = find_cells(reading, "address", "value_date", "precision", "type", "is_required")
    assert cells[1, "started_on"] == ("E2", date(2023, 4, 1), "month", "start", True)
    assert cells[1, "ended_on"] == ("E2", None, "open", "end", False)
    assert (1, "period") not in cells


def test_several_models_in_one_cell_are_a_problem():
    reading = read(REGISTRATION, [1, "Sở Y tế", "- Một\n- Hai", "a", "01/2023", "20/04/2023"])
    assert find_problem(reading, 1, "model_name")[2] == "several_values"


@pytest.mark.parametrize("format", ["xlsx", "xls", "xlsb", "ods"])
@pytest.mark.parametrize(
    ("value", "raw_text", "number", "problem"),
    [
        (Percent(0.8733), "87,33%", Decimal("87.33"), None),
        (0.8733, "0,8733", None, "percent_as_fraction"),
        (Error("#N/A"), "#N/A", None, "excel_error"),
        (87.33, "87,33", Decimal("87.33"), None),
    ],
)
def test_figure_is_read_with_its_format(format, value, raw_text, number, problem):  # noqa: A002
    reading = read(INDEX_HEADER, [1, "Sở Y tế", 2023, value, None, "1/QĐ", None], format=format)
    cells = find_cells(reading, "raw_text", "value_number", "problem")
    assert cells[1, "sipas"] == (raw_text, number, problem)


def test_formula_that_was_never_calculated_is_a_problem():
    data = write_xlsx(Page([INDEX_HEADER, [1, "Sở Y tế", 2023, 87.5, None, "1/QĐ", None]]))
    part = read_part(data, "xl/worksheets/sheet1.xml")
    part = part.replace(b"<v>87.5</v>", b"<f>AVERAGE(A1:A2)</f>")
    reading = read_report(edit_parts(data, {"xl/worksheets/sheet1.xml": part}), "a")
    assert find_problem(reading, 1, "sipas")[:3] == (
        "D2",
        "=AVERAGE(A1:A2)",
        "uncalculated_formula",
    )


def test_year_above_the_table_holds_for_every_row_with_its_own_address():
    header = ["Tên đơn vị", "SIPAS (%)", "Số quyết định"]
    reading = read(
        ["KẾT QUẢ NĂM 2023"], header, ["Sở Y tế", 87, "1/QĐ"], ["Sở Tư pháp", 88, "1/QĐ"]
    )
    cells = find_cells(reading, "address", "value_number")
    assert cells[1, "year"] == cells[2, "year"] == ("A1", Decimal(2023))


def test_one_and_true_are_not_mixed_up_by_the_cache():
    header = [
        "Tên tập thể",
        "Tên mô hình",
        "Năm",
        "Ngày báo cáo",
        "Tình trạng",
        "Kết quả",
        "Kinh phí",
    ]
    row = ["Sở Y tế", "A", 2023, "15/10/2023", "Đang duy trì", "Tốt"]
    reading = read(header, [*row, 1], [*row, True], [*row, "1"])
    cells = find_cells(reading, "raw_text", "value_number")
    assert [cells[row_no, "cost"] for row_no in (1, 2, 3)] == [
        ("1", Decimal(1)),
        ("Có", None),
        ("1", Decimal(1)),
    ]


def test_long_fraction_fits_the_column_of_the_store():
    reading = read(INDEX_HEADER, [1, "Sở Y tế", 2023, 262 / 3, None, "1/QĐ", None])
    assert find_cells(reading, "value_number")[1, "sipas"] == (Decimal("87.333333"),)
    assert reading.to_arrow(1)["cells"].num_rows == 6


def test_kinds_on_several_sheets_and_hidden_ones_are_read():
    reading = read_report(
        write_xlsx(
            Page([INDEX_HEADER, [1, "Sở Y tế", 2023, 87, None, "1/QĐ", None]], name="Chỉ số"),
            Page([], name="Sheet2"),
            Page(
                [REGISTRATION, [1, "Sở Y tế", "A", "a", "01/2023", "20/04/2023"]],
                name="Đăng ký",
                is_hidden=True,
            ),
            Page([["Xem mẫu", "Cột", "Bắt buộc"], ["a", "b", "c"]], name="Hướng dẫn"),
        ),
        "a",
    )
    assert reading.tables["sheet"] == ["Chỉ số", "Đăng ký"]
    assert reading.tables["kind"] == ["indices", "registrations"]
    assert reading.tables["is_hidden"] == [False, True]
    assert reading.rows["row_no"] == [1, 2]


@pytest.mark.parametrize(
    ("rows", "is_simulated"),
    [
        ([["Số liệu mô phỏng"], INDEX_HEADER, [1, "Sở Y tế", 2023, 87]], True),
        ([INDEX_HEADER, [1, "Sở Y tế", 2023, 87], [], ["Ghi chú: SỐ LIỆU MÔ PHỎNG"]], True),
        ([INDEX_HEADER, [1, "Số liệu mô phỏng", 2023, 87]], False),
    ],
)
def test_simulated_reports_say_so_outside_their_data(rows, is_simulated):
    assert read(*rows).simulated is is_simulated


@pytest.mark.parametrize("kind", [kind.name for kind in load_kinds()])
def test_blank_template_has_its_kind_no_rows_and_no_problem(kind):
    reading = read_report(write_template(kind), "mau.xlsx")
    assert (reading.problem, reading.tables["kind"], reading.tables["problem"]) == (
        None,
        [kind],
        [None],
    )
    assert reading.rows["row_no"] == []


@pytest.mark.parametrize("kind", load_kinds(), ids=lambda kind: kind.name)
@pytest.mark.parametrize("format", FORMATS)
def test_every_header_and_example_of_the_contract_is_read(kind, format):  # noqa: A002
    fields = [field for field in kind.fields if field.required != "alternative"]
    rows = [[field.header for field in fields], [field.example for field in fields]]
    reading = read(*rows, format=format)
    assert (reading.tables["kind"], reading.tables["problem"]) == ([kind.name], [None])
    assert {field for _, field in find_cells(reading)} == {field.name for field in fields}
    assert set(reading.cells["problem"]) == {None}


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "empty_file"),
        (b"%PDF-1.7", "not_a_workbook"),
        ("Kính gửi Sở Nội vụ,\n".encode(), "not_a_workbook"),
        (write_xlsx(INDEX_PAGE)[:3000], "damaged"),
        (write("xls", INDEX_PAGE)[:3000], "damaged"),
        (write_xlsx(Page([])), "no_sheets"),
        (edit_parts(write_xlsx(INDEX_PAGE), {"xl/workbook.xml": b"<a"}), "damaged"),
        (edit_parts(write_xlsx(INDEX_PAGE), {"xl/worksheets/sheet1.xml": b"<a"}), "damaged"),
        (edit_parts(write("xlsb", INDEX_PAGE), {"xl/worksheets/sheet1.bin": b"\x91"}), "damaged"),
        (edit_parts(write("ods", INDEX_PAGE), {"content.xml": b"<a"}), "damaged"),
    ],
)
def test_file_problem_is_named_and_nothing_is_raised(data, problem):
    reading = read_report(data, "a.xlsx")
    assert (reading.problem, reading.rows["row_no"]) == (problem, [])


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.binary(max_size=2000))
def test_no_bytes_make_the_reader_raise(data):
    assert read_report(data, "a").rows["row_no"] == []


# csv last: text that looks like a report may well be one.
@settings(max_examples=100, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.sampled_from(["xls", "csv"]), st.integers(0, 20_000), st.binary(min_size=1, max_size=6))
def test_no_damage_makes_the_reader_raise(format, offset, replacement):  # noqa: A002
    data = bytearray(write(format, INDEX_PAGE))
    start = offset % len(data)
    data[start : start + len(replacement)] = replacement
    assert isinstance(read_report(bytes(data), "a"), Reading)


texts = st.sampled_from(
    [*INDEX_HEADER, *REGISTRATION, "Cộng", "Nơi nhận:", "I", "KHỐI ĐẢNG", "(1)"]
)
cells = st.one_of(st.none(), texts, st.integers(0, 3000), st.floats(0, 100), st.text(max_size=8))


@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(st.lists(st.lists(cells, max_size=7), min_size=1, max_size=8))
def test_any_grid_is_read_into_columns_of_one_length(rows):
    reading = read_report(write_csv(Page(rows)), "a.csv")
    assert reading.problem != "damaged", reading.problem_detail
    for columns in (reading.tables, reading.rows, reading.cells):
        assert len({len(column) for column in columns.values()}) == 1
    reading.to_arrow(1)


WORDS = """Mô hình ngày không viết Thứ II “Một cửa” (mới) 1. 2) - đường: hoà thuỷ X, a/b 5 % Ủy ban
áo“ Ã” + giảm; Khối-II IV-a; a;b; ; n/a chưa có Không #N/A N.A. ... UBND-TX Cộng V 12.5 “a”, mô"""
syllables = st.sampled_from(WORDS.split())


def join_somehow(words):
    return st.sampled_from([" ", "\n", " \n", "; "]).map(lambda sign: sign.join(words))


@settings(max_examples=1000, deadline=None)
@given(st.lists(syllables, min_size=1, max_size=9).flatmap(join_somehow))
def test_plain_texts_read_as_the_slow_way_reads_them(text):
    for kind in load_kinds():
        for field in kind.fields:
            accepts = is_plain_prose if field.type in PROSE_TYPES else is_plain
            if field.type in TEXT_TYPES and accepts(text):
                assert parse(text, field, Context()) == Value(text=text)
    if is_plain_prose(text):
        assert make_plain_key(text) == match_key(text)


@pytest.mark.parametrize(
    "text", ["Sở Xây dựng", "Mô hình “Thứ 2 ngày không viết”", "Giảm 40 % giấy tờ, hồ sơ."]
)
def test_usual_texts_are_plain(text):
    assert is_plain(text)
