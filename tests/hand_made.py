"""Readings made by hand for the tests of checks and intake; raw text, typed as the reader does.

Column A is the first field of the kind, data rows begin in row 9 of sheet `Biểu 1`.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from typing import Any

from reports.fields import load_kinds
from reports.reading import CellValue, Reading, read_value
from reports.values import Context

SHEET = "Biểu 1"
FIRST_ROW = 9

GOOD: dict[str, dict[str, Any]] = {
    "registrations": {
        "unit": "Sở Y tế",
        "model_name": "Thứ 2 ngày không viết",
        "content": "Không phát hành văn bản giấy vào thứ Hai",
        "started_on": "01/03/2023",
        "ended_on": "đến nay",
        "registered_on": "20/04/2023",
    },
    "results": {
        "unit": "Sở Y tế",
        "model_name": "Thứ 2 ngày không viết",
        "year": "2023",
        "reported_on": "15/10/2023",
        "status": "Đang duy trì",
        "effect": "Giảm 40 % văn bản giấy",
        "replicated_by": "Sở Tư pháp",
        "cost": "12,5",
    },
    "indices": {
        "unit": "Sở Y tế",
        "year": "2023",
        "sipas": "87,33",
        "par_points": "68",
        "par_points_max": "80",
        "par_index": "85",
        "decision_no": "1256/QĐ-UBND",
        "published_on": "10/05/2024",
    },
    "appraisals": {
        "unit": "Sở Y tế",
        "model_name": "Thứ 2 ngày không viết",
        "year": "2023",
        "effectiveness": "85",
        "appraised_on": "12/11/2023",
    },
    "votes": {
        "year": "2023",
        "unit": "Sở Y tế",
        "model_name": "Thứ 2 ngày không viết",
        "members": "21",
        "agree": "19",
        "disagree": "1",
        "invalid": "1",
        "met_on": "20/11/2023",
    },
    "awards": {
        "year": "2023",
        "unit": "Sở Y tế",
        "model_name": "Thứ 2 ngày không viết",
        "award_form": "Bằng khen của Chủ tịch UBND tỉnh",
        "decision_no": "3012/QĐ-UBND",
        "decided_on": "05/12/2023",
    },
}


@dataclass(frozen=True)
class Faulty:
    """A raw text that the reader gives up on with this problem."""

    raw: str | None
    problem: str


@dataclass
class Page:
    """One table: its kind, what its rows have unlike GOOD, and what is special about the table."""

    kind: str
    rows: list[dict[str, Any]] = field(default_factory=lambda: [{}])
    sheet: str = SHEET
    special: dict[str, Any] = field(default_factory=dict)


def make_reading(name: str, pages: Iterable[Page] = (), **facts: Any) -> Reading:
    """Returns the reading of a file with these tables."""
    reading = Reading(name=name, format="xlsx", **facts)
    for page in pages:
        table = {
            "sheet": page.sheet,
            "kind": page.kind or None,
            "header_address": "A8",
            "problem": None,
            "problem_detail": None,
            "missing_fields": [],
            "unknown_headers": [],
            "is_hidden": False,
            **page.special,
        }
        for column, value in table.items():
            reading.tables[column].append(value)
        for place, changes in enumerate(page.rows if page.kind else ()):
            add_row(reading, page, FIRST_ROW + place, {**GOOD[page.kind], **changes})
    return reading


def add_row(reading: Reading, page: Page, row_number: int, row: Mapping[str, Any]) -> None:
    """Adds one data row; fields that it does not mention are blank."""
    row_no = len(reading.rows["row_no"]) + 1
    facts = [row_no, page.kind, page.sheet, row_number, row.get("group"), row.get("sender")]
    for column, value in zip(reading.rows.values(), facts, strict=True):
        column.append(value)
    (kind,) = [kind for kind in load_kinds() if kind.name == page.kind]
    fields = [each for each in kind.fields if each.type != "period"]
    for place, each in enumerate(fields):
        raw = row.get(each.name, "")
        given = raw.raw if isinstance(raw, Faulty) else raw
        (value,) = read_value(given or "", each, Context())
        if isinstance(raw, Faulty):
            value = CellValue(given, given, None, None, None, None, raw.problem, None)
        address = row.get(f"{each.name} at", f"{chr(ord('A') + place)}{row_number}")
        cell = [row_no, page.kind, page.sheet, each.name, address, each.header, *value]
        cell += [each.type, each.is_required]
        for column, part in zip(reading.cells.values(), cell, strict=True):
            column.append(part)


def address_of(kind: str, name: str, place: int = 0) -> str:
    """Returns the address of a field's cell in the data row at this place."""
    (found,) = [each for each in load_kinds() if each.name == kind]
    names = [each.name for each in found.fields if each.type != "period"]
    return f"{chr(ord('A') + names.index(name))}{FIRST_ROW + place}"


class FakeReader:
    """Stands in for reports.isolation.read_reports: gives the readings that a test made."""

    def __init__(self) -> None:
        self.readings: dict[str, Reading] = {}

    def add(self, reading: Reading) -> tuple[str, bytes]:
        """Takes a reading in and returns the upload that it answers."""
        self.readings[reading.name] = reading
        return reading.name, repr(reading).encode()

    def __call__(self, files: Iterable[tuple[bytes, str]]) -> Iterator[Reading]:
        for _, name in files:
            yield self.readings[name]
