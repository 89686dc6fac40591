"""Stores written by earlier commits of this repository open with this one, to the same figures.

tests/older_stores/<commit>.zip is a store as that commit left it, with figures.json: rows of views as
its own code gave them. 8150c20 only took files in and withdrew one; 03998d7 has an inbox with a
correction, a waiver, a refusal and an undo, an extension, a waived gate and a seal.
"""

from __future__ import annotations

import hashlib
import json
import zipfile
from pathlib import Path

import duckdb
import pytest

from queries import database as queries_database
from queries.database import FACTS, SCHEMA_VERSION, StoreNewer, open_database
from queries.what_if import query_with
from reports import __main__ as command_line
from reports import snapshots
from reports.backups import write_backup
from reports.disk import StoreError
from reports.inbox import Inbox
from reports.restoring import restore_backup
from reports.seals import open_seal
from reports.store import Store
from tests.made_up_calls import receive

OLDER = Path(__file__).resolve().parent / "older_stores"
COMMITS = ("8150c20", "03998d7")


def unpack(commit: str, folder: Path) -> Store:
    with zipfile.ZipFile(OLDER / f"{commit}.zip") as archive:
        archive.extractall(folder / "kho")
    return Store(folder / "kho")


def list_facts(store: Store) -> dict[str, list[tuple[object, ...]]]:
    """All rows of the tables that the snapshot as published has, in their order by value."""
    with duckdb.connect(str(store.current().path), read_only=True) as connection:
        tables = connection.execute("select table_name from duckdb_tables()").fetchall()
        return {
            table: connection.execute(f"select * from {table} order by all").fetchall()
            for (table,) in tables
            if table in FACTS
        }


def show_figures(store: Store, expected: dict[str, list[dict[str, object]]]) -> dict[str, object]:
    """The rows of the views of `expected`, with the columns that these rows have."""
    database = open_database(store.path)
    found: dict[str, object] = {}
    for view, rows in expected.items():
        frame = database.query(view)
        columns = [column for column in rows[0] if column in frame.columns]
        text = frame[columns].to_json(orient="records", date_format="iso", force_ascii=False)
        listed = {json.dumps(row, sort_keys=True) for row in json.loads(text)}
        wanted = [{column: row[column] for column in columns} for row in rows]
        found[view] = [row for row in wanted if json.dumps(row, sort_keys=True) not in listed]
    return found


@pytest.mark.parametrize("commit", COMMITS)
def test_an_older_store_opens_to_the_figures_of_its_own_time(commit: str, tmp_path: Path) -> None:
    store = unpack(commit, tmp_path)
    expected = json.loads((store.path / "figures.json").read_text(encoding="utf-8"))
    facts = list_facts(store)
    assert store.is_older()
    assert show_figures(store, expected) == {view: [] for view in expected}
    assert store.verify() == []
    store.recover()
    assert not store.is_older()
    assert store.verify() == []
    renewed = list_facts(store)
    assert renewed.keys() == FACTS.keys()
    for table, rows in facts.items():
        if table != "seals":  # round_id, meeting_id: a column more in the middle
            assert renewed[table] == rows, table
    assert [len(row) for row in renewed["seals"]] == [11] * len(facts.get("seals", []))
    assert show_figures(store, expected) == {view: [] for view in expected}


@pytest.mark.parametrize("commit", COMMITS)
def test_an_older_store_takes_more_backs_up_and_restores(commit: str, tmp_path: Path) -> None:
    store = unpack(commit, tmp_path)
    write_backup(store, tmp_path / "cũ.zip")
    before = len(list_facts(store)["submissions"])
    receive(store, "mới", files=2)
    assert len(list_facts(store)["submissions"]) == before + 2
    assert store.verify() == []
    restore_backup(tmp_path / "cũ.zip", tmp_path / "lại")
    assert len(list_facts(Store(tmp_path / "lại"))["submissions"]) == before


