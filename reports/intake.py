"""Intake: report files are read, matched, checked, decided on, and accepted all or nothing.

`check_files` changes nothing; `import_files` ends in one journal line and one snapshot per call of
up to FILES_PER_CALL files. Both answer every file that was named, in the order in which it was.
"""

from __future__ import annotations

import datetime
import getpass
import hashlib
from collections import deque
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path
from typing import Any

from reports.checks import run_checks
from reports.corrections import Correction, read_corrections
from reports.disk import StoreError
from reports.incoming import Incoming, IncomingFile
from reports.isolation import read_reports
from reports.reading import READER_VERSION, PackedReading, Reading
from reports.resubmissions import Resubmission, note_resubmissions
from reports.sources import Source, keep, list_sources, show
from reports.store import Notes, Store, Submission, Writer

FILES_PER_CALL = 500
ISSUES_QUERY = Path(__file__).resolve().parent.parent / "queries" / "intake" / "ordered_issues.sql"


@dataclass(frozen=True)
class Issue:
    """One finding; `cell` is Excel's own address, `found` the text as it stands in the file."""

    severity: str
    rule: str
    sheet: str | None
    cell: str | None
    field: str | None
    found: str | None
    message: str
    suggestion: str | None
    # Why a person accepted this warning; it then no longer counts as one.
    waived: str | None = None


@dataclass
class FileReport:
    """What became, or would become, of one file. Counts are data rows."""

    path: str
    name: str
    sha256: str = ""
    kinds: list[str] = field(default_factory=list)
    status: str = "rejected"
    row_count: int = 0
    rejected_row_count: int = 0
    new_row_count: int = 0
    replaced_row_count: int = 0
    unchanged_row_count: int = 0
    is_already_received: bool = False
    submission_id: int | None = None
    simulated: bool = False
    units: list[str] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)
    resubmission: Resubmission | None = None
    # What the inbox adds; times are UTC.
    is_pending: bool = False
    offered_at: datetime.datetime | None = None
    offered_by: str | None = None
    corrections: list[Correction] = field(default_factory=list)
    waivers: list[dict[str, Any]] = field(default_factory=list)


@dataclass
class Taken:
    """A file of a call once its bytes are at hand; `same_as` names an earlier one of the call."""

    source: Source
    file_no: int
    sha256: str = ""
    size: int = 0
    problem: str | None = None
    same_as: int | None = None


def check_files(paths: Iterable[Path | str], store: Store | None = None) -> list[FileReport]:
    """Judges files against what was accepted so far, and changes nothing."""
    return list(check_sources(list_sources(paths), store))


def import_files(
    paths: Iterable[Path | str], by: str | None = None, store: Store | None = None
) -> list[FileReport]:
    """Judges files and accepts what may be accepted; answers once it is in the store for good."""
    return list(import_sources(list_sources(paths), by, store))


def check_data(files: Iterable[tuple[str, bytes]], store: Store | None = None) -> list[FileReport]:
    """Judges files given as names and bytes, such as uploads."""
    return list(check_sources(map(make_upload, files), store))


def import_data(
    files: Iterable[tuple[str, bytes]], by: str | None = None, store: Store | None = None
) -> list[FileReport]:
    """Judges and accepts files given as names and bytes, such as uploads."""
    return list(import_sources(map(make_upload, files), by, store))


def make_upload(file: tuple[str, bytes]) -> Source:
    """Returns the source of a file that was uploaded."""
    return Source(show(file[0]), show(file[0]), keep(file[1]))


def check_sources(sources: Iterable[Source], store: Store | None = None) -> Iterator[FileReport]:
    """Judges sources call by call and yields what would become of each."""
    store = store or Store()
    for call in split(sources, FILES_PER_CALL):
        snapshot = store.current().path if store.exists() else None
        moment = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
        incoming = Incoming(moment, read_corrections(snapshot))
        try:
            taken = load_call(incoming, call, None)
            # Reading takes long: what was published before it may be gone by now.
            incoming.attach(store.current().path if store.exists() else None)
            yield from judge(incoming, taken)
        finally:
            incoming.close()


