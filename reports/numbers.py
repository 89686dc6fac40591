"""Numbers as people type them: decimal comma or point, thousands, per cent, and the look-alikes."""

import re
import unicodedata
from datetime import date, datetime, time, timedelta
from decimal import Decimal

from reports.text import clean, fold, match_key, visible
from reports.value_types import (
    BLANK_SIGNS,
    NOT_YET,
    Context,
    Field,
    Raw,
    Value,
    show_number,
    to_decimal,
)

_NOT_PARTICIPATING = frozenset(
    ["không tham gia", "ktg", "không tham gia xác định", "không tham gia xác định chỉ số"]
    + ["không thuộc diện", "không thuộc diện xác định", "không thuộc diện xác định chỉ số"]
)
_MEASURED = frozenset(["percent", "points", "score"])
_WORDS = {
    "percent": r"%",
    "points": r"điểm",
    "score": r"điểm|%",
    "money": r"triệu(?: đồng)?|tr\.?đ?|trđ",
    "count": r"phiếu|người|thành viên|ý kiến",
}
_DONG = re.compile(r"(.+?) ?(tỷ|tỉ|nghìn|ngàn|đồng|vnđ|vnd|đ)(?: đồng)?")
_SPACED = re.compile(r"\d{1,3}(?: \d{3})+(?:[.,]\d+)?")
_ONE_SIGN = re.compile(r"(\d+)([.,])(\d+)")
_GROUPED = re.compile(r"\d{1,3}(?P<sign>[.,])\d{3}(?:(?P=sign)\d{3})*(?:(?!(?P=sign))[.,]\d+)?")
_ANY_NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_LETTERS_AS_DIGITS = str.maketrans({"o": "0", "O": "0", "l": "1", "I": "1", "|": "1"})
# Beyond this a decimal(18,6) of the store has no room.
_STORE_LIMIT = Decimal(10) ** 12
_FRACTION_LIMIT = Decimal("1.5")
_MILLION = Decimal(1_000_000)


def read_number(raw: Raw, field: Field, context: Context) -> Value:
    """Return the number of a percent, points, score, money or count cell, exactly as stated.

    Percent cells of Excel (0.8733 shown as 87,33 %) are multiplied exactly. What has two
    readings within the column's limits, or none, has no number but a problem.
    """
    if isinstance(raw, str):
        return _read_text(raw, field)
    if raw is None:
        return Value()
    if isinstance(raw, bool | time | timedelta):
        return Value(text=str(raw).upper(), problem="not_a_number")
    if isinstance(raw, datetime | date):
        # Excel turns a typed 8.7 into the 8th of July.
        hint = f"Excel đã đổi số thành ngày; nhập lại, ví dụ {raw.day},{raw.month}"
        return Value(text=f"{raw:%d/%m/%Y}", problem="not_a_number", suggestion=hint)
    number = to_decimal(raw)
    if field.type == "percent" and context.is_percent_format:
        percent = number * 100
        if _fits(percent, field) or not _fits(number, field):
            return _judge(percent, field, is_percent=True)
        shown = show_number(number)
        return Value(text=f"{show_number(percent)}%", problem="out_of_range", suggestion=shown)
    if context.is_percent_format:
        hint = f"{show_number(number)} hoặc {show_number(number * 100)}"
        return Value(text=show_number(number), problem="percent_as_fraction", suggestion=hint)
    return _judge(number, field, is_percent=False)


