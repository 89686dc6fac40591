"""What each unit does in 2023–2025: models, yearly reports, indices, appraisals, votes, awards.

The story knows nothing of files. Every part draws from its own key, so that one more unit or one
more model changes nothing else.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, timedelta

from simulation.draws import Draws
from simulation.registry import Registry, Round, Unit, inline
from simulation.texts import (
    APPRAISERS,
    AWARD_FORM,
    DIFFICULTIES,
    OPINIONS,
    PENDING,
    PROPOSALS,
    REFUSALS,
    ModelText,
)

YEARS = (2023, 2024, 2025)
PLAN_ISSUED = date(2023, 4, 20)
MAINTAINED, PAUSED, ENDED = "Đang duy trì", "Tạm dừng", "Đã kết thúc"
COUNCIL_MEMBERS = 21
COMMUNES_WITHOUT_MODEL = 20


@dataclass(frozen=True)
class Registration:
    """A model that a unit registers. `precision` is how exactly the start is stated."""

    unit_id: str
    text: ModelText
    model_name: str
    started_on: date
    precision: str
    ended_on: date | None
    registered_on: date


@dataclass(frozen=True)
class Result:
    """A model's year."""

    unit_id: str
    model_name: str
    year: int
    reported_on: date
    status: str
    effect: str
    is_new: str
    replicated_by: tuple[str, ...]
    cost: float | None
    difficulty: str
    proposal: str


@dataclass(frozen=True)
class IndexRow:
    """A unit's indices of a year; both are missing where it takes no part or nothing is out yet."""

    unit_id: str
    year: int
    sipas: float | None
    par_points: float | None
    par_points_max: float | None
    par_index: float | None
    decision_no: str
    published_on: date
    participates: bool = True


@dataclass(frozen=True)
class Appraisal:
    """The standing body's view of a model in a round."""

    unit_id: str
    model_name: str
    year: int
    effectiveness: int
    novelty: int | None
    replicability: int | None
    pending_matter: str
    recommendation: str
    opinion: str
    appraiser: str
    appraised_on: date


@dataclass(frozen=True)
class Vote:
    """The council's vote on a candidate."""

    unit_id: str
    model_name: str
    year: int
    agree: int
    disagree: int
    invalid: int
    written: int
    met_on: date


@dataclass(frozen=True)
class Award:
    """A Bằng khen."""

    unit_id: str
    model_name: str
    year: int
    award_form: str
    decision_no: str
    decided_on: date
    revoked_on: date | None


