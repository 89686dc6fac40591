"""How papers write days, moments, counts and text that came from elsewhere."""

from __future__ import annotations

import unicodedata
from datetime import date, datetime, timedelta

VIETNAM = timedelta(hours=7)  # times in the store are UTC; Vietnam keeps no summer time
BLANK = "      "  # room for a hand


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
    local = moment + VIETNAM
    return f"{local.hour:02d} giờ {local.minute:02d} phút, {write_date(local)}"


def write_short_moment(moment: datetime) -> str:
    """Returns `25/10/2024 16:05` of a UTC moment, in Vietnamese time."""
    local = moment + VIETNAM
    return f"{write_short_date(local)} {local.hour:02d}:{local.minute:02d}"


def write_count(count: int) -> str:
    """Returns the number with a zero before one digit, as the plan writes it (`01 mô hình`)."""
    return f"{count:02d}"


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
