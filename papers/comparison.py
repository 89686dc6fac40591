"""Compares the lines of two papers: what was edited, what was filled in where a hand should write.

Lines of a Word paper keep their order; rows of a sheet may be sorted without that being a change.
"""

from __future__ import annotations

import re
from collections import Counter, defaultdict
from collections.abc import Iterator, Sequence
from difflib import SequenceMatcher
from typing import NamedTuple

from papers.records import BLANK, Line

ALIKE = 0.4  # lines less alike than this are one taken away and another put in
MOST_PAIRS = 40_000
LONGEST_PLACE = 60


class Change(NamedTuple):
    """One place that differs; without `old` something was added, without `new` taken away."""

    place: str
    old: str
    new: str

    def turned(self) -> Change:
        """Returns the change the other way round."""
        return Change(self.place, self.new, self.old)

    def sentence(self) -> str:
        """Returns the change for people."""
        if not self.old:
            return f"{self.place}: thêm “{self.new}”"
        if not self.new:
            return f"{self.place}: bỏ “{self.old}”"
        return f"{self.place}: “{self.old}” → “{self.new}”"


class Comparison(NamedTuple):
    """What differs, and in how many places only a blank was filled in."""

    changes: tuple[Change, ...]
    filled: int


def compare_ordered(old: Sequence[Line], new: Sequence[Line]) -> Comparison:
    """Returns how the lines `new` differ from `old`, where order matters."""
    matcher = SequenceMatcher(
        None, [each.cells for each in old], [each.cells for each in new], False
    )
    changes: list[Change] = []
    filled = 0
    for what, begin, end, new_begin, new_end in matcher.get_opcodes():
        if what == "equal":
            continue
        around = [*old[max(begin - 1, 0) : begin], *old[end : end + 1]]
        settled = settle(old[begin:end], new[new_begin:new_end], any(map(is_open, around)))
        changes += settled.changes
        filled += settled.filled
    return Comparison(tuple(changes), filled)


def compare_sheets(old: Sequence[Line], new: Sequence[Line]) -> Comparison:
    """Returns how the rows `new` differ from `old`, sheet by sheet, in whatever order they stand."""
    changes: list[Change] = []
    sheets, new_sheets = by_sheet(old), by_sheet(new)
    for name in dict.fromkeys([*sheets, *new_sheets]):
        present = Counter(each.cells for each in new_sheets[name])
        present.subtract(each.cells for each in sheets[name])
        missing = list(take(sheets[name], -present))
        changes += settle(missing, list(take(new_sheets[name], +present))).changes
    return Comparison(tuple(changes), 0)


def by_sheet(lines: Sequence[Line]) -> dict[str, list[Line]]:
    sheets: dict[str, list[Line]] = defaultdict(list)
    for each in lines:
        sheets[each.place.rpartition(", ")[0]].append(each)
    return sheets


def take(lines: Sequence[Line], wanted: Counter[tuple[str, ...]]) -> Iterator[Line]:
    for each in lines:
        if wanted[each.cells] > 0:
            wanted[each.cells] -= 1
            yield each


def settle(old: Sequence[Line], new: Sequence[Line], is_beside_open: bool = False) -> Comparison:
    """Returns how a few lines became a few others: filled in, changed, taken away or added."""
    changes: list[Change] = []
    remaining = dict(enumerate(new))
    unmatched, filled = [], 0
    for line in old:
        candidates = remaining.items() if has_blank(line) else ()
        place = next((at for at, each in candidates if fills(line, each)), None)
        if place is None:
            unmatched.append(line)
        else:
            filled += remaining.pop(place).cells != line.cells
    numbered = list(remaining)
    rewritten: list[Line] = []
    for line, match in pair(unmatched, list(remaining.values())):
        if match is not None:
            changes += list_cell_changes(line, remaining.pop(numbered[match]))
        elif not is_open(line):
            rewritten.append(line)
    for line in rewritten:
        # Nothing like it is there; what stands in its place is what it was rewritten to.
        texts = (at for at, each in remaining.items() if len(line.cells) == len(each.cells) == 1)
        place = next(texts, None)
        if place is None:
            changes.append(Change(name_place(line), show(line), ""))
        else:
            changes += list_cell_changes(line, remaining.pop(place))
    takes_more = is_beside_open or any(map(is_open, old))
    for each in remaining.values():
        # Below a dotted line a hand may write as many lines as it needs, but no rows of a table.
        if takes_more and len(each.cells) == 1:
            filled += 1
        else:
            changes.append(Change(name_place(each), "", show(each)))
    return Comparison(tuple(changes), filled)


