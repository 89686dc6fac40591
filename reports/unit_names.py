"""Which unit of the registry a text means: certain, or a question with suggestions."""

import csv
import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from datetime import date, timedelta
from pathlib import Path
from typing import Any, NamedTuple, Protocol

from rapidfuzz import fuzz, process

from reports.text import strip_accents
from reports.unit_spelling import (
    COMMITTEE,
    LATER_PROVINCE,
    PLACE_KINDS,
    PROVINCE,
    spell,
    split_unit_list,
)
from reports.value_types import show_date

__all__ = [
    "Match",
    "Query",
    "UnitNames",
    "Registry",
    "describe",
    "read_registry",
    "split_unit_list",
]

_TABLES = ("units", "unit_aliases", "unit_successions")
_SELECTS = (
    "select * from units",
    "select * from unit_aliases",
    "select * from unit_successions",
)
_MOST_SUGGESTIONS = 3
_ALIKE = 86
_PARTY_COMMITTEE = re.compile(r"\b(?:huyện|thị|thành) ủy\b")
_CHANGES = {
    "merge": "đã sáp nhập thành",
    "absorb": "đã sáp nhập vào",
    "split": "đã sắp xếp, sáp nhập thành",
    "rename": "đã đổi tên thành",
    "abolish": "đã kết thúc hoạt động",
}


class Match(NamedTuple):
    """A unit, or why none is certain: `unit_unknown` or `unit_ambiguous`.

    `suggestions` are full names that match when typed, `note` is a Vietnamese sentence,
    `how` one of: name, district, sender, blank, bare, several, sub_unit, ended, later, accents,
    similar, none.
    """

    unit_id: str | None
    problem: str | None = None
    suggestions: tuple[str, ...] = ()
    how: str = "name"
    note: str | None = None


class Query(NamedTuple):
    """What is known about one mention of a unit."""

    text: str
    district: str | None = None
    on: date | None = None
    sender: str | None = None


class _Unit(NamedTuple):
    unit_id: str
    name: str
    short_name: str
    level: str
    parent: str | None
    valid_from: date
    valid_to: date | None

    def is_valid(self, on: date | None) -> bool:
        if on is None:
            return True
        return self.valid_from <= on and (self.valid_to is None or on <= self.valid_to)


class _Succession(NamedTuple):
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


