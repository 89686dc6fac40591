"""The simulated reports: what the script writes is what is committed, and it says what it is."""

from __future__ import annotations

import csv
import io
import subprocess
import sys
import unicodedata
import zipfile
from pathlib import Path
from typing import NamedTuple

import pytest
from python_calamine import CalamineWorkbook

from queries.database import Database, open_database
from reports.intake import FileReport, import_files
from reports.store import Store

ROOT = Path(__file__).parent.parent
SAMPLES = ROOT / "data" / "samples"
REAL = "1256-qd-ubnd-2021.xlsx"
MARKER = "SỐ LIỆU MÔ PHỎNG"
REPORTS = sorted(
    path for path in SAMPLES.iterdir() if path.suffix != ".md" and path.name != "mistakes.tsv"
)


def read_cells(path: Path) -> dict[str, dict[tuple[int, int], object]]:
    """Cells by sheet and position from 0, as another program than the writer reads them."""
    if path.suffix == ".csv":
        data = path.read_bytes()
        text = data.decode("utf-8-sig" if data.startswith(b"\xef\xbb\xbf") else "cp1258")
        text = unicodedata.normalize("NFC", text)
        delimiter = ";" if text.splitlines()[0].count(";") else ","
        lines = csv.reader(io.StringIO(text), delimiter=delimiter)
        return {path.stem: {(r, c): v for r, line in enumerate(lines) for c, v in enumerate(line)}}
    book = CalamineWorkbook.from_path(path)
    return {
        name: {
            (row, column): value
            for row, line in enumerate(
                book.get_sheet_by_name(name).to_python(skip_empty_area=False)
            )
            for column, value in enumerate(line)
        }
        for name in book.sheet_names
    }


def position(address: str) -> tuple[int, int]:
    """`C12` counted from 0."""
    letters = address.rstrip("0123456789")
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return int(address[len(letters) :]) - 1, column - 1


def planted() -> list[dict[str, str]]:
    with (SAMPLES / "mistakes.tsv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def content(data: bytes) -> object:
    """Two builds of zlib compress alike contents to other bytes; entries and dates must agree."""
    if not data.startswith(b"PK"):
        return data
    archive = zipfile.ZipFile(io.BytesIO(data))
    return [(entry.filename, entry.date_time, archive.read(entry)) for entry in archive.infolist()]


@pytest.fixture(scope="module")
def regenerated(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("samples")
    subprocess.run(
        [sys.executable, str(ROOT / "data" / "simulate.py"), "--output", str(folder)],
        check=True,
        # Neither the order of sets nor the locale or zone of the machine may show.
        env={"PYTHONHASHSEED": "7", "LC_ALL": "C", "TZ": "Pacific/Kiritimati", "PATH": ""},
        cwd=folder,
    )
    return folder


def test_the_script_writes_exactly_the_committed_files(regenerated: Path) -> None:
    written = {path.name for path in regenerated.iterdir()}
    assert written == {path.name for path in SAMPLES.iterdir()}
    differing = [
        name
        for name in sorted(written)
        if content((regenerated / name).read_bytes()) != content((SAMPLES / name).read_bytes())
    ]
    assert differing == []


def test_samples_stay_small() -> None:
    assert 180 <= len(REPORTS) <= 270
    assert sum(path.stat().st_size for path in SAMPLES.iterdir()) < 3_000_000


@pytest.mark.parametrize("path", REPORTS, ids=lambda path: path.name)
def test_every_simulated_file_says_so_and_the_real_one_does_not(path: Path) -> None:
    texts = [value for sheet in read_cells(path).values() for value in sheet.values()]
    assert (MARKER in texts) is (path.name != REAL)


def test_the_real_example_holds_the_four_published_values() -> None:
    (cells,) = read_cells(SAMPLES / REAL).values()
    rows = {cells[row, 1]: cells[row, 3] for row in range(20) if (row, 3) in cells}
    assert {unit: value for unit, value in rows.items() if isinstance(value, float)} == {
        "Sở Xây dựng": 87.33,
        "UBND thị xã Ngã Năm": 87.07,
        "Ban Quản lý dự án 1": 78.84,
        "Công an tỉnh": 90.42,
    }


@pytest.mark.parametrize("mistake", planted(), ids=lambda item: f"{item['file']}-{item['cell']}")
def test_every_planted_mistake_stands_where_the_list_says(mistake: dict[str, str]) -> None:
    sheet = read_cells(SAMPLES / mistake["file"])[mistake["sheet"]]
    value = sheet.get(position(mistake["cell"]), "")
    shown = f"{value:g}" if isinstance(value, float) else str(value)
    assert shown == mistake["found"]


def test_mistakes_are_many_and_spread() -> None:
    mistakes = planted()
    assert len(mistakes) >= 25
    assert len({mistake["file"] for mistake in mistakes}) >= 15
    assert len({mistake["rule"] for mistake in mistakes}) >= 15


class Import(NamedTuple):
    """What became of the samples: per file the answer, and the store that they made."""

    reports: list[FileReport]
    store: Store


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Import:
    store = Store(tmp_path_factory.mktemp("samples") / "store")
    return Import(import_files(REPORTS, by="test", store=store), store)


@pytest.fixture(scope="module")
def database(imported: Import) -> Database:
    return open_database(imported.store.path)


def test_checks_find_every_planted_mistake_by_its_rule(imported: Import) -> None:
    found = {
        (report.name, issue.sheet, issue.cell, issue.rule)
        for report in imported.reports
        for issue in report.issues
    }
    listed = {(item["file"], item["sheet"], item["cell"], item["rule"]) for item in planted()}
    assert listed - found == set()


def test_nothing_but_the_planted_mistakes_is_an_error(imported: Import) -> None:
    listed = {(item["file"], item["sheet"], item["cell"], item["rule"]) for item in planted()}
    others = [
        (report.name, issue.sheet, issue.cell, issue.rule, issue.message)
        for report in imported.reports
        for issue in report.issues
        if issue.severity == "error"
        and (report.name, issue.sheet, issue.cell, issue.rule) not in listed
    ]
    assert others == []


@pytest.mark.parametrize(
    ("view", "by", "code", "expected"),
    [
        ("coverage", "year", "state", {"maintained", "reported", "registered", "stopped", "none"}),
        ("gate_results", "round_id", "verdict", {"pass", "fail", "insufficient"}),
        ("ranking", "round_id", "eligibility", {"eligible", "ineligible", "insufficient"}),
        ("candidates", "round_id", "stage", {"proposed", "appraised", "voted", "decided"}),
    ],
)
def test_every_state_occurs_in_every_year_and_round(
    database: Database, view: str, by: str, code: str, expected: set[str]
) -> None:
    frame = database.query(view)
    seen = {key: set(group[code]) for key, group in frame.groupby(by)}
    assert seen == dict.fromkeys(seen, expected)
    assert len(seen) == 3


def test_every_gate_is_passed_and_failed_and_some_are_nearly_missed(database: Database) -> None:
    frame = database.query("gate_results")
    for gate, group in frame.groupby("gate_id"):
        assert {"pass", "fail"} <= set(group["verdict"]), gate
    near = set(frame[frame["is_near_miss"]]["gate_id"])
    assert {"reported_in_time", "indices_passed"} <= near


def test_a_tie_is_among_the_ranked(database: Database) -> None:
    ranking = database.query("ranking")
    assert ranking["rank_in_block_label"].dropna().str.startswith("=").any()
