"""The SQLite file beside the store that holds accounts, sign-ins and failed attempts.

It is apart from the store on purpose: snapshots are copied, sealed and handed out, secrets are not.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path

SCHEMA = """
create table if not exists accounts (
    name text primary key collate nocase,
    display_name text not null,
    role text not null,
    email text unique collate nocase,
    password_hash text,
    issuer text,
    subject text,
    created_at real not null,
    changed_at real not null,
    unique (issuer, subject)
) strict;
create table if not exists sign_ins (
    sign_in_id text primary key,
    token_sha256 text not null unique,
    account_name text not null collate nocase,
    method text not null,
    address text not null,
    started_at real not null,
    seen_at real not null,
    ended_at real,
    ended_because text
) strict;
create index if not exists sign_ins_of_account on sign_ins (account_name) where ended_at is null;
create table if not exists attempts (
    subject text primary key,
    failures integer not null,
    last_at real not null
) strict;
create table if not exists journeys (
    state_sha256 text primary key,
    binding_sha256 text not null,
    nonce text not null,
    verifier text not null,
    return_to text not null,
    started_at real not null
) strict;
"""


class LedgerUnreadable(Exception):
    """The file of accounts is missing, damaged or locked for too long: nobody comes in."""


def create(file: Path) -> None:
    """Makes the file, readable by its owner alone, where there is none; keeps what is there."""
    file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    if not file.exists():
        file.touch(mode=0o600)
    with closing(sqlite3.connect(file, timeout=10)) as connection:
        connection.execute("pragma journal_mode = wal")
        connection.executescript(SCHEMA)


@contextmanager
def reading(file: Path) -> Iterator[sqlite3.Connection]:
    """One consistent look at an existing file; raises LedgerUnreadable."""
    with _transaction(file, "begin") as connection:
        yield connection


@contextmanager
def writing(file: Path) -> Iterator[sqlite3.Connection]:
    """One change, whole or not at all, that nobody else's comes between; raises LedgerUnreadable."""
    with _transaction(file, "begin immediate") as connection:
        yield connection


@contextmanager
def _transaction(file: Path, begin: str) -> Iterator[sqlite3.Connection]:
    try:
        # Not `mode=rwc`: a file that went missing must shut the door, not open an empty one.
        connection = sqlite3.connect(
            f"{file.resolve().as_uri()}?mode=rw", uri=True, timeout=10, isolation_level=None
        )
    except sqlite3.Error as broken:
        raise LedgerUnreadable(str(broken)) from broken
    try:
        connection.row_factory = sqlite3.Row
        connection.execute("pragma busy_timeout = 10000")
        connection.execute(begin)
        yield connection
        if connection.in_transaction:
            connection.execute("commit")
    except sqlite3.IntegrityError:
        # Somebody else was first, or the caller asked for what cannot be: theirs to put in words.
        raise
    except sqlite3.Error as broken:
        raise LedgerUnreadable(str(broken)) from broken
    finally:
        # What was not committed is rolled back.
        connection.close()
