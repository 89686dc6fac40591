"""What calamine does not tell of an .xls sheet, from its records: errors, percents, fonts."""

from __future__ import annotations

import struct
from collections.abc import Iterator

from reports.legacy_text import find_encoding
from reports.second_look import FontRuns, Marks, OutOfBounds

BOF, END, FILEPASS, BOUNDSHEET, FONT, FORMAT, XF, DATE1904 = (
    0x809, 0x0A, 0x2F, 0x85, 0x31, 0x41E, 0xE0, 0x22,
)  # fmt: skip
FORMULA, NUMBER, RK, MULRK, BOOLERR, LABEL, LABELSST = 0x06, 0x203, 0x27E, 0xBD, 0x205, 0x204, 0xFD
ERRORS = {
    0x00: "#NULL!", 0x07: "#DIV/0!", 0x0F: "#VALUE!", 0x17: "#REF!",
    0x1D: "#NAME?", 0x24: "#NUM!", 0x2A: "#N/A",
}  # fmt: skip
PERCENT_FORMATS = {9, 10}
DIMENSIONS, ROWS, COLUMNS = 0x200, 65_536, 256
SHARED_TEXTS, CONTINUATION = 0xFC, 0x3C
IS_WIDE, HAS_PHONETICS, HAS_RUNS = 1, 4, 8


def iterate_records(stream: bytes, offset: int = 0) -> Iterator[tuple[int, bytes, int]]:
    """Yields (type, body, offset) of each record until the stream or its last whole record ends."""
    while offset + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, offset)
        yield kind, stream[offset + 4 : offset + 4 + length], offset
        offset += 4 + length


def is_encrypted(stream: bytes) -> bool:
    """True where the workbook asks for a password before its first sheet."""
    for kind, _, _ in iterate_records(stream):
        if kind in (FILEPASS, BOUNDSHEET, END):
            return kind == FILEPASS
    return False


def has_macro_sheet(stream: bytes) -> bool:
    """True for a sheet of Excel 4 macros or of Visual Basic."""
    return any(
        kind == BOUNDSHEET and len(body) > 5 and body[5] in (1, 6)
        for kind, body, _ in iterate_globals(stream)
    )


def iterate_globals(stream: bytes) -> Iterator[tuple[int, bytes, int]]:
    """Yields the records before the first sheet."""
    for record in iterate_records(stream):
        if record[0] == END:
            return
        yield record


def is_epoch_1904(stream: bytes) -> bool:
    """True where the workbook counts its days from 1904."""
    return any(kind == DATE1904 and body[:1] == b"\1" for kind, body, _ in iterate_globals(stream))


def look_again(stream: bytes) -> list[Marks]:
    """Returns the marks of each sheet, in the order of the workbook."""
    fonts: list[str] = []
    percent_formats = set(PERCENT_FORMATS)
    formats: list[tuple[int, int]] = []
    starts: list[int] = []
    for kind, body, _ in iterate_globals(stream):
        if kind == BOUNDSHEET and len(body) >= 4:
            starts.append(struct.unpack_from("<I", body)[0])
        elif kind == FONT and len(body) > 16:
            fonts.append(read_short_text(body[14:]))
        elif kind == FORMAT and len(body) > 4:
            number, length = struct.unpack_from("<HH", body)
            if b"%" in body[5 : 5 + 2 * length]:
                percent_formats.add(number)
        elif kind == XF and len(body) >= 4:
            formats.append(struct.unpack_from("<HH", body))
    percent_styles = {index for index, (_, form) in enumerate(formats) if form in percent_formats}
    # The font numbered 4 does not exist.
    names = {
        index: fonts[font - (font > 4)]
        for index, (font, _) in enumerate(formats)
        if font - (font > 4) < len(fonts)
    }
    shared = read_shared_runs(stream, fonts) if any(map(find_encoding, fonts)) else []
    return [look_at_sheet(stream, start, percent_styles, names, shared) for start in starts]


