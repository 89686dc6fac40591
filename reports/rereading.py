"""Received files read and judged once more, to make again what was once accepted from them."""

from __future__ import annotations

import contextlib
import datetime
import functools
from collections.abc import Iterator
from pathlib import Path

import duckdb

from reports.corrections import read_corrections
from reports.incoming import Incoming
from reports.intake import judge, load_call
from reports.journal import Event
from reports.sources import Source
from reports.store import MOMENT_FORMAT, Store


@contextlib.contextmanager
def reread_event(event: Event, store: Store, before: Path) -> Iterator[duckdb.DuckDBPyConnection]:
    """Yields a database whose schema `received` holds the facts of an import call, made anew.

    `before` is a snapshot of what had been accepted when the call was judged.
    """
    sources = [
        Source(
            submission["file_name"],
            submission["file_name"],
            functools.partial(store.read_raw, submission["file_sha256"]),
        )
        for submission in event["submissions"]
    ]
    moment = datetime.datetime.strptime(event["at"], MOMENT_FORMAT)
    incoming = Incoming(moment, read_corrections(before))
    try:
        taken = load_call(incoming, sources, None)
        incoming.attach(before)
        judge(incoming, taken)
        if event["event"] == "refused":
            incoming.run("refusal")
        incoming.number(
            {
                file.file_no: submission["submission_id"]
                for file, submission in zip(taken, event["submissions"], strict=True)
            }
        )
        yield incoming.connection
    finally:
        incoming.close()
