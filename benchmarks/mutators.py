"""Damaged and hostile variants of honest files: pure functions of bytes and a source of chance.

Parts of archives are packed again with right sizes and checksums, so that what is damaged is what
a parser sees. Whoever calls again with the same seed gets the same bytes.
"""

from __future__ import annotations

import io
import random
import re
import struct
import zipfile
from collections.abc import Callable

from reports.biff8 import iterate_records

Mutator = Callable[[bytes, random.Random], bytes]

# A signal in the middle of honest text: what a parser, a page or a database may stumble over.
WORDS = (
    "", " ", "0", "-1", "1e309", "-1e308", "1e-320", "NaN", "INF", "1,5e3", "999999999999999999999",
    "4294967296", "-2147483649", "2958466", "-0.5", "31/02/2024", "1900-01-00", "TRUE", "#REF!",
    "A1048577", "XFD1048576", "XFE1", "A0", "ZZZZ1", "$A$1", "A1:XFD1048576",
    "=1+1", "=cmd|'/c calc'!A0", "@SUM(1)", "+1", "\t=1", "<script>alert(1)</script>", "]]>",
    "![x](http://192.0.2.1/x.png)", ":red[x]", "$\\frac{1}{0}$", "\u202exlsx.exe", "\u200b\u200d",
    "\ufeff", "\ud7ff", "\U0001f600" * 40, "e\u0301" * 60, "a" * 40_000, "&#0;", "&#xFFFE;",
    "&#x110000;", "&amp;&lt;", "&x;", "../../etc/passwd", "C:\\x", "%s%n{0}", "'; drop table x --",
    "\x00", "\x0b", "\x1f", "\x7f", "\x85",
)  # fmt: skip
DOCTYPES = (
    '<!DOCTYPE a [<!ENTITY b "c">]>',
    '<!DOCTYPE a SYSTEM "http://192.0.2.1/a.dtd">',
    '<!ENTITY % a SYSTEM "file:///etc/passwd">',
)
DECLARED = ("UTF-7", "UTF-16", "ISO-8859-1", "windows-1258", "x", "")
ENCODINGS = ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "cp037", "utf-8-sig", "latin-1")
LIKELY_PARTS = re.compile(
    r"sheet\d+\.|sharedstrings|styles|workbook|content\.xml|document\.xml|\.rels|content_types",
    re.I,
)
TAG = re.compile(r"<[^<>]*>")
ATTRIBUTE = re.compile(r'([\w:.-]+)="([^"]*)"')
TEXT = re.compile(r">([^<>]+)<")
NUMBER = re.compile(r"\d+")
LARGEST_GROWN = 3_000_000


def flip_bits(data: bytes, draws: random.Random) -> bytes:
    """Returns the bytes with one to fifty bits turned."""
    changed = bytearray(data)
    for _ in range(draws.choice((1, 1, 2, 5, 20, 50))):
        if changed:
            changed[draws.randrange(len(changed))] ^= 1 << draws.randrange(8)
    return bytes(changed)


def overwrite(data: bytes, draws: random.Random) -> bytes:
    """Returns the bytes with a stretch of them replaced by extremes or noise."""
    if not data:
        return data
    start = draws.randrange(len(data))
    length = draws.choice((1, 2, 4, 8, 64, 512))
    piece = draws.choice((b"\0", b"\xff", b"\x7f", b"\x80")) * length
    noise = draws.randbytes(length)
    return data[:start] + draws.choice((piece, noise)) + data[start + length :]


def cut_off(data: bytes, draws: random.Random) -> bytes:
    """Returns the beginning of the bytes, or what is left without it."""
    place = draws.randrange(len(data) + 1)
    return data[:place] if draws.random() < 0.8 else data[place:]


def splice(data: bytes, draws: random.Random) -> bytes:
    """Returns the bytes with a stretch removed, repeated or moved."""
    start, end = sorted(draws.randrange(len(data) + 1) for _ in range(2))
    end = min(end, start + 5_000)
    piece, place = data[start:end], draws.randrange(len(data) + 1)
    kept = data[:start] + data[end:]
    return draws.choice(
        (kept, data[:place] + piece * draws.choice((1, 2, 50)) + data[place:],
         kept[:place] + piece + kept[place:])
    )[: len(data) + LARGEST_GROWN]  # fmt: skip


def mutate_markup(data: bytes, draws: random.Random) -> bytes:
    """Returns XML with a few attributes, texts, tags or numbers replaced, dropped or repeated."""
    text = data.decode("utf-8", "replace")
    for _ in range(draws.choice((1, 1, 2, 4, 12))):
        text = draws.choice(MARKUP_STEPS)(text, draws)
        if len(text) > LARGEST_GROWN:
            break
    encoding = draws.choice(ENCODINGS) if draws.random() < 0.04 else "utf-8"
    return text.encode(encoding, "replace")


