"""The published versions of the templates: data/template_versions.csv has a row for each.

A version is a hash (reports/templates.py); the file says in what order they came and with which
columns, so that an old template can be named together with what has changed since.
"""

from __future__ import annotations

from reports.fields import load_kinds, read_rows
from reports.limits import list_columns
from reports.templates import ALL_KINDS, find_kinds, identify_template


def list_published() -> dict[str, list[dict[str, str]]]:
    """Returns the published versions of each kind (and of `all`), the current one last."""
    published: dict[str, list[dict[str, str]]] = {}
    for row in sorted(read_rows("template_versions.csv"), key=lambda row: int(row["sequence"])):
        published.setdefault(row["kind"], []).append(row)
    return published


def describe_current() -> dict[str, tuple[str, str]]:
    """Returns the version and the columns that each kind (and `all`) has now, as the file says."""
    names = [*(kind.name for kind in load_kinds()), ALL_KINDS]
    return {name: (identify_template(name).partition(":")[2], say_columns(name)) for name in names}


def say_columns(name: str) -> str:
    """Returns `field=header|…`; with several kinds in one workbook each with its sheet."""
    kinds = find_kinds(name)
    several = len(kinds) > 1
    return "|".join(
        f"{kind.name}.{field.name}={kind.label}: {field.header}"
        if several
        else f"{field.name}={field.header}"
        for kind in kinds
        for field in list_columns(kind)
    )