def pair(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[Line, int | None]]:
    """Returns each old line with the place of the new one most like it; each new one once."""
    if len(old) * len(new) > MOST_PAIRS:
        return pair_by_names(old, new)
    scored = sorted(
        (
            (likeness(line, each), -number, -place)
            for number, line in enumerate(old)
            for place, each in enumerate(new)
            if len(line.cells) == len(each.cells)
        ),
        reverse=True,
    )
    matches: dict[int, int] = {}
    taken: set[int] = set()
    for score, number, place in scored:
        if score >= ALIKE and -number not in matches and -place not in taken:
            matches[-number] = -place
            taken.add(-place)
    return [(line, matches.get(number)) for number, line in enumerate(old)]


def pair_by_names(old: Sequence[Line], new: Sequence[Line]) -> list[tuple[Line, int | None]]:
    """Returns the same for very many rows: those that begin with the same words belong together."""
    named: dict[tuple[tuple[str, ...], int], list[int]] = defaultdict(list)
    for place, each in enumerate(new):
        named[name_row(each), len(each.cells)].append(place)
    for places in named.values():
        places.reverse()
    pairs: list[tuple[Line, int | None]] = []
    for line in old:
        places = named[name_row(line), len(line.cells)]
        pairs.append((line, places.pop() if places else None))
    return pairs


def name_row(line: Line) -> tuple[str, ...]:
    return tuple(cell for cell in line.cells if not is_number(cell))[:2]


def likeness(line: Line, other: Line) -> float:
    """Returns how alike two lines are, from 0 to 1."""
    if len(line.cells) > 1:
        equal = sum(a == b for a, b in zip(line.cells, other.cells, strict=True))
        return equal / len(line.cells)
    return SequenceMatcher(None, line.cells[0], other.cells[0], False).ratio()


def list_cell_changes(line: Line, match: Line) -> list[Change]:
    """Returns what differs between two rows of the same shape, cell by cell."""
    changes = []
    for number, (old, new) in enumerate(zip(line.cells, match.cells, strict=True)):
        if old != new and not fills_text(old, new):
            place = name_place(line)
            if number < len(line.heads):
                place += f", cột “{line.heads[number]}”"
            changes.append(Change(place, old or "(trống)", new or "(trống)"))
    return changes


def fills(line: Line, other: Line) -> bool:
    """Tells whether `other` is `line`, if need be with blanks filled in; only blanks do not tell."""
    if is_open(line) or len(line.cells) != len(other.cells):
        return False
    return all(fills_text(a, b) for a, b in zip(line.cells, other.cells, strict=True))


def fills_text(old: str, new: str) -> bool:
    if old == new:
        return True
    if BLANK not in old:
        return False
    pattern = r"\s*.*\s*".join(re.escape(part.strip()) for part in old.split(BLANK))
    return re.fullmatch(pattern, new) is not None


def has_blank(line: Line) -> bool:
    return any(BLANK in cell for cell in line.cells)


def is_open(line: Line) -> bool:
    """Tells whether the whole line is left to the hand."""
    return set("".join(line.cells)) <= set(BLANK)


def is_number(text: str) -> bool:
    return not any(letter.isalpha() for letter in text)


def name_place(line: Line) -> str:
    """Returns where the line stands; a row also by what it is about."""
    words = [cell for cell in line.cells if cell and not is_number(cell)]
    if not words or len(line.cells) == 1:
        return line.place
    return f"{line.place} ({words[0][:LONGEST_PLACE]})"


def show(line: Line) -> str:
    return " | ".join(cell for cell in line.cells if cell)
