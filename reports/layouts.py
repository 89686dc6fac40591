"""Tables within a sheet: where they are, which kind they are, which rows hold data."""

from __future__ import annotations

from dataclasses import dataclass, field

from reports.addresses import Place, name_column, write_address
from reports.fields import Field, Kind
from reports.headers import (
    MOST_HEADER_ROWS,
    REMARKS,
    HeaderMatch,
    Label,
    is_blank,
    is_label,
    is_ordinal,
    make_label_key,
    match_labels,
    read_labels,
    show_cell,
)
from reports.row_roles import (
    is_footer_text,
    is_group_row,
    is_number,
    is_number_row,
    is_total_text,
)
from reports.sheets import Cell, Sheet
from reports.stated import Stated, Surroundings, find_stated, read_surroundings
from reports.text import match_key

NAMES = ("unit", "model_name")
MOST_UNKNOWN = 40
# A header shows within its first cells that it is one, if only by STT.
FIRST_LABEL_WITHIN = 5


@dataclass(frozen=True, slots=True)
class Column:
    """A known column: its field, its place within the grid and its header as shown."""

    field: Field
    index: int
    header: str


@dataclass(slots=True)
class DataRow:
    """A data row: its place within the grid and the group's title above it."""

    index: int
    group_text: str | None


@dataclass(slots=True)
class Table:
    """One table, or (with a problem and no kind) what was found instead of one.

    `filled` maps a blank place within the grid to the merged cell that covers it. `stated` are the
    fields without a column whose value stands once above the table.
    """

    sheet: Sheet
    kind: str | None
    header_address: str | None
    columns: list[Column] = field(default_factory=list)
    rows: list[DataRow] = field(default_factory=list)
    filled: dict[Place, Place] = field(default_factory=dict)
    stated: list[tuple[Field, Stated]] = field(default_factory=list)
    sender_text: str | None = None
    problem: str | None = None
    problem_detail: str | None = None
    missing_fields: list[str] = field(default_factory=list)
    unknown_headers: list[str] = field(default_factory=list)


@dataclass(slots=True)
class Header:
    """A header found: rows `top` to before `bottom` within the grid."""

    top: int
    bottom: int
    labels: list[Label | None]
    matches: list[HeaderMatch]


def find_tables(sheet: Sheet) -> list[Table]:
    """Returns the tables of a sheet from top to bottom; a blank sheet has none."""
    if not any(not is_blank(cell) for row in sheet.rows for cell in row):
        return []
    headers = find_headers(sheet)
    tables: list[Table] = []
    above = 0
    for number, header in enumerate(headers):
        end = headers[number + 1].top if number + 1 < len(headers) else len(sheet.rows)
        surroundings = read_surroundings(sheet, above, header.top)
        if number and not surroundings.stated and tables[0].sender_text:
            # The letterhead and the title of a sheet hold for its later tables too.
            first = read_surroundings(sheet, 0, headers[0].top)
            surroundings = first._replace(title=surroundings.title)
        table = read_table(sheet, header, end, surroundings)
        tables.append(table)
        above = table.rows[-1].index + 1 if table.rows else header.bottom
    return tables or [describe_failure(sheet)]


def find_headers(sheet: Sheet) -> list[Header]:
    """Returns the headers of a sheet that at least one kind can read."""
    headers: list[Header] = []
    below = 0
    for top, row in enumerate(sheet.rows):
        if top < below or not may_begin_header(sheet, top, row):
            continue
        header = read_header(sheet, top)
        if header:
            headers.append(header)
            below = header.bottom
    return headers


def may_begin_header(sheet: Sheet, top: int, row: list[Cell]) -> bool:
    """True where a row holds labels enough for a header, or one above a row that does."""
    filled = [cell for cell in row if cell != ""]
    if not any(map(is_label, filled[:FIRST_LABEL_WITHIN])):
        return False
    count = sum(map(is_label, filled))
    if count == 1 and top + 1 < len(sheet.rows):
        count += sum(map(is_label, sheet.rows[top + 1]))
    return count >= 2


def read_header(sheet: Sheet, top: int) -> Header | None:
    """Returns the header that begins in this row, with as many rows as let most columns be read."""
    best: Header | None = None
    best_count = 0
    for depth in range(1, MOST_HEADER_ROWS + 1):
        if top + depth > len(sheet.rows):
            break
        labels = read_labels(sheet, top, depth)
        matches = match_labels(labels)
        count = count_columns(matches)
        # A first row that adds nothing to those below it is no header row.
        without = match_labels(read_labels(sheet, top + 1, depth - 1)) if depth > 1 else []
        if count > max(best_count, count_columns(without)):
            best, best_count = Header(top, top + depth, labels, matches), count
    if best is None:
        return None
    columns = {column for match in best.matches for column in match.columns.values()}
    for (first, left), (last, _) in sheet.merged:
        begins = top <= first - sheet.first_row < best.bottom
        if begins and left - sheet.first_column in columns:
            best.bottom = max(best.bottom, min(last - sheet.first_row + 1, top + 5))
    return best


