"""The incoming tables: what the files of one call say, beside the reference and the accepted facts.

One in-memory database per call. Cells arrive as Arrow and stay in SQL; Python only sees the
distinct unit names that have to be matched.
"""

from __future__ import annotations

import contextlib
import datetime
import functools
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pyarrow as pa

from queries.database import FACTS, MACROS, order_views, read_views, select_facts
from queries.reference import DATA, load_reference
from reports.bounded import BoundedDatabase, execute_whole
from reports.corrections import Correction, read_correction
from reports.imprints import Imprint
from reports.issue_lists import ListedIssues
from reports.reading import PackedReading, Reading
from reports.text import match_key
from reports.unit_names import Match, UnitNames, split_unit_list

QUERIES = Path(__file__).resolve().parent.parent / "queries" / "intake"
# So little that the Arrow tables of a chunk weigh little beside the database; small files are many.
CHUNK_CELLS = 50_000
MOST_LISTS_KEPT = 20_000

# What a check may read of the accepted facts; everything that these views read comes along.
ACCEPTED_VIEWS = (
    "accepted_rows",
    "cell_corrections",
    "latest_unit_names",
    "registrations",
    "results",
)

TABLES = {
    "incoming_files": """
        file_no integer, file_name text, file_sha256 text, file_size bigint, format text,
        simulated boolean, problem text, problem_detail text,
        received_before_at timestamp, received_before_name text, file_order integer,
        template_kind text, template_version text
    """,
    "incoming_tables": """
        file_no integer, sheet text, kind text, header_address text, problem text,
        problem_detail text, missing_fields text[], unknown_headers text[], is_hidden boolean
    """,
    "incoming_rows": """
        file_no integer, row_no integer, kind text, sheet text, row_number integer,
        group_text text, sender_text text, natural_key text, unit_id text
    """,
    "incoming_cells": """
        file_no integer, row_no integer, kind text, sheet text, field text, address text,
        header text, raw_text text, corrected_text text, value_text text,
        value_number decimal(18, 6), value_date date,
        "precision" text, match_key text, unit_id text, problem text, suggestion text,
        note text, type text, is_required boolean
    """,
    "incoming_conversions": """
        file_no integer, conversion_no integer, sheet text, address text, font text,
        before text, after text
    """,
    "incoming_issues": """
        file_no integer, row_no integer, rule text, sheet text, address text, field text,
        severity text, found text, message text, suggestion text
    """,
}


@dataclass(frozen=True)
class IncomingFile:
    """One file of a call as it came: its name, its bytes' hash and size, and what was read."""

    file_no: int
    name: str
    sha256: str
    size: int
    reading: Reading | PackedReading