def replace_match(pattern: re.Pattern[str], group: int) -> Callable[[str, random.Random], str]:
    """Returns a step that puts a hostile word in place of one match."""

    def step(text: str, draws: random.Random) -> str:
        found = list(pattern.finditer(text))
        if not found:
            return text
        start, end = draws.choice(found).span(group)
        word = draws.choice(WORDS)
        if draws.random() < 0.5:
            word = word.replace("&", "&amp;").replace("<", "&lt;").replace('"', "&quot;")
        return text[:start] + word + text[end:]

    return step


def repeat_element(text: str, draws: random.Random) -> str:
    """Returns the text with a stretch between two tags written again, once or many times."""
    tags = list(TAG.finditer(text))
    if len(tags) < 2:
        return text
    first = draws.randrange(len(tags))
    last = min(len(tags) - 1, first + draws.randrange(12))
    start, end = tags[first].start(), tags[last].end()
    return text[:end] + text[start:end] * draws.choice((1, 2, 30, 300)) + text[end:]


def drop_tags(text: str, draws: random.Random) -> str:
    """Returns the text without one tag, or without all between two."""
    tags = list(TAG.finditer(text))
    if not tags:
        return text
    first = draws.randrange(len(tags))
    last = first if draws.random() < 0.5 else min(len(tags) - 1, first + draws.randrange(20))
    return text[: tags[first].start()] + text[tags[last].end() :]


def nest_deeply(text: str, draws: random.Random) -> str:
    """Returns the text with one tag opened hundreds or thousands of times within itself."""
    tags = [tag for tag in TAG.finditer(text) if not tag[0].startswith(("</", "<?"))]
    if not tags:
        return text
    tag = draws.choice(tags)
    opening = tag[0].replace("/>", ">")
    name = re.match(r"<([\w:.-]*)", opening)
    depth = draws.choice((50, 2_000, 20_000))
    closing = f"</{name[1] if name else ''}>" if draws.random() < 0.7 else ""
    return text[: tag.start()] + opening * depth + closing * depth + text[tag.end() :]


def swap_attribute_names(text: str, draws: random.Random) -> str:
    """Returns the text with one attribute called what another is called."""
    found = list(ATTRIBUTE.finditer(text))
    if len(found) < 2:
        return text
    one, other = draws.choice(found), draws.choice(found)
    return text[: one.start(1)] + other[1] + text[one.end(1) :]


def add_doctype(text: str, draws: random.Random) -> str:
    """Returns the text with a document type in front of its root."""
    place = text.find("?>") + 2 if text.startswith("<?xml") else 0
    return text[:place] + draws.choice(DOCTYPES) + text[place:]


def declare_encoding(text: str, draws: random.Random) -> str:
    """Returns the text with another encoding declared than it has."""
    return re.sub(r'encoding="[^"]*"', f'encoding="{draws.choice(DECLARED)}"', text, count=1)


MARKUP_STEPS = (
    *[replace_match(ATTRIBUTE, 2)] * 4,
    *[replace_match(TEXT, 1)] * 4,
    *[replace_match(NUMBER, 0)] * 3,
    *[repeat_element] * 3,
    *[drop_tags] * 3,
    nest_deeply,
    swap_attribute_names,
    add_doctype,
    declare_encoding,
)


def mutate_part(data: bytes, draws: random.Random) -> bytes:
    """Returns an archive with one or two of its parts damaged, checksums right."""
    entries = read_archive(data)
    names = list(entries)
    likely = [name for name in names if LIKELY_PARTS.search(name)] or names
    for _ in range(draws.choice((1, 1, 2))):
        name = draws.choice(likely if draws.random() < 0.9 else names)
        is_markup = not name.endswith(".bin") and draws.random() < 0.75
        step = mutate_markup if is_markup else draws.choice((flip_bits, overwrite, cut_off, splice))
        entries[name] = step(entries[name], draws)
    return write_archive(entries, draws)


