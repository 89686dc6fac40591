"""Damaged files through the whole intake: every one is answered in Vietnamese, nothing else falls.

A few hundred with a fixed seed; thousands with `python -m benchmarks.mutations --files 20000`.
"""

from __future__ import annotations

import random
from pathlib import Path

import pytest

from benchmarks.mutations import find_fault, load_seeds, make_file, read_views, run
from benchmarks.mutators import ARCHIVES, OLD_WORKBOOKS, TEXTS, mutate
from reports.reading import read_report
from reports.store import Store

FILES, SEED = 80, 20261123


def test_damaged_files_are_answered_with_sentences_and_take_nothing_along(tmp_path: Path) -> None:
    store = Store(tmp_path / "kho")
    outcome = run(FILES, SEED, store)
    print(dict(outcome.readings), dict(outcome.statuses))
    assert outcome.faults == []
    assert outcome.files == FILES and outcome.reports >= FILES
    # Both kinds of files are there, or nothing was tried.
    assert outcome.readings["read"] > FILES / 10 < outcome.readings["damaged"]
    # A reader that dies is survived, and yet a bug worth a look: none of these does.
    assert outcome.died == []
    assert read_views(store) > 50


def test_a_file_of_a_seed_is_always_the_same() -> None:
    seeds = load_seeds()
    assert [make_file(seeds, 3, number) for number in (5, 39)] == [
        make_file(seeds, 3, number) for number in (5, 39)
    ]


def test_honest_seeds_of_every_format_are_read() -> None:
    seen = {}
    for name, data in load_seeds():
        suffix = name.rpartition(".")[2]
        if suffix not in seen:
            seen[suffix] = read_report(data, name).problem
    assert seen == dict.fromkeys(["xlsx", "xls", "ods", "csv", "xlsb", "docx"])


@pytest.mark.parametrize("way", {*ARCHIVES, *OLD_WORKBOOKS, *TEXTS}, ids=lambda way: way.__name__)
def test_every_way_of_damaging_changes_most_files(way: object) -> None:
    changed = 0
    for name, data in load_seeds()[::12]:
        is_archive = data.startswith(b"PK")
        if way in (ARCHIVES if is_archive else OLD_WORKBOOKS if name.endswith("xls") else TEXTS):
            changed += way(data, random.Random(7)) != data  # type: ignore[operator]
    assert changed > 0
    assert mutate(b"a;b", random.Random(1))[0]


@pytest.mark.parametrize(
    ("message", "fault"),
    [
        ("Tệp này bị hỏng nên không đọc được.", None),
        ("Ô “Traceback /tmp/x None” phải là số.", None),
        ("Tệp bị hỏng: BadZipFile trong zipfile.", "says zipfile"),
        ("Không đọc được /tmp/a.xlsx.", "says /tmp"),
        ("ValueError lạ.", "says ValueError"),
        ("Damaged.", "is not Vietnamese"),
        ("Tệp bị hỏng", "is no sentence"),
    ],
)
def test_what_a_message_must_not_say_is_found(message: str, fault: str | None) -> None:
    assert find_fault(message) == fault
