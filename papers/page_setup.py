"""A new paper: its page, its styles, its sections and its page numbers."""

from __future__ import annotations

import copy
from dataclasses import dataclass

import docx
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.oxml.section import CT_SectPr
from docx.section import Section
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle

from papers.elements import make, make_field, make_paragraph, style_id
from papers.layout import Layout, load_layout

ALIGNMENTS = {
    "left": WD_ALIGN_PARAGRAPH.LEFT,
    "center": WD_ALIGN_PARAGRAPH.CENTER,
    "justify": WD_ALIGN_PARAGRAPH.JUSTIFY,
}
FONT_SLOTS = ("ascii", "hAnsi", "eastAsia", "cs")
KEPT_STYLES = ("Normal", "DefaultParagraphFont", "TableNormal", "NoList")
UNUSED_PARTS = ("thumbnail", "stylesWithEffects", "customXml", "numbering", "webSettings")
WORD_2013 = "15"  # without it Word opens the file in compatibility mode


@dataclass
class Paper:
    """A document under construction; text always goes to its end."""

    document: Document
    layout: Layout
    is_landscape: bool = False
    is_marked: bool = False

    @property
    def text_width(self) -> float:
        """The width between the margins of the current section in mm."""
        return self.layout.text_width(self.is_landscape)


def start_paper(
    layout: Layout | None = None, is_landscape: bool = False, is_marked: bool = False
) -> Paper:
    """Returns an empty paper: A4 upright or across, numbered from its second page.

    A marked one says on every page that its figures are simulated.
    """
    paper = Paper(docx.Document(), layout or load_layout(), is_landscape, is_marked)
    empty_template(paper.document)
    set_defaults(paper.document, paper.layout)
    for element in paper.layout.styles():
        add_style(paper.document, paper.layout, element)
    number_pages(paper.document)
    if is_marked:
        mark_pages(paper.document, paper.layout)
    set_section(paper.document.sections[0]._sectPr, paper, restart_numbering=True)
    return paper


def clear_paper(paper: Paper) -> None:
    """Removes all text, so that the next paper of the same kind need not be set up again."""
    body = paper.document.element.body
    for block in list(body)[:-1]:
        body.remove(block)


def start_section(paper: Paper, is_landscape: bool = False, restart_numbering: bool = True) -> None:
    """Ends the page and its section; the next one is upright or across.

    `restart_numbering` begins at 1 and hides that number, as a letter of its own or an annex needs
    (mục III.1.đ); otherwise numbers run on and every page shows its own.
    """
    body = paper.document.element.body
    current = body[-1]
    # The last paragraph ends the section: one more would make an empty page after a full one.
    if (
        len(body) < 2
        or body[-2].tag != qn("w:p")
        or body[-2].find(".//" + qn("w:sectPr")) is not None
    ):
        current.addprevious(make_paragraph("table_gap"))
    ended = copy.deepcopy(current)
    body[-2].get_or_add_pPr().append(ended)
    for name in ("headerReference", "footerReference"):
        for reference in current.findall(qn(f"w:{name}")):
            current.remove(reference)
    paper.is_landscape = is_landscape
    set_section(current, paper, restart_numbering)


def set_section(element: CT_SectPr, paper: Paper, restart_numbering: bool) -> None:
    layout, section = paper.layout, Section(element, paper.document.part)
    width, height = layout.number("page", "width"), layout.number("page", "height")
    section.orientation = WD_ORIENT.LANDSCAPE if paper.is_landscape else WD_ORIENT.PORTRAIT
    if paper.is_landscape:
        width, height = height, width
    section.page_width, section.page_height = Mm(width), Mm(height)
    section.top_margin = Mm(layout.number("page", "margin_top"))
    section.bottom_margin = Mm(layout.number("page", "margin_bottom"))
    section.left_margin = Mm(layout.number("page", "margin_left"))
    section.right_margin = Mm(layout.number("page", "margin_right"))
    distance = layout.number("mark" if paper.is_marked else "page", "header_distance")
    section.header_distance = section.footer_distance = Mm(distance)
    section.different_first_page_header_footer = restart_numbering
    for numbering in element.findall(qn("w:pgNumType")):
        element.remove(numbering)
    if restart_numbering:
        element.find(qn("w:cols")).addprevious(make("pgNumType", start=1))


