"""One raw cell becomes one typed value, or keeps its place with a named problem."""

import math
import re
from datetime import date, datetime, time, timedelta

from rapidfuzz import fuzz, process

from reports.dates import read_date, read_period
from reports.numbers import read_number, read_year
from reports.text import (
    clean,
    fold,
    invisible_characters,
    look_alike_letters,
    looks_legacy,
    match_key,
    mojibake,
    search_key,
    stripped_accents,
    visible,
)
from reports.value_types import Context, Field, Raw, Value, show_date, show_number, to_decimal

__all__ = ["Context", "Field", "Raw", "Value", "parse", "parse_period", "plain_text"]

# Whole numbers up to here have at most the 15 digits that a spreadsheet keeps.
LARGEST_EXACT = 1e15
_NUMBERS = frozenset(["percent", "points", "score", "money", "count"])
_DATES = frozenset(["date", "start", "end"])
_EXCEL_ERROR = re.compile(r"#(?:[A-Z]{2,}[A-Z0-9_/]*[!?]?|#+)|Err:\d{3}|#N/A")
_BULLET = re.compile(r"^\s*(?:[-+•●▪◦*–—]|\d{1,2}[.)]|[a-zđ]\))\s*(?=\S)")
_QUOTED_NAMES = re.compile(r"[“\"«][^”\"»]+[”\"»]")
_NUMBERED = re.compile(r"(?:^|[\s;])1[.)]\s*\S.*[\s;]2[.)]\s*\S", re.DOTALL)
_NO_MATTER = frozenset(["không", "không có", "không có vướng mắc"])
_SIGNS_FOR_NOTHING = frozenset(["-", "--", "/", "x"])
# What senders write instead of the template's word; a suggestion, never taken silently.
_OTHER_WORDS = {
    "dang thuc hien": "Đang duy trì",
    "dang trien khai": "Đang duy trì",
    "duy tri": "Đang duy trì",
    "tam ngung": "Tạm dừng",
    "ngung": "Tạm dừng",
    "ngung thuc hien": "Tạm dừng",
    "da dung": "Đã kết thúc",
    "da hoan thanh": "Đã kết thúc",
    "hoan thanh": "Đã kết thúc",
    "cham dut": "Đã kết thúc",
    "ket thuc": "Đã kết thúc",
    "x": "Có",
    "moi": "Có",
    "co moi": "Có",
}


def parse(raw: Raw, field: Field, context: Context) -> Value:
    """Return the value of a cell of this column; a blank cell has neither value nor problem.

    With a problem there is neither number nor date, and the text shows the cell as it is,
    invisible characters written out. `not_participating` and `unpublished` are texts of figures,
    `none` of pending matters, codes of data/fields.csv those of choices.
    """
    if broken := _broken_formula(raw):
        return broken
    if field.type in _NUMBERS:
        return read_number(raw, field, context)
    if field.type in _DATES:
        return read_date(raw, field.type, context)
    if field.type == "year":
        return read_year(raw, field)
    if field.type == "period":
        return _read_whole_period(raw, context)
    if field.type == "choice":
        return _read_choice(raw, field)
    if field.type == "pending":
        return _read_pending_matter(raw, field)
    return _read_text(raw, field)


def _read_pending_matter(raw: Raw, field: Field) -> Value:
    # Nothing written is not "no matter": that gate then lacks its evidence, and a person says so.
    folded = fold(plain_text(raw))
    if folded in _NO_MATTER:
        return Value(text="none")
    if folded in _SIGNS_FOR_NOTHING:
        shown = visible(plain_text(raw))
        return Value(text=shown, problem="ambiguous_blank", suggestion="Không")
    return _read_text(raw, field)


def parse_period(raw: Raw, context: Context) -> tuple[Value, Value]:
    """Return start and end of a text such as `Từ tháng 4/2023 đến nay`."""
    broken = _broken_formula(raw)
    return (broken, broken) if broken else read_period(raw, context)


def plain_text(raw: Raw) -> str:
    """Return a cell as a person would type it: `2023`, `87,33`, `30/10/2024`, `Có`."""
    if raw is None:
        return ""
    if isinstance(raw, str):
        return raw
    if isinstance(raw, bool):
        return "Có" if raw else "Không"
    if isinstance(raw, int | float):
        if isinstance(raw, float):
            if not math.isfinite(raw):
                return str(raw)
            if 0 < raw < LARGEST_EXACT and raw.is_integer():
                return str(int(raw))
        return show_number(to_decimal(raw))
    if isinstance(raw, datetime) and raw.time() != time():
        return f"{show_date(raw.date())} {raw:%H:%M}"
    if isinstance(raw, date):
        return show_date(raw)
    if isinstance(raw, timedelta):
        return str(raw)
    return f"{raw:%H:%M}"


