"""Dates as people type them: days, months, quarters, years, open ends, and spans of two."""

import calendar
import re
from datetime import date, datetime, time, timedelta
from typing import NamedTuple

from reports.text import fold, visible
from reports.value_types import (
    BLANK_SIGNS,
    NOT_YET,
    Context,
    Raw,
    Value,
    show_date,
    to_decimal,
)


class Span(NamedTuple):
    """First and last day of what was stated, and how exactly it was stated."""

    first: date
    last: date
    precision: str


class Fault(NamedTuple):
    """Why a text states no span, and what it may have meant."""

    problem: str
    suggestion: str | None = None


# The province was founded again on 1 April 1992; nothing reported here is older.
_EARLIEST = date(1992, 4, 1)
# Longer texts are prose, and digits without end cost time.
_LONGEST = 200
_SERIALS = range(33_604, 55_154)
_BUDDHIST = 543
_CLOCK = r"(?:[ t,]+\d{1,2}(?::|h|giờ)\d{0,2}(?::\d{2}(?:\.\d+)?)?z?)?"
_SAME_SIGN = "|".join(rf"\d{{1,2}} ?[{sign}] ?\d{{1,2}} ?[{sign}] ?\d{{1,5}}" for sign in "/.-")
_DAY = rf"(?:ngày )?(?:{_SAME_SIGN}){_CLOCK}"
_LONG = r"(?:ngày )?\d{1,2} tháng \d{1,2},? (?:năm )?\d{2,4}"
_ISO = rf"\d{{4}}[/.-]\d{{1,2}}[/.-]\d{{1,2}}{_CLOCK}"
_MONTH = r"(?:(?:tháng|thg|t)\.? ?)?\d{1,2}(?: ?[/.-] ?|,? năm )\d{2,4}|\d{4}-\d{1,2}"
_QUARTER = r"(?:quý|q)\.? ?(?:iv|i{1,3}|[1-4])(?: ?[/.-] ?|,? năm | )\d{4}"
_YEAR = r"(?:năm )?\d{4}"
_PART = f"{_ISO}|{_DAY}|{_LONG}|{_QUARTER}|{_MONTH}|{_YEAR}"
_ANY_DAY = re.compile(f"{_ISO}|{_DAY}|{_LONG}")
_PLACE = re.compile(r"^[^\d,]{2,40}, ?(?=ngày )")
_BEFORE_START = re.compile(r"^(?:(?:bắt đầu|kể)(?: từ)?|từ)(?: ngày)?:? (?=\S)")
_BEFORE_END = re.compile(
    r"^(?:(?:cho )?(?:đến|tới)(?: hết)?|hết)(?: ngày)?:? (?=\d|tháng|quý|năm|q|t\d)"
)
_OPEN = re.compile(
    r"(?:cho )?(?:đến |tới )?(?:hiện )?nay|(?:(?:vẫn )?(?:còn )?đang |vẫn |tiếp tục )"
    r"(?:tiếp tục )?(?:thực hiện|duy trì|triển khai)|hiện (?:vẫn )?đang (?:thực hiện|duy trì)"
    r"|thường xuyên|lâu dài|liên tục|không thời hạn|chưa kết thúc"
)
_TO = r" ?(?:->|→|~| - |-|(?:cho )?(?:đến|tới)(?: hết)?(?: ngày)?) ?"
_BOTH = re.compile(rf"(?:từ )?(?:ngày )?(?P<start>{_PART}){_TO}(?P<end>{_PART}|{_OPEN.pattern})")
_SHARED_YEAR = re.compile(
    rf"(?:từ )?(?P<start>(?:ngày )?\d{{1,2}}[/.]\d{{1,2}}|(?:tháng |t)?\d{{1,2}}|quý \w+)"
    rf"{_TO}(?P<end>{_DAY}|{_LONG}|{_QUARTER}|{_MONTH})"
)
_ROMAN_QUARTERS = {"i": 1, "ii": 2, "iii": 3, "iv": 4}


