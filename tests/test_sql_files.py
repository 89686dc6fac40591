"""The SQL files as files: one select each, its grain in the first line, and named as documented."""

import re
from pathlib import Path

import duckdb
import pytest

from queries.database import build_database, order_views, read_views

ROOT = Path(__file__).resolve().parent.parent
QUERIES = ROOT / "queries"
ARCHITECTURE = (ROOT / "docs" / "architecture.md").read_text(encoding="utf-8")
VIEW_FILES = sorted((QUERIES / "views").glob("*.sql"))
SELECT_FILES = sorted([*VIEW_FILES, *(QUERIES / "checks").glob("*.sql")])
ALL_FILES = sorted(QUERIES.rglob("*.sql"))
DATABASE = build_database(None)


def name_of(path: Path) -> str:
    return str(path.relative_to(QUERIES))


def without_comments(path: Path) -> str:
    return re.sub(r"--[^\n]*", "", path.read_text(encoding="utf-8"))


def documented_views() -> dict[str, str]:
    """Entries of the view lists of the architecture document, by name."""
    views = ARCHITECTURE.partition("### Facts as of the moment")[2].partition("\n## ")[0]
    entries: dict[str, str] = {}
    names: list[str] = []
    for block in re.findall(r"```\n(.*?)```", views, re.DOTALL):
        for line in block.splitlines():
            if not line.startswith(" "):
                listed, _, rest = line.partition("  ")
                names = [name for name in re.split(r",\s*", listed.strip()) if name]
                entries |= {name: rest for name in names}
            else:
                entries |= {name: f"{entries[name]}\n{line}" for name in names}
    return entries


@pytest.mark.parametrize("path", SELECT_FILES, ids=name_of)
def test_file_is_one_select(path: Path) -> None:
    statements = duckdb.extract_statements(path.read_text(encoding="utf-8"))
    assert [str(statement.type) for statement in statements] == ["StatementType.SELECT"]


@pytest.mark.parametrize("path", ALL_FILES, ids=name_of)
def test_first_line_says_what_the_file_is(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert re.match(r"-- [A-Z].{15,}", first), first


@pytest.mark.parametrize("path", VIEW_FILES, ids=name_of)
def test_first_line_of_a_view_says_what_one_row_is(path: Path) -> None:
    first = path.read_text(encoding="utf-8").splitlines()[0]
    assert re.match(r"-- (One row per|Exactly one row) ?", first), first


@pytest.mark.parametrize("path", ALL_FILES, ids=name_of)
def test_nothing_depends_on_the_clock_on_chance_or_on_a_file(path: Path) -> None:
    text = without_comments(path)
    banned = r"\b(now|today|current_date|current_timestamp|random|uuid|read_csv|read_parquet)\b"
    assert re.findall(banned, text) == []


@pytest.mark.parametrize("path", VIEW_FILES, ids=name_of)
def test_division_decides_what_a_zero_denominator_means(path: Path) -> None:
    # A slash within a text divides nothing.
    statement = re.sub(r"'[^']*'", "''", without_comments(path))
    divisors = re.findall(r"/\s*([a-z_]+\(?)", statement)
    allowed = {"nullif(", "count("} if path.stem == "overview_figures" else {"nullif("}
    assert set(divisors) <= allowed


@pytest.mark.parametrize("path", VIEW_FILES, ids=name_of)
def test_rows_of_a_view_have_an_order(path: Path) -> None:
    last = without_comments(path).rpartition("\norder by")
    assert last[1] or path.stem == "data_status"


def test_document_lists_every_view_and_no_other() -> None:
    assert sorted(documented_views()) == [path.stem for path in VIEW_FILES]


@pytest.mark.parametrize("path", VIEW_FILES, ids=lambda path: path.stem)
def test_document_lists_every_column_of_a_view(path: Path) -> None:
    documented = documented_views()
    names = list(documented)
    entry = documented[path.stem]
    # "the same, with …" stands below what it is the same as.
    for before in reversed(names[: names.index(path.stem)]):
        if "the same" not in entry:
            break
        entry = documented[before] + entry.replace("the same", "")
    words = set(re.findall(r"[a-z_0-9]+", entry))
    if path.stem.endswith("_by_block"):
        words |= {"block_id", "block_name", "block_order"}
    assert [column for column in DATABASE.columns(path.stem) if column not in words] == []


def test_views_read_only_what_comes_before_them() -> None:
    views = read_views()
    order = order_views(views)
    assert sorted(order) == sorted(views)
    assert order.index("results") < order.index("model_years") < order.index("coverage")
