"""What a cell of a real workbook says, from the file through the check to its message."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from reports import intake
from reports.reading import Reading, read_report
from reports.store import Store
from tests.workbooks import Page, Percent, write_xlsx

# Rule, parts of the message or suggestion.
Found = tuple[str, ...]
Case = tuple[Any, Any, Found | None]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    def read_here(files: Iterable[tuple[bytes, str]]) -> Iterator[Reading]:
        for data, name in files:
            yield read_report(data, name)

    monkeypatch.setattr(intake, "read_reports", read_here)
    return Store(tmp_path / "kho")


def judge(
    store: Store, header: list[str], rows: list[list[Any]], field: str, **options: Any
) -> list[tuple[Any, list[intake.Issue]]]:
    """Value and issues of one column, row by row; the value is number, day, text or precision."""
    data = write_xlsx(Page([header, *rows]), **options)
    (report,) = intake.check_data([("a.xlsx", data)], store)
    cells = read_report(data, "a.xlsx").cells
    outcomes = []
    for place, name in enumerate(cells["field"]):
        if name == field:
            value = next(
                (
                    cells[column][place]
                    for column in ("value_number", "value_date", "value_text")
                    if cells[column][place] is not None and cells["problem"][place] is None
                ),
                None,
            )
            address = cells["address"][place]
            outcomes.append((value, [each for each in report.issues if each.cell == address]))
    return outcomes


def compare(outcomes: list[tuple[Any, list[intake.Issue]]], cases: list[Case]) -> None:
    """Every case has its value and its one issue, with the words that it must show."""
    assert len(outcomes) == len(cases)
    for (value, issues), (raw, expected, found) in zip(outcomes, cases, strict=True):
        assert value == expected, raw
        rules = [issue.rule for issue in issues]
        assert rules == ([] if found is None else [found[0]]), (raw, issues)
        for words in found[1:] if found else ():
            assert words in f"{issues[0].message} {issues[0].suggestion}", (raw, issues)


UNITS = [
    "Sở Y tế", "Sở Tư pháp", "Sở Nội vụ", "Sở Tài chính", "Sở Xây dựng", "Sở Công Thương",
    "Sở Giao thông vận tải", "Sở Tài nguyên và Môi trường", "Sở Kế hoạch và Đầu tư",
    "Sở Giáo dục và Đào tạo", "Sở Thông tin và Truyền thông", "Sở Khoa học và Công nghệ",
    "Thanh tra tỉnh", "Ban Dân tộc tỉnh", "UBND huyện Mỹ Tú", "UBND huyện Kế Sách",
    "UBND huyện Long Phú", "UBND huyện Mỹ Xuyên",
]  # fmt: skip

PERCENTS: list[Case] = [
    ("87,33", Decimal("87.33"), None),
    ("87.33", Decimal("87.33"), None),
    ("87,33%", Decimal("87.33"), None),
    (" 87,33 % ", Decimal("87.33"), None),
    (87.33, Decimal("87.33"), None),
    (Percent(0.8733), Decimal("87.33"), None),
    (0.8733, None, ("percent_as_fraction", "87,33")),
    ("0,8733", None, ("percent_as_fraction", "87,33 (nếu ô là tỷ lệ)", "0,8733%")),
    ("8733", None, ("out_of_range", "87,33")),
    (None, None, None),
    ("Không tham gia", "not_participating", ("index_participation_differs",)),
    ("Chưa có", "unpublished", None),
    ("Chưa công bố", "unpublished", None),
    ("-", None, ("ambiguous_blank", "Không tham gia", "Chưa công bố")),
    ("Không", None, ("ambiguous_blank", "Không tham gia", "Chưa công bố")),
    ("x", None, ("ambiguous_blank",)),
    ("tám bảy", None, ("not_a_number",)),
    ("87,3O", None, ("not_a_number", "87,30")),
]


def test_percentages_and_the_kinds_of_nothing_mean_what_they_say(store: Store) -> None:
    header = ["Tên đơn vị", "Năm", "SIPAS (%)", "PAR INDEX (%)", "Số quyết định"]
    rows = [
        [unit, 2023, raw, 80, "1/QĐ-UBND"]
        for unit, (raw, _, _) in zip(UNITS, PERCENTS, strict=True)
    ]
    compare(judge(store, header, rows, "sipas"), PERCENTS)


@pytest.mark.parametrize(
    ("points", "most", "index", "rules"),
    [
        (68.32, 84, "81,33", []),
        ("68,32", "84", "81.33%", []),
        (68.32, 84, "68,32", ["par_index_differs"]),
        (68.32, 84, Percent(0.8133), []),
        (90, 84, "81,33", ["points_above_maximum"]),
    ],
)
def test_points_stand_beside_the_percentage_that_they_make(
    store: Store, points: Any, most: Any, index: Any, rules: list[str]
) -> None:
    header = [
        "Tên đơn vị", "Năm", "PAR INDEX: Điểm đạt", "PAR INDEX: Điểm tối đa",
        "PAR INDEX: Chỉ số (%)", "SIPAS (%)", "Số quyết định",
    ]  # fmt: skip
    rows = [["Sở Y tế", 2023, points, most, index, 86, "1/QĐ-UBND"]]
    (report,) = intake.check_data([("a.xlsx", write_xlsx(Page([header, *rows])))], store)
    assert sorted(issue.rule for issue in report.issues) == rules


COSTS: list[Case] = [
    ("1.234", None, ("ambiguous_number", "“1.234”", "1234 (nếu", "hoặc 1,234 (nếu")),
    ("1,234", None, ("ambiguous_number", "1234 (nếu", "hoặc 1,234 (nếu")),
    ("1.234,5", Decimal("1234.5"), None),
    ("1.234.567", None, ("out_of_range",)),
    ("1 234", Decimal(1234), None),
    (1234, Decimal(1234), None),
    ("12,5 triệu đồng", Decimal("12.5"), None),
    (None, None, None),
    ("-", None, ("ambiguous_blank", "ghi 0 nếu là số không")),
    ("Không", None, ("ambiguous_blank", "ghi 0 nếu là số không")),
    (0, Decimal(0), None),
]
RESULT = [
    "Tên tập thể", "Tên mô hình", "Năm", "Ngày báo cáo", "Tình trạng", "Kết quả/hiệu quả",
    "Kinh phí (triệu đồng)",
]  # fmt: skip


def test_thousands_and_decimals_are_told_apart_or_both_are_shown(store: Store) -> None:
    rows = [
        [unit, "Một cửa", 2023, "15/10/2023", "Đang duy trì", "Giảm giấy tờ", raw]
        for unit, (raw, _, _) in zip(UNITS, COSTS, strict=False)
    ]
    compare(judge(store, RESULT, rows, "cost"), COSTS)


REGISTERED: list[Case] = [
    (date(2023, 4, 20), date(2023, 4, 20), None),
    ("20/04/2023", date(2023, 4, 20), None),
    # Beside 04/20/2023 nobody can be sure; alone in its column it is read without a question.
    ("4/5/2023", date(2023, 5, 4), ("month_may_come_first", "là 04/05/2023", "05/04/2023")),
    ("ngày 20 tháng 4 năm 2023", date(2023, 4, 20), None),
    ("2023-04-20", date(2023, 4, 20), None),
    ("04/20/2023", None, ("impossible_date", "20/04/2023")),
    ("31/02/2024", None, ("impossible_date",)),
    ("20/04/23", None, ("ambiguous_date", "“20/04/23”", "có thể là 20/04/2023")),
    ("20/04/2566", None, ("ambiguous_date", "có thể là 20/04/2023")),
    (45036, None, ("ambiguous_date", "có thể là 20/04/2023 hoặc 21/04/2027")),
    ("45036", None, ("ambiguous_date", "20/04/2023 hoặc 21/04/2027")),
    ("Tháng 4/2023", None, ("not_a_date",)),
    # Refused for its row; whether a day lies ahead is a question of when one asks.
    ("20/04/2204", date(2204, 4, 20), ("future_date",)),
    ("-", None, ("ambiguous_blank",)),
    (None, None, ("missing_required",)),
]
REGISTRATION = [
    "Tên tập thể", "Tên mô hình", "Nội dung", "Thời gian bắt đầu", "Thời gian kết thúc",
    "Ngày đăng ký",
]  # fmt: skip


def register(cases: list[Case], started: Any = None) -> list[list[Any]]:
    """Rows whose day of registration, or else whose start, is the cell in question."""
    return [
        [unit, "Một cửa", "Số hóa", *([raw, None, "20/04/2023"] if started is None else
         [started, None, raw])]
        for unit, (raw, _, _) in zip(UNITS, cases, strict=False)
    ]  # fmt: skip


def test_days_are_read_day_first_and_doubts_show_both_readings(store: Store) -> None:
    compare(
        judge(store, REGISTRATION, register(REGISTERED, "01/03/2023"), "registered_on"), REGISTERED
    )


def test_serial_of_a_workbook_of_1904_shows_that_reading_first(store: Store) -> None:
    cases: list[Case] = [(43574, None, ("ambiguous_date", "20/04/2023 hoặc 19/04/2019"))]
    rows = register(cases, "01/03/2023")
    compare(judge(store, REGISTRATION, rows, "registered_on", date_1904=True), cases)
    days: list[Case] = [(date(2023, 4, 20), date(2023, 4, 20), None)]
    rows = register(days, "01/03/2023")
    compare(judge(store, REGISTRATION, rows, "registered_on", date_1904=True), days)


STARTED: list[Case] = [
    ("Tháng 3/2023", date(2023, 3, 1), None),
    ("03/2023", date(2023, 3, 1), None),
    ("Quý I/2023", date(2023, 1, 1), None),
    ("quý 2 năm 2023", date(2023, 4, 1), None),
    (2023, date(2023, 1, 1), None),
    ("đầu năm 2023", None, ("ambiguous_date", "Ghi rõ ngày hoặc tháng")),
    ("31/02/2023", None, ("impossible_date",)),
]


def test_months_quarters_and_years_are_starts(store: Store) -> None:
    compare(judge(store, REGISTRATION, register(STARTED), "started_on"), STARTED)


@pytest.mark.parametrize(
    ("raw", "start", "end", "rules"),
    [
        ("Từ tháng 4/2023 đến nay", date(2023, 4, 1), None, []),
        ("Tháng 4 đến tháng 12/2023", date(2023, 4, 1), date(2023, 12, 31), []),
        ("Quý I/2023 đến Quý III/2023", date(2023, 1, 1), date(2023, 9, 30), []),
        ("Tháng 3/2023", date(2023, 3, 1), None, ["ambiguous_date"]),
        ("Từ 05/2023 đến 03/2023", date(2023, 5, 1), None, ["impossible_date"]),
    ],
)
def test_period_in_one_cell_has_a_start_and_an_end(
    store: Store, raw: str, start: date, end: date | None, rules: list[str]
) -> None:
    header = ["Tên tập thể", "Tên mô hình", "Nội dung", "Thời gian thực hiện", "Ngày đăng ký"]
    rows = [["Sở Y tế", "Một cửa", "Số hóa", raw, "20/04/2023"]]
    ((value, issues),) = judge(store, header, rows, "started_on")
    assert value == start
    assert [issue.rule for issue in issues] == rules
    ((value, _),) = judge(store, header, rows, "ended_on")
    assert value == end