def number_pages(document: Document) -> None:
    """Puts the page number into the top margin of all pages but the first (mục I.7)."""
    section = document.sections[0]
    # Both headers are stated: later sections inherit them, the first page's stays empty.
    for header in (section.header, section.first_page_header):
        header.is_linked_to_previous = False
        for paragraph in header.paragraphs:
            paragraph._p.getparent().remove(paragraph._p)
        header._element.append(make_paragraph("page_number"))
    section.header.paragraphs[0]._p.extend(make_field("PAGE"))


def mark_pages(document: Document, layout: Layout) -> None:
    """Puts the mark of simulated figures below the page number of all pages, the first one too."""
    section = document.sections[0]
    for header in (section.header, section.first_page_header):
        header._element.append(make_paragraph("mark", layout.text("mark")))


def add_style(document: Document, layout: Layout, element: str) -> None:
    style = document.styles.add_style(layout.text(element, "label"), WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)
    style.element.styleId = style_id(element)
    style.quick_style = True
    faces = layout.text(element, "face").split()
    style.font.size = Pt(layout.number(element, "size"))
    style.font.bold, style.font.italic = "bold" in faces, "italic" in faces
    shape = style.paragraph_format
    shape.alignment = ALIGNMENTS[layout.text(element, "alignment")]
    shape.space_before = Pt(layout.number(element, "space_before", 0))
    shape.space_after = Pt(layout.number(element, "space_after", 0))
    shape.line_spacing = layout.number(element, "line_spacing", 1)
    shape.first_line_indent = Mm(layout.number(element, "first_line", 0))
    shape.left_indent = Mm(layout.number(element, "left", 0))
    shape.widow_control = True


def set_defaults(document: Document, layout: Layout) -> None:
    """Makes everything Times New Roman, black and Vietnamese, also what a hand adds later."""
    styles = document.styles.element
    run = styles.find(f".//{qn('w:rPrDefault')}/{qn('w:rPr')}")
    run.clear()
    name, language = layout.text("font", "name"), layout.text("font", "language")
    run.append(make("rFonts", **dict.fromkeys(FONT_SLOTS, name)))
    run.append(make("lang", val=language, eastAsia=language, bidi="ar-SA"))
    paragraph = styles.find(f".//{qn('w:pPrDefault')}/{qn('w:pPr')}")
    paragraph.clear()
    paragraph.append(make("spacing", before=0, after=0, line=240, lineRule="auto"))
    normal = document.styles["Normal"]
    assert isinstance(normal, ParagraphStyle)
    fonts = normal.element.get_or_add_rPr().get_or_add_rFonts()
    fonts.attrib.clear()
    for slot in FONT_SLOTS:
        fonts.set(qn(f"w:{slot}"), name)
    normal.font.size = Pt(layout.number("body", "size"))
    normal.font.color.rgb = RGBColor.from_string(layout.text("font", "color"))
    for setting in document.settings.element.iter(qn("w:compatSetting")):
        if setting.get(qn("w:name")) == "compatibilityMode":
            setting.set(qn("w:val"), WORD_2013)


def empty_template(document: Document) -> None:
    """Removes what python-docx's template brings along: blue headings, lists, another's picture."""
    for relationships in (document.part.package.rels, document.part.rels):
        for key, relationship in list(relationships.items()):
            if relationship.reltype.rsplit("/", 1)[-1] in UNUSED_PARTS:
                del relationships[key]
    styles = document.styles.element
    for style in list(styles.findall(qn("w:style"))):
        if style.get(qn("w:styleId")) not in KEPT_STYLES:
            styles.remove(style)
