"""A store in which every text that a person or a file can state is a hostile one.

`python -m tests.hostile_store FOLDER` makes it, to look at it with a browser.
"""

from __future__ import annotations

import csv
import html
import sys
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from queries.database import open_database
from reports.fields import load_kinds
from reports.inbox import Inbox
from reports.intake import import_data
from reports.meetings import MeetingBook
from reports.questions import QuestionBook
from reports.rounds import RoundBook, SignedDocument
from reports.store import Store
from tests.hostile_texts import PAYLOADS
from tests.workbooks import Page, edit_parts, pack, read_part, write_csv, write_xlsx

DATA = Path(__file__).resolve().parent.parent / "data"
YEARS = (2023, 2024)
PLAIN = {
    "year": 2024, "started_on": "01/03/{year}", "ended_on": "đến nay",
    "registered_on": "20/04/{year}", "reported_on": "15/10/{year}", "status": "Đang duy trì",
    "is_new": "Có", "cost": 12.5, "sipas": 87.33, "par_points": 68, "par_points_max": 80,
    "par_index": 85, "published_on": "10/05/2025", "effectiveness": 85, "novelty": 70,
    "replicability": 60, "appraised_on": "12/11/{year}", "recommendation": "Đề nghị",
    "members": 21, "agree": 19, "disagree": 1, "invalid": 1, "met_on": "20/11/{year}",
    "decided_on": "05/12/{year}",
}  # fmt: skip
KEPT_FIELDS = ("unit", "period", "revoked_on", "written", "pending_matter")


def list_units(count: int) -> list[str]:
    """Returns names of units of the province that exist in all the years."""
    with (DATA / "units.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = [row for row in csv.DictReader(file)
                if row["level"] == "province" and row["valid_from"] <= "2023-01-01"
                and (row["valid_to"] or "9999") > "2025-01-01"]  # fmt: skip
    return [row["name"] for row in rows[:count]]


def name_model(number: int) -> str:
    """Returns the hostile name of a unit's model; no two units have the same."""
    return f"{PAYLOADS[number % len(PAYLOADS)]} {number + 1}"


def make_report(kind_name: str, year: int) -> bytes:
    """Returns a workbook of one kind: a row for each unit, every text in it hostile."""
    kind = next(kind for kind in load_kinds() if kind.name == kind_name)
    fields = [each for each in kind.fields if each.name not in KEPT_FIELDS[1:]]
    rows: list[list[Any]] = [[each.header for each in fields]]
    for number, unit in enumerate(list_units(len(PAYLOADS))):
        row = []
        for place, each in enumerate(fields):
            value: Any = PLAIN.get(each.name)
            if each.name == "unit":
                value = unit
            elif each.name == "model_name":
                value = name_model(number)
            elif each.name == "year":
                value = year
            elif each.name == "replicated_by":
                value = list_units(30)[-1 - number % 3]
            elif value is None:
                value = PAYLOADS[(number + place) % len(PAYLOADS)][: each.maximum_length or None]
            row.append(value.format(year=year) if each.name in PLAIN and isinstance(value, str)
                       else value)  # fmt: skip
        rows.append(row)
    return rename_sheet(write_xlsx(Page(rows)), PAYLOADS[year % len(PAYLOADS)])


def rename_sheet(data: bytes, name: str) -> bytes:
    """Returns the workbook with its sheet called what Excel would not allow."""
    part = read_part(data, "xl/workbook.xml").decode()
    shown = html.escape(name.replace("\t", " ").replace("\n", " "))
    return edit_parts(
        data, {"xl/workbook.xml": part.replace('name="Báo cáo"', f'name="{shown}"').encode()}
    )


def make_faulty(number: int) -> bytes:
    """Returns a report in which every cell is what it must not be, and one header is unknown."""
    text = PAYLOADS[number]
    kind = next(kind for kind in load_kinds() if kind.name == "results")
    fields = [each for each in kind.fields]
    rows = [
        ["Đơn vị: " + text],
        [each.header for each in fields] + [text],
        *[[text] * (len(fields) + 1)] * 2,
        [list_units(1)[0], name_model(0), 2023, "15/10/2023", text, text, text, text, text, text],
    ]
    return rename_sheet(write_xlsx(Page(rows)), text)


