"""The measures and fixed words of papers, read from data/paper_layout.csv, and the width of text.

Every value has its source there; no measure of a page stands in code. Owns no drawing.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

DATA = Path(__file__).resolve().parent.parent / "data"
LAYOUT, WIDTHS = DATA / "paper_layout.csv", DATA / "text_widths.csv"

POINTS_PER_MM = 72 / 25.4
HORN = "\u031b"  # the one mark of Vietnamese letters that makes them wider


class LayoutFault(Exception):
    """A value of data/paper_layout.csv is missing or is no number; the message is for the user."""


@dataclass(frozen=True)
class Layout:
    """What data/paper_layout.csv says, by element and property."""

    values: Mapping[str, Mapping[str, str]]

    def text(self, element: str, name: str = "text") -> str:
        """Returns the value as written; raises LayoutFault where there is none."""
        try:
            return self.values[element][name]
        except KeyError:
            raise LayoutFault(
                f"Tệp data/paper_layout.csv thiếu dòng {element}, {name}. "
                "Hãy chép lại thư mục data của bản cài đặt."
            ) from None

    def lines(self, element: str, name: str = "text") -> list[str]:
        """Returns the lines of a value; `|` separates them in the file."""
        return self.text(element, name).split("|")

    def number(self, element: str, name: str, default: float | None = None) -> float:
        """Returns the value in its own unit (mm, pt, lines or a share)."""
        if default is not None and name not in self.values.get(element, {}):
            return default
        stated = self.text(element, name)
        try:
            return float(stated)
        except ValueError:
            raise LayoutFault(
                f"Tệp data/paper_layout.csv, dòng {element}, {name}: “{stated}” phải là số."
            ) from None

    def styles(self) -> list[str]:
        """Returns the elements that are written in a style of their own."""
        return [element for element, properties in self.values.items() if "label" in properties]

    def text_width(self, is_landscape: bool = False) -> float:
        """Returns the width between the margins in mm."""
        across = self.number("page", "height" if is_landscape else "width")
        return across - self.number("page", "margin_left") - self.number("page", "margin_right")

    def measure(self, element: str, text: str) -> float:
        """Returns the width of `text` in mm when written in the style of `element`."""
        points = measure_text(text, is_bold="bold" in self.text(element, "face"))
        return points * self.number(element, "size") / POINTS_PER_MM


@lru_cache(maxsize=4)
def load_layout(path: Path = LAYOUT) -> Layout:
    """Returns the layout in `path`; read once."""
    values: dict[str, dict[str, str]] = defaultdict(dict)
    for row in read_rows(path):
        values[row["element"]][row["property"]] = row["value"]
    return Layout(dict(values))


def measure_text(text: str, is_bold: bool = False) -> float:
    """Returns the width of `text` in Times New Roman as a multiple of its size."""
    widths = load_widths()
    thousandths = (
        widths.get(strip_tones(letter), widths["n"])
        for letter in unicodedata.normalize("NFC", text)
    )
    return sum(each[is_bold] for each in thousandths) / 1000


def strip_tones(letter: str) -> str:
    """Returns the letter without the marks above and below it: they add no width."""
    base, *marks = list(unicodedata.normalize("NFD", letter))
    return unicodedata.normalize("NFC", base + HORN * (HORN in marks))


@lru_cache(maxsize=1)
def load_widths() -> dict[str, tuple[int, int]]:
    """Returns each character's regular and bold width in thousandths of the size."""
    return {row["character"]: (int(row["regular"]), int(row["bold"])) for row in read_rows(WIDTHS)}


def read_rows(path: Path) -> list[dict[str, str]]:
    """Returns the rows of a CSV file of data/; raises LayoutFault where it is missing."""
    try:
        with path.open(encoding="utf-8-sig", newline="") as file:
            return list(csv.DictReader(file))
    except OSError:
        raise LayoutFault(
            f"Thiếu tệp data/{path.name}. Hãy chép lại thư mục data của bản cài đặt."
        ) from None
