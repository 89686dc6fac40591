"""What everybody did, in the order of time: the audit log and the store's journal as one list.

The journal already names who received, refused, waived or sealed; writing that twice would only make
two accounts that may differ. Both are read here, nothing is copied.
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from access import audit_log, roles
from reports import journal
from reports.disk import StoreError
from reports.journal import Event
from reports.store import MOMENT_FORMAT, Store, find_store
from reports.text import visible

NAMED_MOST = 3
AUDIT_LOG, STORE_JOURNAL = "Nhật ký truy cập", "Nhật ký kho báo cáo"
EARLIEST = datetime.datetime.min


@dataclass(frozen=True)
class Act:
    """One act in words; `at` is UTC without zone and None where a line cannot be read.

    `number` is the line's place in its `source`, AUDIT_LOG or STORE_JOURNAL.
    """

    at: datetime.datetime | None
    who: str
    role: str
    action: str
    action_label: str
    outcome: str
    outcome_label: str
    subject: str
    detail: str
    source: str
    number: int
    is_sound: bool


def list_acts(store: Path | None = None) -> list[Act]:
    """Returns every act of both logs, the latest first; a journal that is damaged is left out."""
    folder = find_store() if store is None else store
    acts = [tell_entry(entry) for entry in audit_log.read(folder)]
    try:
        events = journal.read_journal(Store(folder).journal_path).events
    except (StoreError, OSError):
        events = ()
    names = name_files(events)
    acts += [tell_event(event, names) for event in events]
    acts.sort(key=lambda act: (act.at or EARLIEST, act.source, act.number), reverse=True)
    return acts


def tell_entry(entry: audit_log.Entry) -> Act:
    """Returns a line of the audit log in words."""
    details = [
        f"{name}: {value}" for name, value in entry.detail.items() if value not in ("", None)
    ]
    return Act(
        entry.at,
        visible(entry.who),
        visible(roles.ROLES.get(entry.role, entry.role)),
        entry.action,
        audit_log.list_codes("audit_action").get(entry.action, "Không đọc được"),
        entry.outcome,
        audit_log.list_codes("audit_outcome").get(entry.outcome, ""),
        visible(entry.subject),
        visible(" · ".join(details)),
        AUDIT_LOG,
        entry.sequence,
        entry.is_sound,
    )


def name_files(events: Sequence[Event]) -> dict[str, str]:
    """Returns the name under which a file came, by the hash of its bytes."""
    names: dict[str, str] = {}
    for event in events:
        for row in [*event.get("submissions", ()), *list_notes(event, "offers")]:
            names[str(row["file_sha256"])] = str(row["file_name"])
    return names


def list_notes(event: Event, table: str) -> Sequence[Mapping[str, Any]]:
    """Returns the rows that an event adds to a table of notes."""
    rows: Sequence[Mapping[str, Any]] = event.get("notes", {}).get(table, ())
    return rows


def tell_event(event: Event, names: Mapping[str, str]) -> Act:
    """Returns an event of the store in words; never the text of a cell."""
    subject, detail = describe(event, names)
    return Act(
        datetime.datetime.strptime(event["at"], MOMENT_FORMAT) if "at" in event else None,
        visible(str(event.get("by", ""))),
        "",
        event["event"],
        audit_log.list_codes("audit_action").get(str(event["event"]), str(event["event"])),
        "done",
        audit_log.list_codes("audit_outcome")["done"],
        visible(subject),
        visible(detail),
        STORE_JOURNAL,
        int(event["sequence"]),
        True,
    )


def describe(event: Event, names: Mapping[str, str]) -> tuple[str, str]:
    """Returns what an event was done to, and what is worth knowing of it."""
    files = [*event.get("submissions", ()), *list_notes(event, "offers")]
    if files:
        reasons = {str(row["reason"]) for row in list_notes(event, "refusals")}
        rows = sum(int(row.get("row_count", 0)) for row in files)
        refused = sum(int(row.get("rejected_row_count", 0)) for row in files)
        counted = f"{rows} dòng, từ chối {refused}" if event["event"] == "received" else ""
        replaced = len(list_notes(event, "withdrawals"))
        parts = [f"{len(files)} tệp", counted, *sorted(reasons)]
        if replaced:
            parts.append(f"thay {replaced} lần nhận trước")
        return list_names(row["file_name"] for row in files), "; ".join(filter(None, parts))
    if event["event"] == "withdrawn":
        return f"Lần nhận số {event['submission_id']}", str(event["reason"])
    for row in list_notes(event, "corrections"):
        return names.get(row["file_sha256"], ""), f"Ô {row['address']}, trang “{row['sheet']}”"
    for row in list_notes(event, "waivers"):
        place = f"ô {row['address']}, trang “{row['sheet']}”" if row["address"] else "cả tệp"
        return names.get(row["file_sha256"], ""), f"{place}; {row['reason'] or 'thôi chấp nhận'}"
    extensions = list_notes(event, "extensions")
    for row in extensions:
        words = f"năm {row['year']}, đến {tell_day(row['until_on'])}, {row['document_no']}: {row['reason']}"
        return list_names(one["unit_id"] for one in extensions), words
    for row in list_notes(event, "gate_waivers"):
        given = "miễn" if row["is_granted"] == "yes" else "thôi miễn"
        words = (
            f"{given} {row['gate_id']}; {row['document_no']}, {row['signed_by']}: {row['reason']}"
        )
        return f"{row['round_id']} · {row['candidate_id']}", words
    for row in list_notes(event, "seals"):
        return str(row["title"]), f"{row['document_no']} · {row['seal_id']}"
    for row in list_notes(event, "questions"):
        return f"{row['question_id']} · {row['title']}", ""
    for row in list_notes(event, "meetings"):
        return f"{row['meeting_id']} · {row['title']}", f"họp ngày {tell_day(row['held_on'])}"
    for row in list_notes(event, "agenda_items"):
        return str(row["title"]), "" if row["is_listed"] == "yes" else "đưa ra khỏi chương trình"
    for row in list_notes(event, "remarks"):
        return str(row["meeting_id"]), "" if row["is_kept"] == "yes" else "bỏ ghi chép"
    return "", ""


def tell_day(stated: str) -> str:
    """Returns `30/10/2024` for `2024-10-30`."""
    return "/".join(reversed(str(stated)[:10].split("-")))


def list_names(names: Any) -> str:
    """Returns the first few names and how many more there are."""
    listed = [str(name) for name in names]
    more = len(listed) - NAMED_MOST
    return ", ".join(listed[:NAMED_MOST]) + (f" và {more} mục nữa" if more > 0 else "")
