"""What calamine does not tell of an .xlsb sheet: errors, percents, merges, how far it reaches."""

from __future__ import annotations

import struct
from collections.abc import Iterator, Mapping

from reports.addresses import COLUMNS, ROWS, Place
from reports.second_look import Marks, OutOfBounds, find_targets

ROW_HEADER, CELL_ERROR, FORMULA_ERROR, MERGE = 0, 3, 11, 176
CELLS = range(1, 12)
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


def look_again(part: bytes, styles: bytes) -> Marks:
    """Returns the marks of one sheet part."""
    marks = Marks()
    percents = read_percent_styles(styles)
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
