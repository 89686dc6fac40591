"""What if the weights or the gates were others: the same select files over other rules.

Owns the sandbox: temporary tables of one cursor stand before the tables that they shadow, the views
between them and the answer are built again from their own files, and all of it goes with the
cursor. Nothing is stored and nobody else sees it; the published ranking stays as it is.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

import duckdb
import pandas as pd

from queries.database import Database, fetch_frame, order_views, read_relations

# Where the rules of a round enter the views; everything after them is built again.
RULES = ("criteria_in_force", "gates_in_force")


class WrongScenario(Exception):
    """Weights or gates with which nothing can be ranked; the message says what to change."""


def rank_with(
    database: Database,
    round_id: str,
    weights: Mapping[str, float | Decimal] | None = None,
    gates_off: Iterable[str] = (),
) -> pd.DataFrame:
    """The rows of ranking for one round, with these weights by criterion and without these gates.

    Criteria that are not named keep their published weight; weights need not add up to 100.
    Raises WrongScenario for a round, criterion or gate that does not exist, a weight below zero,
    and weights of which none is above zero.
    """
    return query_with(database, "ranking", round_id, weights, gates_off)


def query_with(
    database: Database,
    view: str,
    round_id: str,
    weights: Mapping[str, float | Decimal] | None = None,
    gates_off: Iterable[str] = (),
) -> pd.DataFrame:
    """The rows of any view that follows from the rules of a round, in the sandbox of rank_with.

    What a seal froze is tried with the select files of its own time: nothing moved says the same.
    """
    texts = database.texts()
    stale = _views_between(texts, RULES, view)
    if view not in stale:
        raise WrongScenario(f"Bảng “{view}” không phụ thuộc vào trọng số và điều kiện.")
    cursor = database.cursor()
    try:
        _shadow_rules(cursor, texts, round_id, _exact(weights or {}), sorted(set(gates_off)))
        for name in order_views(texts):
            if name in stale and name not in RULES:
                cursor.execute(f'create temp table "{name}" as {texts[name]}')
        return fetch_frame(cursor, view, {"round_id": round_id})
    finally:
        cursor.close()


def _shadow_rules(
    cursor: duckdb.DuckDBPyConnection,
    texts: Mapping[str, str],
    round_id: str,
    weights: Mapping[str, Decimal],
    gates_off: list[str],
) -> None:
    """Temporary rules of this round alone, so that nothing of another round is computed."""
    # A temporary table takes its name at once, also as main.<name>: read first, then shadow.
    if not cursor.execute("from award_rounds where round_id = $1", [round_id]).fetchone():
        raise WrongScenario(f"Không có đợt xét “{round_id}”.")
    _require_known(cursor, "criteria_in_force", "criterion_id", round_id, weights, "tiêu chí")
    _require_known(cursor, "gates_in_force", "gate_id", round_id, gates_off, "điều kiện")
    for table in ("award_rounds", "gates_in_force"):
        cursor.execute(
            f"create temp table {table} as select * from main.{table} where round_id = $1",
            [round_id],
        )
    cursor.execute("delete from temp.gates_in_force where list_contains($1, gate_id)", [gates_off])
    cursor.execute("create temp table criteria as select * from main.criteria")
    for criterion_id, weight in weights.items():
        cursor.execute(
            "update temp.criteria set weight = $1 where criterion_id = $2", [weight, criterion_id]
        )
    cursor.execute(f"create temp table criteria_in_force as {texts['criteria_in_force']}")
    total = cursor.execute("select sum(weight) from criteria_in_force").fetchone()
    if not total or not total[0]:
        raise WrongScenario("Ít nhất một tiêu chí phải có trọng số lớn hơn 0.")


def _require_known(
    cursor: duckdb.DuckDBPyConnection,
    table: str,
    column: str,
    round_id: str,
    named: Iterable[str],
    what: str,
) -> None:
    found = cursor.execute(f"select {column} from {table} where round_id = $1", [round_id])
    known = [name for (name,) in found.fetchall()]
    for name in named:
        if name not in known:
            raise WrongScenario(
                f"Đợt xét không có {what} “{name}”. Các {what} hiện có: {', '.join(known)}."
            )


def _exact(weights: Mapping[str, float | Decimal]) -> dict[str, Decimal]:
    """Weights as decimals of four digits, as the criteria hold them."""
    exact = {}
    for criterion_id, weight in weights.items():
        try:
            number = Decimal(str(weight)).quantize(Decimal("0.0001"))
            is_possible = 0 <= number <= 10000
        except InvalidOperation as fault:
            raise WrongScenario(f"Trọng số của “{criterion_id}” không phải là số.") from fault
        if not is_possible:
            raise WrongScenario(f"Trọng số của “{criterion_id}” phải từ 0 đến 10.000.")
        exact[criterion_id] = number
    return exact


def _views_between(texts: Mapping[str, str], sources: Iterable[str], target: str) -> set[str]:
    """Views that follow from the sources and that the target rests on, both ends included."""
    reads = {name: read_relations(text) & set(texts) for name, text in texts.items()}
    following = set(sources)
    for name in order_views(texts):
        if reads[name] & following:
            following.add(name)
    needed = {target}
    for name in reversed(order_views(texts)):
        if name in needed:
            needed |= reads[name]
    return following & needed
