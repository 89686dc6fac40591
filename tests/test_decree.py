"""The parts of a paper: what Nghị định 30/2020/NĐ-CP asks of the page, and what a hand fills in."""

from __future__ import annotations

import io
import zipfile
from datetime import date, datetime

import docx
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from papers import decree, provenance, wording
from papers.elements import Span
from papers.layout import LAYOUT as LAYOUT_FILE
from papers.layout import Layout, LayoutFault, load_layout, measure_text, read_rows
from papers.page_setup import Paper, start_paper, start_section

MADE_FROM = provenance.Provenance(
    "proposal", datetime(2024, 11, 20, 1, 0), "000012-3fa9c1", {"Năm xét": "2024"}
)


def write(paper: Paper) -> Document:
    return docx.Document(io.BytesIO(provenance.to_bytes(paper.document, "Thử", MADE_FROM)))


def texts(document: Document) -> list[str]:
    return [
        "".join(run.text or "" for run in paragraph.iter(qn("w:t")))
        for paragraph in document.element.body.iter(qn("w:p"))
    ]


@pytest.mark.parametrize(
    ("day", "expected"),
    [
        (date(2023, 4, 4), "ngày 04 tháng 4 năm 2023"),
        (date(2024, 1, 31), "ngày 31 tháng 01 năm 2024"),
        (date(2024, 2, 9), "ngày 09 tháng 02 năm 2024"),
        (date(2024, 3, 1), "ngày 01 tháng 3 năm 2024"),
        (date(2024, 10, 30), "ngày 30 tháng 10 năm 2024"),
    ],
)
def test_only_days_below_ten_and_the_first_two_months_get_a_zero(day: date, expected: str) -> None:
    assert wording.write_date(day) == expected


def test_moment_is_told_in_vietnamese_time() -> None:
    moment = datetime(2024, 12, 31, 17, 5)
    assert wording.write_moment(moment) == "00 giờ 05 phút, ngày 01 tháng 01 năm 2025"
    assert wording.write_short_moment(moment) == "01/01/2025 00:05"


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("  Sở   Nội vụ\n", "Sở Nội vụ"),
        ("Sở Nội vụ", "Sở Nội vụ"),
        ("a\x00b\x0bc", "a�b c"),
        ("a\u202eb\u200bc\ufeff", "a�b�c�"),
        ("\ud800x", "�x"),
        ("<b>&amp;", "<b>&amp;"),
    ],
)
def test_text_from_elsewhere_is_printable_on_one_line(text: str, expected: str) -> None:
    assert wording.clean(text) == expected


def test_every_value_of_the_layout_has_a_source_and_lies_within_what_is_allowed() -> None:
    rows = read_rows(LAYOUT_FILE)
    assert len(rows) > 100
    assert len({(row["element"], row["property"]) for row in rows}) == len(rows)
    for row in rows:
        assert row["source"].startswith(("[R] ", "[D] ", "[K] ")), row
        lowest, _, highest = row["allowed"].partition("-")
        if lowest:
            assert float(lowest) <= float(row["value"]), row
            assert "-" not in row["allowed"] or not highest or float(row["value"]) <= float(highest)
            assert "-" in row["allowed"] or float(row["value"]) == float(lowest), row


def test_missing_or_wrong_layout_value_is_named() -> None:
    layout = Layout({"page": {"width": "rộng"}})
    with pytest.raises(LayoutFault, match="page, height"):
        layout.text("page", "height")
    with pytest.raises(LayoutFault, match="“rộng” phải là số"):
        layout.number("page", "width")


@pytest.mark.parametrize(("text", "bare"), [("Ấỵ", "Ay"), ("Đặng", "Đang"), ("hòa", "hoa")])
def test_tone_marks_add_no_width(text: str, bare: str) -> None:
    assert measure_text(text) == measure_text(bare) > 0


def test_page_is_a4_with_the_margins_of_the_decree() -> None:
    section = write(start_paper()).sections[0]
    page = [section.page_width, section.page_height]
    margins = [
        section.top_margin,
        section.bottom_margin,
        section.left_margin,
        section.right_margin,
    ]
    assert [round(length.mm) for length in page if length] == [210, 297]
    assert [round(length.mm) for length in margins if length] == [20, 20, 30, 20]


