"""Workbooks that are zip archives: which one it is, and what must not be in it."""

from __future__ import annotations

import io
import re
import zipfile
import zlib
from collections.abc import Mapping

MOST_ENTRIES = 5_000
LARGEST_UNPACKED = 300 * 1024 * 1024
LARGEST_RATIO = 200
RATIO_MATTERS_FROM = 4 * 1024 * 1024

Verdict = tuple[str | None, str | None, str | None, Mapping[str, bytes]]

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
KEPT = re.compile(
    r"^xl/(worksheets/[^/]+\.(xml|bin)|styles\.(xml|bin)|sharedStrings\.(xml|bin)|workbook\.(xml|bin)|_rels/.*)$"
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
    lower = {name.lower().lstrip("/") for name in names}
    for part, kind in FORMATS:
        if part in lower:
            return kind
    if "content.xml" in lower and "mimetype" in lower:
        mimetype = archive.read("mimetype")[:100]
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
        name = entry.filename
        if not name.lower().endswith((".xml", ".rels", ".bin", ".vml")):
            continue
        part = archive.read(entry)
        if not name.lower().endswith(".bin"):
            check_markup(name, part)
        if KEPT.match(name) or part.startswith(UTF_16_BEGINNINGS):
            kept[name] = part
    return kept


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
    """Returns the archive with some parts replaced, stored rather than packed."""
    target = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive,
    ):
        for entry in source.infolist():
            name = entry.filename
            archive.writestr(name, replaced[name] if name in replaced else source.read(entry))
    return target.getvalue()
