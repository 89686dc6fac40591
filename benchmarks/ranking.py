"""Times an award round at many candidates: opening the store, each ranking view, the sandbox.

`python -m benchmarks.ranking [CANDIDATES ...]` (default 100 and 10,000) makes a store of one file in
a temporary folder, in which every candidate is registered, reported and appraised, and passes every
gate: the hardest case, as all of them are ranked, in every drawn weighting.
"""

import sys
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from time import perf_counter

import duckdb

from queries.database import FACTS, ON_DEMAND, Database, open_database
from queries.reference import load_reference
from queries.what_if import rank_with
from tests.small_stores import publish

YEAR, ROUND = 2024, "R2024"
VIEWS = ("gate_results", "criterion_scores", "ranking", *sorted(ON_DEMAND))
REPEATS = 3

# Communes take part in no index, so nothing but the models differs between the candidates.
CANDIDATES = """
create temp table drawn as
select
    row_number() over (order by number) as ordinal,
    unit_id,
    'mô hình ' || number as model_name,
    40 + number * 7919 % 61 as effectiveness,
    30 + number * 104729 % 71 as novelty,
    date '2022-01-01' + cast(number * 31 % 900 as integer) as started_on,
    units.parent_unit_id as replicated_by
from range(?) as numbers (number)
inner join (
    select *, row_number() over (order by unit_id) - 1 as place, count(*) over () as places
    from units
    where
        level = 'commune'
        and valid_from <= date '2024-01-01'
        and coalesce(valid_to >= date '2024-12-31', true)
) as units on number % places = place
"""

ROWS = """
insert into report_rows
select
    1000000 + ordinal * 3 + place, 1, kind, 'Trang 1', ordinal * 3 + place, unit_id,
    kind || '|' || unit_id || '|' || model_name, true
from drawn
cross join (values ('registrations', 0), ('results', 1), ('appraisals', 2)) as kinds (kind, place)
"""

# place of the row's kind · field · what kind of value · the value as an expression over drawn
CELLS = (
    (0, "model_name", "value_text", "model_name"),
    (0, "registered_on", "value_date", "started_on"),
    (0, "started_on", "value_date", "started_on"),
    (1, "model_name", "value_text", "model_name"),
    (1, "year", "value_number", str(YEAR)),
    (1, "reported_on", "value_date", f"date '{YEAR}-10-15'"),
    (1, "status", "value_text", "'maintained'"),
    (1, "effect", "value_text", "'giảm giấy tờ'"),
    (1, "replicated_by", "value_text", "replicated_by"),
    (2, "model_name", "value_text", "model_name"),
    (2, "year", "value_number", str(YEAR)),
    (2, "effectiveness", "value_number", "effectiveness"),
    (2, "novelty", "value_number", "novelty"),
    (2, "pending_matter", "value_text", "'none'"),
)


def main(arguments: Sequence[str]) -> None:
    """Prints one table per number of candidates; seconds are the best of three."""
    for count in [int(argument) for argument in arguments] or [100, 10_000]:
        with tempfile.TemporaryDirectory() as folder:
            store = write_store(Path(folder), count)
            database = open_database(store)
            ranked = len(database.query("rank_certainty", {"round_id": ROUND}))
            print(f"{count} candidates, {ranked} ranked, DuckDB {duckdb.__version__}")
            report("open_database", lambda store=store: open_database(store))
            for view in VIEWS:
                report(view, lambda view=view, database=database: read(database, view))
            report("sandbox", lambda database=database: try_weights(database))


def report(name: str, work: Callable[[], object]) -> None:
    """Prints the shortest of several runs."""
    seconds = []
    for _ in range(REPEATS):
        start = perf_counter()
        work()
        seconds.append(perf_counter() - start)
    print(f"  {name:20} {min(seconds):8.3f} s")


def read(database: Database, view: str) -> None:
    """Fetches the view's rows of the round."""
    database.query(view, {"round_id": ROUND})


def try_weights(database: Database) -> None:
    """Ranks with other weights and one gate less."""
    rank_with(database, ROUND, {"effectiveness": 30, "novelty": 25}, ["reported_in_time"])


def write_store(folder: Path, count: int) -> Path:
    """A store of one accepted file with a registration, a result and an appraisal a candidate."""
    snapshots = folder / "snapshots"
    snapshots.mkdir()
    with duckdb.connect(":memory:") as connection:
        load_reference(connection)
        connection.execute(f"attach '{snapshots / '1.duckdb'}' as snapshot")
        connection.execute(CANDIDATES, [count])
        connection.execute("use snapshot")
        for table, columns in FACTS.items():
            declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f"create table {table} ({declared})")
        connection.execute(
            "insert into submissions values (1, 'bao-cao.xlsx', repeat('0', 64), 1, 'xlsx', "
            "timestamp '2024-10-15', 'đo', 'accepted', true, '1', ?, 0)",
            [3 * count],
        )
        connection.execute(ROWS)
        for place, field, kind, value in CELLS:
            match_key = value if field == "model_name" else "null"
            unit_id = value if field == "replicated_by" else "null"
            connection.execute(
                f"insert into report_cells (row_id, field, address, {kind}, match_key, unit_id) "
                f"select 1000000 + ordinal * 3 + {place}, '{field}', 'A' || ordinal, {value}, "
                f"{match_key}, {unit_id} from drawn"
            )
    publish(folder, "1")
    return folder


if __name__ == "__main__":
    main(sys.argv[1:])