def list_pending() -> list[tuple[str, bytes]]:
    """Returns hostile files to drop: reports full of errors, archives of them, no reports."""
    files = [(f"{text}.xlsx", make_faulty(number)) for number, text in enumerate(PAYLOADS)]
    members: dict[str, bytes | str] = {}
    for number, text in enumerate(PAYLOADS):
        page = Page(
            [["Tên đơn vị", "Năm", "SIPAS (%)", "Số quyết định"], [text, text, number, text]]
        )
        members[f"{text.replace('/', '_')}/{number} {text.replace('/', '_')}.csv"] = write_csv(page)
        members[f"khác/{text.replace('/', '_')}.txt"] = text
    return [
        *files,
        (f"{PAYLOADS[0]}.zip", pack(members)),
        (f"{PAYLOADS[1]}.pdf", b"%PDF-1.7"),
        (f"{PAYLOADS[3]}.xlsx", b"PK\3\4 hong"),
    ]


def fill(path: Path) -> Store:
    """Makes the store in a folder and returns it."""
    store = Store(path)
    people = iter(PAYLOADS * 40)
    for year in YEARS:
        for kind in ("registrations", "results", "indices", "appraisals", "votes", "awards"):
            if kind == "awards" and year == YEARS[-1]:
                continue
            name = PAYLOADS[(year + len(kind)) % len(PAYLOADS)]
            import_data(
                [(f"{kind} {year} {name}.xlsx", make_report(kind, year))], next(people), store
            )
    decide(Inbox(store), people)
    meet(store, people)
    judge(store, people)
    return store


def decide(inbox: Inbox, people: Any) -> None:
    """Drops files, sends some back, accepts what may be, undoes one; all by hostile persons."""
    inbox.offer(list_pending(), next(people))
    waiting = inbox.pending()
    for report in waiting[:3]:
        inbox.refuse([report.sha256], next(people), next(people))
    warned = [
        (report, issue)
        for report in waiting[3:]
        for issue in report.issues
        if issue.severity == "warning"
    ]
    for report, issue in warned[:8]:
        inbox.waive(report.sha256, issue.rule, issue.sheet, issue.cell, next(people), next(people))
    database = open_database(inbox.store.path)
    found = database.query("received_files")
    inbox.undo(int(found["submission_id"].max()), next(people), next(people))
    units = list(database.query("unit_profiles")["unit_id"])[:4]
    for year in YEARS:
        inbox.extend(units, year, date(year, 12, 1), next(people), next(people), next(people))


def meet(store: Store, people: Any) -> None:
    """Plans a meeting with an item and remarks for each text, and keeps questions."""
    book, questions = MeetingBook(store), QuestionBook(store)
    for title in PAYLOADS[:3]:
        meeting = book.plan(title, date(2024, 11, 20), next(people))
    for number, text in enumerate(PAYLOADS):
        item = book.add_item(meeting, text, "council/coverage", "nam=2024", next(people))
        kind = ("decision", "question")[number % 2]
        book.remark(meeting, item if number % 3 else None, kind, text, next(people))
    for number, text in enumerate(PAYLOADS):
        alias = text.replace('"', "").replace("\t", " ").replace("\n", " ")
        sql = f'select unit_name, model_name as "{alias}", 1.5 as so from models -- {alias}'
        questions.keep(text, sql, next(people), ("table", "bar", "line", "dot")[number % 4], text)


def judge(store: Store, people: Any) -> None:
    """Waives gates of the first round by hostile documents and seals it."""
    database = open_database(store.path)
    candidates = database.query("candidates")
    for round_id in sorted(set(candidates["round_id"])):
        book = RoundBook(store, str(round_id))
        own = candidates[candidates["round_id"] == round_id]
        for candidate_id in list(own["candidate_id"])[:4]:
            document = SignedDocument(next(people), next(people), next(people))
            book.waive_gate(str(candidate_id), "reported_in_time", document, next(people))
    if len(candidates):
        first = sorted(set(candidates["round_id"]))[0]
        RoundBook(store, str(first)).seal(next(people), next(people), next(people))


def main(arguments: Sequence[str]) -> None:
    """Makes the store in the folder that is named."""
    fill(Path(arguments[0]))


if __name__ == "__main__":
    main(sys.argv[1:])
