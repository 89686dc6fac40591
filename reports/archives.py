"""Workbooks that are zip archives: which one it is, and what must not be in it."""

from __future__ import annotations

import io
import re
import stat
import struct
import zipfile
import zlib
from collections.abc import Mapping

from reports.file_limits import (
    LARGEST_RATIO,
    LARGEST_UNPACKED,
    MOST_ENTRIES,
    RATIO_MATTERS_FROM,
)

Verdict = tuple[str | None, str | None, str | None, Mapping[str, bytes]]

# Every other part is looked at: which of them is a sheet, the workbook's links alone decide.
NEVER_PARSED = (".png", ".jpg", ".jpeg", ".gif", ".bmp", ".emf", ".wmf", ".tif", ".tiff", ".svg")
WAYS = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)
FORMATS = (
    ("xl/workbook.bin", "xlsb"),
    ("xl/workbook.xml", "xlsx"),
    ("word/document.xml", "docx"),
)
FORBIDDEN_PARTS = (
    (re.compile(r"vbaproject\.bin$|/macrosheets/|/dialogsheets/|^basic/|^scripts/", re.I), "macro"),
    (re.compile(r"/externallinks/", re.I), "external link"),
    (re.compile(r"/embeddings/|/activex/|/ctrlprops/.*\.bin$|oleobject", re.I), "embedded object"),
)
# Sheets lie where the workbook's links say, in most files under xl/worksheets.
KEPT = re.compile(
    r"^/?xl/(?!(?:drawings|charts|media|theme|tables|diagrams|printersettings|threadedcomments)/"
    r"|pivot|slicer|comments|calcchain|query|worksheets/_rels/).*\.(?:xml|bin|rels)$"
    r"|^(content|styles|meta)\.xml$|^word/(document|styles)\.xml$|^docProps/custom\.xml$",
    re.I,
)
EXTERNAL = re.compile(rb"<(?:\w+:)?Relationship\s[^>]*TargetMode\s*=\s*[\"']External[\"'][^>]*>")
HYPERLINK = re.compile(rb"Type\s*=\s*[\"'][^\"']*/hyperlink[\"']")
DECLARED = re.compile(rb"^\s*<\?xml[^>]*encoding\s*=\s*[\"']([\w.:-]+)[\"']")
ENCODINGS = (b"utf-8", b"utf8", b"utf-16", b"us-ascii", b"ascii", b"iso-8859-1", b"windows-1252")
UTF_16_BEGINNINGS = (b"\xff\xfe", b"\xfe\xff", b"<\0", b"\0<")
# One of these stands in every part that holds one of the words below, in whatever encoding.
MARKUP_HINTS = (b"<!", b"\0", "<!".encode("cp037"))
FORBIDDEN_MARKUP = tuple(
    word.encode(encoding)
    for word in ("<!DOCTYPE", "<!ENTITY", "<!doctype")
    for encoding in ("utf-8", "utf-16-le", "utf-16-be", "utf-32-le", "utf-32-be", "cp037")
)


class Suspicion(Exception):
    """What must not be in an archive: (problem, detail)."""


def look(data: bytes) -> Verdict:
    """Returns (format, problem, detail, kept parts) of a zip archive."""
    kind: str | None = None
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            entries = archive.infolist()
            names = {entry.filename for entry in entries}
            kind = recognise(archive, names)
            check_entries(entries)
            if kind is None:
                return None, "not_a_workbook", "zip", {}
            return kind, None, None, unpack(archive, entries)
    except Suspicion as suspicion:
        problem, detail = suspicion.args
        return kind, problem, detail, {}
    except (zipfile.BadZipFile, zlib.error, EOFError, NotImplementedError, ValueError) as error:
        return kind, "damaged", f"zip: {error}", {}


def recognise(archive: zipfile.ZipFile, names: set[str]) -> str | None:
    """Returns the format by the parts that only it has; names differ in case between writers."""
    lower = {name.replace("\\", "/").lower().lstrip("/") for name in names}
    for part, kind in FORMATS:
        if part in lower:
            return kind
    if "content.xml" in lower and "mimetype" in lower:
        own = next(name for name in names if name.lower().endswith("mimetype"))
        mimetype = archive.read(own)[:100]
        return "ods" if b"opendocument.spreadsheet" in mimetype else None
    return None


