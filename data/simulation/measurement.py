"""Indices of the measured units: four index years, some values on purpose on the very line."""

from __future__ import annotations

from datetime import date

from simulation.draws import Draws
from simulation.facts import IndexRow
from simulation.registry import Registry, Unit

PUBLISHED = {
    2022: ("MP-01/QĐ-UBND", date(2023, 5, 12)),
    2023: ("MP-02/QĐ-UBND", date(2024, 4, 25)),
    2024: ("MP-03/QĐ-UBND", date(2025, 4, 15)),
    2025: ("MP-04/QĐ-UBND", date(2025, 6, 27)),
}
# Values on the very line, by short name, index year and field.
BORDERLINE = {
    ("Sở Tư pháp", 2022, "sipas"): 85.00,
    ("Huyện Cù Lao Dung", 2022, "sipas"): 84.90,
    ("Sở Y tế", 2022, "par_index"): 75.00,
    ("Huyện Kế Sách", 2023, "sipas"): 85.00,
    ("Sở Công Thương", 2023, "sipas"): 85.01,
    ("Huyện Long Phú", 2023, "par_index"): 75.01,
    ("Sở GD&ĐT", 2023, "par_index"): 74.99,
    ("Huyện Thạnh Trị", 2024, "sipas"): 84.90,
    ("Sở VHTT&DL", 2024, "par_index"): 75.00,
    ("Thanh tra tỉnh", 2025, "sipas"): 85.00,
}


class Measurement:
    """All index rows."""

    def __init__(self, registry: Registry) -> None:
        self.registry = registry
        self.indices: list[IndexRow] = []
        self._measure_indices()

    def _measure_indices(self) -> None:
        for (unit_id, index_id, year), participates in sorted(self.registry.participation.items()):
            if index_id != "sipas" or year not in PUBLISHED:
                continue
            if participates:
                self.indices.append(self._index_row(self.registry.units[unit_id], year))
            else:
                outside = IndexRow(unit_id, year, None, None, None, None, *PUBLISHED[year], False)
                self.indices.append(outside)

    def _index_row(self, unit: Unit, year: int) -> IndexRow:
        base = Draws("index", unit.unit_id)
        sipas_base, par_base = base.bell(87.3, 4.5), base.bell(79.0, 7.0)
        maximum = base.pick((100.0, 100.0, 100.0, 100.0, 84.0, 92.5, 88.0))
        draws = Draws("index", unit.unit_id, year)
        # The method changed with 2023; the survey of all residents is the stricter one.
        shift = {2022: 0.0, 2023: -0.8, 2024: 0.5, 2025: 1.1}[year]
        sipas = round(min(96.0, max(78.0, sipas_base + shift + draws.bell(0, 1.6))), 2)
        par = min(93.0, max(62.0, par_base + shift + draws.bell(0, 2.2)))
        sipas = BORDERLINE.get((unit.short_name, year, "sipas"), sipas)
        wanted = BORDERLINE.get((unit.short_name, year, "par_index"))
        if wanted is not None:
            par, maximum = wanted, 100.0
        points = round(par * maximum / 100, 2)
        par = round(points * 100 / maximum + 1e-9, 2)
        decision_no, published_on = PUBLISHED[year]
        is_late = year == 2025 and draws.chance(0.2) and not is_borderline(unit, year)
        no_survey = draws.chance(0.04) and not is_borderline(unit, year)
        return IndexRow(
            unit.unit_id,
            year,
            None if no_survey or is_late else sipas,
            None if is_late else points,
            None if is_late else maximum,
            None if is_late else par,
            decision_no,
            published_on,
        )


def is_borderline(unit: Unit, year: int) -> bool:
    """Whether the unit's indices of a year lie on the line on purpose."""
    return any((unit.short_name, year, field) in BORDERLINE for field in ("sipas", "par_index"))
