"""People who may sign in: their names, roles and password hashes."""

import re
import sqlite3
import time
import unicodedata
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

from access import ledger, passwords
from access.oidc import Identity
from access.roles import ROLES

NAME = re.compile(r"[a-z0-9][a-z0-9._@+-]{1,99}")
LOCAL, PROVIDER = "local", "oidc"


class WrongAccount(ValueError):
    """What was asked of an account cannot be; the text is a Vietnamese sentence."""


@dataclass(frozen=True)
class Account:
    """One person; `name` is what is typed at sign-in, `display_name` what papers and logs say."""

    name: str
    display_name: str
    role: str
    email: str | None
    has_password: bool


class Accounts:
    """The accounts in one file; every method is one transaction."""

    def __init__(self, file: Path) -> None:
        self.file = file

    def add(
        self,
        name: str,
        display_name: str,
        role: str,
        password: str | None = None,
        email: str | None = None,
    ) -> Account:
        """Makes an account, and the file if it is the first; without a password only OIDC opens it."""
        name = name.strip().casefold()
        if not NAME.fullmatch(name):
            raise WrongAccount(
                f"Tên đăng nhập “{name}” không dùng được: 2–100 ký tự gồm chữ thường không dấu, số "
                "và . _ @ + -, bắt đầu bằng chữ hoặc số."
            )
        _check_role(role)
        display_name = _words(display_name) or name
        password_hash = None if password is None else passwords.hash_password(password, name=name)
        ledger.create(self.file)
        now = time.time()
        try:
            with ledger.writing(self.file) as connection:
                _refuse_second_name(connection, display_name)
                connection.execute(
                    "insert into accounts values (?, ?, ?, ?, ?, null, null, ?, ?)",
                    (name, display_name, role, _email(email), password_hash, now, now),
                )
        except sqlite3.IntegrityError:
            raise WrongAccount(f"Tài khoản hoặc thư điện tử của “{name}” đã có.") from None
        return self.get(name)

    def get(self, name: str) -> Account:
        """The account of a name; raises WrongAccount where there is none."""
        with ledger.reading(self.file) as connection:
            row = connection.execute("select * from accounts where name = ?", (name,)).fetchone()
        if row is None:
            raise WrongAccount(f"Không có tài khoản “{name}”.")
        return _account(row)

    def list_all(self) -> list[Account]:
        """Every account by name."""
        with ledger.reading(self.file) as connection:
            return [
                _account(row) for row in connection.execute("select * from accounts order by name")
            ]

    def set_role(self, name: str, role: str) -> None:
        """Gives an account another role; in force on open pages within two seconds."""
        _check_role(role)
        self._change(name, "update accounts set role = ?, changed_at = ? where name = ?", role)

    def set_password(self, name: str, password: str) -> None:
        """Sets a password and ends every sign-in that the old one opened."""
        new = passwords.hash_password(password, name=name)
        self._change(
            name, "update accounts set password_hash = ?, changed_at = ? where name = ?", new
        )
        self.end_sign_ins(name, "password")

    def remove(self, name: str) -> None:
        """Removes an account and ends its sign-ins; what the person did stays in the logs."""
        self.end_sign_ins(name, "removed")
        with ledger.writing(self.file) as connection:
            connection.execute("delete from accounts where name = ?", (name,))

    def end_sign_ins(self, name: str, because: str = "ended") -> int:
        """Ends all open sign-ins of an account; returns how many there were."""
        self.get(name)
        with ledger.writing(self.file) as connection:
            return connection.execute(
                "update sign_ins set ended_at = ?, ended_because = ? "
                "where account_name = ? and ended_at is null",
                (time.time(), because, name),
            ).rowcount

    def verify(self, name: str, password: str) -> Account | None:
        """The account that name and password open, None for any that they do not."""
        with ledger.reading(self.file) as connection:
            row = connection.execute(
                "select * from accounts where name = ?", (name.strip(),)
            ).fetchone()
        stored: str | None = None if row is None else row["password_hash"]
        if not passwords.matches(stored, password) or stored is None:
            return None
        if passwords.is_outdated(stored):
            with ledger.writing(self.file) as connection:
                connection.execute(
                    "update accounts set password_hash = ? where name = ? and password_hash = ?",
                    (
                        passwords.HASHER.hash(unicodedata.normalize("NFC", password)),
                        row["name"],
                        stored,
                    ),
                )
        return _account(row)

    def has_passwords(self) -> bool:
        """Whether anybody signs in with a password."""
        with ledger.reading(self.file) as connection:
            query = "select 1 from accounts where password_hash is not null limit 1"
            return connection.execute(query).fetchone() is not None

    def admit(self, who: Identity) -> Account | None:
        """The account of somebody whom the provider vouches for; None where nothing gives a role.

        A role from a claim makes the account and keeps it up to date. Otherwise the account must
        have been made with the e-mail address that the provider verified, and belongs from then on
        to that person alone, whoever is given the address later.
        """
        now = time.time()
        with ledger.writing(self.file) as connection:
            row = connection.execute(
                "select * from accounts where issuer = ? and subject = ?", (who.issuer, who.subject)
            ).fetchone()
            if row is None and who.email:
                row = connection.execute(
                    "select * from accounts where email = ? and subject is null", (who.email,)
                ).fetchone()
            if row is None:
                if not who.role:
                    return None
                name = who.email if NAME.fullmatch(who.email) else f"oidc-{uuid4().hex[:12]}"
                if connection.execute("select 1 from accounts where name = ?", (name,)).fetchone():
                    return None
                display_name = _words(who.display_name) or name
                taken = connection.execute("select display_name from accounts").fetchall()
                if display_name.casefold() in {one[0].casefold() for one in taken}:
                    display_name = f"{display_name} ({name})"
                connection.execute(
                    "insert into accounts values (?, ?, ?, ?, null, ?, ?, ?, ?)",
                    (name, display_name, who.role, who.email or None)
                    + (who.issuer, who.subject, now, now),
                )
            else:
                name = str(row["name"])
                connection.execute(
                    "update accounts set issuer = ?, subject = ?, role = ?, changed_at = ? "
                    "where name = ?",
                    (who.issuer, who.subject, who.role or row["role"], now, name),
                )
        return self.get(name)

    def _change(self, name: str, statement: str, value: str) -> None:
        self.get(name)
        with ledger.writing(self.file) as connection:
            connection.execute(statement, (value, time.time(), name))