def _broken_formula(raw: Raw) -> Value | None:
    is_error = (isinstance(raw, str) and _EXCEL_ERROR.fullmatch(raw.strip())) or (
        isinstance(raw, float) and not math.isfinite(raw)
    )
    if not is_error:
        return None
    return Value(text=str(raw).strip(), problem="excel_error", suggestion="Sửa công thức của ô")


def _read_text(raw: Raw, field: Field) -> Value:
    typed = plain_text(raw)
    kept = clean(typed)
    if not kept:
        return Value()
    if field.maximum_length is not None and len(kept) > field.maximum_length:
        hint = f"Rút gọn còn không quá {field.maximum_length} ký tự"
        return Value(text=kept, problem="text_too_long", suggestion=hint)
    if isinstance(raw, str) and (damaged := _damage(raw, kept)):
        return damaged
    if field.type in ("model", "unit") and len(names := split_names(kept)) > 1:
        hint = f"Tách thành {len(names)} dòng: {'; '.join(names)}"
        return Value(text=kept, problem="several_values", suggestion=hint)
    if field.type in ("model", "unit") and not match_key(kept):
        return Value(text=visible(typed), problem="ambiguous_blank", suggestion="Ghi tên đầy đủ")
    return Value(text=kept)


def _damage(raw: str, kept: str) -> Value | None:
    """Find what a code page, a font or a copy did to the words; the text stays as received."""
    if repaired := mojibake(raw):
        return Value(text=kept, problem="mojibake", suggestion=clean(repaired))
    if looks_legacy(raw):
        hint = "Chuyển ô sang phông chữ Unicode rồi nhập lại"
        return Value(text=kept, problem="legacy_font", suggestion=hint)
    if stripped_accents(raw):
        return Value(text=kept, problem="stripped_accents", suggestion="Nhập lại có dấu")
    if invisible_characters(raw):
        return Value(text=kept, problem="invisible_characters", suggestion=kept)
    if latin := look_alike_letters(kept):
        return Value(text=kept, problem="look_alike_letters", suggestion=latin)
    return None


def split_names(text: str) -> list[str]:
    """Return the names in a cell that should hold one: bulleted, numbered or quoted in a row.

    One name that merely runs over several lines stays one.
    """
    lines = [line for line in text.split("\n") if line.strip()]
    bulleted = [bool(_BULLET.match(line)) for line in lines]
    if sum(bulleted) > 1:
        names: list[str] = []
        for line, starts in zip(lines, bulleted, strict=True):
            if starts or not names:
                names.append(_BULLET.sub("", line).strip(" ;,."))
            else:
                names[-1] = f"{names[-1]} {line.strip()}"
        return names
    if _NUMBERED.search(text):
        parts = re.split(r"(?:^|(?<=[\s;]))\d{1,2}[.)]\s*", text)
        return [part.strip(" ;,.\n") for part in parts if part.strip(" ;,.\n")]
    quoted = _QUOTED_NAMES.findall(text)
    between = _QUOTED_NAMES.sub("|", text).split("|")[1:-1]
    if len(quoted) > 1 and all(
        fold(part) in (",", ";", "và", ", và", "", ", mô hình", "; mô hình", "và mô hình")
        for part in between
    ):
        return quoted
    parts = [part.strip() for part in re.split(r"[;\n]", text) if part.strip()]
    if len(parts) > 1 and all(fold(part).startswith("mô hình ") for part in parts):
        return parts
    return [text]


def _read_choice(raw: Raw, field: Field) -> Value:
    typed = plain_text(raw)
    key = match_key(typed)
    if not key:
        if not clean(typed):
            return Value()
        return Value(text=visible(typed), problem="ambiguous_blank", suggestion=_one_of(field))
    for label, code in field.choices.items():
        if key == match_key(label):
            return Value(text=code)
    return Value(text=visible(typed), problem="not_a_choice", suggestion=_nearest(typed, field))


def _nearest(typed: str, field: Field) -> str:
    key = search_key(typed)
    if (label := _OTHER_WORDS.get(key)) in field.choices and label is not None:
        return label
    labels = {search_key(label): label for label in field.choices}
    near = process.extractOne(key, list(labels), scorer=fuzz.ratio, score_cutoff=70)
    return labels[near[0]] if near else _one_of(field)


def _one_of(field: Field) -> str:
    return f"Chọn một trong: {', '.join(field.choices)}"


def _read_whole_period(raw: Raw, context: Context) -> Value:
    """Return the cell of a period as text; its problem is that of its start, else of its end."""
    start, end = parse_period(raw, context)
    for value in (start, end):
        if value.problem is not None:
            return value
    return Value(text=clean(plain_text(raw)) or None)
