"""A click offers only texts that the cell's own reader then takes without a question."""

import pytest

from reports.fields import load_kinds
from reports.replacements import list_replacements

KINDS = [kind.name for kind in load_kinds()]


@pytest.mark.parametrize(
    ("rule", "suggestion", "field", "expected"),
    [
        ("impossible_date", "16/05/2025", "reported_on", ["16/05/2025"]),
        ("not_a_year", "2024", "year", ["2024"]),
        ("not_a_number", "81,25 (trong số có chữ “l”)", "par_index", ["81,25"]),
        (
            "ambiguous_number",
            "1250 (nếu dấu ngăn cách hàng nghìn) hoặc 1,25 (nếu là số thập phân); nhập lại ô ở "
            "dạng số, không phải chữ",
            "cost",
            ["1250", "1,25"],
        ),
        (
            "percent_as_fraction",
            "87,33 (nếu ô là tỷ lệ) hoặc 0,8733% (nếu đúng là phần trăm, ghi kèm dấu %)",
            "sipas",
            ["87,33", "0,8733%"],
        ),
        ("ambiguous_date", "05/09/2023 hoặc 06/09/2099", "reported_on", ["05/09/2023"]),
        (
            "not_a_choice",
            "Chọn một trong: Đang duy trì, Tạm dừng, Đã kết thúc",
            "status",
            ["Đang duy trì", "Tạm dừng", "Đã kết thúc"],
        ),
        ("not_a_choice", "Đang duy trì", "status", ["Đang duy trì"]),
        (
            "unit_ambiguous",
            "Ủy ban nhân dân Phường 1, thành phố Sóc Trăng; Ủy ban nhân dân Phường 1, thị xã "
            "Ngã Năm",
            "unit",
            [
                "Ủy ban nhân dân Phường 1, thành phố Sóc Trăng",
                "Ủy ban nhân dân Phường 1, thị xã Ngã Năm",
            ],
        ),
        ("mojibake", "Không để hồ sơ trễ hạn", "effect", ["Không để hồ sơ trễ hạn"]),
        ("blank_repeats_above", "Xã Long Phú", "unit", ["Xã Long Phú"]),
    ],
)
def test_replacements_are_the_readings_that_a_suggestion_names(
    rule: str, suggestion: str, field: str, expected: list[str]
) -> None:
    found = list_replacements(rule, suggestion, field, KINDS)
    assert [each.text for each in found] == expected


@pytest.mark.parametrize(
    ("rule", "suggestion", "field"),
    [
        ("stripped_accents", "Nhập lại có dấu", "effect"),
        ("several_values", "Tách thành 2 dòng: A; B", "model_name"),
        ("excel_error", "Sửa công thức của ô", "par_index"),
        ("out_of_range", "Từ 0 đến 100", "effectiveness"),
        ("future_date", "Kiểm tra lại năm", "reported_on"),
        ("not_a_date", "Ghi ngày/tháng/năm, ví dụ 20/04/2023", "reported_on"),
        ("text_too_long", "Rút gọn còn không quá 300 ký tự", "unit"),
        ("not_a_number", None, "cost"),
        ("missing_columns", "Thêm cột", None),
        ("not_a_number", "12", "no_such_field"),
    ],
)
def test_advice_that_is_no_value_is_never_a_button(
    rule: str, suggestion: str | None, field: str | None
) -> None:
    assert list_replacements(rule, suggestion, field, KINDS) == []


def test_reading_says_when_it_is_the_right_one() -> None:
    first, second = list_replacements(
        "percent_as_fraction",
        "87,33 (nếu ô là tỷ lệ) hoặc 0,8733% (nếu đúng là phần trăm, ghi kèm dấu %)",
        "sipas",
        ["indices"],
    )
    assert first.why == "nếu ô là tỷ lệ"
    assert second.why == "nếu đúng là phần trăm, ghi kèm dấu %"
