"""How papers write days, moments, counts and text that came from elsewhere."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from queries.clock import to_local

BLANK = "      "  # room for a hand
DOTS = "…" * 12  # the same, where a line leads to it
NOTHING = "–"
ONES = ("", "I", "II", "III", "IV", "V", "VI", "VII", "VIII", "IX")


def write_date(day: date) -> str:
    """Returns `ngày 04 tháng 4 năm 2023`: a zero before days under 10 and months 1 and 2 only.

    Nghị định 30/2020/NĐ-CP, Phụ lục I, Phần I, mục II.4.b.
    """
    month = f"{day.month:02d}" if day.month <= 2 else str(day.month)
    return f"ngày {day.day:02d} tháng {month} năm {day.year}"


def write_open_date(year: int) -> str:
    """Returns the same with day and month left to the hand that signs."""
    return f"ngày{BLANK}tháng{BLANK}năm {year}"


def write_short_date(day: date) -> str:
    """Returns `29/10/2024`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year}"


def write_moment(moment: datetime) -> str:
    """Returns `16 giờ 05 phút, ngày 25 tháng 10 năm 2024` of a UTC moment, in Vietnamese time."""
    local = to_local(moment)
    return f"{local.hour:02d} giờ {local.minute:02d} phút, {write_date(local)}"


def write_short_moment(moment: datetime) -> str:
    """Returns `25/10/2024 16:05` of a UTC moment, in Vietnamese time."""
    local = to_local(moment)
    return f"{write_short_date(local)} {local.hour:02d}:{local.minute:02d}"


def write_count(count: int) -> str:
    """Returns the number with a zero before one digit, as the plan writes it (`01 mô hình`)."""
    return f"{count:02d}"


def write_number(number: Any, decimals: int = 2) -> str:
    """Returns `1.234,50`, rounded half away from zero; a dash for what is missing."""
    if number is None:
        return NOTHING
    exact = Decimal(str(number)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    # No "-0,00": what rounds to nothing has no direction.
    text = f"{abs(exact) if exact == 0 else exact:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,"))


def write_amount(number: Any) -> str:
    """Returns the number with at most two decimals and no trailing zeros: `17,5`, `20`."""
    text = write_number(number, 2)
    return text.rstrip("0").rstrip(",") if "," in text else text


def write_percent(number: Any, decimals: int = 2) -> str:
    """Returns `87,33 %`; a dash for what is missing."""
    return NOTHING if number is None else f"{write_number(number, decimals)} %"


def write_roman(number: int) -> str:
    """Returns the Roman numeral of a number below 40."""
    return "X" * (number // 10) + ONES[number % 10]


def clean(text: str) -> str:
    """Returns text that came from elsewhere: printable, without blanks too many."""
    return " ".join(make_printable(text).split())


def make_printable(text: str) -> str:
    """Returns the text in NFC on one line; what no paper may hold shows as `�`.

    Control, direction and other invisible characters would break the file or hide what it says.
    """
    return "".join(
        " " if letter.isspace() else "�" if unicodedata.category(letter)[0] == "C" else letter
        for letter in unicodedata.normalize("NFC", text)
    )
