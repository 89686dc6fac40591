"""What a row below a header is: data, a group's title, a subtotal, the footer or nothing."""

from __future__ import annotations

import re
from functools import lru_cache

from reports.headers import is_blank, show_cell
from reports.sheets import Cell
from reports.text import fold, match_key

ROMAN_OR_LETTER = re.compile(r"[IVXLC]{1,6}|[A-ZĐa-zđ]")
NUMBER = re.compile(r"\d{1,4}(?:\.\d{1,3})*")
NUMBERED_TITLE = re.compile(r"(?:[IVX]{1,5}|[A-HĐ])\s*[.)\-–:/]+\s*\S")
GROUP_WORDS = frozenset(["khối", "cụm", "nhóm", "các", "cấp", "huyện", "thị xã", "thành phố"])
TOTAL = re.compile(
    r"(?:tổng cộng|tổng số|tổng|cộng|toàn tỉnh|bình quân|trung bình)"
    r"(?: (?:[ivx]+|\d+|[a-h]|và|nhóm|khối|cụm|mục|phần|chung|số|toàn|tỉnh|huyện|cả|đơn vị|mô hình"
    r"|\+|=|:))*"
)
FOOTER = re.compile(
    r"(?:nơi nhận|người lập|lập biểu|thủ trưởng|ký tên|ký ghi rõ|ghi chú|lưu ý|xác nhận của"
    r"|tm |kt |tl |tuq |giám đốc|phó giám đốc|chủ tịch|phó chủ tịch|chánh văn phòng|trưởng ban"
    r"|trưởng phòng|kế toán|danh sách này có|danh sách có|lưu vt|như trên)(?:.*)"
)
PLACE_AND_DATE = re.compile(r".*ngày .*tháng .*năm.*")
COLUMN_NUMBER = re.compile(r"[\[(]?(?:\d{1,2}|[A-ZĐ])[\])]?(?:\s*=.*)?")
LONGEST_FOOTER = 90


@lru_cache(maxsize=20_000)
def is_total_text(text: str) -> bool:
    """True for Cộng, Tổng cộng, Cộng I+II and the like, not for Tổng công ty or Cộng đồng."""
    return TOTAL.fullmatch(match_key(text.replace("+", " ").replace("=", " "))) is not None


@lru_cache(maxsize=20_000)
def is_footer_text(text: str) -> bool:
    """True for what stands below a table: addressees, signatures, notes, place and date."""
    if fold(text).startswith("ghi chú"):
        return True
    if len(text) > LONGEST_FOOTER:
        return False
    key = match_key(text)
    is_sign = FOOTER.fullmatch(key) or FOOTER.fullmatch(key + " ")
    return bool(is_sign) or (PLACE_AND_DATE.fullmatch(key) is not None and len(key) < 60)


def is_number(text: str) -> bool:
    """True for an ordinal of a data row: 1, 12, 1.2."""
    return NUMBER.fullmatch(text.strip(" .)(")) is not None


def is_roman_or_letter(text: str) -> bool:
    """True for an ordinal of a group: I, II., A, b)."""
    return ROMAN_OR_LETTER.fullmatch(text.strip(" .)(-")) is not None


def is_number_row(row: list[Cell], names: list[int]) -> bool:
    """True for (1) (2) (3) or A B 1 2 below a header; `names` are the columns that hold names."""
    texts = [show_cell(cell) for cell in row if not is_blank(cell)]
    if len(texts) < 2 or not all(COLUMN_NUMBER.fullmatch(text) for text in texts):
        return False
    return all(column < len(row) and not is_blank(row[column]) for column in names)


def is_group_row(
    cells: list[tuple[int, str]], ordinal: int | None, merged: set[int], capitals_mark: bool
) -> bool:
    """True for the title of a group of rows.

    `cells` are the row's filled (column, text), `merged` its columns that begin a merge across,
    `capitals_mark` whether capitals set a title apart from the names in this table.
    """
    count = next((text for column, text in cells if column == ordinal), "")
    others = [(column, text) for column, text in cells if column != ordinal]
    if not others:
        return bool(count) and not is_number(count) and not is_roman_or_letter(count)
    if count and is_roman_or_letter(count):
        return len(others) == 1 or all(is_number(text) for _, text in others[1:])
    if len(others) > 1 or (count and is_number(count)):
        return False
    column, text = others[0]
    if column in merged or NUMBERED_TITLE.match(text):
        return True
    words = match_key(text).split()
    is_title = words[:1] and (words[0] in GROUP_WORDS - {"huyện"} and words[0] != "thành")
    if ordinal is None:
        return bool(is_title) or (capitals_mark and text.isupper())
    return (
        bool(is_title)
        or words[0] in GROUP_WORDS
        or " ".join(words[:2]) in GROUP_WORDS
        or (capitals_mark and text.isupper())
    )
