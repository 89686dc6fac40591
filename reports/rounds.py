"""The book of an award round: votes entered by hand, gates waived with a signature, the seal.

A vote is entered as a report of its kind, so that it is checked, kept with its cells, superseded
and undone like any other. A sealed round takes nothing more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from reports.disk import StoreError
from reports.inbox import require_name, require_words
from reports.intake import FileReport, Issue, check_data, import_data
from reports.seals import write_seal
from reports.store import Store, Writer
from reports.templates import FIRST_DATA_ROW, write_template


class RoundSealed(StoreError):
    """The round was sealed: what it showed then is what it shows for good."""


class VotesRefused(StoreError):
    """Votes that break a rule; the message says which, for the person who typed them."""


class SignedDocument(NamedTuple):
    """What a decision rests on: the number of a document, who signed it, and why."""

    document_no: str
    signed_by: str
    reason: str


class RoundBook:
    """What people decide on in one round, `round_id` of data/award_rounds.csv."""

    def __init__(self, store: Store, round_id: str) -> None:
        self.store = store
        self.round_id = round_id

    def record_votes(self, year: int, votes: Sequence[Mapping[str, Any]], by: str) -> FileReport:
        """Takes in the votes of a meeting as one report of kind `votes`; all of them or none.

        Each has unit and model_name, members, agree, disagree, invalid, written (numbers of votes)
        and met_on (a date), as fields.csv describes them. Raises VotesRefused where a check finds an
        error, RoundSealed after the seal.
        """
        by = require_name(by)
        if not votes:
            raise VotesRefused(
                "Chưa có phiếu nào để ghi; hãy nhập số phiếu của ít nhất một đề nghị."
            )
        rows = [{"year": year, **vote} for vote in votes]
        name = f"bieu-quyet-{self.round_id}-nhap-tren-trang.xlsx"
        files = [(name, write_template("votes", rows))]
        with self.store.writing() as writer:
            self.require_open(writer)
        (judged,) = check_data(files, self.store)
        errors = [name_vote(issue, votes) for issue in judged.issues if issue.severity == "error"]
        if errors:
            raise VotesRefused(" ".join(dict.fromkeys(errors)))
        if judged.is_already_received:
            raise VotesRefused("Các số phiếu này đã được ghi từ trước; không có gì thay đổi.")
        (report,) = import_data(files, by, self.store)
        return report

    def waive_gate(
        self, candidate_id: str, gate_id: str, document: SignedDocument, by: str
    ) -> None:
        """Lets a candidate pass a gate that it fails, by a signed document; the verdict stays."""
        self.note_waiver(candidate_id, gate_id, "yes", document, by)

    def take_waiver_back(
        self, candidate_id: str, gate_id: str, document: SignedDocument, by: str
    ) -> None:
        """Lets the verdict of a gate count again, by a signed document."""
        self.note_waiver(candidate_id, gate_id, "no", document, by)

    def note_waiver(
        self, candidate_id: str, gate_id: str, is_granted: str, document: SignedDocument, by: str
    ) -> None:
        """Writes a row of gate_waivers; the latest of a candidate and gate holds."""
        row = {
            "round_id": self.round_id,
            "candidate_id": require_words(candidate_id, "Hãy chọn đề nghị."),
            "gate_id": require_words(gate_id, "Hãy chọn điều kiện."),
            "is_granted": is_granted,
            "document_no": require_words(document.document_no, "Hãy ghi số văn bản."),
            "signed_by": require_words(document.signed_by, "Hãy ghi người ký văn bản."),
            "reason": require_words(document.reason, "Hãy ghi lý do."),
        }
        by = require_name(by)
        with self.store.writing() as writer:
            self.require_open(writer)
            writer.note("gate_waived", by, {"gate_waivers": [row]})

    def seal(self, title: str, document_no: str, by: str) -> str:
        """Freezes everything that the pages show now and closes the round; returns the seal's id.

        Raises RoundSealed where it is closed already, StoreError where data came in meanwhile.
        """
        return write_seal(
            self.store, title, document_no, by, self.require_open, round_id=self.round_id
        )

    def require_open(self, writer: Writer) -> None:
        """Raises RoundSealed where the round takes nothing more."""
        for seal in writer.list_notes("seals"):
            if seal["round_id"] == self.round_id:
                raise RoundSealed(
                    f"Đợt xét này đã chốt theo {seal['document_no']} nên không ghi thêm được nữa."
                )


def name_vote(issue: Issue, votes: Sequence[Mapping[str, Any]]) -> str:
    """Returns the message of an issue with the candidate that it is about, for who typed it.

    `votes` as they were given to record_votes: a cell of the workbook in between means nothing there.
    """
    row = "".join(filter(str.isdigit, issue.cell or ""))
    place = int(row) - FIRST_DATA_ROW if row else -1
    if not 0 <= place < len(votes):
        return issue.message
    vote = votes[place]
    return f"{vote['unit']} (mô hình “{vote['model_name']}”): {issue.message}"
