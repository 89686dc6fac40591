"""What if the weights or the gates were others: the same select files over other rules.

Owns the sandbox: temporary tables of one cursor stand before the tables that they shadow, the views
between them and the answer are built again from their own files, and all of it goes with the
cursor. Nothing is stored and nobody else sees it; the published ranking stays as it is.
"""

from collections.abc import Iterable, Mapping
from decimal import Decimal, InvalidOperation

import duckdb
import pandas as pd

from queries.database import Database, fetch_frame, order_views, read_relations, read_views

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
    """The rows of any view that follows from the rules of a round, in the sandbox of rank_with."""
    texts = read_views()
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
    cursor.execute(
        "create temp table award_rounds as select * from main.award_rounds where round_id = $round",
        {"round": round_id},
    )
    versions = cursor.execute("select criteria_version from award_rounds").fetchall()
    if not versions:
        raise WrongScenario(f"Không có đợt xét “{round_id}”.")
    cursor.execute("create temp table new_weights (criterion_id varchar, weight decimal(9, 4))")
    if weights:
        cursor.executemany("insert into new_weights values (?, ?)", list(weights.items()))
    cursor.execute(
        "create temp table criteria as select criteria.* replace "
        "(coalesce(new_weights.weight, criteria.weight) as weight) from main.criteria "
        "left join new_weights on criteria.criterion_id = new_weights.criterion_id"
    )
    cursor.execute(f"create temp table criteria_in_force as {texts['criteria_in_force']}")
    cursor.execute(
        "create temp table gates_in_force as select * from main.gates_in_force "
        "where round_id = $round and not list_contains($off, gate_id)",
        {"round": round_id, "off": gates_off or [""]},
    )
    _require_known(cursor, "criteria_in_force", "criterion_id", weights, "tiêu chí")
    cursor.execute(
        "create temp table listed_gates as "
        "select gate_id from main.gates_in_force where round_id = $round",
        {"round": round_id},
    )
    _require_known(cursor, "listed_gates", "gate_id", gates_off, "điều kiện")
    (total,) = cursor.execute("select sum(weight) from criteria_in_force").fetchone() or (None,)
    if not total:
        raise WrongScenario("Ít nhất một tiêu chí phải có trọng số lớn hơn 0.")


def _require_known(
    cursor: duckdb.DuckDBPyConnection, table: str, column: str, named: Iterable[str], what: str
) -> None:
    known = [name for (name,) in cursor.execute(f"select {column} from {table}").fetchall()]
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
        except InvalidOperation as fault:
            raise WrongScenario(f"Trọng số của “{criterion_id}” không phải là số.") from fault
        if not 0 <= number <= 10000:
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
