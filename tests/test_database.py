"""Opening the store: what is missing, what is wrong, what is as of a moment, what threads share."""

from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import duckdb
import pandas as pd
import pytest

from queries.__main__ import main, read_moment
from queries.database import (
    Database,
    StoreDamaged,
    StoreMissing,
    UnknownName,
    build_database,
    open_database,
    order_views,
)
from queries.reference import ReferenceFault
from tests.small_stores import (
    File,
    award,
    index_report,
    open_files,
    open_rows,
    registration,
    result,
    vote,
    write_rules,
    write_store,
)

UNIT = "U0011"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_rows(
        tmp_path_factory.mktemp("store"),
        registration(UNIT),
        result(UNIT, 2023),
        result(UNIT, 2024, cost=12),
        index_report(UNIT, 2023, "85.00", "75.01"),
        vote(UNIT, 2023),
        award(UNIT, 2023),
    )


def test_missing_store_names_the_command_that_makes_one(tmp_path: Path) -> None:
    with pytest.raises(StoreMissing, match="python -m reports import"):
        open_database(tmp_path / "nothing")


@pytest.mark.parametrize("pointer", ["", "{}", "[1]", '{"version": "000009"}'])
def test_unusable_pointer_names_the_command_that_mends_it(tmp_path: Path, pointer: str) -> None:
    write_store(tmp_path, [])
    (tmp_path / "current.json").write_text(pointer, encoding="utf-8")
    with pytest.raises(StoreDamaged, match="python -m reports rebuild"):
        open_database(tmp_path)


def test_damaged_snapshot_names_the_command_that_mends_it(tmp_path: Path) -> None:
    write_store(tmp_path, [])
    (tmp_path / "snapshots" / "000001.duckdb").write_bytes(b"not a database")
    with pytest.raises(StoreDamaged, match="python -m reports rebuild"):
        open_database(tmp_path)


def test_empty_store_builds_every_view(tmp_path: Path) -> None:
    database = open_files(tmp_path)
    facts = ["registrations", "results", "index_reports", "appraisals", "votes", "awards"]
    assert {view: len(database.query(view)) for view in facts} == dict.fromkeys(facts, 0)
    assert all(len(database.query(view)) >= 0 for view in database.views())
    assert database.query("coverage")["state"].unique().tolist() == ["none"]
    assert database.query("data_status")["submissions"].tolist() == [0]


def test_views_can_be_built_without_any_store() -> None:
    assert build_database(None).query("data_status")["version"].isna().all()


def test_reference_file_with_a_wrong_column_is_named(tmp_path: Path) -> None:
    rules = write_rules(tmp_path / "data")
    (rules / "scopes.csv").write_text("scope,label,rank\ncore,x,y\n", encoding="utf-8")
    with pytest.raises(ReferenceFault, match="scopes.csv"):
        build_database(None, data_path=rules)


def test_missing_reference_file_is_named(tmp_path: Path) -> None:
    rules = write_rules(tmp_path / "data")
    (rules / "gates.csv").unlink()
    with pytest.raises(ReferenceFault, match="gates.csv"):
        build_database(None, data_path=rules)


def test_moment_hides_what_came_later_and_what_was_withdrawn_later(tmp_path: Path) -> None:
    day = datetime(2026, 3, 1)
    files = (
        File([result(UNIT, 2023, "paused")], received_at=day),
        File(
            [result(UNIT, 2023)],
            received_at=day + timedelta(days=1),
            withdrawn_at=day + timedelta(2),
        ),
    )
    seen = {}
    for name, moment in {
        "before": day - timedelta(seconds=1),
        "first": day,
        "second": day + timedelta(days=1),
        "withdrawn": day + timedelta(days=2),
    }.items():
        folder = tmp_path / name
        folder.mkdir()
        seen[name] = open_files(folder, *files, as_of=moment).query("results")["status"].tolist()
    assert seen == {
        "before": [],
        "first": ["paused"],
        "second": ["maintained"],
        "withdrawn": ["paused"],
    }


def test_moment_with_a_zone_means_the_same_instant(tmp_path: Path) -> None:
    write_store(tmp_path, [])
    here = datetime(2026, 3, 1, 7, tzinfo=timezone(timedelta(hours=7)))
    assert open_database(tmp_path, here).as_of == datetime(2026, 3, 1)
    assert open_database(tmp_path, here.astimezone(UTC)).as_of == datetime(2026, 3, 1)


def test_nothing_of_the_snapshot_stays_open(tmp_path: Path) -> None:
    store = write_store(tmp_path, [])
    database = open_database(store)
    writer = duckdb.connect(str(store / "snapshots" / "000001.duckdb"))
    writer.execute("create table written (one integer)")
    writer.close()
    assert len(database.query("data_status")) == 1


@pytest.mark.parametrize(
    "statement",
    [
        "select * from read_csv('data/units.csv')",
        "attach 'other.duckdb' as other",
        "copy units to 'units.csv'",
        "set enable_external_access = true",
        "set default_order = 'desc'",
    ],
)
def test_opened_database_touches_no_file_and_no_setting(database: Database, statement: str) -> None:
    with pytest.raises(duckdb.Error):
        database.cursor().execute(statement)


def test_rows_are_narrowed_by_equality_lists_and_blanks(database: Database) -> None:
    assert len(database.query("results", {"year": 2023})) == 1
    assert len(database.query("results", {"year": [2023, 2024]})) == 2
    assert len(database.query("results", {"year": []})) == 0
    assert len(database.query("results", {"cost": None})) == 1
    assert list(database.query("results", columns=["year", "status"])) == ["year", "status"]


