"""What the benchmarks measure is what they say: real reports, all of them read; a page of sections."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from benchmarks.performance_page import make_table, write_section
from benchmarks.processes import Failed, run
from benchmarks.readers import READERS
from benchmarks.workbooks import write_workbook
from reports.reading import read_report


@pytest.mark.parametrize(("number", "kind"), [(0, "registrations"), (1, "results")])
def test_generated_workbooks_are_whole_reports(tmp_path: Path, number: int, kind: str) -> None:
    path = write_workbook(tmp_path, 60, number)
    reading = read_report(path.read_bytes(), path.name)
    assert (reading.tables["kind"], reading.tables["problem"]) == ([kind], [None])
    assert len(reading.rows["row_no"]) == 60
    assert {problem for problem in reading.cells["problem"] if problem} <= {"impossible_date"}
    assert reading.simulated


def test_generated_workbooks_are_the_same_each_time(tmp_path: Path) -> None:
    readings = []
    for name in ("một", "hai"):
        (tmp_path / name).mkdir()
        path = write_workbook(tmp_path / name, 30, 3)
        readings.append(read_report(path.read_bytes(), path.name))
    assert readings[0] == readings[1]


def test_all_ways_to_read_see_the_data_rows(tmp_path: Path) -> None:
    path = write_workbook(tmp_path, 40, 1)
    assert all(read(path) >= 40 * 11 for read in READERS.values())


def test_a_section_replaces_itself_and_leaves_the_others(tmp_path: Path) -> None:
    page = tmp_path / "performance.md"
    write_section("a", "before", page)
    write_section("b", "2 \\1", page)
    page.write_text(page.read_text(encoding="utf-8") + "\nBy hand.\n", encoding="utf-8")
    write_section("a", "after", page)
    text = page.read_text(encoding="utf-8")
    assert [text.count(part) for part in ("before", "2 \\1", "after", "By hand.", "<!-- a:")] == [
        0, 1, 1, 1, 2,
    ]  # fmt: skip
    assert text.index("<!-- a: end -->") < text.index("<!-- b: begin -->")


def test_a_table_has_its_numbers_to_the_right() -> None:
    assert make_table(["", "s"], [["x", "1"]]) == "|  | s |\n| --- | ---: |\n| x | 1 |"


@pytest.mark.skipif(sys.platform != "linux", reason="only Linux tells the memory of processes")
def test_a_command_is_weighed_and_a_failing_one_is_no_measurement() -> None:
    # Long enough for the memory to be looked at more than once.
    cost = run(["timeit", "-n", "1", "-r", "1", "import time; time.sleep(0.5)"])
    assert cost.seconds > 0 and cost.processor_seconds > 0 and (cost.megabytes or 0) > 1
    with pytest.raises(Failed):
        run(["no_such_module"])
