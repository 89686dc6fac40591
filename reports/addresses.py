"""Excel's A1 addresses and zero-based (row, column) places, and back."""

from __future__ import annotations

import re
from functools import cache

Place = tuple[int, int]
Area = tuple[Place, Place]

ROWS = 1_048_576
COLUMNS = 16_384

REFERENCE = re.compile(r"\$?([A-Z]{1,3})\$?(\d{1,7})")


@cache
def name_column(column: int) -> str:
    """Returns the letters of a zero-based column: 0 is A, 26 is AA."""
    letters = ""
    column += 1
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


@cache
def number_column(letters: str) -> int:
    """Returns the zero-based column of its letters."""
    column = 0
    for letter in letters:
        column = column * 26 + ord(letter) - 64
    return column - 1


def write_address(row: int, column: int) -> str:
    """Returns the A1 address of a zero-based place."""
    return f"{name_column(column)}{row + 1}"


def read_address(address: str) -> Place | None:
    """Returns the zero-based place of an A1 address, or None where it lies outside a sheet."""
    match = REFERENCE.fullmatch(address)
    if not match:
        return None
    place = (int(match[2]) - 1, number_column(match[1]))
    return place if 0 <= place[0] < ROWS and place[1] < COLUMNS else None


def read_area(reference: str) -> Area | None:
    """Returns the two corners of A1:B2 (or of a single address), or None outside a sheet."""
    first, _, last = reference.partition(":")
    start, end = read_address(first), read_address(last or first)
    return (start, end) if start and end else None
