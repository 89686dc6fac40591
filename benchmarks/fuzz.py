"""Coverage-guided fuzzing of the reader with atheris: `python -m benchmarks.fuzz --seconds 600`.

The fuzzer keeps what reaches new lines of reports/ and damages it further, in the ways of
benchmarks.mutators. The claim: whatever the bytes are, `read_report` returns a reading that can be
packed and says no more than a known problem. An input that ends the process itself is kept and
counted; the parent then starts again. Needs `pip install -r requirements-fuzz.txt` (Linux).
"""

from __future__ import annotations

import argparse
import os
import random
import re
import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
LONGEST = 200_000
SMALLEST_FIRST = 24
MEMORY_MEGABYTES = 4096
# A bug of the reader if it is what a damaged file's detail begins with: ours, not a library's.
OWN_SLIPS = re.compile(r"(?:IndexError|KeyError|AttributeError|TypeError|AssertionError|Recursion)")


def write_seeds(corpus: Path) -> None:
    """Writes small honest files of every format as the first inputs."""
    from benchmarks.mutations import load_seeds

    by_ending: dict[str, list[tuple[str, bytes]]] = {}
    for name, data in dict(load_seeds()).items():
        by_ending.setdefault(name.rpartition(".")[2], []).append((name, data))
    for ending, files in by_ending.items():
        files.sort(key=lambda file: len(file[1]))
        for number, (_, data) in enumerate(files[:SMALLEST_FIRST]):
            (corpus / f"seed-{number}.{ending}").write_bytes(data)


def fuzz(arguments: list[str]) -> None:
    """Runs the fuzzer in this process until its time is over; never returns."""
    import atheris

    with atheris.instrument_imports(include=["reports"]):
        from reports import reading
        from reports.isolation import pack_whole
    from benchmarks.mutators import mutate

    slips: set[str] = set()

    def try_one(data: bytes) -> None:
        read = reading.read_report(data, "thử")
        packed = pack_whole(read)
        assert packed.problem is None or re.fullmatch(r"[a-z_]+", packed.problem), packed.problem
        detail = (packed.problem_detail or "")[:120]
        if OWN_SLIPS.match(detail) and detail[:60] not in slips:
            slips.add(detail[:60])
            print(f"slip: {detail}", file=sys.stderr, flush=True)

    def damage(data: bytes, longest: int, seed: int) -> bytes:
        draws = random.Random(seed)
        try:
            damaged = (
                mutate(data, draws)[1] if draws.random() < 0.8 else atheris.Mutate(data, longest)
            )
        except Exception:  # what is damaged already cannot be taken apart as an archive
            damaged = atheris.Mutate(data, longest)
        return damaged[:longest]

    atheris.Setup(arguments, try_one, custom_mutator=damage)
    atheris.Fuzz()


def run(seconds: int, folder: Path) -> tuple[int, int, list[Path]]:
    """Fuzzes that long; returns the runs, the processes that were needed, and what ended them."""
    corpus = folder / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    write_seeds(corpus)
    runs = processes = 0
    end = time.monotonic() + seconds
    while (left := int(end - time.monotonic())) > 5:
        processes += 1
        done = subprocess.run(
            [sys.executable, "-m", "benchmarks.fuzz", "--inside", str(corpus),
             f"-max_total_time={left}", f"-max_len={LONGEST}", "-timeout=60",
             f"-rss_limit_mb={MEMORY_MEGABYTES}", f"-artifact_prefix={folder}/", "-print_final_stats=1"],
            cwd=ROOT, env=os.environ, stderr=subprocess.PIPE, check=False,
        )  # fmt: skip
        told = done.stderr.decode("utf-8", "replace")
        (folder / f"log-{processes}.txt").write_text(told, encoding="utf-8")
        runs += max([int(n) for n in re.findall(r"^#(\d+)\s", told, re.M)], default=0)
        for line in re.findall(r"^slip: .*|.*ERROR: .*|.*Uncaught Python exception.*", told, re.M):
            print(line[:200], file=sys.stderr)
    ended = sorted(
        path for path in folder.iterdir() if re.match(r"crash-|timeout-|oom-", path.name)
    )
    return runs, processes, ended


def main() -> int:
    """Fuzzes and prints the counts; 1 where an input ended the process."""
    if "--inside" in sys.argv:
        fuzz([sys.argv[0], *[one for one in sys.argv[1:] if one != "--inside"]])
    parser = argparse.ArgumentParser(prog="python -m benchmarks.fuzz", description=__doc__)
    parser.add_argument("--seconds", type=int, default=600)
    parser.add_argument("--folder", type=Path, default=ROOT / "build" / "fuzz", help="what is kept")
    parsed = parser.parse_args()
    try:
        import atheris  # noqa: F401
    except ImportError:
        print("atheris is not installed: pip install -r requirements-fuzz.txt", file=sys.stderr)
        return 2
    runs, processes, ended = run(parsed.seconds, parsed.folder)
    kept = len(list((parsed.folder / "corpus").iterdir()))
    print(f"runs {runs}, processes {processes}, inputs kept {kept}, ended by {len(ended)}")
    print(*[path.name for path in ended], sep="\n")
    return 1 if ended else 0


if __name__ == "__main__":
    sys.exit(main())
