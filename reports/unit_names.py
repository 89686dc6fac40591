"""Which unit of the registry a text means: certain, or a question with suggestions."""

import re
from bisect import bisect_right
from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from rapidfuzz import fuzz, process

from reports.text import strip_accents
from reports.unit_registry import (
    Connection,
    Registry,
    Unit,
    UnitRegistry,
    read_registry,
    select_registry,
)
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

_ALIKE = 86
_PARTY_COMMITTEE = re.compile(r"\b(?:huyện|thị|thành) ủy\b")


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


class UnitNames:
    """All names of the registry, ready for matching; nothing in it changes after it was built."""

    def __init__(self, source: Registry | Connection) -> None:
        """Take a registry, or a database that holds its tables."""
        tables = source if isinstance(source, Registry) else select_registry(source)
        self._registry = UnitRegistry(tables)
        self._units = self._registry.units
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
        era = None if on is None else bisect_right(self._registry.change_days, on)
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

    def _spellings(self, unit: Unit) -> set[str]:
        if unit.level == "province":
            names = (unit.name, unit.short_name, *self._registry.aliases[unit.unit_id])
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

    def _place_forms(self, unit: Unit) -> set[str]:
        """Return how the place itself is written: kind and name, without district."""
        district = self._units[unit.parent].name if unit.parent in self._units else ""
        behind = spell(district).removeprefix(f"{COMMITTEE} ")
        names = (unit.name, unit.short_name, *self._registry.aliases[unit.unit_id])
        forms = {spell(name).removeprefix(f"{COMMITTEE} ") for name in names}
        return {form.removesuffix(f" {behind}") if behind else form for form in forms}

    def _match(self, query: Query) -> Match:
        spelling = spell(query.text)
        if not spelling:
            return Match(None, how="blank")
        named = self._by_spelling.get(spelling, set())
        valid = self._registry.select_valid(named, query.on)
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
                return Match(
                    None, "unit_ambiguous", self._registry.name_all(valid, query.on), "district"
                )
            return Match(valid[0])
        for how, where in (("district", district), ("sender", self._district_of_sender(query))):
            inside = [unit_id for unit_id in valid if self._units[unit_id].parent == where]
            if where is not None and len(inside) == 1:
                return Match(inside[0], how=how)
        return Match(
            None,
            "unit_ambiguous",
            self._registry.name_all(valid, query.on, limit=6),
            note=self._tell_times(valid),
        )

    def _tell_times(self, unit_ids: Sequence[str]) -> str | None:
        """Tell units of one name apart by their days, where nothing else does."""
        if len(self._registry.name_all(unit_ids)) == len(unit_ids):
            return None
        spells = "; ".join(self._registry.describe_unit(unit_id) for unit_id in unit_ids)
        return f"Tên này là của các đơn vị ở nhiều thời kỳ: {spells}"

    def _district_of_sender(self, query: Query) -> str | None:
        if query.sender is None:
            return None
        sender = self._units.get(query.sender)
        if sender is None:
            if district := self.find_district(query.sender, query.on):
                return district
            named = self._registry.select_valid(
                self._by_spelling.get(spell(query.sender), ()), query.on
            )
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
        registry = self._registry
        past = [
            unit_id
            for unit_id in named
            if on is not None and (self._units[unit_id].valid_to or date.max) < on
        ]
        if not past:
            unit = min(
                (self._units[unit_id] for unit_id in named), key=lambda unit: unit.valid_from
            )
            since = show_date(unit.valid_from)
            note = f"{registry.full_name(unit)} chỉ có từ ngày {since}"
            before = registry.name_all(registry.find_predecessors(unit.unit_id, on), on)
            return Match(None, "unit_unknown", before, "later", note)
        latest = max(self._units[unit_id].valid_to or date.max for unit_id in past)
        last = [unit_id for unit_id in past if self._units[unit_id].valid_to == latest]
        note = "; ".join(registry.tell_end(unit_id) for unit_id in last)
        heirs = registry.name_all(registry.find_heirs(last, on), on, limit=5)
        return Match(None, "unit_unknown", heirs, "ended", note)

    def _suggest(self, spelling: str, query: Query) -> Match:
        """Find what the text may mean where no name equals it; never a match."""
        if len(split_unit_list(query.text)) > 1:
            note = "Ô ghi nhiều đơn vị; mỗi dòng một đơn vị"
            return Match(None, "unit_ambiguous", how="several", note=note)
        if _PARTY_COMMITTEE.search(spelling):
            # A party committee is never its people's committee, however alike the names.
            return Match(None, "unit_unknown", how="none")
        place = spelling.removeprefix(f"{COMMITTEE} ").removesuffix(f" {PROVINCE}")
        bare = self._registry.select_valid(self._by_place.get(place, ()), query.on)
        if bare:
            note = "Ghi rõ loại đơn vị: huyện, thị xã, thành phố, xã, phường hay thị trấn"
            return Match(
                None,
                "unit_ambiguous",
                self._registry.name_all(bare, query.on, limit=6),
                "bare",
                note,
            )
        if parent := self._parent_inside(spelling, query.on):
            note = "Tên này có thể là bộ phận của đơn vị khác; ghi tên đơn vị báo cáo"
            return Match(
                None, "unit_ambiguous", self._registry.name_all(parent, query.on), "sub_unit", note
            )
        unaccented = self._registry.select_valid(
            self._by_bare.get(strip_accents(spelling), ()), query.on
        )
        if unaccented:
            return Match(
                None, "unit_unknown", self._registry.name_all(unaccented, query.on), "accents"
            )
        same_place = self._registry.select_valid(
            self._by_place.get(_without_kind(place), ()), query.on
        )
        alike = [*same_place, *self._alike(place, query.on)]
        how = "similar" if alike else "none"
        return Match(
            None, "unit_unknown", self._registry.name_all(dict.fromkeys(alike), query.on), how
        )

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
            if found := self._registry.select_valid(self._by_spelling.get(part, ()), on):
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
            for unit_id in self._registry.select_valid(self._by_spelling[spelling], on)
        ]


def describe(match: Match) -> str | None:
    """Return the suggestion of a question as one Vietnamese sentence, None where there is none."""
    if match.problem is None:
        return None
    choices = "; ".join(match.suggestions)
    if match.how == "ended" and match.note and all(n in match.note for n in match.suggestions):
        return match.note
    question = f"Có phải: {choices}?" if choices else None
    return ". ".join(part for part in (match.note, question) if part) or None


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
