"""Thousands of damaged files through the whole intake: `python -m benchmarks.mutations --files N`.

What is counted: files that were read, refused by a sentence, that ended their child or took too
long. What is a bug: an exception in this process, or a message with anything but Vietnamese words.
File number N of a seed is always the same; `--write FOLDER N …` writes it for a closer look.
"""

from __future__ import annotations

import argparse
import io
import random
import re
import resource
import sys
import tempfile
import time
import zipfile
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import NamedTuple

import docx

from benchmarks.mutators import BYTES, mutate
from queries.database import open_database
from reports import intake
from reports.intake import FileReport
from reports.isolation import read_reports
from reports.reading import PackedReading
from reports.sheets import read_sheets
from reports.sources import REPORT_SUFFIXES, list_dropped
from reports.store import Store
from tests.workbooks import Page, write_xlsb

SAMPLES = Path(__file__).resolve().parent.parent / "data" / "samples"
CALL_FILES = 250
ARCHIVE_EVERY = 40
ARCHIVE_FILES = 3
BINARY_SEEDS = 20
SLOW_SECONDS = 5.0
FORM = (
    "BẢN ĐĂNG KÝ XÂY DỰNG MÔ HÌNH VĂN HÓA CÔNG SỞ",
    "1. Tên tập thể: Sở Y tế",
    "2. Tên mô hình: Số hóa hồ sơ",
    "3. Tóm tắt thực trạng: Nhiều giấy tờ",
    "4. Nội dung thực hiện: Quét hồ sơ",
    "5. Dự kiến hiệu quả mang lại: Giảm giấy tờ",
    "6. Thời gian thực hiện: Từ tháng 4/2023 đến nay",
    "Sóc Trăng, ngày 20 tháng 4 năm 2023",
)
# What no message may hold, outside what it quotes of the file.
FOREIGN = re.compile(
    r"Traceback|\w*(?:Error|Exception)\b|calamine|openpyxl|duckdb|zipfile|defusedxml|[Pp]ython|pandas"
    r"|pyarrow|/tmp|/home|/usr|\.py\b|0x[0-9a-f]{6}|\bNone\b|\bnan\b|errno",
)
QUOTED = re.compile(r"“.*?”", re.DOTALL)
VIETNAMESE = re.compile(
    r"[ăâđêôơưàáảãạằắẳẵặầấẩẫậèéẻẽẹềếểễệìíỉĩịòóỏõọồốổỗộờớởỡợùúủũụừứửữựỳýỷỹỵ]", re.I
)


class Damaged(NamedTuple):
    """A file made from a seed: its number, name, the way it was damaged, and its bytes."""

    number: int
    name: str
    way: str
    data: bytes


@dataclass
class Outcome:
    """What became of all files; `faults` are bugs: messages that say what they must not."""

    files: int = 0
    reports: int = 0
    readings: Counter[str] = field(default_factory=Counter)
    statuses: Counter[str] = field(default_factory=Counter)
    ways: Counter[str] = field(default_factory=Counter)
    details: Counter[str] = field(default_factory=Counter)
    died: list[str] = field(default_factory=list)
    slow: list[str] = field(default_factory=list)
    faults: list[str] = field(default_factory=list)
    messages: int = 0


def load_seeds() -> list[tuple[str, bytes]]:
    """Returns honest files of every format: the samples, some of them as .xlsb, a form in Word."""
    paths = sorted(path for path in SAMPLES.iterdir() if path.suffix in REPORT_SUFFIXES)
    seeds = [(path.name, path.read_bytes()) for path in paths]
    # The rare formats are drawn as often as .xlsx, of which there are most.
    rare = [seed for seed in seeds if not seed[0].endswith(".xlsx")]
    books = [seed for seed in seeds if seed[0].endswith(".xlsx")][:BINARY_SEEDS]
    binary = [(f"{name[:-5]}.xlsb", write_xlsb(*map(make_page, read_sheets(data, "xlsx"))))
              for name, data in books]  # fmt: skip
    return [*seeds, *rare, *binary * 3, *[("đăng ký.docx", write_form())] * 40]


def make_page(sheet: object) -> Page:
    """Returns a sheet that was read as a page to write."""
    rows = [[None if cell == "" or isinstance(cell, tuple) else cell for cell in row]
            for row in sheet.rows]  # type: ignore[attr-defined]  # fmt: skip
    return Page(rows, name=sheet.name)  # type: ignore[attr-defined]


def write_form() -> bytes:
    """Returns the plan's registration form in Word."""
    document = docx.Document()
    for line in FORM:
        document.add_paragraph(line)
    table = document.add_table(2, 2)
    table.cell(0, 0).text = "Ghi chú"
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


def make_file(seeds: list[tuple[str, bytes]], seed: int, number: int) -> Damaged:
    """Returns the file of that number; every ARCHIVE_EVERY-th is an archive of damaged files."""
    draws = random.Random(f"{seed}:{number}")
    if number % ARCHIVE_EVERY == ARCHIVE_EVERY - 1:
        return make_archive(seeds, number, draws)
    name, data = draws.choice(seeds)
    way, damaged = mutate(data, draws)
    return Damaged(number, f"{number}-{name}", way, damaged)