def test_everything_is_times_new_roman_and_black() -> None:
    document = write(start_paper())
    styles = document.styles.element
    for fonts in styles.iter(qn("w:rFonts")):
        assert set(fonts.attrib.values()) == {"Times New Roman"}
    assert {color.get(qn("w:val")) for color in styles.iter(qn("w:color"))} == {"000000"}
    with zipfile.ZipFile(io.BytesIO(provenance.to_bytes(document, "", MADE_FROM))) as package:
        assert not [name for name in package.namelist() if "embed" in name or "font/" in name]


def test_page_number_is_centred_above_and_hidden_on_the_first_page() -> None:
    section = write(start_paper()).sections[0]
    assert section.different_first_page_header_footer
    assert "PAGE" in section.header._element.xml
    assert "PAGE" not in section.first_page_header._element.xml
    style = section.header.paragraphs[0].style
    assert style is not None
    assert style.name == "Số trang"
    assert section.header_distance is not None
    assert round(section.header_distance.mm) == 10


def test_letterhead_leaves_number_and_day_to_the_hand() -> None:
    paper = start_paper()
    decree.add_letterhead(paper, "TTr-HĐTĐKT", None, 2024)
    written = texts(write(paper))
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in written
    assert "Độc lập - Tự do - Hạnh phúc" in written
    assert " ".join(written).count("HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG TỈNH SÓC TRĂNG") == 1
    assert "Số:          /TTr-HĐTĐKT" in written
    assert "Sóc Trăng, ngày      tháng      năm 2024" in written


def test_rule_is_as_long_as_the_motto() -> None:
    paper = start_paper()
    decree.add_letterhead(paper, "TTr-HĐTĐKT", date(2023, 4, 4), 2023)
    rules = [
        paragraph
        for paragraph in paper.document.element.body.iter(qn("w:p"))
        if paragraph.find(f".//{qn('w:pBdr')}") is not None
    ]
    assert len(rules) == 2
    indent = int(rules[1].find(f".//{qn('w:ind')}").get(qn("w:left"))) / 1440 * 25.4
    layout = load_layout()
    width = layout.number("letterhead", "right_width") - 2 * indent
    assert width == pytest.approx(layout.measure("motto", layout.text("motto")), abs=0.1)
    # Measured once in a font with the same widths as Times New Roman.
    assert width == pytest.approx(56.12, abs=0.1)


def test_one_addressee_shares_the_line_and_several_stand_below_each_other() -> None:
    one, several = start_paper(), start_paper()
    decree.add_addressees(one, ["Sở Nội vụ"])
    decree.add_addressees(several, ["Bộ Nội vụ", "Bộ Tài chính;"])
    assert texts(write(one)) == ["Kính gửi: Sở Nội vụ"]
    assert texts(write(several))[:3] == ["Kính gửi:", "- Bộ Nội vụ;", "- Bộ Tài chính."]


def test_body_is_justified_14_point_with_an_indented_first_line() -> None:
    paper = start_paper()
    decree.add_body(paper, [Span("1. Đối tượng: ", is_bold=True), "các đơn vị, 87,33 %"])
    paragraph = write(paper).paragraphs[0]
    style = paragraph.style
    assert style is not None
    assert paragraph.text == "1. Đối tượng: các đơn vị, 87,33\u00a0%"
    assert [run.bold for run in paragraph.runs] == [True, None]
    assert style.font.size is not None
    assert style.font.size.pt == 14
    spacing = style.element.find(f".//{qn('w:ind')}").get(qn("w:firstLine"))
    assert int(spacing) == 720
    assert style.element.find(f".//{qn('w:jc')}").get(qn("w:val")) == "both"


def test_table_fills_the_width_and_repeats_its_head() -> None:
    paper = start_paper()
    columns = [decree.Column("STT", 1, "center"), decree.Column("Tên tập thể", 7)]
    decree.add_table(paper, columns, [["1", "Sở Y tế"], ["2", "=1+1"]], numbers=True)
    table = write(paper).tables[0]
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        ["STT", "Tên tập thể"],
        ["(1)", "(2)"],
        ["1", "Sở Y tế"],
        ["2", "=1+1"],
    ]
    heads = [row._tr.find(f".//{qn('w:tblHeader')}") is not None for row in table.rows]
    assert heads == [True, True, False, False]
    widths = [cell.width.mm for cell in table.rows[0].cells if cell.width]
    assert widths == pytest.approx([20, 140], abs=0.1)


def test_row_of_another_length_than_the_head_is_refused() -> None:
    with pytest.raises(ValueError, match="zip"):
        decree.add_table(start_paper(), [decree.Column("STT", 1)], [["1", "2"]])


