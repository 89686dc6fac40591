"""The order of mending and the state of a file follow from its issues alone."""

import pytest

from reports.intake import FileReport, Issue
from reports.mending import CELL, COLUMN, FILE, LAYOUT, class_of, find_first_class, state_of


def issue(severity: str, rule: str, sheet: str | None = None, cell: str | None = None) -> Issue:
    return Issue(severity, rule, sheet, cell, None, None, "…", None)


@pytest.mark.parametrize(
    ("rule", "sheet", "cell", "expected"),
    [
        ("encrypted", None, None, FILE),
        ("simulated_report", None, None, FILE),
        ("no_table_found", "Biểu 02", None, LAYOUT),
        ("hidden_sheet", "Biểu 02", None, LAYOUT),
        ("missing_columns", "Biểu 02", "B11", COLUMN),
        ("unknown_headers", "Biểu 02", "B11", COLUMN),
        ("impossible_date", "Biểu 02", "E12", CELL),
    ],
)
def test_rule_and_place_decide_where_an_issue_is_mended(
    rule: str, sheet: str | None, cell: str | None, expected: str
) -> None:
    assert class_of(issue("error", rule, sheet, cell)) == expected


@pytest.mark.parametrize(
    ("issues", "expected"),
    [
        ([], None),
        ([issue("suggestion", "simulated_report")], None),
        # A remark on the file does not hide the error in a cell.
        ([issue("suggestion", "simulated_report"), issue("error", "not_a_date", "A", "B2")], CELL),
        ([issue("warning", "hidden_sheet", "A"), issue("error", "not_a_date", "A", "B2")], CELL),
        ([issue("error", "not_a_date", "A", "B2"), issue("error", "missing_columns", "A")], COLUMN),
        ([issue("error", "missing_columns", "A"), issue("error", "damaged")], FILE),
        ([issue("warning", "hidden_sheet", "A")], LAYOUT),
    ],
)
def test_first_class_is_the_most_fundamental_one_with_an_error(
    issues: list[Issue], expected: str | None
) -> None:
    assert find_first_class(issues) == expected


@pytest.mark.parametrize(
    ("status", "rows", "rejected", "issues", "expected"),
    [
        ("rejected", 0, 0, [issue("error", "encrypted")], "unreadable"),
        ("rejected", 5, 5, [issue("error", "missing_columns", "A")], "returned"),
        ("accepted_with_warnings", 5, 1, [issue("error", "not_a_date", "A", "B2")], "partial"),
        ("accepted_with_warnings", 5, 0, [issue("warning", "hidden_sheet", "A")], "warned"),
        ("accepted", 5, 0, [issue("suggestion", "simulated_report")], "clean"),
    ],
)
def test_state_of_a_file_follows_from_its_decision(
    status: str, rows: int, rejected: int, issues: list[Issue], expected: str
) -> None:
    report = FileReport(
        "x", "x", status=status, row_count=rows, rejected_row_count=rejected, issues=issues
    )
    assert state_of(report) == expected


def test_bytes_that_were_received_are_no_news_whatever_their_state() -> None:
    assert state_of(FileReport("x", "x", status="rejected", is_already_received=True)) == "received"
