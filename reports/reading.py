"""One report file as columns of plain values: what it is, its tables, data rows and their cells.

Nothing is judged here. The columns are those of the incoming tables of docs/architecture.md, less
what needs the registry or the store (file_no, unit_id, natural_key, received_before_*), which
intake adds.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from python_calamine import PasswordError

from reports.addresses import name_column
from reports.containers import look
from reports.fields import Field, load_kinds
from reports.forms import find_form
from reports.headers import is_blank, show_cell
from reports.imprints import Imprint, read_imprint
from reports.issue_lists import ListedIssues, is_list_sheet, read_list
from reports.layouts import Column, Table, find_tables
from reports.legacy_text import Converted
from reports.plain_texts import is_plain, is_plain_prose, make_plain_key
from reports.sheets import Broken, Cell, Sheet, UnreadableWorkbook, read_sheets
from reports.text import fold, match_key
from reports.value_types import show_number, to_decimal
from reports.values import Context, Value, parse, parse_period, plain_text
from reports.word_forms import read_forms

if TYPE_CHECKING:
    import pyarrow as pa

READER_VERSION = "1"

SIMULATED = "số liệu mô phỏng"
GUIDES = ("hướng dẫn", "danh mục", "danhmuc", "danh sách lỗi")
# A fraction up to here may be a percentage that only its format shows: 1.05 would be 105 %.
LARGEST_FRACTION = 1.5
LARGEST_NUMBER = Decimal(10) ** 12
DECIMALS = 6
LONGEST_KEYED = 300
PROSE_TYPES = frozenset(["text", "unit_list"])
TEXT_TYPES = frozenset(["unit", "model", "text", "unit_list"])
MOST_CACHED = 4_000

Columns = dict[str, list[Any]]


class CellValue(NamedTuple):
    """What one cell says, in the order of the columns of `cells`."""

    raw_text: str | None
    value_text: str | None
    value_number: Decimal | None
    value_date: date | None
    precision: str | None
    match_key: str | None
    problem: str | None
    suggestion: str | None


class Cache(NamedTuple):
    """What was read of equal cells of one column: texts by themselves, others with their class."""

    texts: dict[str, list[CellValue]]
    others: dict[Any, list[CellValue]]


# By kind, field and context; lives as long as the reading process.
CACHES: dict[tuple[str, str, Context], Cache] = {}

TABLE_COLUMNS = {
    "sheet": "string",
    "kind": "string",
    "header_address": "string",
    "problem": "string",
    "problem_detail": "string",
    "missing_fields": "strings",
    "unknown_headers": "strings",
    "is_hidden": "bool",
}
ROW_COLUMNS = {
    "row_no": "int32",
    "kind": "string",
    "sheet": "string",
    "row_number": "int32",
    "group_text": "string",
    "sender_text": "string",
}
CONVERSION_COLUMNS = {
    "conversion_no": "int32",
    "sheet": "string",
    "address": "string",
    "font": "string",
    "before": "string",
    "after": "string",
}
CELL_COLUMNS = {
    "row_no": "int32",
    "kind": "string",
    "sheet": "string",
    "field": "string",
    "address": "string",
    "header": "string",
    "raw_text": "string",
    "value_text": "string",
    "value_number": "decimal",
    "value_date": "date",
    "precision": "string",
    "match_key": "string",
    "problem": "string",
    "suggestion": "string",
    "type": "string",
    "is_required": "bool",
}


def make_columns(names: dict[str, str]) -> Columns:
    """Returns one empty list per column name."""
    return {name: [] for name in names}


@dataclass(slots=True)
class Reading:
    """What one file says. `tables`, `rows`, `cells` and `conversions` map a column name to equally
    long lists; the last are the texts of legacy fonts that were put into Unicode.

    `format` is one of xlsx, xlsm, xlsb, xls, ods, csv, docx or None; `problem` is a file problem of
    docs/architecture.md. `row_no` counts from 1 within the file. Cells come in no promised order.
    `imprint` and `listed` are what a template or a marked copy of ours says of itself.
    """

    name: str
    format: str | None = None
    problem: str | None = None
    problem_detail: str | None = None
    simulated: bool = False
    tables: Columns = field(default_factory=lambda: make_columns(TABLE_COLUMNS))
    rows: Columns = field(default_factory=lambda: make_columns(ROW_COLUMNS))
    cells: Columns = field(default_factory=lambda: make_columns(CELL_COLUMNS))
    conversions: Columns = field(default_factory=lambda: make_columns(CONVERSION_COLUMNS))
    imprint: Imprint = Imprint()
    listed: ListedIssues = ListedIssues()

    @property
    def cell_count(self) -> int:
        """Returns how many cells of known columns were read."""
        return len(self.cells["row_no"])

    def to_arrow(self, file_no: int) -> dict[str, pa.Table]:
        """Returns the Arrow tables of the same names, each with file_no in front."""
        return pack(self).to_arrow(file_no)


@dataclass(frozen=True, slots=True)
class PackedReading:
    """A reading on its way between processes, or kept: its columns are Arrow already."""

    name: str
    format: str | None
    problem: str | None
    problem_detail: str | None
    simulated: bool
    imprint: Imprint
    listed: ListedIssues
    cell_count: int
    # Arrow streams of the tables of `Reading.to_arrow`, without file_no.
    streams: dict[str, bytes]

    def to_arrow(self, file_no: int) -> dict[str, pa.Table]:
        """Returns what the reading's own `to_arrow` would return."""
        import pyarrow as pa

        return {
            name: add_file_no(pa.ipc.open_stream(stream).read_all(), file_no)
            for name, stream in self.streams.items()
        }


