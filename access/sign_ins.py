"""Sign-ins: random tokens of which only the SHA-256 is kept, two expiries, ended on the server."""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from access import ledger
from access.settings import Settings

# A sign-in is said to be alive at most this often: reading a page is many requests.
TOUCH_SECONDS = 30
# Ended sign-ins and old failures are of no use to anybody after this.
KEPT_SECONDS = 30 * 24 * 3600

OPEN = """
select sign_in_id, account_name, display_name, role, method, started_at, seen_at
from sign_ins
inner join accounts on accounts.name = sign_ins.account_name
where ended_at is null and started_at > :started_after and seen_at > :seen_after
"""


@dataclass(frozen=True)
class SignIn:
    """One open sign-in with what its account says at this moment."""

    sign_in_id: str
    name: str
    display_name: str
    role: str
    method: str
    started_at: float
    seen_at: float


class SignIns:
    """The sign-ins of one file, judged by the settings' two expiries."""

    def __init__(self, settings: Settings, clock: Callable[[], float] = time.time) -> None:
        self.file: Path = settings.accounts_file
        self.settings = settings
        self.clock = clock

    def start(self, account_name: str, method: str, address: str) -> tuple[SignIn, str]:
        """Opens a sign-in; returns it and its token, which is kept nowhere."""
        token, sign_in_id, now = secrets.token_urlsafe(32), secrets.token_hex(16), self.clock()
        with ledger.writing(self.file) as connection:
            connection.execute(
                "delete from sign_ins where coalesce(ended_at, started_at + ?) < ?",
                (self.settings.absolute_seconds, now - KEPT_SECONDS),
            )
            connection.execute(
                "insert into sign_ins values (?, ?, ?, ?, ?, ?, ?, null, null)",
                (sign_in_id, _digest(token), account_name, method, address, now, now),
            )
        started = self.find(sign_in_id)
        if started is None:
            raise ledger.LedgerUnreadable("a sign-in was not kept")
        return started, token

    def find_by_token(self, token: str) -> SignIn | None:
        """The open sign-in that a cookie belongs to."""
        return self._find("token_sha256 = :key", _digest(token))

    def find(self, sign_in_id: str) -> SignIn | None:
        """The open sign-in of an id, with the role that its account has now."""
        return self._find("sign_in_id = :key", sign_in_id)

    def list_open(self) -> dict[str, SignIn]:
        """All open sign-ins by id."""
        with ledger.reading(self.file) as connection:
            found = connection.execute(OPEN, self._limits()).fetchall()
        return {row["sign_in_id"]: _sign_in(row) for row in found}

    def touch(self, sign_in: SignIn) -> None:
        """Notes that the person is there, at most every TOUCH_SECONDS."""
        now = self.clock()
        with ledger.writing(self.file) as connection:
            connection.execute(
                "update sign_ins set seen_at = ? where sign_in_id = ? and seen_at < ?",
                (now, sign_in.sign_in_id, now - TOUCH_SECONDS),
            )

    def end(self, sign_in_id: str, because: str = "signed out") -> None:
        """Ends a sign-in for every process that serves the dashboard."""
        with ledger.writing(self.file) as connection:
            connection.execute(
                "update sign_ins set ended_at = ?, ended_because = ? "
                "where sign_in_id = ? and ended_at is null",
                (self.clock(), because, sign_in_id),
            )

    def _find(self, condition: str, key: str) -> SignIn | None:
        with ledger.reading(self.file) as connection:
            row = connection.execute(
                f"{OPEN} and {condition}", {**self._limits(), "key": key}
            ).fetchone()
        return None if row is None else _sign_in(row)

    def _limits(self) -> dict[str, float]:
        now = self.clock()
        return {
            "started_after": now - self.settings.absolute_seconds,
            "seen_after": now - self.settings.idle_seconds,
        }


def _digest(token: str) -> str:
    return sha256(token.encode()).hexdigest()


def _sign_in(row: Any) -> SignIn:
    return SignIn(
        row["sign_in_id"],
        row["account_name"],
        row["display_name"],
        row["role"],
        row["method"],
        row["started_at"],
        row["seen_at"],
    )
