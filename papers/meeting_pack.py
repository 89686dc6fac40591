"""The meeting pack: the Word papers of a round as one PDF, with contents, bookmarks and the papers.

The papers themselves and a record of the pages are attached to the PDF, so that it can be verified.
The bytes are LibreOffice's: equal papers give equal pages, not equal bytes.
"""

from __future__ import annotations

import hashlib
import io
import json
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from typing import NamedTuple

from pypdf import PdfReader, PdfWriter
from pypdf.errors import PyPdfError

from papers.decree import Column, add_last_line, add_table, add_title
from papers.printing import print_papers
from papers.provenance import AUTHOR, Provenance, join_chunks, state_properties, to_bytes
from papers.records import Line, normalise, pack_record, unpack_record
from papers.round_data import RoundData
from papers.round_pages import start_round_paper, write_scope
from papers.round_papers import PAPERS, name_file
from queries.database import Database
from reports.file_limits import LARGEST_FILE

PAPER = "meeting_pack"
TITLE = "Tài liệu họp xét khen thưởng năm {year}"
SUBJECT = "{council} họp xét đề nghị tặng {form} năm {year}{scope}"
RECORD = "ban-ghi.txt"
MOST_TRIES = 3
COLUMNS = (
    Column("STT", 14, "center"),
    Column("Tài liệu", 90),
    Column("Số trang", 22, "center"),
    Column("Từ trang của tệp", 34, "center"),
)


class Pack(NamedTuple):
    """What a meeting pack carries: its record, its pages as they are now, and its papers."""

    provenance: Provenance
    record: list[Line]
    lines: list[Line]
    papers: Mapping[str, bytes]


class Printed(NamedTuple):
    """One paper of the pack: its title, its Word file and its pages."""

    title: str
    file_name: str
    source: bytes
    pages: PdfReader


def write_meeting_pack(database: Database, round_id: str, block: str | None = None) -> bytes:
    """Returns the PDF; raises PaperRefused as RoundData does, PrintingRefused without LibreOffice."""
    data = RoundData(database, round_id, block)
    sources = {
        name: paper.write(database, round_id, block)
        for name, paper in PAPERS.items()
        if paper.ending == "docx"
    }
    printed = [
        Printed(PAPERS[name].title, name_file(name, round_id), source, read_pdf(pages))
        for (name, source), pages in zip(
            sources.items(), print_papers(list(sources.values())), strict=True
        )
    ]
    digest = hashlib.sha256(b"".join(each.source for each in printed)).hexdigest()
    provenance = data.provenance(PAPER)._replace(data_hash=digest)
    return bind(print_contents(data, provenance, printed), printed, provenance, data.year)


def read_pack(data: bytes) -> Pack | None:
    """Returns what a meeting pack carries, or None for another PDF or a damaged one."""
    if len(data) > LARGEST_FILE:
        return None
    try:
        reader = read_pdf(data)
        stated = {key.lstrip("/"): str(value) for key, value in (reader.metadata or {}).items()}
        provenance = Provenance(
            stated["Paper"],
            datetime.fromisoformat(stated["AsOf"].removesuffix("Z")),
            stated["DataVersion"] or None,
            dict(json.loads(join_chunks(stated, "Filters"))),
            stated.get("CriteriaVersion"),
            stated.get("DataHash"),
        )
        attached = {name: contents[0] for name, contents in reader.attachments.items()}
        record = unpack_record(attached.pop(RECORD).decode("ascii"))
        if record is None:
            return None
        return Pack(provenance, record, list(read_lines(reader)), attached)
    # pypdf raises what its many parsers raise; a file from outside must never stop the caller.
    except (
        PyPdfError,
        ValueError,
        KeyError,
        TypeError,
        AttributeError,
        IndexError,
        RecursionError,
    ):
        return None


def print_contents(
    data: RoundData, provenance: Provenance, printed: Sequence[Printed]
) -> PdfReader:
    """Returns the first pages: which paper begins on which page of the file."""
    length = 1
    for _ in range(MOST_TRIES):
        contents = read_pdf(print_papers([write_contents(data, provenance, printed, length)])[0])
        if len(contents.pages) == length:
            break
        length = len(contents.pages)
    return contents


def write_contents(
    data: RoundData, provenance: Provenance, printed: Sequence[Printed], length: int
) -> bytes:
    layout = data.layout
    paper = start_round_paper(data, "")
    subject = SUBJECT.format(
        council=layout.text("issuer", "name"),
        form=layout.text("award", "form"),
        year=data.year,
        scope=write_scope(data),
    )
    add_title(paper, "Tài liệu họp", subject)
    rows = []
    first = length + 1
    for number, each in enumerate(printed, start=1):
        rows.append([str(number), each.title, str(len(each.pages.pages)), str(first)])
        first += len(each.pages.pages)
    add_table(paper, COLUMNS, rows)
    add_last_line(paper, provenance.line())
    return to_bytes(paper.document, TITLE.format(year=data.year), provenance)


def bind(
    contents: PdfReader, printed: Sequence[Printed], provenance: Provenance, year: int
) -> bytes:
    """Returns all pages in one PDF with bookmarks, the papers and the record attached."""
    writer = PdfWriter()
    for title, pages in [("Mục lục", contents), *((each.title, each.pages) for each in printed)]:
        first = len(writer.pages)
        writer.append(pages, import_outline=False)
        writer.add_outline_item(title=title, page_number=first)
    for each in printed:
        writer.add_attachment(each.file_name, each.source)
    writer.add_metadata(
        {
            "/Title": TITLE.format(year=year),
            "/Author": AUTHOR,
            "/Subject": provenance.line(),
            "/CreationDate": f"D:{provenance.as_of:%Y%m%d%H%M%S}Z",
            **{f"/{name}": value for name, value in state_properties(provenance).items()},
        }
    )
    bound = to_pdf(writer)
    writer.add_attachment(RECORD, pack_record(list(read_lines(read_pdf(bound)))).encode("ascii"))
    return to_pdf(writer)


def to_pdf(writer: PdfWriter) -> bytes:
    written = io.BytesIO()
    writer.write(written)
    return written.getvalue()


def read_pdf(data: bytes) -> PdfReader:
    return PdfReader(io.BytesIO(data))


def read_lines(reader: PdfReader) -> Iterator[Line]:
    """Yields the printed lines of every page, and what lies over it as a note."""
    for page_number, page in enumerate(reader.pages, start=1):
        texts = [text for text in map(normalise, page.extract_text().splitlines()) if text]
        for number, text in enumerate(texts, start=1):
            yield Line(f"Trang {page_number}, dòng {number}", (text,))
        for note in page.annotations or []:
            stated = note.get_object()
            text = normalise(str(stated.get("/Contents") or stated.get("/Subtype") or ""))
            if stated.get("/Subtype") != "/Link":
                yield Line(f"Trang {page_number}, ghi chú", (text or "ghi chú",))
