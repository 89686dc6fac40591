"""How one office writes: its names for units, dates, numbers and letters, drawn once per file."""

from __future__ import annotations

import re
import unicodedata
from datetime import date

from simulation.drafts import Percent
from simulation.draws import Draws
from simulation.facts import Registration
from simulation.registry import Registry, Unit, inline

NO_BREAK_SPACE = "\u00a0"
OLD_TO_NEW = re.compile(r"(?<![qQ])([òóỏõọ])([ae])(?!\w)|(?<![qQ])([ùúủũụ])(y)(?!\w)")
NEW_TONES = {
    **dict(zip("òóỏõọ", "\u0300\u0301\u0309\u0303\u0323", strict=True)),
    **dict(zip("ùúủũụ", "\u0300\u0301\u0309\u0303\u0323", strict=True)),
}


class Habits:
    """One office's way of writing, for one file."""

    def __init__(self, registry: Registry, key: str, *, plain: bool = False) -> None:
        draws = Draws("habits", key)
        self._registry = registry
        self._draws = draws
        self.names = draws.pick(("full", "full", "short", "office", "office", "alias"))
        self.dates = draws.pick(("real", "real", "slashes", "slashes", "bare", "dots"))
        self.letters = draws.pick(("nfc",) * 10 + ("nfd", "new tones", "new tones", "trailing"))
        self.numbers = draws.pick(("comma", "real", "percent sign", "percent format"))
        self.nothing = draws.pick(("", "", "", "Không", "Chưa có"))
        if plain:
            self.letters, self.numbers = "nfc", "real"

    def unit(self, unit: Unit) -> str:
        """The unit as this office calls it."""
        if unit.level == "province":
            name = unit.name
            if self.names == "short":
                name = unit.short_name
            elif self.names == "alias":
                aliases = [
                    alias
                    for alias in self._registry.aliases.get(unit.unit_id, [])
                    if len(alias) >= 6
                ]
                name = Draws("alias", unit.unit_id).pick(aliases) if aliases else unit.short_name
            return self.text(name)
        if unit.level == "district":
            return self.text(self._district(unit))
        district = self._registry.district_of(unit)
        assert district is not None
        bare = re.sub(r" \(.*\)$", "", unit.short_name)
        if re.fullmatch(r"Phường \d+", bare):
            place = self._district_short(district) if self.names != "full" else district.name
            place = place.replace("Ủy ban nhân dân ", "")
            prefix = "UBND " if self.names == "office" else ""
            return self.text(f"{prefix}{bare}, {place}")
        if self.names == "full":
            return self.text(unit.name)
        if self.names == "office":
            return self.text(f"UBND {inline(bare)}")
        return self.text(bare)

    def _district(self, unit: Unit) -> str:
        return {
            "full": unit.name,
            "short": unit.short_name,
            "office": f"UBND {inline(unit.short_name)}",
            "alias": f"UBND {self._district_short(unit)}",
        }[self.names]

    def _district_short(self, unit: Unit) -> str:
        short = inline(unit.short_name)
        return re.sub(r"^(TX|TP) ", r"\1. ", short)

    def text(self, text: str) -> str:
        """The same words in this office's letters."""
        if self.letters == "nfd":
            return unicodedata.normalize("NFD", text)
        if self.letters == "new tones":
            return OLD_TO_NEW.sub(_move_tone, text)
        if self.letters == "trailing" and text:
            return text + NO_BREAK_SPACE
        return text

    def day(self, day: date | None) -> date | str:
        """A date as this office types it; real dates stay dates."""
        if day is None:
            return ""
        if self.dates == "slashes":
            return day.strftime("%d/%m/%Y")
        if self.dates == "bare":
            return f"{day.day}/{day.month}/{day.year}"
        if self.dates == "dots":
            return day.strftime("%d.%m.%Y")
        return day

    def start(self, item: Registration) -> date | str:
        """The start of a model, as exactly as it is known."""
        started = item.started_on
        if item.precision == "month":
            return self.text(f"Tháng {started.month}/{started.year}")
        if item.precision == "quarter":
            roman = ("I", "II", "III", "IV")[(started.month - 1) // 3]
            return self.text(f"Quý {roman}/{started.year}")
        return self.day(started)

    def end(self, item: Registration) -> date | str:
        """The end of a model, or that there is none."""
        if item.ended_on:
            return self.day(item.ended_on)
        return self.text(self._draws.pick(("đến nay", "đến nay", "Đến nay", "")))

    def period(self, item: Registration) -> str:
        """Start and end in one phrase."""
        started = item.started_on
        if item.precision == "day":
            first = f"Từ ngày {started.strftime('%d/%m/%Y')}"
        elif item.precision == "month":
            first = f"Từ tháng {started.month}/{started.year}"
        else:
            roman = ("I", "II", "III", "IV")[(started.month - 1) // 3]
            first = f"Từ quý {roman}/{started.year}"
        last = "nay"
        if item.ended_on:
            last = f"tháng {item.ended_on.month}/{item.ended_on.year}"
        return self.text(f"{first} đến {last}")

    def percent(self, value: float | None) -> str | float | Percent:
        """A percentage as this office types it; blank where there is none."""
        if value is None:
            return ""
        if self.numbers == "comma":
            return f"{value:.2f}".replace(".", ",")
        if self.numbers == "percent sign":
            return f"{value:.2f}%".replace(".", ",")
        if self.numbers == "percent format":
            return Percent(round(value / 100, 6))
        return value


def _move_tone(match: re.Match[str]) -> str:
    first, second = (match[1], match[2]) if match[1] else (match[3], match[4])
    plain = unicodedata.normalize("NFD", first)[0]
    return plain + unicodedata.normalize("NFC", second + NEW_TONES[first])
