"""The commands of the audit log: `python -m access audit verify|show`."""

from __future__ import annotations

import argparse
import datetime
import json
import sys
from dataclasses import asdict
from typing import Any

from access import audit_log, history
from access.audit_log import Head
from reports.store import find_store

VIETNAM = datetime.timedelta(hours=7)
SHOWN_MOST = 50


def add_commands(commands: Any) -> None:
    """Adds `audit` and what belongs to it to the commands of a parser."""
    audit = commands.add_parser("audit", help="nhật ký ai đã làm gì")
    parts = audit.add_subparsers(dest="part", metavar="VIỆC", required=True)
    checking = parts.add_parser("verify", help="kiểm tra nhật ký còn nguyên vẹn")
    checking.add_argument(
        "--known",
        type=read_known,
        metavar="SỐ:MÃ",
        help="dòng mới nhất đã ghi ở nơi khác, như lệnh này từng in ra",
    )
    checking.set_defaults(run=verify)
    showing = parts.add_parser("show", help="in các việc, mới nhất trước")
    showing.add_argument("--last", type=int, default=SHOWN_MOST, metavar="SỐ", help="số việc")
    showing.add_argument("--who", metavar="TÊN", help="chỉ việc của người này")
    showing.add_argument("--action", metavar="VIỆC", help="chỉ loại việc này, như sign_in")
    showing.add_argument("--json", action="store_true", help="mỗi việc một dòng JSON")
    showing.set_defaults(run=show)


def read_known(text: str) -> Head:
    """Returns the line that `12:ab34…` names."""
    number, _, sha256 = text.partition(":")
    if not number.isdigit() or len(sha256) != 64:
        raise argparse.ArgumentTypeError("phải có dạng SỐ:MÃ, mã gồm 64 ký tự")
    return Head(int(number), sha256)


def verify(arguments: argparse.Namespace) -> int:
    """Prints whether the log is whole, and its newest line; 0 if it is, else 1."""
    verdict = audit_log.verify(find_store(), arguments.known)
    if verdict.is_whole:
        print(f"Nhật ký nguyên vẹn: {verdict.head.sequence} dòng.")
    else:
        print(verdict.problem, file=sys.stderr)
    if verdict.head.sequence:
        print(f"Dòng mới nhất: {verdict.head.sequence}:{verdict.head.sha256}")
    return 0 if verdict.is_whole else 1


def show(arguments: argparse.Namespace) -> int:
    """Prints the latest acts of both logs."""
    acts = [
        act
        for act in history.list_acts(find_store())
        if arguments.who in (None, act.who) and arguments.action in (None, act.action)
    ]
    for act in acts[: max(arguments.last, 0)]:
        if arguments.json:
            fields = {**asdict(act), "at": act.at and f"{act.at.isoformat()}Z"}
            print(json.dumps(fields, ensure_ascii=False))
            continue
        at = f"{act.at + VIETNAM:%d/%m/%Y %H:%M:%S}" if act.at else "không đọc được"
        words = (act.who, act.action_label, act.outcome_label, act.subject, act.detail)
        print(" · ".join([at, *filter(None, words)]))
    return 0
