"""Reads the lines of a Word paper: what is printed in the headers, paragraphs and tables.

Fields that Word computes and text that a tracked change deleted are not read.
"""

from __future__ import annotations

from collections.abc import Iterator

from docx.document import Document
from docx.oxml.ns import qn
from docx.oxml.xmlchemy import BaseOxmlElement

from papers.layout import load_layout
from papers.records import BLANK, Line, normalise

OPEN_ELEMENTS = ("signer", "open_cell")  # styles in which a hand writes


def read_lines(document: Document) -> list[Line]:
    """Returns every line of the paper in its order, headers first; empty paragraphs are none."""
    layout = load_layout()
    open_names = {layout.text(element, "label") for element in OPEN_ELEMENTS}
    open_styles = {
        style.style_id for style in document.styles if style.name and style.name in open_names
    }
    lines = list(read_headers(document, open_styles))
    paragraphs = tables = 0
    for block in list_blocks(document.element.body):
        if block.tag == qn("w:tbl"):
            tables += 1
            lines += read_table(block, tables, open_styles)
        elif text := read_paragraph(block, open_styles):
            paragraphs += 1
            lines.append(Line(f"Đoạn {paragraphs}", (text,)))
    return lines


def read_headers(document: Document, open_styles: set[str]) -> Iterator[Line]:
    for number, section in enumerate(document.sections, start=1):
        headers = [("", section.header)]
        if section.different_first_page_header_footer:
            headers.append((", trang đầu", section.first_page_header))
        for which, header in headers:
            blocks = list_blocks(header._element)
            text = " ".join(filter(None, (read_paragraph(each, open_styles) for each in blocks)))
            yield Line(f"Đầu trang, phần {number}{which}", (text,))


def list_blocks(parent: BaseOxmlElement) -> Iterator[BaseOxmlElement]:
    """Yields paragraphs and tables, those within content controls too."""
    for child in parent:
        if child.tag in (qn("w:p"), qn("w:tbl")):
            yield child
        elif child.tag in (qn("w:sdt"), qn("w:sdtContent")):
            yield from list_blocks(child)


def read_table(table: BaseOxmlElement, number: int, open_styles: set[str]) -> Iterator[Line]:
    heads: tuple[str, ...] = ()
    for place, row in enumerate(table.findall(qn("w:tr")), start=1):
        cells = tuple(read_cell(cell, open_styles) for cell in row.findall(qn("w:tc")))
        is_head = row.find(f"{qn('w:trPr')}/{qn('w:tblHeader')}") is not None
        if is_head and not heads:
            heads = cells
        yield Line(f"Bảng {number}, dòng {place}", cells, () if is_head else heads)


def read_cell(cell: BaseOxmlElement, open_styles: set[str]) -> str:
    texts = (read_paragraph(each, open_styles) for each in cell.iter(qn("w:p")))
    return " / ".join(filter(None, texts))


def read_paragraph(paragraph: BaseOxmlElement, open_styles: set[str]) -> str:
    """Returns the text; a blank for an empty paragraph in which a hand must write."""
    text = normalise("".join(read_pieces(paragraph)))
    style = paragraph.find(f"{qn('w:pPr')}/{qn('w:pStyle')}")
    if not text and style is not None and style.get(qn("w:val")) in open_styles:
        return BLANK
    return text


def read_pieces(paragraph: BaseOxmlElement) -> Iterator[str]:
    depth = 0
    for element in paragraph.iter():
        if element.tag == qn("w:fldChar"):
            depth += {"begin": 1, "end": -1}.get(element.get(qn("w:fldCharType"), ""), 0)
        elif element.tag == qn("w:fldSimple") or depth > 0:
            continue
        elif element.tag in (qn("w:tab"), qn("w:br"), qn("w:cr")):
            # A tab stop of the paragraph's format has the same name as a tab in the text.
            yield " " if element.getparent().tag == qn("w:r") else ""
        elif element.tag == qn("w:noBreakHyphen"):
            yield "-"
        elif element.tag == qn("w:t") and not in_simple_field(element):
            yield element.text or ""


def in_simple_field(element: BaseOxmlElement) -> bool:
    return any(parent.tag == qn("w:fldSimple") for parent in element.iterancestors())
