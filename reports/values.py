"""One raw cell becomes one typed value, or keeps its place with a named problem."""

from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import NamedTuple, Protocol

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
    date: date | None = None
    precision: str | None = None
    problem: str | None = None
    suggestion: str | None = None


def parse(raw: Raw, field: Field, context: Context) -> Value:
    """Return the value of a cell of this column; a blank cell has neither value nor problem."""
    raise NotImplementedError


def parse_period(raw: Raw, context: Context) -> tuple[Value, Value]:
    """Return start and end of a text such as `Từ tháng 4/2023 đến nay`."""
    raise NotImplementedError


def plain_text(raw: Raw) -> str:
    """Return a cell as a person would type it: `2023`, `87,33`, `30/10/2024`, `Có`."""
    raise NotImplementedError
