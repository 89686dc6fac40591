"""Questions put together by choosing: subjects and columns with their names, and the SQL they make.

The SQL reads the same named views as the pages, so figures agree; it is shown, may be edited, and is
answered by queries.free_sql like any other. Subjects and columns are data/explore_*.csv.
"""

import csv
from collections.abc import Mapping, Sequence
from functools import cache
from typing import NamedTuple

from queries.reference import DATA

# Function of a measure: how its label is made and its SQL.
FUNCTIONS: dict[str, tuple[str, str]] = {
    "count": ("Số {noun}", "count(*)"),
    "distinct": ("Số {label} khác nhau", "count(distinct {column})"),
    "share": (
        "Tỷ lệ {label}",
        "100.0 * count(*) filter (where {column}) / nullif(count({column}), 0)",
    ),
    "sum": ("{label} – tổng", "sum({column})"),
    "avg": ("{label} – trung bình", "avg({column})"),
    "median": ("{label} – trung vị", "median({column})"),
    "min": ("{label} – thấp nhất", "min({column})"),
    "max": ("{label} – cao nhất", "max({column})"),
}
OF_NUMBERS = ("avg", "median", "min", "max")


class ExploreColumn(NamedTuple):
    """A column of a view that may be chosen; role: time, dimension, entity, share or measure."""

    name: str
    label: str
    role: str
    unit: str
    may_sum: bool
    state_group: str


class Subject(NamedTuple):
    """A named view that questions may be put to."""

    view: str
    label: str
    row_noun: str
    meaning: str
    columns: tuple[ExploreColumn, ...]

    def column(self, name: str) -> ExploreColumn:
        """The column of that name; KeyError where it may not be chosen."""
        for column in self.columns:
            if column.name == name:
                return column
        raise KeyError(name)

    @property
    def dimensions(self) -> list[ExploreColumn]:
        """Columns that rows can be grouped and narrowed by."""
        return [one for one in self.columns if one.role in ("time", "dimension", "entity")]

    @property
    def measures(self) -> "list[Measure]":
        """What can be counted or computed, the number of rows first; no percentage is summed."""
        found = [Measure("count", "", FUNCTIONS["count"][0].format(noun=self.row_noun), "")]
        for column in self.columns:
            functions: Sequence[str] = ()
            if column.role == "entity":
                functions = ("distinct",)
            elif column.role == "share":
                functions = ("share",)
            elif column.role == "measure":
                functions = (*OF_NUMBERS, *(("sum",) if column.may_sum else ()))
            for function in functions:
                label = column.label
                if function == "distinct":
                    label = label[0].lower() + label[1:]
                unit = "" if function == "distinct" else column.unit
                words = FUNCTIONS[function][0].format(label=label, noun=self.row_noun)
                found.append(Measure(function, column.name, words, unit))
        return found


class Measure(NamedTuple):
    """One number to compute for every group; `unit` is that of the result."""

    function: str
    column: str
    label: str
    unit: str

    @property
    def sql(self) -> str:
        """The expression of the number."""
        return FUNCTIONS[self.function][1].format(column=self.column)


class Chosen(NamedTuple):
    """What was chosen; `filters` name the values that a column may have, None for blanks."""

    subject: Subject
    measures: Sequence[Measure]
    dimensions: Sequence[ExploreColumn]
    filters: Mapping[str, Sequence[object]]
    sort_by: str
    descending: bool
    limit: int


@cache
def list_subjects() -> tuple[Subject, ...]:
    """Every subject with its columns, in the order of the files."""
    columns: dict[str, list[ExploreColumn]] = {}
    with (DATA / "explore_columns.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            columns.setdefault(row["view"], []).append(
                ExploreColumn(
                    row["column"],
                    row["label"],
                    row["role"],
                    row["unit"],
                    row["may_sum"] == "yes",
                    row["state_group"],
                )
            )
    with (DATA / "explore_subjects.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Subject(
                row["view"],
                row["label"],
                row["row_noun"],
                row["meaning"],
                tuple(columns[row["view"]]),
            )
            for row in csv.DictReader(file)
        )


def write_sql(chosen: Chosen, labels: Mapping[str, Mapping[str, str]]) -> str:
    """The select for a choice; `labels` are the words of the codes of each state group."""
    view = chosen.subject.view
    selected = [
        f"{_expression(column, labels)} as {quote_name(column.label)}"
        for column in chosen.dimensions
    ]
    selected += [f"{measure.sql} as {quote_name(measure.label)}" for measure in chosen.measures]
    lines = ["select", ",\n".join(f"    {one}" for one in selected), f"from {view}"]
    conditions = [_condition(column, values) for column, values in chosen.filters.items() if values]
    if conditions:
        lines.append("where " + "\n    and ".join(conditions))
    if chosen.dimensions and chosen.measures:
        lines.append("group by " + ", ".join(str(n + 1) for n in range(len(chosen.dimensions))))
    if chosen.sort_by:
        direction = "desc nulls last" if chosen.descending else "asc nulls last"
        lines.append(f"order by {quote_name(chosen.sort_by)} {direction}")
    lines.append(f"limit {chosen.limit}")
    return "\n".join(lines)


def quote_name(name: str) -> str:
    """A name as SQL writes it between double quotes."""
    return '"' + name.replace('"', '""') + '"'


def quote_value(value: object) -> str:
    """A value as SQL writes it: a number, true or false, or a text between single quotes."""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, int | float):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def _expression(column: ExploreColumn, labels: Mapping[str, Mapping[str, str]]) -> str:
    words = labels.get(column.state_group, {})
    if not words:
        return column.name
    cases = " ".join(
        f"when {quote_value(code)} then {quote_value(word)}" for code, word in words.items()
    )
    return f"case {column.name} {cases} else {column.name} end"


def _condition(column: str, values: Sequence[object]) -> str:
    stated = [quote_value(value) for value in values if value is not None]
    parts = [f"{column} in ({', '.join(stated)})"] if stated else []
    if len(stated) < len(values):
        parts.append(f"{column} is null")
    return parts[0] if len(parts) == 1 else f"({' or '.join(parts)})"