def read_year(raw: Raw, field: Field) -> Value:
    """Return a year of four digits; everything else is a problem, mostly with a suggestion."""
    if raw is None:
        return Value()
    if isinstance(raw, bool | time | timedelta):
        return Value(text=str(raw).upper(), problem="not_a_year")
    if isinstance(raw, datetime | date):
        return Value(text=f"{raw:%d/%m/%Y}", problem="not_a_year", suggestion=str(raw.year))
    if isinstance(raw, int | float):
        number = to_decimal(raw)
        typed = show_number(number)
    else:
        typed = fold(raw)
        if not typed:
            return Value()
        if typed in BLANK_SIGNS or typed in NOT_YET:
            return Value(
                text=visible(raw), problem="ambiguous_blank", suggestion="Ghi năm, bốn chữ số"
            )
        typed = re.sub(r"^năm ", "", typed)
    if re.fullmatch(r"[12]\d{3}", typed):
        return _judge_year(int(typed), field)
    shown = typed if not isinstance(raw, str) else visible(raw)
    years = re.findall(r"(?<!\d)20[12]\d(?!\d)", typed)
    if len(set(years)) > 1:
        return Value(text=shown, problem="several_values", suggestion="Mỗi dòng một năm")
    return Value(text=shown, problem="not_a_year", suggestion=_suggest_year(typed, years))


def _judge_year(year: int, field: Field) -> Value:
    if _fits(Decimal(year), field):
        return Value(number=Decimal(year))
    if _fits(Decimal(year - 543), field):
        return Value(text=str(year), problem="not_a_year", suggestion=str(year - 543))
    return Value(text=str(year), problem="out_of_range", suggestion=_limits(field))


def _suggest_year(typed: str, years: list[str]) -> str | None:
    if years:
        return years[0]
    if re.fullmatch(r"['’]?[12]\d", typed):
        return f"20{typed[-2:]}"
    repaired = _repair(typed)
    return repaired if re.fullmatch(r"20[12]\d", repaired) else None


def _read_text(raw: str, field: Field) -> Value:
    typed = clean(raw)
    folded = fold(raw)
    key = match_key(raw)
    if not folded:
        return Value()
    if field.type in _MEASURED and key in _NOT_PARTICIPATING:
        return Value(text="not_participating")
    if key in NOT_YET:
        if field.type in _MEASURED:
            return Value(text="unpublished")
        return Value(text=visible(raw), problem="ambiguous_blank", suggestion=_blank_hint(field))
    if folded in BLANK_SIGNS:
        return Value(text=visible(raw), problem="ambiguous_blank", suggestion=_blank_hint(field))
    if field.type == "money" and (stated := _DONG.fullmatch(folded)) and "triệu" not in folded:
        return Value(
            text=visible(raw),
            problem="ambiguous_number",
            suggestion=_in_millions(stated[1], stated[2], field),
        )
    is_percent = "%" in typed
    digits = re.sub(rf" ?(?:{_WORDS.get(field.type, '%')})$", "", typed, flags=re.IGNORECASE)
    readings = _readings(digits)
    if not readings:
        return Value(text=visible(raw), problem="not_a_number", suggestion=_suggest(typed, field))
    fitting = [number for number in readings if _fits(number, field)]
    if field.type == "count":
        fitting = [number for number in fitting if number == number.to_integral_value()]
    if len(fitting) > 1:
        thousands, decimal = max(readings), min(readings)
        hint = (
            f"{show_number(thousands)} (nếu dấu ngăn cách hàng nghìn) hoặc {show_number(decimal)}"
            " (nếu là số thập phân); nhập lại ô ở dạng số, không phải chữ"
        )
        return Value(text=visible(raw), problem="ambiguous_number", suggestion=hint)
    return _judge(fitting[0] if fitting else min(readings), field, is_percent, visible(raw))


def _readings(digits: str) -> list[Decimal]:
    """Return every number that these digits and signs can mean: none, one, or two."""
    sign = ""
    if digits[:1] in ("-", "+", "−"):
        sign, digits = ("" if digits[0] == "+" else "-"), digits[1:].lstrip()
    if not digits.isascii():
        return []
    if _SPACED.fullmatch(digits):
        return [Decimal(sign + digits.replace(" ", "").replace(",", "."))]
    if digits.isdigit():
        return [Decimal(sign + digits)]
    if one := _ONE_SIGN.fullmatch(digits):
        whole, _, rest = one.groups()
        decimal = Decimal(f"{sign}{whole}.{rest}")
        can_be_thousands = len(rest) == 3 and len(whole) <= 3 and not whole.startswith("0")
        return [decimal, Decimal(sign + whole + rest)] if can_be_thousands else [decimal]
    if grouped := _GROUPED.fullmatch(digits):
        thousands = grouped["sign"]
        plain = digits.replace(thousands, "")
        if plain.count(".") + plain.count(",") <= 1:
            return [Decimal(sign + plain.replace(",", "."))]
    return []