def pack(reading: Reading) -> PackedReading:
    """Returns the reading with its columns as Arrow."""
    return PackedReading(
        reading.name, reading.format, reading.problem, reading.problem_detail,
        reading.simulated, reading.imprint, reading.listed, reading.cell_count,
        {
            "tables": write_stream(make_arrow(reading.tables, TABLE_COLUMNS)),
            "rows": write_stream(make_arrow(reading.rows, ROW_COLUMNS)),
            "cells": write_stream(make_arrow(reading.cells, CELL_COLUMNS)),
            "conversions": write_stream(make_arrow(reading.conversions, CONVERSION_COLUMNS)),
        },
    )  # fmt: skip


def write_stream(table: pa.Table) -> bytes:
    """Returns a table as an Arrow stream; unpacking a tight one costs more than a pipe's bytes."""
    import pyarrow as pa

    sink = pa.BufferOutputStream()
    with pa.ipc.new_stream(sink, table.schema) as writer:
        writer.write_table(table)
    return bytes(sink.getvalue())


def make_arrow(columns: Columns, types: dict[str, str]) -> pa.Table:
    """Returns the columns as an Arrow table; decimals are (18, 6)."""
    import pyarrow as pa  # here, so that whoever only reads starts quickly

    arrow_types = {
        "string": pa.string(),
        "strings": pa.list_(pa.string()),
        "bool": pa.bool_(),
        "int32": pa.int32(),
        "decimal": pa.decimal128(18, 6),
        "date": pa.date32(),
    }
    arrays = [pa.array(columns[name], arrow_types[kind]) for name, kind in types.items()]
    return pa.Table.from_arrays(arrays, names=list(types))


def add_file_no(table: pa.Table, file_no: int) -> pa.Table:
    """Returns a table with the number of its file in front."""
    import pyarrow as pa

    numbers = pa.repeat(pa.scalar(file_no, pa.int32()), table.num_rows)
    return table.add_column(0, "file_no", numbers)


def read_report(data: bytes, name: str) -> Reading:
    """Reads one file; pure, and never raises whatever the bytes are."""
    reading = Reading(name=name)
    try:
        read_into(reading, data)
    except UnreadableWorkbook as error:
        reading = Reading(name, reading.format, *error.args)
    except PasswordError as error:
        reading = Reading(name, reading.format, "encrypted", str(error))
    except MemoryError:
        reading = Reading(name, reading.format, "too_large", "out of memory")
    except Exception as error:  # whatever a damaged file makes a reader raise is the file's problem
        detail = f"{type(error).__name__}: {error}"
        reading = Reading(name, reading.format, "damaged", detail[:500])
    except BaseException as error:
        # What calamine's own language raises where it meets what its writers did not foresee.
        if type(error).__name__ != "PanicException":
            raise
        reading = Reading(name, reading.format, "damaged", f"panic: {error}"[:500])
    return reading


def read_into(reading: Reading, data: bytes) -> None:
    """Fills the reading; raises what the readers raise."""
    container = look(data, reading.name)
    reading.format = container.format
    if container.problem or container.format is None:
        reading.problem, reading.problem_detail = container.problem, container.detail
        return
    reading.imprint = read_imprint(container.parts)
    if container.format == "docx":
        document, forms = read_forms(container.parts)
        add_tables(reading, [document], forms)
        return
    every = read_sheets(data, container.format, container.parts)
    lists = [sheet for sheet in every if is_list_sheet(sheet)]
    # The list of a marked copy is an answer to us; none of it is a report.
    sheets = [sheet for sheet in every if not is_list_sheet(sheet)]
    if lists:
        reading.listed = read_list(lists[0])
    tables = [table for sheet in sheets for table in find_all_tables(sheet, len(every) > 1)]
    if container.format == "csv" and all(table.problem == "no_table_found" for table in tables):
        # Any prose can be read as a text file with separators.
        reading.format, reading.problem, reading.problem_detail = None, "not_a_workbook", "text"
        return
    add_tables(reading, sheets, tables)


