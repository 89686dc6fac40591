"""What this software writes out of sight into its own workbooks, and finds in them again.

A template carries its kind and version, a marked copy the hash of the file that it was made from.
Both stand as a document property, and templates as a hidden name too: Excel and LibreOffice keep
these through saving, also as xls, xlsb and ods. Reading looks at parts that are unpacked anyway.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

TEMPLATE_NAME = "report_template"
ORIGIN_NAME = "marked_report"

# Small parts only: a name is never looked for among the cells.
HOLDERS = frozenset(["docprops/custom.xml", "meta.xml", "xl/workbook.xml", "workbook"])
TEMPLATE = rb"([a-z_]{1,40}:[0-9a-f]{8})"
ORIGIN = rb"([0-9a-f]{64}:\d{1,7})"
# In XML the value follows the element that bears the name; in an xls the formula that is a text.
BETWEEN = rb"(?:\"[^>]*>(?:\s*<[^>]*>)?\s*(?:\"|&quot;)?|\x17.\x00)"


class Imprint(NamedTuple):
    """`template` is `kind:version`; `origin` the SHA-256 of the file that a marked copy shows.

    `listed_count` is how many lines the list of the marked copy had when it was made.
    """

    template: str | None = None
    origin: str | None = None
    listed_count: int = 0


def read_imprint(parts: Mapping[str, bytes]) -> Imprint:
    """Returns what the unpacked parts of a workbook say that it is."""
    held = [part for name, part in parts.items() if name.lower() in HOLDERS]
    template = find(held, TEMPLATE_NAME, TEMPLATE)
    origin, _, count = (find(held, ORIGIN_NAME, ORIGIN) or "").partition(":")
    return Imprint(template, origin or None, int(count or 0))


def find(parts: list[bytes], name: str, value: bytes) -> str | None:
    """Returns the value of the first part that holds a well-formed one under that name."""
    pattern = re.compile(name.encode() + BETWEEN + value, re.DOTALL)
    for part in parts:
        match = pattern.search(part)
        if match:
            return match[1].decode()
    return None
