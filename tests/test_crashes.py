"""What outlives a kill, a full disk, damage and a crowd: the short runs of benchmarks.crashes.

The long ones: `python -m benchmarks.crashes --kills 1000`; what they came to is in docs/crash-tests.md.
"""

from __future__ import annotations

import os
import random
import sys
from collections import Counter
from pathlib import Path

import pytest

from benchmarks import crashes
from benchmarks.victims import NEVER
from tests.small_stores import File, award, index_report, registration, result, vote, write_store

pytestmark = pytest.mark.skipif(os.name == "nt", reason="forks and kills processes")


def count(outcomes: crashes.Outcomes) -> dict[str, int]:
    return dict(Counter(outcomes))


def test_kills_of_the_importer_lose_nothing_and_leave_nothing_half_or_twice(
    tmp_path: Path,
) -> None:
    assert count(crashes.kill_importers(tmp_path, 16, 1, "import")) == {"held": 16}


def test_kills_of_the_server_lose_nothing_that_a_visitor_was_shown(tmp_path: Path) -> None:
    assert count(crashes.kill_servers(tmp_path, 4, 2, span=3)) == {"held": 4}


@pytest.mark.parametrize("kind", ["kill", "full"])
def test_a_fault_at_any_step_of_a_call_leaves_all_of_it_or_nothing(
    kind: str, tmp_path: Path
) -> None:
    outcomes = count(crashes.strike_steps(tmp_path, (kind,), NEVER, stride=4))
    assert set(outcomes) == ({"held"} if kind == "kill" else {"held", "said"})
    assert sum(outcomes.values()) >= 8


@pytest.mark.parametrize(
    ("limit", "sizes"), [("FSIZE", [0, 5_000, 300_000]), ("AS", [1 << 16, 1 << 24, 1 << 29])]
)
@pytest.mark.skipif(sys.platform != "linux", reason="limits are those of Linux")
def test_too_little_room_or_memory_is_a_sentence_and_nothing_is_in(
    limit: str, sizes: list[int], tmp_path: Path
) -> None:
    assert set(count(crashes.receive_within_limits(tmp_path, limit, sizes))) <= {"held", "said"}


def test_a_real_disk_that_is_full_refuses_in_words_and_goes_on_once_there_is_room(
    tmp_path: Path,
) -> None:
    try:
        assert count(crashes.fill_disk(tmp_path, 1)) == {"held": 1}
    except OSError as error:
        pytest.skip(str(error))


def test_a_read_only_disk_is_read_and_refuses_in_words(tmp_path: Path) -> None:
    try:
        assert count(crashes.read_only_disk(tmp_path)) == {"right": 2, "said": 2}
    except OSError as error:
        pytest.skip(str(error))


def test_damage_anywhere_in_a_store_is_answered_rightly_or_in_words(tmp_path: Path) -> None:
    outcomes = count(crashes.damage_files(tmp_path, 30, 3))
    assert outcomes.keys() <= {"right", "said"}, outcomes
    assert outcomes["said"] > 15


def test_readers_never_see_an_error_a_part_or_an_older_state(tmp_path: Path) -> None:
    outcomes = count(crashes.read_while_publishing(tmp_path, 150, 25))
    assert outcomes.keys() == {"right"}
    assert outcomes["right"] > 150


def test_many_threads_are_told_what_one_is_told(tmp_path: Path) -> None:
    rows = [registration("U0011"), result("U0011", 2023), result("U0011", 2024, cost=12)]
    rows += [
        index_report("U0011", 2023, "85.00", "75.01"),
        vote("U0011", 2023),
        award("U0011", 2023),
    ]
    write_store(tmp_path / "store", [File(rows)])
    assert count(crashes.query_in_parallel(tmp_path / "store", 800)) == {"right": 800}


def test_two_imports_of_the_same_files_at_once_take_each_file_once(tmp_path: Path) -> None:
    assert count(crashes.import_at_once(tmp_path, 1)) == {"held": 1}


def test_the_judge_of_kills_sees_what_is_lost_half_in_and_twice_in(tmp_path: Path) -> None:
    store = crashes.Store(tmp_path / "kho")
    for label in ("a", "b"):
        crashes.receive(store, label, crashes.ROWS_PER_FILE, crashes.FILES_PER_CALL)
    judge = crashes.judge_store
    assert judge(store, {"a", "b"}, crashes.ROWS_PER_FILE) == "held"
    assert judge(store, {"a", "c"}, crashes.ROWS_PER_FILE) == "lost: c"
    assert judge(store, {"a"}, crashes.ROWS_PER_FILE + 1) == "half in"
    crashes.receive(store, "c", crashes.ROWS_PER_FILE, crashes.FILES_PER_CALL - 1)
    assert judge(store, set(), crashes.ROWS_PER_FILE) == "half in"
    other = crashes.Store(tmp_path / "khác")
    for _ in range(2):
        crashes.receive(other, "a", crashes.ROWS_PER_FILE, crashes.FILES_PER_CALL)
    assert judge(other, {"a"}, crashes.ROWS_PER_FILE) == "half in"


def test_every_kind_of_damage_changes_the_bytes() -> None:
    for way, make in crashes.DAMAGES.items():
        changed = [
            make(bytearray(b"abcdefgh" * 50), random.Random(seed)) != b"abcdefgh" * 50
            for seed in range(20)
        ]
        assert all(changed), way