def import_sources(
    sources: Iterable[Source], by: str | None = None, store: Store | None = None
) -> Iterator[FileReport]:
    """Judges and accepts sources call by call; what was yielded is in the store for good."""
    store = store or Store()
    store.create()
    by = (by or "").strip() or find_user()
    for call in split(sources, FILES_PER_CALL):
        moment = datetime.datetime.now(datetime.UTC).replace(tzinfo=None)
        pointer = store.read_pointer()
        corrections = read_corrections(pointer.path if pointer else None)
        incoming = Incoming(moment, corrections)
        try:
            # Reading takes long and needs only the corrections: it happens before the lock.
            taken = load_call(incoming, call, store)
            with store.writing() as writer:
                snapshot = writer.snapshot.path if writer.snapshot else None
                require_same(corrections, read_corrections(snapshot), list_hashes(taken))
                incoming.attach(snapshot)
                reports = judge(incoming, taken)
                accept(incoming, taken, reports, writer, by)
            yield from reports
        finally:
            incoming.close()


def list_hashes(taken: Iterable[Taken]) -> list[str]:
    """Returns the hashes of the files of a call that could be read at all."""
    return [file.sha256 for file in taken if file.sha256]


def require_same(
    before: Iterable[Correction], now: Iterable[Correction], hashes: Iterable[str]
) -> None:
    """Raises a StoreError where somebody corrected a named file while it was being judged."""
    judged = set(hashes)
    if [one for one in before if one.file_sha256 in judged] != [
        one for one in now if one.file_sha256 in judged
    ]:
        raise StoreError(
            "Có người vừa sửa theo gợi ý một tệp của lần nhập này; chưa nhận gì, hãy nhập lại."
        )


def split(sources: Iterable[Source], size: int) -> Iterator[list[Source]]:
    """Yields the sources in calls of at most `size`."""
    iterator = iter(sources)
    while call := list(islice(iterator, size)):
        yield call


def find_user() -> str:
    """Returns who runs this process, for the journal."""
    try:
        return getpass.getuser()
    except (OSError, KeyError):
        return "không rõ"


def load_call(incoming: Incoming, call: Sequence[Source], store: Store | None) -> list[Taken]:
    """Reads a call's files into the incoming tables, and keeps their bytes if a store is given."""
    taken = [Taken(source, number, problem=source.problem) for number, source in enumerate(call, 1)]
    reading_now: deque[Taken] = deque()

    def give_files() -> Iterator[tuple[bytes, str]]:
        first_of: dict[str, int] = {}
        for file in taken:
            data = take_bytes(file)
            if data is None:
                continue
            if first_of.setdefault(file.sha256, file.file_no) != file.file_no:
                file.same_as = first_of[file.sha256]
                continue
            if store is not None:
                store.keep_raw(data)
            reading_now.append(file)
            yield data, file.source.name

    def give_readings() -> Iterator[IncomingFile]:
        for reading in read_reports(give_files()):
            yield make_incoming(reading_now.popleft(), reading)

    incoming.load(give_readings())
    incoming.load(
        make_incoming(file, Reading(name=file.source.name, problem=file.problem))
        for file in taken
        if file.problem is not None
    )
    return taken


def take_bytes(file: Taken) -> bytes | None:
    """Returns a file's bytes once its hash and size are noted, or None and notes the problem."""
    if file.problem is not None:
        return None
    try:
        data = file.source.read()
    except OSError:
        file.problem = "unreadable_file"
        return None
    file.size, file.sha256 = len(data), hashlib.sha256(data).hexdigest()
    return data


def make_incoming(file: Taken, reading: Reading | PackedReading) -> IncomingFile:
    """Returns a file with what was read from it."""
    return IncomingFile(file.file_no, file.source.name, file.sha256, file.size, reading)


