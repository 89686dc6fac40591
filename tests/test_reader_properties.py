"""Whatever the bytes are: the looks at a file end in a reading or in a known problem.

Short here; `python -m benchmarks.fuzz` goes on for as long as asked, guided by coverage. Calamine
is left to the reading child: it may end its process.
"""

from __future__ import annotations

import contextlib
import csv
from xml.etree.ElementTree import ParseError

import pytest
from defusedxml.common import DefusedXmlException
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pages.shared import formats
from papers.tables import neutralise
from reports import archives, biff8, biff12, delimited, opendocument, second_look, zip_archives
from reports.compound import MAGIC, Compound, CompoundError
from reports.containers import look
from reports.isolation import pack_whole
from reports.reading import read_report
from reports.second_look import OutOfBounds
from reports.sources import list_dropped, list_others
from tests.hostile_texts import find_active
from tests.workbooks import Page, pack, read_part, write, write_csv

QUICK = settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
BEGINNINGS = (b"", b"PK\3\4", MAGIC, b"%PDF", b"<?xml", b"\xff\xfe", b"\xef\xbb\xbf", b"\x09\x08")
NOISE = st.builds(bytes.__add__, st.sampled_from(BEGINNINGS), st.binary(max_size=3000))
PAGE = Page([["Tên đơn vị", "Năm", "SIPAS (%)", "Số quyết định"], ["Sở Y tế", 2023, 87.5, "1/QĐ"]])
PARTS = {
    "xlsx": read_part(write("xlsx", PAGE), "xl/worksheets/sheet1.xml"),
    "xlsb": read_part(write("xlsb", PAGE), "xl/worksheets/sheet1.bin"),
    "ods": read_part(write("ods", PAGE), "content.xml"),
}
OLD = write("xls", PAGE)
TEXT = st.text(st.characters(exclude_categories=["Cs"]), max_size=60)


@QUICK
@given(NOISE)
def test_any_bytes_are_a_container_or_a_named_problem(data: bytes) -> None:
    container = look(data, "a.xlsx")
    assert container.problem or container.format in ("csv", "xls")
    list_others("a.zip", data)
    assert all(one.problem or one.read() is not None for one in list_dropped([("a.zip", data)]))


@QUICK
@given(st.text(max_size=800))
def test_any_text_is_read_without_an_error(text: str) -> None:
    packed = pack_whole(read_report(text.encode("utf-8", "replace"), "a.csv"))
    assert packed.problem in (None, "empty_file", "not_a_workbook", "unsupported_format", "damaged")


@st.composite
def draw_damage(draw: st.DrawFn, part: bytes) -> bytes:
    place = draw(st.integers(0, len(part)))
    length = draw(st.integers(0, 12))
    return part[:place] + draw(st.binary(max_size=12)) + part[place + length :]


@QUICK
@given(draw_damage(PARTS["xlsx"]))
def test_damaged_sheet_part_is_marked_or_out_of_bounds(part: bytes) -> None:
    try:
        second_look.measure(part)
        second_look.look_again(part, b"")
    except (OutOfBounds, ValueError):
        pass  # a number that is none: the file is damaged


@QUICK
@given(draw_damage(PARTS["xlsb"]))
def test_damaged_binary_part_is_marked_or_out_of_bounds(part: bytes) -> None:
    try:
        biff12.measure(part)
    except OutOfBounds:
        return
    assert biff12.look_again(part, b"") is not None


@QUICK
@given(draw_damage(OLD))
def test_damaged_old_workbook_is_marked_or_damaged(data: bytes) -> None:
    try:
        stream = Compound(data).read("Workbook") or b""
    except CompoundError:
        return
    assert len(biff8.look_again(stream)) <= len(stream)


@QUICK
@given(draw_damage(PARTS["ods"]))
def test_damaged_content_is_marked_or_no_xml(part: bytes) -> None:
    with contextlib.suppress(ParseError, DefusedXmlException, OutOfBounds, ValueError):
        opendocument.look_again(part)


@QUICK
@given(st.lists(st.lists(TEXT, min_size=2, max_size=4), min_size=1, max_size=5))
def test_cells_of_a_text_file_come_back_as_written(rows: list[list[str]]) -> None:
    width = max(map(len, rows))
    full = [[*row, *[""] * (width - len(row))] for row in rows]
    shown = [[cell.replace("\0", "") for cell in row] for row in full]
    begins = "".join(shown[0]).strip().lower()
    if begins.startswith("sep="):
        return
    data = write_csv(Page([["a", "b"] * 2, *full, *[["1", "2", "3", "4"]] * 40]))
    read = delimited.read_rows(data)
    assert [row[:width] for row in read[1 : 1 + len(rows)]] == shown


@QUICK
@given(st.dictionaries(TEXT.filter(bool), st.binary(max_size=50), max_size=5))
def test_any_archive_is_answered_member_by_member(members: dict[str, bytes]) -> None:
    data = pack({f"{name}.csv": part for name, part in members.items()})
    for source in list_dropped([("a.zip", data)]):
        assert source.problem or source.read() is not None
    assert zip_archives.count_entries(data) >= len(members)
    assert archives.look(data)[1] is not None


@QUICK
@given(st.text(alphabet="![]()<>:$*_~`#|-+=.\\\n ab:red[độc", max_size=80))
def test_escaped_text_never_acts(text: str) -> None:
    assert find_active(formats.plain(text)) is None


@QUICK
@given(TEXT)
def test_text_in_a_csv_begins_no_formula(text: str) -> None:
    assert not neutralise(text).lstrip(" ").startswith(("=", "+", "-", "@", "\t", "\r"))


def test_cell_that_never_closes_is_damage(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(delimited, "LONGEST_CELL", 50)
    with pytest.raises(csv.Error):
        delimited.read_rows(b'a;b\n"' + b"x" * 60)
