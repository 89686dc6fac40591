"""Crash tests on demand: `python -m benchmarks.crashes --kills 1000` prints what was tried and fell through.

Every campaign is a function that yields outcomes, one word each; a word that is not in GOOD fell
through. The short versions of all of them are in tests/test_crashes.py.
"""

from __future__ import annotations

import argparse
import collections
import contextlib
import datetime
import hashlib
import os
import random
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import duckdb

from benchmarks.victims import FILES_PER_CALL, ROOT, ROWS_PER_FILE, UNITS, Victims, make_report
from benchmarks.visitor import Gone, Visitor, wait_for
from queries.database import Published, StoreDamaged, StoreMissing, open_database, read_snapshot
from reports import snapshots
from reports.disk import StoreError
from reports.store import Store
from tests.made_up_calls import receive

PAGE = ROOT / "docs" / "crash-tests.md"
KILLS_PER_STORE = 25
NEVER_SECONDS = 3600.0
# What an outcome may be; everything else fell through.
GOOD = frozenset({"held", "right", "said", "accepted", "refused"})
TAKEN_BACK = "chưa có gì được nhận"
Outcomes = Iterator[str]


def free_port() -> int:
    """Returns a port of this machine that nobody listens on."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def read_lines(path: Path) -> list[str]:
    """Returns the whole lines of a file of acknowledgements, none while there is no file."""
    return path.read_text(encoding="utf-8").splitlines() if path.exists() else []


def judge_store(store: Store, acknowledged: set[str], rows: int) -> str:
    """Returns `held`, or what a kill left: calls lost, half in, twice in, or damage."""
    if not store.exists():
        return "lost" if acknowledged else "held"
    store.recover()
    if problems := store.verify():
        return f"damaged: {problems[0]}"
    with duckdb.connect(str(store.current().path), read_only=True) as connection:
        calls = dict(
            connection.execute(
                "select regexp_replace(file_name, '-[0-9]+[.][a-z]+$', '') as call, count(*)"
                " from submissions group by call"
            ).fetchall()
        )
        twice = connection.execute(
            "select count(*) - count(distinct file_sha256) from submissions"
        ).fetchone()
        counts = connection.execute(
            "select distinct count(*) from report_rows group by submission_id"
        ).fetchall()
    if not acknowledged <= calls.keys():
        return f"lost: {min(acknowledged - calls.keys())}"
    if set(calls.values()) - {FILES_PER_CALL} or set(counts) - {(rows,)}:
        return "half in"
    return "held" if twice == (0,) else "twice in"


def kill_importers(folder: Path, kills: int, seed: int, task: str) -> Outcomes:
    """Kills a process that accepts (`receive`) or imports (`import`) calls, at random instants."""
    chance, victims = random.Random(seed), Victims()
    rows = ROWS_PER_FILE if task == "receive" else len(UNITS)
    store, acknowledged = Store(folder / "none"), set[str]()
    try:
        for number in range(kills):
            if number % KILLS_PER_STORE == 0:
                shutil.rmtree(store.path, ignore_errors=True)
                store, acknowledged = Store(folder / f"{task}-{number}"), set()
            acks = folder / f"{task}-{number}.acks"
            child = victims.start(
                task=task, store=str(store.path), label=f"k{number}", acks=str(acks)
            )
            if chance.random() < 0.8:
                while not read_lines(acks):
                    time.sleep(0.005)
            time.sleep(chance.uniform(0, 0.6))
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            victims.wait()
            lines = read_lines(acks)
            failed = [line for line in lines if line.startswith("failed")]
            acknowledged |= set(lines)
            yield failed[0] if failed else judge_store(store, acknowledged, rows)
    finally:
        victims.close()


def kill_servers(folder: Path, kills: int, seed: int, span: float = 8.0) -> Outcomes:
    """Kills the dashboard's server while a visitor drops files into it and accepts them."""
    chance, victims = random.Random(seed), Victims()
    store, dropped, accepted = Store(folder / "none"), set[str](), set[str]()
    try:
        for number in range(kills):
            if number % KILLS_PER_STORE == 0:
                store = Store(folder / f"server-{number}")
                dropped, accepted = set(), set()
            port = free_port()
            child = victims.start(task="serve", store=str(store.path), port=port)
            killer = threading.Timer(NEVER_SECONDS, lambda: None)
            with contextlib.suppress(Gone):
                wait_for(port)
                visitor = Visitor(port)
                visitor.rerun()
                visitor.sign()
                # From the first drop on: what comes before has nothing to lose.
                killer = threading.Timer(chance.uniform(0, span), os.kill, (child, signal.SIGKILL))
                killer.start()
                for each in range(100):
                    name, data = make_report(f"s{number}", each)
                    sha256 = hashlib.sha256(data).hexdigest()
                    if any("Đã giữ 1 tệp" in words for words in visitor.drop(name, data)):
                        dropped.add(sha256)
                    visitor.rerun()
                    if any(
                        "Đã nhận 1 tệp" in words
                        for words in visitor.press("Nhận mọi tệp nhận được")
                    ):
                        accepted.add(sha256)
            killer.cancel()
            with contextlib.suppress(ProcessLookupError):
                os.kill(child, signal.SIGKILL)
            victims.wait()
            yield judge_inbox(store, dropped, accepted)
    finally:
        victims.close()


