"""The checks: every rule of queries/checks, run over the incoming tables.

A rule is a select of what breaks it; its file name is its name. The folder is the list of rules.
"""

from __future__ import annotations

from pathlib import Path

import duckdb

from reports.bounded import execute_whole

CHECKS = Path(__file__).resolve().parent.parent / "queries" / "checks"


def read_checks(folder: Path = CHECKS) -> dict[str, str]:
    """Returns the text of every check by the name of its rule."""
    return {path.stem: path.read_text(encoding="utf-8") for path in sorted(folder.glob("*.sql"))}


def run_checks(connection: duckdb.DuckDBPyConnection, folder: Path = CHECKS) -> None:
    """Fills incoming_issues with what the checks find in the incoming tables."""
    for rule, query in read_checks(folder).items():
        execute_whole(
            connection,
            "insert into incoming_issues by name"
            f" select *, cast($rule as text) as rule from ({query}\n) as found_rows",
            {"rule": rule},
        )


def describe_check(rule: str, folder: Path = CHECKS) -> str:
    """Returns the sentence in the first line of a check's file."""
    return read_checks(folder)[rule].splitlines()[0].removeprefix("--").strip()
