"""Judging many files takes bounded memory, and what does not fit into it is done all the same."""

from pathlib import Path

import duckdb
import pytest

from reports.bounded import BoundedDatabase, execute_whole

LONG = "select string_agg(repeat(chr(cast(65 + i % 26 as integer)), 100), '') as t from range"


@pytest.fixture
def small():
    database = BoundedDatabase("20MB")
    yield database
    database.close()


def test_more_than_the_bound_spills_into_the_folder(small):
    execute_whole(small.connection, "create table big as select i, repeat('x', 200) || i as t"
                  " from range(300000) as rows (i)")  # fmt: skip
    (count,) = small.connection.execute("select count(distinct i) from big").fetchone()
    assert count == 300_000
    assert small.connection.execute("select current_setting('memory_limit')").fetchone() == (
        "19.0 MiB",
    )


def test_what_cannot_spill_is_done_without_the_bound(small):
    statements = f"create table first as select 1 as one; create table t as {LONG}(400000) as r (i)"
    execute_whole(small.connection, statements)
    assert small.connection.execute("select length(t) from t").fetchone() == (40_000_000,)


def test_statements_that_fail_leave_nothing_behind(small):
    with pytest.raises(duckdb.CatalogException):
        execute_whole(small.connection, "create table first as select 1; select * from missing")
    assert small.connection.execute("select * from duckdb_tables()").fetchall() == []


def test_the_folder_is_gone_afterwards():
    database = BoundedDatabase("20MB")
    execute_whole(
        database.connection, "create table t as select repeat('x', 100) from range(900000)"
    )
    database.close()
    assert not Path(database.folder.name).exists()