def add_tables(reading: Reading, sheets: list[Sheet], tables: list[Table]) -> None:
    """Adds what the sheets say: their tables, and the texts that were put into Unicode."""
    reading.simulated = any(is_simulated(sheet, tables) for sheet in sheets)
    for table in tables:
        add_table(reading, table)
    for sheet in sheets:
        add_conversions(reading, sheet)
    if not tables:
        reading.problem, reading.problem_detail = "no_sheets", f"{len(sheets)} blank sheets"


def find_all_tables(sheet: Sheet, has_others: bool) -> list[Table]:
    """Returns the tables of a sheet, or its form; a guide or list without a table is left out."""
    tables = find_tables(sheet)
    if has_others and match_key(sheet.name) in GUIDES:
        return [table for table in tables if table.kind]
    if len(tables) == 1 and tables[0].kind is None:
        form = find_form(sheet)
        return [form] if form else tables
    return tables


def is_simulated(sheet: Sheet, tables: list[Table]) -> bool:
    """True where a sheet says so outside its data rows."""
    data = {row.index for table in tables if table.sheet is sheet for row in table.rows}
    texts = [sheet.name]
    for index, row in enumerate(sheet.rows):
        if index not in data:
            texts += [cell for cell in row if isinstance(cell, str) and len(cell) >= len(SIMULATED)]
    return any(SIMULATED in fold(text) for text in texts)


def add_table(reading: Reading, table: Table) -> None:
    """Adds a table, its rows and its cells, one whole column at a time."""
    sheet = table.sheet
    facts: tuple[Any, ...] = (
        sheet.name, table.kind, table.header_address, table.problem, table.problem_detail,
        table.missing_fields, table.unknown_headers, sheet.is_hidden,
    )  # fmt: skip
    append(reading.tables, [[fact] for fact in facts])
    if table.kind is None or not table.rows:
        return
    count = len(table.rows)
    first = len(reading.rows["row_no"]) + 1
    numbers = list(range(first, first + count))
    lines = [sheet.first_row + row.index + 1 for row in table.rows]
    groups = [row.group_text for row in table.rows]
    append(
        reading.rows,
        [
            numbers,
            [table.kind] * count,
            [sheet.name] * count,
            lines,
            groups,
            [table.sender_text] * count,
        ],
    )
    for column in table.columns:
        add_column(reading, table, column, numbers)
    for each, stated in table.stated:
        addresses, raws = [stated.address] * count, [stated.raw] * count
        values = read_values(raws, each, [Context(epoch_1904=sheet.epoch_1904)] * count)
        add_cells(reading, table, each, stated.label, numbers, addresses, values)


def add_conversions(reading: Reading, sheet: Sheet) -> None:
    """Adds the texts of a sheet that were put into Unicode, headers and letterheads too."""
    count = len(sheet.conversions)
    fields = [list(values) for values in zip(*sheet.conversions, strict=True)]
    if count:
        first = len(reading.conversions["sheet"]) + 1
        numbers = list(range(first, first + count))
        append(reading.conversions, [numbers, [sheet.name] * count, *fields])


def add_column(reading: Reading, table: Table, column: Column, numbers: list[int]) -> None:
    """Adds the cells of one column, those under a merged cell with its value and address."""
    sheet, index, rows = table.sheet, column.index, table.rows
    raws: list[Cell] = [
        sheet.rows[row.index][index] if index < len(sheet.rows[row.index]) else "" for row in rows
    ]
    letters = name_column(sheet.first_column + index)
    addresses = [f"{letters}{sheet.first_row + row.index + 1}" for row in rows]
    if table.filled:
        for number, row in enumerate(rows):
            place = table.filled.get((row.index, index))
            if place and is_blank(raws[number]):
                raws[number] = sheet.rows[place[0]][place[1]]
                addresses[number] = f"{letters}{sheet.first_row + place[0] + 1}"
    plain = Context(epoch_1904=sheet.epoch_1904)
    contexts = [plain] * len(rows)
    if column.field.type == "percent" and any(
        isinstance(raw, float | int) and 0 < raw <= LARGEST_FRACTION for raw in raws
    ):
        percents = sheet.marks().percents
        as_percent = plain._replace(is_percent_format=True)
        contexts = [
            as_percent
            if (sheet.first_row + row.index, sheet.first_column + index) in percents
            else plain
            for row in rows
        ]
    values = read_values(raws, column.field, contexts)
    if column.field.type == "unit":
        mark_blanks_below(raws, values)
    add_cells(reading, table, column.field, column.header, numbers, addresses, values)