def test_nobody_signs_beforehand() -> None:
    paper = start_paper()
    decree.add_closing(paper, ["Như trên", "Lưu: VT, SNV"])
    decree.add_two_signers(paper, ["THƯ KÝ"], ["CHỦ TỌA"])
    closing, minutes = write(paper).tables
    left, right = closing.rows[0].cells
    assert left.text.split("\n") == ["Nơi nhận:", "- Như trên;", "- Lưu: VT, SNV."]
    assert right.text.split("\n") == ["TM. HỘI ĐỒNG", "KT. CHỦ TỊCH", "PHÓ CHỦ TỊCH", ""]
    assert [cell.text for cell in minutes.rows[0].cells] == ["THƯ KÝ\n", "CHỦ TỌA\n"]


def test_annex_lies_across_and_counts_its_own_pages() -> None:
    paper = start_paper()
    decree.add_title(paper, "Tờ trình", "Về việc đề nghị tặng Bằng khen")
    start_section(paper, is_landscape=True)
    decree.add_annex_heading(paper, "II", "Danh sách tập thể", "Tờ trình số      /TTr-HĐTĐKT")
    decree.add_table(paper, [decree.Column("STT", 1)], [["1"]])
    start_section(paper, restart_numbering=False)
    decree.add_body(paper, "Tiếp theo.")
    document = write(paper)
    assert texts(document)[:2] == ["TỜ TRÌNH", "Về việc đề nghị tặng Bằng khen"]
    assert "DANH SÁCH TẬP THỂ" in texts(document)
    assert "(Kèm theo Tờ trình số      /TTr-HĐTĐKT)" in texts(document)
    upright, across, after = document.sections
    assert across.orientation == WD_ORIENT.LANDSCAPE
    assert across.page_width is not None
    assert round(across.page_width.mm) == 297
    assert after.orientation == upright.orientation == WD_ORIENT.PORTRAIT
    restarts = [
        section._sectPr.find(qn("w:pgNumType")) is not None for section in document.sections
    ]
    assert restarts == [True, True, False]
    hidden = [section.different_first_page_header_footer for section in document.sections]
    assert hidden == [True, True, False]
    assert [section.header.is_linked_to_previous for section in document.sections] == [
        False,
        True,
        True,
    ]
    assert round(document.tables[0].rows[0].cells[0].width.mm) == 247  # type: ignore[union-attr]


def test_paper_says_what_it_was_made_from() -> None:
    paper = start_paper()
    filters = {
        "Khối": "Khối thi đua 1",
        "Đơn vị": "Ủy ban nhân dân xã An Ninh; " * 40,
        "ký tự": "<&\"'>",
    }
    stated = MADE_FROM._replace(filters=filters)
    data = provenance.to_bytes(paper.document, "Tờ trình", stated)
    assert provenance.read_provenance(data) == stated
    again = provenance.to_bytes(paper.document, "Tờ trình", MADE_FROM)
    assert provenance.read_provenance(again) == MADE_FROM
    assert MADE_FROM.line() == (
        "Số liệu đến 20/11/2024 08:00 · Phiên bản dữ liệu: 000012-3fa9c1 · Bộ lọc: Năm xét: 2024"
    )
    core = docx.Document(io.BytesIO(again)).core_properties
    assert core.comments == MADE_FROM.line()
    assert core.created is not None
    assert core.created.replace(tzinfo=None) == MADE_FROM.as_of


def test_paper_without_data_says_so() -> None:
    stated = MADE_FROM._replace(data_version=None, filters={})
    data = provenance.to_bytes(start_paper().document, "", stated)
    assert provenance.read_provenance(data) == stated
    assert stated.line().endswith("Phiên bản dữ liệu: chưa có báo cáo nào · Bộ lọc: không")


def zip_of(name: str, content: str) -> bytes:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as target:
        target.writestr(name, content)
    return packed.getvalue()


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"PK\x03\x04 broken",
        zip_of("other.xml", "<a/>"),
        zip_of("docProps/custom.xml", "<a><property name='Paper'>x</property></a>"),
        zip_of("docProps/custom.xml", "<not closed"),
        zip_of("docProps/custom.xml", "<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"),
        zip_of("docProps/custom.xml", " " * 2_000_000),
    ],
)
def test_other_files_have_no_provenance(data: bytes) -> None:
    assert provenance.read_provenance(data) is None
