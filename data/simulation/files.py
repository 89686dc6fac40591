"""Which files are sent: who gathers what, in which format, look and order."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import PurePath
from typing import Any

from simulation.drafts import Column, Group, SheetDraft, TableLook, WorkbookDraft
from simulation.draws import Draws
from simulation.facts import ENDED, MAINTAINED, PAUSED, YEARS, IndexRow, Registration, Result
from simulation.habits import Habits
from simulation.layouts import (
    APPRAISALS,
    AWARDS,
    INDICES,
    REGISTRATIONS,
    RESULTS,
    SIGNED_REGISTRATIONS,
    SIGNED_RESULTS,
    VOTES,
)
from simulation.mistakes import DROPPED
from simulation.offices import (
    Letterhead,
    Page,
    appraisal_row,
    award_row,
    compose,
    compose_form,
    index_row,
    letterhead,
    registration_row,
    result_row,
    vote_row,
)
from simulation.registry import Registry, Unit
from simulation.story import Story

Rows = list[dict[str, object]]
Alter = Callable[[str, str, Rows], Rows]
SHEET_NAMES = {
    "registrations": ("Đăng ký", "DANG KY", "Biểu 01", "Sheet1"),
    "results": ("Báo cáo", "BAO CAO", "Biểu 02", "Sheet2"),
}
# Blocks whose members send nothing themselves: one office gathers.
GATHERED = {
    "state_enterprise": ("khoi-doanh-nghiep", "KHỐI THI ĐUA 8", "CỤM TRƯỞNG"),
    "judicial_body": ("khoi-noi-chinh", "KHỐI THI ĐUA 1", "KHỐI TRƯỞNG"),
}
MASS_LEADERS = ("Liên đoàn Lao động", "Hội Nông dân", "Hội Liên hiệp Phụ nữ", "Tỉnh Đoàn")


@dataclass
class Parcel:
    """What one sender sends in one year, before it is laid out."""

    sender: str
    head: Letterhead
    registrations: list[tuple[str | None, list[Registration]]] = field(default_factory=list)
    results: list[tuple[str | None, list[Result]]] = field(default_factory=list)


class Files:
    """All workbooks of the story; `alter` may change a sheet's rows before they are drawn."""

    def __init__(self, registry: Registry, story: Story, alter: Alter) -> None:
        self.registry = registry
        self.story = story
        self.alter = alter
        self.names: set[str] = set()

    def drafts(self) -> Iterable[WorkbookDraft]:
        """Every file, by year and sender."""
        for year in YEARS:
            for parcel in self._parcels(year):
                yield from self._send(parcel, year)
            yield self._indices(year - 1)
            yield from self._round(year)
        yield self._indices(2025)

    # Who sends

    def _parcels(self, year: int) -> list[Parcel]:
        parcels = []
        gathered: dict[str, Parcel] = {}
        units = sorted(self.registry.units.values(), key=lambda unit: unit.unit_id)
        for unit in units:
            if unit.level == "commune":
                continue
            registrations, results = self._own(unit, year)
            if unit.level == "district":
                parcels += self._district(unit, year, registrations, results)
            elif unit.kind in GATHERED or self._is_small_association(unit):
                key = unit.kind if unit.kind in GATHERED else "association"
                stem, block, signer = GATHERED.get(
                    key, ("cac-hoi", "ỦY BAN MTTQ VIỆT NAM TỈNH SÓC TRĂNG", "BAN THƯỜNG TRỰC")
                )
                parcel = gathered.setdefault(
                    key, Parcel(stem, Letterhead("TỈNH SÓC TRĂNG", block, signer=signer))
                )
                parcel.registrations.append((unit.short_name.upper(), registrations))
                parcel.results.append((unit.short_name.upper(), results))
            else:
                parcels.append(
                    Parcel(
                        slug(unit.short_name),
                        letterhead(unit),
                        [(None, registrations)],
                        [(None, results)],
                    )
                )
        return parcels + list(gathered.values())

    def _is_small_association(self, unit: Unit) -> bool:
        if unit.kind != "mass_organisation" or "Mặt trận" in unit.name:
            return False
        return not unit.name.startswith(MASS_LEADERS)

    def _own(self, unit: Unit, year: int) -> tuple[list[Registration], list[Result]]:
        registrations = [
            item
            for item in self.story.registrations
            if item.unit_id == unit.unit_id and item.registered_on.year == year
        ]
        results = [
            item
            for item in self.story.results
            if item.unit_id == unit.unit_id and item.year == year
        ]
        return registrations, results

    def _district(
        self, unit: Unit, year: int, registrations: list[Registration], results: list[Result]
    ) -> list[Parcel]:
        communes = [
            commune
            for commune in sorted(self.registry.units.values(), key=lambda item: item.unit_id)
            if commune.parent_id == unit.unit_id and commune.level == "commune"
        ]
        urban = [commune for commune in communes if commune.kind != "rural_commune"]
        rural = [commune for commune in communes if commune.kind == "rural_commune"]
        below = Parcel(f"{slug(unit.short_name)}-cap-xa", letterhead(unit, for_communes=True))
        own = Parcel(
            slug(unit.short_name), letterhead(unit), [(None, registrations)], [(None, results)]
        )
        together = Draws("together", unit.unit_id).chance(0.35)
        if together:
            below.registrations.append(("CẤP HUYỆN", registrations))
            below.results.append(("CẤP HUYỆN", results))
        town = "THỊ TRẤN" if unit.kind == "rural_district" else "PHƯỜNG"
        for title, members in ((town, urban), ("XÃ", rural)):
            pairs = [self._own(commune, year) for commune in members]
            below.registrations.append((title, [item for pair in pairs for item in pair[0]]))
            below.results.append((title, [item for pair in pairs for item in pair[1]]))
        return [below] if together else [own, below]

    # How it is sent

    def _send(self, parcel: Parcel, year: int) -> Iterable[WorkbookDraft]:
        has_registrations = any(items for _, items in parcel.registrations)
        has_results = any(items for _, items in parcel.results)
        draws = Draws("send", parcel.sender, parcel.head.sender, year)
        apart = year == 2023 and draws.chance(0.35)
        if has_registrations and has_results and not apart:
            name = self._name(f"{year}-{parcel.sender}", draws, sheets=2)
            sheets = [
                self._registration_sheet(parcel, year, name, draws),
                self._result_sheet(parcel, year, name, draws),
            ]
            yield self._workbook(name, sheets, draws)
            return
        if has_registrations:
            name = self._name(f"{year}-dang-ky-{parcel.sender}", draws)
            yield self._workbook(name, [self._registration_sheet(parcel, year, name, draws)], draws)
        if has_results:
            name = self._name(f"{year}-bao-cao-{parcel.sender}", draws)
            yield self._workbook(name, [self._result_sheet(parcel, year, name, draws)], draws)

    def _name(self, stem: str, draws: Draws, sheets: int = 1) -> str:
        while stem in self.names:
            stem += "-2"
        self.names.add(stem)
        point = draws.share(0, 1)
        if sheets == 1 and point < 0.12:
            return f"{stem}.csv"
        return f"{stem}.{'xls' if point > 0.90 else 'ods' if point > 0.81 else 'xlsx'}"

    def _workbook(self, name: str, sheets: list[SheetDraft], draws: Draws) -> WorkbookDraft:
        encoding, delimiter = draws.pick((("utf-8-sig", ","), ("utf-8-sig", ";"), ("cp1258", ";")))
        writer = draws.pick(("xlsxwriter", "xlsxwriter", "openpyxl"))
        if not name.endswith(".csv") and draws.chance(0.08):
            sheets = [self._guide(), *sheets]
        if not name.endswith(".csv") and draws.chance(0.06):
            sheets = [*sheets, self._lists()]
        return WorkbookDraft(name, sheets, encoding, delimiter, writer)

    def _guide(self) -> SheetDraft:
        sheet = SheetDraft("Hướng dẫn")
        for row, line in enumerate(
            (
                "HƯỚNG DẪN GHI BIỂU",
                "1. Mỗi dòng ghi một mô hình.",
                "2. Ngày ghi theo dạng ngày/tháng/năm.",
                "3. Gửi về Thường trực Hội đồng trước ngày 30 tháng 10 hằng năm.",
            )
        ):
            sheet.put(row, 0, line, "title" if row == 0 else "note")
        return sheet

    def _lists(self) -> SheetDraft:
        """The hidden sheet that feeds the drop-down lists of a template."""
        sheet = SheetDraft("DanhMuc", is_hidden=True)
        for row, line in enumerate(("Tình trạng", MAINTAINED, PAUSED, ENDED, "Có", "Không")):
            sheet.put(row, 0, line, "note")
        return sheet

    def _page(self, name: str, draws: Draws, signed_on: date | None) -> Page:
        if name.endswith(".csv"):
            return Page(is_official=False)
        return Page(
            top=draws.pick((0, 0, 0, 1, 2)),
            left=draws.pick((0, 0, 0, 1)),
            is_official=draws.chance(0.85),
            has_notes=draws.chance(0.6),
            signed_on=signed_on,
            has_hidden_row=draws.chance(0.08),
        )

    def _look(self, name: str, draws: Draws, *, grouped: bool) -> TableLook:
        if name.endswith(".csv"):
            return TableLook()
        return TableLook(
            numbering=draws.pick(("none", "brackets", "brackets", "letters")),
            restarts=draws.chance(0.5),
            group_merged=draws.chance(0.6),
            subtotals=grouped and draws.chance(0.3),
            total=grouped and draws.chance(0.5),
            merge_units=draws.chance(0.7),
        )

    def _columns(
        self, name: str, layouts: dict[str, list[Column]], draws: Draws, *, full: bool
    ) -> list[Column]:
        names = [layout for layout in layouts if layout != "short" or not full]
        if name.endswith(".csv"):
            names = [layout for layout in names if "levels" not in layout]
        columns = layouts[draws.pick(names)]
        if name.endswith(".csv"):
            columns = [replace(column, header=(" ".join(column.header),)) for column in columns]
        return columns

    def _registration_sheet(self, parcel: Parcel, year: int, name: str, draws: Draws) -> SheetDraft:
        habits = Habits(self.registry, f"{parcel.sender}|{year}")
        groups = self._groups(
            parcel.registrations,
            name,
            "registrations",
            lambda item: registration_row(item, habits, self.registry),
        )
        days = {item.registered_on for _, items in parcel.registrations for item in items}
        sheet_name = draws.pick(SHEET_NAMES["registrations"])
        rows = [row for group in groups for row in group.rows]
        if len(rows) == 1 and name.endswith((".xlsx", ".ods")) and draws.chance(0.3):
            beside = draws.chance(0.5)
            return compose_form(sheet_name, parcel.head, rows[0], max(days), beside=beside)
        columns = self._columns(name, REGISTRATIONS, draws, full=False)
        page = self._page(name, draws, max(days))
        if self._is_stated_once(days, page, draws):
            columns = SIGNED_REGISTRATIONS
        return compose(
            sheet_name,
            "registrations",
            year,
            parcel.head,
            columns,
            groups,
            self._look(name, draws, grouped=len(groups) > 1),
            page,
        )

    def _is_stated_once(self, days: set[date], page: Page, draws: Draws) -> bool:
        """Whether the date of the letter may stand for the dates of all rows."""
        return draws.chance(0.25) and len(days) == 1 and page.is_official

    def _result_sheet(self, parcel: Parcel, year: int, name: str, draws: Draws) -> SheetDraft:
        habits = Habits(self.registry, f"{parcel.sender}|{year}")
        groups = self._groups(
            parcel.results,
            name,
            "results",
            lambda item: result_row(item, habits, self.registry),
        )
        items = [item for _, items in parcel.results for item in items]
        days = {item.reported_on for item in items}
        page = self._page(name, draws, max(days))
        columns = self._columns(
            name, RESULTS, draws, full=any(item.replicated_by for item in items)
        )
        if self._is_stated_once(days, page, draws):
            columns = SIGNED_RESULTS
        dropped = DROPPED.get(PurePath(name).stem)
        if dropped:
            columns = [column for column in columns if column.key != dropped.key]
        sheet = compose(
            draws.pick(SHEET_NAMES["results"]),
            "results",
            year,
            parcel.head,
            columns,
            groups,
            self._look(name, draws, grouped=len(groups) > 1),
            page,
        )
        if dropped:
            dropped.note_in(sheet)
        return sheet

    def _groups(
        self,
        parts: list[tuple[str | None, list[Any]]],
        name: str,
        kind: str,
        make: Callable[..., dict[str, object]],
    ) -> list[Group]:
        parts = [(title, items) for title, items in parts if items]
        rows = [
            {**make(item), "group": number}
            for number, (_, items) in enumerate(parts)
            for item in items
        ]
        # A mistake may repeat or join rows: they keep to their group by its number.
        rows = self.alter(name, kind, rows)
        groups = [
            Group(title, [row for row in rows if row["group"] == number])
            for number, (title, _) in enumerate(parts)
        ]
        if name.endswith(".csv"):
            return [Group(None, [row for group in groups for row in group.rows])]
        return groups

    # What Sở Nội vụ sends

    def _indices(self, year: int) -> WorkbookDraft:
        rows = [item for item in self.story.indices if item.year == year]
        parts = (
            ("CÁC SỞ, BAN, NGÀNH", ("specialised_agency", "other_state_body")),
            ("ỦY BAN NHÂN DÂN CÁC HUYỆN, THỊ XÃ, THÀNH PHỐ", ("rural_district", "town", "city")),
            ("ĐƠN VỊ SỰ NGHIỆP CÔNG LẬP", ("public_service_unit",)),
            (
                "CƠ QUAN TRUNG ƯƠNG ĐẶT TẠI TỈNH",
                ("central_agency", "armed_force", "judicial_body"),
            ),
        )
        stem, numbers, layout = {
            2022: ("2023-chi-so-nam-2022.xlsx", "comma", "two levels"),
            2023: ("2024-chi-so-nam-2023.xls", "real", "flat"),
            2024: ("2025-chi-so-nam-2024.xlsx", "percent format", "two levels"),
            2025: ("2025-chi-so-nam-2025.ods", "percent sign", "template"),
        }[year]
        habits = Habits(self.registry, f"indices|{year}", plain=True)
        habits.numbers, habits.names = numbers, "office" if year != 2023 else "short"
        groups = []
        for title, kinds in parts:
            items = [item for item in rows if self.registry.units[item.unit_id].kind in kinds]
            items.sort(key=lambda item: (-(item.par_index or 0), item.unit_id))
            if items:
                groups.append(Group(title, self._index_rows(items, habits)))
        for group in groups:
            group.rows = self.alter(stem, "indices", group.rows)
        head = Letterhead("ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG", "SỞ NỘI VỤ", signer="GIÁM ĐỐC")
        published = rows[0]
        stated: tuple[str, ...] = ()
        if layout == "flat":
            stated = (
                f"Số quyết định: {published.decision_no}",
                f"Ngày công bố: {published.published_on:%d/%m/%Y}",
            )
        page = Page(signed_on=published.published_on, stated=stated)
        look = TableLook(numbering="brackets", restarts=True, group_merged=year != 2023)
        columns = INDICES[layout]
        if year == 2022:
            # The first list came as one sheet per group.
            names = ("Sở ngành", "Huyện", "Sự nghiệp", "Trung ương")
            sheets = [
                compose(name, "indices", year, head, columns, [group], look, page)
                for name, group in zip(names, groups, strict=True)
            ]
        else:
            sheets = [compose("Chỉ số", "indices", year, head, columns, groups, look, page)]
        return WorkbookDraft(stem, sheets)

    def _index_rows(self, items: list[IndexRow], habits: Habits) -> Rows:
        rows = []
        for position, item in enumerate(items):
            row = index_row(item, habits, self.registry)
            row["rank"] = position + 1 if item.par_index is not None else ""
            rows.append(row)
        return rows

    def _round(self, year: int) -> Iterable[WorkbookDraft]:
        head = Letterhead("ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG", "SỞ NỘI VỤ", signer="GIÁM ĐỐC")
        council = Letterhead(
            "ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG",
            "HỘI ĐỒNG THI ĐUA - KHEN THƯỞNG",
            signer="TM. HỘI ĐỒNG",
        )
        habits = Habits(self.registry, f"round|{year}", plain=True)
        habits.names = {2023: "full", 2024: "office", 2025: "short"}[year]
        plans = (
            ("tham-dinh", "appraisals", "Thẩm định", APPRAISALS, head, appraisal_row),
            ("bieu-quyet", "votes", "Biểu quyết", VOTES, council, vote_row),
            ("khen-thuong", "awards", "Khen thưởng", AWARDS, head, award_row),
        )
        facts: dict[str, Sequence[Any]] = {
            "appraisals": self.story.appraisals,
            "votes": self.story.votes,
            "awards": self.story.awards,
        }
        for stem, kind, sheet_name, columns, sender, make in plans:
            suffix = "xls" if (year, kind) == (2023, "votes") else "xlsx"
            name = f"{year}-{stem}.{suffix}"
            items = [item for item in facts[kind] if item.year == year]
            rows = [make(item, habits, self.registry) for item in items]
            rows = self.alter(name, kind, rows)
            look = TableLook(
                numbering="letters" if year == 2024 else "brackets",
                total=kind == "awards",
                merge_units=kind == "appraisals",
            )
            page = Page(top=1 if year == 2024 else 0)
            sheet = compose(
                sheet_name, kind, year, sender, columns, [Group(None, rows)], look, page
            )
            yield WorkbookDraft(name, [sheet], writer="openpyxl" if year == 2024 else "xlsxwriter")


def slug(text: str) -> str:
    """A file name of plain letters: names with signs change form between systems."""
    plain = unicodedata.normalize("NFD", text.replace("đ", "d").replace("Đ", "D"))
    plain = "".join(letter for letter in plain if not unicodedata.combining(letter))
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")
