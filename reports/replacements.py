"""The texts that may take a cell's place with one click, out of what a check suggests.

A suggestion is a sentence for people. A part of it is offered only where the cell's own reader
takes that part without a question, so that a click never leads to the next problem.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterable
from dataclasses import dataclass

from reports.fields import Field, load_kinds
from reports.value_types import Context
from reports.values import parse

# Rules whose suggestion is the whole new text of the cell, or names to choose from.
WHOLE = frozenset(["mojibake", "invisible_characters", "look_alike_letters", "blank_repeats_above"])
NAMES = frozenset(["unit_unknown", "unit_ambiguous", "unit_not_valid", "model_not_registered"])
TEXTS = frozenset(["text", "model", "unit", "unit_list"])
CHOICES = "Chọn một trong: "
READING = re.compile(r"^(?P<text>.+?)(?: \((?P<why>[^()]*)\))?$")
ALIKE_MOST = 6


@dataclass(frozen=True)
class Replacement:
    """A text that a cell may get instead of its own; `why` says when it is the right one."""

    text: str
    why: str = ""


def list_replacements(
    rule: str, suggestion: str | None, field: str | None, kinds: Iterable[str]
) -> list[Replacement]:
    """Returns the replacements that the suggestion of an issue offers: none, one, or readings.

    `kinds` are those of the file; a replacement has to suit the column in one of them.
    """
    columns = find_columns(field, kinds)
    if not suggestion or not columns:
        return []
    if rule in WHOLE:
        return [Replacement(suggestion)]
    if rule in NAMES:
        return [Replacement(name) for name in suggestion.split("; ") if name][:ALIKE_MOST]
    if all(column.type in TEXTS for column in columns):
        return []
    if suggestion.startswith(CHOICES):
        offered = [Replacement(each) for each in suggestion.removeprefix(CHOICES).split(", ")]
    else:
        offered = [split_reading(part) for part in suggestion.split("; ")[0].split(" hoặc ")]
    return [each for each in offered if suits(each.text, columns)]


def find_columns(field: str | None, kinds: Iterable[str]) -> list[Field]:
    """Returns the columns of that name in the kinds of a file."""
    wanted = set(kinds)
    return [
        column
        for kind in load_kinds()
        for column in kind.fields
        if kind.name in wanted and column.name == field
    ]


def split_reading(part: str) -> Replacement:
    """Returns `1250 (nếu …)` as the text and what is said about it."""
    found = READING.match(part.strip())
    return Replacement(found["text"], found["why"] or "") if found else Replacement(part)


def suits(text: str, columns: Iterable[Field]) -> bool:
    """Tells whether a column would read the text as a value without any question."""
    today = datetime.datetime.now(datetime.UTC).date()
    for column in columns:
        value = parse(text, column, Context(today=today))
        if value.problem is None and (value.text or value.number is not None or value.date):
            return True
    return False
