"""The plan's own registration form as a sheet: labels with their values beside or below."""

from __future__ import annotations

import re
from typing import NamedTuple

from reports.addresses import write_address
from reports.fields import Field, load_kinds
from reports.headers import find_fields, is_blank, show_cell
from reports.layouts import DataRow, Table
from reports.legacy_text import keep_typed
from reports.row_roles import is_footer_text
from reports.sheets import Cell, Sheet
from reports.stated import DOTS, Stated, find_stated, read_surroundings

KIND = "registrations"
FEWEST_LABELS = 3
LABEL_END = re.compile(r":|…|\.{2,}")


class LabelCell(NamedTuple):
    """A cell that begins with a label: its field, its place in the grid, and what follows it."""

    field: Field
    row: int
    column: int
    label: str
    rest: str


def find_form(sheet: Sheet) -> Table | None:
    """Returns the form as a table of one row whose values are all stated, or None."""
    labels = find_labels(sheet)
    names = {label.field.name for label in labels}
    rows = {label.row for label in labels}
    if len(names) < FEWEST_LABELS or "model_name" not in names or len(rows) < FEWEST_LABELS:
        return None
    kind = next(kind for kind in load_kinds() if kind.name == KIND)
    model_row = min(label.row for label in labels if label.field.name == "model_name")
    surroundings = read_surroundings(sheet, 0, model_row)
    values: dict[str, Stated] = {}
    for number, label in enumerate(labels):
        stated = find_value(sheet, label, labels[number + 1 :])
        if stated and label.field.name not in values:
            values[label.field.name] = stated
    for each in kind.fields:
        above = find_stated(surroundings.stated, KIND, each.name)
        if each.name not in values and above:
            values[each.name] = above
    table = Table(
        sheet,
        KIND,
        write_address(sheet.first_row + labels[0].row, sheet.first_column + labels[0].column),
        rows=[DataRow(labels[0].row, None)],
        stated=[(each, values[each.name]) for each in kind.fields if each.name in values],
        sender_text=surroundings.sender_text,
    )
    present = names | values.keys()
    if "period" in present:
        present |= {"started_on", "ended_on"}
    table.missing_fields = [
        each.name for each in kind.fields if each.is_required and each.name not in present
    ]
    for label in labels:
        is_left = label.field.name not in values and label.field.type != "period"
        if is_left and label.field.name not in {each.name for each, _ in table.stated}:
            # The label is there and nothing is filled in: a blank cell, not an absent column.
            address = write_address(sheet.first_row + label.row, sheet.first_column + label.column)
            table.stated.append((label.field, Stated(label.label, "", address, ())))
    if table.missing_fields:
        table.problem, table.problem_detail = "missing_columns", " ".join(table.missing_fields)
    # An empty form registers nothing.
    if not values.keys() & {"unit", "model_name", "content"}:
        table.rows = []
    return table


def find_labels(sheet: Sheet) -> list[LabelCell]:
    """Returns the label cells of the form from top to bottom."""
    labels = []
    for index, row in enumerate(sheet.rows):
        for column, cell in enumerate(row):
            if not isinstance(cell, str) or is_blank(cell):
                continue
            text = " ".join(cell.strip().split("\n")[0].split())
            match = LABEL_END.search(text)
            label = text[: match.start()] if match else text
            rest = cell.strip()[len(label) :] if match else cell.strip()[len(text) :]
            rest = rest.removeprefix(":").strip()
            found = [each for each in find_fields(label) if each.kind == KIND]
            if found:
                labels.append(LabelCell(found[0], index, column, label, rest))
    return labels


def find_value(sheet: Sheet, label: LabelCell, later: list[LabelCell]) -> Stated | None:
    """Returns the value after the colon, else the one to the right, else the lines below."""

    def state(raw: Cell, row: int, column: int) -> Stated:
        address = write_address(sheet.first_row + row, sheet.first_column + column)
        return Stated(label.label, raw, address, ())

    if label.rest:
        # Dots that were left standing say that nothing was filled in.
        value = label.rest.strip(".…_ \n")
        whole = sheet.rows[label.row][label.column]
        return state(keep_typed(value, whole), label.row, label.column) if value else None
    taken = {(each.row, each.column) for each in later}
    row = sheet.rows[label.row]
    for column in range(label.column + 1, len(row)):
        if not is_blank(row[column]):
            if (label.row, column) in taken or DOTS.fullmatch(show_cell(row[column])):
                break
            return state(row[column], label.row, column)
    end = min((each.row for each in later if each.row > label.row), default=len(sheet.rows))
    lines: list[tuple[int, int, Cell]] = []
    for below in range(label.row + 1, end):
        filled = [(c, cell) for c, cell in enumerate(sheet.rows[below]) if not is_blank(cell)]
        if not filled:
            continue
        if is_footer_text(show_cell(filled[0][1])):
            break
        column, cell = filled[0]
        if not DOTS.fullmatch(show_cell(cell)):
            lines.append((below, column, cell))
    if not lines:
        return None
    cells = [cell for _, _, cell in lines]
    raw = cells[0] if len(cells) == 1 else keep_typed("\n".join(map(show_cell, cells)), *cells)
    return state(raw, lines[0][0], lines[0][1])