class Incoming:
    """The database in which one call is judged."""

    def __init__(
        self,
        moment: datetime.datetime,
        corrections: Iterable[Correction] = (),
        data_path: Path = DATA,
    ) -> None:
        self.database = BoundedDatabase()
        self.connection = self.database.connection
        self.moment = moment
        self.corrections = list(corrections)
        self.lists: dict[int, tuple[Imprint, ListedIssues]] = {}
        load_reference(self.connection, data_path)
        self.connection.execute(
            "create table moment as"
            " select cast(? as timestamp) as as_of, cast(null as text) as version",
            [moment],
        )
        self.connection.execute(MACROS.read_text(encoding="utf-8"))
        for table, columns in TABLES.items():
            self.connection.execute(f"create table {table} ({columns})")

    @functools.cached_property
    def names(self) -> UnitNames:
        """The registry's names, made ready once the first files are being read."""
        return UnitNames(self.connection)

    def close(self) -> None:
        """Lets go of the memory and of the attached snapshot."""
        self.database.close()

    def load(self, files: Iterable[IncomingFile]) -> None:
        """Adds files; they are taken chunk by chunk, so an iterator need not fit into memory."""
        chunk: list[IncomingFile] = []
        cells = 0
        for file in files:
            chunk.append(file)
            cells += file.reading.cell_count
            if cells >= CHUNK_CELLS:
                self.load_chunk(chunk)
                chunk, cells = [], 0
        if chunk:
            self.load_chunk(chunk)

    def load_chunk(self, chunk: Sequence[IncomingFile]) -> None:
        """Adds a few files at once, their units matched and their rows named by natural keys.

        All that concerns one file alone is done here, while the next files are being read.
        """
        readings = [file.reading for file in chunk]
        templates = [(reading.imprint.template or ":").split(":") for reading in readings]
        self.insert(
            "incoming_files",
            pa.table(
                {
                    "file_no": pa.array([file.file_no for file in chunk], pa.int32()),
                    "file_name": pa.array([file.name for file in chunk], pa.string()),
                    "file_sha256": pa.array([file.sha256 for file in chunk], pa.string()),
                    "file_size": pa.array([file.size for file in chunk], pa.int64()),
                    "format": pa.array([reading.format for reading in readings], pa.string()),
                    "simulated": pa.array([reading.simulated for reading in readings], pa.bool_()),
                    "problem": pa.array([reading.problem for reading in readings], pa.string()),
                    "problem_detail": pa.array(
                        [reading.problem_detail for reading in readings], pa.string()
                    ),
                    "template_kind": pa.array([kind or None for kind, _ in templates], pa.string()),
                    "template_version": pa.array([v or None for _, v in templates], pa.string()),
                }
            ),
        )
        self.lists |= {
            file.file_no: (file.reading.imprint, file.reading.listed)
            for file in chunk
            if file.reading.listed.lines
        }
        parts = [file.reading.to_arrow(file.file_no) for file in chunk]
        for name in ("tables", "conversions"):
            self.insert(f"incoming_{name}", pa.concat_tables([part[name] for part in parts]))
        self.connection.execute(
            f"create or replace temp table arriving_rows ({TABLES['incoming_rows']})"
        )
        self.insert("arriving_rows", pa.concat_tables([part["rows"] for part in parts]))
        # Cells are by far the most: they are read where they lie, and copied once.
        with self.registered("unmended_cells", pa.concat_tables([part["cells"] for part in parts])):
            self.run("arriving_cells")
            self.correct({file.sha256: file.file_no for file in chunk})
            self.make_missing_keys()
            with self.registered("unit_names", self.split_unit_lists()):
                self.run("unit_mentions")
                with self.registered("unit_matches", self.match_units()):
                    self.run("arrival")

    def insert(self, table: str, rows: pa.Table) -> None:
        """Inserts an Arrow table by column name."""
        with self.registered("new_rows", rows):
            execute_whole(self.connection, f"insert into {table} by name select * from new_rows")

    def add_issues(self, rows: Sequence[dict[str, Any]]) -> None:
        """Adds findings that no check makes, each a row of incoming_issues."""
        self.connection.executemany(
            "insert into incoming_issues by name select"
            " $file_no as file_no, $row_no as row_no, $rule as rule, $sheet as sheet,"
            " $address as address, $field as field, $severity as severity, $found as found,"
            " $message as message, $suggestion as suggestion",
            rows,
        )

    def correct(self, file_numbers: dict[str, int]) -> None:
        """Lets the corrections of arriving files stand for what their cells say.

        The raw text stays. A cell that the reader no longer finds is not corrected.
        """
        for each in self.corrections:
            if each.file_sha256 not in file_numbers:
                continue
            place = [file_numbers[each.file_sha256], each.sheet, each.address, each.field]
            found = self.connection.execute(
                "select distinct kind from arriving_cells"
                " where file_no = ? and sheet = ? and address = ? and field = ?",
                place,
            ).fetchone()
            value = read_correction(found[0], each.field, each.to_text) if found else None
            if value is None:
                continue
            self.mend_cells(
                "update mended_cells set corrected_text = ?, value_text = ?, value_number = ?,"
                ' value_date = ?, "precision" = ?, match_key = ?, problem = ?, suggestion = ?'
                " where file_no = ? and sheet = ? and address = ? and field = ?",
                [each.to_text, *value[1:], *place],
            )

    def make_missing_keys(self) -> None:
        """Gives names with hidden or foreign letters the match key of what is seen of them."""
        texts = self.column(
            "select distinct value_text from arriving_cells"
            " where problem in ('invisible_characters', 'look_alike_letters') and type = 'model'"
        )
        for text in texts:
            self.mend_cells(
                "update mended_cells set match_key = ?"
                " where problem in ('invisible_characters', 'look_alike_letters')"
                " and type = 'model' and value_text = ?",
                [match_key(text), text],
            )

    def mend_cells(self, update: str, values: Sequence[Any]) -> None:
        """Changes arriving cells, which are copied before the first change."""
        if not self.column("select 1 from duckdb_tables() where table_name = 'mended_cells'"):
            self.run("mended_cells")
        self.connection.execute(update, values)

    def split_unit_lists(self) -> pa.Table:
        """Returns value_text and unit_text: the units of cells that list several, or none."""
        texts = self.column(
            "select distinct value_text from arriving_cells"
            " where type = 'unit_list' and value_text is not null order by value_text"
        )
        # A cell that names nobody keeps its place, without a value; most name one and stay as is.
        named: dict[str, tuple[str | None, ...]] = {text: split_list(text) for text in texts}
        pairs = [(text, name) for text in texts for name in named[text] if named[text] != (text,)]
        return pa.table(
            {
                "value_text": pa.array([text for text, _ in pairs], pa.string()),
                "unit_text": pa.array([name for _, name in pairs], pa.string()),
            }
        )

    def match_units(self) -> pa.Table:
        """Returns what the registry makes of each mention: a unit, or a problem and suggestions."""
        mentions = self.connection.execute(
            "select mention_no, unit_text, group_text, sender_text, valid_on, or_on"
            " from unit_mentions order by mention_no"
        ).fetchall()
        found = []
        for mention_no, text, group, sender, valid_on, or_on in mentions:
            match = self.names.match(text, group, on=valid_on, sender=sender)
            if match.how == "ended" and or_on is not None:
                # A unit that ended within the year may still be measured or rewarded for it.
                earlier = self.names.match(text, group, on=or_on, sender=sender)
                match = earlier if earlier.unit_id is not None else match
            found.append((mention_no, match.unit_id, name_problem(match), match))
        return pa.table(
            {
                "mention_no": pa.array([row[0] for row in found], pa.int32()),
                "unit_id": pa.array([row[1] for row in found], pa.string()),
                "problem": pa.array([row[2] for row in found], pa.string()),
                "suggestion": pa.array(
                    ["; ".join(row[3].suggestions) or None for row in found], pa.string()
                ),
                "note": pa.array([row[3].note for row in found], pa.string()),
            }
        )

    @contextlib.contextmanager
    def registered(self, name: str, rows: pa.Table) -> Iterator[None]:
        """Lets statements read an Arrow table under the given name."""
        self.connection.register(name, rows)
        try:
            yield
        finally:
            self.connection.unregister(name)

    def column(self, query: str) -> list[Any]:
        """Returns the only column of a query's rows."""
        return [row[0] for row in self.connection.execute(query).fetchall()]

    def attach(self, snapshot: Path | None) -> None:
        """Orders the files, and makes readable what was accepted so far: facts and views.

        Comes after the last `load`; checks may read what is there then.
        """
        self.run("file_order")
        if snapshot is not None:
            quoted = str(snapshot).replace("'", "''")
            self.connection.execute(f"attach '{quoted}' as snapshot (read_only)")
        selects = select_facts(self.connection) if snapshot is not None else {}
        for table, columns in FACTS.items():
            if table in selects:
                self.connection.execute(f"create view {table} as {selects[table]}")
            else:
                declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
                self.connection.execute(f"create table {table} ({declared})")
        views = read_views()
        for view in list_needed(views):
            execute_whole(self.connection, f'create table "{view}" as {views[view]}')
        self.run("received_before")

    def number(self, submission_ids: dict[int, int]) -> None:
        """Prepares the facts of the files that are accepted now, under their submission numbers."""
        self.connection.execute(
            "create or replace table numbering (file_no integer, submission_id integer)"
        )
        self.insert(
            "numbering",
            pa.table(
                {
                    "file_no": pa.array(submission_ids.keys(), pa.int32()),
                    "submission_id": pa.array(submission_ids.values(), pa.int32()),
                }
            ),
        )
        self.run("received_facts")
        # Facts are packed tight when they are written, and nobody reads any more.
        self.connection.execute("set threads = 2")

    def select(self, name: str) -> list[dict[str, Any]]:
        """Returns the rows of one select of queries/intake, by column name."""
        query = (QUERIES / f"{name}.sql").read_text(encoding="utf-8")
        rows: list[dict[str, Any]] = self.connection.execute(query).to_arrow_table().to_pylist()
        return rows

    def run(self, name: str) -> None:
        """Runs the statements of one file of queries/intake."""
        execute_whole(self.connection, (QUERIES / f"{name}.sql").read_text(encoding="utf-8"))


@functools.lru_cache(MOST_LISTS_KEPT)
def split_list(text: str) -> tuple[str | None, ...]:
    """Returns the units that a cell lists; waiting files are judged over and over."""
    return tuple(split_unit_list(text)) or (None,)


def name_problem(match: Match) -> str | None:
    """Returns the problem code of a unit's name that means no unit for certain."""
    if match.unit_id is not None:
        return None
    if match.how in ("ended", "later"):
        return "unit_not_valid"
    return match.problem or "unit_unknown"


def list_needed(views: dict[str, str]) -> list[str]:
    """Returns the views that checks may read and those below them, in the order to build them."""
    needed: set[str] = set()
    waiting = list(ACCEPTED_VIEWS)
    while waiting:
        view = waiting.pop()
        if view in needed or view not in views:
            continue
        needed.add(view)
        without_comments = re.sub(r"--[^\n]*", "", views[view])
        waiting += re.findall(r"\b(?:from|join)\s+([a-z_]+)", without_comments)
    return [view for view in order_views(views) if view in needed]
