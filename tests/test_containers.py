"""Files are known by their bytes; what may not be opened is refused before any reader sees it."""

import io
import zipfile

import pytest

from reports.containers import look
from reports.file_limits import LARGEST_FILE
from tests.workbooks import FORMATS, Page, edit_parts, pack, read_part, write, write_csv, write_xlsx

PAGE = Page([["Tên đơn vị", "Năm"], ["Sở Xây dựng", 2023]])
CONTENT_TYPES = "[Content_Types].xml"
STRICT = {
    b"http://schemas.openxmlformats.org/spreadsheetml/2006/main": (
        b"http://purl.oclc.org/ooxml/spreadsheetml/main"
    ),
    b"http://schemas.openxmlformats.org/officeDocument/2006/relationships": (
        b"http://purl.oclc.org/ooxml/officeDocument/relationships"
    ),
}


def judge(data: bytes, name: str = "a.xlsx") -> tuple[str | None, str | None]:
    container = look(data, name)
    return container.format, container.problem


@pytest.mark.parametrize("format", FORMATS)
@pytest.mark.parametrize("name", ["a.xlsx", "a.xls", "a.txt", "a"])
def test_format_is_told_by_content_not_by_name(format, name):  # noqa: A002
    assert judge(write(format, PAGE), name) == (format, None)


@pytest.mark.parametrize(
    ("data", "expected"),
    [
        (b"", (None, "empty_file")),
        (b" \r\n\t", (None, "empty_file")),
        (bytes(4096), (None, "empty_file")),
        (b"%PDF-1.7\n%\xe2\xe3", (None, "not_a_workbook")),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", (None, "not_a_workbook")),
        (b"\xff\xd8\xff\xe0\0\x10JFIF", (None, "not_a_workbook")),
        (b"MZ\x90\0\3\0\0\0", (None, "not_a_workbook")),
        (b"\x1f\x8b\x08\0\0\0", (None, "not_a_workbook")),
        (b"{\\rtf1 a}", (None, "unsupported_format")),
        (b"<html><table><tr><td>1</td></tr></table>", (None, "unsupported_format")),
        (b"<?xml version='1.0'?><Workbook/>", (None, "unsupported_format")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", (None, "damaged")),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), (None, "damaged")),
        (b"PK\3\4" + bytes(100), (None, "damaged")),
        (bytes(range(256)) * 4, (None, "not_a_workbook")),
        (pack({"a.txt": "x"}), (None, "not_a_workbook")),
        (pack({"word/document.xml": "<w/>"}), ("docx", None)),
        (b"x" * (LARGEST_FILE + 1), (None, "too_large")),
        ("BMTN;Năm\nSở;2023".encode(), ("csv", None)),
        ("MZ;Năm\nSở;2023".encode(), ("csv", None)),
    ],
)
def test_what_is_no_workbook_is_named(data, expected):
    assert judge(data) == expected


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be"])
def test_text_in_any_encoding_is_text(encoding):
    assert judge(write_csv(PAGE, encoding)) == ("csv", None)


@pytest.mark.parametrize(
    ("part", "content", "expected"),
    [
        ("xl/vbaProject.bin", b"x", "macro_workbook"),
        ("xl/macrosheets/sheet1.xml", b"<x/>", "macro_workbook"),
        ("xl/externalLinks/externalLink1.xml", b"<x/>", "suspicious_container"),
        ("xl/embeddings/oleObject1.bin", b"x", "suspicious_container"),
        ("xl/activeX/activeX1.xml", b"<x/>", "suspicious_container"),
        ("../evil.xml", b"<x/>", "suspicious_container"),
        ("xl\\..\\..\\evil.xml", b"<x/>", "suspicious_container"),
        ("/etc/passwd", b"x", "suspicious_container"),
        ("C:/evil", b"x", "suspicious_container"),
        ("XL/Workbook.xml", b"<x/>", "suspicious_container"),
        (
            "xl/a.xml",
            b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY b 'c'>]><a/>",
            "suspicious_container",
        ),
        ("xl/a.xml", "<!DOCTYPE a><a/>".encode("utf-16"), "suspicious_container"),
        ("xl/a.xml", "<!DOCTYPE a><a/>".encode("utf-16-be"), "suspicious_container"),
        ("xl/a.xml", "<!DOCTYPE a><a/>".encode("utf-32"), "suspicious_container"),
        ("xl/a.xml", "<!DOCTYPE a><a/>".encode("cp037"), "suspicious_container"),
        ("xl/a.xml", b"<?xml version='1.0' encoding='utf-7'?><a/>", "suspicious_container"),
        ("xl/a.xml", bytes(5_000_000), "suspicious_container"),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            b"<Relationships><Relationship Id='a' Type='x/attachedTemplate' Target='http://a' "
            b"TargetMode='External'/></Relationships>",
            "suspicious_container",
        ),
        (
            "xl/worksheets/_rels/sheet1.xml.rels",
            b"<Relationships><Relationship Id='a' Type='x/relationships/hyperlink' "
            b"Target='http://a' TargetMode='External'/></Relationships>",
            None,
        ),
        ("xl/media/image1.png", b"\x89PNG", None),
        ("xl/drawings/drawing1.xml", b"<a/>", None),
        ("docProps/custom.xml", b"<a/>", None),
        ("customXml/item1.xml", b"<a/>", None),
    ],
)
def test_part_that_may_not_be_there_is_refused_and_honest_ones_pass(part, content, expected):
    assert judge(edit_parts(write_xlsx(PAGE), {part: content})) == ("xlsx", expected)


