"""The command line of access: what an administrator and an auditor do on the server."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence

from access import account_commands, audit_commands
from reports.disk import StoreError

# Each module adds its commands and names the function that runs them.
PARTS = (account_commands, audit_commands)


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command and returns the exit status: 0 well, 1 not, 2 wrong usage."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            # A Windows console or a C locale must not turn Vietnamese into a crash.
            stream.reconfigure(encoding="utf-8", errors="replace")
    parser = argparse.ArgumentParser(prog="python -m access", description="Ai vào và ai làm gì.")
    commands = parser.add_subparsers(dest="command", metavar="LỆNH", required=True)
    for part in PARTS:
        part.add_commands(commands)
    try:
        parsed = parser.parse_args(arguments)
    except SystemExit as ended:
        return int(ended.code or 0)
    try:
        return int(parsed.run(parsed))
    except BrokenPipeError:
        return 1
    except StoreError as error:
        print(error, file=sys.stderr)
        return 1


if __name__ == "__main__":
    sys.exit(main())
