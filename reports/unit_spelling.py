"""How names of units are written: one spelling for `UBND TX. Ngã Năm`, `P.1`, `Hòa Tú II`."""

import re
from functools import lru_cache

from reports.text import clean, fold

COMMITTEE = "ủy ban nhân dân"
PROVINCE = "tỉnh sóc trăng"
LATER_PROVINCE = "thành phố cần thơ"
# The words that say what kind of place a name means; they are part of the name.
PLACE_KINDS = ("thành phố", "thị xã", "huyện", "thị trấn", "phường", "xã")

_ABBREVIATIONS = {
    "ubnd": COMMITTEE,
    "ub": "ủy ban",
    "hđnd": "hội đồng nhân dân",
    "mttq": "mặt trận tổ quốc",
    "mttqvn": "mặt trận tổ quốc việt nam",
    "ubmttq": "ủy ban mặt trận tổ quốc",
    "ubmttqvn": "ủy ban mặt trận tổ quốc việt nam",
    "vn": "việt nam",
    "đbqh": "đại biểu quốc hội",
    "tx": "thị xã",
    "tp": "thành phố",
    "tt": "thị trấn",
    "h": "huyện",
    "p": "phường",
    "x": "xã",
    "st": "sóc trăng",
    "tpst": "thành phố sóc trăng",
    "vp": "văn phòng",
    "bql": "ban quản lý",
    "qlda": "quản lý dự án",
    "bqlda": "ban quản lý dự án",
    "ql": "quản lý",
    "kcn": "khu công nghiệp",
    "ptnt": "phát triển nông thôn",
    "lđlđ": "liên đoàn lao động",
    "lhpn": "liên hiệp phụ nữ",
    "ccb": "cựu chiến binh",
    "htx": "hợp tác xã",
    "vksnd": "viện kiểm sát nhân dân",
    "tand": "tòa án nhân dân",
    "thads": "thi hành án dân sự",
    "bđbp": "bộ đội biên phòng",
    "chqs": "chỉ huy quân sự",
    "kbnn": "kho bạc nhà nước",
    "bhxh": "bảo hiểm xã hội",
    "nhnn": "ngân hàng nhà nước",
    "qltt": "quản lý thị trường",
}
_ROMAN = {
    roman: str(number)
    for number, roman in enumerate(
        ["i", "ii", "iii", "iv", "v", "vi", "vii", "viii", "ix", "x", "xi", "xii"], start=1
    )
}
_LIST_MARK = re.compile(
    r"^\s*(?:[-+•●▪◦*–—]+|\d{1,3}[.)](?=\s|[^\W\d])|(?!x\.)[ivx]{1,5}[.)](?=\s))\s*"
)
_LABEL = re.compile(
    r"^(?:tên )?(?:đơn vị|tập thể|cơ quan)(?: đăng ký| báo cáo)?(?: ?: ?| (?=ubnd|ủy))"
)
_GLUED = re.compile(r"(?<=[^\W\d_])(?=\d)|(?<=\d)(?=[^\W\d_])")
_NO_UNITS = frozenset(["", "-", "--", "/", "x", "không", "không có", "chưa", "chưa có", "0"])

_DISTRICT_HEAD = re.compile(
    r"(?:ubnd |ủy ban nhân dân )?(?:huyện|h\.|thị xã|tx|thành phố|tp|tpst)\b"
)
_NEXT_UNIT = re.compile(
    r"(?:ubnd|ủy ban|xã (?!hội)|x\.|phường|p\. ?\w|p\d|thị trấn|tt\.? |sở |văn phòng |công an |"
    r"hội |huyện|h\.|thị xã|tx|thành phố|tp|tpst|ban |bộ chỉ huy |cục |trường |đảng ủy )"
)


@lru_cache(maxsize=65_536)
def spell(text: str) -> str:
    """Return the words of a unit's name in one spelling; kinds of places stay part of it.

    Abbreviations are written out, numerals are arabic without leading zeros, punctuation, list
    marks and the labels of forms are gone. Equal spellings are the same name.
    """
    folded = _LABEL.sub("", _LIST_MARK.sub("", fold(text)))
    folded = re.sub(r"\bt\. ?([pxt])\b\.?", r"t\1 ", folded)
    folded = re.sub(r"\bu\.? ?b\.? ?n\.? ?d\b\.?", "ubnd ", folded).replace("&", " và ")
    folded = _GLUED.sub(" ", folded)
    words: list[str] = []
    for word in re.findall(r"\w+", folded.replace("_", " ")):
        words.extend(_write_out(word, words[-1] if words else ""))
    spelled = " ".join(word for word in words if word != "thuộc")
    return spelled.replace("ủy ban nd ", f"{COMMITTEE} ")


def _write_out(word: str, before: str) -> list[str]:
    if word.isdecimal():
        return [word.lstrip("0") or "0"]
    # X is a commune's abbreviation, but ward ten behind the word for ward.
    if before and word in _ROMAN and (word != "x" or before == "phường"):
        return [_ROMAN[word]]
    if word.startswith("ubnd") and word not in _ABBREVIATIONS:
        return [*COMMITTEE.split(), *_write_out(word[4:], "")]
    return _ABBREVIATIONS.get(word, word).split()


def split_unit_list(text: str) -> list[str]:
    """Return the units named in one cell: one a line, bulleted, or parted by semicolons.

    A comma parts two units only where the next words begin another one: the comma inside
    `Phường 1, thị xã Ngã Năm` belongs to the name. `Không` and dashes name none.
    """
    names: list[str] = []
    for line in re.split(r"[\n;]|(?<=\s)[•●▪◦](?=\s)", clean(text)):
        piece = _LIST_MARK.sub("", line).strip(" ,.")
        if fold(piece) not in _NO_UNITS:
            names.extend(_split_at_commas(piece))
    return names


def _split_at_commas(line: str) -> list[str]:
    names: list[str] = []
    for piece in re.split(r"\s*,\s*(?![^(]*\))", line):
        begins = fold(piece) + " "
        if not names or _begins_unit(begins, fold(names[-1])):
            names.append(piece)
        else:
            names[-1] = f"{names[-1]}, {piece}"
    return [name for name in names if name]


def _begins_unit(begins: str, before: str) -> bool:
    if not _NEXT_UNIT.match(begins):
        return False
    if begins.startswith(("ubnd", "ủy ban")):
        return True
    # A district behind a commune says where the commune lies; behind a district it is the next.
    is_place = _DISTRICT_HEAD.match(begins) is not None
    return not is_place or (_DISTRICT_HEAD.match(before) is not None and "," not in before)
