"""What calamine does not tell of an .xlsb sheet: errors, percents, merges, how far it reaches."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from reports.addresses import COLUMNS, ROWS, Place
from reports.legacy_text import find_encoding
from reports.second_look import FontRuns, Marks, OutOfBounds, find_targets

ROW_HEADER, CELL_ERROR, FORMULA_ERROR, MERGE = 0, 3, 11, 176
CELLS = range(1, 12)
FONT, SHARED_TEXT, TEXT_CELL = 43, 19, 7
TEXT_CELLS = (6, 7, 8)
FORMAT, CELL_FORMATS, CELL_FORMATS_END, STYLE, BUNDLE, PROPERTIES = 44, 617, 618, 47, 156, 153
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
PERCENT_FORMATS = {9, 10}


def iterate_records(part: bytes) -> Iterator[tuple[int, bytes]]:
    """Yields (type, body) of each record; both numbers are stored in groups of seven bits."""
    offset = 0
    while offset < len(part):
        kind = part[offset]
        offset += 1
        if kind & 0x80:
            if offset >= len(part):
                return
            kind = (kind & 0x7F) | (part[offset] & 0x7F) << 7
            offset += 1
        length = 0
        for shift in (0, 7, 14, 21):
            if offset >= len(part):
                return
            piece = part[offset]
            offset += 1
            length |= (piece & 0x7F) << shift
            if not piece & 0x80:
                break
        yield kind, part[offset : offset + length]
        offset += length


def measure(part: bytes) -> tuple[Place, Place] | None:
    """Returns the first and last corner of the cells; raises OutOfBounds outside a sheet."""
    rows: list[int] = []
    columns: list[int] = []
    for kind, body in iterate_records(part):
        if kind == ROW_HEADER and len(body) >= 4:
            rows.append(struct.unpack_from("<I", body)[0])
        elif kind in CELLS and len(body) >= 4:
            columns.append(struct.unpack_from("<I", body)[0])
    if not rows or not columns:
        return None
    if max(rows) >= ROWS or max(columns) >= COLUMNS:
        raise OutOfBounds("row or column")
    return (min(rows), min(columns)), (max(rows), max(columns))


def look_again(part: bytes, styles: bytes, texts: bytes = b"") -> Marks:
    """Returns the marks of one sheet part; `texts` are the shared texts of the workbook."""
    marks = Marks()
    percents, fonts = read_percent_styles(styles), read_fonts(styles)
    style_fonts = read_style_fonts(styles, fonts)
    is_legacy = any(map(find_encoding, fonts))
    shared = read_shared_runs(texts, fonts) if is_legacy else []
    row = 0
    for kind, body in iterate_records(part):
        if kind == ROW_HEADER and len(body) >= 4:
            (row,) = struct.unpack_from("<I", body)
        elif kind == MERGE and len(body) >= 16:
            first, last, left, right = struct.unpack_from("<4I", body)
            marks.merged.append(((first, left), (last, right)))
        elif kind in CELLS and len(body) >= 8:
            column, style = struct.unpack_from("<II", body)
            if style & 0xFFFFFF in percents:
                marks.percents.add((row, column))
            if is_legacy and kind in TEXT_CELLS and style & 0xFFFFFF < len(style_fonts):
                marks.fonts[row, column] = style_fonts[style & 0xFFFFFF]
            if shared and kind == TEXT_CELL and len(body) >= 12:
                (index,) = struct.unpack_from("<I", body, 8)
                if index < len(shared) and shared[index].starts:
                    marks.runs[row, column] = shared[index]
            if kind in (CELL_ERROR, FORMULA_ERROR) and len(body) >= 9:
                marks.errors[row, column] = ERRORS.get(body[8], "#VALUE!")
    return marks


def read_percent_styles(styles: bytes) -> set[int]:
    """Returns the cell styles that show a percentage."""
    own = set(PERCENT_FORMATS)
    found: set[int] = set()
    index = -1
    for kind, body in iterate_records(styles):
        if kind == FORMAT and len(body) > 6 and b"%" in body[6:]:
            own.add(struct.unpack_from("<H", body)[0])
        elif kind == CELL_FORMATS:
            index = 0
        elif kind == CELL_FORMATS_END:
            index = -1
        elif kind == STYLE and index >= 0 and len(body) >= 4:
            if struct.unpack_from("<H", body, 2)[0] in own:
                found.add(index)
            index += 1
    return found


def read_fonts(styles: bytes) -> list[str]:
    """Returns the names of the workbook's fonts."""
    return [read_text(body, 21) for kind, body in iterate_records(styles) if kind == FONT]


def read_text(body: bytes, offset: int) -> str:
    """Returns the text at an offset of a record, its length in front."""
    if len(body) < offset + 4:
        return ""
    (length,) = struct.unpack_from("<I", body, offset)
    return body[offset + 4 : offset + 4 + 2 * length].decode("utf-16-le", "replace")


def read_style_fonts(styles: bytes, fonts: list[str]) -> list[str]:
    """Returns the font of each cell style."""
    found: list[str] = []
    is_inside = False
    for kind, body in iterate_records(styles):
        if kind in (CELL_FORMATS, CELL_FORMATS_END):
            is_inside = kind == CELL_FORMATS
        elif kind == STYLE and is_inside and len(body) >= 6:
            (font,) = struct.unpack_from("<H", body, 4)
            found.append(fonts[font] if font < len(fonts) else "")
    return found


def read_shared_runs(texts: bytes, fonts: list[str]) -> list[FontRuns]:
    """Returns the fonts within each shared text."""
    found = []
    for kind, body in iterate_records(texts):
        if kind != SHARED_TEXT:
            continue
        starts: list[tuple[int, str]] = []
        length = struct.unpack_from("<I", body, 1)[0] if len(body) >= 5 else 0
        offset = 5 + 2 * length
        if body[:1] and body[0] & 1 and len(body) >= offset + 4:
            (count,) = struct.unpack_from("<I", body, offset)
            runs = body[offset + 4 : offset + 4 + 4 * count]
            for start, font in struct.iter_unpack("<HH", runs[: len(runs) // 4 * 4]):
                starts.append((start, fonts[font] if font < len(fonts) else ""))
        found.append(FontRuns(length, tuple(starts)))
    return found


def is_epoch_1904(parts: Mapping[str, bytes]) -> bool:
    """True where the workbook counts its days from 1904."""
    workbook = parts.get("xl/workbook.bin", b"")
    return any(
        kind == PROPERTIES and len(body) > 0 and bool(body[0] & 1)
        for kind, body in iterate_records(workbook)
    )


def find_sheet_parts(parts: Mapping[str, bytes]) -> list[str]:
    """Returns the part of each sheet in workbook order."""
    targets = find_targets(parts.get("xl/_rels/workbook.bin.rels", b""))
    found = []
    for kind, body in iterate_records(parts.get("xl/workbook.bin", b"")):
        if kind == BUNDLE and len(body) >= 12:
            (length,) = struct.unpack_from("<I", body, 8)
            link = body[12 : 12 + 2 * length].decode("utf-16-le", "replace")
            found.append(targets.get(link, ""))
    return found
