"""A file that kills, hangs or swells its reader costs that file and no other."""

import itertools
import os
import signal
import sys
import textwrap
import threading

import pytest

from reports import isolation
from reports.isolation import Child, Limits, read_reports
from reports.reading import pack, read_report
from tests.workbooks import Page, write_xlsx

GOOD = write_xlsx(
    Page([["Tên đơn vị", "Năm", "SIPAS (%)", "Số quyết định"], ["Sở Y tế", 2023, 87.5, "12/QĐ"]])
)


def summarise(readings):
    return [(reading.name, reading.problem) for reading in readings]


@pytest.fixture
def acting_child(monkeypatch, tmp_path):
    """A child that does what the file's bytes say: a stand-in for a reader that goes wrong."""
    script = tmp_path / "acting.py"
    script.write_text(
        textwrap.dedent("""
        import os, sys, time
        sys.path.insert(0, os.getcwd())
        from reports import isolation, reading
        def act(data, name):
            if data == b"die": os.abort()
            if data == b"hang": time.sleep(60)
            if data == b"spin":
                while True: pass
            if data == b"swell": bytearray(8 * 1024**3)
            if data == b"mumble": os.write(1, b"x" * 100); os._exit(0)
            return reading.Reading(name)
        reading.read_report = act
        isolation.set_limits(int(sys.argv[1]), int(sys.argv[2]))
        isolation.serve(sys.stdin.buffer, sys.stdout.buffer, int(sys.argv[2]))
        """)
    )
    original = isolation.subprocess.Popen
    monkeypatch.setattr(
        isolation.subprocess,
        "Popen",
        lambda command, **settings: original([command[0], str(script), *command[3:]], **settings),
    )


def test_reading_in_a_child_is_the_same_as_reading():
    (reading,) = read_reports([(GOOD, "a.xlsx")])
    here = read_report(GOOD, "a.xlsx")
    assert reading == pack(here)
    assert reading.to_arrow(7)["cells"].drop_columns("file_no").to_pydict() == here.cells
    assert reading.to_arrow(7)["rows"]["file_no"].to_pylist() == [7]


def test_results_come_in_the_order_of_the_files():
    names = [f"{number}.xlsx" for number in range(25)]
    readings = read_reports([(GOOD if int(n[:-5]) % 3 else b"", n) for n in names])
    assert [reading.name for reading in readings] == names


@pytest.mark.parametrize(
    ("deed", "problem"),
    [(b"die", "reader_stopped"), (b"hang", "reader_timeout"), (b"mumble", "reader_stopped")],
)
def test_other_files_load_when_one_reader_goes_wrong(acting_child, deed, problem):
    files = [(b"", "1"), (deed, "2"), (b"", "3"), (b"", "4"), (deed, "5"), (b"", "6")]
    expected = [("1", None), ("2", problem), ("3", None), ("4", None), ("5", problem), ("6", None)]
    assert summarise(read_reports(files, Limits(seconds=2))) == expected


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no resource limits")
@pytest.mark.parametrize(
    ("deed", "problem"), [(b"swell", "reader_stopped"), (b"spin", "reader_timeout")]
)
def test_memory_and_processor_time_are_limited(acting_child, deed, problem):
    limits = Limits(seconds=20, memory=1024**3, processor_seconds=1)
    assert summarise(read_reports([(deed, "1"), (b"", "2")], limits)) == [
        ("1", problem),
        ("2", None),
    ]


def test_without_resource_limits_the_time_limit_holds(acting_child, monkeypatch):
    monkeypatch.setitem(sys.modules, "resource", None)
    isolation.set_limits(1, 1)
    assert summarise(read_reports([(b"hang", "1")], Limits(seconds=1))) == [("1", "reader_timeout")]


def test_killed_child_is_started_again():
    child = Child(Limits())
    try:
        assert child.read(GOOD, "1").problem is None
        os.kill(child._process.pid, signal.SIGTERM)
        child._process.wait()
        assert child.read(GOOD, "2").problem is None
    finally:
        child.stop()


def test_files_are_taken_as_they_are_needed():
    taken = itertools.count()
    readings = read_reports((GOOD, str(next(taken))) for _ in range(1000))
    next(readings)
    assert next(taken) <= isolation.READ_AHEAD + 1
    readings.close()


def test_works_from_a_thread_and_leaves_no_process():
    found = []
    children = []

    def run():
        original = isolation.Child._start

        def note(self):
            process = original(self)
            children.append(process)
            return process

        isolation.Child._start = note
        try:
            found.extend(read_reports([(GOOD, "a"), (GOOD, "b")]))
        finally:
            isolation.Child._start = original

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    assert summarise(found) == [("a", None), ("b", None)]
    assert {process.poll() is not None for process in children} == {True}