def judge_inbox(store: Store, dropped: set[str], accepted: set[str]) -> str:
    """Returns `held`, or what a killed server left of what it had shown as kept or accepted."""
    if not store.exists():
        return "lost" if dropped else "held"
    store.recover()
    if problems := store.verify():
        return f"damaged: {problems[0]}"
    with duckdb.connect(str(store.current().path), read_only=True) as connection:
        offered = {
            row[0] for row in connection.execute("select file_sha256 from offers").fetchall()
        }
        received = dict(
            connection.execute(
                "select file_sha256, count(*) from submissions group by all"
            ).fetchall()
        )
        rows = connection.execute(
            "select distinct count(*) from report_rows group by submission_id"
        ).fetchall()
    if not dropped <= offered or not accepted <= received.keys():
        return "lost"
    if set(received.values()) - {1}:
        return "twice in"
    if set(rows) - {(len(UNITS),)}:
        return "half in"
    return "held" if all(store.read_raw(sha256) for sha256 in offered) else "lost"


def strike_steps(folder: Path, kinds: tuple[str, ...], most: int, stride: int = 1) -> Outcomes:
    """Lets each single operation on the store's files of one call meet a kill or an error."""
    victims = Victims()
    try:
        for kind in kinds:
            for step in range(1, most + 1, stride):
                store = Store(folder / f"{kind}-{step}")
                receive(store, "before", ROWS_PER_FILE, FILES_PER_CALL)
                acks = folder / f"{kind}-{step}.acks"
                victims.start(
                    task="receive_once",
                    store=str(store.path),
                    label="struck",
                    acks=str(acks),
                    kind=kind,
                    step=step,
                )
                victims.wait()
                (line,) = read_lines(acks) or [""]
                yield judge_struck(store, line)
                shutil.rmtree(store.path)
                word, _, steps = line.partition(" ")
                if word == "done" and int(steps) < step:
                    break
    finally:
        victims.close()


def judge_struck(store: Store, line: str) -> str:
    """Returns what became of a call that met a fault: all of it in, or nothing, as it was told."""
    told, _, words = line.partition(" ")
    if told == "raised":
        return f"no sentence: {words}"
    acknowledged = {"before", "struck"} if told == "done" else {"before"}
    outcome = judge_store(store, acknowledged, ROWS_PER_FILE)
    if outcome != "held" or told != "said":
        return outcome
    with duckdb.connect(str(store.current().path), read_only=True) as connection:
        (count,) = connection.execute("select count(*) from submissions").fetchone() or (0,)
    is_in = count > FILES_PER_CALL
    # Whoever is told that nothing is in must be able to rely on it, and the other way round.
    return "said" if is_in != (TAKEN_BACK in words) else f"told wrongly: {words}"


