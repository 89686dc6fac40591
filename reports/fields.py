"""The columns of every report kind, loaded once from data/fields.csv and data/kinds.csv."""

from __future__ import annotations

import csv
from dataclasses import dataclass
from decimal import Decimal
from functools import cache
from pathlib import Path

DATA = Path(__file__).parent.parent / "data"


@dataclass(frozen=True, slots=True)
class Field:
    """One column of one kind; `required` is yes, no or alternative (it may stand for others)."""

    kind: str
    name: str
    header: str
    synonyms: tuple[str, ...]
    type: str
    required: str
    minimum: Decimal | None
    maximum: Decimal | None
    maximum_length: int | None
    choices: dict[str, str]
    help: str
    example: str

    @property
    def is_required(self) -> bool:
        """True where a report without this column cannot be accepted."""
        return self.required == "yes"


@dataclass(frozen=True, slots=True)
class Kind:
    """One kind of report."""

    name: str
    label: str
    sheet_title: str
    fields: tuple[Field, ...]


@cache
def load_kinds() -> tuple[Kind, ...]:
    """Returns the report kinds in their published order, each with its fields in column order."""
    fields: dict[str, list[Field]] = {}
    for row in read_rows("fields.csv"):
        fields.setdefault(row["kind"], []).append(read_field(row))
    rows = sorted(read_rows("kinds.csv"), key=lambda row: int(row["sort_order"]))
    return tuple(
        Kind(row["kind"], row["label"], row["sheet_title"], tuple(fields[row["kind"]]))
        for row in rows
    )


def read_rows(name: str) -> list[dict[str, str]]:
    """Returns the rows of a file of data/."""
    with (DATA / name).open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def read_field(row: dict[str, str]) -> Field:
    """Returns one row of fields.csv with its numbers, lists and choices taken apart."""
    choices = (choice.partition("=") for choice in row["choices"].split("|") if choice)
    return Field(
        kind=row["kind"],
        name=row["field"],
        header=row["header"],
        synonyms=tuple(synonym for synonym in row["synonyms"].split("|") if synonym),
        type=row["type"],
        required=row["required"],
        minimum=Decimal(row["minimum"]) if row["minimum"] else None,
        maximum=Decimal(row["maximum"]) if row["maximum"] else None,
        maximum_length=int(row["maximum_length"]) if row["maximum_length"] else None,
        choices={label: code for label, _, code in choices},
        help=row["help"],
        example=row["example"],
    )
