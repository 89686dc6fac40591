"""The command line: `python -m benchmarks intake` and `… questions` measure and write docs/performance.md."""

from __future__ import annotations

import argparse

from benchmarks import intake, questions


def main() -> None:
    """Runs one benchmark."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    commands = parser.add_subparsers(required=True)
    of_intake = commands.add_parser("intake", help="import against merely reading, and memory")
    of_intake.add_argument("--files", type=int, default=500, help="how many workbooks")
    of_intake.add_argument("--rows", type=int, default=200, help="data rows in each")
    of_intake.add_argument("--repetitions", type=int, default=3, help="how often each is measured")
    of_intake.set_defaults(run=intake.run_benchmark)
    of_questions = commands.add_parser("questions", help="five questions, from click to answer")
    of_questions.add_argument("--repetitions", type=int, default=3, help="how often each is asked")
    of_questions.set_defaults(run=questions.run_benchmark)
    parsed = parser.parse_args()
    parsed.run(parsed)


if __name__ == "__main__":
    main()
