"""Seals: what the pages showed when a round or a meeting was decided on, kept row for row."""

from __future__ import annotations

from collections.abc import Callable

from queries.database import open_database
from queries.frozen import FrozenDatabase, freeze, open_frozen
from reports.disk import StoreError
from reports.inbox import require_name, require_words
from reports.release import read_version
from reports.store import MOMENT_FORMAT, Store, Writer


def write_seal(
    store: Store,
    title: str,
    document_no: str,
    by: str,
    require_open: Callable[[Writer], None],
    round_id: str | None = None,
    meeting_id: str | None = None,
) -> str:
    """Freezes everything that the pages show now; returns the seal's number, S001 and on.

    `require_open` raises where what is sealed takes no seal. StoreError where data came in meanwhile.
    """
    by = require_name(by)
    title = require_words(title, "Hãy ghi tên phiên họp hoặc đợt xét.")
    document_no = require_words(document_no, "Hãy ghi số biên bản hoặc văn bản chốt.")
    store.require_store()
    # Freezing takes a while and reads only; what has come in meanwhile is found under the lock.
    database = open_database(store.path)
    sha256 = store.keep_raw(freeze(database))
    with store.writing() as writer:
        require_open(writer)
        if writer.snapshot is None or writer.snapshot.version != database.version:
            raise StoreError(
                "Số liệu vừa thay đổi trong lúc chốt nên chưa chốt; hãy xem lại rồi chốt lại."
            )
        store.sync_raw([sha256])
        seal_id = f"S{len(writer.list_notes('seals')) + 1:03d}"
        row = {
            "seal_id": seal_id,
            "round_id": round_id,
            "meeting_id": meeting_id,
            "title": title,
            "document_no": document_no,
            "as_of": database.as_of.strftime(MOMENT_FORMAT),
            "version": database.version,
            "software_version": read_version(),
            "frozen_sha256": sha256,
        }
        writer.note("sealed", by, {"seals": [row]})
    return seal_id


def open_seal(store: Store, frozen_sha256: str) -> FrozenDatabase:
    """Opens what a seal shows, from the bytes that it names. Raises StoreError, FrozenDamaged."""
    return open_frozen(store.read_raw(frozen_sha256))
