"""Award rounds: whom the standing body appraises, how the council votes, who is awarded."""

from __future__ import annotations

from datetime import date, timedelta

from simulation.draws import Draws
from simulation.facts import (
    COUNCIL_MEMBERS,
    ENDED,
    NAMED_MODELS,
    PAUSED,
    TWINS,
    Appraisal,
    Award,
    Result,
    Vote,
)
from simulation.measurement import is_borderline
from simulation.registry import Registry, Round, Unit
from simulation.texts import APPRAISERS, AWARD_FORM, OPINIONS, PENDING, REFUSALS

AWARDED = {
    2023: ("MP-11/QĐ-UBND", date(2023, 12, 5)),
    2024: ("MP-12/QĐ-UBND", date(2024, 12, 4)),
    2025: ("MP-13/QĐ-UBND", date(2025, 6, 26)),
}


class Awarding:
    """All appraisals, votes and awards; candidates come from the results."""

    def __init__(self, registry: Registry, results: list[Result]) -> None:
        self.registry = registry
        self.results = results
        self.appraisals: list[Appraisal] = []
        self.votes: list[Vote] = []
        self.awards: list[Award] = []
        self._run_rounds()

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
                    - 0.6 * is_borderline(self._unit(item), current.index_year)
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
