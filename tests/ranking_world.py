"""Ranking worlds in memory: rounds, criteria and values given as rows, run through the view files.

The tables stand as temporary ones before those of a database without facts, so that only what is
ranked has to be made up; the SQL is that of queries/views, file by file.
"""

from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any, NamedTuple

from queries.database import build_database, order_views, read_relations, read_views
from queries.reference import COLUMNS

BASE = build_database(None)
TEXTS = read_views()
ORDER = order_views(TEXTS)
GIVEN = ("candidates", "criterion_values", "gate_results", "unit_lineage")
RULES = ("award_rounds", "criteria", "tie_breaks", "council_members")

Row = dict[str, Any]


class Candidate(NamedTuple):
    """One candidate: its values by criterion (None or absent: missing) and its gates' verdicts."""

    name: str
    values: Mapping[str, Any]
    block: str = "khối"
    unit: str | None = None
    verdicts: tuple[str, ...] = ("pass",)


class World:
    """Rounds with their candidates; views are built when they are first asked for."""

    def __init__(
        self,
        rounds: Mapping[str, Iterable[Candidate]],
        criteria: Iterable[Row],
        ties: Iterable[Row] = (),
        **award_round: Any,
    ) -> None:
        self.cursor = BASE.cursor()
        self.built: set[str] = set()
        given = {"year": 2024, "considered_on": "2024-11-20", "quota": 2, "weight_draws": 50}
        given |= {"weight_spread_percent": 25, "draw_seed": "7", "firm_share_percent": 90}
        rules = {
            "award_rounds": [
                {**given, "round_id": name, "criteria_version": "v", **award_round}
                for name in rounds
            ],
            "criteria": [
                {"criteria_version": "v", "low_goalpost": 0, "high_goalpost": 100} | row
                for row in criteria
            ],
            "tie_breaks": [
                {"criteria_version": "v", "direction": "higher", "position": place} | row
                for place, row in enumerate(ties, start=1)
            ],
            "council_members": [],
        }
        for table in RULES:
            self._create(table, COLUMNS[table], rules[table])
        candidates = [(name, each) for name, members in rounds.items() for each in members]
        self._create("candidates", BASE.columns("candidates"), list(map(_candidate, candidates)))
        self._create(
            "criterion_values",
            BASE.columns("criterion_values"),
            [
                {"candidate_id": f"{name}|{each.name}", "criterion_id": criterion, "value": value}
                for name, each in candidates
                for criterion, value in each.values.items()
            ],
        )
        self._create(
            "gate_results",
            BASE.columns("gate_results"),
            [
                {
                    "candidate_id": f"{name}|{each.name}",
                    "gate_id": str(place),
                    "verdict": verdict,
                    "is_waived": False,
                }
                for name, each in candidates
                for place, verdict in enumerate(each.verdicts)
            ],
        )
        self._create("unit_lineage", BASE.columns("unit_lineage"), [])
        self.built |= {*GIVEN, *RULES}

    def rows(self, view: str) -> list[Row]:
        """All rows of a view with exact decimals."""
        for name in ORDER:
            if name in _needed(view) and name not in self.built:
                self.cursor.execute(f'create temp table "{name}" as {TEXTS[name]}')
                self.built.add(name)
        cursor = self.cursor.execute(f'select * from "{view}"')
        names = [column[0] for column in cursor.description or []]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def column(self, view: str, column: str) -> dict[str, Any]:
        """One column by candidate id."""
        return {row["candidate_id"]: row[column] for row in self.rows(view)}

    def _create(self, table: str, columns: Mapping[str, str], rows: list[Row]) -> None:
        declared = ", ".join(f'"{column}" {kind}' for column, kind in columns.items())
        self.cursor.execute(f'create temp table "{table}" ({declared})')
        for chunk in (rows[start : start + 500] for start in range(0, len(rows), 500)):
            used = sorted({column for row in chunk for column in row})
            places = ", ".join(f"({', '.join('?' * len(used))})" for _ in chunk)
            values = [row.get(column) for row in chunk for column in used]
            named = ", ".join(f'"{column}"' for column in used)
            self.cursor.execute(f'insert into "{table}" ({named}) values {places}', values)


def _candidate(given: tuple[str, Candidate]) -> Row:
    name, each = given
    unit = each.unit or each.name
    return {
        "candidate_id": f"{name}|{each.name}",
        "round_id": name,
        "round_year": 2024,
        "unit_id": unit,
        "unit_name": unit,
        "short_name": unit,
        "block_name": each.block,
        "model_id": each.name,
        "model_name": each.name,
        "stage": "proposed",
    }


@cache
def _needed(view: str) -> set[str]:
    """The view and what it rests on, down to what the world gives."""
    needed, new = set(), {view}
    while new:
        needed |= new
        new = {
            read
            for name in new
            if name not in GIVEN
            for read in read_relations(TEXTS[name]) & set(TEXTS)
        } - needed
    return needed - {*GIVEN}