def count_columns(matches: list[HeaderMatch]) -> int:
    """Returns how many columns the kind that reads most of them reads."""
    return max((len(match.columns) for match in matches if is_readable(match)), default=0)


def is_readable(match: HeaderMatch) -> bool:
    """True where enough columns are known to call it a table of this kind."""
    has_name = any(name in match.columns for name in NAMES)
    return len(match.columns) >= (2 if has_name else 3)


def choose_kind(header: Header, surroundings: Surroundings) -> tuple[HeaderMatch, list[str]]:
    """Returns the kind whose required fields are best covered, and the names of all that tie."""

    def weigh(match: HeaderMatch) -> tuple[bool, float, int, int]:
        required = [each for each in match.kind.fields if each.is_required]
        covered = sum(is_covered(match, each, surroundings) for each in required)
        return match.telling > 0, covered / len(required), match.telling, len(match.columns)

    readable = [match for match in header.matches if is_readable(match)]
    ranked = sorted(readable, key=weigh, reverse=True)
    tied = [match for match in ranked if weigh(match) == weigh(ranked[0])]
    if not ranked[0].telling:
        # Only columns that several kinds share: whichever reads as many is as likely.
        most = max(len(match.columns) for match in ranked)
        tied = [match for match in ranked if len(match.columns) == most]
    if len(tied) > 1:
        titled = [match for match in tied if is_titled(match.kind, surroundings.title)]
        tied = titled if len(titled) == 1 else tied
    return tied[0], [match.kind.name for match in tied]


def is_titled(kind: Kind, title: str) -> bool:
    """True where the text above a table names its kind."""
    key = match_key(title)
    label = match_key(kind.label)
    return match_key(kind.sheet_title) in key or (len(label.split()) > 2 and label in key)


def is_covered(match: HeaderMatch, each: Field, surroundings: Surroundings) -> bool:
    """True where a field has a column, or another way in which a sheet may state it."""
    if each.name in match.columns:
        return True
    if each.name == "started_on" and "period" in match.columns:
        return True
    return find_stated(surroundings.stated, each.kind, each.name) is not None


def read_table(sheet: Sheet, header: Header, end: int, surroundings: Surroundings) -> Table:
    """Returns the table below a header, up to before row `end` of the grid."""
    match, tied = choose_kind(header, surroundings)
    columns = [
        Column(each, match.columns[each.name], shown.shown)
        for each in match.kind.fields
        if each.name in match.columns and (shown := header.labels[match.columns[each.name]])
    ]
    names = {column.field.name for column in columns}
    if "started_on" in names:
        columns = [column for column in columns if column.field.type != "period"]
    missing = [
        each.name
        for each in match.kind.fields
        if each.is_required and not is_covered(match, each, surroundings)
    ]
    known = set(match.columns.values()) | set(match.repeated)
    table = Table(
        sheet,
        match.kind.name,
        write_address(sheet.first_row + header.top, sheet.first_column + min(known)),
        columns,
        sender_text=surroundings.sender_text,
        missing_fields=missing,
        unknown_headers=[
            label.shown
            for index, label in enumerate(header.labels)
            if label and index not in known and not is_usual(label)
        ][:MOST_UNKNOWN],
    )
    if len(tied) > 1:
        table.kind, table.problem, table.problem_detail = None, "ambiguous_kind", " ".join(tied)
        return table
    if missing:
        table.problem, table.problem_detail = "missing_columns", " ".join(missing)
    elif match.repeated:
        table.problem = "duplicate_columns"
        table.problem_detail = ", ".join(
            f"{name_column(sheet.first_column + index)}: {label.shown}"
            for index in match.repeated
            if (label := header.labels[index])
        )
    table.stated = [
        (each, stated)
        for each in match.kind.fields
        if each.name not in match.columns
        and (stated := find_stated(surroundings.stated, each.kind, each.name))
    ]
    ordinal = next((i for i, label in enumerate(header.labels) if is_ordinal(label)), None)
    fill_merges(table, header.bottom, end)
    find_rows(table, header.bottom, end, ordinal)
    return table


def is_usual(label: Label) -> bool:
    """True for columns that every sheet has and no kind needs."""
    return is_ordinal(label) or make_label_key(label.candidates[-1]) in REMARKS


def fill_merges(table: Table, top: int, end: int) -> None:
    """Notes, for each blank cell of a known column below a merged cell, where its value stands."""
    sheet = table.sheet
    known = {column.index for column in table.columns}
    for (first, left), (last, _) in sheet.merged:
        row, column = first - sheet.first_row, left - sheet.first_column
        if last > first and column in known and top <= row < end:
            for below in range(row + 1, min(last - sheet.first_row + 1, end)):
                table.filled[below, column] = (row, column)


