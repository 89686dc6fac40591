"""Zip archives of report files: what stands in them, and the bytes of one file, within limits.

Nothing of a member is looked at here: that is the reading process's work. Only stored and deflated
members are unpacked, by at most what they declare and at most one file's size.
"""

from __future__ import annotations

import io
import stat
import struct
import zipfile
from collections.abc import Sequence

from reports.file_limits import (
    LARGEST_ARCHIVE,
    LARGEST_FILE,
    LARGEST_RATIO,
    LARGEST_TOTAL,
    MOST_LISTED,
    MOST_MEMBERS,
    RATIO_MATTERS_FROM,
)

DIRECTORY_ENTRY, DIRECTORY_END = b"PK\1\2", b"PK\5\6"
END = struct.Struct("<4s4H2LH")
WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class ArchiveProblem(Exception):
    """Why an archive or a member is not read; `code` is a problem of docs/architecture.md."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code


def open_archive(data: bytes) -> zipfile.ZipFile:
    """Returns an archive with its table of contents read; raises ArchiveProblem."""
    if len(data) > LARGEST_ARCHIVE or count_entries(data) > MOST_LISTED:
        raise ArchiveProblem("too_large")
    try:
        return zipfile.ZipFile(io.BytesIO(data))
    except Exception as error:  # zipfile raises what its steps raise: struct, codecs, seek, zlib
        raise ArchiveProblem("damaged_archive") from error


def count_entries(data: bytes) -> int:
    """Returns how many entries the table of contents holds, before any is made an object."""
    end = data.rfind(DIRECTORY_END, max(0, len(data) - END.size - 0xFFFF))
    if end < 0 or end + END.size > len(data):
        return 0
    size = END.unpack_from(data, end)[5]
    # Where the size is stated elsewhere (ZIP64) or wrong, everything before the end may be it.
    return data.count(DIRECTORY_ENTRY, max(0, end - size) if size < 0xFFFFFFFF else 0, end)


def check_sizes(members: Sequence[zipfile.ZipInfo]) -> None:
    """Raises ArchiveProblem where the report files together are too many or too large."""
    total = sum(member.file_size for member in members)
    if len(members) > MOST_MEMBERS or total > LARGEST_TOTAL:
        raise ArchiveProblem("too_large")


def read_member(archive: zipfile.ZipFile, member: zipfile.ZipInfo) -> bytes:
    """Returns a member's bytes, at most one more than the largest file; raises ArchiveProblem."""
    if member.flag_bits & 1:
        raise ArchiveProblem("encrypted")
    is_link = stat.S_ISLNK(member.external_attr >> 16)
    leads_out = ".." in member.filename.replace("\\", "/").split("/")
    if is_link or leads_out or is_too_dense(member):
        raise ArchiveProblem("suspicious_container")
    if member.compress_type not in WAYS:
        raise ArchiveProblem("damaged_archive")
    try:
        with archive.open(member) as file:
            return file.read(LARGEST_FILE + 1)
    except Exception as error:  # as above
        raise ArchiveProblem("damaged_archive") from error


def is_too_dense(member: zipfile.ZipInfo) -> bool:
    """Tells whether so few bytes that become so many can only be meant to fill the memory."""
    return member.file_size > RATIO_MATTERS_FROM and member.file_size > LARGEST_RATIO * max(
        member.compress_size, 1
    )