def check_entries(entries: list[zipfile.ZipInfo]) -> None:
    """Raises Suspicion for what the table of contents alone shows."""
    if len(entries) > MOST_ENTRIES:
        raise Suspicion("suspicious_container", f"{len(entries)} entries")
    if sum(entry.file_size for entry in entries) > LARGEST_UNPACKED:
        raise Suspicion("too_large", "unpacked")
    if entries and min(entry.header_offset for entry in entries) != 0:
        raise Suspicion("suspicious_container", "something stands before the archive")
    seen: set[str] = set()
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if entry.flag_bits & 1:
            raise Suspicion("encrypted", name)
        if entry.compress_type not in WAYS:
            # No office program packs so, and calamine cannot unpack it.
            raise Suspicion("damaged", f"packed in way {entry.compress_type}: {name}")
        if stat.S_ISLNK(entry.external_attr >> 16):
            raise Suspicion("suspicious_container", f"link {name}")
        if ".." in name.split("/") or re.match(r"[A-Za-z]:|/", name) or "\0" in name:
            raise Suspicion("suspicious_container", f"path {name}")
        if name.lower() in seen:
            raise Suspicion("suspicious_container", f"two parts named {name}")
        seen.add(name.lower())
        too_dense = entry.file_size > LARGEST_RATIO * max(entry.compress_size, 1)
        if entry.file_size > RATIO_MATTERS_FROM and too_dense:
            raise Suspicion("suspicious_container", f"compression of {name}")
        for pattern, what in FORBIDDEN_PARTS:
            if pattern.search(name):
                problem = "macro_workbook" if what == "macro" else "suspicious_container"
                raise Suspicion(problem, f"{what}: {name}")


def unpack(archive: zipfile.ZipFile, entries: list[zipfile.ZipInfo]) -> dict[str, bytes]:
    """Unpacks and checks every part that a reader may parse; returns those looked at again."""
    kept = {}
    for entry in entries:
        name = entry.filename.replace("\\", "/")
        if name.lower().endswith(NEVER_PARSED):
            continue
        part = read_part(archive, entry)
        if not name.lower().endswith(".bin"):
            check_markup(name, part)
        if KEPT.match(name) or part.startswith(UTF_16_BEGINNINGS):
            kept[name] = part
    return kept


def read_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo) -> bytes:
    """Returns a part's bytes; raises Suspicion where it goes on behind the size that it declares.

    Such a part passes Python's reader cut short, and fills the memory of one that reads on.
    """
    part = archive.read(entry)
    if entry.compress_type == zipfile.ZIP_DEFLATED and archive.fp is not None:
        archive.fp.seek(entry.header_offset + 26)
        name_length, extra_length = struct.unpack("<HH", archive.fp.read(4))
        archive.fp.seek(name_length + extra_length, 1)
        packed = archive.fp.read(entry.compress_size)
        if len(zlib.decompressobj(-15).decompress(packed, entry.file_size + 1)) > entry.file_size:
            raise Suspicion("suspicious_container", f"size of {entry.filename}")
    return part


def check_markup(name: str, part: bytes) -> None:
    """Raises Suspicion for document types, odd encodings and links that reach outside."""
    for word in FORBIDDEN_MARKUP if any(hint in part for hint in MARKUP_HINTS) else ():
        if word in part:
            raise Suspicion("suspicious_container", f"DOCTYPE in {name}")
    declared = DECLARED.match(part.removeprefix(b"\xef\xbb\xbf"))
    if declared and declared[1].lower() not in ENCODINGS:
        raise Suspicion("suspicious_container", f"encoding of {name}")
    if name.lower().endswith(".rels"):
        for link in EXTERNAL.findall(part):
            if not HYPERLINK.search(link):
                raise Suspicion("suspicious_container", f"external link: {name}")
    if name.lower() == "meta-inf/manifest.xml" and b"encryption-data" in part:
        raise Suspicion("encrypted", name)


def repack(data: bytes, replaced: Mapping[str, bytes]) -> bytes:
    """Returns the archive with some parts replaced, stored rather than packed, names with slashes."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive,
    ):
        for entry in source.infolist():
            name = entry.filename.replace("\\", "/")
            archive.writestr(name, replaced[name] if name in replaced else source.read(entry))
    return target.getvalue()