def mark_blanks_below(raws: list[Cell], values: list[list[CellValue]]) -> None:
    """Marks a blank unit below a unit: only the sender knows whether it means the same."""
    above: Cell = ""
    for number, raw in enumerate(raws):
        if not is_blank(raw):
            above = raw
        elif not is_blank(above):
            shown = show_cell(above)
            values[number] = [
                value._replace(problem="blank_repeats_above", suggestion=shown)
                for value in values[number]
            ]


def read_values(raws: list[Cell], each: Field, contexts: list[Context]) -> list[list[CellValue]]:
    """Returns what each raw cell says: one value, or start and end for a period.

    Equal cells are read once: report columns repeat few values.
    """
    values = []
    last: Context | None = None
    for raw, context in zip(raws, contexts, strict=True):
        if context is not last:
            texts, others = find_cache(each, context)
            last = context
        if raw.__class__ is str:
            found = texts.get(raw)
            if found is None:
                found = texts[raw] = read_value(raw, each, context)
        else:
            # 1, 1.0 and True are equal and yet different cells.
            key = (raw.__class__, raw, raw.typed if isinstance(raw, Converted) else None)
            found = others.get(key)
            if found is None:
                found = others[key] = read_value(raw, each, context)
        values.append(found)
    return values


def find_cache(each: Field, context: Context) -> Cache:
    """Returns what was read so far in this column and context; forgets it where it is too much."""
    cache = CACHES.setdefault((each.kind, each.name, context), Cache({}, {}))
    if len(cache.texts) + len(cache.others) > MOST_CACHED:
        cache.texts.clear()
        cache.others.clear()
    return cache


def read_value(raw: Cell, each: Field, context: Context) -> list[CellValue]:
    """Returns what one raw cell says."""
    if isinstance(raw, Converted):
        values = read_value(str(raw), each, context)
        return [value._replace(raw_text=raw.typed) for value in values]
    if isinstance(raw, Broken):
        parts = [Value(text=raw.text, problem=raw.problem, suggestion=raw.suggestion)]
        return [
            make_cell_value(raw.text, part, each)
            for part in parts * (2 if each.type == "period" else 1)
        ]
    if (
        isinstance(raw, str)
        and each.type in TEXT_TYPES
        and len(raw) <= (each.maximum_length or len(raw))
        and (is_plain_prose if each.type in PROSE_TYPES else is_plain)(raw)
    ):
        key = make_plain_key(raw) if is_keyed(each) else None
        return [CellValue(raw, raw, None, None, None, key, None, None)]
    shown: str | None = plain_text(raw)
    if context.is_percent_format and isinstance(raw, float):
        shown = f"{show_number(to_decimal(raw) * 100)}%"
    if is_blank(raw):
        shown = None
    if each.type == "period":
        return [make_cell_value(shown, value, each) for value in parse_period(raw, context)]
    return [make_cell_value(shown, parse(raw, each, context), each)]


def make_cell_value(shown: str | None, value: Value, each: Field) -> CellValue:
    """Returns the value with its match key, its number within decimal(18, 6)."""
    number, problem = value.number, value.problem
    if number is not None and abs(number) >= LARGEST_NUMBER:
        number, problem = None, problem or "out_of_range"
    elif number is not None and -number.as_tuple().exponent > DECIMALS:  # type: ignore[operator]
        number = round(number, DECIMALS)
    is_name = bool(value.text) and problem is None and is_keyed(each)
    key = match_key(value.text or "") if is_name else None
    return CellValue(
        shown, value.text, number, value.date, value.precision, key, problem, value.suggestion
    )


def is_keyed(each: Field) -> bool:
    """True for the fields whose values are compared as names: units, models, short texts."""
    is_short = (each.maximum_length or 0) <= LONGEST_KEYED
    return each.type in ("unit", "model") or (each.type == "text" and is_short)


def add_cells(
    reading: Reading,
    table: Table,
    each: Field,
    header: str,
    numbers: list[int],
    addresses: list[str],
    values: list[list[CellValue]],
) -> None:
    """Adds one column of cells; a period becomes a column of starts and one of ends."""
    fields = [each]
    if each.type == "period":
        by_name = {
            other.name: other
            for kind in load_kinds()
            if kind.name == each.kind
            for other in kind.fields
        }
        fields = [by_name["started_on"], by_name["ended_on"]]
    count = len(numbers)
    for part, target in enumerate(fields):
        own: list[list[Any]] = [
            numbers, [table.kind] * count, [table.sheet.name] * count, [target.name] * count,
            addresses, [header] * count,
        ]  # fmt: skip
        read = [list(column) for column in zip(*(value[part] for value in values), strict=True)]
        append(
            reading.cells,
            [*own, *read, [target.type] * count, [target.is_required] * count],
        )


def append(columns: Columns, more: Sequence[Sequence[Any]]) -> None:
    """Extends all columns, in their order."""
    for column, values in zip(columns.values(), more, strict=True):
        column += values
