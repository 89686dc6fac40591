"""What the papers of an award round have in common: the round, its candidates, its order.

Joins rows of views by their keys and groups them; every number in them was computed in SQL.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from functools import cached_property
from typing import Any, NamedTuple

from papers.figures import Figures, Row
from papers.layout import Layout, load_layout
from papers.provenance import Provenance
from queries.database import Database

EVERY_BLOCK = "Tất cả"
ROUND, BLOCK = "Đợt xét", "Khối thi đua"  # names of the filters, also for the program

ROUNDS = (
    "round_id",
    "year",
    "considered_on",
    "index_year",
    "quota",
    "vote_threshold_percent",
    "vote_denominator",
    "legal_basis",
    "criteria_version",
)
TALLIES = (
    "candidate_id",
    "members",
    "agree",
    "disagree",
    "invalid",
    "written",
    "met_on",
    "denominator",
    "agree_percent",
    "is_reached",
)
CRITERIA = ("criterion_id", "criterion_label", "weight", "tie_position")
CERTAINTY = (
    "candidate_id",
    "rank_5th_percentile",
    "rank_95th_percentile",
    "draws",
    "weight_spread_percent",
)
RANKING = (
    "candidate_id",
    "unit_id",
    "unit_name",
    "block_name",
    "block_order",
    "model_id",
    "model_name",
    "eligibility",
    "eligibility_label",
    "gates_passed",
    "score",
    "missing_criteria",
    "rank_in_block_label",
    "rank_overall",
    "rank_overall_label",
    "is_within_quota",
    "conflict_members",
)


class PaperRefused(ValueError):
    """No paper can be written for what was asked; the message is for the user."""


class Candidate(NamedTuple):
    """A candidate of the round with what the views say of it."""

    ranking: Row
    effect: str | None
    scores: Sequence[Row]
    gates: Sequence[Row]
    vote: Row | None


class RoundData:
    """The data of one award round, of all blocks or of one; raises PaperRefused for neither."""

    def __init__(self, database: Database, round_id: str, block: str | None = None) -> None:
        self.figures = Figures(database)
        self.round = self._find_round(round_id)
        self.block_name = self._find_block(block) if block else None
        self.is_simulated = bool(
            self.figures.rows("data_status", ("has_simulated",))[0]["has_simulated"]
        )
        self.layout: Layout = load_layout()

    @property
    def year(self) -> int:
        return int(self.round["year"])

    @property
    def round_id(self) -> str:
        return str(self.round["round_id"])

    def provenance(self, paper: str) -> Provenance:
        """Returns what the paper rests on; ask after everything was read."""
        database = self.figures.database
        filters = {ROUND: self.round_id, BLOCK: self.block_name or EVERY_BLOCK}
        criteria_version = self.round["criteria_version"]
        return Provenance(
            paper,
            database.as_of,
            database.version,
            filters,
            str(criteria_version) if criteria_version else None,
            self.figures.hash,
        )

    @cached_property
    def candidates(self) -> list[Candidate]:
        """All candidates in the order of the view `ranking`."""
        where = {"round_id": self.round_id}
        narrowed = where | ({"block_name": self.block_name} if self.block_name else {})
        ranking = self.figures.rows("ranking", RANKING, narrowed)
        rows = self.figures.rows("candidates", ("candidate_id", "result_row_id"), narrowed)
        reported = {row["candidate_id"]: row["result_row_id"] for row in rows}
        effects = {
            row["row_id"]: row["effect"]
            for row in self.figures.rows("results", ("row_id", "effect"), {"year": self.year})
        }
        scores = self._by_candidate(
            "criterion_scores",
            ("candidate_id", "criterion_id", "value", "unit_of_measure", "score", "contribution"),
        )
        gates = self._by_candidate(
            "gate_results",
            ("candidate_id", "gate_id", "gate_label", "verdict", "verdict_label", "evidence"),
        )
        votes = {row["candidate_id"]: row for row in self.votes}
        return [
            Candidate(
                row,
                effects.get(reported[row["candidate_id"]]),
                scores[row["candidate_id"]],
                gates[row["candidate_id"]],
                votes.get(row["candidate_id"]),
            )
            for row in ranking
        ]

    @cached_property
    def votes(self) -> list[Row]:
        """The votes of the round, each held against its threshold."""
        return self.figures.rows("vote_tallies", TALLIES, {"round_id": self.round_id})

    @cached_property
    def within_quota(self) -> list[Candidate]:
        """Ranked candidates within the quota, or all ranked ones where no quota is set."""
        return [each for each in self.ranked if each.ranking["is_within_quota"] in (True, None)]

    @cached_property
    def proposed(self) -> list[Candidate]:
        """Those within the quota whom no vote has turned down."""
        return [each for each in self.within_quota if not is_turned_down(each)]

    @cached_property
    def turned_down(self) -> list[Candidate]:
        """Those within the quota whose vote stays below the threshold."""
        return [each for each in self.within_quota if is_turned_down(each)]

    @cached_property
    def ranked(self) -> list[Candidate]:
        """Candidates with a rank: eligible, and no criterion missing."""
        return [each for each in self.candidates if each.ranking["rank_overall"] is not None]

    @cached_property
    def beyond_quota(self) -> list[Candidate]:
        """Ranked candidates for whom the quota leaves no room."""
        return [each for each in self.ranked if each.ranking["is_within_quota"] is False]

    @cached_property
    def unranked(self) -> list[Candidate]:
        """Eligible candidates without a rank, for a criterion is missing."""
        return [
            each
            for each in self.candidates
            if each.ranking["eligibility"] == "eligible" and each.ranking["rank_overall"] is None
        ]

    @cached_property
    def units(self) -> dict[str, Row]:
        """Name and block of the units in the year, by unit; of the chosen block only."""
        where: dict[str, Any] = {"year": self.year}
        if self.block_name:
            where["block_name"] = self.block_name
        columns = ("unit_id", "unit_name", "block_name", "block_order")
        return {row["unit_id"]: row for row in self.figures.rows("unit_years", columns, where)}

    def of(self, eligibility: str) -> list[Candidate]:
        """Returns the candidates of an eligibility code, by block."""
        chosen = [each for each in self.candidates if each.ranking["eligibility"] == eligibility]
        return sorted(chosen, key=block_order)

    @cached_property
    def criteria(self) -> list[Row]:
        """The criteria of the round in their order."""
        return self.figures.rows("criteria_in_force", CRITERIA, {"round_id": self.round_id})

    @cached_property
    def certainty(self) -> dict[str, Row]:
        """How far each ranked candidate's rank moves when the weights do, by candidate."""
        rows = self.figures.rows("rank_certainty", CERTAINTY, {"round_id": self.round_id})
        return {row["candidate_id"]: row for row in rows}

    @cached_property
    def cutoff_reason(self) -> str:
        """What there is to know of the cut-off at the quota; of the whole round, not of a block."""
        rows = self.figures.rows("cutoff_fragility", ("reason",), {"round_id": self.round_id})
        return str(rows[0]["reason"] or "") if rows and not self.block_name else ""

    def _by_candidate(self, view: str, columns: Sequence[str]) -> dict[str, list[Row]]:
        grouped: dict[str, list[Row]] = defaultdict(list)
        for row in self.figures.rows(view, columns, {"round_id": self.round_id}):
            grouped[row["candidate_id"]].append(row)
        return grouped

    def _find_round(self, round_id: str) -> Row:
        rounds = self.figures.reference("award_rounds", ROUNDS)
        for row in rounds:
            if row["round_id"] == round_id:
                return row
        known = ", ".join(str(row["round_id"]) for row in rounds)
        raise PaperRefused(f"Không có đợt xét “{round_id}”. Các đợt xét hiện có: {known}.")

    def _find_block(self, block: str) -> str:
        blocks = self.figures.rows(
            "ranking", ("block_id", "block_name"), {"round_id": self.round_id}
        )
        names = {str(row["block_name"]) for row in blocks}
        for row in blocks:
            if block in (row["block_id"], row["block_name"]):
                return str(row["block_name"])
        raise PaperRefused(
            f"Đợt xét {self.round_id} không có đề nghị nào của khối “{block}”. "
            f"Các khối có đề nghị: {'; '.join(sorted(names)) or 'chưa có'}."
        )


def is_turned_down(candidate: Candidate) -> bool:
    """Tells whether there is a vote and it stays below the threshold; an open one does not."""
    return candidate.vote is not None and candidate.vote["is_reached"] is False


def block_order(candidate: Candidate) -> tuple[int, str]:
    """Returns the place of the candidate's block; keeps the order within it."""
    return int(candidate.ranking["block_order"]), str(candidate.ranking["block_name"])


def by_block(candidates: Sequence[Candidate]) -> list[tuple[str, list[Candidate]]]:
    """Returns the candidates by block, blocks in their order, candidates in the given one."""
    grouped: dict[tuple[int, str], list[Candidate]] = defaultdict(list)
    for each in candidates:
        grouped[block_order(each)].append(each)
    return [(name, grouped[order, name]) for order, name in sorted(grouped)]


def count_units(candidates: Sequence[Candidate]) -> int:
    """Returns how many units the candidates belong to: one unit may have several models."""
    return len({each.ranking["unit_id"] for each in candidates})
