"""The facts that reports state, and the words and days that they share."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

from simulation.texts import ModelText

YEARS = (2023, 2024, 2025)
PLAN_ISSUED = date(2023, 4, 20)
MAINTAINED, PAUSED, ENDED = "Đang duy trì", "Tạm dừng", "Đã kết thúc"
COUNCIL_MEMBERS = 21
COMMUNES_WITHOUT_MODEL = 20


# The plan itself names these models and who has them.
NAMED_MODELS = {
    "TX Ngã Năm": ("Thứ 2 ngày không viết", "Thứ 6 ngày không hẹn"),
    "Huyện Cù Lao Dung": (
        "Ứng dụng Zalo nhằm nâng cao chất lượng dịch vụ công trực tuyến tại Bộ phận Một cửa",
    ),
}
# Two models of one unit that nobody can tell apart by points: a tie has to be shown as a tie.
TWINS = ("Hội Cựu chiến binh tỉnh", "Xã Long Phú")


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
