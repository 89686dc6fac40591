"""Tables of a paper: columns of a stated width, ruled or without rules, heads that repeat.

Writes the table's XML itself: what Word and LibreOffice need for columns of a fixed width is not in
python-docx, and a thousand cells take a fraction of the time.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import cast

from docx.document import Document
from docx.oxml.table import CT_Tbl
from docx.oxml.text.paragraph import CT_P
from docx.oxml.xmlchemy import BaseOxmlElement

from papers.elements import TWIPS_PER_MM, make

CELL_PADDING = 100  # twips left and right of the text in a ruled table
EDGES = ("top", "left", "bottom", "right", "insideH", "insideV")


def add_grid(
    document: Document,
    widths: Sequence[float],
    rows: Sequence[Sequence[Sequence[CT_P]]],
    is_ruled: bool = False,
    head_rows: int = 0,
) -> CT_Tbl:
    """Adds a table at the end of the document: `rows` of cells of paragraphs; widths in mm.

    A row of a single cell goes over all columns. The first `head_rows` rows repeat on each page; no
    row is torn between pages.
    """
    twips = [round(width * TWIPS_PER_MM) for width in widths]
    table = make("tbl")
    table.append(make_properties(sum(twips), is_ruled))
    columns = make("tblGrid")
    columns.extend(make("gridCol", w=width) for width in twips)
    table.append(columns)
    for number, cells in enumerate(rows):
        table.append(make_row(cells, twips, is_head=number < head_rows))
    # The body's last element holds the section: content belongs before it.
    document.element.body[-1].addprevious(table)
    return cast(CT_Tbl, table)


def make_row(
    cells: Sequence[Sequence[CT_P]], twips: Sequence[int], is_head: bool
) -> BaseOxmlElement:
    row, properties = make("tr"), make("trPr")
    properties.append(make("cantSplit"))
    if is_head:
        properties.append(make("tblHeader"))
    row.append(properties)
    is_whole = len(cells) == 1 and len(twips) > 1
    for paragraphs, width in zip(cells, [sum(twips)] if is_whole else twips, strict=True):
        cell, cell_properties = make("tc"), make("tcPr")
        cell_properties.append(make("tcW", w=width, type="dxa"))
        if is_whole:
            cell_properties.append(make("gridSpan", val=len(twips)))
        if is_head:
            cell_properties.append(make("vAlign", val="center"))
        cell.append(cell_properties)
        cell.extend(paragraphs)
        row.append(cell)
    return row


def make_properties(width: int, is_ruled: bool) -> BaseOxmlElement:
    properties = make("tblPr")
    properties.append(make("tblW", w=width, type="dxa"))
    # Word hangs a table's text, not its edge, on the margin: the indent brings the edge back.
    properties.append(make("tblInd", w=0, type="dxa"))
    if is_ruled:
        borders = make("tblBorders")
        borders.extend(make(edge, val="single", sz=4, space=0, color="000000") for edge in EDGES)
        properties.append(borders)
    properties.append(make("tblLayout", type="fixed"))
    padding = make("tblCellMar")
    space = CELL_PADDING if is_ruled else 0
    padding.extend(make(side, w=space, type="dxa") for side in ("left", "right"))
    properties.append(padding)
    return properties
