"""Every limit of the reader holds on its far side and refuses nothing on its near side."""

from __future__ import annotations

import io
import random
import stat
import struct
import zipfile
import zlib
from pathlib import Path
from typing import Any

import pytest

from reports import (
    archives,
    delimited,
    file_limits,
    opendocument,
    sheets,
    sources,
    word_documents,
    zip_archives,
)
from reports.containers import look
from reports.file_limits import LARGEST_FILE, LARGEST_RATIO
from reports.reading import read_report
from reports.sources import list_dropped
from tests.workbooks import FORMATS, Page, edit_parts, pack, read_part, write, write_csv, write_xlsx

HEADER = ["Tên đơn vị", "Năm", "SIPAS (%)", "Số quyết định"]
ROW = ["Sở Y tế", 2023, 87.5, "12/QĐ"]
BOOK = write_xlsx(Page([HEADER, ROW]))


def drop(data: bytes, name: str = "a.zip") -> list[tuple[str, str | None]]:
    return [(source.name, source.problem) for source in list_dropped([(name, data)])]


def test_largest_file_passes_and_one_byte_more_does_not() -> None:
    text = write_csv(Page([HEADER, ROW]))
    assert look(text.ljust(LARGEST_FILE, b" "), "a").problem is None
    assert look(text.ljust(LARGEST_FILE + 1, b" "), "a").problem == "too_large"


@pytest.mark.parametrize(("count", "problem"), [(30, None), (31, "suspicious_container")])
def test_most_parts_of_a_workbook(
    monkeypatch: pytest.MonkeyPatch, count: int, problem: str
) -> None:
    monkeypatch.setattr(archives, "MOST_ENTRIES", 30)
    missing = count - len(zipfile.ZipFile(io.BytesIO(BOOK)).namelist())
    data = edit_parts(BOOK, {f"xl/media/{number}.png": b"x" for number in range(missing)})
    assert look(data, "a").problem == problem


@pytest.mark.parametrize(("size", "problem"), [(0, None), (1, "too_large")])
def test_largest_unpacked_workbook(
    monkeypatch: pytest.MonkeyPatch, size: int, problem: str
) -> None:
    whole = sum(entry.file_size for entry in zipfile.ZipFile(io.BytesIO(BOOK)).infolist())
    monkeypatch.setattr(archives, "LARGEST_UNPACKED", whole + 10)
    data = edit_parts(BOOK, {"xl/media/a.png": bytes(10 + size)})
    assert look(data, "a").problem == problem


@pytest.mark.parametrize(("noise", "problem"), [(30_000, None), (18_000, "suspicious_container")])
def test_densest_part_and_file(noise: int, problem: str | None) -> None:
    part = random.Random(1).randbytes(noise) + bytes(6_000_000)
    ratio = len(part) / (len(pack({"a": part})) - 98)
    assert (ratio > LARGEST_RATIO) == bool(problem)
    assert look(edit_parts(BOOK, {"xl/media/a.png": part}), "a").problem == problem
    assert drop(pack({"a.csv": part})) == [("a.csv", problem)]


def test_a_dense_part_that_is_small_passes() -> None:
    data = edit_parts(BOOK, {"xl/media/a.png": bytes(file_limits.RATIO_MATTERS_FROM)})
    assert look(data, "a").problem is None


@pytest.mark.parametrize(("count", "problem"), [(12, None), (13, "too_large")])
def test_most_sheets(monkeypatch: pytest.MonkeyPatch, count: int, problem: str | None) -> None:
    monkeypatch.setattr(sheets, "MOST_SHEETS", 12)
    for form in ("xlsx", "xls", "xlsb", "ods"):
        pages = [Page([HEADER, ROW], name=f"Biểu {number}") for number in range(count)]
        assert read_report(write(form, *pages), "a").problem == problem


@pytest.mark.parametrize(("rows", "problem"), [(50, None), (51, "too_large")])
@pytest.mark.parametrize("form", FORMATS)
def test_most_cells_of_all_sheets(
    monkeypatch: pytest.MonkeyPatch, form: str, rows: int, problem: str | None
) -> None:
    monkeypatch.setattr(sheets, "MOST_CELLS_TOGETHER", 51 * 4 if form == "csv" else 51 * 8)
    page = Page([HEADER, *[ROW] * rows])
    pages = [page] if form == "csv" else [page, page._replace(name="Biểu 2")]
    assert read_report(write(form, *pages), "a").problem == problem


