"""Word documents as lines of text in reading order, each with the place where it stands.

A place is a paragraph of the document ('đoạn 12') or a table cell ('bảng 1, hàng 2, cột 2'), both
counted from 1; a table within a cell and a text box count as part of the place that holds them.
Deleted and hidden text is not read: nobody who signs the paper sees it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import NamedTuple
from xml.etree.ElementTree import Element

from defusedxml.ElementTree import fromstring

from reports.cell_fonts import name_fonts
from reports.file_limits import LARGEST_PART
from reports.legacy_text import Converted, Doubtful, Run, find_encoding, find_habits, read_runs
from reports.sheets import Conversion, UnreadableWorkbook

# What holds paragraphs or runs without being one itself.
WRAPPERS = frozenset(
    ["sdt", "sdtContent", "smartTag", "customXml", "ins", "moveTo", "hyperlink", "fldSimple"]
    + ["dir", "bdo", "ruby", "rubyBase"]
)
DRAWINGS = frozenset(["AlternateContent", "drawing", "pict", "object"])
SIGNS = {"tab": "\t", "ptab": "\t", "br": "\n", "cr": "\n", "noBreakHyphen": "-"}


class Line(NamedTuple):
    """One line: its text in Unicode and as typed, its place, and the table row that holds it.

    `is_listed` is True where Word numbers or bullets it. A text that only a person can read has
    its typed form in `text` and a suggestion in `doubt`.
    """

    text: str
    typed: str
    address: str
    row: tuple[int, int] | None
    is_listed: bool
    doubt: Doubtful | None = None


class Paragraph(NamedTuple):
    """One paragraph: its runs, its place, its table row, and whether Word numbers or bullets it."""

    runs: list[Run]
    address: str
    row: tuple[int, int] | None
    is_listed: bool


def read_lines(parts: Mapping[str, bytes]) -> tuple[list[Line], list[Conversion]]:
    """Returns the lines that are not blank, and the texts that were put into Unicode.

    Raises UnreadableWorkbook for a document that cannot be read whole.
    """
    document = parse(parts, "word/document.xml")
    body = find_child(document, "body") if document is not None else None
    if body is None:
        raise UnreadableWorkbook("damaged", "no document body")
    fonts = Fonts(parse(parts, "word/styles.xml"))
    paragraphs = list(iterate_paragraphs(body, fonts))
    habits = find_habits(paragraph.runs for paragraph in paragraphs)
    lines: list[Line] = []
    conversions: list[Conversion] = []
    for paragraph in paragraphs:
        typed = "".join(run.text for run in paragraph.runs)
        read = read_runs(paragraph.runs, habits)
        if isinstance(read, Converted):
            legacy = name_fonts(paragraph.runs)
            conversions.append(Conversion(paragraph.address, legacy, typed.strip(), read.strip()))
        doubt = read if isinstance(read, Doubtful) else None
        text = typed if isinstance(read, Doubtful) else str(read)
        lines += [
            Line(shown, raw, paragraph.address, paragraph.row, paragraph.is_listed, doubt)
            for shown, raw in zip(text.split("\n"), typed.split("\n"), strict=True)
            if shown.strip()
        ]
    return lines, conversions


def parse(parts: Mapping[str, bytes], name: str) -> Element | None:
    """Returns the root of a part, or None where there is none."""
    part = next((part for each, part in parts.items() if each.lower() == name), None)
    if part is None:
        return None
    if len(part) > LARGEST_PART:
        raise UnreadableWorkbook("too_large", f"{name}: {len(part)} bytes")
    root: Element = fromstring(part)
    return root


def get_name(element: Element) -> str:
    """Returns the name without its namespace: Strict documents use another one."""
    return str(element.tag).rpartition("}")[2]


def get_value(element: Element | None, name: str = "val") -> str | None:
    """Returns an attribute by its name without the namespace."""
    if element is not None:
        for key, value in element.attrib.items():
            if key.rpartition("}")[2] == name:
                return value
    return None


def find_child(element: Element | None, *path: str) -> Element | None:
    """Returns the first child of these names, one within the other."""
    for name in path:
        if element is None:
            return None
        element = next((child for child in element if get_name(child) == name), None)
    return element


class Fonts:
    """The font of a run, from itself, its styles and the defaults of the document."""

    def __init__(self, styles: Element | None) -> None:
        self._own: dict[str, str | None] = {}
        self._parents: dict[str, str] = {}
        self._default_style = ""
        self._default = read_font(find_child(styles, "docDefaults", "rPrDefault", "rPr")) or ""
        for style in styles if styles is not None else ():
            name = get_value(style, "styleId")
            if get_name(style) != "style" or not name:
                continue
            self._own[name] = read_font(find_child(style, "rPr"))
            self._parents[name] = get_value(find_child(style, "basedOn")) or ""
            is_default = get_value(style, "default") in ("1", "true", "on")
            if is_default and get_value(style, "type") == "paragraph":
                self._default_style = name

    def find(self, run: Element | None, paragraph: Element | None) -> str:
        """Returns the font of a run by its properties and those of its paragraph."""
        own = read_font(run)
        if own is not None:
            return own
        styles = [get_value(find_child(run, "rStyle"))]
        styles.append(get_value(find_child(paragraph, "pStyle")) or self._default_style)
        for style in styles:
            seen: set[str] = set()
            while style and style not in seen:
                font = self._own.get(style)
                if font is not None:
                    return font
                seen.add(style)
                style = self._parents.get(style, "")
        return self._default


def read_font(properties: Element | None) -> str | None:
    """Returns the font that run properties name, "" for one of the theme, None for none.

    Letters beyond ASCII take the font for hAnsi.
    """
    fonts = find_child(properties, "rFonts")
    if fonts is None:
        return None
    if get_value(fonts, "hAnsiTheme") or get_value(fonts, "asciiTheme"):
        return ""
    return get_value(fonts, "hAnsi") or get_value(fonts, "ascii")


def iterate_paragraphs(body: Element, fonts: Fonts) -> Iterator[Paragraph]:
    """Yields all paragraphs in reading order, blank ones too."""
    counts = {"p": 0, "tbl": 0}

    def walk(container: Element) -> Iterator[Paragraph]:
        for child in container:
            name = get_name(child)
            if name == "p":
                counts["p"] += 1
                yield from read_paragraph(child, f"đoạn {counts['p']}", None, fonts)
            elif name == "tbl":
                counts["tbl"] += 1
                yield from walk_table(child, counts["tbl"])
            elif name == "altChunk":
                raise UnreadableWorkbook("suspicious_container", "altChunk")
            elif name in WRAPPERS:
                yield from walk(child)

    def walk_table(table: Element, number: int) -> Iterator[Paragraph]:
        for row, line in enumerate(iterate_inner(table, "tr"), start=1):
            for column, cell in enumerate(iterate_inner(line, "tc"), start=1):
                address = f"bảng {number}, hàng {row}, cột {column}"
                for paragraph in iterate_deep(cell):
                    yield from read_paragraph(paragraph, address, (number, row), fonts)

    yield from walk(body)


def iterate_inner(container: Element, name: str) -> Iterator[Element]:
    """Yields the rows of a table or the cells of a row, through what wraps them."""
    for child in container:
        if get_name(child) == name:
            yield child
        elif get_name(child) in WRAPPERS:
            yield from iterate_inner(child, name)


def iterate_deep(container: Element) -> Iterator[Element]:
    """Yields the paragraphs of a cell or a text box, those of tables within it too."""
    for child in container:
        if get_name(child) == "p":
            yield child
        elif get_name(child) in WRAPPERS or get_name(child) in ("tbl", "tr", "tc"):
            yield from iterate_deep(child)


def read_paragraph(
    paragraph: Element, address: str, row: tuple[int, int] | None, fonts: Fonts
) -> Iterator[Paragraph]:
    """Yields a paragraph and those of the text boxes that hang on it."""
    boxes: list[Element] = []
    properties = find_child(paragraph, "pPr")
    runs = list(iterate_runs(paragraph, properties, fonts, boxes))
    yield Paragraph(runs, address, row, find_child(properties, "numPr") is not None)
    for box in boxes:
        for inner in iterate_deep(box):
            yield from read_paragraph(inner, address, row, fonts)


def iterate_runs(
    container: Element, properties: Element | None, fonts: Fonts, boxes: list[Element]
) -> Iterator[Run]:
    """Yields the runs of a paragraph and puts its text boxes aside."""
    for child in container:
        name = get_name(child)
        if name == "r":
            own = find_child(child, "rPr")
            hidden = find_child(own, "vanish")
            if hidden is not None and get_value(hidden) not in ("0", "false", "off"):
                continue
            text = "".join(read_run(child, boxes))
            if text:
                font = fonts.find(own, properties)
                yield Run(text, font if find_encoding(font) else "")
        elif name in WRAPPERS:
            yield from iterate_runs(child, properties, fonts, boxes)
        elif name in DRAWINGS:
            boxes += find_boxes(child)


def read_run(run: Element, boxes: list[Element]) -> Iterator[str]:
    """Yields the pieces of a run's text and puts its text boxes aside."""
    for child in run:
        name = get_name(child)
        if name == "t":
            yield child.text or ""
        elif name in SIGNS:
            yield SIGNS[name]
        elif name in DRAWINGS:
            boxes += find_boxes(child)


def find_boxes(element: Element) -> list[Element]:
    """Returns the text boxes of a drawing, once: the fallback for old programs repeats them."""
    if get_name(element) == "txbxContent":
        return [element]
    children = list(element)
    if get_name(element) == "AlternateContent":
        children = [child for child in children if get_name(child) == "Choice"] or children
        children = children[:1]
    return [box for child in children for box in find_boxes(child)]