class UnitNames:
    """All names of the registry, ready for matching; nothing in it changes after it was built."""

    def __init__(self, source: Registry | Connection) -> None:
        """Take a registry, or a database that holds its tables."""
        registry = source if isinstance(source, Registry) else select_registry(source)
        self._units = {row["unit_id"]: _to_unit(row) for row in registry.units}
        self._aliases: dict[str, list[str]] = defaultdict(list)
        for row in registry.aliases:
            self._aliases[row["unit_id"]].append(row["alias"])
        self._successions: dict[str, list[_Succession]] = defaultdict(list)
        for row in registry.successions:
            self._successions[row["from_unit_id"]].append(
                _Succession(row["to_unit_id"], _to_date(row["changed_on"]), row["change"])
            )
        self._by_spelling: dict[str, set[str]] = defaultdict(set)
        self._by_place: dict[str, set[str]] = defaultdict(set)
        self._district_forms: dict[str, str] = {}
        self._index()
        self._by_bare = _group(
            (strip_accents(spelling), ids) for spelling, ids in self._by_spelling.items()
        )
        self._choices = {
            spelling: strip_accents(spelling)
            for spelling in self._by_spelling
            if len(spelling) > 6 and not spelling.startswith(f"{COMMITTEE} ")
        }
        # Answers are the same on all days between two changes of the registry.
        self._changes = sorted(
            {unit.valid_from for unit in self._units.values()}
            | {
                unit.valid_to + timedelta(days=1)
                for unit in self._units.values()
                if unit.valid_to is not None
            }
        )
        self._known: dict[tuple[str, str | None, int | None, str | None], Match] = {}

    def match(
        self,
        text: str,
        district: str | None = None,
        on: date | None = None,
        sender: str | None = None,
    ) -> Match:
        """Return the one unit that the text can mean on that day, or a question.

        A district is taken from the text itself, else from `district` (a group row's text), else
        from `sender` (a letterhead's text or a unit_id); it only ever chooses among units of the
        same name. Without `on`, units of all times are candidates.
        """
        era = None if on is None else bisect_right(self._changes, on)
        key = (text, district, era, sender)
        if key not in self._known:
            self._known[key] = self._match(Query(text, district, on, sender))
        return self._known[key]

    def match_many(self, queries: Iterable[Query]) -> list[Match]:
        """Return one match per query, in order; equal questions are answered once."""
        return [self.match(*query) for query in queries]

    def find_district(self, text: str | None, on: date | None = None) -> str | None:
        """Return the one district that a letterhead, group row or address names, if any."""
        words = f" {spell(text or '')} "
        found = {
            unit_id
            for form, unit_id in self._district_forms.items()
            if f" {form} " in words and self._units[unit_id].is_valid(on)
        }
        if not found:
            found = {
                unit_id
                for unit_id in self._by_place.get(words.strip(), ())
                if self._units[unit_id].level == "district" and self._units[unit_id].is_valid(on)
            }
        return found.pop() if len(found) == 1 else None

    def describe_unit(self, unit_id: str) -> str:
        """Return a unit for a person to choose: name, district and days."""
        unit = self._units[unit_id]
        since = f"từ {show_date(unit.valid_from)}"
        until = "" if unit.valid_to is None else f" đến {show_date(unit.valid_to)}"
        return f"{self._full_name(unit)} ({since}{until})"

    def _index(self) -> None:
        for unit in self._units.values():
            if unit.level == "district":
                for form in self._place_forms(unit):
                    self._district_forms[form] = unit.unit_id
        for unit in self._units.values():
            for spelling in self._spellings(unit):
                self._by_spelling[spelling].add(unit.unit_id)
            if unit.level != "province":
                # From the full name only: bare `TT` of the alias `Huyện TT` is a kind of place.
                place = spell(unit.name.split(",")[0]).removeprefix(f"{COMMITTEE} ")
                self._by_place[_without_kind(place)].add(unit.unit_id)

    def _spellings(self, unit: _Unit) -> set[str]:
        if unit.level == "province":
            names = (unit.name, unit.short_name, *self._aliases[unit.unit_id])
            return {form for name in names for form in _province_forms(spell(name))}
        forms = self._place_forms(unit)
        if unit.level == "commune" and unit.parent is not None:
            districts = [
                form for form, unit_id in self._district_forms.items() if unit_id == unit.parent
            ]
            forms |= {f"{form} {district}" for form in forms for district in districts}
        province = [PROVINCE] if unit.parent or unit.level == "district" else []
        if unit.level == "commune" and unit.valid_to is None:
            province.append(LATER_PROVINCE)
        forms |= {f"{form} {name}" for form in forms for name in province}
        return forms | {f"{COMMITTEE} {form}" for form in forms}

    def _place_forms(self, unit: _Unit) -> set[str]:
        """Return how the place itself is written: kind and name, without district."""
        district = self._units[unit.parent].name if unit.parent in self._units else ""
        behind = spell(district).removeprefix(f"{COMMITTEE} ")
        names = (unit.name, unit.short_name, *self._aliases[unit.unit_id])
        forms = {spell(name).removeprefix(f"{COMMITTEE} ") for name in names}
        return {form.removesuffix(f" {behind}") if behind else form for form in forms}

    def _match(self, query: Query) -> Match:
        spelling = spell(query.text)
        if not spelling:
            return Match(None, how="blank")
        named = self._by_spelling.get(spelling, set())
        valid = [unit_id for unit_id in sorted(named) if self._units[unit_id].is_valid(query.on)]
        if valid:
            return self._choose(valid, spelling, query)
        if named:
            return self._explain_validity(sorted(named), query.on)
        return self._suggest(spelling, query)

    def _choose(self, valid: Sequence[str], spelling: str, query: Query) -> Match:
        """Choose among units that bear the name that day; a district decides, nothing else."""
        district = self.find_district(query.district, query.on)
        if len(valid) == 1:
            parent = self._units[valid[0]].parent
            is_elsewhere = district is not None and parent is not None and district != parent
            if is_elsewhere and not self._names_district(spelling):
                return Match(None, "unit_ambiguous", self._names(valid, query.on), "district")
            return Match(valid[0])
        for how, where in (("district", district), ("sender", self._district_of_sender(query))):
            inside = [unit_id for unit_id in valid if self._units[unit_id].parent == where]
            if where is not None and len(inside) == 1:
                return Match(inside[0], how=how)
        return Match(
            None,
            "unit_ambiguous",
            self._names(valid, query.on, limit=6),
            note=self._tell_times(valid),
        )

    def _tell_times(self, unit_ids: Sequence[str]) -> str | None:
        """Tell units of one name apart by their days, where nothing else does."""
        if len(self._names(unit_ids)) == len(unit_ids):
            return None
        spells = "; ".join(self.describe_unit(unit_id) for unit_id in unit_ids)
        return f"Tên này là của các đơn vị ở nhiều thời kỳ: {spells}"

    def _district_of_sender(self, query: Query) -> str | None:
        if query.sender is None:
            return None
        sender = self._units.get(query.sender)
        if sender is None:
            if district := self.find_district(query.sender, query.on):
                return district
            named = self._valid(self._by_spelling.get(spell(query.sender), ()), query.on)
            sender = self._units[named[0]] if len(named) == 1 else None
        if sender is None:
            return None
        return sender.unit_id if sender.level == "district" else sender.parent

    def _names_district(self, spelling: str) -> bool:
        return any(
            spelling.endswith((f" {form}", f" {form} {PROVINCE}")) for form in self._district_forms
        )

    def _explain_validity(self, named: Sequence[str], on: date | None) -> Match:
        """Say what became of a unit that the day no longer, or does not yet, know."""
        unit = self._units[named[0]]
        if len(named) == 1 and on is not None and on < unit.valid_from:
            note = f"{self._full_name(unit)} chỉ có từ ngày {show_date(unit.valid_from)}"
            before = [
                from_unit
                for from_unit, steps in self._successions.items()
                if any(step.to_unit == unit.unit_id for step in steps)
                and self._units[from_unit].is_valid(on)
            ]
            return Match(None, "unit_unknown", self._names(before, on), "later", note)
        latest = max((self._units[unit_id].valid_to or date.max) for unit_id in named)
        last = [unit_id for unit_id in named if self._units[unit_id].valid_to == latest]
        notes = [self._end_of(unit_id) for unit_id in last]
        suggestions = self._names(self._heirs(last, on), on, limit=5)
        return Match(None, "unit_unknown", suggestions, "ended", "; ".join(notes))

    def _heirs(self, unit_ids: Iterable[str], on: date | None) -> list[str]:
        """Follow successions to the units that exist on the day."""
        heirs: dict[str, None] = {}
        waiting, seen = list(unit_ids), set(unit_ids)
        while waiting:
            for step in self._successions[waiting.pop(0)]:
                if self._units[step.to_unit].is_valid(on):
                    heirs[step.to_unit] = None
                elif step.to_unit not in seen:
                    seen.add(step.to_unit)
                    waiting.append(step.to_unit)
        return list(heirs)

    def _end_of(self, unit_id: str) -> str:
        unit = self._units[unit_id]
        steps = self._successions[unit_id]
        since = steps[0].changed_on if steps else (unit.valid_to or date.max) + timedelta(days=1)
        names = [self._full_name(self._units[step.to_unit], since) for step in steps]
        change = _CHANGES.get(steps[0].change if steps else "abolish", "đã chuyển thành")
        words = f"{change} {'; '.join(names)}" if len(steps) == 1 else change
        if len(steps) > 1:
            words = f"{_CHANGES['split']} {'; '.join(names)}"
        return f"{self._full_name(unit)} {words} từ ngày {show_date(since)}"

    def _suggest(self, spelling: str, query: Query) -> Match:
        """Find what the text may mean where no name equals it; never a match."""
        if len(split_unit_list(query.text)) > 1:
            note = "Ô ghi nhiều đơn vị; mỗi dòng một đơn vị"
            return Match(None, "unit_ambiguous", how="several", note=note)
        if _PARTY_COMMITTEE.search(spelling):
            # A party committee is never its people's committee, however alike the names.
            return Match(None, "unit_unknown", how="none")
        place = spelling.removeprefix(f"{COMMITTEE} ").removesuffix(f" {PROVINCE}")
        bare = self._valid(self._by_place.get(place, ()), query.on)
        if bare:
            note = "Ghi rõ loại đơn vị: huyện, thị xã, thành phố, xã, phường hay thị trấn"
            return Match(None, "unit_ambiguous", self._names(bare, query.on, limit=6), "bare", note)
        if parent := self._parent_inside(spelling, query.on):
            note = "Tên này có thể là bộ phận của đơn vị khác; ghi tên đơn vị báo cáo"
            return Match(None, "unit_ambiguous", self._names(parent, query.on), "sub_unit", note)
        unaccented = self._valid(self._by_bare.get(strip_accents(spelling), ()), query.on)
        if unaccented:
            return Match(None, "unit_unknown", self._names(unaccented, query.on), "accents")
        same_place = self._valid(self._by_place.get(_without_kind(place), ()), query.on)
        alike = [*same_place, *self._alike(place, query.on)]
        how = "similar" if alike else "none"
        return Match(None, "unit_unknown", self._names(dict.fromkeys(alike), query.on), how)

    def _parent_inside(self, spelling: str, on: date | None) -> list[str]:
        """Find the unit that the words of an office end or begin with: `Phòng Nội vụ huyện …`."""
        words = spelling.split()
        if words[0] in ("phường", "xã", "huyện") or spelling.startswith(PLACE_KINDS):
            return []
        ends = [" ".join(words[start:]) for start in range(1, len(words) - 1)]
        begins = [" ".join(words[:stop]) for stop in range(len(words) - 1, 1, -1)]
        for part in (*ends, *begins):
            # `huyện Châu Thành, tỉnh Hậu Giang` is no office of our Châu Thành.
            behind = spelling.removeprefix(part).strip()
            if spelling.startswith(part) and behind.startswith(("tỉnh", *PLACE_KINDS)):
                continue
            if found := self._valid(self._by_spelling.get(part, ()), on):
                return found
        return []

    def _alike(self, place: str, on: date | None) -> list[str]:
        near = process.extract(
            strip_accents(place), self._choices, scorer=fuzz.ratio, score_cutoff=_ALIKE, limit=12
        )
        spellings = [spelling for _, _, spelling in near]
        if len(place) > 6:
            spellings += [name for name in self._choices if name.startswith(f"{place} ")]
        return [
            unit_id
            for spelling in spellings
            for unit_id in self._valid(self._by_spelling[spelling], on)
        ]

    def _valid(self, unit_ids: Iterable[str], on: date | None) -> list[str]:
        return [unit_id for unit_id in sorted(unit_ids) if self._units[unit_id].is_valid(on)]

    def _names(
        self, unit_ids: Iterable[str], on: date | None = None, limit: int = _MOST_SUGGESTIONS
    ) -> tuple[str, ...]:
        names = dict.fromkeys(self._full_name(self._units[unit_id], on) for unit_id in unit_ids)
        return tuple(names)[:limit]

    def _full_name(self, unit: _Unit, on: date | None = None) -> str:
        """Return the name with its district, so that it is certain wherever it is typed."""
        parent = self._units.get(unit.parent or "")
        if parent is None or not parent.is_valid(on):
            return unit.name
        where = parent.name[len(COMMITTEE) :].strip()
        return unit.name if spell(unit.name).endswith(spell(where)) else f"{unit.name}, {where}"


