"""Text files as grids: which encoding, which separator, which rows."""

from __future__ import annotations

import csv
import io
import unicodedata
from collections import Counter

from charset_normalizer import from_bytes

from reports.file_limits import LONGEST_CELL

SEPARATORS = (";", "\t", ",", "|")
LOOKED_AT = 200


def decode(data: bytes) -> str:
    """Returns the text. UTF-8 proves itself; Vietnamese Windows text shows by its tones."""
    for mark, encoding in (
        (b"\xef\xbb\xbf", "utf-8-sig"),
        (b"\xff\xfe", "utf-16"),
        (b"\xfe\xff", "utf-16"),
    ):
        if data.startswith(mark):
            return data.decode(encoding, "replace")
    if b"\0" in data[:1000]:
        return data.decode("utf-16-le" if data[1:2] == b"\0" else "utf-16-be", "replace")
    try:
        return data.decode("utf-8")
    except UnicodeDecodeError:
        pass
    vietnamese = unicodedata.normalize("NFC", data.decode("cp1258", "replace"))
    marks = sum(map(unicodedata.combining, vietnamese))
    if "\ufffd" not in vietnamese and not marks:
        return vietnamese
    best = from_bytes(data).best()
    return str(best) if best else vietnamese


def read_rows(data: bytes) -> list[list[str]]:
    """Returns the rows of a text file; its line breaks within quotes stay within their cell."""
    text = decode(data).replace("\0", "")
    # The limit is the whole process's, where other files are read too.
    usual = csv.field_size_limit(LONGEST_CELL)
    try:
        hint, _, rest = text.partition("\n")
        if hint.strip().strip('"').lower().startswith("sep="):
            # Excel counts this line as no row.
            return split_rows(rest, hint.strip().strip('"')[4:5] or ",")
        return split_rows(text, find_separator(text))
    finally:
        csv.field_size_limit(usual)


def split_rows(text: str, separator: str) -> list[list[str]]:
    """Returns the rows between line breaks."""
    return list(csv.reader(io.StringIO(text, newline=""), delimiter=separator))


def find_separator(text: str) -> str:
    """Returns the separator under which most rows have the same number of cells, at least two."""
    beginning = "\n".join(text.splitlines()[:LOOKED_AT])
    scores = []
    for separator in SEPARATORS:
        try:
            rows = [row for row in split_rows(beginning, separator) if any(map(str.strip, row))]
        except csv.Error:
            continue
        widths = Counter(len(row) for row in rows if len(row) > 1)
        width, count = widths.most_common(1)[0] if widths else (0, 0)
        scores.append((count / max(len(rows), 1), width, separator))
    best = max(scores, key=lambda score: score[:2], default=(0.0, 0, ";"))
    return best[2] if best[1] else ";"
