"""Models and their years: who registers what, reports it, pauses, ends, inherits it."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date, timedelta

from simulation.draws import Draws
from simulation.facts import (
    COMMUNES_WITHOUT_MODEL,
    ENDED,
    MAINTAINED,
    NAMED_MODELS,
    PAUSED,
    PLAN_ISSUED,
    TWINS,
    YEARS,
    Registration,
    Result,
)
from simulation.registry import Registry, Unit, inline
from simulation.texts import DIFFICULTIES, PROPOSALS, ModelText

FITS = {
    "party_body": ("party", "any"),
    "specialised_agency": ("agency", "any"),
    "other_state_body": ("agency", "any"),
    "mass_organisation": ("mass", "any"),
    "armed_force": ("armed", "any"),
    "judicial_body": ("armed", "any"),
    "central_agency": ("agency", "any"),
    "public_service_unit": ("service", "any"),
    "state_enterprise": ("enterprise", "any"),
}


class Movement:
    """All registrations and results; every draw has its own key, so units move no other."""

    def __init__(self, registry: Registry, catalogue: list[ModelText]) -> None:
        self.registry = registry
        self.catalogue = catalogue
        self.registrations: list[Registration] = []
        self.results: list[Result] = []
        self._live_models()

    def _live_models(self) -> None:
        units = [
            unit
            for level in ("province", "district", "commune")
            for unit in self.registry.standing(PLAN_ISSUED, level)
        ]
        bare = self._bare_communes()
        for unit in units:
            if unit.unit_id in bare:
                continue
            for registration in self._register(unit):
                self.registrations.append(registration)
        for unit in units:
            self._report_years(unit)
        for unit in sorted(self.registry.units.values(), key=lambda unit: unit.unit_id):
            if unit.valid_from > PLAN_ISSUED:
                self._inherit(unit)

    def _bare_communes(self) -> set[str]:
        communes = self.registry.standing(PLAN_ISSUED, "commune")
        by_draw = sorted(communes, key=lambda unit: Draws("bare", unit.unit_id).share(0, 1))
        return {unit.unit_id for unit in by_draw[:COMMUNES_WITHOUT_MODEL]}

    def _register(self, unit: Unit) -> Iterable[Registration]:
        draws = Draws("register", unit.unit_id)
        shares = (0.84, 0.91, 0.95) if unit.level != "commune" else (0.68, 0.90, 1.0)
        point = draws.share(0, 1)
        named = NAMED_MODELS.get(unit.short_name, ())
        if named:
            point = 0.0
        if point > shares[2]:
            return
        year = YEARS[0] if point < shares[0] else YEARS[1] if point < shares[1] else YEARS[2]
        if unit.valid_to < date(year, 3, 31):
            return
        day = self._registration_day(draws, year)
        wish = draws.share(0, 1)
        count = len(named) or (1 if wish < 0.70 else 2 if wish < 0.94 else 3)
        if unit.short_name in TWINS:
            point, count = 0.0, 2
        chosen = self._choose(unit, draws, named, count)
        for position, text in enumerate(chosen):
            later = position > 0 and year == 2023 and not named and draws.chance(0.35)
            if unit.short_name in TWINS:
                yield self._registration(unit, text, day, Draws("twins", unit.unit_id))
                continue
            signed = self._registration_day(draws, 2024) if later else day
            if signed > unit.valid_to:
                signed = day
            yield self._registration(unit, text, signed, draws)

    def _registration_day(self, draws: Draws, year: int) -> date:
        if year == 2023:
            early = draws.chance(0.8)
            last = date(2023, 5, 31) if early else date(2023, 8, 25)
            return draws.workday(PLAN_ISSUED, last)
        if year == 2024:
            return draws.workday(date(2024, 1, 15), date(2024, 6, 28))
        return draws.workday(date(2025, 1, 13), date(2025, 4, 25))

    def _choose(
        self, unit: Unit, draws: Draws, named: tuple[str, ...], count: int
    ) -> list[ModelText]:
        if named:
            return [text for text in self.catalogue if text.name in named]
        fits = FITS.get(unit.kind, ("district",) if unit.level == "district" else ("commune",))
        fitting = [text for text in self.catalogue if text.fits & set(fits)]
        fitting = [text for text in fitting if self._belongs(unit, text) is not False]
        # A model of one's own comes first; the others go round by the unit's number, so that no
        # draw can leave half of the catalogue unused.
        own = [text for text in fitting if self._belongs(unit, text)]
        turn = int(unit.unit_id[1:]) % len(fitting)
        first = own[0] if own else fitting[turn]
        rest = [text for text in fitting if text != first]
        chosen = [first, *draws.some(rest, count - 1)]
        district = self.registry.district_of(unit)
        if district and district.short_name == "Huyện Mỹ Xuyên" and draws.chance(0.6):
            form = next(
                text for text in self.catalogue if text.name == "Tờ khai điện tử cho công dân"
            )
            chosen = [form, *[text for text in chosen if text != form][: count - 1]]
        return chosen

    def _belongs(self, unit: Unit, text: ModelText) -> bool | None:
        """Some models make sense in one kind of office only; None where that does not matter."""
        owners = {
            "Phiên tòa trực tuyến": ("Tòa án",),
            "Thi hành án tận tâm": ("Cục Thi hành án",),
            "Đồn biên phòng": ("Biên phòng",),
            "Kiểm sát viên": ("Viện kiểm sát",),
            "Vì Nhân dân phục vụ - 5": ("Công an",),
            "Doanh trại": ("Chỉ huy",),
            "Bệnh viện": ("Bệnh viện",),
            "Đổi mới phong cách": ("Bệnh viện",),
            "Trường học": ("Trường",),
            "Lớp học": ("Trường",),
            "Công trường": ("dự án",),
            "Bản tin sạch": ("Báo", "Đài"),
            "Nước sạch": ("Cấp nước",),
            "Hồ sơ đất đai": ("Tài nguyên",),
            "Cấp phiếu lý lịch": ("Tư pháp",),
            "Luồng xanh": ("Kế hoạch", "khu công nghiệp"),
            "Bưu điện văn hóa": ("Bưu điện",),
            "Công đoàn số": ("Lao động",),
            "Phụ nữ công sở": ("Phụ nữ",),
            "Cựu chiến binh": ("Cựu chiến binh",),
            "Nông dân nói": ("Nông dân",),
            "Cán bộ Mặt trận": ("Mặt trận",),
        }
        if text.name.startswith("Cà phê sáng") and unit.level == "province":
            return None if any(name in unit.name for name in ("Kế hoạch", "Công Thương")) else False
        for start, names in owners.items():
            if text.name.startswith(start):
                return any(name in unit.name for name in names)
        return None

    def _registration(self, unit: Unit, text: ModelText, day: date, draws: Draws) -> Registration:
        precision = draws.pick(("day", "day", "month", "month", "month", "quarter"))
        started = day + timedelta(days=draws.between(-60, 40))
        if precision != "day":
            started = started.replace(day=1)
        if precision == "quarter":
            started = started.replace(month=(started.month - 1) // 3 * 3 + 1)
        ended = None
        if draws.chance(0.06):
            ended = date(day.year + 1, draws.pick((6, 12)), 30)
            ended = min(ended, date(2025, 6, 30))
        name = text.name
        if unit.level == "district" and text.name.startswith("Ứng dụng Zalo"):
            name = f"{text.name} {inline(unit.short_name)}"
        return Registration(unit.unit_id, text, name, started, precision, ended, day)

    def _report_years(self, unit: Unit) -> None:
        own = [item for item in self.registrations if item.unit_id == unit.unit_id]
        states = {item.model_name: "running" for item in own}
        for year in YEARS:
            day = self._report_day(unit, year)
            if day is None:
                continue
            for item in own:
                if item.registered_on.year > year or item.registered_on >= day:
                    continue
                if states[item.model_name] == "ended":
                    continue
                result, state = self._report(unit, item, year, day, states[item.model_name])
                states[item.model_name] = state
                if result:
                    self.results.append(result)

    def _report_day(self, unit: Unit, year: int) -> date | None:
        """The day on which a unit signs its report of a year; None where it is gone by then."""
        draws = Draws("report day", unit.unit_id, year)
        if year == 2025:
            day = draws.workday(date(2025, 5, 5), date(2025, 6, 19))
        else:
            point = draws.share(0, 1)
            if point < 0.90:
                day = draws.workday(date(year, 9, 11), date(year, 10, 29))
            elif point < 0.94:
                day = date(year, 10, 30)
            else:
                day = draws.workday(date(year, 10, 31), date(year, 11, 12))
        return day if unit.exists(day) else None

    def _report(
        self, unit: Unit, item: Registration, year: int, day: date, state: str
    ) -> tuple[Result | None, str]:
        draws = Draws("report", unit.unit_id, item.model_name, year)
        point = draws.share(0, 1)
        missing = 0.15 if year == 2025 else 0.08
        if unit.level == "commune":
            missing += 0.04
        if item.ended_on is not None and item.ended_on < date(year, 1, 1):
            return None, "ended"
        if point < missing:
            return None, state
        ends_by_plan = item.ended_on is not None and item.ended_on <= day
        if ends_by_plan or missing <= point < missing + 0.05:
            status, state = ENDED, "ended"
        elif missing + 0.05 <= point < missing + 0.10:
            status, state = PAUSED, "paused"
        else:
            status, state = MAINTAINED, "running"
        return self._result(unit, item.model_name, item.text, year, day, status, draws), state

    def _result(
        self,
        unit: Unit,
        name: str,
        text: ModelText,
        year: int,
        day: date,
        status: str,
        draws: Draws,
    ) -> Result:
        replicating: tuple[str, ...] = ()
        spreads = unit.short_name not in TWINS
        if (
            spreads
            and status == MAINTAINED
            and draws.chance(0.28 if unit.level != "commune" else 0.1)
        ):
            pool = self._peers(unit, day)
            replicating = tuple(
                peer.unit_id for peer in draws.some(pool, draws.pick((1, 1, 2, 2, 3, 5)))
            )
        effect = text.effect_for(draws)
        if status == PAUSED:
            effect = f"{effect} Từ quý III tạm dừng để nâng cấp trang thiết bị."
        elif status == ENDED:
            effect = f"{effect} Mô hình kết thúc sau khi đã thành việc thường xuyên."
        cost = round(draws.share(1.5, 78), 1) if draws.chance(0.45) else None
        return Result(
            unit_id=unit.unit_id,
            model_name=name,
            year=year,
            reported_on=day,
            status=status,
            effect=effect,
            is_new=draws.pick(("Có", "Không", "Không", "")),
            replicated_by=replicating,
            cost=cost,
            difficulty=draws.pick(DIFFICULTIES),
            proposal=draws.pick(PROPOSALS),
        )

    def _peers(self, unit: Unit, day: date) -> list[Unit]:
        if unit.level == "district":
            own = [
                commune
                for commune in self.registry.standing(day, "commune")
                if commune.parent_id == unit.unit_id
            ]
            others = self.registry.standing(day, "district")
            return own + [district for district in others if district != unit]
        peers = self.registry.standing(day, unit.level)
        if unit.level == "commune":
            peers = [peer for peer in peers if peer.parent_id == unit.parent_id]
        else:
            peers = [peer for peer in peers if peer.kind == unit.kind]
        return [peer for peer in peers if peer.unit_id != unit.unit_id]

    def _inherit(self, unit: Unit) -> None:
        """A new unit goes on with its predecessors' models, mostly after registering them anew."""
        parents = [item.from_id for item in self.registry.successions if item.to_id == unit.unit_id]
        parents = [parent for parent in parents if self.registry.units[parent].valid_to.year > 2019]
        inherited: dict[str, Registration] = {}
        for item in self.registrations:
            if item.unit_id in parents and self._is_alive(item):
                inherited.setdefault(item.model_name, item)
        draws = Draws("inherit", unit.unit_id)
        registers = draws.chance(0.75)
        signed = draws.workday(
            unit.valid_from + timedelta(days=7), unit.valid_from + timedelta(days=24)
        )
        kept = list(inherited.values())[:3]
        if registers:
            for item in kept:
                self.registrations.append(
                    replace(
                        item,
                        unit_id=unit.unit_id,
                        registered_on=signed,
                        started_on=unit.valid_from,
                        precision="day",
                        ended_on=None,
                    )
                )
        for year in YEARS:
            day = self._report_day(unit, year)
            if day is None or (registers and day <= signed):
                continue
            for item in kept:
                own = replace(item, unit_id=unit.unit_id, ended_on=None)
                result, _ = self._report(unit, own, year, day, "running")
                if result:
                    self.results.append(result)

    def _is_alive(self, item: Registration) -> bool:
        last = [
            result
            for result in self.results
            if (result.unit_id, result.model_name) == (item.unit_id, item.model_name)
        ]
        return not last or last[-1].status != ENDED