def test_strict_workbook_passes():
    data = write_xlsx(PAGE)
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        parts = {name: archive.read(name) for name in archive.namelist()}
    for old, new in STRICT.items():
        parts = {name: part.replace(old, new) for name, part in parts.items()}
    assert judge(edit_parts(data, parts)) == ("xlsx", None)


def test_archive_with_something_in_front_is_refused():
    data = write_xlsx(PAGE)
    assert judge(b"PK\3\4" + bytes(60) + data)[1] == "suspicious_container"


def test_archive_cut_short_is_damaged():
    data = write_xlsx(PAGE)
    assert judge(data[: len(data) // 2])[1] == "damaged"


def test_part_with_a_wrong_checksum_is_damaged():
    data = bytearray(write_xlsx(PAGE))
    offset = data.index(b"xl/worksheets/sheet1.xml") + 60
    data[offset] ^= 0xFF
    assert judge(bytes(data))[1] == "damaged"


def test_encrypted_archive_entry_is_encrypted():
    data = bytearray(pack({"xl/workbook.xml": "<x/>", CONTENT_TYPES: "<x/>"}))
    for mark, place in ((b"PK\3\4", 6), (b"PK\1\2", 8)):
        start = data.index(mark)
        data[start + place] |= 1
    assert judge(bytes(data)) == ("xlsx", "encrypted")


def test_encrypted_ods_is_encrypted():
    manifest = read_part(write("ods", PAGE), "META-INF/manifest.xml")
    manifest = manifest.replace(
        b"</manifest:manifest>", b"<manifest:encryption-data/></manifest:manifest>"
    )
    assert judge(edit_parts(write("ods", PAGE), {"META-INF/manifest.xml": manifest})) == (
        "ods",
        "encrypted",
    )


@pytest.mark.parametrize(
    ("stream", "expected"),
    [
        ("EncryptedPackage", ("xlsx", "encrypted")),
        ("WordDocument", (None, "unsupported_format")),
        ("PowerPoint Document", (None, "not_a_workbook")),
        ("_VBA_PROJECT", ("xls", "macro_workbook")),
    ],
)
def test_compound_file_is_told_by_its_streams(stream, expected):
    data = write("xls", PAGE)
    name = "Workbook".encode("utf-16-le").ljust(64, b"\0") + b"\x12\0"
    start = data.index(name)
    renamed = stream.encode("utf-16-le").ljust(64, b"\0") + bytes([2 * len(stream) + 2, 0])
    if stream == "_VBA_PROJECT":
        # Beside the workbook: xlwt leaves a free directory entry behind it.
        free = next(
            offset
            for offset in range(start, len(data), 128)
            if data[offset + 66 : offset + 67] == b"\0"
        )
        data = data[:free] + renamed + b"\2" + data[free + 67 :]
    else:
        data = data[:start] + renamed + data[start + 66 :]
    assert judge(data) == expected


def test_old_workbook_with_a_password_is_encrypted():
    data = write("xls", PAGE)
    begin = data.index(b"\x09\x08\x10\x00")
    after = begin + 4 + int.from_bytes(data[begin + 2 : begin + 4], "little")
    length = int.from_bytes(data[after + 2 : after + 4], "little")
    data = data[:after] + b"\x2f\0" + data[after + 2 :]
    assert length > 0
    assert judge(data) == ("xls", "encrypted")
