"""The reference tables of `data/` that the simulated reports rest on."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from datetime import date
from pathlib import Path

PROVINCE_ENDED = date(2025, 7, 1)


@dataclass(frozen=True)
class Unit:
    """A unit in one spell of validity."""

    unit_id: str
    name: str
    short_name: str
    kind: str
    level: str
    parent_id: str
    valid_from: date
    valid_to: date

    def exists(self, day: date) -> bool:
        """Whether the unit is there on this day."""
        return self.valid_from <= day <= self.valid_to


@dataclass(frozen=True)
class Succession:
    """One predecessor and one successor."""

    from_id: str
    to_id: str
    changed_on: date


@dataclass(frozen=True)
class Round:
    """An award round."""

    round_id: str
    year: int
    considered_on: date
    index_year: int
    quota: int


class Registry:
    """Units, their other names, successions, participation and award rounds."""

    def __init__(self, folder: Path) -> None:
        self.units = {
            row["unit_id"]: Unit(
                row["unit_id"],
                row["name"],
                row["short_name"],
                row["kind"],
                row["level"],
                row["parent_unit_id"],
                date.fromisoformat(row["valid_from"]),
                date.fromisoformat(row["valid_to"]) if row["valid_to"] else date.max,
            )
            for row in _rows(folder / "units.csv")
            if date.fromisoformat(row["valid_from"]) < PROVINCE_ENDED
        }
        self.aliases: dict[str, list[str]] = {}
        for row in _rows(folder / "unit_aliases.csv"):
            self.aliases.setdefault(row["unit_id"], []).append(row["alias"])
        self.successions = [
            Succession(
                row["from_unit_id"], row["to_unit_id"], date.fromisoformat(row["changed_on"])
            )
            for row in _rows(folder / "unit_successions.csv")
            if date.fromisoformat(row["changed_on"]) < PROVINCE_ENDED and row["to_unit_id"]
        ]
        self.participation: dict[tuple[str, str, int], bool] = {
            (row["unit_id"], row["index_id"], int(row["year"])): row["participates"] == "yes"
            for row in _rows(folder / "index_participation.csv")
        }
        self.rounds = [
            Round(
                row["round_id"],
                int(row["year"]),
                date.fromisoformat(row["considered_on"]),
                int(row["index_year"]),
                int(row["quota"] or 20),
            )
            for row in _rows(folder / "award_rounds.csv")
        ]

    def standing(self, day: date, level: str) -> list[Unit]:
        """Units of a level that exist on a day, by id."""
        return [
            unit
            for _, unit in sorted(self.units.items())
            if unit.level == level and unit.exists(day)
        ]

    def find(self, name: str, day: date) -> Unit:
        """The unit of this full or short name on a day; the story names some units by hand."""
        found = [
            unit
            for unit in self.units.values()
            if unit.exists(day) and name in (unit.name, unit.short_name)
        ]
        if len(found) != 1:
            raise LookupError(f"{name!r} on {day}: {[unit.unit_id for unit in found]}")
        return found[0]

    def district_of(self, unit: Unit) -> Unit | None:
        """The district of a commune."""
        return self.units.get(unit.parent_id) if unit.level == "commune" else None


def _rows(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return [{key: value or "" for key, value in row.items()} for row in csv.DictReader(file)]


def inline(name: str) -> str:
    """A short name inside a sentence: `huyện Kế Sách`, but `TX Ngã Năm`."""
    return name[:1].lower() + name[1:] if name[1:2].islower() else name
