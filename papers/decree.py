"""The parts of a paper in the layout of Nghị định 30/2020/NĐ-CP, Phụ lục I, in order of the page.

Each function adds one part to the end of a paper. Numbers, dates and names that a hand must fill in
stay blank; nobody's signature or name is ever written.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import NamedTuple

from docx.oxml.text.paragraph import CT_P

from papers.elements import Text, make_paragraph, make_rule
from papers.grids import add_grid
from papers.page_setup import Paper
from papers.wording import clean, write_date, write_open_date


class Column(NamedTuple):
    """A column of a table: its head, its share of the width, and left, center or right.

    What stands in an `is_open` column is for a hand to write.
    """

    label: str
    share: float
    alignment: str = "left"
    is_open: bool = False


# A row: one cell a column, each one line or several; or the text of a row over all columns.
Row = Sequence[str | Sequence[str]] | str


def add_letterhead(
    paper: Paper, symbol: str, issued_on: date | None, year: int, letter_subject: str | None = None
) -> None:
    """Adds issuing body and national name, the blank number, place and date (mục II.1–II.4).

    `symbol` follows the number's slash; without one the paper has no number. Without `issued_on`,
    day and month of `year` stay blank.
    `letter_subject` is what follows “V/v” in a công văn; other papers have a title instead.
    """
    layout = paper.layout
    left, right = share_width(paper, "letterhead")
    issuer = layout.lines("issuer")
    issuing_body = [
        *write_lines("superior", layout.lines("superior")),
        *write_lines("issuer", issuer),
        rule_under(paper, "issuer", issuer[-1], left),
    ]
    motto = layout.text("motto")
    nation = [
        make_paragraph("nation", layout.text("nation")),
        make_paragraph("motto", motto),
        rule_under(paper, "motto", motto, right),
    ]
    number = write_lines("number", [layout.text("number") + symbol if symbol else ""])
    if letter_subject:
        number += write_lines("letter_subject", [f"V/v {letter_subject}"])
    day = write_date(issued_on) if issued_on else write_open_date(year)
    place = write_lines("place_date", [f"{layout.text('place_date')}, {day}"])
    add_grid(paper.document, [left, right], [[issuing_body, nation], [number, place]])


def add_title(paper: Paper, kind: str, subject: str) -> None:
    """Adds the name of the kind of paper, what it is about, and the rule (mục II.5)."""
    append(paper, make_paragraph("kind", kind.upper(), keep_with_next=True))
    append(paper, make_paragraph("subject", subject, keep_with_next=True))
    append(paper, rule_under(paper, "subject", subject, paper.text_width))
    append(paper, make_paragraph("table_gap"))


def add_addressees(paper: Paper, names: Sequence[str]) -> None:
    """Adds “Kính gửi”: one name on its line, several below each other (mục II.9.d)."""
    if len(names) == 1:
        append(paper, make_paragraph("addressee", f"Kính gửi: {names[0]}"))
        return
    opening, dash = "Kính gửi", "- "
    indent = paper.layout.number("addressee_line", "left")
    append(paper, make_paragraph("addressee_line", f"{opening}:", left=indent, keep_with_next=True))
    # The dashes stand below the colon, and a long name's next line below its first.
    hang = paper.layout.measure("addressee_line", dash)
    indent += paper.layout.measure("addressee_line", opening)
    for line in end_lines([dash + name for name in names]):
        append(paper, make_paragraph("addressee_line", line, left=indent + hang, hanging=hang))
    append(paper, make_paragraph("table_gap"))


def add_basis(paper: Paper, texts: Sequence[str]) -> None:
    """Adds the legal basis, one a line, in italics (mục II.6.a)."""
    for text in end_lines(texts):
        append(paper, make_paragraph("basis", text))


def add_open_line(paper: Paper, text: str = "") -> None:
    """Adds a line that dots lead to its end, for a hand to fill in."""
    layout = paper.layout
    room = paper.text_width - layout.number("open_line", "first_line")
    room -= layout.measure("open_line", f"{text} ")
    dots = int(room / layout.measure("open_line", "…"))
    append(paper, make_paragraph("open_line", f"{text} {'…' * max(dots, 3)}".strip()))


def add_heading(paper: Paper, text: str) -> None:
    """Adds the bold heading of a section or clause; it stays with what follows."""
    append(paper, make_paragraph("heading", text, keep_with_next=True))


def add_body(paper: Paper, text: Text, keep_with_next: bool = False) -> None:
    """Adds a paragraph of the text (mục II.6.e); a Span in it has a face of its own."""
    append(paper, make_paragraph("body", text, keep_with_next=keep_with_next))


def add_note(paper: Paper, text: str, keep_with_next: bool = False) -> None:
    """Adds a small paragraph in italics: what a reader must know of the table beside it."""
    append(paper, make_paragraph("note", text, keep_with_next=keep_with_next))


def add_table(
    paper: Paper,
    columns: Sequence[Column],
    rows: Sequence[Row],
    numbers: bool = False,
    is_wide: bool = False,
) -> None:
    """Adds a ruled table over the whole width; its head repeats on each page.

    `numbers` adds the row `(1) (2) …` to the head; a wide table has smaller letters.
    """
    head_style, cell_style = ("wide_head", "wide_cell") if is_wide else ("table_head", "table_cell")
    total = sum(column.share for column in columns)
    widths = [paper.text_width * column.share / total for column in columns]
    head = [[[make_paragraph(head_style, column.label)] for column in columns]]
    if numbers:
        head.append(
            [[make_paragraph(head_style, f"({place})")] for place in range(1, len(columns) + 1)]
        )
    cells = [
        [[make_paragraph("group_cell", row, keep_with_next=True)]]
        if isinstance(row, str)
        else [
            make_cell(column, text, cell_style) for column, text in zip(columns, row, strict=True)
        ]
        for row in rows
    ]
    add_grid(paper.document, widths, [*head, *cells], is_ruled=True, head_rows=len(head))
    append(paper, make_paragraph("table_gap"))


def make_cell(column: Column, text: str | Sequence[str], style: str) -> list[CT_P]:
    style = "open_cell" if column.is_open else style
    lines = [text] if isinstance(text, str) else text
    return [make_paragraph(style, line, alignment=column.alignment) for line in lines]


def add_closing(
    paper: Paper, receivers: Sequence[str], authority: Sequence[str] | None = None
) -> None:
    """Adds “Nơi nhận” and, beside it, who signs by which authority (mục II.7, II.9.d).

    The room for signature, seal and name stays empty. `receivers` ends with the line “Lưu: …”.
    """
    layout = paper.layout
    left = [make_paragraph("receivers_head", layout.text("receivers_head"), keep_with_next=True)]
    left += write_lines("receivers", end_lines([f"- {name}" for name in receivers]), keep=True)
    add_signatures(paper, left, sign_as(authority or layout.lines("authority")))


def add_receivers(paper: Paper, receivers: Sequence[str]) -> None:
    """Adds “Nơi nhận” alone, below the two who sign minutes."""
    head = make_paragraph(
        "receivers_head", paper.layout.text("receivers_head"), keep_with_next=True
    )
    lines = write_lines("receivers", end_lines([f"- {name}" for name in receivers]), keep=True)
    for paragraph in (head, *lines):
        append(paper, paragraph)


def add_two_signers(paper: Paper, left: Sequence[str], right: Sequence[str]) -> None:
    """Adds two blank places to sign, as the minutes of a meeting have them."""
    add_signatures(paper, sign_as(left), sign_as(right))


def add_annex_heading(paper: Paper, number: str | None, title: str, accompanies: str) -> None:
    """Adds “Phụ lục II”, its title and what it comes with (mục III.1).

    `number` is a Roman numeral, or None for the only annex. `accompanies` reads like `Tờ trình số
    …/TTr-HĐTĐKT ngày … tháng … năm 2024 của …`. Begin the annex with start_section.
    """
    append(paper, make_paragraph("annex", f"Phụ lục {number}" if number else "Phụ lục"))
    append(paper, make_paragraph("annex_title", title.upper()))
    reference = f"(Kèm theo {accompanies})"
    append(paper, make_paragraph("annex_reference", reference))
    append(paper, rule_under(paper, "annex_reference", reference, paper.text_width))
    append(paper, make_paragraph("table_gap"))


def add_last_line(paper: Paper, text: str) -> None:
    """Adds the small line that says where the numbers come from; it ends the paper or letter."""
    append(paper, make_paragraph("last_line", text))


def add_signatures(paper: Paper, left: Sequence[CT_P], right: Sequence[CT_P]) -> None:
    add_grid(paper.document, share_width(paper, "closing"), [[left, right]])


def share_width(paper: Paper, element: str) -> list[float]:
    """Returns the widths of the two columns in mm; both grow with a page across."""
    widths = [paper.layout.number(element, f"{side}_width") for side in ("left", "right")]
    return [paper.text_width * width / sum(widths) for width in widths]


def sign_as(authority: Sequence[str]) -> list[CT_P]:
    return [
        *write_lines("authority", authority, keep=True),
        make_paragraph("signer", keep_with_next=True),
    ]


def rule_under(paper: Paper, element: str, text: str, width: float) -> CT_P:
    """Returns the rule under `text` within `width` mm: as long as the layout's share of it."""
    layout = paper.layout
    length = min(layout.measure(element, clean(text)), width) * layout.number(element, "rule_share")
    return make_rule(
        (width - length) / 2, layout.number("rule", "weight"), layout.number("rule", "distance")
    )


def write_lines(element: str, lines: Sequence[str], keep: bool = False) -> list[CT_P]:
    return [make_paragraph(element, line, keep_with_next=keep) for line in lines]


def end_lines(lines: Sequence[str]) -> list[str]:
    """Returns the lines with a semicolon each, the last with a full stop."""
    bare = [line.rstrip(" ;.") for line in lines]
    return [f"{line};" for line in bare[:-1]] + [f"{line}." for line in bare[-1:]]


def append(paper: Paper, paragraph: CT_P) -> None:
    paper.document.element.body[-1].addprevious(paragraph)
