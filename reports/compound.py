"""Compound files (the OLE container of .xls, .doc and of encrypted .xlsx): names and streams."""

from __future__ import annotations

import struct
from typing import NamedTuple

MAGIC = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
END = 0xFFFFFFFA  # this and above are marks, not sectors
ROOT, STREAM = 5, 2


class Entry(NamedTuple):
    """One directory entry: `kind` is ROOT, STREAM or 1 for a storage."""

    name: str
    kind: int
    start: int
    size: int


class CompoundError(Exception):
    """The bytes are not a whole compound file."""


class Compound:
    """An opened compound file: `.entries`, and `.read(name)` for a stream's bytes."""

    def __init__(self, data: bytes) -> None:
        if len(data) < 512 or not data.startswith(MAGIC):
            raise CompoundError("no header")
        self._data = data
        sector_shift, mini_shift = struct.unpack_from("<HH", data, 30)
        if sector_shift not in (9, 12) or mini_shift != 6:
            raise CompoundError("sector size")
        self._sector = 1 << sector_shift
        directory, self._cutoff, mini_start = (
            struct.unpack_from("<I", data, offset)[0] for offset in (48, 56, 60)
        )
        self._table = self._read_table()
        raw = self._follow(directory)
        self.entries = [
            entry
            for offset in range(0, len(raw) - 127, 128)
            if (entry := read_entry(raw[offset : offset + 128]))
        ]
        root = next((entry for entry in self.entries if entry.kind == ROOT), None)
        self._mini = self._follow(root.start) if root and root.start < END else b""
        mini_raw = self._follow(mini_start) if mini_start < END else b""
        self._mini_table = unpack_numbers(mini_raw)

    def read(self, name: str) -> bytes | None:
        """Returns the bytes of the first stream of that name, or None."""
        for entry in self.entries:
            if entry.kind == STREAM and entry.name.lower() == name.lower():
                if entry.size < self._cutoff:
                    return self._follow_mini(entry.start)[: entry.size]
                return self._follow(entry.start)[: entry.size]
        return None

    def _read_table(self) -> tuple[int, ...]:
        """Returns the sector allocation table; the header and the DIFAT say where it lies."""
        sectors = list(unpack_numbers(self._data[76:512]))
        difat, count = struct.unpack_from("<II", self._data, 68)
        for _ in range(min(count, len(self._data) // self._sector)):
            if difat >= END:
                break
            numbers = unpack_numbers(self._sector_at(difat))
            sectors += numbers[:-1]
            difat = numbers[-1]
        return unpack_numbers(b"".join(self._sector_at(n) for n in sectors if n < END))

    def _sector_at(self, number: int) -> bytes:
        start = (number + 1) * self._sector
        piece = self._data[start : start + self._sector]
        if not piece:
            raise CompoundError("a sector lies outside the file")
        return piece.ljust(self._sector, b"\0")

    def _follow(self, start: int) -> bytes:
        """Returns the bytes of a chain of sectors."""
        pieces: list[bytes] = []
        while start < END:
            if len(pieces) > len(self._table) or start >= len(self._table):
                raise CompoundError("a chain of sectors does not end")
            pieces.append(self._sector_at(start))
            start = self._table[start]
        return b"".join(pieces)

    def _follow_mini(self, start: int) -> bytes:
        pieces: list[bytes] = []
        while start < END:
            if len(pieces) > len(self._mini_table) or start >= len(self._mini_table):
                raise CompoundError("a chain of small sectors does not end")
            pieces.append(self._mini[start * 64 : start * 64 + 64])
            start = self._mini_table[start]
        return b"".join(pieces)


def unpack_numbers(raw: bytes) -> tuple[int, ...]:
    """Returns little-endian 32-bit numbers."""
    return struct.unpack(f"<{len(raw) // 4}I", raw[: len(raw) // 4 * 4])


def read_entry(raw: bytes) -> Entry | None:
    """Returns a directory entry, or None for an unused one."""
    length, kind = struct.unpack_from("<HB", raw, 64)
    if kind == 0 or not 2 <= length <= 64:
        return None
    start, size = struct.unpack_from("<II", raw, 116)
    return Entry(raw[: length - 2].decode("utf-16-le", "replace"), kind, start, size)
