"""What changed between two states of the data: files, figures, coverage, indices, ranks, gates.

Both states answer with the rows of the same views, so a moment, a seal and what counts now can be
held against each other in any pair.
"""

from pathlib import Path
from typing import NamedTuple

import duckdb
import pandas as pd

from queries.database import Database, UnknownName, read_relations

QUERIES = Path(__file__).resolve().parent / "changes"


class Changes(NamedTuple):
    """What one comparison found; `unknown` names views that one of the two states does not have."""

    tables: dict[str, pd.DataFrame]
    unknown: list[str]


def compare(before: Database, after: Database) -> Changes:
    """The rows of every select of queries/changes, each keyed by its file's name.

    Decimals are compared as decimals. A seal of an older release may lack a view or a column that
    a comparison wants: that comparison is left out and named, never guessed.
    """
    connection = duckdb.connect(":memory:")
    tables: dict[str, pd.DataFrame] = {}
    unknown: list[str] = []
    try:
        for path in sorted(QUERIES.glob("*.sql")):
            text = path.read_text(encoding="utf-8")
            try:
                for relation in read_relations(text):
                    _bring(connection, relation, before, after)
                found = connection.execute(text).df()
            except (UnknownName, duckdb.BinderException):
                unknown.append(path.stem)
                continue
            texts = [name for name in found if found[name].dtype == object]
            tables[path.stem] = found.astype({name: "str" for name in texts})
    finally:
        connection.close()
    return Changes(tables, unknown)


def _bring(
    connection: duckdb.DuckDBPyConnection, relation: str, before: Database, after: Database
) -> None:
    """Copies the view that `before_<view>` or `after_<view>` names."""
    side, _, view = relation.partition("_")
    if side not in ("before", "after") or not view:
        return
    database = before if side == "before" else after
    if view not in database.views():
        raise UnknownName(view)
    rows = database.cursor().execute(f'select * from "{view}"').to_arrow_table()
    connection.register("brought", rows)
    connection.execute(f'create or replace table "{relation}" as select * from brought')
    connection.unregister("brought")
