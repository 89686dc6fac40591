"""The intake's speed and memory, beside what others need merely to read the same workbooks."""

from __future__ import annotations

import argparse
import os
import platform
import shutil
import statistics
import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from importlib.metadata import version
from pathlib import Path

from benchmarks.performance_page import make_table, write_section
from benchmarks.processes import Cost, run
from benchmarks.workbooks import write_workbooks

IMPORT = "read, check and accept into a new store"
OTHERS = {
    "calamine": "python-calamine, merely reading",
    "openpyxl": "openpyxl (read-only), merely reading",
    "reports": "reading and parsing alone (`read_report`, one process)",
}
# Times the workbooks that are timed; as many as those are weighed while they are timed.
MEMORY_SHARES = (0.1, 0.4, 2)
SINGLE_REPETITIONS = 7


def measure(file_count: int, row_count: int, repetitions: int) -> str:
    """Measures everything in one run and returns the section of the page."""
    load = os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="intake-benchmark-") as name:
        folder = Path(name)
        books, more = folder / "books", folder / "more"
        books.mkdir()
        more.mkdir()
        every = write_workbooks(more, round(file_count * max(MEMORY_SHARES)), row_count)
        paths = [books / path.name for path in every[:file_count]]
        for path, original in zip(paths, every, strict=False):
            path.hardlink_to(original)
        size = sum(path.stat().st_size for path in paths)
        costs: dict[str, list[Cost]] = {each: [] for each in (*OTHERS, IMPORT)}
        for repetition in range(repetitions):
            # Taking turns, so that whatever else the machine does meets all alike.
            for reader in OTHERS:
                costs[reader].append(run(["benchmarks.readers", reader, str(books)]))
                tell(reader, costs[reader][-1])
            costs[IMPORT].append(run_import(books, folder / f"store-{repetition}"))
            tell("import", costs[IMPORT][-1])
        memory = measure_memory(every, file_count, folder)
        memory.append((len(paths), max(costs[IMPORT], key=lambda cost: cost.megabytes or 0)))
        memory.sort(key=lambda each: each[0])
        single = measure_single(paths, folder)
    return "\n\n".join(
        [
            f"## Intake: {file_count} workbooks of {row_count} rows",
            describe(file_count, size, repetitions, load),
            make_speed_table(costs),
            make_verdict(costs),
            "### Memory of the importing process and its children",
            make_table(
                ["Workbooks", "Highest, MB", "Seconds"],
                [[str(count), show_memory(cost), f"{cost.seconds:.1f}"] for count, cost in memory],
            ),
            f"### One workbook of {row_count} rows",
            make_table(["", "Seconds, median", "lowest–highest"], single),
        ]
    )


def run_import(source: Path, store: Path) -> Cost:
    """Imports a folder into a new store and removes it."""
    cost = run(["reports", "import", str(source), "--quiet"], {"STORE": str(store)})
    shutil.rmtree(store)
    return cost


def measure_memory(paths: Sequence[Path], file_count: int, folder: Path) -> list[tuple[int, Cost]]:
    """Imports MEMORY_SHARES times `file_count` of the workbooks; returns number and cost of each."""
    found = []
    for share in MEMORY_SHARES:
        part = folder / f"part-{share}"
        part.mkdir()
        chosen = paths[: max(1, round(file_count * share))]
        for path in chosen:
            (part / path.name).hardlink_to(path)
        cost = run_import(part, folder / "store-memory")
        tell(f"memory with {len(chosen)}", cost)
        found.append((len(chosen), cost))
    return found


def measure_single(paths: Sequence[Path], folder: Path) -> list[list[str]]:
    """Returns the rows of the table on one workbook: in a running server, and as a command."""
    from reports.intake import check_data
    from reports.store import Store

    path, store = paths[1 % len(paths)], Store(folder / "no-store")
    warm, cold = [], []
    check_data([(path.name, path.read_bytes())], store)
    for _ in range(SINGLE_REPETITIONS):
        begin = time.perf_counter()
        check_data([(path.name, path.read_bytes())], store)
        warm.append(time.perf_counter() - begin)
        cold.append(run(["reports", "check", str(path)], {"STORE": str(store.path)}).seconds)
    return [
        ["`check_data` in a process that runs", *show_spread(warm)],
        ["`python -m reports check FILE`, start of Python included", *show_spread(cold)],
    ]


