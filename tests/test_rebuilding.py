"""The original files and the journal alone say everything: read again, they give the same content.

With REBUILD_SAMPLES=all over all of data/samples, which takes minutes.
"""

from __future__ import annotations

import datetime
import os
import shutil
from pathlib import Path

from queries.database import open_database
from reports.inbox import Inbox
from reports.rereading import reread_event
from reports.rounds import RoundBook, SignedDocument
from reports.store import Store
from tests.sample_store import SAMPLES

NAME = "Trần Thị Thư"
FEW = (
    "2023-bao-cao-so-noi-vu.xlsx",
    "2023-bieu-quyet.xls",
    "2023-chi-so-nam-2022.xlsx",
    "2023-cong-an-tinh.xlsx",
    "2023-dang-ky-ban-dan-toc-tinh.xlsx",
    "2023-tham-dinh.xlsx",
)


def list_samples() -> list[Path]:
    if os.environ.get("REBUILD_SAMPLES") != "all":
        return [SAMPLES / name for name in FEW]
    return sorted(path for path in SAMPLES.iterdir() if path.is_file())


def test_originals_and_journal_alone_give_the_same_content_after_all_that_people_did(
    tmp_path: Path,
) -> None:
    store = Store(tmp_path / "kho")
    inbox = Inbox(store)
    inbox.offer([(path.name, path.read_bytes()) for path in list_samples()], NAME)
    hashes = {report.name: report.sha256 for report in inbox.pending()}
    wrong = hashes["2023-chi-so-nam-2022.xlsx"]
    issue = next(i for i in inbox.find_report(wrong).issues if i.cell == "G17")
    assert issue.sheet and issue.field and issue.suggestion
    inbox.take_suggestion(wrong, issue.sheet, "G17", issue.field, issue.suggestion, NAME)
    inbox.waive(
        hashes["2023-bieu-quyet.xls"], "model_not_registered", None, None, "Đã đối chiếu", NAME
    )
    returned = hashes["2023-tham-dinh.xlsx"]
    inbox.accept([sha256 for sha256 in hashes.values() if sha256 != returned], NAME)
    inbox.refuse([returned], NAME, "Thiếu chữ ký")
    database = open_database(store.path)
    received = database.query("received_files")
    undone = received[received["file_name"] == "2023-cong-an-tinh.xlsx"]["submission_id"].iloc[0]
    inbox.undo(int(undone), NAME, "Gửi nhầm")
    unit = database.query("report_progress", {"year": 2024})["unit_id"].iloc[0]
    inbox.extend([unit], 2024, datetime.date(2024, 11, 20), "12/UBND-NC", "Bão lũ", NAME)
    book = RoundBook(store, "R2023")
    candidate = database.query("ranking", {"round_id": "R2023"}).iloc[0]
    vote = {"unit": candidate["unit_name"], "model_name": candidate["model_name"]}
    vote |= {"members": 21, "agree": 20, "disagree": 1, "invalid": 0}
    book.record_votes(2023, [{**vote, "met_on": datetime.date(2023, 11, 20)}], NAME)
    book.waive_gate("c", "reported_in_time", SignedDocument("15/CV", "Chủ tịch", "Bão"), NAME)
    book.seal("Phiên họp", "31/BB-HĐTĐKT", NAME)
    before = store.current()
    figures = open_database(store.path).query("ranking")
    for folder in (store.facts, store.snapshots):
        shutil.rmtree(folder)
    store.pointer_path.unlink()
    again = store.rebuild(reread_event, always=True)
    assert again.content_hash == before.content_hash
    assert store.verify() == []
    assert open_database(store.path).query("ranking").equals(figures)