def look_at_sheet(
    stream: bytes,
    start: int,
    percent_styles: set[int],
    fonts: dict[int, str],
    shared: list[FontRuns],
) -> Marks:
    """Returns the marks of the sheet whose records begin at `start`."""
    marks = Marks()
    for kind, body, _ in iterate_records(stream, start):
        if kind == END:
            break
        if kind == DIMENSIONS and len(body) >= 12:
            check_area(*struct.unpack_from("<IIHH", body))
        if kind == MULRK and len(body) >= 6:
            row, column = struct.unpack_from("<HH", body)
            for index in range((len(body) - 6) // 6):
                (style,) = struct.unpack_from("<H", body, 4 + 6 * index)
                if style in percent_styles:
                    marks.percents.add((row, column + index))
        if kind not in (FORMULA, NUMBER, RK, BOOLERR, LABEL, LABELSST) or len(body) < 6:
            continue
        row, column, style = struct.unpack_from("<HHH", body)
        if style in percent_styles:
            marks.percents.add((row, column))
        if kind in (LABEL, LABELSST, FORMULA) and style in fonts:
            marks.fonts[row, column] = fonts[style]
        if shared and kind == LABELSST and len(body) >= 10:
            (index,) = struct.unpack_from("<I", body, 6)
            if index < len(shared) and shared[index].starts:
                marks.runs[row, column] = shared[index]
        if kind == BOOLERR and len(body) >= 8 and body[7] == 1:
            marks.errors[row, column] = ERRORS.get(body[6], "#VALUE!")
        if kind == FORMULA and len(body) >= 14 and body[12:14] == b"\xff\xff" and body[6] == 2:
            marks.errors[row, column] = ERRORS.get(body[8], "#VALUE!")
    return marks


def check_area(top: int, bottom: int, left: int, right: int) -> None:
    """Raises OutOfBounds for a used area that no sheet has; calamine makes room for it unasked.

    The last row and column are one beyond the last cells.
    """
    if top > bottom or left > right or bottom > ROWS or right > COLUMNS:
        raise OutOfBounds(f"used area {top}:{bottom}, {left}:{right}")


def read_short_text(raw: bytes) -> str:
    """Returns a text of at most 255 letters with its length and width in front."""
    length, wide = raw[0], raw[1] & 1
    if wide:
        return raw[2 : 2 + 2 * length].decode("utf-16-le", "replace")
    return raw[2 : 2 + length].decode("latin-1")


class Pieces:
    """The bodies of a record and of those that continue it, read as one."""

    def __init__(self, pieces: list[bytes]) -> None:
        self._pieces = pieces
        self._offset = 0

    def read(self, count: int) -> bytes:
        """Returns that many bytes, or fewer where the record ends."""
        parts = []
        while count and self._pieces:
            part = self._pieces[0][self._offset : self._offset + count]
            parts.append(part)
            count -= len(part)
            self._offset += len(part)
            if self._offset >= len(self._pieces[0]):
                self._pieces.pop(0)
                self._offset = 0
        return b"".join(parts)

    def read_number(self, size: int) -> int:
        """Returns an unsigned number."""
        return int.from_bytes(self.read(size), "little")

    def skip_letters(self, count: int, width: int) -> None:
        """Passes the letters of a text; each continuation states their width anew."""
        while count and self._pieces:
            here = min(count, (len(self._pieces[0]) - self._offset) // width)
            pieces = len(self._pieces)
            self.read(here * width)
            count -= here
            if count and len(self._pieces) == pieces:  # a letter torn apart: a broken file
                return
            if count:
                width = 1 + (self.read_number(1) & IS_WIDE)


def read_shared_runs(stream: bytes, fonts: list[str]) -> list[FontRuns]:
    """Returns the fonts within each shared text; `fonts` are the names in the order of the file."""
    pieces: list[bytes] = []
    for kind, body, _ in iterate_globals(stream):
        if kind == SHARED_TEXTS:
            pieces = [body]
        elif kind == CONTINUATION and pieces:
            pieces.append(body)
        elif pieces:
            break
    source = Pieces([piece for piece in pieces if piece])
    source.read(4)
    found = []
    for _ in range(min(source.read_number(4), len(stream))):
        length, flags = source.read_number(2), source.read_number(1)
        run_count = source.read_number(2) if flags & HAS_RUNS else 0
        phonetics = source.read_number(4) if flags & HAS_PHONETICS else 0
        source.skip_letters(length, 1 + (flags & IS_WIDE))
        starts = []
        for _ in range(run_count):
            offset, font = source.read_number(2), source.read_number(2)
            font -= font > 4  # the font numbered 4 does not exist
            starts.append((offset, fonts[font] if font < len(fonts) else ""))
        source.read(phonetics)
        found.append(FontRuns(length, tuple(starts)))
    return found