def describe(file_count: int, size: int, repetitions: int, load: float) -> str:
    """Returns how, when and on what it was measured."""
    versions = ", ".join(
        f"{name} {version(name)}" for name in ("duckdb", "python-calamine", "openpyxl")
    )
    return (
        f"Measured on {datetime.now(UTC):%Y-%m-%d %H:%M} UTC with `python -m benchmarks intake`:"
        f" {os.cpu_count()} cores, {platform.system()} {platform.machine()},"
        f" Python {platform.python_version()}, {versions};"
        f" load average {load:.1f} before and {os.getloadavg()[0]:.1f} after (0 is an idle"
        " machine; what others do lengthens seconds and blurs ratios, processor seconds less).\n"
        f"{file_count} generated workbooks ({size / 1e6:.1f} MB), half registrations, half results"
        " of the same models, every tenth with a wrong date; benchmarks/workbooks.py writes them.\n"
        f"Each line is a process of its own, from start to end; medians of {repetitions}"
        " repetitions that take turns; all workbooks are read by all, nothing is scaled.\n"
        "Processor time counts children too: the import reads in two child processes."
    )


def make_speed_table(costs: dict[str, list[Cost]]) -> str:
    """Returns seconds, processor seconds and the ratios of both for every way to read."""
    rows = []
    for name, each in costs.items():
        row = [OTHERS.get(name, f"**{name}** (`reports import`)")]
        row += show_spread([cost.seconds for cost in each])
        row.append(f"{find_median(costs, name, 'processor_seconds'):.1f}")
        for other in ("calamine", "openpyxl"):
            ratios = [divide(costs, name, other, what) for what in Cost._fields[:2]]
            row.append(" / ".join(f"{ratio:.2f}×" for ratio in ratios))
        rows.append(row)
    headings = ["", "Seconds, median", "lowest–highest", "Processor seconds, median"]
    return make_table([*headings, "to calamine", "to openpyxl"], rows)


def find_median(costs: dict[str, list[Cost]], name: str, what: str) -> float:
    """Returns the median of seconds or processor seconds of one way."""
    return float(statistics.median(getattr(cost, what) for cost in costs[name]))


def divide(costs: dict[str, list[Cost]], name: str, other: str, what: str) -> float:
    """Returns how many times as long, or as much processor time, one way takes as another."""
    return find_median(costs, name, what) / find_median(costs, other, what)


def make_verdict(costs: dict[str, list[Cost]]) -> str:
    """Returns what the ratios of the seconds mean for the two goals."""
    to_openpyxl, to_calamine = (
        divide(costs, IMPORT, other, "seconds") for other in ("openpyxl", "calamine")
    )
    return (
        "Ratios are of seconds / of processor seconds.\n"
        f"Goal: less time than openpyxl merely reading – {say(to_openpyxl < 1)}"
        f" ({to_openpyxl:.2f}×). Goal: at most 4× calamine's bare reading –"
        f" {say(to_calamine <= 4)} ({to_calamine:.2f}×)."
    )


def say(is_met: bool) -> str:
    """Returns the verdict on a goal."""
    return "met" if is_met else "**not met**"


def show_spread(seconds: Sequence[float]) -> list[str]:
    """Returns median and range as two cells."""
    return [f"{statistics.median(seconds):.2f}", f"{min(seconds):.2f}–{max(seconds):.2f}"]


def show_memory(cost: Cost) -> str:
    """Returns megabytes, or that this system does not tell."""
    return "unknown" if cost.megabytes is None else f"{cost.megabytes:.0f}"


def tell(name: str, cost: Cost) -> None:
    """Says on the screen what was just measured: a whole run takes minutes."""
    print(f"{name}: {cost.seconds:.2f} s, {show_memory(cost)} MB", flush=True)


def run_benchmark(parsed: argparse.Namespace) -> None:
    """Measures and writes the section of the page."""
    write_section("intake", measure(parsed.files, parsed.rows, parsed.repetitions))
