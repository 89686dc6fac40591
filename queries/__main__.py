"""Command line: print the rows of one view, or the list of views.

python -m queries VIEW [--where column=value ...] [--as-of MOMENT] [--format csv|json|parquet]
"""

import argparse
import os
import sys
from collections.abc import Sequence
from datetime import datetime, time
from typing import Any, NoReturn

import duckdb
import pandas as pd

from queries.clock import VIETNAM
from queries.database import Database, StoreDamaged, StoreMissing, UnknownName, open_database
from queries.reference import DATA, ReferenceFault

FORMATS = ("csv", "json", "parquet")
MOST_VALUES_LISTED = 20


class WrongUsage(Exception):
    """What was asked for does not exist; the message lists what does."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Runs one command line; returns 0, or 2 with a sentence on the error stream."""
    try:
        run(_parser().parse_args(arguments))
    except (WrongUsage, UnknownName, StoreMissing, StoreDamaged, ReferenceFault) as fault:
        print(fault, file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader (head, say) has seen enough; the interpreter must not flush into nothing.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
    return 0


def run(asked: argparse.Namespace) -> None:
    """Prints the view asked for, or the list of views where none was."""
    database = open_database(
        os.environ.get("STORE", "").strip() or DATA / "store", read_moment(asked.as_of)
    )
    if asked.view is None:
        for view in database.views():
            print(f"{view:28} {database.describe(view)}")
        return
    if asked.format not in FORMATS:
        raise WrongUsage(
            f"Không có định dạng “{asked.format}”. Các định dạng: {', '.join(FORMATS)}."
        )
    where = read_conditions(database, asked.view, asked.where)
    write_rows(database.query(asked.view, where), asked.format)


def read_moment(text: str | None) -> datetime | None:
    """A moment as people here write it: a day means its end, a time without zone is Vietnam's."""
    if text is None:
        return None
    for pattern in ("%Y-%m-%d", "%d/%m/%Y"):
        try:
            day = datetime.strptime(text, pattern)
        except ValueError:
            continue
        return datetime.combine(day, time.max, VIETNAM)
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        raise WrongUsage(
            f"Không hiểu thời điểm “{text}”. Hãy viết như 2024-10-30, 30/10/2024 "
            "hoặc 2024-10-30T17:00."
        ) from fault
    return moment if moment.tzinfo else moment.replace(tzinfo=VIETNAM)


def read_conditions(database: Database, view: str, conditions: Sequence[str]) -> dict[str, Any]:
    """Typed values by column; `column=` asks for blanks. A value nobody has is a wrong usage."""
    known = database.columns(view)
    where: dict[str, Any] = {}
    for condition in conditions:
        column, equals, text = condition.partition("=")
        if not equals:
            raise WrongUsage(
                f"Điều kiện “{condition}” phải có dạng cột=giá_trị. Các cột của “{view}”: "
                f"{', '.join(known)}."
            )
        if column not in known:
            raise UnknownName(
                f"Bảng “{view}” không có cột “{column}”. Các cột hiện có: {', '.join(known)}."
            )
        where[column] = find_value(database, view, column, text) if text else None
    return where


def find_value(database: Database, view: str, column: str, text: str) -> Any:
    """The value of the column that `text` stands for, in the column's own type."""
    kind = database.columns(view)[column]
    cursor = database.cursor()
    try:
        found = cursor.execute(
            f'select distinct "{column}" from "{view}" where "{column}" = cast($text as {kind})',
            {"text": text},
        ).fetchone()
    except duckdb.ConversionException:
        found = None
    if found is not None:
        return found[0]
    good = cursor.execute(
        f'select distinct cast("{column}" as varchar) from "{view}" '
        f'where "{column}" is not null order by all limit {MOST_VALUES_LISTED + 1}'
    ).fetchall()
    if not good:
        raise WrongUsage(f"Cột “{column}” của bảng “{view}” chưa có giá trị nào.")
    listed = ", ".join(value for (value,) in good[:MOST_VALUES_LISTED])
    more = ", …" if len(good) > MOST_VALUES_LISTED else ""
    raise WrongUsage(
        f"Cột “{column}” của bảng “{view}” không có giá trị “{text}”. "
        f"Các giá trị hiện có: {listed}{more}."
    )


def write_rows(frame: pd.DataFrame, form: str) -> None:
    """Writes the frame to standard output; CSV and JSON in UTF-8, dates as ISO 8601."""
    if form == "parquet":
        frame.to_parquet(sys.stdout.buffer, index=False)
    elif form == "json":
        text = frame.to_json(orient="records", force_ascii=False, date_format="iso", indent=2)
        sys.stdout.buffer.write(f"{text}\n".encode())
    else:
        sys.stdout.buffer.write(frame.to_csv(index=False, lineterminator="\n").encode())


class _Parser(argparse.ArgumentParser):
    def error(self, message: str) -> NoReturn:
        self.exit(2, f"Lệnh chưa đúng ({message}).\n{self.format_usage()}")


def _parser() -> argparse.ArgumentParser:
    parser = _Parser(prog="python -m queries", description="In các dòng của một bảng tổng hợp.")
    parser.add_argument("view", nargs="?", metavar="VIEW", help="tên bảng; bỏ trống: liệt kê")
    parser.add_argument(
        "--where", action="append", default=[], metavar="column=value", help="chỉ lấy dòng bằng"
    )
    parser.add_argument("--as-of", metavar="MOMENT", help="như đã biết vào thời điểm này")
    parser.add_argument("--format", default="csv", metavar="|".join(FORMATS), help="mặc định: csv")
    return parser


if __name__ == "__main__":
    sys.exit(main())