def receive_within_limits(folder: Path, limit: str, sizes: list[int]) -> Outcomes:
    """Accepts a call under RLIMIT_FSIZE or RLIMIT_AS, of several sizes in bytes."""
    victims = Victims()
    try:
        for size in sizes:
            store = Store(folder / f"{limit}-{size}")
            receive(store, "before", ROWS_PER_FILE, FILES_PER_CALL)
            pipe = folder / f"{limit}-{size}.pipe"
            os.mkfifo(pipe)
            handle = os.open(pipe, os.O_RDONLY | os.O_NONBLOCK)
            victims.start(
                task="receive_within",
                store=str(store.path),
                label="struck",
                acks=str(pipe),
                limit=limit,
                size=size,
            )
            victims.wait()
            line = os.read(handle, 65536).decode().partition("\n")[0]
            os.close(handle)
            yield judge_struck(store, line)
            shutil.rmtree(store.path)
    finally:
        victims.close()


@contextlib.contextmanager
def small_disk(folder: Path, megabytes: int) -> Iterator[Path]:
    """Yields a disk of so many megabytes; needs root. Raises OSError where none can be mounted."""
    folder.mkdir()
    size = ["-t", "tmpfs", "-o", f"size={megabytes}m", "tmpfs", str(folder)]
    try:
        subprocess.run(["mount", *size], check=True, capture_output=True)
    except (OSError, subprocess.CalledProcessError) as error:
        raise OSError("no disk can be mounted here") from error
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)


def fill_disk(folder: Path, disks: int) -> Outcomes:
    """Accepts calls until a real disk is full, then frees room and goes on."""
    for number in range(disks):
        with small_disk(folder / f"full-{number}", 12) as disk:
            store, acknowledged = Store(disk / "kho"), set[str]()
            filler = disk / "filler"
            filler.write_bytes(b"x" * (number * 97_003 % 1_000_000))
            for call in range(200):
                try:
                    receive(store, f"c{call}", ROWS_PER_FILE, FILES_PER_CALL)
                    acknowledged.add(f"c{call}")
                except StoreError as error:
                    is_told = TAKEN_BACK in str(error) and "dung lượng" in str(error)
                    break
            else:
                is_told = False
            filler.unlink()
            # What every snapshot but the current one takes is room to be freed.
            for path in sorted(store.snapshots.glob("*.duckdb")):
                if path != store.current().path:
                    path.unlink()
            receive(store, "after", ROWS_PER_FILE, FILES_PER_CALL)
            outcome = judge_store(store, acknowledged | {"after"}, ROWS_PER_FILE)
            with duckdb.connect(str(store.current().path), read_only=True) as connection:
                found = connection.execute("select count(*) from submissions").fetchone()
            if outcome == "held" and found != ((len(acknowledged) + 1) * FILES_PER_CALL,):
                outcome = "told wrongly"
            yield outcome if is_told else "no sentence"


def read_only_disk(folder: Path) -> Outcomes:
    """Reads from a disk that takes no writing, and is refused in words where it writes."""
    with small_disk(folder / "read-only", 20) as disk:
        store = Store(disk / "kho")
        snapshot = receive(store, "before", ROWS_PER_FILE, FILES_PER_CALL)
        subprocess.run(["mount", "-o", "remount,ro", str(disk)], check=True)
        yield "right" if open_database(store.path).version == snapshot.version else "wrong"
        yield "right" if store.verify() == [] else "wrong"
        for work in (lambda: receive(store, "after"), lambda: store.withdraw(1, "An", "nhầm")):
            try:
                work()
                yield "wrong"
            except StoreError as error:
                yield "said" if "quyền ghi" in str(error) else "no sentence"


def list_digests(path: Path) -> dict[int, str]:
    """Returns the hash of each submission's facts in a snapshot, and of all notes under 0."""
    with duckdb.connect(str(path), read_only=True) as connection:
        notes = "\n".join(sorted(snapshots.read_notes(connection)))
        return {**snapshots.read_digests(connection), 0: hashlib.sha256(notes.encode()).hexdigest()}


DAMAGES: dict[str, Callable[[bytearray, random.Random], bytes | None]] = {
    "bit": lambda data, chance: flip(data, chance, 1),
    "bits": lambda data, chance: flip(data, chance, 40),
    "zeros": lambda data, chance: blank(data, chance),
    "cut": lambda data, chance: bytes(data[: chance.randrange(len(data))]),
    "longer": lambda data, chance: bytes(data) + chance.randbytes(chance.randrange(1, 5000)),
    "empty": lambda data, chance: b"",
    "gone": lambda data, chance: None,
}


