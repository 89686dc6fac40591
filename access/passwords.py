"""Passwords: what is long enough, hashing with Argon2id, comparing in the same time for everybody."""

import unicodedata

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError

# ASVS 5.0 6.2.1 asks for 8 at least and recommends 15; length is what counts.
SHORTEST, LONGEST = 12, 200
# RFC 9106's second recommended option, argon2-cffi's default: 64 MiB, 3 passes, 4 lanes.
HASHER = PasswordHasher()
# Verified against where there is no such account, so that a name cannot be guessed by a clock.
NOBODY = HASHER.hash("không ai cả")
OFTEN_GUESSED = ("matkhau", "password", "123456789", "qwertyuiop", "soctrang", "thiduakhenthuong")


class WeakPassword(ValueError):
    """A password that is refused; the text says why in Vietnamese."""


def hash_password(password: str, *, name: str = "") -> str:
    """The Argon2id hash with its salt and costs; raises WeakPassword."""
    plain = _normal(password)
    folded = "".join(letter for letter in plain.casefold() if letter.isalnum())
    if not SHORTEST <= len(plain) <= LONGEST:
        raise WeakPassword(f"Mật khẩu phải dài từ {SHORTEST} đến {LONGEST} ký tự.")
    if len(set(plain)) < 5:
        raise WeakPassword("Mật khẩu lặp lại quá ít ký tự khác nhau.")
    if (name and folded.strip("0123456789") == name.casefold()) or any(
        folded.strip("0123456789") in (word, word * 2, "") and folded for word in OFTEN_GUESSED
    ):
        raise WeakPassword("Mật khẩu này rất dễ đoán; hãy dùng một câu dài mà chỉ mình biết.")
    return HASHER.hash(plain)


def matches(password_hash: str | None, password: str) -> bool:
    """Whether the password is the one; takes as long where there is no hash."""
    try:
        verified = HASHER.verify(password_hash or NOBODY, _normal(password)[: LONGEST + 1])
    except (VerificationError, InvalidHashError):
        return False
    return verified and password_hash is not None


def is_outdated(password_hash: str) -> bool:
    """Whether the costs of the hash are no longer today's."""
    return HASHER.check_needs_rehash(password_hash)


def _normal(password: str) -> str:
    # One keyboard sends `ậ` as one letter, another as two: the same password.
    return unicodedata.normalize("NFC", password)