def _judge(number: Decimal, field: Field, is_percent: bool, shown: str | None = None) -> Value:
    shown = shown or show_number(number)
    if field.type == "count" and number != number.to_integral_value():
        return Value(text=shown, problem="not_a_number", suggestion="Ghi số nguyên")
    if not _fits(number, field):
        return Value(text=shown, problem="out_of_range", suggestion=_rescale(number, field))
    if field.type == "percent" and not is_percent and 0 < number <= _FRACTION_LIMIT:
        hint = (
            f"{show_number(number * 100)} (nếu ô là tỷ lệ) hoặc {show_number(number)}%"
            " (nếu đúng là phần trăm, ghi kèm dấu %)"
        )
        return Value(text=shown, problem="percent_as_fraction", suggestion=hint)
    return Value(number=number)


def _fits(number: Decimal, field: Field) -> bool:
    return (
        abs(number) < _STORE_LIMIT
        and (field.minimum is None or number >= field.minimum)
        and (field.maximum is None or number <= field.maximum)
    )


def _rescale(number: Decimal, field: Field) -> str | None:
    """Return the number that lost its comma or its unit, where there is one; else the limits."""
    if field.type in _MEASURED and number >= 1000 and number == number.to_integral_value():
        scaled = number.scaleb(1 - number.adjusted())
        if _fits(scaled, field):
            return show_number(scaled)
    if field.type == "money" and number >= _MILLION and _fits(number / _MILLION, field):
        return f"{show_number(number / _MILLION)} (nếu số đã ghi tính bằng đồng)"
    return _limits(field)


def _limits(field: Field) -> str | None:
    if field.minimum is not None and field.maximum is not None:
        return f"Từ {show_number(field.minimum)} đến {show_number(field.maximum)}"
    if field.minimum is not None:
        return f"Từ {show_number(field.minimum)} trở lên"
    return None if field.maximum is None else f"Không quá {show_number(field.maximum)}"


def _blank_hint(field: Field) -> str:
    if field.type in _MEASURED:
        return "Để trống, hoặc ghi “Không tham gia”, “Chưa công bố”"
    return "Để trống nếu không có số liệu, ghi 0 nếu là số không"


def _in_millions(digits: str, unit: str, field: Field) -> str | None:
    scale = {"tỷ": "1000", "tỉ": "1000", "nghìn": "0.001", "ngàn": "0.001"}
    factor = Decimal(scale.get(unit, "0.000001"))
    shown = [show_number(number * factor) for number in _readings(digits)]
    return f"{' hoặc '.join(shown)} (triệu đồng)" if shown else None


def _suggest(typed: str, field: Field) -> str | None:
    repaired = _repair(typed)
    bare = re.sub(rf" ?(?:{_WORDS.get(field.type, '%')})$", "", repaired, flags=re.IGNORECASE)
    if _readings(bare) and repaired != typed:
        letters = sorted({letter for letter in typed if letter in "oOlI|"})
        note = f" (trong số có chữ “{'”, “'.join(letters)}”)" if letters else ""
        return bare + note
    score = re.fullmatch(r"(\d+(?:[.,]\d+)?) ?/ ?\d+(?:[.,]\d+)?", typed)
    found = [score[1]] if score else _ANY_NUMBER.findall(typed)
    return found[0] if len(found) == 1 and _readings(found[0]) else None


def _repair(typed: str) -> str:
    digits = unicodedata.normalize("NFKC", typed).strip("'’‘`~≈ ")
    digits = re.sub(r"(?<=\d) ?([.,]) ?(?=\d)", r"\1", digits)
    digits = re.sub(r"^[.,](?=\d)", r"0,", digits)
    if re.search(r"\d", digits) and not re.search(r"[^\W\doOlI]", digits):
        digits = digits.translate(_LETTERS_AS_DIGITS)
    return digits.rstrip(".,; ")