def make_archive(seeds: list[tuple[str, bytes]], number: int, draws: random.Random) -> Damaged:
    """Returns a zip archive of damaged files, mostly damaged itself."""
    target = io.BytesIO()
    deflated = zipfile.ZIP_DEFLATED
    kinds = (*[deflated] * 5, zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA)
    with zipfile.ZipFile(target, "w") as archive:
        for index in range(ARCHIVE_FILES):
            name, data = draws.choice(seeds)
            entry = zipfile.ZipInfo(f"{number}/{index}-{name}")
            archive.writestr(entry, mutate(data, draws)[1], draws.choice(kinds))
    data = target.getvalue()
    way = draws.choice((*BYTES, None))
    packed = way(data, draws) if way else data
    return Damaged(number, f"{number}.zip", f"archive {way.__name__ if way else 'whole'}", packed)


def run(count: int, seed: int, store: Store, first: int = 0) -> Outcome:
    """Takes so many files into the store, call by call, and returns what became of them."""
    seeds = load_seeds()
    outcome = Outcome()
    plain = intake.read_reports

    def note(files: Iterable[tuple[bytes, str]]) -> Iterator[PackedReading]:
        begin = time.monotonic()
        for reading in read_reports(files):
            seconds, begin = time.monotonic() - begin, time.monotonic()
            if seconds > SLOW_SECONDS:
                outcome.slow.append(f"{reading.name}: {seconds:.1f} s")
            outcome.readings[reading.problem or "read"] += 1
            if reading.problem == "reader_stopped":
                outcome.died.append(f"{reading.name}: {reading.problem_detail}")
            if reading.problem == "damaged":
                detail = re.sub(r"[\d'\"].*", "", reading.problem_detail or "")[:60]
                outcome.details[detail] += 1
            yield reading

    intake.read_reports = note  # type: ignore[assignment]
    try:
        for start in range(first, first + count, CALL_FILES):
            end = min(start + CALL_FILES, first + count)
            files = [make_file(seeds, seed, number) for number in range(start, end)]
            outcome.files += len(files)
            outcome.ways.update(file.way for file in files)
            sources = list_dropped((file.name, file.data) for file in files)
            for report in intake.import_sources(sources, "thử tệp hỏng", store):
                judge(report, outcome)
            told = (
                f"{end - first} / {count}: {tell(outcome.readings)}; faults {len(outcome.faults)}"
            )
            print(told, file=sys.stderr, flush=True)
    except KeyboardInterrupt:
        print("stopped by hand; what follows is what was done", file=sys.stderr)
    finally:
        intake.read_reports = plain
    return outcome


def judge(report: FileReport, outcome: Outcome) -> None:
    """Counts one answer and looks at every message of it."""
    outcome.reports += 1
    outcome.statuses[report.status] += 1
    if report.status == "rejected" and not report.issues:
        outcome.faults.append(f"{report.path}: refused without a sentence")
    for issue in report.issues:
        outcome.messages += 1
        fault = find_fault(issue.message)
        if fault:
            outcome.faults.append(f"{report.path} {issue.rule}: {fault}: {issue.message[:300]}")


def find_fault(message: str) -> str | None:
    """Returns what is wrong with the words of a message, those that it quotes left out."""
    own = QUOTED.sub("", message)
    foreign = FOREIGN.search(own)
    if foreign:
        return f"says {foreign[0]}"
    if not VIETNAMESE.search(own):
        return "is not Vietnamese"
    return None if own.rstrip().endswith((".", "”", ")", "?")) else "is no sentence"


def read_views(store: Store) -> int:
    """Reads every view of what was accepted, as the pages do; returns how many there are."""
    database = open_database(store.path)
    for view in database.views():
        database.cursor().execute(f'select * from "{view}"').fetchall()
    return len(database.views())


def show(outcome: Outcome, seconds: float) -> str:
    """Returns the counts as lines."""
    peaks = [resource.getrusage(who).ru_maxrss // 1024
             for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)]  # fmt: skip
    lines = [
        f"files {outcome.files}, answers {outcome.reports}, messages {outcome.messages},"
        f" {seconds:.0f} s; memory at most {peaks[0]} MB here, {peaks[1]} MB in a child",
        f"answers by status: {tell(outcome.statuses)}",
        f"readings: {tell(outcome.readings)}",
        f"ways: {tell(outcome.ways)}",
        f"what readers raised: {tell(outcome.details)}",
        f"children that died: {len(outcome.died)}",
        *outcome.died[:50],
        f"slower than {SLOW_SECONDS:g} s: {len(outcome.slow)}",
        *outcome.slow[:50],
        f"faults: {len(outcome.faults)}",
        *outcome.faults[:50],
    ]
    return "\n".join(lines)


def tell(counts: Counter[str]) -> str:
    """Returns counts, the most frequent first."""
    return ", ".join(f"{name} {count}" for name, count in counts.most_common())


def main() -> int:
    """Runs the files, or writes some of them; 1 where there were faults."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutations", description=__doc__)
    parser.add_argument("--files", type=int, default=1000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--first", type=int, default=0, help="number of the first file")
    parser.add_argument("--write", nargs="+", help="folder and numbers: write these files only")
    parsed = parser.parse_args()
    if parsed.write:
        folder, *numbers = parsed.write
        seeds = load_seeds()
        for number in map(int, numbers):
            file = make_file(seeds, parsed.seed, number)
            (Path(folder) / file.name).write_bytes(file.data)
            print(file.name, file.way, len(file.data))
        return 0
    with tempfile.TemporaryDirectory() as folder:
        begin = time.monotonic()
        store = Store(Path(folder) / "kho")
        outcome = run(parsed.files, parsed.seed, store, parsed.first)
        print(show(outcome, time.monotonic() - begin))
        print(f"views read over what was accepted: {read_views(store)}")
    return 1 if outcome.faults else 0


if __name__ == "__main__":
    sys.exit(main())