@pytest.mark.parametrize("form", ["xlsx", "ods", "xlsb"])
@pytest.mark.parametrize(("last", "problem"), [(999, None), (1000, "suspicious_container")])
def test_largest_grid_of_a_sheet(
    monkeypatch: pytest.MonkeyPatch, form: str, last: int, problem: str | None
) -> None:
    for module in (sheets, opendocument):
        monkeypatch.setattr(module, "MOST_CELLS", 4_000)
    page = Page([HEADER, ROW, *[[None]] * (last - 2), ["x"]])
    monkeypatch.setattr(sheets, "NEAR_ROWS", 10)
    assert read_report(write(form, page), "a").problem == problem


@pytest.mark.parametrize(
    ("address", "problem"),
    [
        ("D2", None), ("XFE2", "suspicious_container"), ("A0", "suspicious_container"),
        ("A1048577", "suspicious_container"), ("XFD1048576", "suspicious_container"),
        ("AAAA1", "suspicious_container"), ("A99999999", "suspicious_container"),
    ],
)  # fmt: skip
def test_references_of_cells(address: str, problem: str | None) -> None:
    part = read_part(BOOK, "xl/worksheets/sheet1.xml").replace(b'"D2"', f'"{address}"'.encode())
    changed = edit_parts(BOOK, {"xl/worksheets/sheet1.xml": part})
    assert read_report(changed, "a").problem == problem


@pytest.mark.parametrize(
    ("area", "problem"),
    [
        ((0, 65_536, 0, 256), None),
        ((0, 65_537, 0, 4), "suspicious_container"),
        ((0, 2, 0, 257), "suspicious_container"),
        ((65_535, 6, 0, 7), "suspicious_container"),  # calamine ended its process on this one
    ],
)
def test_used_area_of_an_old_workbook(area: tuple[int, ...], problem: str | None) -> None:
    data = write("xls", Page([HEADER, ROW]))
    place = data.index(b"\x00\x02\x0e\x00") + 4
    changed = data[:place] + struct.pack("<IIHH", *area) + data[place + 12 :]
    assert read_report(changed, "a").problem == problem


@pytest.mark.parametrize(("count", "problem"), [(20, None), (21, "too_large")])
@pytest.mark.parametrize("form", ["xlsx", "xls", "xlsb", "ods"])
def test_most_merged_areas(
    monkeypatch: pytest.MonkeyPatch, form: str, count: int, problem: str | None
) -> None:
    monkeypatch.setattr(sheets, "MOST_MERGES", 20)
    areas = [f"F{row}:G{row}" for row in range(2, count + 2)]
    rows = [HEADER, *[[*ROW, None, None, None] for _ in areas]]
    assert read_report(write(form, Page(rows, areas)), "a").problem == problem


@pytest.mark.parametrize(("length", "problem"), [(90, None), (101, "damaged")])
def test_longest_cell_of_a_text_file(
    monkeypatch: pytest.MonkeyPatch, length: int, problem: str | None
) -> None:
    monkeypatch.setattr(delimited, "LONGEST_CELL", 100)
    data = write_csv(Page([HEADER, ["x" * length, *ROW[1:]]]))
    assert read_report(data, "a").problem == problem


@pytest.mark.parametrize(("size", "problem"), [(0, "no_sheets"), (1, "too_large")])
def test_largest_text_of_a_document(
    monkeypatch: pytest.MonkeyPatch, size: int, problem: str | None
) -> None:
    document = b'<w:document xmlns:w="x"><w:body><w:p/></w:body></w:document>'
    monkeypatch.setattr(word_documents, "LARGEST_PART", len(document))
    data = pack({"word/document.xml": document + b" " * size})
    assert read_report(data, "a").problem in (problem, None if not size else problem)


@pytest.mark.parametrize(("count", "problem"), [(3, None), (4, "too_large")])
def test_most_reports_and_entries_of_an_archive(
    monkeypatch: pytest.MonkeyPatch, count: int, problem: str | None
) -> None:
    whole = pack({f"{number}.csv": "a;b" for number in range(count)})
    expected = [(f"{number}.csv", None) for number in range(count)]
    for limit in ("MOST_MEMBERS", "MOST_LISTED"):
        with monkeypatch.context() as patch:
            patch.setattr(zip_archives, limit, 3)
            assert drop(whole) == ([("a.zip", problem)] if problem else expected)


