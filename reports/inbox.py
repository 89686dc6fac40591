"""The secretariat's inbox: files are kept as they came, and people decide on them.

All state is in the store, so that processes and restarts agree: an offer is an event, and so is
every decision and correction. Nothing of a file counts before somebody accepts it.
"""

from __future__ import annotations

import contextlib
import datetime
import hashlib
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from queries.clock import to_local
from reports.corrections import read_correction, read_corrections
from reports.disk import StoreError
from reports.incoming import Incoming
from reports.intake import FileReport, Taken, accept, check_sources, judge, require_same
from reports.sources import Source, list_dropped, list_others, show
from reports.store import Snapshot, Store, Writer
from reports.text import visible
from reports.waiting_files import (
    Progress,
    WaitingFiles,
    covers,
    not_waiting,
    now,
    select,
)

MOMENT_SHOWN = "%H:%M ngày %d/%m/%Y"
# What is said of a file of which there is nothing else to say.
KEPT = "Đã giữ, chờ xử lý."
OTHERS_NAMED = 5


@dataclass(frozen=True)
class Offer:
    """What became of one file that was dropped: waiting, already_waiting, received, problem, skipped.

    `skipped` stands for what an archive holds beside reports. `words` is a Vietnamese sentence for
    whoever dropped it; `sha256` is empty for a problem and for what was skipped.
    """

    name: str
    sha256: str
    outcome: str
    words: str


@dataclass(frozen=True)
class CellDifference:
    """What accepting a file would change: one cell, or one row where `field` is None.

    `change`: corrected, dropped, new, repeated, repeated_in_file, contradicted_in_file,
    repeated_in_call, contradicted_in_call (queries/intake/differences.sql).
    """

    change: str
    kind: str
    sheet: str | None
    row_number: int | None
    unit_id: str | None
    natural_key: str | None
    field: str | None
    address: str | None
    header: str | None
    before_text: str | None
    after_text: str | None
    earlier_row_id: int | None
    earlier_submission_id: int | None
    earlier_file_name: str | None
    earlier_received_at: datetime.datetime | None
    unit_name: str | None