def test_the_inbox_of_an_older_store_still_holds_what_waits(tmp_path: Path) -> None:
    store = unpack("03998d7", tmp_path)
    waiting = Inbox(store).pending()
    assert [report.name for report in waiting] == ["2023-bao-cao-so-noi-vu.xlsx"]
    assert not store.is_older()


def test_a_seal_of_an_older_store_opens_and_takes_trials(tmp_path: Path) -> None:
    store = unpack("03998d7", tmp_path)
    (seal,) = open_database(store.path).query("round_seals").itertuples()
    frozen = open_seal(store, seal.frozen_sha256)
    assert len(frozen.query("ranking", {"round_id": "R2023"}))
    published = frozen.query("cutoff_fragility", {"round_id": "R2023"})
    assert query_with(frozen, "cutoff_fragility", "R2023").equals(published)


def test_the_command_line_says_that_it_renewed_the_store(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    store = unpack("8150c20", tmp_path)
    monkeypatch.setenv("STORE", str(store.path))
    assert command_line.main(["withdraw", "1", "--reason", "Gửi nhầm", "--by", "An"]) == 0
    said = capsys.readouterr()
    assert "bản phần mềm trước; đã dựng lại" in said.err
    assert command_line.main(["withdraw", "2", "--reason", "Gửi nhầm", "--by", "An"]) == 0
    assert capsys.readouterr().err == ""


def test_a_column_added_later_reads_as_blank_until_the_snapshot_is_renewed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "kho")
    receive(store, "a")
    # Facts and notes alike: report_cells come from Parquet files, withdrawals from the journal.
    store.withdraw(1, "An", "Gửi nhầm")
    for table in ("report_cells", "withdrawals"):
        monkeypatch.setitem(
            queries_database.FACTS, table, {**FACTS[table], "added_later": "varchar"}
        )
        monkeypatch.setitem(
            snapshots.COLUMNS, table, {**snapshots.COLUMNS[table], "added_later": "text"}
        )
    for module in ("queries.database", "reports.store", "reports.snapshots"):
        monkeypatch.setattr(f"{module}.SCHEMA_VERSION", SCHEMA_VERSION + 1)
    query = "select count(*), count(added_later) from report_cells"
    assert open_database(store.path).cursor().execute(query).fetchone() == (6, 0)
    assert store.is_older()
    store.recover()
    assert not store.is_older()
    assert open_database(store.path).cursor().execute(query).fetchone() == (6, 0)
    assert store.verify() == []


def test_a_store_of_a_later_release_is_refused_in_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    store = Store(tmp_path / "kho")
    with monkeypatch.context() as later:
        for module in ("queries.database", "reports.store", "reports.snapshots"):
            later.setattr(f"{module}.SCHEMA_VERSION", SCHEMA_VERSION + 1)
        receive(store, "a")
        write_backup(store, tmp_path / "a.zip")
    with pytest.raises(StoreNewer, match="cập nhật phần mềm"):
        open_database(store.path)
    before = store.journal_path.read_bytes()
    with pytest.raises(StoreError, match="cập nhật phần mềm"):
        receive(store, "b")
    assert store.journal_path.read_bytes() == before


def test_a_note_of_a_later_release_is_refused_in_words(tmp_path: Path) -> None:
    store = Store(tmp_path / "kho")
    with pytest.raises(StoreError, match="chưa biết"), store.writing() as writer:
        writer.note("new", "An", {"inventions": [{"name": "x"}]})
    receive(store, "a")
    assert store.verify() == []


def test_the_number_of_the_tables_changes_with_them() -> None:
    """Whoever changes COLUMNS adds one to SCHEMA_VERSION and puts both here."""
    columns = json.dumps(snapshots.COLUMNS, sort_keys=True).encode()
    assert (SCHEMA_VERSION, hashlib.sha256(columns).hexdigest()[:16]) == (2, "482f07b2ef15d932")
