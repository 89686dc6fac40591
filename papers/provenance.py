"""Where a paper's numbers come from, carried in the file itself, and equal bytes for equal papers.

The last line says it to people; custom properties of the file say it to a program, also after the
file was edited and saved in Word.
"""

from __future__ import annotations

import io
import json
import zipfile
import zlib
from collections.abc import Mapping
from datetime import datetime
from typing import NamedTuple
from xml.etree.ElementTree import ParseError

from defusedxml.ElementTree import fromstring
from docx.document import Document
from docx.opc.packuri import PackURI
from docx.opc.part import Part
from lxml import etree

from papers.wording import clean, write_short_moment
from queries.clock import to_local

LINE_BEGINS = "Số liệu đến "
SHOWN_HASH = 12  # letters of the data hash that people see
AUTHOR = "Thi đua văn hóa công sở – Sóc Trăng"
NO_DATA = "chưa có báo cáo nào"
PART_NAME = "/docProps/custom.xml"
CONTENT_TYPE = "application/vnd.openxmlformats-officedocument.custom-properties+xml"
RELATIONSHIP = (
    "http://schemas.openxmlformats.org/officeDocument/2006/relationships/custom-properties"
)
PROPERTIES = "http://schemas.openxmlformats.org/officeDocument/2006/custom-properties"
VALUES = "http://schemas.openxmlformats.org/officeDocument/2006/docPropsVTypes"
FORMAT_ID = "{D5CDD505-2E9C-101B-9397-08002B2CF9AE}"
LONGEST_VALUE = 250  # Word's own dialogue takes 255 characters; longer filters go over several
LARGEST_PART = 1_000_000
UNREADABLE = (
    KeyError,
    ValueError,
    TypeError,
    RuntimeError,
    OSError,
    zlib.error,
    zipfile.BadZipFile,
    ParseError,
)
EARLIEST_ZIP = (1980, 1, 1, 0, 0, 0)


class Provenance(NamedTuple):
    """What a paper was made from; `as_of` is UTC without zone, a missing version means no data."""

    paper: str
    as_of: datetime
    data_version: str | None
    filters: Mapping[str, str]
    criteria_version: str | None = None
    data_hash: str | None = None

    def line(self) -> str:
        """Returns the sentence that stands at the end of the paper."""
        filters = "; ".join(
            f"{clean(name)}: {clean(value)}" for name, value in self.filters.items()
        )
        line = (
            f"{LINE_BEGINS}{write_short_moment(self.as_of)} · Phiên bản dữ liệu: "
            f"{self.data_version or NO_DATA} · Bộ lọc: {filters or 'không'}"
        )
        if self.criteria_version:
            line += f" · Bộ tiêu chí: {clean(self.criteria_version)}"
        if self.data_hash:
            line += f" · Mã số liệu: {self.data_hash[:SHOWN_HASH]}"
        return line


def to_bytes(
    document: Document, title: str, provenance: Provenance, record: str | None = None
) -> bytes:
    """Returns the docx; equal content and provenance give equal bytes.

    `record` is what a paper carries along to be verified (papers.records).
    """
    state_core(document, title, provenance)
    attach_custom(document, state_properties(provenance, record))
    written = io.BytesIO()
    document.save(written)
    return repack(written.getvalue(), provenance.as_of)


def read_provenance(data: bytes) -> Provenance | None:
    """Returns what a docx or xlsx says it was made from, or None for a file that does not say."""
    stated = read_properties(data)
    try:
        return Provenance(
            stated["Paper"],
            datetime.fromisoformat(stated["AsOf"].removesuffix("Z")),
            stated["DataVersion"] or None,
            dict(json.loads(join_chunks(stated, "Filters"))),
            stated.get("CriteriaVersion"),
            stated.get("DataHash"),
        )
    except UNREADABLE:
        return None


def read_properties(data: bytes) -> dict[str, str]:
    """Returns the custom properties of a docx or xlsx; none where they cannot be read."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            entry = package.getinfo(PART_NAME.lstrip("/"))
            if entry.file_size > LARGEST_PART:
                return {}
            root = fromstring(package.read(entry))
        return {each.get("name", ""): "".join(each.itertext()) for each in root}
    except UNREADABLE:
        return {}


def join_chunks(stated: Mapping[str, str], name: str) -> str:
    """Returns the text that went over the properties `name000`, `name001` and so on."""
    return "".join(stated[each] for each in sorted(stated) if each.startswith(name))


def state_core(document: Document, title: str, provenance: Provenance) -> None:
    core = document.core_properties
    core.author = core.last_modified_by = AUTHOR
    core.title, core.subject = clean(title)[:LONGEST_VALUE], provenance.paper
    core.comments = provenance.line()[:LONGEST_VALUE]
    core.keywords, core.language, core.revision = "", "vi-VN", 1
    core.version = (provenance.data_version or "")[:LONGEST_VALUE]
    core.created = core.modified = provenance.as_of.replace(microsecond=0)


def state_properties(provenance: Provenance, record: str | None = None) -> dict[str, str]:
    """Returns what a program finds in the file, as custom properties of a length Word takes."""
    stated = {
        "Paper": provenance.paper,
        "AsOf": provenance.as_of.isoformat() + "Z",
        "DataVersion": provenance.data_version or "",
        **split_chunks("Filters", json.dumps(dict(provenance.filters))),
    }
    if provenance.criteria_version:
        stated["CriteriaVersion"] = provenance.criteria_version
    if provenance.data_hash:
        stated["DataHash"] = provenance.data_hash
    return stated | split_chunks("Record", record or "")


def split_chunks(name: str, text: str) -> dict[str, str]:
    return {
        f"{name}{place // LONGEST_VALUE:03d}": text[place : place + LONGEST_VALUE]
        for place in range(0, len(text), LONGEST_VALUE)
    }


def attach_custom(document: Document, stated: Mapping[str, str]) -> None:
    root = etree.Element(f"{{{PROPERTIES}}}Properties", nsmap={None: PROPERTIES, "vt": VALUES})
    # Word begins to count at 2.
    for number, (name, value) in enumerate(stated.items(), start=2):
        entry = etree.SubElement(
            root, f"{{{PROPERTIES}}}property", fmtid=FORMAT_ID, pid=str(number), name=name
        )
        etree.SubElement(entry, f"{{{VALUES}}}lpwstr").text = value
    content = etree.tostring(root, encoding="UTF-8", xml_declaration=True, standalone=True)
    package = document.part.package
    for relationship in package.rels.values():
        if relationship.reltype == RELATIONSHIP:
            relationship.target_part._blob = content
            return
    package.relate_to(Part(PackURI(PART_NAME), CONTENT_TYPE, content, package), RELATIONSHIP)


def repack(data: bytes, moment: datetime) -> bytes:
    """Returns the same package with one date on all its parts: a zip keeps the clock otherwise."""
    packed = io.BytesIO()
    with (
        zipfile.ZipFile(io.BytesIO(data)) as source,
        zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target,
    ):
        for name in source.namelist():
            write_entry(target, name, source.read(name), moment)
    return packed.getvalue()


def write_entry(target: zipfile.ZipFile, name: str, content: bytes, moment: datetime) -> None:
    """Writes one entry of a zip, dated `moment` (UTC) in Vietnamese time."""
    local = to_local(moment).timetuple()[:6]
    entry = zipfile.ZipInfo(name, max(local, EARLIEST_ZIP))
    entry.compress_type, entry.create_system = zipfile.ZIP_DEFLATED, 0
    target.writestr(entry, content)