def judge(incoming: Incoming, taken: Sequence[Taken]) -> list[FileReport]:
    """Runs the checks, decides, and returns the report of every file of the call."""
    connection = incoming.connection
    incoming.run("comparisons")
    run_checks(connection)
    resubmissions = note_resubmissions(incoming)
    incoming.run("decisions")
    reports = {
        file.file_no: FileReport(file.source.path, file.source.name, file.sha256) for file in taken
    }
    for row in incoming.select("effects"):
        report = reports[row["file_no"]]
        report.status = row["status"]
        report.row_count = row["row_count"]
        report.rejected_row_count = row["rejected_row_count"]
        report.new_row_count = row["new_row_count"]
        report.replaced_row_count = row["replaced_row_count"]
        report.unchanged_row_count = row["unchanged_row_count"]
        report.kinds = row["kinds"] or []
        report.simulated = row["simulated"]
    for row in incoming.select("senders"):
        reports[row["file_no"]].units = row["unit_names"]
    for file_no, resubmission in resubmissions.items():
        reports[file_no].resubmission = resubmission
    for row in incoming.select("ordered_issues"):
        reports[row["file_no"]].issues.append(make_issue(row))
    for row in incoming.select("earlier_receipts"):
        tell_earlier_receipt(reports[row["file_no"]], row)
    for row in incoming.select("earlier_issues"):
        reports[row["file_no"]].issues.append(make_issue(row))
    for file in taken:
        if file.same_as is not None:
            tell_repetition(reports[file.file_no], reports[file.same_as])
    return [reports[file.file_no] for file in taken]


def make_issue(row: dict[str, Any]) -> Issue:
    """Returns the issue of a row of ordered_issues."""
    return Issue(
        row["severity"], row["rule"], row["sheet"], row["address"], row["field"],
        row["found"], row["message"], row["suggestion"],
    )  # fmt: skip


def tell_earlier_receipt(report: FileReport, row: dict[str, Any]) -> None:
    """Makes the report of bytes that are in the store say what was said then."""
    report.is_already_received = True
    report.status = row["status"]
    report.kinds = row["kinds"] or []
    report.row_count = row["row_count"]
    report.rejected_row_count = row["rejected_row_count"]
    report.unchanged_row_count = row["row_count"] - row["rejected_row_count"]
    report.new_row_count = report.replaced_row_count = 0
    report.submission_id = row["submission_id"]
    report.issues = [issue for issue in report.issues if issue.rule == "already_received"]


def tell_repetition(report: FileReport, first: FileReport) -> None:
    """Makes the report of a file that is the same as an earlier one of the call say so."""
    report.is_already_received = True
    report.status, report.kinds = first.status, first.kinds
    report.row_count, report.rejected_row_count = first.row_count, first.rejected_row_count
    report.unchanged_row_count = first.row_count - first.rejected_row_count
    message = (
        f"Tệp này giống hệt tệp {first.name} trong cùng lần nhập nên chỉ được tính một lần;"
        " không cần làm gì thêm."
    )
    issue = Issue("suggestion", "already_received", None, None, None, None, message, None)
    report.issues = [issue, *first.issues]


def accept(
    incoming: Incoming,
    taken: Sequence[Taken],
    reports: Sequence[FileReport],
    writer: Writer,
    by: str,
    notes: Notes | None = None,
    kind: str = "received",
) -> None:
    """Puts the call's files into the store, refused ones too: they were received and returned.

    `notes` happen along with it; `kind` is the journal's event, `refused` where a person sends back.
    The incoming tables are gone afterwards.
    """
    effects = {row["file_no"]: row for row in incoming.select("effects")}
    returned = set(incoming.column("select file_sha256 from submissions where status = 'rejected'"))
    new = [
        (file, report)
        for file, report in zip(taken, reports, strict=True)
        if file.problem is None
        and file.same_as is None
        and not report.is_already_received
        # That these bytes were returned is in the journal; returning them again is no news.
        and not (kind == "received" and report.status == "rejected" and file.sha256 in returned)
    ]
    if not new:
        return
    new.sort(key=lambda pair: effects[pair[0].file_no]["file_order"])
    submissions = []
    for number, (file, report) in enumerate(new, start=writer.next_submission_id):
        report.submission_id = number
        submissions.append(
            Submission(
                submission_id=number,
                file_name=file.source.name,
                file_sha256=file.sha256,
                file_size=file.size,
                format=effects[file.file_no]["format"],
                status=report.status,
                simulated=report.simulated,
                row_count=report.row_count,
                rejected_row_count=report.rejected_row_count,
            )
        )
    incoming.number({file.file_no: report.submission_id or 0 for file, report in new})
    writer.receive(
        incoming.connection,
        submissions,
        by,
        writer.next_moment(),
        READER_VERSION,
        notes,
        kind,
        let_go=incoming.close,
    )