def read_date(raw: Raw, edge: str, context: Context) -> Value:
    """Return the date of a cell; `edge` is the column's type: date, start or end.

    A start is the first day of what is stated, an end the last; a bare date needs its day.
    Text is read day/month/year. Blank is nothing stated, but for an end it is `open`.
    """
    if isinstance(raw, datetime | date):
        return _judge(raw.date() if isinstance(raw, datetime) else raw, "day", edge, context)
    if isinstance(raw, bool | time | timedelta):
        return Value(text=str(raw), problem="not_a_date")
    if isinstance(raw, int | float):
        return _read_serial(raw, edge, context)
    folded = fold(raw or "")
    if not folded:
        return Value(precision="open") if edge == "end" else Value()
    if edge == "end" and _OPEN.fullmatch(folded):
        return Value(precision="open")
    if folded in NOT_YET and edge == "date":
        return Value(text="unpublished")
    if folded in BLANK_SIGNS or folded in NOT_YET:
        hint = "Để trống hoặc ghi “đến nay” nếu còn thực hiện" if edge == "end" else "Để trống"
        return Value(text=visible(raw or ""), problem="ambiguous_blank", suggestion=hint)
    if re.fullmatch(r"\d{5}|\d{8}", folded):
        return _read_serial(int(folded), edge, context)
    return _finish(read_span(_without_lead(folded, edge)), edge, context, visible(raw or ""))


def read_period(raw: Raw, context: Context) -> tuple[Value, Value]:
    """Return start and end of a text such as `Từ tháng 4/2023 đến nay`.

    `Từ …` without an end is open. One date alone is a start whose end is ambiguous.
    """
    if not isinstance(raw, str):
        start = read_date(raw, "start", context)
        return start, Value() if start.date is None else _end_unknown(show_date(start.date))
    folded = re.sub(r"^(?:thời gian|giai đoạn|trong)(?: thực hiện)?:? ", "", fold(raw))
    if not folded:
        return Value(), Value()
    shown = visible(raw)
    if folded in BLANK_SIGNS or folded in NOT_YET:
        nothing = Value(text=shown, problem="ambiguous_blank", suggestion="Ghi thời gian bắt đầu")
        return nothing, nothing
    single = _without_lead(folded, "start")
    if not re.fullmatch(_PART, single):
        # The shared year first: 01/03 before 31/12/2024 is the 1st of March, not January 2003.
        if shared := _SHARED_YEAR.fullmatch(folded):
            return _pair_of_one_year(shared["start"], shared["end"], context, shown)
        if both := _BOTH.fullmatch(folded):
            return _pair(both["start"], both["end"], context, shown)
    start = _finish(read_span(single), "start", context, shown)
    if start.problem is not None:
        if _OPEN.fullmatch(folded):
            return start, Value(precision="open")
        return start, Value(text=shown, problem=start.problem, suggestion=start.suggestion)
    if _BEFORE_START.match(folded):
        return start, Value(precision="open")
    return start, _end_unknown(shown)


def read_span(folded: str) -> Span | Fault:
    """Return what days a folded text states, or why it states none."""
    if len(folded) > _LONGEST:
        return Fault("not_a_date")
    numbers = [int(digits) for digits in re.findall(r"\d+", folded)]
    if re.fullmatch(_ISO, folded):
        return _day(numbers[2], numbers[1], numbers[0])
    if re.fullmatch(_DAY, folded):
        year = re.findall(r"\d+", folded)[2]
        return _day(numbers[0], numbers[1], numbers[2], is_short=len(year) == 2)
    if re.fullmatch(_LONG, folded):
        return _day(numbers[0], numbers[1], numbers[2], is_short=numbers[2] < 100)
    if len(_ANY_DAY.findall(folded)) > 1 or _BOTH.fullmatch(folded):
        return Fault("several_values", "Mỗi ô một ngày")
    if re.fullmatch(_QUARTER, folded):
        return _quarter(folded, numbers[-1])
    if re.fullmatch(_MONTH, folded):
        month, year = sorted(numbers) if max(numbers) > 31 else numbers
        return _month(month, year)
    if re.fullmatch(_YEAR, folded):
        return _year(numbers[0])
    return _guess_fault(folded)


