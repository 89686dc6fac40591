"""Paragraphs and other elements of WordprocessingML, as python-docx keeps them.

A paragraph carries a style of the paper and text, and nothing that a style can say. Text becomes
text whatever it holds.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import NamedTuple, cast

from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement

from papers.wording import make_printable

XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
TWIPS_PER_MM = 1440 / 25.4
TWIPS_PER_POINT = 20
PERCENT = re.compile(r"(?<=\d) %")  # a number and its sign stay on one line


class Span(NamedTuple):
    """A part of a paragraph with a face of its own."""

    text: str
    is_bold: bool = False
    is_italic: bool = False


Text = str | Sequence[str | Span]


def make(tag: str, **attributes: str | int) -> BaseOxmlElement:
    """Returns a new element of WordprocessingML with its attributes."""
    element = OxmlElement(f"w:{tag}")
    for name, value in attributes.items():
        element.set(qn(f"w:{name}"), str(value))
    return cast(BaseOxmlElement, element)


def make_paragraph(
    element: str,
    text: Text = "",
    alignment: str | None = None,
    keep_with_next: bool = False,
    left: float = 0,
    hanging: float = 0,
) -> CT_P:
    """Returns a paragraph in the style of `element`.

    What is stated besides overrides the style: `alignment` (center, left, right or both), and the
    indent `left` in mm, by which the first line begins `hanging` mm earlier.
    """
    paragraph, properties = make("p"), make("pPr")
    properties.append(make("pStyle", val=style_id(element)))
    if keep_with_next:
        properties.append(make("keepNext"))
    if left:
        indent, first = round(left * TWIPS_PER_MM), round(hanging * TWIPS_PER_MM)
        properties.append(make("ind", left=indent, hanging=first))
    if alignment:
        properties.append(make("jc", val=alignment))
    paragraph.append(properties)
    for part in [text] if isinstance(text, str) else text:
        span = Span(part) if isinstance(part, str) else part
        if span.text:
            paragraph.append(make_run(span))
    return cast(CT_P, paragraph)


def make_rule(indent: float, weight: float, distance: float) -> CT_P:
    """Returns an empty paragraph that is a line, `indent` mm from both sides.

    `weight` is its thickness and `distance` the room above and below it, both in points.

    A border stays where it is and prints everywhere; a drawn line floats, an underline cuts through
    the dots below Vietnamese letters.
    """
    paragraph, properties, borders = make("p"), make("pPr"), make("pBdr")
    properties.append(make("keepNext"))
    borders.append(make("top", val="single", sz=round(weight * 8), space=0, color="000000"))
    properties.append(borders)
    above = round(distance * TWIPS_PER_POINT)
    properties.append(make("spacing", before=above, after=0, line=above, lineRule="exact"))
    side = round(indent * TWIPS_PER_MM)
    properties.append(make("ind", left=side, right=side))
    paragraph.append(properties)
    return cast(CT_P, paragraph)


def make_run(span: Span) -> BaseOxmlElement:
    run = make("r")
    if span.is_bold or span.is_italic:
        face = make("rPr")
        face.extend([make("b")] * span.is_bold + [make("i")] * span.is_italic)
        run.append(face)
    text = make("t")
    text.text = PERCENT.sub("\u00a0%", make_printable(span.text))
    text.set(XML_SPACE, "preserve")
    run.append(text)
    return run


def make_field(code: str) -> list[BaseOxmlElement]:
    """Returns the runs of a field that Word computes, such as PAGE."""
    runs = []
    for content in (
        make("fldChar", fldCharType="begin"),
        make("instrText"),
        make("fldChar", fldCharType="end"),
    ):
        run = make("r")
        run.append(content)
        runs.append(run)
    instruction = runs[1][0]
    instruction.text = f" {code} "
    instruction.set(XML_SPACE, "preserve")
    return runs


def style_id(element: str) -> str:
    """Returns the id of the style in which an element is written; its name is Vietnamese."""
    return f"paper_{element}"