def find_rows(table: Table, top: int, end: int, ordinal: int | None) -> None:
    """Adds the data rows between a header and the next one."""
    sheet = table.sheet
    known = [column.index for column in table.columns]
    names = [column.index for column in table.columns if column.field.name in NAMES]
    first_name = min(names) if names else known[0]
    across = find_merges_across(sheet, top, end)
    capitals_mark = not has_names_in_capitals(sheet, names, top, end)
    group: str | None = None
    is_over = False
    is_first = True
    for index in range(top, end):
        row = sheet.rows[index]
        width = len(row)
        # An empty cell is seen to be blank without a call; most of the others begin with a letter.
        own = [
            column
            for column in known
            if column < width and (cell := row[column]) != "" and not is_blank(cell)
        ]
        count = show_cell(row[ordinal]) if ordinal is not None and ordinal < len(row) else ""
        if not own and not count:
            # A title may stand in any column.
            text = find_title(row, index, across)
            group = text or group
            continue
        if is_first and is_number_row(row, names):
            is_first = False
            continue
        is_first = False
        is_counted = bool(count) and is_number(count)
        if is_counted and len(own) >= 2 and not is_total_row(row, first_name):
            table.rows.append(DataRow(index, group))
            is_over = False
            continue
        if is_total_row(row, first_name):
            continue
        if not is_counted and is_footer_row(row, own, names):
            is_over = True
            continue
        cells = [(column, show_cell(cell)) for column, cell in enumerate(row) if not is_blank(cell)]
        if is_group_row(cells, ordinal, across.get(index, set()), capitals_mark):
            group = max((text for _, text in cells), key=len)
            is_over = False
            continue
        if not own or (is_over and (not names or len(own) < min(3, len(known)))):
            continue
        table.rows.append(DataRow(index, group))


def find_title(row: list[Cell], index: int, across: dict[int, set[int]]) -> str | None:
    """Returns the text of a row whose only filled cell is merged across, outside known columns."""
    filled = [column for column, cell in enumerate(row) if not is_blank(cell)]
    if len(filled) == 1 and filled[0] in across.get(index, set()):
        text = show_cell(row[filled[0]])
        return None if is_footer_text(text) or is_total_text(text) else text
    return None


def find_merges_across(sheet: Sheet, top: int, end: int) -> dict[int, set[int]]:
    """Returns, by row of the grid, the columns at which a merge over several columns begins."""
    across: dict[int, set[int]] = {}
    for (first, left), (last, right) in sheet.merged:
        row = first - sheet.first_row
        if right > left and first == last and top <= row < end:
            across.setdefault(row, set()).add(left - sheet.first_column)
    return across


def has_names_in_capitals(sheet: Sheet, names: list[int], top: int, end: int) -> bool:
    """True where most names are in capitals, so that capitals do not mark a title."""
    if not names:
        return True
    column = min(names)
    texts = [
        cell
        for row in sheet.rows[top : min(end, top + 200)]
        if column < len(row) and isinstance(cell := row[column], str) and len(cell) > 3
    ]
    return sum(map(str.isupper, texts)) * 2 > len(texts)


def is_total_row(row: list[Cell], first_name: int) -> bool:
    """True where one of the cells up to the first name says that the row sums up others."""
    for cell in row[: first_name + 1]:
        if isinstance(cell, str) and cell.lstrip()[:1] in "tTcCbB" and is_total_text(cell):
            return True
    return False


def is_footer_row(row: list[Cell], own: list[int], names: list[int]) -> bool:
    """True for the first row below a table that belongs to its signatures and notes."""
    texts = [show_cell(cell) for cell in row if not is_blank(cell)]
    if not texts:
        return False
    signs = sum(map(is_footer_text, texts))
    return signs == len(texts) or (is_footer_text(texts[0]) and len(own) <= 2 + (signs > 1))


def describe_failure(sheet: Sheet) -> Table:
    """Returns a table that says why a sheet has none: no header at all, or one of no known kind."""
    for top in range(len(sheet.rows) - 1):
        texts = [show_cell(cell) for cell in sheet.rows[top] if isinstance(cell, str)]
        texts = [text for text in texts if text and len(text) <= 120]
        below = sum(not is_blank(cell) for cell in sheet.rows[top + 1])
        if len(texts) >= 3 and below >= 2:
            column = next(i for i, cell in enumerate(sheet.rows[top]) if not is_blank(cell))
            return Table(
                sheet,
                None,
                write_address(sheet.first_row + top, sheet.first_column + column),
                problem="unknown_kind",
                problem_detail=", ".join(texts[:MOST_UNKNOWN]),
                unknown_headers=texts[:MOST_UNKNOWN],
            )
    return Table(sheet, None, None, problem="no_table_found")
