"""Templates filled in with what was last accepted for a unit and a year, as a sender would type it.

Nothing is invented: a cell that was blank stays blank, a month is not turned into a day, a value
that the checks had doubts about comes back as it was typed. A sheet for results also lists the
registered models that are still to be reported, with nothing but unit, name and year.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any, NamedTuple

from queries.clock import to_local
from queries.database import Database
from reports.fields import Field, Kind, load_kinds
from reports.templates import ALL_KINDS, find_kinds, write_template
from reports.unit_names import UnitNames, describe

QUERIES = Path(__file__).resolve().parent.parent / "queries" / "templates"
# The codes that a cell without a number is read as, in the words that a sender types.
WORDS = {
    "not_participating": "Không tham gia",
    "unpublished": "Chưa công bố",
    "none": "Không",
}
OPEN_END = "đến nay"
MONTHS_IN_QUARTER = 3
QUARTERS = ("I", "II", "III", "IV")
REPORTING_DAY = (10, 29)  # month and day: in a year with a reorganisation, who reports decides


class UnknownUnit(ValueError):
    """No unit, or more than one, is meant for certain; the message is for the user."""


class Prefilled(NamedTuple):
    """A template and how many rows of it are filled in."""

    data: bytes
    row_count: int


class Rows(NamedTuple):
    """What one sheet is filled in with, and whether any of it is simulated."""

    rows: list[dict[str, Any]]
    simulated: bool


def write_prefilled(
    database: Database, kind: str, unit_id: str | None = None, year: int | None = None
) -> Prefilled:
    """Returns the template of a kind, or of `all`, filled in as of the database's moment.

    Without a unit it has the rows of all units, without a year those of all years.
    """
    filled = {each.name: list_rows(database, each, unit_id, year) for each in find_kinds(kind)}
    remarks = {name: make_remark(found, database.as_of) for name, found in filled.items()}
    rows = {name: found.rows for name, found in filled.items()}
    count = sum(map(len, rows.values()))
    given: Any = rows if kind == ALL_KINDS else rows[kind]
    return Prefilled(write_template(kind, given, remarks), count)


def list_rows(database: Database, kind: Kind, unit_id: str | None, year: int | None) -> Rows:
    """Returns the accepted rows of a kind, each a mapping of field name to a value to type."""
    cells = select(database, "accepted_cells", kind.name, unit_id, year)
    fields = {field.name: field for field in kind.fields}
    rows: dict[int, dict[str, Any]] = {}
    for cell in cells:
        row = rows.setdefault(cell["row_id"], {})
        value = retype(fields[cell["field"]], cell)
        if value is None:
            continue
        if fields[cell["field"]].type == "unit_list":
            row.setdefault(cell["field"], []).append(value)
        else:
            row[cell["field"]] = value
    simulated = any(cell["simulated"] for cell in cells)
    filled = list(rows.values())
    if kind.name == "results" and year is not None:
        for model in select(database, "awaited_results", year, unit_id):
            simulated = simulated or model.pop("simulated")
            model.pop("simulated", None)
            filled.append(model)
    return Rows(filled, simulated)


def select(database: Database, name: str, *values: Any) -> list[dict[str, Any]]:
    """Returns the rows of a query of queries/templates, by column name."""
    found = database.cursor().execute((QUERIES / f"{name}.sql").read_text(encoding="utf-8"), values)
    names = [column[0] for column in found.description or ()]
    return [dict(zip(names, row, strict=True)) for row in found.fetchall()]


def retype(field: Field, cell: Mapping[str, Any]) -> Any:
    """Returns what to type so that the cell is read as it was accepted; None for a blank."""
    if cell["problem"]:
        return cell["raw_text"]
    if field.type in ("unit", "unit_list"):
        return cell["unit_name"] or cell["value_text"]
    if cell["value_number"] is not None:
        return shorten(cell["value_number"])
    if field.type in ("start", "end"):
        return say_period(field.type, cell["value_date"], cell["precision"], cell["raw_text"])
    if cell["value_date"] is not None:
        return cell["value_date"]
    text = cell["value_text"]
    if text is not None and field.type not in ("text", "model", "choice"):
        return WORDS.get(text, cell["raw_text"])
    return text


def shorten(number: Decimal) -> int | Decimal:
    """Returns a decimal without trailing zeros, whole ones as int."""
    whole = number.to_integral_value()
    return int(whole) if whole == number else number.normalize()


def say_period(edge: str, day: date | None, precision: str | None, raw: str | None) -> Any:
    """Returns a start or an end in the precision in which it was stated."""
    if day is None:
        return OPEN_END if precision == "open" and edge == "end" and raw else None
    if precision == "month":
        return f"{day.month:02d}/{day.year}"
    if precision == "quarter":
        return f"Quý {QUARTERS[(day.month - 1) // MONTHS_IN_QUARTER]}/{day.year}"
    if precision == "year":
        return str(day.year)
    return day


def make_remark(found: Rows, as_of: datetime) -> str | None:
    """Returns the line that says where the filled in rows are from; simulated ones stay so."""
    if not found.rows:
        return None
    moment = f"{to_local(as_of):%d/%m/%Y %H:%M}"
    remark = f"Điền sẵn {len(found.rows)} dòng từ dữ liệu đã nhận tính đến {moment}"
    return f"{remark} (số liệu mô phỏng)" if found.simulated else remark


def find_unit(database: Database, text: str, year: int | None = None) -> str:
    """Returns the unit that a name means in the year (else today, else ever), or that an id is.

    Raises UnknownUnit, with suggestions, where no unit or more than one is meant.
    """
    known = set(database.query("unit_profiles", columns=["unit_id"])["unit_id"])
    if text.strip().upper() in known:
        return text.strip().upper()
    names = UnitNames(database.cursor())
    days = [date(year, *REPORTING_DAY), date(year, 1, 1)] if year is not None else []
    matches = [names.match(text, on=day) for day in (*days, today(database), None)]
    for match in matches:
        if match.unit_id is not None:
            return match.unit_id
    hint = describe(matches[0])
    raise UnknownUnit(f"Chưa rõ “{text}” là đơn vị nào. {hint or 'Hãy ghi tên đầy đủ của đơn vị.'}")


def today(database: Database) -> date:
    """Returns the day of the database's moment in Vietnam."""
    return to_local(database.as_of).date()


def list_years(kinds: Iterable[Kind] | None = None) -> tuple[int, int]:
    """Returns the first and the last year that any template takes."""
    fields = [
        field for kind in kinds or load_kinds() for field in kind.fields if field.type == "year"
    ]
    lowest = min(int(field.minimum) for field in fields if field.minimum is not None)
    return lowest, max(int(field.maximum) for field in fields if field.maximum is not None)
