"""Numbers, dates and moments read in Vietnamese; missing is a dash; text of files has no effect."""

from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pandas as pd
import pytest

from pages.shared import formats


@pytest.mark.parametrize(
    ("shown", "expected"),
    [
        (formats.percent(87.33), "87,33\u00a0%"),
        (formats.percent(Decimal("85")), "85,00\u00a0%"),
        (formats.percent(2.675), "2,68\u00a0%"),
        (formats.whole_percent(100.0), "100\u00a0%"),
        (formats.stated_percent(85.004), "85,004\u00a0%"),
        (formats.stated_percent(85.0), "85,00\u00a0%"),
        (formats.count(1234567), "1.234.567"),
        (formats.decimal_number(17.50), "17,5"),
        (formats.decimal_number(100.0), "100"),
        (formats.two_decimals(-3.4), "−3,40"),
        (formats.signed(2.3), "+2,30"),
        (formats.signed(-0.001), "0,00"),
        (formats.points(-1.05), "−1,05\u00a0điểm"),
        (formats.share(132, 140), "132/140"),
        (formats.year(2024.0), "2024"),
        (formats.day(date(2024, 10, 30)), "30/10/2024"),
        (formats.day(pd.Timestamp("2024-10-30")), "30/10/2024"),
        (formats.moment(datetime(2024, 10, 29, 17, 30)), "00:30 30/10/2024"),
        (formats.day_as_stated(date(2023, 4, 1), "month"), "04/2023"),
        (formats.day_as_stated(date(2023, 4, 1), "quarter"), "quý II/2023"),
        (formats.day_as_stated(date(2023, 1, 1), "year"), "2023"),
        (formats.yes_no(False), "Không"),
        (formats.quantity(94.2857, "%"), "94,29\u00a0%"),
        (formats.quantity(8, "mô hình"), "8\u00a0mô hình"),
        (formats.shorten("Sở Văn hóa, Thể thao và Du lịch", 20), "Sở Văn hóa, Thể…"),
        (formats.search_key("Sở Nội vụ – ĐẶC biệt"), "so noi vu dac biet"),
    ],
)
def test_value_reads_in_vietnamese(shown: str, expected: str) -> None:
    assert shown == expected


@pytest.mark.parametrize("nothing", [None, float("nan"), pd.NaT, pd.NA])
@pytest.mark.parametrize(
    "shape",
    [
        formats.percent,
        formats.stated_percent,
        formats.count,
        formats.signed,
        formats.points,
        formats.day,
        formats.moment,
        formats.yes_no,
        formats.text,
        formats.year,
    ],
)
def test_missing_is_a_dash_and_never_zero(shape: Any, nothing: Any) -> None:
    assert shape(nothing) == "–"


@pytest.mark.parametrize(
    "nasty",
    [
        "![x](http://evil/x.png)",
        "[x](http://evil)",
        ":red[đỏ] :material/home:",
        "$\\frac{1}{2}$",
        "<b>x</b> &amp;",
        "# tiêu đề",
        "- mục",
        "1. mục",
        "a\n\n# b",
        "`mã` **đậm** ~~gạch~~ | cột |",
    ],
)
def test_text_of_a_file_is_escaped_sign_by_sign(nasty: str) -> None:
    shown = formats.plain(nasty)
    assert "\n" not in shown
    for sign in "![](){}<>#*_`~|$:":
        assert shown.count(sign) == shown.count(f"\\{sign}")


@pytest.mark.parametrize("address", ["http://evil.vn/x", "www.evil.vn", "a@evil.vn"])
def test_address_in_a_text_does_not_become_a_link(address: str) -> None:
    shown = formats.plain(address).replace("\\", "")
    assert address not in shown
    assert shown.replace("\u2060", "") == address


def test_chart_text_has_no_markup() -> None:
    assert formats.chart_text('<a href="x">&') == '&lt;a href="x"&gt;&amp;'