@pytest.mark.parametrize(("more", "problem"), [(0, None), (1, "too_large")])
def test_largest_archive_packed_and_unpacked(
    monkeypatch: pytest.MonkeyPatch, more: int, problem: str | None
) -> None:
    data = pack({"1.csv": "x" * 10, "2.csv": "x" * (10 + more)})
    expected = [("a.zip", problem)] if problem else [("1.csv", None), ("2.csv", None)]
    with monkeypatch.context() as patch:
        patch.setattr(zip_archives, "LARGEST_TOTAL", 20)
        assert drop(data) == expected
    with monkeypatch.context() as patch:
        patch.setattr(zip_archives, "LARGEST_ARCHIVE", len(data) - more)
        assert drop(data) == expected


def test_an_archive_on_the_disk_is_measured_before_it_is_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "a.zip"
    path.write_bytes(pack({"1.csv": "a;b"}))
    assert [one.problem for one in sources.list_sources([path])] == [None]
    monkeypatch.setattr(sources, "LARGEST_ARCHIVE", path.stat().st_size - 1)
    assert [one.problem for one in sources.list_sources([path])] == ["too_large"]


def test_a_table_of_contents_that_lies_about_its_length_is_counted_all_the_same() -> None:
    data = pack({f"{number}.csv": "a;b" for number in range(20)})
    place = data.rindex(b"PK\5\6") + 12
    lying = data[:place] + struct.pack("<I", 0xFFFFFFFF) + data[place + 4 :]
    assert zip_archives.count_entries(data) == zip_archives.count_entries(lying) == 20


def link(name: str) -> zipfile.ZipInfo:
    entry = zipfile.ZipInfo(name)
    entry.create_system, entry.external_attr = 3, (stat.S_IFLNK | 0o777) << 16
    return entry


def archive_of(*members: tuple[zipfile.ZipInfo | str, bytes, int]) -> bytes:
    target = io.BytesIO()
    with zipfile.ZipFile(target, "w") as archive:
        for name, data, way in members:
            archive.writestr(name, data, way)
    return target.getvalue()


GOOD_CSV = write_csv(Page([HEADER, ROW]))
STORED, BZIP2, LZMA = zipfile.ZIP_STORED, zipfile.ZIP_BZIP2, zipfile.ZIP_LZMA


@pytest.mark.parametrize(
    ("member", "problem"),
    [
        (("1.csv", GOOD_CSV, STORED), None),
        (("a/b/1.csv", GOOD_CSV, STORED), None),
        (("../../1.csv", GOOD_CSV, STORED), "suspicious_container"),
        (("a\\..\\1.csv", GOOD_CSV, STORED), "suspicious_container"),
        ((link("1.csv"), b"/etc/passwd", STORED), "suspicious_container"),
        (("1.csv", GOOD_CSV, BZIP2), "damaged_archive"),
        (("1.csv", GOOD_CSV, LZMA), "damaged_archive"),
    ],
)
def test_members_of_an_archive(member: Any, problem: str | None) -> None:
    data = archive_of(member, ("2.csv", GOOD_CSV, STORED))
    assert sorted((name[-5:], why) for name, why in drop(data)) == [
        ("1.csv", problem),
        ("2.csv", None),
    ]


def test_the_whole_set_of_limits_is_tried_here() -> None:
    here = Path(__file__).read_text(encoding="utf-8") + TRIED_ELSEWHERE
    names = [name for name in vars(file_limits) if name.isupper() and name != "MEGABYTE"]
    assert [name for name in names if name not in here] == []


# tests/test_isolation.py: a reader that hangs, swells or spins, and one that does not.
TRIED_ELSEWHERE = "READING_SECONDS READING_PROCESSOR_SECONDS READING_MEMORY"


@pytest.mark.parametrize(("declared", "problem"), [(5_000, None), (100, "suspicious_container")])
def test_part_that_goes_on_behind_its_declared_size(declared: int, problem: str | None) -> None:
    part = b"<a>" + b" " * 4_993 + b"</a>"
    data = bytearray(edit_parts(BOOK, {"xl/a.xml": part}))
    entry = zipfile.ZipFile(io.BytesIO(data)).getinfo("xl/a.xml")
    central = data.rindex(b"PK\1\2", 0, data.rindex(b"xl/a.xml"))
    for place in (entry.header_offset + 14, central + 16):
        # Checksum and size are those of the beginning, so that a reader of that much is content.
        crc = zlib.crc32(part[:declared])
        data[place : place + 12] = struct.pack("<III", crc, entry.compress_size, declared)
    assert zipfile.ZipFile(io.BytesIO(data)).read("xl/a.xml") == part[:declared]
    assert look(bytes(data), "a").problem == problem
