"""Mistakes made on purpose, each with the rule that must find it, and the list of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from simulation.drafts import Mistake, Planted, SheetDraft, Value, WorkbookDraft, address

Row = dict[str, object]
Rows = list[Row]


@dataclass(frozen=True)
class Plan:
    """One mistake in one row of one table; `part` counts the tables of a kind in the file from 0.

    `operation` is `set` (the value goes into the column `key`), `again` (the row is repeated at the
    end, and the repeated cell of `key` is noted), `differ` (repeated with the value as its effect)
    or `join` (the next row's `key` joins this one's).
    """

    stem: str
    kind: str
    row: int
    key: str
    rule: str
    note: str
    value: Value = None
    operation: str = "set"
    part: int = 0
    style: str | None = None

    def apply(self, rows: Rows) -> Rows:
        """The rows with this mistake in them."""
        rows = [dict(row) for row in rows]
        row = rows[self.row]
        if self.operation in ("again", "differ"):
            repeated = dict(row)
            if self.operation == "differ":
                repeated["effect"] = self.value
            repeated[self.key] = Planted(row[self.key], self.rule, self.note)  # type: ignore[arg-type]
            return [*rows, repeated]
        value = self.value
        if self.operation == "join":
            value = f"- {row[self.key]}\n- {rows[self.row + 1][self.key]}"
            del rows[self.row + 1]
        row[self.key] = Planted(value, self.rule, self.note, self.style)
        return rows


def load_plans(folder: Path) -> tuple[Plan, ...]:
    """The plans of `planned_mistakes.csv`, in its order."""
    with (folder / "planned_mistakes.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Plan(
                stem=row["stem"],
                kind=row["kind"],
                row=int(row["row"]),
                key=row["key"],
                rule=row["rule"],
                note=row["note"],
                value=_to_value(row["value"], row["value_type"]),
                operation=row["operation"],
                part=int(row["part"]),
                style=row["style"] or None,
            )
            for row in csv.DictReader(file)
        )


def _to_value(text: str, value_type: str) -> Value:
    if value_type == "number":
        return float(text) if "." in text else int(text)
    return text if value_type == "text" else None


PLANS = load_plans(Path(__file__).parent)


@dataclass(frozen=True)
class Dropped:
    """A required column that a file's table of results does not have."""

    key: str
    note: str

    def note_in(self, sheet: SheetDraft) -> None:
        """List the mistake where the header begins: at the first column that is a field."""
        place = min(
            place
            for place, cell in sheet.cells.items()
            if cell.style == "header" and cell.value not in ("STT", "TT")
        )
        found = str(sheet.cells[place].value)
        sheet.mistakes.append(
            Mistake(sheet.name, address(*place), "missing_columns", found, self.note)
        )


DROPPED = {
    "2025-bao-cao-truong-chinh-tri-tinh": Dropped("status", "Bảng không có cột Tình trạng"),
}


class Planter:
    """Applies the plans while sheets are drawn."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str], int] = {}

    def alter(self, name: str, kind: str, rows: Rows) -> Rows:
        """The rows with the mistakes planned for this table, those that move rows last."""
        stem = PurePath(name).stem
        part = self._calls.get((stem, kind), 0)
        self._calls[(stem, kind)] = part + 1
        for plan in sorted(PLANS, key=lambda plan: plan.operation != "set"):
            if (plan.stem, plan.kind, plan.part) == (stem, kind, part):
                rows = plan.apply(rows)
        return rows


@dataclass(frozen=True)
class Listed:
    """A planted mistake with the file in which it stands."""

    file: str
    mistake: Mistake


def collect(drafts: Iterable[WorkbookDraft]) -> list[Listed]:
    """All planted mistakes with the cells where they landed."""
    listed = [
        Listed(draft.name, mistake)
        for draft in drafts
        for sheet in draft.sheets
        for mistake in sheet.mistakes
    ]
    notes = {item.mistake.note for item in listed}
    lost = [plan for plan in PLANS if plan.note not in notes]
    if lost:
        # A plan whose file or column is not there any more would vanish without a word.
        raise LookupError(f"not planted: {lost}")
    return listed


def write_list(path: Path, listed: list[Listed]) -> None:
    """`mistakes.tsv`: one row per planted mistake."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, delimiter="\t", lineterminator="\n")
        writer.writerow(["file", "sheet", "cell", "rule", "found", "note"])
        for item in listed:
            mistake = item.mistake
            writer.writerow(
                [
                    item.file,
                    mistake.sheet,
                    mistake.address,
                    mistake.rule,
                    mistake.found,
                    mistake.note,
                ]
            )


def as_markdown(listed: list[Listed]) -> str:
    """The same list as rows of a Markdown table."""
    return "\n".join(
        "| {} | {} | {} | `{}` | {} | {} |".format(
            item.file,
            item.mistake.sheet,
            item.mistake.address,
            item.mistake.rule,
            item.mistake.found.replace("\n", " ⏎ ") or "(trống)",
            item.mistake.note,
        )
        for item in listed
    )
