"""What changed between two states: every difference is found, and nothing where there is none."""

from datetime import timedelta
from pathlib import Path

import pytest

from queries.comparison import compare
from queries.database import Database, open_database
from queries.frozen import freeze, open_frozen
from reports.store import Store
from tests.sample_store import import_samples
from tests.test_pages import open_page, texts

NAME = "Trần Thị Thư"
PAGE = "pages/reference/changes.py"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def database(store: Path) -> Database:
    return open_database(store)


def test_same_state_differs_in_nothing(database: Database) -> None:
    found = compare(open_frozen(freeze(database)), database)
    assert found.unknown == []
    assert {name: len(rows) for name, rows in found.tables.items()} == dict.fromkeys(
        ("coverage", "figures", "files", "gates", "indices", "ranking"), 0
    )


def test_before_the_first_file_everything_is_new(store: Path, database: Database) -> None:
    first = database.query("received_files")["received_at"].min()
    found = compare(open_database(store, first - timedelta(seconds=1)), database).tables
    assert len(found["files"]) == len(database.query("received_files"))
    assert set(found["files"]["state_before"].dropna()) == set()
    assert len(found["ranking"]) == len(database.query("ranking"))


def test_withdrawn_file_is_found_in_what_rested_on_it(tmp_path: Path) -> None:
    folder = import_samples(tmp_path)
    before = open_database(folder)
    files = before.query("received_files", {"kinds": "indices"})
    number = int(files["submission_id"].iloc[0])
    Store(folder).withdraw(number, NAME, "thử")
    found = compare(before, open_database(folder)).tables
    (row,) = found["files"].itertuples()
    assert (row.submission_id, row.state_after) == (number, "Đã thu hồi")
    assert row.counting_before > 0 and row.counting_after == 0
    cells = before.query("figure_cells")
    of_file = cells[cells["row_id"] // 1_000_000 == number]
    units = set(of_file[of_file["topic"].isin(["sipas", "par_index"])]["unit_id"])
    assert set(found["indices"]["unit_id"]) == units
    assert found["indices"]["value_after"].isna().all()


def test_view_that_a_seal_does_not_have_is_named_and_not_guessed(database: Database) -> None:
    class Older(Database):
        def views(self) -> list[str]:
            return [view for view in database.views() if view != "gate_results"]

    older = Older(database._connection, database.version, database.as_of)
    found = compare(older, database)
    assert found.unknown == ["gates"]
    assert "gates" not in found.tables and len(found.tables) == 5


def test_page_says_what_has_changed_since_a_day(store: Path) -> None:
    app = open_page(PAGE, {}, store)
    assert not app.exception and not app.error
    assert "Từ mốc này đến nay đã khác" in app.header[0].value.replace("\\", "")
    assert "tệp đã khác" in texts(app)


def test_page_says_where_nothing_has_changed(tmp_path: Path) -> None:
    from reports.rounds import RoundBook

    folder = import_samples(tmp_path)
    RoundBook(Store(folder), "R2024").seal("Phiên họp", "31/BB-HĐTĐKT", NAME)
    app = open_page(PAGE, {"tu_phien": "S001"}, folder)
    assert not app.exception
    assert app.header[0].value.replace("\\", "").startswith("Không có gì khác")
