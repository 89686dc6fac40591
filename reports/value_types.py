"""The types that cell readers share: a raw cell, its column, its surroundings, its value."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple, Protocol

# A record with a field called date needs another name for the type.
Day = date

Raw = str | float | int | bool | datetime | date | time | timedelta | None


class Field(Protocol):
    """What a column of data/fields.csv says about its cells."""

    @property
    def name(self) -> str: ...
    @property
    def kind(self) -> str: ...
    @property
    def type(self) -> str: ...
    @property
    def minimum(self) -> Decimal | None: ...
    @property
    def maximum(self) -> Decimal | None: ...
    @property
    def maximum_length(self) -> int | None: ...
    @property
    def choices(self) -> dict[str, str]:
        """Labels as a sender writes them → codes."""


class Context(NamedTuple):
    """What the workbook knows about a cell beyond its value."""

    is_percent_format: bool = False
    epoch_1904: bool = False
    today: date = date.max


class Value(NamedTuple):
    """A typed value; `problem` names why there is none, `suggestion` is Vietnamese."""

    text: str | None = None
    number: Decimal | None = None
    date: Day | None = None
    precision: str | None = None
    problem: str | None = None
    suggestion: str | None = None


# What a sender writes instead of leaving a cell empty: nobody knows which kind of nothing it is.
BLANK_SIGNS = frozenset(
    ["-", "--", "---", "/", "//", "\\", "x", "xx", ".", "..", "...", "…", "*", "?", "_"]
    + ["n/a", "na", "không", "không có", "chưa", "none", "null"]
)
# Whole groups of words that say a figure is still to come.
NOT_YET = frozenset(
    ["chưa có", "chưa công bố", "đang chờ", "chưa có kết quả", "đang chờ kết quả", "chờ kết quả"]
    + ["chờ công bố", "đang chờ công bố", "chưa có số liệu", "chưa được công bố"]
)


def show_number(number: Decimal) -> str:
    """Return the number in Vietnamese notation, without digits that say nothing: `87,33`."""
    digits = format(number, "f")
    if "." in digits:
        digits = digits.rstrip("0").rstrip(".")
    return digits.replace(".", ",")


def show_date(day: date) -> str:
    """Return the date in Vietnamese notation: `30/10/2024`."""
    return f"{day.day:02d}/{day.month:02d}/{day.year:04d}"


def to_decimal(number: float | int) -> Decimal:
    """Return the decimal that was typed: at most the 15 digits that a spreadsheet keeps."""
    if isinstance(number, int):
        return Decimal(number)
    return Decimal(format(number, ".15g"))