def test_value_is_a_value_whatever_it_says(database: Database) -> None:
    assert database.query("results", {"status": "' or 1=1 --"}).empty


def test_unknown_view_lists_the_views(database: Database) -> None:
    with pytest.raises(UnknownName, match="rankng.*ranking"):
        database.query("rankng")


@pytest.mark.parametrize("asked", [{"where": {"perod": 1}}, {"columns": ["perod"]}])
def test_unknown_column_lists_the_columns(database: Database, asked: dict[str, object]) -> None:
    with pytest.raises(UnknownName, match="perod.*unit_id"):
        database.query("results", **asked)  # type: ignore[arg-type]


def test_decimals_arrive_as_numbers_and_dates_as_dates(database: Database) -> None:
    reports = database.query("index_reports")
    assert reports["sipas"].dtype == "float64"
    assert reports["par_index"].tolist() == [75.01]
    assert pd.api.types.is_datetime64_any_dtype(reports["published_on"])
    results = database.query("results")
    assert results["year"].dtype == "int32"
    assert results["is_new"].isna().all()
    assert results["difficulty"].dtype == "str"


def test_descriptions_are_the_first_lines_of_the_files(database: Database) -> None:
    assert database.describe("ranking").startswith("One row per candidate")
    assert database.sql("ranking").startswith("-- One row per candidate")


def test_threads_get_their_own_answers(database: Database) -> None:
    views = ["results", "registrations", "votes", "awards"] * 60
    expected = {view: database.query(view).to_csv() for view in set(views)}
    with ThreadPoolExecutor(16) as threads:
        answers = list(threads.map(lambda view: database.query(view).to_csv(), views))
    assert [answer == expected[view] for answer, view in zip(answers, views, strict=True)] == (
        [True] * len(views)
    )


def test_views_come_after_what_they_read_and_prose_does_not_count() -> None:
    views = {
        "first": "-- nothing from second\nselect 1",
        "second": "select * from third inner join first",
        "third": "select * from first",
    }
    assert order_views(views) == ["first", "third", "second"]


@pytest.mark.parametrize(
    ("text", "moment"),
    [
        (None, None),
        ("2024-10-30T17:00", "2024-10-30T17:00:00+07:00"),
        ("2024-10-30T10:00Z", "2024-10-30T10:00:00+00:00"),
        ("2024-10-30", "2024-10-30T23:59:59.999999+07:00"),
        ("30/10/2024", "2024-10-30T23:59:59.999999+07:00"),
    ],
)
def test_moment_is_read_as_people_here_write_it(text: str | None, moment: str | None) -> None:
    read = read_moment(text)
    assert (read and read.isoformat()) == moment


def run(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    store: Path,
    *arguments: str,
) -> tuple[int, str, str]:
    monkeypatch.setenv("STORE", str(store))
    status = main(arguments)
    output = capsys.readouterr()
    return status, output.out, output.err


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return write_store(tmp_path, [File([result(UNIT, 2023), result(UNIT, 2024, "paused")])])


def test_command_line_prints_the_rows_of_a_view(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    status, printed, _ = run(capsys, monkeypatch, store, "results", "--where", "year=2024")
    assert status == 0
    assert printed.splitlines()[0].startswith("row_id,unit_id,model_name")
    assert [line.split(",")[6] for line in printed.splitlines()[1:]] == ["paused"]


def test_command_line_prints_json_with_its_accents(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    _, printed, _ = run(capsys, monkeypatch, store, "results", "--format", "json")
    assert "giảm giấy tờ" in printed and "2024-10-15" in printed


def test_command_line_lists_views_with_their_sentence(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    status, printed, _ = run(capsys, monkeypatch, store)
    assert status == 0
    assert "ranking                      One row per candidate" in printed


def test_command_line_as_of_a_day_before_the_import_finds_nothing(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, store: Path
) -> None:
    _, printed, _ = run(capsys, monkeypatch, store, "results", "--as-of", "31/12/2025")
    assert len(printed.splitlines()) == 1


@pytest.mark.parametrize(
    ("arguments", "named", "offered"),
    [
        (["rankng"], "rankng", "ranking"),
        (["results", "--where", "yer=2024"], "yer", "year"),
        (["results", "--where", "year"], "year", "cột=giá_trị"),
        (["results", "--where", "year=2031"], "2031", "2023, 2024"),
        (["results", "--where", "year=hai"], "hai", "2023, 2024"),
        (["results", "--where", "cost=5"], "cost", "chưa có giá trị"),
        (["results", "--format", "xml"], "xml", "csv, json, parquet"),
        (["results", "--as-of", "hôm qua"], "hôm qua", "30/10/2024"),
    ],
)
def test_command_line_names_what_is_wrong_and_what_would_be_right(
    capsys: pytest.CaptureFixture[str],
    monkeypatch: pytest.MonkeyPatch,
    store: Path,
    arguments: list[str],
    named: str,
    offered: str,
) -> None:
    status, printed, fault = run(capsys, monkeypatch, store, *arguments)
    assert status == 2
    assert printed == ""
    assert f"“{named}”" in fault and offered in fault


def test_command_line_without_a_store_says_what_to_run(
    capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    status, _, fault = run(capsys, monkeypatch, tmp_path / "none", "coverage")
    assert status == 2
    assert "python -m reports import" in fault
