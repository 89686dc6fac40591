"""What a paper that comes back says of itself: where it is from, its record, and its lines now."""

from __future__ import annotations

import io
import zipfile
from typing import NamedTuple

import docx
from docx.opc.exceptions import PackageNotFoundError
from lxml.etree import LxmlError

from papers import sheet_lines, word_lines
from papers.meeting_pack import read_pack
from papers.provenance import Provenance, join_chunks, read_properties, read_provenance
from papers.records import Line, unpack_record
from reports.containers import look

UNREADABLE = (
    PackageNotFoundError,
    LxmlError,
    zipfile.BadZipFile,
    KeyError,
    ValueError,
    TypeError,
    IndexError,
    AttributeError,
    OSError,
    RuntimeError,
)


class PaperRead(NamedTuple):
    """What was read; `problem` is a sentence about what could not be, and then there is no more.

    `form` is docx, xlsx or pdf; `record` are the lines as made, `found` as they are now; `parts`
    are the papers of a meeting pack.
    """

    problem: str | None
    provenance: Provenance | None = None
    form: str | None = None
    record: list[Line] = []
    found: list[Line] = []
    parts: tuple[tuple[str, PaperRead], ...] = ()


def read_paper(data: bytes) -> PaperRead:
    """Reads a docx, xlsx or pdf; never raises for what is in the file."""
    if data.startswith(b"%PDF"):
        return read_whole_pack(data)
    provenance = read_provenance(data)
    if provenance is None:
        return PaperRead(
            "Tệp này không phải văn bản do phần mềm làm ra, hoặc đã mất phần nguồn gốc."
        )
    container = look(data, "")
    if container.problem:
        return PaperRead("Không mở được tệp: tệp bị hỏng hoặc không an toàn.", provenance)
    record = unpack_record(join_chunks(read_properties(data), "Record"))
    if record is None:
        return PaperRead(
            "Văn bản này không mang bản ghi để đối chiếu từng chỗ, nên không kiểm được.", provenance
        )
    try:
        found = read_file(data, container.format)
    except UNREADABLE:
        return PaperRead("Không đọc được nội dung của tệp.", provenance)
    return PaperRead(None, provenance, container.format, record, found)


def read_whole_pack(data: bytes) -> PaperRead:
    """Reads a meeting pack: its pages, and each paper that it carries."""
    pack = read_pack(data)
    if pack is None:
        return PaperRead("Tệp PDF này không phải tập tài liệu do phần mềm làm ra, hoặc đã bị hỏng.")
    parts = tuple((name, read_paper(paper)) for name, paper in pack.papers.items())
    return PaperRead(None, pack.provenance, "pdf", pack.record, pack.lines, parts)


def read_file(data: bytes, form: str | None) -> list[Line]:
    """Returns the lines of a Word document or of a workbook."""
    if form == "docx":
        return word_lines.read_lines(docx.Document(io.BytesIO(data)))
    if form == "xlsx":
        return sheet_lines.read_lines(data)
    raise ValueError(form)