def _without_lead(folded: str, edge: str) -> str:
    folded = _PLACE.sub("", folded)
    if edge == "start":
        folded = _BEFORE_START.sub("", folded)
    if edge == "end":
        folded = _BEFORE_END.sub("", folded)
    return re.sub(r"^(?:thứ \S+|chủ nhật),? (?=ngày|\d)", "", folded)


def _day(day: int, month: int, year: int, is_short: bool = False) -> Span | Fault:
    if is_short:
        full = _make(2000 + year, month, day)
        return Fault("ambiguous_date", _show(full))
    if 2400 < year < 2700:
        full = _make(year - _BUDDHIST, month, day)
        return Fault("ambiguous_date", _show(full))
    stated = _make(year, month, day)
    if stated is not None:
        return Span(stated, stated, "day")
    american = _make(year, day, month)
    return Fault("impossible_date", _show(american))


def _month(month: int, year: int) -> Span | Fault:
    if year < 100:
        return Fault("ambiguous_date", f"{month:02d}/{2000 + year}" if 1 <= month <= 12 else None)
    if 2400 < year < 2700:
        return Fault("ambiguous_date", f"{month:02d}/{year - _BUDDHIST}")
    if not 1 <= month <= 12 or not 1000 <= year <= 9999:
        return Fault("impossible_date")
    last = calendar.monthrange(year, month)[1]
    return Span(date(year, month, 1), date(year, month, last), "month")


def _quarter(folded: str, year: int) -> Span | Fault:
    stated = re.search(r"(?:quý|q)\.? ?(iv|i{1,3}|[1-4])", folded)
    if stated is None or not 1000 <= year <= 2400:
        return Fault("not_a_date")
    quarter = _ROMAN_QUARTERS.get(stated[1]) or int(stated[1])
    last = calendar.monthrange(year, quarter * 3)[1]
    return Span(date(year, quarter * 3 - 2, 1), date(year, quarter * 3, last), "quarter")


def _year(year: int) -> Span | Fault:
    if 2400 < year < 2700:
        return Fault("ambiguous_date", str(year - _BUDDHIST))
    if not 1000 <= year <= 9999:
        return Fault("not_a_date")
    return Span(date(year, 1, 1), date(year, 12, 31), "year")


def _guess_fault(folded: str) -> Fault:
    """Name what is wrong with a text that states no day, month, quarter or year."""
    if re.search(r"\b(?:đầu|giữa|cuối|khoảng)\b.*\b20\d\d\b", folded):
        return Fault("ambiguous_date", "Ghi rõ ngày hoặc tháng, ví dụ 03/2023")
    found = _ANY_DAY.findall(folded)
    if len(found) == 1 and isinstance(inner := read_span(found[0]), Span):
        return Fault("not_a_date", show_date(inner.first))
    return Fault("not_a_date")


def _finish(span: Span | Fault, edge: str, context: Context, shown: str) -> Value:
    if isinstance(span, Fault):
        return Value(text=shown, problem=span.problem, suggestion=span.suggestion)
    if edge == "date" and span.precision != "day":
        hint = f"Ghi đủ ngày, tháng, năm, ví dụ {show_date(span.last)}"
        return Value(text=shown, problem="not_a_date", suggestion=hint)
    day = span.last if edge == "end" else span.first
    return _judge(day, span.precision, edge, context, shown)


def _judge(
    day: date, precision: str, edge: str, context: Context, shown: str | None = None
) -> Value:
    shown = shown or show_date(day)
    if 2400 < day.year < 2700:
        fault = _day(day.day, day.month, day.year)
        hint = fault.suggestion if isinstance(fault, Fault) else None
        return Value(text=shown, problem="ambiguous_date", suggestion=hint)
    if day < _EARLIEST:
        return Value(text=shown, problem="out_of_range", suggestion="Kiểm tra lại năm")
    # Ends lie ahead by nature: a plan for 2023–2025 is registered in 2023.
    if day > _years_later(context.today, 10 if edge == "end" else 1):
        return Value(text=shown, problem="future_date", suggestion="Kiểm tra lại năm")
    return Value(date=day, precision=precision)


