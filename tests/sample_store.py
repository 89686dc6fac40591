"""The store made of data/samples, and what its views say, as text that stays the same.

`python -m tests.sample_store` writes tests/expected anew; read the diff before committing it.
"""

import csv
import io
import os
import re
import subprocess
import sys
import tempfile
from pathlib import Path

from queries.database import Database, open_database

ROOT = Path(__file__).resolve().parent.parent
SAMPLES = ROOT / "data" / "samples"
EXPECTED = Path(__file__).resolve().parent / "expected"

# What differs from one import of the same files to the next.
PASSING = {
    "version",
    "as_of",
    "received_at",
    "happened_at",
    "done_by",
    "last_received_at",
    "file_sha256",
    "arrived_at",
    "first_arrived_on",
    "overdue_working_days",
}
# What another expected file holds already, or what the row and address lead to anyway.
REPEATED = {
    "figure_cells": {"header", "raw_text", "sheet", "file_name", "received_by", "simulated"},
    "search_words": {"entry_nos", "title_entry_nos"},
    "report_progress": {
        "unit_name",
        "short_name",
        "level",
        "block_name",
        "block_order",
        "district_name",
        "timeliness_label",
    },
    "unit_readings": {
        "unit_name",
        "level",
        "shown_unit_name",
        "shown_short_name",
        "block_name",
        "block_order",
        "reason",
        "successor_names",
    },
    **{
        f"gate_{gate_id}": {"gate_id", "evidence", "near_miss_note", "field"}
        for gate_id in (
            "registered_before_report",
            "reported_in_time",
            "maintained_at_consideration",
            "indices_passed",
            "no_matter_pending",
            "not_already_awarded",
        )
    },
}
RECEIVED_ON = re.compile(r"(nhận ngày) \d{2}/\d{2}/\d{4}")


def import_samples(folder: Path) -> Path:
    """Imports data/samples into a new store under `folder`; some of them are refused on purpose."""
    store = folder / "store"
    done = subprocess.run(
        [sys.executable, "-m", "reports", "import", str(SAMPLES), "--by", "kiểm thử"],
        cwd=ROOT,
        env={**os.environ, "STORE": str(store)},
        capture_output=True,
        text=True,
        check=False,
    )
    if done.returncode not in (0, 1):
        raise RuntimeError(
            f"import of data/samples failed: {done.stdout[-2000:]}{done.stderr[-2000:]}"
        )
    return store


def show_view(database: Database, view: str) -> str:
    """The rows of a view as CSV, exact decimals as text, without the columns that pass."""
    left_out = PASSING | REPEATED.get(view, set())
    columns = [column for column in database.columns(view) if column not in left_out]
    selected = ", ".join(f'"{column}"' for column in columns)
    rows = database.cursor().execute(f'select {selected} from "{view}"').fetchall()
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(columns)
    writer.writerows(rows)
    return RECEIVED_ON.sub(r"\1 …", text.getvalue())


def main() -> None:
    """Writes one expected file per view."""
    with tempfile.TemporaryDirectory() as folder:
        database = open_database(import_samples(Path(folder)))
        for view in database.views():
            (EXPECTED / f"{view}.csv").write_text(show_view(database, view), encoding="utf-8")


if __name__ == "__main__":
    main()
