"""What a sheet says once, above its table: the year, the unit, the date, and who sends it."""

from __future__ import annotations

import re
from typing import NamedTuple

from reports.addresses import write_address
from reports.headers import find_fields, is_blank, make_label_key, show_cell
from reports.legacy_text import keep_typed
from reports.sheets import Cell, Sheet
from reports.text import fold, match_key

YEAR = re.compile(r"\bnăm (20\d\d)\b")
DATE = re.compile(r"\bngày (\d{1,2}) tháng (\d{1,2}) năm (20\d\d)\b")
SPAN = re.compile(r"giai đoạn|20\d\d ?- ?20\d\d")
DOTS = re.compile(r"[.…_ ]*")
MOTTO = ("cộng hòa xã hội", "độc lập", "đảng cộng sản")
TITLES = ("phụ lục", "biểu", "mẫu", "bảng", "bản ", "báo cáo", "danh sách", "kết quả", "tổng hợp",
          "kèm theo", "kính gửi", "đơn vị tính", "số ", "kế hoạch")  # fmt: skip
# What the date beside the place says of the document, by kind: the day on which it was signed.
SIGNED_FIELDS = {"registrations": "registered_on", "results": "reported_on"}


class Stated(NamedTuple):
    """One value that holds for every row of the table below it."""

    label: str
    raw: Cell
    address: str
    fields: tuple[tuple[str, str], ...]  # (kind, field)


class Surroundings(NamedTuple):
    """What stands above a table."""

    stated: list[Stated]
    sender_text: str | None
    title: str


def read_surroundings(sheet: Sheet, top: int, bottom: int) -> Surroundings:
    """Reads the rows from `top` to before `bottom`, which count within the grid."""
    stated: list[Stated] = []
    years: list[Stated] = []
    dates: list[Stated] = []
    names: list[str] = []
    titles: list[str] = []
    for index in range(top, bottom):
        row = sheet.rows[index]
        filled = [(column, cell) for column, cell in enumerate(row) if not is_blank(cell)]
        for position, (column, cell) in enumerate(filled):
            lines = cell.split("\n") if isinstance(cell, str) else [show_cell(cell)]
            address = write_address(sheet.first_row + index, sheet.first_column + column)
            beside = filled[position + 1] if position + 1 < len(filled) else None
            for line in lines:
                text = " ".join(line.split())
                folded = fold(text)
                titles.append(folded)
                labelled = read_labelled(sheet, index, text, address, beside)
                if labelled:
                    if isinstance(labelled.raw, str) and labelled.address == address:
                        labelled = labelled._replace(raw=keep_typed(labelled.raw, cell))
                    stated.append(labelled)
                dates += read_date(text, folded, address)
                years += read_year(text, folded, address)
                if is_sender(folded, text) and not labelled:
                    names.append(text)
    if len({each.raw for each in years}) == 1:
        stated.append(years[-1])
    if len({each.raw for each in dates}) == 1:
        stated.append(dates[-1])
    units = [
        show_cell(each.raw) for each in stated if any(name == "unit" for _, name in each.fields)
    ]
    sender = "\n".join(dict.fromkeys(names[:2] + units[:1]))
    return Surroundings(stated, sender or None, " ".join(titles))


def read_labelled(
    sheet: Sheet, index: int, text: str, address: str, beside: tuple[int, Cell] | None
) -> Stated | None:
    """Returns what `Label: value` says, the value in the same cell or in the next filled one."""
    label, colon, value = text.partition(":")
    fields = find_fields(label)
    if not fields or not (colon or beside):
        return None
    raw: Cell = value.strip()
    if not value.strip():
        if beside is None or not colon:
            return None
        raw = beside[1]
        if fold(show_cell(raw)).startswith(MOTTO):
            return None
        address = write_address(sheet.first_row + index, sheet.first_column + beside[0])
    if is_blank(raw) or DOTS.fullmatch(show_cell(raw)) or find_fields(show_cell(raw)):
        return None
    return Stated(label.strip(), raw, address, tuple((each.kind, each.name) for each in fields))


def read_year(text: str, folded: str, address: str) -> list[Stated]:
    """Returns the year of a title; the year of a date or of a span of years is none."""
    if SPAN.search(folded) or "tháng" in folded or "ngày" in folded:
        return []
    fields = tuple((each.kind, each.name) for each in find_fields("Năm") + find_fields("Năm xét"))
    return [Stated("Năm", year, address, fields) for year in YEAR.findall(folded)]


def read_date(text: str, folded: str, address: str) -> list[Stated]:
    """Returns the date of a line such as `Sóc Trăng, ngày 04 tháng 4 năm 2023`."""
    match = DATE.search(folded)
    if not match or "kèm theo" in folded or " số " in f" {folded} ":
        return []
    raw = f"{int(match[1]):02d}/{int(match[2]):02d}/{match[3]}"
    return [Stated(text, raw, address, tuple(SIGNED_FIELDS.items()))]


def is_sender(folded: str, text: str) -> bool:
    """True for a line of the letterhead that may name the sending body."""
    if not any(map(str.isalpha, text)) or len(text) > 150 or ":" in text or "(" in text[:1]:
        return False
    if DATE.search(folded) or "năm 20" in folded or "ngày" in folded.split():
        return False
    return text.isupper() and not folded.startswith(MOTTO + TITLES)


def find_stated(stated: list[Stated], kind: str, field: str) -> Stated | None:
    """Returns what is stated of a field; two different statements are none."""
    found = [each for each in stated if (kind, field) in each.fields]
    # What carries the field's own label goes before what was read from a title or a date line.
    labelled = [each for each in found if make_label_key(each.label) != "năm"] or found
    texts = {match_key(show_cell(each.raw)) for each in labelled}
    return labelled[0] if len(texts) == 1 else None
