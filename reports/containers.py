"""What a file really is, by its bytes and never by its name, and whether it may be opened at all.

Runs before any reader: the limits here are what keeps a small file from becoming a large grid.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from reports import archives, biff8, compound
from reports.file_limits import LARGEST_FILE

# The beginning of formats that are often sent by mistake, and what to call them in the log.
OTHER_FORMATS = (
    (b"%PDF", "not_a_workbook", "pdf"),
    (b"\x89PNG", "not_a_workbook", "png"),
    (b"\xff\xd8\xff", "not_a_workbook", "jpeg"),
    (b"GIF8", "not_a_workbook", "gif"),
    (b"BM", "not_a_workbook", "bmp"),
    (b"II*\0", "not_a_workbook", "tiff"),
    (b"MM\0*", "not_a_workbook", "tiff"),
    (b"Rar!", "not_a_workbook", "rar"),
    (b"7z\xbc\xaf", "not_a_workbook", "7z"),
    (b"\x1f\x8b", "not_a_workbook", "gzip"),
    (b"MZ", "not_a_workbook", "exe"),
    (b"\x7fELF", "not_a_workbook", "elf"),
    (b"{\\rtf", "unsupported_format", "rtf"),
)
BINARY_BEGINNINGS = (b"BM", b"MZ", b"II*\0", b"MM\0*")
MARKUP = re.compile(rb"\s*<(?:!doctype|!--|\?xml|html|table|head|meta|body)", re.IGNORECASE)
UNICODE_MARKS = (b"\xef\xbb\xbf", b"\xff\xfe", b"\xfe\xff")
CONTROLS = bytes(set(range(32)) - {9, 10, 12, 13, 26, 27})


class Container(NamedTuple):
    """`format` is one of xlsx, xlsm, xlsb, xls, ods, csv, docx or None; a problem forbids reading.

    `parts` are the parts of an archive that a later look needs, unpacked once.
    """

    format: str | None
    problem: str | None = None
    detail: str | None = None
    parts: Mapping[str, bytes] = {}


def look(data: bytes, name: str) -> Container:
    """Recognises the bytes and applies the limits; the name is only for formats without a mark."""
    if not data.strip(b"\0 \t\r\n"):
        return Container(None, "empty_file", f"{len(data)} bytes")
    if len(data) > LARGEST_FILE:
        return Container(None, "too_large", f"{len(data)} bytes, at most {LARGEST_FILE}")
    if data.startswith(b"PK"):
        return Container(*archives.look(data))
    if data.startswith(compound.MAGIC):
        return look_at_compound(data)
    for beginning, problem, detail in OTHER_FORMATS:
        is_text = beginning in BINARY_BEGINNINGS and is_plain_text(data)
        if data.startswith(beginning) and not is_text:
            return Container(None, problem, detail)
    if MARKUP.match(data.removeprefix(UNICODE_MARKS[0])):
        return Container(None, "unsupported_format", "html or xml")
    if is_plain_text(data):
        return Container("csv")
    return Container(None, "not_a_workbook", f"begins with {data[:8].hex()}")


def look_at_compound(data: bytes) -> Container:
    """Tells an old workbook from an encrypted new one, from Word and from damage."""
    try:
        file = compound.Compound(data)
        names = {entry.name.lower() for entry in file.entries}
        if "encryptedpackage" in names:
            return Container("xlsx", "encrypted", "EncryptedPackage")
        if "worddocument" in names:
            return Container(None, "unsupported_format", "doc")
        stream = file.read("Workbook") or file.read("Book")
    except compound.CompoundError as error:
        return Container(None, "damaged", f"compound file: {error}")
    if not stream:
        return Container(None, "not_a_workbook", "compound file without a workbook")
    if "_vba_project_cur" in names or "_vba_project" in names:
        return Container("xls", "macro_workbook", "_VBA_PROJECT")
    if biff8.is_encrypted(stream):
        return Container("xls", "encrypted", "FILEPASS")
    if biff8.has_macro_sheet(stream):
        return Container("xls", "macro_workbook", "macro sheet")
    if any(name.startswith("mbd") for name in names):
        return Container("xls", "suspicious_container", "embedded object")
    return Container("xls", parts={"Workbook": stream})


def is_plain_text(data: bytes) -> bool:
    """True for text in any encoding: a Unicode mark, UTF-16's alternating zeros, or no controls."""
    if data.startswith(UNICODE_MARKS):
        return True
    sample = data[:65536]
    zeros = sample.count(0)
    if zeros:
        even, odd = sample[::2].count(0), sample[1::2].count(0)
        return max(even, odd) > len(sample) // 8 and min(even, odd) == 0
    return len(sample.translate(None, CONTROLS)) == len(sample)
