"""Claims about cells: what is certain has a value, what is not has a named problem."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.fields import load_kinds
from reports.values import Context, Value, parse, parse_period, plain_text

CONTEXT = Context(today=date(2024, 6, 1))
PERCENT_FORMAT = CONTEXT._replace(is_percent_format=True)


class Column(NamedTuple):
    name: str
    kind: str
    type: str
    minimum: Decimal | None = None
    maximum: Decimal | None = None
    maximum_length: int | None = None
    choices: dict[str, str] = {}  # noqa: RUF012


def column(of_type: str, low=None, high=None, **more) -> Column:
    bounds = [None if bound is None else Decimal(bound) for bound in (low, high)]
    return Column("field", "kind", of_type, *bounds, **more)


PERCENT = column("percent", 0, 100)
POINTS = column("points", 0, 200)
SCORE = column("score", 0, 100)
MONEY = column("money", 0, 1_000_000)
COUNT = column("count", 0, 200)
YEAR = column("year", 2020, 2030)
DATE, START, END = column("date"), column("start"), column("end")
TEXT = column("text", maximum_length=60)
MODEL = column("model", maximum_length=500)
STATUS = column(
    "choice",
    choices={"Đang duy trì": "maintained", "Tạm dừng": "paused", "Đã kết thúc": "ended"},
)
YES_NO = column("choice", choices={"Có": "yes", "Không": "no"})
PENDING = column("pending")


def problem_of(raw, field, context=CONTEXT):
    value = parse(raw, field, context)
    assert value.number is None and value.date is None, "a value with a problem never counts"
    return value.problem, value.suggestion


@pytest.mark.parametrize(
    "raw, field, expected",
    [
        ("87,33", PERCENT, "87.33"),
        ("87.33", PERCENT, "87.33"),
        ("87,33%", PERCENT, "87.33"),
        (" 87,33 % ", PERCENT, "87.33"),
        ("87,33\u00a0%", PERCENT, "87.33"),
        ("87,33\u200b", PERCENT, "87.33"),
        ("92.83", PERCENT, "92.83"),
        ("91.651", PERCENT, "91.651"),
        ("91,651", SCORE, "91.651"),
        ("85.00", PERCENT, "85"),
        ("0,85%", PERCENT, "0.85"),
        ("0", PERCENT, "0"),
        ("+87,5", PERCENT, "87.5"),
        (87.33, PERCENT, "87.33"),
        (91.651, PERCENT, "91.651"),
        (0, PERCENT, "0"),
        (100, PERCENT, "100"),
        (85.10000000000001, PERCENT, "85.1"),
        ("68,32", POINTS, "68.32"),
        ("68,32 điểm", POINTS, "68.32"),
        (107, POINTS, "107"),
        (0.5, SCORE, "0.5"),
        ("12,5", MONEY, "12.5"),
        ("12.5", MONEY, "12.5"),
        ("12,5 triệu", MONEY, "12.5"),
        ("12,5 triệu đồng", MONEY, "12.5"),
        ("1.234,5", MONEY, "1234.5"),
        ("1,234.5", MONEY, "1234.5"),
        ("1.234,567", MONEY, "1234.567"),
        ("1 234,5", MONEY, "1234.5"),
        ("12.345,6", MONEY, "12345.6"),
        ("0,500", MONEY, "0.5"),
        ("1234,567", MONEY, "1234.567"),
        (1.234, MONEY, "1.234"),
        (1234, MONEY, "1234"),
        ("19", COUNT, "19"),
        ("01", COUNT, "1"),
        (19.0, COUNT, "19"),
        ("21 phiếu", COUNT, "21"),
    ],
)
def test_a_number_that_has_one_reading_is_read_exactly(raw, field, expected):
    value = parse(raw, field, CONTEXT)
    assert value == Value(number=Decimal(expected))


@pytest.mark.parametrize(
    "raw, expected", [(0.8733, "87.33"), (0.07, "7"), (1, "100"), (0.85, "85"), (0, "0")]
)
def test_percent_formats_are_multiplied_exactly(raw, expected):
    assert parse(raw, PERCENT, PERCENT_FORMAT) == Value(number=Decimal(expected))


def test_text_in_a_percent_formatted_cell_is_read_as_text():
    assert parse("87,33", PERCENT, PERCENT_FORMAT).number == Decimal("87.33")


@pytest.mark.parametrize(
    "raw, field, problem, suggestion",
    [
        (0.8733, PERCENT, "percent_as_fraction", "87,33 (nếu"),
        ("0,8733", PERCENT, "percent_as_fraction", "87,33 (nếu"),
        (1, PERCENT, "percent_as_fraction", "100 (nếu"),
        (1.5, PERCENT, "percent_as_fraction", "150 (nếu"),
        (8733, PERCENT, "out_of_range", "87,33"),
        ("9283", PERCENT, "out_of_range", "92,83"),
        (91651, PERCENT, "out_of_range", "91,651"),
        (6832, POINTS, "out_of_range", "68,32"),
        (100.01, PERCENT, "out_of_range", "Từ 0 đến 100"),
        (-5, SCORE, "out_of_range", "Từ 0 đến 100"),
        ("-5", SCORE, "out_of_range", "Từ 0 đến 100"),
        (12_500_000, MONEY, "out_of_range", "12,5 (nếu số đã ghi tính bằng đồng)"),
        ("12.500.000 đồng", MONEY, "ambiguous_number", "12,5 (triệu đồng)"),
        ("1,5 tỷ", MONEY, "ambiguous_number", "1500 (triệu đồng)"),
        ("2l0", PERCENT, "not_a_number", "210"),
        ("O,5", PERCENT, "not_a_number", "0,5"),
        ("８７,33", PERCENT, "not_a_number", "87,33"),
        ("87, 33", PERCENT, "not_a_number", "87,33"),
        ("'87,33", PERCENT, "not_a_number", "87,33"),
        ("~87,33", PERCENT, "not_a_number", "87,33"),
        ("đạt 87,33%", PERCENT, "not_a_number", "87,33"),
        ("85/100", SCORE, "not_a_number", "85"),
        ("19/21", COUNT, "not_a_number", "19"),
        (19.5, COUNT, "not_a_number", "Ghi số nguyên"),
        ("87,33; 85", PERCENT, "not_a_number", None),
        ("85-90", PERCENT, "not_a_number", None),
        ("1.23.4", MONEY, "not_a_number", None),
        ("1.234.5", MONEY, "not_a_number", None),
        ("1e5", MONEY, "not_a_number", None),
        ("tốt", SCORE, "not_a_number", None),
        (True, PERCENT, "not_a_number", None),
        (time(8, 30), PERCENT, "not_a_number", None),
        (datetime(2023, 7, 8), PERCENT, "not_a_number", "Excel đã đổi số thành ngày"),
        ("#N/A", PERCENT, "excel_error", "Sửa công thức"),
        ("#DIV/0!", MONEY, "excel_error", "Sửa công thức"),
        ("Err:502", MONEY, "excel_error", "Sửa công thức"),
        (float("nan"), MONEY, "excel_error", "Sửa công thức"),
        (float("inf"), MONEY, "excel_error", "Sửa công thức"),
    ],
)
def test_a_number_that_is_none_or_two_is_a_problem(raw, field, problem, suggestion):
    found, hint = problem_of(raw, field)
    assert found == problem
    assert (hint is None) if suggestion is None else hint.startswith(suggestion)


@pytest.mark.parametrize("raw", ["1.234", "1,234", "12.345", "999.999"])
def test_thousands_and_decimals_of_money_are_never_guessed(raw):
    problem, hint = problem_of(raw, MONEY)
    digits = raw.replace(".", "").replace(",", "")
    assert problem == "ambiguous_number"
    assert hint.startswith(digits) and f" {raw.replace('.', ',')} (nếu là số thập phân)" in hint


def test_a_percent_format_on_a_whole_percentage_is_out_of_range():
    assert problem_of(87.33, PERCENT, PERCENT_FORMAT) == ("out_of_range", "87,33")


def test_a_percent_format_on_points_is_never_guessed():
    assert problem_of(0.6832, POINTS, PERCENT_FORMAT)[0] == "percent_as_fraction"


def test_a_problem_shows_what_hides_in_the_cell():
    assert parse("8\u200b7,33a ", PERCENT, CONTEXT).text == "8⟨U+200B⟩7,33a␠"


@pytest.mark.parametrize("raw", ["", "  ", "\u00a0", "\u200b", "\n", None])
@pytest.mark.parametrize("field", [PERCENT, MONEY, COUNT, YEAR, DATE, START, TEXT, MODEL, STATUS])
def test_a_blank_cell_has_neither_value_nor_problem(raw, field):
    assert parse(raw, field, CONTEXT) == Value()


@pytest.mark.parametrize("field", [PERCENT, POINTS, SCORE])
@pytest.mark.parametrize(
    "raw, text",
    [
        ("Không tham gia", "not_participating"),
        ("KHÔNG  THAM GIA.", "not_participating"),
        ("KTG", "not_participating"),
        ("Chưa có", "unpublished"),
        ("chưa công bố", "unpublished"),
        ("Đang chờ", "unpublished"),
    ],
)
def test_stated_reasons_for_no_figure_are_kept_apart(raw, text, field):
    assert parse(raw, field, CONTEXT) == Value(text=text)


@pytest.mark.parametrize("raw", ["-", "–", "—", "/", "x", "X", "Không", "không có", "...", "N/A"])
@pytest.mark.parametrize("field", [PERCENT, SCORE, MONEY, COUNT, YEAR, DATE, START, END])
def test_signs_for_nothing_are_asked_about_in_figures_and_dates(raw, field):
    assert problem_of(raw, field)[0] == "ambiguous_blank"


@pytest.mark.parametrize("raw", ["-", "x", "Không", "Không có", "Không tham gia"])
def test_signs_for_nothing_are_kept_as_typed_in_text(raw):
    assert parse(raw, TEXT, CONTEXT) == Value(text=raw)


@pytest.mark.parametrize("raw", [2023, 2023.0, "2023", " 2023 ", "Năm 2023", "năm  2023"])
def test_years_of_four_digits_are_read(raw):
    assert parse(raw, YEAR, CONTEXT) == Value(number=Decimal(2023))


@pytest.mark.parametrize(
    "raw, problem, suggestion",
    [
        ("23", "not_a_year", "2023"),
        (23, "not_a_year", "2023"),
        (2566, "not_a_year", "2023"),
        ("2566", "not_a_year", "2023"),
        ("2O23", "not_a_year", "2023"),
        ("31/12/2023", "not_a_year", "2023"),
        (datetime(2023, 5, 1), "not_a_year", "2023"),
        (2023.5, "not_a_year", "2023"),
        ("2023-2024", "several_values", "Mỗi dòng một năm"),
        (1999, "out_of_range", "Từ 2020 đến 2030"),
        ("hai nghìn", "not_a_year", None),
    ],
)
def test_other_years_are_problems(raw, problem, suggestion):
    assert problem_of(raw, YEAR) == (problem, suggestion)


@pytest.mark.parametrize(
    "raw",
    [
        "15/04/2023",
        "15/4/2023",
        "15-4-2023",
        "15.04.2023",
        " 15 / 04 / 2023 ",
        "2023-04-15",
        "2023-04-15 08:30:00",
        "2023-04-15T08:30:00",
        "15/04/2023 08:30",
        "ngày 15/4/2023",
        "ngày 15 tháng 4 năm 2023",
        "Sóc Trăng, ngày 15 tháng 04 năm 2023",
        "Thứ Bảy, 15/04/2023",
        datetime(2023, 4, 15),
        datetime(2023, 4, 15, 23, 59),
        date(2023, 4, 15),
    ],
)
def test_dates_are_read_day_before_month(raw):
    assert parse(raw, DATE, CONTEXT) == Value(date=date(2023, 4, 15), precision="day")


def test_a_text_date_that_could_be_american_is_vietnamese():
    assert parse("04/05/2023", DATE, CONTEXT).date == date(2023, 5, 4)


@pytest.mark.parametrize(
    "raw, problem, suggestion",
    [
        ("31/02/2024", "impossible_date", None),
        ("04/13/2023", "impossible_date", "13/04/2023"),
        ("00/04/2023", "impossible_date", None),
        ("15/4/23", "ambiguous_date", "15/04/2023"),
        ("15/4/2566", "ambiguous_date", "15/04/2023"),
        (datetime(2566, 4, 15), "ambiguous_date", "15/04/2023"),
        (45000, "ambiguous_date", "15/03/2023 hoặc 16/03/2027"),
        (45000.5, "ambiguous_date", "15/03/2023 hoặc 16/03/2027"),
        ("45000", "ambiguous_date", "15/03/2023 hoặc 16/03/2027"),
        (20230415, "ambiguous_date", "15/04/2023"),
        (15042023, "ambiguous_date", "15/04/2023"),
        ("15042023", "ambiguous_date", "15/04/2023"),
        ("02/06/2025", "future_date", "Kiểm tra lại năm"),
        ("15/10/2203", "future_date", "Kiểm tra lại năm"),
        (datetime(1900, 1, 3), "out_of_range", "Kiểm tra lại năm"),
        ("tháng 3/2023", "not_a_date", "Ghi đủ ngày, tháng, năm, ví dụ 31/03/2023"),
        ("15/04/2023; 20/05/2023", "several_values", "Mỗi ô một ngày"),
        ("họp 15/04/2023", "not_a_date", "15/04/2023"),
        ("hôm qua", "not_a_date", None),
        (12.5, "not_a_date", "Ghi ngày/tháng/năm, ví dụ 20/04/2023"),
        (True, "not_a_date", None),
        (timedelta(hours=3), "not_a_date", None),
    ],
)
def test_other_dates_are_problems(raw, problem, suggestion):
    assert problem_of(raw, DATE) == (problem, suggestion)


def test_the_workbooks_own_epoch_is_suggested_first():
    hint = problem_of(45000, DATE, CONTEXT._replace(epoch_1904=True))[1]
    assert hint == "16/03/2027 hoặc 15/03/2023"


def test_a_date_within_a_year_is_not_called_future():
    assert parse("01/06/2025", DATE, CONTEXT).date == date(2025, 6, 1)


@pytest.mark.parametrize(
    "raw, first, last, precision",
    [
        ("Tháng 3/2023", (2023, 3, 1), (2023, 3, 31), "month"),
        ("tháng 2 năm 2024", (2024, 2, 1), (2024, 2, 29), "month"),
        ("3/2023", (2023, 3, 1), (2023, 3, 31), "month"),
        ("03-2023", (2023, 3, 1), (2023, 3, 31), "month"),
        ("T3/2023", (2023, 3, 1), (2023, 3, 31), "month"),
        ("2023-03", (2023, 3, 1), (2023, 3, 31), "month"),
        ("Quý I/2023", (2023, 1, 1), (2023, 3, 31), "quarter"),
        ("quý 4 năm 2023", (2023, 10, 1), (2023, 12, 31), "quarter"),
        ("QUÝ IV, NĂM 2023", (2023, 10, 1), (2023, 12, 31), "quarter"),
        ("Năm 2023", (2023, 1, 1), (2023, 12, 31), "year"),
        ("2023", (2023, 1, 1), (2023, 12, 31), "year"),
        (2023, (2023, 1, 1), (2023, 12, 31), "year"),
        ("15/4/2023", (2023, 4, 15), (2023, 4, 15), "day"),
    ],
)
def test_a_start_is_the_first_day_and_an_end_the_last(raw, first, last, precision):
    assert parse(raw, START, CONTEXT) == Value(date=date(*first), precision=precision)
    assert parse(raw, END, CONTEXT) == Value(date=date(*last), precision=precision)


@pytest.mark.parametrize(
    "raw, expected",
    [("từ tháng 4/2023", (2023, 4, 1)), ("Bắt đầu từ ngày 15/4/2023", (2023, 4, 15))],
)
def test_words_before_a_start_are_understood(raw, expected):
    assert parse(raw, START, CONTEXT).date == date(*expected)


@pytest.mark.parametrize(
    "raw, expected",
    [
        ("đến 31/12/2024", (2024, 12, 31)),
        ("hết năm 2025", (2025, 12, 31)),
        ("đến hết tháng 6/2024", (2024, 6, 30)),
        ("31/12/2030", (2030, 12, 31)),
    ],
)
def test_ends_may_lie_ahead(raw, expected):
    assert parse(raw, END, CONTEXT).date == date(*expected)


@pytest.mark.parametrize(
    "raw", ["", "đến nay", "Đến nay", "nay", "đang thực hiện", "Đang duy trì", "hiện nay", None]
)
def test_an_end_that_has_not_come_is_open(raw):
    assert parse(raw, END, CONTEXT) == Value(precision="open")


@pytest.mark.parametrize(
    "raw, problem, suggestion",
    [
        ("3/23", "ambiguous_date", "03/2023"),
        (4.2023, "ambiguous_date", "04/2023"),
        ("13/2023", "impossible_date", None),
        ("đầu năm 2023", "ambiguous_date", "Ghi rõ ngày hoặc tháng, ví dụ 03/2023"),
        ("01/03/2023 - 31/12/2024", "several_values", "Mỗi ô một ngày"),
    ],
)
def test_other_starts_are_problems(raw, problem, suggestion):
    assert problem_of(raw, START) == (problem, suggestion)


@pytest.mark.parametrize(
    "raw, start, end",
    [
        ("Từ tháng 4/2023 đến nay", ("2023-04-01", "month"), (None, "open")),
        ("Từ tháng 4/2023 - nay", ("2023-04-01", "month"), (None, "open")),
        ("Từ 3/2023", ("2023-03-01", "month"), (None, "open")),
        ("Từ ngày 15/4/2023", ("2023-04-15", "day"), (None, "open")),
        ("01/03/2023 - 31/12/2024", ("2023-03-01", "day"), ("2024-12-31", "day")),
        ("01/03/2023-31/12/2024", ("2023-03-01", "day"), ("2024-12-31", "day")),
        ("1-3-2023 - 31-12-2024", ("2023-03-01", "day"), ("2024-12-31", "day")),
        ("01/03 - 31/12/2024", ("2024-03-01", "day"), ("2024-12-31", "day")),
        ("Tháng 4/2023 đến tháng 12/2025", ("2023-04-01", "month"), ("2025-12-31", "month")),
        ("Từ tháng 4 đến tháng 12 năm 2023", ("2023-04-01", "month"), ("2023-12-31", "month")),
        ("4-12/2023", ("2023-04-01", "month"), ("2023-12-31", "month")),
        ("Quý I đến quý III/2023", ("2023-01-01", "quarter"), ("2023-09-30", "quarter")),
        ("Giai đoạn 2023-2025", ("2023-01-01", "year"), ("2025-12-31", "year")),
        ("Giai đoạn 2023 – 2025", ("2023-01-01", "year"), ("2025-12-31", "year")),
        ("Từ năm 2023 đến hết năm 2025", ("2023-01-01", "year"), ("2025-12-31", "year")),
    ],
)
def test_a_period_has_a_start_and_an_end(raw, start, end):
    for value, (day, precision) in zip(parse_period(raw, CONTEXT), (start, end), strict=True):
        expected = None if day is None else date.fromisoformat(day)
        assert value == Value(date=expected, precision=precision)


@pytest.mark.parametrize("raw", ["Tháng 4/2023", "01-03-2023", "Năm 2023", datetime(2023, 4, 1)])
def test_one_date_alone_is_a_start_whose_end_is_asked_for(raw):
    start, end = parse_period(raw, CONTEXT)
    assert start.date is not None and start.problem is None
    assert end.problem == "ambiguous_date" and "đến nay" in end.suggestion


@pytest.mark.parametrize(
    "raw, problems",
    [
        ("31/12/2024 - 01/03/2023", (None, "impossible_date")),
        ("Tháng 10 đến tháng 3/2024", ("ambiguous_date", "ambiguous_date")),
        ("31/02/2023 - 31/12/2023", ("impossible_date", None)),
        ("thường xuyên", ("not_a_date", None)),
        ("từ khi ban hành", ("not_a_date", "not_a_date")),
        ("-", ("ambiguous_blank", "ambiguous_blank")),
    ],
)
def test_other_periods_are_problems(raw, problems):
    assert tuple(value.problem for value in parse_period(raw, CONTEXT)) == problems


def test_a_blank_period_states_nothing():
    assert parse_period("", CONTEXT) == (Value(), Value())


@pytest.mark.parametrize(
    "raw, field, code",
    [
        ("Đang duy trì", STATUS, "maintained"),
        ("đang  DUY TRÌ ", STATUS, "maintained"),
        ("Tạm dừng.", STATUS, "paused"),
        ("Có", YES_NO, "yes"),
        ("KHÔNG", YES_NO, "no"),
        (True, YES_NO, "yes"),
        (False, YES_NO, "no"),
    ],
)
def test_choices_become_codes(raw, field, code):
    assert parse(raw, field, CONTEXT) == Value(text=code)


@pytest.mark.parametrize(
    "raw, field, suggestion",
    [
        ("Đang thực hiện", STATUS, "Đang duy trì"),
        ("dang duy tri", STATUS, "Đang duy trì"),
        ("Tạm ngưng", STATUS, "Tạm dừng"),
        ("Tốt", STATUS, "Chọn một trong: Đang duy trì, Tạm dừng, Đã kết thúc"),
        ("x", YES_NO, "Có"),
        (1, YES_NO, "Chọn một trong: Có, Không"),
    ],
)
def test_other_words_are_suggested_never_taken(raw, field, suggestion):
    assert problem_of(raw, field) == ("not_a_choice", suggestion)


@pytest.mark.parametrize("raw", ["Không", "không có", "Không có vướng mắc"])
def test_no_pending_matter_is_stated_as_none(raw):
    assert parse(raw, PENDING, CONTEXT) == Value(text="none")


@pytest.mark.parametrize("raw", ["", "   ", None])
def test_a_blank_is_not_a_statement_that_no_matter_is_pending(raw):
    assert parse(raw, PENDING, CONTEXT).text is None


@pytest.mark.parametrize("raw", ["-", "/", "x"])
def test_a_sign_for_nothing_in_pending_matters_is_asked_about(raw):
    assert problem_of(raw, PENDING) == ("ambiguous_blank", "Không")


def test_a_pending_matter_is_kept():
    assert parse("Đang thanh tra", PENDING, CONTEXT) == Value(text="Đang thanh tra")


@pytest.mark.parametrize(
    "raw",
    [
        "- Mô hình A\n- Mô hình B",
        "1. Mô hình A\n2. Mô hình B",
        "1) Một cửa 2) Điện tử",
        "• A\n  • B",
        "“Thứ 2 ngày không viết”, “Thứ 6 ngày không hẹn”",
        "Mô hình A; Mô hình B",
    ],
)
def test_several_models_in_one_cell_are_asked_apart(raw):
    problem, hint = problem_of(raw, MODEL)
    assert problem == "several_values" and hint.startswith("Tách thành 2 dòng: ")


@pytest.mark.parametrize(
    "raw",
    [
        "Thứ 2 ngày không viết",
        "Mô hình “Một cửa”",
        "Ứng dụng Zalo nhằm nâng cao chất lượng\ndịch vụ công trực tuyến",
        "- Tờ khai điện tử",
        "Thứ 2: không viết; thứ 6: không hẹn",
        "3 không, 5 biết",
    ],
)
def test_one_model_stays_one(raw):
    assert parse(raw, MODEL, CONTEXT) == Value(text=raw)


@pytest.mark.parametrize(
    "raw, problem",
    [
        ("COÄNG HOØA XAÕ HOÄI", "legacy_font"),
        ("Quß║¡n Ba ─É├¼nh", "mojibake"),
        ("Uy ban nhan dan thi xa Nga Nam", "stripped_accents"),
        ("Một\u200bcửa", "invisible_characters"),
        ("x" * 61, "text_too_long"),
    ],
)
def test_damaged_text_is_kept_and_named(raw, problem):
    value = parse(raw, TEXT, CONTEXT)
    assert value.problem == problem and value.text and value.suggestion


@pytest.mark.parametrize(
    "raw, text",
    [
        (1.0, "1"),
        (1256, "1256"),
        (12.5, "12,5"),
        (True, "Có"),
        (datetime(2023, 4, 15), "15/04/2023"),
        (datetime(2023, 4, 15, 8, 30), "15/04/2023 08:30"),
        (date(2023, 4, 15), "15/04/2023"),
        (time(8, 30), "08:30"),
        ("Ngã\u00a0Năm ", "Ngã Năm"),
    ],
)
def test_what_is_no_text_reads_as_a_person_would_type_it(raw, text):
    assert parse(raw, TEXT, CONTEXT) == Value(text=text)


def test_plain_text_of_nothing_is_empty():
    assert plain_text(None) == ""


FIELDS = [field for kind in load_kinds() for field in kind.fields]
RAW = st.one_of(
    st.text(max_size=25),
    st.text(alphabet="0123456789.,/- %xtháng năm quý đến IVl", max_size=20),
    st.floats(),
    st.integers(),
    st.booleans(),
    st.none(),
    st.datetimes(),
    st.dates(),
    st.times(),
    st.timedeltas(),
)


@given(RAW, st.sampled_from(FIELDS), st.booleans(), st.booleans())
@settings(max_examples=500, deadline=None)
def test_no_cell_whatever_raises_and_no_problem_leaves_a_figure(raw, field, percent, mac):
    context = Context(percent, mac, date(2024, 6, 1))
    value = parse(raw, field, context)
    if value.problem is not None:
        assert value.number is None and value.date is None
    if value.number is not None:
        assert value.number.is_finite() and abs(value.number) < 10**12
        assert field.minimum is None or field.minimum <= value.number
        assert field.maximum is None or value.number <= field.maximum
    for part in parse_period(raw, context):
        assert part.problem is None or part.date is None


@pytest.mark.parametrize("raw", ["9" * 5000, "1." * 3000, " 1" * 3000, "1/" * 3000, "x" * 32767])
@pytest.mark.parametrize("field", [PERCENT, MONEY, COUNT, YEAR, DATE, START, END, MODEL, STATUS])
def test_endless_cells_are_problems_like_any_other(raw, field):
    assert parse(raw, field, CONTEXT).problem is not None
    assert all(value.problem is not None for value in parse_period(raw, CONTEXT))


@given(st.decimals(min_value=2, max_value=100, places=2))
@settings(deadline=None)
def test_every_spelling_of_a_percentage_is_the_same_number(number):
    typed = str(number)
    spellings = [typed, typed.replace(".", ","), f" {typed} % ", float(number)]
    assert {parse(raw, PERCENT, CONTEXT).number for raw in spellings} == {number}
    assert parse(float(number / 100), PERCENT, PERCENT_FORMAT).number == number


@given(st.dates(date(2015, 1, 1), date(2024, 12, 31)))
@settings(deadline=None)
def test_every_spelling_of_a_date_is_the_same_day(day):
    spellings = [
        f"{day:%d/%m/%Y}",
        f"{day.day}-{day.month}-{day.year}",
        f"ngày {day.day:02d} tháng {day.month} năm {day.year}",
        day.isoformat(),
        datetime(day.year, day.month, day.day, 12),
    ]
    assert {parse(raw, DATE, CONTEXT).date for raw in spellings} == {day}