class Inbox:
    """One store's inbox; may be shared by threads."""

    def __init__(self, store: Store) -> None:
        self.store = store
        self.files = WaitingFiles(store)

    def offer(
        self, files: Iterable[tuple[str, bytes]], by: str, progress: Progress | None = None
    ) -> list[Offer]:
        """Keeps files, given as name and bytes, then reads them; zip files are unpacked.

        The same bytes again change nothing: received ones say when, waiting ones wait on. Once
        `progress(read, total)` is first called, the files are in the store for good.
        """
        self.store.create()
        snapshot = self.files.find_snapshot()
        waiting = {each.file_sha256 for each in self.files.list_waiting(snapshot)}
        receipts = {
            row["file_sha256"]: row for row in select(snapshot, "intake/last_receipts", "refusals")
        }
        offers: list[Offer] = []
        kept: dict[str, str] = {}
        others: dict[str, list[str]] = {}

        def note_others() -> Iterator[tuple[str, bytes]]:
            for name, data in files:
                if passed_over := list_others(name, data):
                    others[name] = passed_over
                yield name, data

        for source in list_dropped(note_others()):
            offer = self.keep(source, waiting | kept.keys(), receipts)
            offers.append(offer)
            if offer.outcome == "waiting":
                kept[offer.sha256] = source.name
        offers += [
            Offer(show(name), "", "skipped", tell_others(names)) for name, names in others.items()
        ]
        if kept:
            rows = [{"file_sha256": sha256, "file_name": name} for sha256, name in kept.items()]
            self.store.sync_raw(kept)
            with self.store.writing() as writer:
                writer.note("offered", by, {"offers": rows})
            self.files.read(list(kept.items()), progress)
        return offers

    def keep(self, source: Source, waiting: set[str], receipts: dict[str, dict[str, Any]]) -> Offer:
        """Keeps one file's bytes, unless they are here already; returns what to say about it."""
        if source.problem is not None:
            (report,) = check_sources([source], self.store)
            return Offer(source.path, "", "problem", report.issues[0].message)
        data = source.read()
        sha256 = hashlib.sha256(data).hexdigest()
        if sha256 in waiting:
            words = "Tệp này đang chờ xử lý rồi, chỉ giữ một bản."
            return Offer(source.path, sha256, "already_waiting", words)
        receipt = receipts.get(sha256)
        if receipt is not None and not receipt["is_rejected"]:
            words = (
                f"Đã nhận lúc {tell_moment(receipt['received_at'])} dưới tên"
                f" “{receipt['file_name']}” (lần nhận số {receipt['submission_id']});"
                " không có gì thay đổi."
            )
            return Offer(source.path, sha256, "received", words)
        self.store.keep_raw(data)
        words = KEPT
        if receipt is not None:
            reason = receipt["refusal_reason"]
            words = (
                f"Đúng tệp này đã bị trả lại lúc {tell_moment(receipt['received_at'])}"
                + (f" với lý do: {reason.rstrip('.')}" if reason else "")
                + ". Tệp được đưa lại vào danh sách chờ."
            )
        return Offer(source.path, sha256, "waiting", words)

    def pending(self, progress: Progress | None = None) -> list[FileReport]:
        """Returns the files that wait, in the order of their offers, with issues and effect.

        They are judged together against what counts now, with their corrections applied.
        """
        judged = self.files.judge(progress)
        return [] if judged is None else list(judged.reports)

    def accept(self, sha256s: Sequence[str], by: str) -> list[FileReport]:
        """Accepts what may be accepted of files that wait; one import call, all or nothing.

        A file of which nothing may be accepted goes on waiting: sending it back needs a reason.
        """
        by = require_name(by)
        with self.deciding(sha256s) as (writer, incoming, taken, reports):
            chosen = [
                pair for pair in zip(taken, reports, strict=True) if pair[1].status != "rejected"
            ]
            accept(incoming, [file for file, _ in chosen], [one for _, one in chosen], writer, by)
        return reports

    def refuse(self, sha256s: Sequence[str], by: str, reason: str) -> list[FileReport]:
        """Sends files back whole: they were received, and none of their rows counts."""
        by, reason = require_name(by), require_words(reason, "Hãy ghi lý do trả lại.")
        with self.deciding(sha256s) as (writer, incoming, taken, reports):
            incoming.run("refusal")
            for report in reports:
                report.status, report.rejected_row_count = "rejected", report.row_count
                report.new_row_count = report.replaced_row_count = report.unchanged_row_count = 0
            rows = [{"file_sha256": file.sha256, "reason": reason} for file in taken]
            accept(incoming, taken, reports, writer, by, {"refusals": rows}, "refused")
        return reports

    def take_suggestion(
        self, sha256: str, sheet: str, address: str, field: str, to_text: str, by: str
    ) -> None:
        """Lets a text stand for what a cell says whenever the file is read; the file stays as is.

        The cell's own text takes an earlier correction back; that of a blank cell is empty.
        """
        by, report = require_name(by), self.find_report(sha256)
        from_text = self.find_cell(report, sheet, address, field)
        if to_text != (from_text or ""):
            to_text = require_words(to_text, "Hãy chọn một gợi ý.")
        values = [read_correction(kind, field, to_text) for kind in report.kinds]
        if to_text != (from_text or "") and all(value is None or value.problem for value in values):
            raise StoreError(
                f"“{to_text}” cũng chưa dùng được ở ô {address}; hãy chọn một gợi ý khác."
            )
        row = {
            "file_sha256": sha256,
            "sheet": sheet,
            "address": address,
            "field": field,
            "from_text": from_text,
            "to_text": to_text,
        }
        with self.store.writing() as writer:
            self.files.require_waiting([sha256], writer.snapshot)
            writer.note("corrected", by, {"corrections": [row]})

    def waive(
        self,
        sha256: str,
        rule: str,
        sheet: str | None,
        address: str | None,
        reason: str,
        by: str,
    ) -> None:
        """Accepts a warning with its reason; without a place, all warnings of the rule."""
        by = require_name(by)
        reason = require_words(reason, "Hãy ghi lý do chấp nhận cảnh báo.")
        report = self.find_report(sha256)
        if not any(
            issue.severity == "warning" and covers(rule, sheet, address, issue)
            for issue in report.issues
        ):
            raise StoreError("Tệp này không còn cảnh báo đó; hãy tải lại trang.")
        row = {
            "file_sha256": sha256,
            "rule": rule,
            "sheet": sheet,
            "address": address,
            "reason": reason,
        }
        with self.store.writing() as writer:
            self.files.require_waiting([sha256], writer.snapshot)
            writer.note("waived", by, {"waivers": [row]})

    def take_waiver_back(
        self, sha256: str, rule: str, sheet: str | None, address: str | None, by: str
    ) -> None:
        """Lets a warning that was accepted be one again; the event that accepted it stays."""
        by = require_name(by)
        place = {"rule": rule, "sheet": sheet, "address": address}
        report = self.find_report(sha256)
        if not any(place.items() <= waiver.items() for waiver in report.waivers):
            raise StoreError("Cảnh báo này không được chấp nhận; hãy tải lại trang.")
        row = {"file_sha256": sha256, **place, "reason": ""}
        with self.store.writing() as writer:
            self.files.require_waiting([sha256], writer.snapshot)
            writer.note("waived", by, {"waivers": [row]})

    def differences(self, sha256: str) -> list[CellDifference]:
        """Returns what accepting a waiting file would change, cell by cell, dropped rows too."""
        with self.files.lock:
            judged = self.files.judge()
            files = judged.taken if judged else []
            file = next((one for one in files if one.sha256 == sha256), None)
            if judged is None or file is None:
                raise not_waiting()
            judged.incoming.connection.execute(
                "create or replace temp table compared_file as select cast(? as integer) as file_no",
                [file.file_no],
            )
            return [CellDifference(**row) for row in judged.incoming.select("differences")]

    def undo(self, submission_id: int, by: str, reason: str) -> Snapshot:
        """Undoes one acceptance or refusal: nothing is deleted, and the file waits again."""
        by, reason = require_name(by), require_words(reason, "Hãy ghi lý do thu hồi.")
        self.store.require_store()
        with self.store.writing() as writer:
            offers = [
                {name: submission[name] for name in ("file_sha256", "file_name")}
                for event in writer.log.events
                for submission in event.get("submissions", ())
                if submission["submission_id"] == submission_id
            ]
            return writer.withdraw(submission_id, by, reason, {"offers": offers})

    def extend(
        self,
        unit_ids: Sequence[str],
        year: int,
        until_on: datetime.date,
        document_no: str,
        reason: str,
        by: str,
    ) -> Snapshot:
        """Notes by which document units may report for a year until a later day; one event."""
        by = require_name(by)
        document_no = require_words(document_no, "Hãy ghi số văn bản gia hạn.")
        reason = require_words(reason, "Hãy ghi lý do gia hạn.")
        rows = [
            {
                "unit_id": unit_id,
                "year": year,
                "until_on": until_on.isoformat(),
                "document_no": document_no,
                "reason": reason,
            }
            for unit_id in unit_ids
        ]
        self.store.create()
        with self.store.writing() as writer:
            return writer.note("extended", by, {"extensions": rows})

    def find_report(self, sha256: str) -> FileReport:
        """Returns the report of one waiting file; a file that no longer waits is NotWaiting."""
        for report in self.pending():
            if report.sha256 == sha256:
                return report
        raise not_waiting()

    def find_cell(self, report: FileReport, sheet: str, address: str, field: str) -> str | None:
        """Returns the text of a cell as it stands in the file, None where it is blank."""
        with self.files.lock:
            judged = self.files.judge()
            row = (
                judged
                and judged.incoming.connection.execute(
                    "select any_value(raw_text), count(*) from incoming_cells"
                    " inner join incoming_files using (file_no)"
                    " where file_sha256 = ? and sheet = ? and address = ? and field = ?",
                    [report.sha256, sheet, address, field],
                ).fetchone()
            )
        if not row or not row[1]:
            raise StoreError(f"Tệp không có ô {address} ở trang tính {sheet}; hãy tải lại trang.")
        return None if row[0] is None else str(row[0])

    @contextlib.contextmanager
    def deciding(
        self, sha256s: Sequence[str]
    ) -> Iterator[tuple[Writer, Incoming, list[Taken], list[FileReport]]]:
        """Yields waiting files as judged under the writer's lock."""
        snapshot = self.files.find_snapshot()
        waiting = self.files.require_waiting(sha256s, snapshot)
        corrections = read_corrections(find_path(snapshot))
        incoming = Incoming(now(), corrections)
        try:
            # Reading takes long and needs only the corrections: it happens before the lock.
            taken = self.files.load(incoming, waiting)
            with self.store.writing() as writer:
                self.files.require_waiting(sha256s, writer.snapshot)
                path = find_path(writer.snapshot)
                require_same(corrections, read_corrections(path), sha256s)
                incoming.attach(path)
                reports = judge(incoming, taken)
                yield writer, incoming, taken, reports
        finally:
            incoming.close()


def tell_others(names: Sequence[str]) -> str:
    """Returns what is said of the files in an archive that no report comes under."""
    named = ", ".join(map(visible, names[:OTHERS_NAMED]))
    more = f" và {len(names) - OTHERS_NAMED} tệp khác" if len(names) > OTHERS_NAMED else ""
    return (
        f"Tệp nén còn có {len(names)} tệp không phải báo cáo nên không giữ: {named}{more}. Nếu đó"
        " là báo cáo, hãy thả riêng từng tệp."
    )


def find_path(snapshot: Snapshot | None) -> Path | None:
    """Returns where a published state lies, None before the first."""
    return None if snapshot is None else snapshot.path


def require_name(by: str) -> str:
    """Returns who acts; nothing is decided by nobody."""
    return require_words(by, "Hãy ghi họ và tên người thực hiện.")


def require_words(text: str, sentence: str) -> str:
    """Returns a text without blanks around it, or raises the sentence where there is none."""
    words = text.strip()
    if not words:
        raise StoreError(sentence)
    return words


def tell_moment(moment: datetime.datetime) -> str:
    """Returns a UTC moment as the wall clock in Vietnam shows it."""
    return to_local(moment).strftime(MOMENT_SHOWN)
