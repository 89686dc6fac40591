"""The registry of units: spells of validity, successions, and names in full."""

import csv
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from reports.unit_spelling import COMMITTEE, spell
from reports.value_types import show_date

_TABLES = ("units", "unit_aliases", "unit_successions")
_SELECTS = (
    "select * from units",
    "select * from unit_aliases",
    "select * from unit_successions",
)
_MOST_SUGGESTIONS = 3
_CHANGES = {
    "merge": "đã sáp nhập thành",
    "absorb": "đã sáp nhập vào",
    "split": "đã sắp xếp, sáp nhập thành",
    "rename": "đã đổi tên thành",
    "abolish": "đã kết thúc hoạt động",
}


class Unit(NamedTuple):
    """One spell of a unit; `parent` is the district of a commune."""

    unit_id: str
    name: str
    short_name: str
    level: str
    parent: str | None
    valid_from: date
    valid_to: date | None

    def is_valid(self, on: date | None) -> bool:
        """Tell whether the unit exists on the day; without a day every unit does."""
        if on is None:
            return True
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class Succession(NamedTuple):
    """What a unit became, and when."""

    to_unit: str
    changed_on: date
    change: str


class Registry(NamedTuple):
    """The rows of units.csv, unit_aliases.csv and unit_successions.csv, by column name."""

    units: Sequence[Mapping[str, Any]]
    aliases: Sequence[Mapping[str, Any]]
    successions: Sequence[Mapping[str, Any]]


class Connection(Protocol):
    """What a DuckDB connection or cursor offers, with the registry's tables in it."""

    def execute(self, query: str, /) -> Any: ...


def read_registry(data: Path) -> Registry:
    """Return the registry from a folder of reference tables (data/)."""
    tables: list[list[dict[str, str]]] = []
    for name in _TABLES:
        with (data / f"{name}.csv").open(encoding="utf-8", newline="") as file:
            tables.append(list(csv.DictReader(file)))
    return Registry(*tables)


def select_registry(database: Connection) -> Registry:
    """Return the registry from a database that holds the reference tables."""
    tables: list[list[dict[str, Any]]] = []
    for query in _SELECTS:
        found = database.execute(query)
        names = [column[0] for column in found.description]
        tables.append([dict(zip(names, row, strict=True)) for row in found.fetchall()])
    return Registry(*tables)


class UnitRegistry:
    """The registry by unit; nothing in it changes after it was built."""

    def __init__(self, tables: Registry) -> None:
        self.units = {row["unit_id"]: _to_unit(row) for row in tables.units}
        self.aliases: dict[str, list[str]] = defaultdict(list)
        for row in tables.aliases:
            self.aliases[row["unit_id"]].append(row["alias"])
        self.successions: dict[str, list[Succession]] = defaultdict(list)
        for row in tables.successions:
            self.successions[row["from_unit_id"]].append(
                Succession(row["to_unit_id"], _to_date(row["changed_on"]), row["change"])
            )
        starts = {unit.valid_from for unit in self.units.values()}
        ends = {unit.valid_to for unit in self.units.values() if unit.valid_to is not None}
        # Between two of these days the registry is the same.
        self.change_days = sorted(starts | {day + timedelta(days=1) for day in ends})

    def select_valid(self, unit_ids: Iterable[str], on: date | None) -> list[str]:
        """Return those of the units that exist on the day, in their order of ids."""
        return [unit_id for unit_id in sorted(unit_ids) if self.units[unit_id].is_valid(on)]

    def name_all(
        self, unit_ids: Iterable[str], on: date | None = None, limit: int = _MOST_SUGGESTIONS
    ) -> tuple[str, ...]:
        """Return the different full names of the units, at most `limit`."""
        names = dict.fromkeys(self.full_name(self.units[unit_id], on) for unit_id in unit_ids)
        return tuple(names)[:limit]

    def full_name(self, unit: Unit, on: date | None = None) -> str:
        """Return the name with its district, so that it is certain wherever it is typed."""
        parent = self.units.get(unit.parent or "")
        if parent is None or not parent.is_valid(on):
            return unit.name
        where = parent.name[len(COMMITTEE) :].strip()
        return unit.name if spell(unit.name).endswith(spell(where)) else f"{unit.name}, {where}"

    def describe_unit(self, unit_id: str) -> str:
        """Return a unit for a person to choose: name, district and days."""
        unit = self.units[unit_id]
        since = f"từ {show_date(unit.valid_from)}"
        until = "" if unit.valid_to is None else f" đến {show_date(unit.valid_to)}"
        return f"{self.full_name(unit)} ({since}{until})"

    def find_predecessors(self, unit_id: str, on: date | None) -> list[str]:
        """Return the units of that day which became this one."""
        return [
            before
            for before, steps in self.successions.items()
            if any(step.to_unit == unit_id for step in steps) and self.units[before].is_valid(on)
        ]

    def find_heirs(self, unit_ids: Iterable[str], on: date | None) -> list[str]:
        """Follow successions from these units to the units that exist on the day."""
        heirs: dict[str, None] = {}
        waiting, seen = list(unit_ids), set(unit_ids)
        while waiting:
            for step in self.successions[waiting.pop(0)]:
                if self.units[step.to_unit].is_valid(on):
                    heirs[step.to_unit] = None
                elif step.to_unit not in seen:
                    seen.add(step.to_unit)
                    waiting.append(step.to_unit)
        return list(heirs)

    def tell_end(self, unit_id: str) -> str:
        """Say in Vietnamese what became of a unit, and since when."""
        unit = self.units[unit_id]
        steps = self.successions[unit_id]
        since = steps[0].changed_on if steps else (unit.valid_to or date.max) + timedelta(days=1)
        names = [self.full_name(self.units[step.to_unit], since) for step in steps]
        change = _CHANGES.get(steps[0].change if steps else "abolish", "đã chuyển thành")
        words = f"{change} {'; '.join(names)}" if len(steps) == 1 else change
        if len(steps) > 1:
            words = f"{_CHANGES['split']} {'; '.join(names)}"
        return f"{self.full_name(unit)} {words} từ ngày {show_date(since)}"


def _to_unit(row: Mapping[str, Any]) -> Unit:
    return Unit(
        row["unit_id"],
        row["name"],
        row["short_name"],
        row["level"],
        row["parent_unit_id"] or None,
        _to_date(row["valid_from"]),
        _to_date(row["valid_to"]) if row["valid_to"] else None,
    )


def _to_date(text: str) -> date:
    return date.fromisoformat(str(text))