def _read_serial(raw: float, edge: str, context: Context) -> Value:
    """Judge a bare number in a date column: a day number, a year, or digits without signs."""
    number = to_decimal(raw)
    shown = format(number, "f")
    if int(number) in _SERIALS:
        return Value(text=shown, problem="ambiguous_date", suggestion=_both_epochs(number, context))
    if edge != "date" and re.fullmatch(r"20\d\d", shown):
        return _finish(_year(int(shown)), edge, context, shown)
    month = re.fullmatch(r"(\d{1,2})\.(20\d\d|20[12])", shown)
    if month and 1 <= int(month[1]) <= 12:
        year = month[2].ljust(4, "0")
        return Value(text=shown, problem="ambiguous_date", suggestion=f"{int(month[1]):02d}/{year}")
    digits = re.fullmatch(r"(\d{4})(\d{2})(\d{2})|(\d{1,2})(\d{2})(20\d\d)", shown)
    for year, middle, day in _split_digits(digits):
        if stated := _make(year, middle, day):
            return Value(text=shown, problem="ambiguous_date", suggestion=show_date(stated))
    return Value(
        text=shown, problem="not_a_date", suggestion="Ghi ngày/tháng/năm, ví dụ 20/04/2023"
    )


def _split_digits(digits: "re.Match[str] | None") -> list[tuple[int, int, int]]:
    if digits is None:
        return []
    typed = digits[0].zfill(8)
    orders = [(typed[4:], typed[2:4], typed[:2]), (typed[:4], typed[4:6], typed[6:])]
    return [
        (int(year), int(month), int(day)) for year, month, day in orders if year.startswith("20")
    ]


def _both_epochs(number: object, context: Context) -> str:
    days = timedelta(days=int(str(number).split(".")[0]))
    of_1900, of_1904 = date(1899, 12, 30) + days, date(1904, 1, 1) + days
    first, second = (of_1904, of_1900) if context.epoch_1904 else (of_1900, of_1904)
    return f"{show_date(first)} hoặc {show_date(second)}"


def _pair(start: str, end: str, context: Context, shown: str) -> tuple[Value, Value]:
    first = _finish(read_span(start), "start", context, shown)
    if _OPEN.fullmatch(end):
        return first, Value(precision="open")
    last = _finish(read_span(end), "end", context, shown)
    if first.date is not None and last.date is not None and last.date < first.date:
        hint = f"Ngày kết thúc {show_date(last.date)} trước ngày bắt đầu {show_date(first.date)}"
        last = Value(text=shown, problem="impossible_date", suggestion=hint)
    return first, last


def _pair_of_one_year(start: str, end: str, context: Context, shown: str) -> tuple[Value, Value]:
    """Complete `Tháng 4 đến tháng 12/2023`: the year stands once for both."""
    year = re.findall(r"\d+", end)[-1]
    first, last = _pair(f"{start}/{year}", end, context, shown)
    if last.problem == "impossible_date":
        hint = "Ghi năm cho cả hai thời điểm"
        fault = Value(text=shown, problem="ambiguous_date", suggestion=hint)
        return fault, fault
    return first, last


def _end_unknown(stated: str) -> Value:
    hint = "Ghi cả thời điểm kết thúc, hoặc “đến nay” nếu còn thực hiện"
    return Value(text=stated, problem="ambiguous_date", suggestion=hint)


def _show(day: date | None) -> str | None:
    return None if day is None else show_date(day)


def _make(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _years_later(day: date, years: int) -> date:
    year = day.year + years
    if year > 9999:
        return date.max
    return _make(year, day.month, day.day) or date(year, day.month, 28)
