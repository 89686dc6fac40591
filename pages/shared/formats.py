"""How values read in Vietnamese: numbers, percentages, dates, moments; and text made harmless."""

import html
import math
import re
import unicodedata
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from queries.clock import to_local
from reports.text import show_directions

NOTHING = "–"
# One spelling of everything that Markdown, Streamlit's directives or LaTeX would act on.
_MARKDOWN = re.compile(r"([\\`*_{}\[\]()<>#+\-!|~$:.=&])")
_ADDRESSES = re.compile(r"(?i)https?(?=:)|ftp(?=:)|www(?=\.)|\S(?=@)")
_LINE_BREAKS = re.compile(r"\s*[\r\n\u2028\u2029]+\s*")


def is_missing(value: Any) -> bool:
    """Whether a cell of a frame holds nothing (None, NaN, NaT, NA)."""
    if value is None:
        return True
    if isinstance(value, float):
        return math.isnan(value)
    if isinstance(value, (str, int, Decimal, bool)):
        return False
    return bool(value != value) if type(value).__name__ != "NAType" else True


def number(value: Any, decimals: int = 0) -> str:
    """`1.234,50`; a dash for nothing."""
    if is_missing(value):
        return NOTHING
    exact = Decimal(str(value)).quantize(Decimal(1).scaleb(-decimals), ROUND_HALF_UP)
    # No "-0,00": a change that rounds to nothing has no direction.
    text = f"{abs(exact) if exact == 0 else exact:,.{decimals}f}"
    return text.translate(str.maketrans(",.", ".,")).replace("-", "−")


def count(value: Any) -> str:
    """A whole number: `1.234`."""
    return number(value, 0)


def decimal_number(value: Any) -> str:
    """A number with at most two decimals and no trailing zeros: `17,5`, `20`."""
    text = number(value, 2)
    return text.rstrip("0").rstrip(",") if "," in text else text


def percent(value: Any, decimals: int = 2) -> str:
    """`87,33 %`, with a no-break space."""
    return NOTHING if is_missing(value) else f"{number(value, decimals)}\u00a0%"


def stated_percent(value: Any) -> str:
    """A percentage with every decimal that was stated, two at least: 85.004 never reads as 85."""
    if is_missing(value):
        return NOTHING
    exponent = Decimal(str(value)).normalize().as_tuple().exponent
    stated = -exponent if isinstance(exponent, int) else 2
    return percent(value, max(2, min(stated, 6)))


def whole_percent(value: Any) -> str:
    """A percentage that is a whole number by nature, such as a target: `85 %`."""
    return percent(value, 0)


def two_decimals(value: Any) -> str:
    """`73,40`: scores, always to two decimals so that they line up."""
    return number(value, 2)


def year(value: Any) -> str:
    """`2024`: a year takes no thousands separator."""
    return NOTHING if is_missing(value) else str(int(value))


def signed(value: Any, decimals: int = 2) -> str:
    """`+2,30`, `−1,05`, `0,00`: a true minus sign, no sign for nothing."""
    text = number(value, decimals)
    if is_missing(value) or text.startswith("−") or not text.strip("0,."):
        return text
    return f"+{text}"


def points(value: Any) -> str:
    """A difference of two percentages: `+2,30 điểm`."""
    return NOTHING if is_missing(value) else f"{signed(value)}\u00a0điểm"


def day(value: Any) -> str:
    """`30/10/2024`."""
    return NOTHING if is_missing(value) else f"{value:%d/%m/%Y}"


def day_as_stated(value: Any, precision: Any) -> str:
    """A date no more exact than it was stated: `30/10/2024`, `10/2024`, `quý IV/2024`, `2024`."""
    if is_missing(value):
        return NOTHING
    if precision == "month":
        return f"{value:%m/%Y}"
    if precision == "quarter":
        return f"quý {('I', 'II', 'III', 'IV')[(value.month - 1) // 3]}/{value:%Y}"
    if precision == "year":
        return f"{value:%Y}"
    return day(value)


def moment(value: Any) -> str:
    """A stored UTC time as people in Sóc Trăng read it: `14:05 30/10/2024`."""
    if is_missing(value):
        return NOTHING
    return f"{to_local(value):%H:%M %d/%m/%Y}"


def yes_no(value: Any) -> str:
    """`Có`, `Không`, or a dash."""
    return NOTHING if is_missing(value) else ("Có" if bool(value) else "Không")


def text(value: Any) -> str:
    """Any value of a frame as a string; a dash for nothing."""
    if is_missing(value) or value == "":
        return NOTHING
    if isinstance(value, datetime):
        return moment(value)
    return day(value) if isinstance(value, date) else str(value)


def share(part: Any, whole: Any) -> str:
    """`132/140`: a number with what it is out of."""
    return f"{count(part)}/{count(whole)}"


def quantity(value: Any, unit_of_measure: Any) -> str:
    """A value with its unit: percentages to two decimals, anything else as short as it is exact."""
    if is_missing(value):
        return NOTHING
    if unit_of_measure == "%":
        return percent(value)
    unit = "" if is_missing(unit_of_measure) else f"\u00a0{unit_of_measure}"
    return f"{decimal_number(value)}{unit}"


def plain(value: Any) -> str:
    """Text of a file for Markdown elements: no link, picture, colour or formula takes effect."""
    # Addresses become links even when every sign is escaped; a word joiner, unseen, keeps them text.
    # A blank in front of a line makes a block of code of it.
    one_line = _LINE_BREAKS.sub(" ", verbatim(value)).replace("\t", " ").lstrip(" ")
    return _MARKDOWN.sub(r"\\\1", _ADDRESSES.sub("\\g<0>\u2060", one_line))


def chart_text(value: Any) -> str:
    """Text of a file for Plotly, which acts on a few HTML tags."""
    return html.escape(_LINE_BREAKS.sub(" ", verbatim(value)), quote=False)


def verbatim(value: Any) -> str:
    """Text of a file for elements that act on nothing: as it is, directions written out."""
    return show_directions(text(value))


def shorten(value: Any, length: int) -> str:
    """At most `length` characters, cut at a blank, with an ellipsis."""
    whole = verbatim(value)
    if len(whole) <= length:
        return whole
    cut = whole[: length - 1].rsplit(" ", 1)[0]
    return f"{cut.rstrip(' ,;–-')}…"


def search_key(value: str) -> str:
    """Lower case without accents, so that `so noi vu` finds `Sở Nội vụ`."""
    letters = unicodedata.normalize("NFD", value.casefold()).replace("đ", "d")
    bare = "".join(letter for letter in letters if not unicodedata.combining(letter))
    return " ".join(re.findall(r"[^\W_]+", bare))
