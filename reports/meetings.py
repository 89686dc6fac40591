"""Meetings of the council: an agenda of saved views, what was concluded and asked beside them.

Every change is an event with a name; the latest word on an item or a remark holds, nothing is lost.
"""

from __future__ import annotations

import datetime
import secrets
from typing import Any

from reports.disk import StoreError
from reports.inbox import require_name, require_words
from reports.seals import write_seal
from reports.store import Store, Writer

LONGEST = 2000
REMARKS = ("decision", "question")


class MeetingSealed(StoreError):
    """The meeting was sealed: its agenda and its remarks stay as they are."""


class MeetingBook:
    """The meetings of one store."""

    def __init__(self, store: Store) -> None:
        self.store = store

    def plan(self, title: str, held_on: datetime.date, by: str) -> str:
        """Writes a new meeting down; returns its number, H001 and on."""
        by, title = require_name(by), require_text(title, "Hãy ghi tên phiên họp.")
        self.store.create()
        with self.store.writing() as writer:
            known = {row["meeting_id"] for row in writer.list_notes("meetings")}
            meeting_id = f"H{len(known) + 1:03d}"
            row = {"meeting_id": meeting_id, "title": title, "held_on": held_on.isoformat()}
            writer.note("meeting_planned", by, {"meetings": [row]})
        return meeting_id

    def add_item(self, meeting_id: str, title: str, page: str, parameters: str, by: str) -> str:
        """Puts a view at the agenda's end: a page's address and its parameters, without `?`."""
        by, title = require_name(by), require_text(title, "Hãy ghi tiêu đề mục.")
        with self.store.writing() as writer:
            self.require_open(writer, meeting_id)
            places = [item["position"] for item in self.list_items(writer, meeting_id)]
            row = {
                "item_id": f"{meeting_id}-{secrets.token_hex(4)}",
                "meeting_id": meeting_id,
                "position": max(places, default=0) + 1,
                "title": title,
                "page": page,
                "parameters": parameters,
                "is_listed": "yes",
            }
            writer.note("agenda_changed", by, {"agenda_items": [row]})
        return str(row["item_id"])

    def move_item(self, item_id: str, step: int, by: str) -> None:
        """Moves an item up (-1) or down (+1): it changes places with its neighbour."""
        by = require_name(by)
        with self.store.writing() as writer:
            item = self.find_item(writer, item_id)
            self.require_open(writer, item["meeting_id"])
            items = self.list_items(writer, item["meeting_id"])
            place = next(n for n, one in enumerate(items) if one["item_id"] == item_id)
            if not 0 <= place + step < len(items):
                return
            other = items[place + step]
            rows = [
                {**item, "position": other["position"]},
                {**other, "position": item["position"]},
            ]
            writer.note("agenda_changed", by, {"agenda_items": [strip(row) for row in rows]})

    def drop_item(self, item_id: str, by: str) -> None:
        """Takes an item off the agenda; what was said beside it stays."""
        by = require_name(by)
        with self.store.writing() as writer:
            item = self.find_item(writer, item_id)
            self.require_open(writer, item["meeting_id"])
            row = {**strip(item), "is_listed": "no"}
            writer.note("agenda_changed", by, {"agenda_items": [row]})

    def remark(self, meeting_id: str, item_id: str | None, kind: str, words: str, by: str) -> str:
        """Notes a `decision` or parks a `question`, beside an item or for the meeting as a whole."""
        by, words = require_name(by), require_text(words, "Hãy ghi nội dung.")
        if kind not in REMARKS:
            raise ValueError(f"no such kind of remark: {kind}")
        with self.store.writing() as writer:
            self.require_open(writer, meeting_id)
            row = {
                "remark_id": f"{meeting_id}-{secrets.token_hex(4)}",
                "meeting_id": meeting_id,
                "item_id": item_id,
                "kind": kind,
                "words": words,
                "is_kept": "yes",
            }
            writer.note("remarked", by, {"remarks": [row]})
        return str(row["remark_id"])

    def drop_remark(self, remark_id: str, by: str) -> None:
        """Takes a remark back; the event that noted it stays in the journal."""
        by = require_name(by)
        with self.store.writing() as writer:
            found = [r for r in writer.list_notes("remarks") if r["remark_id"] == remark_id]
            if not found:
                raise StoreError("Không tìm thấy ghi chép này; hãy tải lại trang.")
            self.require_open(writer, found[-1]["meeting_id"])
            writer.note("remarked", by, {"remarks": [{**strip(found[-1]), "is_kept": "no"}]})

    def seal(self, meeting_id: str, document_no: str, by: str) -> str:
        """Freezes what the pages show and closes the meeting; returns the seal's number."""
        with self.store.writing() as writer:
            title = self.find_meeting(writer, meeting_id)["title"]
        return write_seal(
            self.store,
            title,
            document_no,
            by,
            lambda writer: self.require_open(writer, meeting_id),
            meeting_id=meeting_id,
        )

    def find_meeting(self, writer: Writer, meeting_id: str) -> dict[str, Any]:
        """Returns the latest row of a meeting, or raises a sentence."""
        found = [row for row in writer.list_notes("meetings") if row["meeting_id"] == meeting_id]
        if not found:
            raise StoreError("Không tìm thấy phiên họp này; hãy tải lại trang.")
        return found[-1]

    def find_item(self, writer: Writer, item_id: str) -> dict[str, Any]:
        """Returns the latest row of an agenda item, or raises a sentence."""
        found = [row for row in writer.list_notes("agenda_items") if row["item_id"] == item_id]
        if not found or found[-1]["is_listed"] != "yes":
            raise StoreError("Mục này không còn trong chương trình; hãy tải lại trang.")
        return found[-1]

    def list_items(self, writer: Writer, meeting_id: str) -> list[dict[str, Any]]:
        """Returns the listed items of a meeting in order."""
        latest = {row["item_id"]: row for row in writer.list_notes("agenda_items")}
        own = [
            row
            for row in latest.values()
            if row["meeting_id"] == meeting_id and row["is_listed"] == "yes"
        ]
        return sorted(own, key=lambda row: (row["position"], row["item_id"]))

    def require_open(self, writer: Writer, meeting_id: str) -> None:
        """Raises MeetingSealed where the meeting takes nothing more."""
        self.find_meeting(writer, meeting_id)
        for seal in writer.list_notes("seals"):
            if seal["meeting_id"] == meeting_id:
                raise MeetingSealed(
                    f"Phiên họp này đã chốt theo {seal['document_no']} nên không ghi thêm được nữa."
                )


def strip(row: dict[str, Any]) -> dict[str, Any]:
    """Returns a row of notes without its moment and person, to be written again."""
    return {name: row[name] for name in row if name not in ("recorded_at", "recorded_by")}


def require_text(text: str, sentence: str) -> str:
    """Returns words of a length that a paper can hold, or raises a sentence."""
    words = require_words(text, sentence)
    if len(words) > LONGEST:
        raise StoreError(f"Nội dung dài quá {LONGEST} ký tự; hãy ghi ngắn hơn.")
    return words