def _refuse_second_name(connection: sqlite3.Connection, display_name: str) -> None:
    """Papers and logs name people by their display name: two of one name could not be told apart."""
    known = connection.execute("select name, display_name from accounts").fetchall()
    for row in known:
        if row["display_name"].casefold() == display_name.casefold():
            raise WrongAccount(
                f"Tên hiển thị “{display_name}” đã là của tài khoản {row['name']}; hãy thêm chức "
                "danh hoặc phòng ban để phân biệt."
            )


def _check_role(role: str) -> None:
    if role not in ROLES:
        raise WrongAccount(f"Không có vai trò “{role}”; các vai trò: {', '.join(ROLES)}.")


def _words(text: str) -> str:
    shown = "".join(letter for letter in text if letter.isprintable())
    return " ".join(unicodedata.normalize("NFC", shown).split())[:100]


def _email(email: str | None) -> str | None:
    if not email:
        return None
    if not re.fullmatch(r"[^@\s]{1,64}@[^@\s]{1,190}", email.strip()):
        raise WrongAccount(f"“{email}” không phải địa chỉ thư điện tử.")
    return email.strip().casefold()


def _account(row: Any) -> Account:
    return Account(
        row["name"],
        row["display_name"],
        row["role"],
        row["email"],
        row["password_hash"] is not None,
    )