def mutate_directory(data: bytes, draws: random.Random) -> bytes:
    """Returns an archive with parts renamed, dropped, exchanged or lying about themselves."""
    entries = read_archive(data)
    names = list(entries)
    name, other = draws.choice(names), draws.choice(names)
    deed = draws.randrange(7)
    if deed == 0:
        entries[draws.choice(("../x.xml", "/x.xml", "xl\\..\\x.xml", name.upper(), name + "\0",
                              "xl/vbaProject.bin", "xl/embeddings/a.bin", "á\u202e.xml"))] = (
            entries.pop(name))  # fmt: skip
    elif deed == 1:
        del entries[name]
    elif deed == 2:
        entries[name], entries[other] = entries[other], entries[name]
    elif deed == 3:
        entries |= {f"xl/media/{number}.xml": b"<a/>" for number in range(draws.choice((9, 6_000)))}
    elif deed == 4:
        entries[name] = bytes(draws.choice((1_000_000, 8_000_000)))
    packed = write_archive(entries, draws)
    if deed == 5:
        return draws.choice((b"MZ", b"%PDF-1.7\n", b"\0" * 600, packed[:100])) + packed
    if deed == 6:
        return lie_in_headers(packed, draws)
    return packed


def lie_in_headers(data: bytes, draws: random.Random) -> bytes:
    """Returns an archive with one number of its headers replaced."""
    changed = bytearray(data)
    mark = draws.choice((b"PK\1\2", b"PK\3\4", b"PK\5\6"))
    places = [match.start() for match in re.finditer(re.escape(mark), data)]
    if places:
        place = draws.choice(places) + 4 + 2 * draws.randrange(12)
        number = draws.choice((0, 1, 8, 12, 14, 0xFF, 0xFFFF, draws.randrange(0x10000)))
        changed[place : place + 2] = struct.pack("<H", number)
    return bytes(changed)


def read_archive(data: bytes) -> dict[str, bytes]:
    """Returns the parts of an archive by name."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        return {name: archive.read(name) for name in archive.namelist()}


def write_archive(entries: dict[str, bytes], draws: random.Random) -> bytes:
    """Returns an archive of the parts, packed in one of the ways that zip knows."""
    target = io.BytesIO()
    way = draws.choice((*[zipfile.ZIP_DEFLATED] * 50, *[zipfile.ZIP_STORED] * 9, zipfile.ZIP_BZIP2))
    with zipfile.ZipFile(target, "w", way) as archive:
        for name, part in entries.items():
            archive.writestr(zipfile.ZipInfo(name), part, way)
    return target.getvalue()


def mutate_records(data: bytes, draws: random.Random) -> bytes:
    """Returns an old workbook with the types, lengths or bodies of a few records replaced."""
    start = data.find(b"\x09\x08")
    if start < 0:
        return flip_bits(data, draws)
    changed = bytearray(data)
    records = [(start + offset, len(body)) for _, body, offset in iterate_records(data[start:])]
    for _ in range(draws.choice((1, 1, 2, 5, 20))):
        place, length = draws.choice(records[: max(1, len(records) - 1)])
        number = draws.choice((0, 1, 0xFF, 0x7FFF, 0xFFFF, draws.randrange(0x10000)))
        offset = draws.choice((0, 2, 4)) if length < 2 else draws.choice((0, 2, 4, 6, 8, 10, 14))
        changed[place + offset : place + offset + 2] = struct.pack("<H", number)
    return bytes(changed[: len(data)])


def mutate_text(data: bytes, draws: random.Random) -> bytes:
    """Returns a text file with separators, quotes and cells replaced, or in another encoding."""
    text = data.decode("utf-8", "replace")
    for _ in range(draws.choice((1, 2, 6, 25))):
        place = draws.randrange(len(text) + 1)
        piece = draws.choice((*WORDS, '"', '""', ";", "\t", ",", "\n", "\r", "\r\n", '"\n"', "|"))
        skipped = draws.choice((0, 0, 1, 20))
        text = text[:place] + piece * draws.choice((1, 1, 1, 30)) + text[place + skipped :]
        if len(text) > LARGEST_GROWN:
            break
    encoding = draws.choice(("utf-8", "utf-8", "utf-8", *ENCODINGS, "cp1258", "utf-7", "shift-jis"))
    return text.encode(encoding, "replace")


BYTES: tuple[Mutator, ...] = (flip_bits, overwrite, cut_off, splice)
ARCHIVES: tuple[Mutator, ...] = (*[mutate_part] * 9, *[mutate_directory] * 3, *BYTES)
OLD_WORKBOOKS: tuple[Mutator, ...] = (*[mutate_records] * 8, *BYTES)
TEXTS: tuple[Mutator, ...] = (*[mutate_text] * 6, *BYTES)


def mutate(data: bytes, draws: random.Random) -> tuple[str, bytes]:
    """Returns the name of the way that was drawn for a file of this kind, and the file after it."""
    if data.startswith(b"PK"):
        ways = ARCHIVES
    elif data.startswith(b"\xd0\xcf"):
        ways = OLD_WORKBOOKS
    else:
        ways = TEXTS
    way = draws.choice(ways)
    return way.__name__, way(data, draws)