def flip(data: bytearray, chance: random.Random, count: int) -> bytes:
    """Returns data with a few bits turned."""
    for _ in range(count):
        data[chance.randrange(len(data))] ^= 1 << chance.randrange(8)
    return bytes(data)


def blank(data: bytearray, chance: random.Random) -> bytes:
    """Returns data of which a stretch is zero, as after a power cut."""
    start = chance.randrange(len(data))
    stop = min(len(data), start + chance.randrange(1, 4096))
    data[start:stop] = bytes(stop - start)
    return bytes(data)


def damage_files(folder: Path, cases: int, seed: int) -> Outcomes:
    """Damages one file of a store at a random place; then reads, verifies, writes and rebuilds."""
    chance = random.Random(seed)
    whole = Store(folder / "whole")
    for number in range(4):
        receive(whole, f"c{number}", ROWS_PER_FILE, FILES_PER_CALL)
    whole.withdraw(2, "An", "Gửi nhầm")
    waiting = whole.keep_raw(b"waits for a decision")
    with whole.writing() as writer:
        row = {"file_sha256": waiting, "file_name": "chờ.xlsx"}
        writer.note("offered", "An", {"offers": [row]})
    expected = list_digests(whole.current().path)
    older = [path for path in whole.snapshots.iterdir() if path != whole.current().path]
    kinds = {
        "journal": [whole.journal_path],
        "pointer": [whole.pointer_path],
        "snapshot": [whole.current().path],
        "older snapshot": older,
        "facts": sorted(whole.facts.iterdir()),
        "original": sorted(whole.raw.iterdir()),
    }
    for case in range(cases):
        kind = list(kinds)[case % len(kinds)]
        way = list(DAMAGES)[case // len(kinds) % len(DAMAGES)]
        victim = chance.choice(kinds[kind])
        store = Store(folder / f"case-{case}")
        shutil.copytree(whole.path, store.path)
        path = store.path / victim.relative_to(whole.path)
        before = path.read_bytes()
        after = DAMAGES[way](bytearray(before), chance)
        if after is None:
            path.unlink()
        else:
            path.write_bytes(after)
        outcome = judge_damaged(store, expected, kind, is_changed=after != before)
        yield outcome if outcome in GOOD else f"{kind}, {way}: {outcome}"
        shutil.rmtree(store.path)


def judge_damaged(store: Store, expected: dict[int, str], kind: str, is_changed: bool) -> str:
    """Returns `right` or `said`, or how a damaged store answered wrongly or without a sentence."""
    said = 0
    try:
        problems = store.verify()
    except StoreError as error:
        problems = [str(error)]
    if is_changed and not problems and kind not in ("pointer", "older snapshot"):
        return "not found"
    said += bool(problems)
    # One of them says what to do; the others are what it shows in.
    remedies = ("hãy", "lần ghi tiếp theo")
    if problems and not any(remedy in words for words in problems for remedy in remedies):
        return f"no remedy: {problems}"
    steps: list[Callable[[], dict[int, str]]] = [
        lambda: read_snapshot(store.path, lambda published: list_digests(published.path)),
        lambda: {**list_digests(receive(store, "new").path)},
        lambda: list_digests(store.rebuild().path),
        lambda: read_snapshot(store.path, lambda published: list_digests(published.path)),
    ]
    for number, step in enumerate(steps):
        try:
            found = step()
        except (StoreError, StoreDamaged, StoreMissing) as error:
            if "hãy" not in str(error).lower():
                return f"no remedy: {error}"
            said += 1
            continue
        except Exception as error:  # noqa: BLE001 - what a person would see as a crash
            return f"no sentence: {type(error).__name__} {error}"
        if any(found.get(key) != value for key, value in expected.items()):
            return f"wrong at step {number}"
    for path in store.raw.iterdir():
        with contextlib.suppress(StoreError):
            if hashlib.sha256(store.read_raw(path.name)).hexdigest() != path.name:
                return "wrong original"
    return "said" if said else "right"


def read_while_publishing(folder: Path, reads: int, publications: int) -> Outcomes:
    """Reads in four threads while another process publishes; never partial, never backwards."""
    store, victims = Store(folder / "published"), Victims()
    receive(store, "p-first", ROWS_PER_FILE, 1)
    acks = folder / "published.acks"
    victims.start(task="publish_many", store=str(store.path), count=publications, acks=str(acks))
    done: collections.deque[str] = collections.deque()
    stop = threading.Event()

    def look(published: Published) -> tuple[int, int, int]:
        with duckdb.connect(str(published.path), read_only=True) as connection:
            counts = connection.execute(
                "select (select count(*) from submissions), (select count(*) from report_rows)"
            ).fetchone()
        assert counts is not None
        return int(published.version[:6]), counts[0], counts[1]

    def read_on() -> None:
        latest = 0
        while not stop.is_set():
            try:
                version, files, rows = read_snapshot(store.path, look)
            except Exception as error:  # noqa: BLE001 - every error counts
                done.append(f"error: {type(error).__name__} {error}")
                continue
            if files != version or rows != files * ROWS_PER_FILE:
                done.append("partial")
            elif version < latest:
                done.append("backwards")
            else:
                done.append("right")
            latest = max(latest, version)

    threads = [threading.Thread(target=read_on, daemon=True) for _ in range(4)]
    for thread in threads:
        thread.start()
    told = 0
    try:
        while told < reads or not read_lines(acks):
            while done:
                told += 1
                yield done.popleft()
            time.sleep(0.01)
    finally:
        stop.set()
        for thread in threads:
            thread.join()
        victims.wait()
        victims.close()
    yield "right" if store.current().journal_length == publications + 1 else "lost"


def query_in_parallel(store: Path, queries: int, threads: int = 8) -> Outcomes:
    """Asks one database from many threads what one thread was told before."""
    database = open_database(store)
    questions: list[tuple[str, dict[str, Any]]] = []
    for view in ("ranking", "coverage", "index_reports", "results", "unit_profiles"):
        units = database.query(view)["unit_id"].dropna().unique()[:40]
        questions += [(view, {"unit_id": unit}) for unit in units]
    answers = [database.query(view, where) for view, where in questions]
    done: collections.deque[str] = collections.deque()

    def ask(count: int, seed: int) -> None:
        chance = random.Random(seed)
        for _ in range(count):
            place = chance.randrange(len(questions))
            try:
                found = database.query(*questions[place])
                done.append("right" if found.equals(answers[place]) else "wrong")
            except Exception as error:  # noqa: BLE001 - every error counts
                done.append(f"error: {type(error).__name__} {error}")

    workers = [
        threading.Thread(target=ask, args=(queries // threads, seed), daemon=True)
        for seed in range(threads)
    ]
    for worker in workers:
        worker.start()
    while done or any(worker.is_alive() for worker in workers):
        while done:
            yield done.popleft()
        time.sleep(0.01)


def import_at_once(folder: Path, pairs: int) -> Outcomes:
    """Starts two imports of the same files at once; every file is in once, whoever came first."""
    for number in range(pairs):
        inbox = folder / f"files-{number}"
        inbox.mkdir()
        for each in range(6):
            name, data = make_report(f"t{number}", each)
            (inbox / name).write_bytes(data)
        store = folder / f"twice-{number}"
        environment = {**os.environ, "STORE": str(store)}
        command = [sys.executable, "-m", "reports", "import", str(inbox), "--by"]
        both = [
            subprocess.Popen([*command, name], cwd=ROOT, env=environment, stdout=subprocess.DEVNULL)
            for name in ("An", "Bình")
        ]
        codes = [process.wait() for process in both]
        with duckdb.connect(str(Store(store).current().path), read_only=True) as connection:
            found = connection.execute(
                "select count(*), count(distinct file_sha256) from submissions"
            ).fetchone()
        is_right = codes == [0, 0] and found == (6, 6) and Store(store).verify() == []
        yield "held" if is_right else f"{codes} {found}"


def list_campaigns(folder: Path, parsed: argparse.Namespace) -> dict[str, Callable[[], Outcomes]]:
    """Returns what can be run, by what the table calls it."""
    kills, seed = parsed.kills, parsed.seed
    kinds = ("kill", "error", "full", "read_only")

    def query_samples() -> Outcomes:
        from tests.sample_store import import_samples

        (folder / "samples").mkdir()
        yield from query_in_parallel(import_samples(folder / "samples"), parsed.queries)

    return {
        "store": lambda: kill_importers(folder, kills, seed, "receive"),
        "import": lambda: kill_importers(folder, parsed.import_kills, seed, "import"),
        "server": lambda: kill_servers(folder, parsed.server_kills, seed),
        "steps": lambda: strike_steps(folder, kinds, 500),
        "full-disk": lambda: fill_disk(folder, parsed.disks),
        "read-only-disk": lambda: read_only_disk(folder),
        "file-size": lambda: receive_within_limits(
            folder, "FSIZE", [random.Random(seed + n).randrange(1, 700_000) for n in range(60)]
        ),
        "memory": lambda: receive_within_limits(
            folder, "AS", [random.Random(seed + n).randrange(1 << 16, 1 << 28) for n in range(60)]
        ),
        "damage": lambda: damage_files(folder, parsed.damages, seed),
        "readers": lambda: read_while_publishing(folder, parsed.reads, parsed.publications),
        "queries": query_samples,
        "two-imports": lambda: import_at_once(folder, 10),
    }


NAMES = {
    "store": "kill -9 of a process that accepts calls into the store",
    "import": "kill -9 of a process that reads, checks and imports reports",
    "server": "kill -9 of the dashboard's server while a visitor drops and accepts files",
    "steps": "each single file operation of a call: killed, failed once, disk full or read-only from there",
    "full-disk": "a real disk of 12 MB filled by imports, then freed",
    "read-only-disk": "a real disk remounted read-only: reads, writes",
    "file-size": "RLIMIT_FSIZE of random size while a call is accepted",
    "memory": "RLIMIT_AS of random size while a call is accepted",
    "damage": "one file of the store flipped, zeroed, cut, lengthened, emptied or deleted",
    "readers": "reads by four threads while another process publishes",
    "queries": "queries with known answers by eight threads",
    "two-imports": "two imports of the same files at once",
}


def run_campaign(campaign: Callable[[], Outcomes], seconds: float) -> tuple[dict[str, int], float]:
    """Returns how often each outcome came, and the seconds it took; stops after `seconds`."""
    begin = time.monotonic()
    counts: collections.Counter[str] = collections.Counter()
    outcomes = campaign()
    for outcome in outcomes:
        counts[outcome if outcome in GOOD else f"FELL THROUGH {outcome}"] += 1
        if time.monotonic() - begin > seconds:
            outcomes.close()  # type: ignore[attr-defined]
            break
    return dict(counts), time.monotonic() - begin


def write_line(name: str, counts: dict[str, int], seconds: float) -> str:
    """Returns a row of the table of docs/crash-tests.md."""
    fallen = sum(count for word, count in counts.items() if word not in GOOD)
    listed = ", ".join(f"{count} {word}" for word, count in sorted(counts.items()))
    return f"| {NAMES[name]} | {sum(counts.values())} | {fallen} | {listed} | {seconds:.0f} s |"


def main() -> None:
    """Runs the named campaigns, all by default, and prints one row of the table for each."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.crashes", description=__doc__)
    parser.add_argument("campaigns", nargs="*", choices=[*NAMES, []], help="default: all")
    parser.add_argument("--kills", type=int, default=1000)
    parser.add_argument("--import-kills", type=int, default=200)
    parser.add_argument("--server-kills", type=int, default=50)
    parser.add_argument("--disks", type=int, default=10)
    parser.add_argument("--damages", type=int, default=600)
    parser.add_argument("--reads", type=int, default=10_000)
    parser.add_argument("--publications", type=int, default=1_000)
    parser.add_argument("--queries", type=int, default=100_000)
    parser.add_argument("--seed", type=int, default=int(time.time()))
    parser.add_argument("--seconds", type=float, default=1e9, help="at most, for each campaign")
    parsed = parser.parse_args()
    print(f"{datetime.date.today()}, seed {parsed.seed}")
    print("| what | tried | fell through | outcomes | took |\n|---|---|---|---|---|")
    fallen = False
    for name in parsed.campaigns or NAMES:
        with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
            campaign = list_campaigns(Path(folder), parsed)[name]
            counts, seconds = run_campaign(campaign, parsed.seconds)
        print(write_line(name, counts, seconds), flush=True)
        fallen |= any(word not in GOOD for word in counts)
    sys.exit(fallen)


if __name__ == "__main__":
    main()
