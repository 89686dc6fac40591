"""What to mend first: the class of an issue, and the state of a file as a whole.

A wrong file hides wrong columns, and wrong columns hide wrong cells: who mends the most fundamental
class first never mends in vain.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Protocol

FILE, LAYOUT, COLUMN, CELL = "file", "layout", "column", "cell"
CLASSES = (FILE, LAYOUT, COLUMN, CELL)
# Found in a table as a whole or in one of its columns, even where they name a cell to look at.
OF_LAYOUT = frozenset(
    ["no_table_found", "unknown_kind", "ambiguous_kind", "no_rows", "hidden_sheet", "nothing_read"]
)
OF_COLUMN = frozenset(
    ["missing_columns", "duplicate_columns", "unknown_headers", "stated_above_table"]
)


class Finding(Protocol):
    """The parts of an issue that decide where it belongs."""

    @property
    def severity(self) -> str: ...
    @property
    def rule(self) -> str: ...
    @property
    def sheet(self) -> str | None: ...
    @property
    def cell(self) -> str | None: ...
    @property
    def waived(self) -> str | None: ...


class Judged(Protocol):
    """The parts of a file's report that decide its state."""

    @property
    def status(self) -> str: ...
    @property
    def row_count(self) -> int: ...
    @property
    def rejected_row_count(self) -> int: ...
    @property
    def is_already_received(self) -> bool: ...
    @property
    def issues(self) -> Sequence[Finding]: ...


def class_of(issue: Finding) -> str:
    """Returns where an issue is to be mended: file, layout, column or cell."""
    if issue.rule in OF_COLUMN:
        return COLUMN
    if issue.rule in OF_LAYOUT:
        return LAYOUT
    if issue.sheet is None:
        return FILE
    return LAYOUT if issue.cell is None else CELL


def find_first_class(issues: Iterable[Finding]) -> str | None:
    """Returns the most fundamental class that has an error, else a warning; None for neither."""
    listed = list(issues)
    for severity in ("error", "warning"):
        found = {
            class_of(issue)
            for issue in listed
            if issue.severity == severity and issue.waived is None
        }
        for each in CLASSES:
            if each in found:
                return each
    return None


def state_of(report: Judged) -> str:
    """Returns a code of the group `pending_file` of data/states.csv."""
    if report.is_already_received:
        return "received"
    if report.status == "rejected":
        return "unreadable" if report.row_count == 0 else "returned"
    if report.rejected_row_count:
        return "partial"
    severities = {issue.severity for issue in report.issues if issue.waived is None}
    return "warned" if "warning" in severities else "clean"
