"""The command line: make one paper of an award round, the meeting pack, or verify a paper.

Every outcome is a Vietnamese sentence. Exit status: 0 made, or it matches; 1 it does not match, or
something is missing on this machine; 2 wrong usage.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import NoReturn

from papers.layout import LayoutFault
from papers.meeting_pack import write_meeting_pack
from papers.printing import PrintingRefused
from papers.round_data import PaperRefused
from papers.round_papers import PAPERS, find_paper
from papers.verification import Verdict, verify
from queries.__main__ import WrongUsage, read_moment
from queries.database import Database, StoreDamaged, StoreMissing, open_database
from queries.frozen import FrozenDamaged
from queries.reference import DATA, ReferenceFault
from reports.disk import StoreError
from reports.seals import open_seal
from reports.store import Store

DESCRIPTION = "Làm văn bản của đợt xét khen thưởng, và kiểm văn bản còn khớp số liệu không."
WRONG = (WrongUsage, PaperRefused, StoreMissing, StoreDamaged, ReferenceFault, LayoutFault)
MOST_SHOWN = 50


class Parser(argparse.ArgumentParser):
    """An argument parser that speaks Vietnamese."""

    def error(self, message: str) -> NoReturn:
        """Ends with one sentence, not with argparse's English one."""
        self.exit(2, f"Lệnh chưa đúng ({message}).\n{self.format_usage()}")


def make_parser() -> Parser:
    """Returns the parser of all commands."""
    parser = Parser(prog="python -m papers", description=DESCRIPTION)
    commands = parser.add_subparsers(dest="command", required=True, metavar="LỆNH")
    listed = "; ".join(f"{name}: {paper.title}" for name, paper in PAPERS.items())
    make = commands.add_parser("make", help=f"làm một văn bản. {listed}")
    make.add_argument("paper", metavar="VĂN_BẢN", help=", ".join(PAPERS))
    pack = commands.add_parser("pack", help="làm tập tài liệu họp (PDF, cần LibreOffice)")
    for command in (make, pack):
        command.add_argument("--round", required=True, metavar="ĐỢT", help="mã đợt xét, như R2024")
        command.add_argument("--block", metavar="KHỐI", help="mã hoặc tên khối thi đua")
        command.add_argument("-o", "--output", required=True, metavar="TỆP", help="tệp sẽ ghi")
    verifying = commands.add_parser("verify", help="kiểm một văn bản đã làm")
    verifying.add_argument("file", metavar="TỆP", help="tệp docx, xlsx hoặc pdf")
    verifying.add_argument("--json", action="store_true", help="in một đối tượng JSON")
    for command in (make, pack, verifying):
        command.add_argument("--as-of", metavar="MOMENT", help="theo số liệu vào thời điểm này")
        command.add_argument("--seal", metavar="MÃ", help="theo số liệu đã chốt, như S001")
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line and returns its exit status."""
    asked = make_parser().parse_args(arguments)
    try:
        if asked.command == "verify":
            return report(
                verify(read_file(asked.file), open_store(asked.as_of, asked.seal)), asked.json
            )
        database = open_store(asked.as_of, asked.seal)
        write = write_meeting_pack if asked.command == "pack" else find_paper(asked.paper).write
        save(asked.output, write(database, asked.round, asked.block))
    except WRONG as fault:
        print(fault, file=sys.stderr)
        return 2
    except (PrintingRefused, StoreError, FrozenDamaged) as fault:
        print(fault, file=sys.stderr)
        return 1
    return 0


def open_store(as_of: str | None, seal: str | None) -> Database:
    """Opens the store as of a moment, or as it was when the round of that seal was decided on."""
    store = Path(os.environ.get("STORE", "").strip() or DATA / "store")
    database = open_database(store, read_moment(as_of))
    if seal is None:
        return database
    seals = database.query("round_seals", columns=["seal_id", "frozen_sha256"])
    known = dict(zip(seals["seal_id"], seals["frozen_sha256"], strict=True))
    if seal not in known:
        listed = ", ".join(known) or "chưa có lần chốt nào"
        raise WrongUsage(f"Không có lần chốt “{seal}”. Các lần chốt: {listed}.")
    return open_seal(Store(store), known[seal])


def read_file(name: str) -> bytes:
    try:
        return Path(name).read_bytes()
    except OSError as fault:
        raise WrongUsage(f"Không đọc được tệp “{name}”.") from fault


def save(name: str, data: bytes) -> None:
    try:
        Path(name).write_bytes(data)
    except OSError as fault:
        raise WrongUsage(f"Không ghi được tệp “{name}”.") from fault
    print(f"Đã ghi {name}.")


def report(verdict: Verdict, as_json: bool) -> int:
    """Prints the verdict; returns 0 where the paper matches."""
    if as_json:
        stated = {
            "state": verdict.state,
            "message": verdict.message,
            "edits": [change._asdict() for change in verdict.edits],
            "outdated": [change._asdict() for change in verdict.outdated],
            "filled": verdict.filled,
        }
        print(json.dumps(stated, ensure_ascii=False))
    else:
        print(verdict.message)
        for heading, changes in (
            ("Sửa tay", verdict.edits),
            ("Số liệu khi làm văn bản → số liệu hiện nay", verdict.outdated),
        ):
            if changes:
                print(f"{heading}:")
            for change in changes[:MOST_SHOWN]:
                print(f"  {change.sentence()}")
            if len(changes) > MOST_SHOWN:
                print(f"  … và {len(changes) - MOST_SHOWN} chỗ khác (xem đủ với --json)")
    return 0 if verdict.state == "match" else 1


if __name__ == "__main__":
    sys.exit(main())