def describe(match: Match) -> str | None:
    """Return the suggestion of a question as one Vietnamese sentence, None where there is none."""
    if match.problem is None:
        return None
    choices = "; ".join(match.suggestions)
    if match.how == "ended" and match.note and all(n in match.note for n in match.suggestions):
        return match.note
    question = f"Có phải: {choices}?" if choices else None
    return ". ".join(part for part in (match.note, question) if part) or None


def _to_unit(row: Mapping[str, Any]) -> _Unit:
    return _Unit(
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


def _province_forms(spelling: str) -> set[str]:
    """Return a province-level name with and without the province behind it.

    `Công an tỉnh` keeps its word for the province: districts have such bodies too.
    """
    if spelling.endswith(f" {PROVINCE}"):
        return {spelling, spelling.removesuffix(" sóc trăng")}
    if spelling.endswith(" tỉnh"):
        return {spelling, f"{spelling} sóc trăng"}
    if spelling.startswith("sở ") and not spelling.endswith(" sóc trăng"):
        return {spelling, f"{spelling} sóc trăng", f"{spelling} tỉnh", f"{spelling} {PROVINCE}"}
    return {spelling, f"{spelling} {PROVINCE}"}


def _without_kind(place: str) -> str:
    for kind in PLACE_KINDS:
        if place.startswith(f"{kind} "):
            return place.removeprefix(f"{kind} ")
    return place


def _group(pairs: Iterable[tuple[str, Iterable[str]]]) -> dict[str, set[str]]:
    groups: dict[str, set[str]] = defaultdict(set)
    for key, values in pairs:
        groups[key].update(values)
    return dict(groups)
