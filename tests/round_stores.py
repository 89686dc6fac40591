"""A small award round for tests of papers: proposed, turned down, beyond the quota, held back."""

import csv
from collections.abc import Iterable
from pathlib import Path
from typing import Any

from queries.database import Database
from queries.reference import DATA
from tests.small_stores import (
    File,
    Row,
    appraisal,
    award,
    open_files,
    registration,
    result,
    vote,
)

ROUND = "R2023"
HOSTILE = '=HYPERLINK("http://x";"bấm")'
EFFECTS = ("=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1")
NAMES = ("Sở Y tế", "Sở Tư pháp", "Sở Nội vụ", HOSTILE, "Sở Công Thương")


def unit(number: int, name: str) -> dict[str, Any]:
    return {
        "unit_id": f"U{number}",
        "name": name,
        "short_name": name,
        "kind": "specialised_agency",
        "level": "province",
        "valid_from": "2019-01-01",
        "source": "[K]",
    }


def in_block(number: int) -> dict[str, Any]:
    block_id = "B04" if number in (1, 2) else "B05"
    columns = {"unit_id": f"U{number}", "block_id": block_id}
    return {**columns, "valid_from": "2019-01-01", "source": "[K]"}


def rounds(**changes: Any) -> list[dict[str, Any]]:
    """Returns the published rounds, each with these columns changed."""
    with (DATA / "award_rounds.csv").open(encoding="utf-8-sig", newline="") as file:
        return [row | changes for row in csv.DictReader(file)]


def list_rows(effectiveness: int = 80) -> list[Row]:
    """Returns five candidates of 2023: U1 voted for, U2 turned down, U3 to U5 without a vote.

    U4 has text that a spreadsheet might take for formulas; U5 reported too late.
    """
    rows: list[Row] = []
    for number, effect in enumerate(EFFECTS, start=1):
        unit_id = f"U{number}"
        reported = {"reported_on": "2023-11-10"} if number == 5 else {}
        points = effectiveness if number == 1 else 80 - 5 * number
        rows += [
            registration(unit_id),
            result(unit_id, 2023, effect=effect, difficulty=effect, **reported),
            appraisal(unit_id, 2023, effectiveness=points),
        ]
    rows += [
        vote("U1", 2023, agree=19, disagree=2),
        vote("U2", 2023, agree=16, disagree=5),
        award("U1", 2023),
    ]
    return rows


def open_round(
    folder: Path,
    rows: Iterable[Row] | None = None,
    is_simulated: bool = False,
    **rules: Any,
) -> Database:
    """Returns a database over the small round, or over these rows."""
    folder.mkdir(parents=True, exist_ok=True)
    world: dict[str, Any] = {
        "units": [unit(number, name) for number, name in enumerate(NAMES, start=1)],
        "unit_aliases": [],
        "unit_successions": [],
        "unit_blocks": [in_block(number) for number in range(1, 6)],
        "index_participation": [],
        "council_members": [
            {
                "member_id": "M1",
                "title": "Giám đốc Sở Nội vụ",
                "leads_unit_id": "U3",
                "valid_from": "2019-01-01",
                "source": "[K]",
            }
        ],
    }
    file = File(list_rows() if rows is None else rows, simulated=is_simulated)
    return open_files(folder, file, **{**world, **rules})