PUBLISHED = {
    2022: ("MP-01/QĐ-UBND", date(2023, 5, 12)),
    2023: ("MP-02/QĐ-UBND", date(2024, 4, 25)),
    2024: ("MP-03/QĐ-UBND", date(2025, 4, 15)),
    2025: ("MP-04/QĐ-UBND", date(2025, 6, 27)),
}
AWARDED = {
    2023: ("MP-11/QĐ-UBND", date(2023, 12, 5)),
    2024: ("MP-12/QĐ-UBND", date(2024, 12, 4)),
    2025: ("MP-13/QĐ-UBND", date(2025, 6, 26)),
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
# The plan itself names these models and who has them.
NAMED_MODELS = {
    "TX Ngã Năm": ("Thứ 2 ngày không viết", "Thứ 6 ngày không hẹn"),
    "Huyện Cù Lao Dung": (
        "Ứng dụng Zalo nhằm nâng cao chất lượng dịch vụ công trực tuyến tại Bộ phận Một cửa",
    ),
}
# Two models of one unit that nobody can tell apart by points: a tie has to be shown as a tie.
TWINS = ("Hội Cựu chiến binh tỉnh", "Xã Long Phú")
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


class Story:
    """All facts, made once from the registry and the catalogue of models."""

    def __init__(self, registry: Registry, catalogue: list[ModelText]) -> None:
        self.registry = registry
        self.catalogue = catalogue
        self.registrations: list[Registration] = []
        self.results: list[Result] = []
        self.indices: list[IndexRow] = []
        self.appraisals: list[Appraisal] = []
        self.votes: list[Vote] = []
        self.awards: list[Award] = []
        self._live_models()
        self._measure_indices()
        self._run_rounds()

    # Models and their years

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

    # Indices

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
        is_late = year == 2025 and draws.chance(0.2) and not self._is_borderline(unit, year)
        no_survey = draws.chance(0.04) and not self._is_borderline(unit, year)
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

    def _is_borderline(self, unit: Unit, year: int) -> bool:
        return any((unit.short_name, year, field) in BORDERLINE for field in ("sipas", "par_index"))

    # Rounds

    def _run_rounds(self) -> None:
        for current in self.registry.rounds:
            candidates = self._candidates(current)
            for position, result in enumerate(candidates):
                self._judge(current, result, position)
            self._award(current)

    def _candidates(self, current: Round) -> list[Result]:
        """Models that the standing body appraises: the better half, one or two a unit."""
        reported = [
            item
            for item in self.results
            if item.year == current.year
            and item.status != ENDED
            and item.reported_on <= current.considered_on - timedelta(days=7)
        ]
        core = [item for item in reported if self._unit(item).level != "commune"]
        communes = [item for item in reported if self._unit(item).level == "commune"]
        wanted = (34, 10) if current.year != 2025 else (26, 8)
        chosen = []
        for pool, count in zip((core, communes), wanted, strict=True):
            by_draw = sorted(
                pool,
                key=lambda item: (
                    Draws("candidate", item.unit_id, item.model_name, item.year).share(0, 1)
                    - 0.1 * len(item.replicated_by)
                    # Late reports, pauses and values on the line are what the gates are there for.
                    - 0.6 * (item.reported_on == date(item.year, 10, 30))
                    - 0.25 * (item.status == PAUSED)
                    - 0.6 * self._is_borderline(self._unit(item), current.index_year)
                    - 1.0 * (self._unit(item).short_name in NAMED_MODELS)
                ),
            )
            chosen += by_draw[:count]
        return sorted(chosen, key=lambda item: (item.unit_id, item.model_name))

    def _unit(self, item: Result) -> Unit:
        return self.registry.units[item.unit_id]

    def _judge(self, current: Round, result: Result, position: int) -> None:
        is_twin = self._unit(result).short_name in TWINS
        own_key = "twins" if is_twin else result.model_name
        draws = Draws("appraisal", result.unit_id, own_key, current.year)
        quality = draws.bell(80, 11)
        first = max(result.reported_on + timedelta(days=1), current.considered_on - timedelta(14))
        appraised_on = draws.workday(first, current.considered_on - timedelta(days=2))
        refused = quality < 72
        # Every gate must have its three verdicts: one in twelve has a matter, one says nothing.
        pending = "Không"
        if position % 12 == 5 and not is_twin:
            pending = draws.pick(PENDING)
        elif position % 12 == 9 and not is_twin:
            pending = ""
        novelty: int | None = round(min(98, max(30, draws.bell(66, 16))))
        replicability: int | None = round(min(98, max(35, draws.bell(72, 13))))
        if position % 14 == 7 and not is_twin:
            novelty = None
        if position % 15 == 11 and not is_twin:
            replicability = None
        self.appraisals.append(
            Appraisal(
                unit_id=result.unit_id,
                model_name=result.model_name,
                year=current.year,
                effectiveness=round(min(99, max(40, quality))),
                novelty=novelty,
                replicability=replicability,
                pending_matter=pending,
                recommendation="Không đề nghị" if refused else "Đề nghị",
                opinion=draws.pick(REFUSALS) if refused else draws.pick(OPINIONS),
                appraiser=draws.pick(APPRAISERS),
                appraised_on=appraised_on,
            )
        )
        if refused or (pending not in ("Không", "")):
            return
        against = draws.pick((0, 0, 0, 1, 1, 2, 2, 3, 4, 5, 6))
        invalid = draws.pick((0, 0, 0, 0, 1))
        agree = COUNCIL_MEMBERS - against - invalid
        self.votes.append(
            Vote(
                unit_id=result.unit_id,
                model_name=result.model_name,
                year=current.year,
                agree=agree,
                disagree=against,
                invalid=invalid,
                written=min(agree, draws.pick((0, 0, 1, 1, 2))),
                met_on=current.considered_on,
            )
        )

    def _award(self, current: Round) -> None:
        decision_no, decided_on = AWARDED[current.year]
        earlier = {
            (award.unit_id, award.model_name) for award in self.awards if not award.revoked_on
        }
        passed = [
            vote
            for vote in self.votes
            if vote.year == current.year
            and vote.agree * 100 >= 80 * COUNCIL_MEMBERS
            and (vote.unit_id, vote.model_name) not in earlier
        ]
        passed.sort(key=lambda vote: (-vote.agree, vote.unit_id, vote.model_name))
        for position, vote in enumerate(passed[: current.quota - 2]):
            revoked = None
            if position == 7 and current.year != 2025:
                revoked = decided_on + timedelta(days=120)
            self.awards.append(
                Award(
                    vote.unit_id,
                    vote.model_name,
                    current.year,
                    AWARD_FORM,
                    decision_no,
                    decided_on,
                    revoked,
                )
            )
