"""What stands in a paper, line by line: written into the paper when it is made, read from it again.

A line is a paragraph, a row of a table or of a sheet, with its place in words. What a hand must fill
in counts as a blank. The record travels in the file's custom properties (papers.provenance).
"""

from __future__ import annotations

import base64
import json
import re
import unicodedata
import zlib
from collections.abc import Sequence
from typing import NamedTuple

BLANK = "…"
LARGEST_RECORD = 20_000_000
GAPS = re.compile(r"[ \t\u00a0]{3,}|[…_.]{2,}")
MARKS = re.compile(r"[\u00ad\u200b\u2060]")  # put in for hyphenation, not by a hand


class Line(NamedTuple):
    """One line: where it stands, its cells, and the heads of their columns in a table."""

    place: str
    cells: tuple[str, ...]
    heads: tuple[str, ...] = ()


def normalise(text: str) -> str:
    """Returns the text as it is compared: NFC, one blank between words, gaps to fill in as `…`."""
    text = MARKS.sub("", unicodedata.normalize("NFC", text))
    return " ".join(GAPS.sub(f" {BLANK} ", text).split())


def pack_record(lines: Sequence[Line]) -> str:
    """Returns the lines as compressed ASCII text."""
    heads = list(dict.fromkeys(line.heads for line in lines))
    stated = [[line.place, line.cells, heads.index(line.heads)] for line in lines]
    text = json.dumps([heads, stated], ensure_ascii=False, separators=(",", ":"))
    return base64.b64encode(zlib.compress(text.encode(), 9)).decode("ascii")


def unpack_record(packed: str) -> list[Line] | None:
    """Returns the lines of a record, or None where it is none, or damaged."""
    try:
        inflater = zlib.decompressobj()
        text = inflater.decompress(base64.b64decode(packed, validate=True), LARGEST_RECORD)
        if not inflater.eof:
            return None
        heads, stated = json.loads(text)
        return [
            Line(str(place), tuple(map(str, cells)), tuple(map(str, heads[number])))
            for place, cells, number in stated
        ]
    except (ValueError, TypeError, IndexError, zlib.error):
        return None
