"""The files that a call names: single ones, folders of them, and zip archives of them.

A source that cannot even be opened stays in the list with its problem, so that it is answered too.
"""

from __future__ import annotations

import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath

from reports import zip_archives
from reports.file_limits import LARGEST_ARCHIVE
from reports.zip_archives import ArchiveProblem

REPORT_SUFFIXES = frozenset([".xlsx", ".xlsm", ".xlsb", ".xls", ".ods", ".csv", ".docx"])
ARCHIVE_SUFFIX = ".zip"


@dataclass(frozen=True)
class Source:
    """One file to judge: how it was named, its own name, and either its bytes or its problem."""

    path: str
    name: str
    read: Callable[[], bytes] = bytes
    problem: str | None = None


def show(name: str | Path) -> str:
    """Returns a file name as text; bytes that are no UTF-8 become a visible mark."""
    return str(name).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def list_sources(paths: Iterable[Path | str]) -> Iterator[Source]:
    """Yields the files of all arguments in order; folders and archives are walked by name."""
    for path in map(Path, paths):
        try:
            if path.is_dir():
                yield from list_folder(path)
            elif not path.exists():
                yield Source(show(path), show(path.name), problem="missing_file")
            elif path.suffix.lower() == ARCHIVE_SUFFIX:
                yield from list_archive(path)
            else:
                yield make_source(path)
        except OSError:
            yield Source(show(path), show(path.name), problem="unreadable_file")


def make_source(path: Path) -> Source:
    """Returns the source of one file on the disk, read only when its turn comes."""
    return Source(show(path), show(path.name), path.read_bytes)


def list_folder(folder: Path) -> Iterator[Source]:
    """Yields the report files below a folder; an empty or closed folder is a problem."""
    closed: list[OSError] = []
    found = False
    for parent, folders, names in os.walk(folder, onerror=closed.append):
        # In place, because os.walk goes on with what is left of this very list.
        folders[:] = sorted(name for name in folders if not is_hidden(name))
        for name in sorted(filter(is_report, names)):
            found = True
            yield make_source(Path(parent) / name)
    for error in closed:
        yield Source(show(error.filename or folder), show(folder.name), problem="unreadable_folder")
    if not found and not closed:
        yield Source(show(folder), show(folder.name), problem="empty_folder")


def list_archive(path: Path) -> Iterator[Source]:
    """Yields the report files in a zip archive, each unpacked only when its turn comes."""
    if path.stat().st_size > LARGEST_ARCHIVE:
        yield Source(show(path), show(path.name), problem="too_large")
    else:
        yield from list_members(show(path), path.name, path.read_bytes())


def list_dropped(files: Iterable[tuple[str, bytes]]) -> Iterator[Source]:
    """Yields files given as name and bytes, and in place of a zip archive those that it holds."""
    for name, data in files:
        if Path(name).suffix.lower() == ARCHIVE_SUFFIX and not is_document(data):
            yield from list_members(show(name), name, data)
        else:
            yield Source(show(name), show(name), keep(data))


def is_document(data: bytes) -> bool:
    """Tells whether a zip is itself one office document, which somebody gave another suffix."""
    try:
        with zip_archives.open_archive(data) as archive:
            return bool({"[Content_Types].xml", "mimetype"} & set(archive.namelist()))
    except ArchiveProblem:
        return False


def list_members(shown: str, name: str, data: bytes) -> Iterator[Source]:
    """Yields the report files in an archive's bytes; `shown` is how the archive was named."""
    name = show(name)
    try:
        archive = zip_archives.open_archive(data)
        members = [one for one in archive.infolist() if not one.is_dir()]
        named = sorted((read_name(member), index) for index, member in enumerate(members))
        reports = [
            (name, members[index])
            for name, index in named
            if is_report(PurePosixPath(name).name) and not is_set_aside(PurePosixPath(name))
        ]
        zip_archives.check_sizes([member for _, member in reports])
    except ArchiveProblem as problem:
        yield Source(shown, name, problem=problem.code)
        return
    if not reports:
        yield Source(shown, name, problem="empty_folder")
    for member_name, member in reports:
        inner, own = f"{shown}/{member_name}", PurePosixPath(member_name).name
        try:
            yield Source(inner, own, keep(zip_archives.read_member(archive, member)))
        except ArchiveProblem as problem:
            yield Source(inner, own, problem=problem.code)


def list_others(name: str, data: bytes) -> list[str]:
    """Returns the names of the files in a dropped archive that list_dropped passes over.

    What systems leave in archives does not count. An archive without any report has none: that is
    its problem, and says it all.
    """
    if Path(name).suffix.lower() != ARCHIVE_SUFFIX or is_document(data):
        return []
    try:
        with zip_archives.open_archive(data) as archive:
            members = [
                PurePosixPath(read_name(one)) for one in archive.infolist() if not one.is_dir()
            ]
    except ArchiveProblem:
        return []
    seen = [
        path
        for path in members
        if not is_set_aside(path) and path.name.lower() not in ("thumbs.db", "desktop.ini")
    ]
    others = sorted(path.name for path in seen if not is_report(path.name))
    return others if len(others) < len(seen) else []


def keep(data: bytes) -> Callable[[], bytes]:
    """Returns a reader of bytes that are at hand."""
    return lambda: data


def read_name(member: zipfile.ZipInfo) -> str:
    """Returns a member's name; Windows and older tools write UTF-8 names without saying so."""
    if member.flag_bits & 0x800:
        return member.filename
    try:
        return member.filename.encode("cp437").decode("utf-8")
    except UnicodeError:
        return member.filename


def is_report(name: str) -> bool:
    """Tells whether a name is one that reports come under; Excel's lock files are not."""
    return not is_hidden(name) and PurePosixPath(name).suffix.lower() in REPORT_SUFFIXES


def is_set_aside(path: PurePosixPath) -> bool:
    """Tells whether systems leave such a path in archives: hidden folders, those of macOS."""
    # A path that leads out of the archive is refused in words, not passed over.
    parts = [part for part in path.parts if part != ".."]
    return "__MACOSX" in parts or any(map(is_hidden, parts))


def is_hidden(name: str) -> bool:
    """Tells whether a file or folder is not meant to be seen."""
    return name.startswith((".", "~$"))
