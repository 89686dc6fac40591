"""Coverage, indices and ranking of the samples, computed a second time in plain Python.

Starts from the facts (registrations, results, index reports, appraisals, awards) and data/*.csv
read here, shares no line with the SQL, and must come to the same figures.
"""

import csv
import statistics
from collections import defaultdict
from collections.abc import Iterable
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from typing import Any

import pytest

from queries.database import Database, open_database
from queries.reference import DATA
from tests.sample_store import import_samples

PLAN_YEARS = (2023, 2024, 2025)
Record = dict[str, Any]
FOREVER = date(9999, 12, 31)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_database(import_samples(tmp_path_factory.mktemp("samples")))


def facts(database: Database, view: str) -> list[Record]:
    """Rows with exact decimals and dates, as DuckDB holds them."""
    cursor = database.cursor().execute(f'select * from "{view}"')
    names = [column[0] for column in cursor.description or []]
    return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def rules(table: str) -> list[Record]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def day(text: str, otherwise: date = FOREVER) -> date:
    return date.fromisoformat(text) if text else otherwise


def rounded(number: Fraction | int, places: int) -> Decimal:
    value = Fraction(number)
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return exact.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)


# --- coverage ---


def counted_units(year: int) -> set[str]:
    cutoff = day(next(row["cutoff_on"] for row in rules("plan_years") if row["year"] == str(year)))
    return {
        row["unit_id"]
        for row in rules("units")
        if day(row["valid_from"]) <= cutoff <= day(row["valid_to"])
    }


def levels() -> dict[str, str]:
    return {row["unit_id"]: row["level"] for row in rules("units")}


def state_of_model(registered: Record | None, reports: dict[int, str], year: int) -> str | None:
    """What one model is in a year; None where it does not exist yet."""
    ended = registered["ended_on"] if registered else None
    ended_before = ended is not None and ended.year < year
    earlier = [status for reported, status in sorted(reports.items()) if reported < year]
    last = earlier[-1] if earlier else None
    now = reports.get(year)
    if now is None:
        if registered is None or registered["registered_on"].year > year:
            return None
        return "stopped" if ended_before or last in ("paused", "ended") else "registered"
    if now == "maintained":
        return "maintained"
    if now == "ended" and not ended_before and last != "ended":
        return "reported"
    return "stopped"


def exists_in(unit_id: str, year: int) -> bool:
    return any(
        row["unit_id"] == unit_id
        and day(row["valid_from"]).year <= year <= day(row["valid_to"]).year
        for row in rules("units")
    )


def predecessors(unit_id: str, changed_before: date = FOREVER) -> Iterable[tuple[str, date]]:
    """Units of the same level that this one continues, with the day of the nearest change."""
    level = levels()
    for row in rules("unit_successions"):
        before = row["from_unit_id"]
        if row["to_unit_id"] != unit_id or before == unit_id or level[before] != level[unit_id]:
            continue
        nearest = day(row["changed_on"]) if changed_before == FOREVER else changed_before
        yield before, nearest
        yield from predecessors(before, nearest)


def recompute_states(database: Database) -> dict[tuple[str, int], str]:
    registered = {
        (row["unit_id"], row["model_key"]): row for row in facts(database, "registrations")
    }
    reports: dict[tuple[str, str], dict[int, str]] = defaultdict(dict)
    for row in facts(database, "results"):
        reports[row["unit_id"], row["model_key"]][row["year"]] = row["status"]
    models: dict[str, set[str]] = defaultdict(set)
    for unit_id, model_key in [*registered, *reports]:
        models[unit_id].add(model_key)
    order = ["maintained", "reported", "registered", "stopped"]

    def model_states(unit_id: str, year: int) -> list[str]:
        found = [
            state_of_model(registered.get((unit_id, key)), reports.get((unit_id, key), {}), year)
            for key in models[unit_id]
        ]
        return [state for state in found if state is not None]

    def inherits(unit_id: str, year: int) -> bool:
        for before, changed in predecessors(unit_id):
            for key in models[before]:
                given = registered.get((before, key))
                if given is None or given["registered_on"] >= changed or changed.year > year:
                    continue
                if given["ended_on"] and given["ended_on"].year < year:
                    continue
                lived = [y for y in PLAN_YEARS if y <= year and exists_in(before, y)]
                states = [state_of_model(given, reports.get((before, key), {}), y) for y in lived]
                known = [state for state in states if state is not None]
                if known and known[-1] in ("maintained", "registered"):
                    return True
        return False

    found = {}
    for year in PLAN_YEARS:
        for unit_id in counted_units(year):
            states = model_states(unit_id, year)
            if states:
                found[unit_id, year] = min(states, key=order.index)
            else:
                found[unit_id, year] = "registered" if inherits(unit_id, year) else "none"
    return found


def test_coverage_states_are_those_computed_by_hand(database: Database) -> None:
    seen = {(row["unit_id"], row["year"]): row["state"] for row in facts(database, "coverage")}
    assert seen == recompute_states(database)


def test_coverage_shares_are_those_computed_by_hand(database: Database) -> None:
    states = recompute_states(database)
    level = levels()
    scopes: dict[str, set[str]] = defaultdict(set)
    for row in rules("scopes"):
        scopes[row["scope"]].add(row["level"])
    expected = {}
    for scope, included in scopes.items():
        for year in PLAN_YEARS:
            inside = [s for (u, y), s in states.items() if y == year and level[u] in included]
            covered = sum(state in ("maintained", "reported", "registered") for state in inside)
            share = rounded(Fraction(100 * covered, len(inside)), 4)
            expected[scope, year] = (len(inside), covered, share)
    seen = {
        (row["scope"], row["year"]): (row["units"], row["covered"], row["share_percent"])
        for row in facts(database, "coverage_by_year")
    }
    assert seen == expected


# --- indices ---


def recompute_indices(database: Database) -> dict[tuple[str, int, str], tuple[str, Decimal | None]]:
    participates = {
        (row["unit_id"], int(row["year"]), row["index_id"]): row["participates"] == "yes"
        for row in rules("index_participation")
    }
    stated = {(row["unit_id"], row["year"]): row for row in facts(database, "index_reports")}
    targets = {row["target_id"]: Decimal(row["value"]) for row in rules("targets")}
    found: dict[tuple[str, int, str], tuple[str, Decimal | None]] = {}
    for year in (int(row["year"]) for row in rules("plan_years")):
        for unit_id in counted_units(year):
            for index_id in ("sipas", "par_index"):
                report = stated.get((unit_id, year), {})
                value = report.get(index_id)
                words = report.get(f"{index_id}_stated")
                by_report = value is not None or words == "unpublished"
                if not participates.get((unit_id, year, index_id), by_report):
                    found[unit_id, year, index_id] = ("not_participating", None)
                elif value is None:
                    found[unit_id, year, index_id] = ("unpublished", None)
                else:
                    state = "passed" if value > targets[index_id] else "failed"
                    found[unit_id, year, index_id] = (state, value)
    return found


def test_index_states_are_those_computed_by_hand(database: Database) -> None:
    seen = {
        (row["unit_id"], row["year"], row["index_id"]): (row["state"], row["value"])
        for row in facts(database, "index_states")
    }
    assert seen == recompute_indices(database)


def quantile(values: list[Decimal], part: Fraction) -> Decimal:
    """Linear interpolation between the two nearest values, as spreadsheets do."""
    place = part * (len(values) - 1)
    below = int(place)
    above = min(below + 1, len(values) - 1)
    step = Fraction(values[above]) - Fraction(values[below])
    return rounded(Fraction(values[below]) + step * (place - below), 6)


def test_index_summaries_are_those_computed_by_hand(database: Database) -> None:
    grouped: dict[tuple[str, int], list[tuple[str, Decimal | None]]] = defaultdict(list)
    for (_, year, index_id), outcome in recompute_indices(database).items():
        grouped[index_id, year].append(outcome)
    for row in facts(database, "index_by_year"):
        outcomes = grouped[row["index_id"], row["year"]]
        values = sorted(value for _, value in outcomes if value is not None)
        states = [state for state, _ in outcomes]
        named = ("passed", "failed", "unpublished", "not_participating")
        assert [row[name] for name in named] == [states.count(name) for name in named]
        assert row["units"] == len(outcomes)
        assert row["participating"] == len(outcomes) - states.count("not_participating")
        assert row["published"] == len(values)
        if not values:
            assert [row["median"], row["passed_percent"], row["lowest"]] == [None, None, None]
            continue
        assert row["passed_percent"] == rounded(
            Fraction(100 * states.count("passed"), len(values)), 4
        )
        assert (row["lowest"], row["highest"]) == (values[0], values[-1])
        assert row["median"] == statistics.median(values)
        # DuckDB cuts an interpolated decimal at its sixth digit; half a millionth is no difference.
        for name, part in (("lower_quartile", Fraction(1, 4)), ("upper_quartile", Fraction(3, 4))):
            assert abs(row[name] - quantile(values, part)) <= Decimal("0.000001")


# --- ranking ---


def whole_months(start: date, end: date) -> int:
    months = (end.year - start.year) * 12 + end.month - start.month
    return max(0, months - (end.day < start.day))


class Round:
    """One award round with the facts that bear on its candidates."""

    def __init__(self, database: Database, rule: Record) -> None:
        self.year = int(rule["year"])
        self.considered_on = day(rule["considered_on"])
        self.index_year = int(rule["index_year"])
        self.quota = int(rule["quota"])
        self.criteria = [
            row for row in rules("criteria") if row["criteria_version"] == rule["criteria_version"]
        ]
        self.chain = [
            (row["criterion_id"], -1 if row["direction"] == "lower" else 1)
            for row in sorted(rules("tie_breaks"), key=lambda row: int(row["position"]))
            if row["criteria_version"] == rule["criteria_version"]
        ]
        self.deadline = next(
            day(row["report_deadline_on"])
            for row in rules("plan_years")
            if row["year"] == rule["year"]
        )
        self.registered = self.keyed(facts(database, "registrations"))
        self.all_results = facts(database, "results")
        self.results = self.keyed(r for r in self.all_results if r["year"] == self.year)
        self.appraised = self.keyed(
            row for row in facts(database, "appraisals") if row["round_year"] == self.year
        )
        self.voted = self.keyed(r for r in facts(database, "votes") if r["round_year"] == self.year)
        self.awards = [row for row in facts(database, "awards") if row["model_key"] is not None]
        self.replications = facts(database, "result_replications")
        self.indices = recompute_indices(database)

    @staticmethod
    def keyed(rows: Iterable[Record]) -> dict[tuple[str, str], Record]:
        return {(row["unit_id"], row["model_key"]): row for row in rows}

    def candidates(self) -> set[tuple[str, str]]:
        awarded = {(r["unit_id"], r["model_key"]) for r in self.awards if r["year"] == self.year}
        return {*self.results, *self.appraised, *self.voted, *awarded}

    def verdicts(self, key: tuple[str, str]) -> list[bool | None]:
        """True passes, False fails, None is not known."""
        return [
            self.registered_first(key),
            self.in_time(key),
            self.maintained(key),
            self.indices_passed(key[0]),
            self.nothing_pending(key),
            not self.awarded_before(key),
        ]

    def registered_first(self, key: tuple[str, str]) -> bool | None:
        if key not in self.registered or key not in self.results:
            return None
        return bool(self.registered[key]["registered_on"] <= self.results[key]["reported_on"])

    def in_time(self, key: tuple[str, str]) -> bool | None:
        return (
            bool(self.results[key]["reported_on"] <= self.deadline) if key in self.results else None
        )

    def maintained(self, key: tuple[str, str]) -> bool | None:
        ended = self.registered[key]["ended_on"] if key in self.registered else None
        if ended and ended < self.considered_on:
            return False
        return self.results[key]["status"] == "maintained" if key in self.results else None

    def indices_passed(self, unit_id: str) -> bool | None:
        states = {
            self.indices[unit_id, self.index_year, index_id][0]
            for index_id in ("sipas", "par_index")
            if (unit_id, self.index_year, index_id) in self.indices
        }
        if "failed" in states:
            return False
        return None if not states or "unpublished" in states else True

    def nothing_pending(self, key: tuple[str, str]) -> bool | None:
        pending = self.appraised[key]["has_pending_matter"] if key in self.appraised else None
        return None if pending is None else not pending

    def awarded_before(self, key: tuple[str, str]) -> bool:
        units = {key[0], *(before for before, _ in predecessors(key[0]))}
        return any(
            row["unit_id"] in units
            and row["model_key"] == key[1]
            and row["year"] < self.year
            and (row["revoked_on"] or FOREVER) > self.considered_on
            for row in self.awards
        )

    def values(self, key: tuple[str, str]) -> dict[str, Decimal | int | None]:
        appraisal = self.appraised.get(key, {})
        registration = self.registered.get(key)
        months = None
        if registration and registration["started_on"]:
            until = min(self.considered_on, registration["ended_on"] or FOREVER)
            months = whole_months(registration["started_on"], until)
        reported = [
            row["row_id"]
            for row in self.all_results
            if (row["unit_id"], row["model_key"]) == key and row["year"] <= self.year
        ]
        others = {
            row["unit_id"]
            for row in self.replications
            if row["row_id"] in reported and row["unit_id"] not in (None, key[0])
        }
        return {
            "effectiveness": appraisal.get("effectiveness"),
            "novelty": appraisal.get("novelty"),
            "months_maintained": months,
            "replication": len(others) if reported else None,
        }

    def score(self, key: tuple[str, str]) -> Fraction | None:
        values = self.values(key)
        weights = sum(Fraction(row["weight"]) for row in self.criteria)
        total = Fraction(0)
        for row in self.criteria:
            value = values[row["criterion_id"]]
            if value is None:
                return None
            low, high = Fraction(row["low_goalpost"]), Fraction(row["high_goalpost"])
            share = min(Fraction(1), max(Fraction(0), (Fraction(value) - low) / (high - low)))
            total += 100 * share * Fraction(row["weight"]) / weights
        return total

    def place(self, key: tuple[str, str], score: Decimal) -> tuple[Decimal | int, ...]:
        """What orders a candidate: its score, then the values of the tie-break chain."""
        values = self.values(key)
        return (score, *(sign * (values[criterion] or 0) for criterion, sign in self.chain))


def eligibility(verdicts: list[bool | None]) -> str:
    if False in verdicts:
        return "ineligible"
    return "insufficient" if None in verdicts else "eligible"


@pytest.mark.parametrize("rule", rules("award_rounds"), ids=lambda rule: rule["round_id"])
def test_ranking_is_the_one_computed_by_hand(database: Database, rule: Record) -> None:
    award_round = Round(database, rule)
    seen = {
        row["candidate_id"]: row
        for row in facts(database, "ranking")
        if row["round_id"] == rule["round_id"]
    }
    keys = award_round.candidates()
    assert set(seen) == {f"{rule['round_id']}|{unit_id}|{key}" for unit_id, key in keys}
    places = {}
    for unit_id, key in keys:
        row = seen[f"{rule['round_id']}|{unit_id}|{key}"]
        verdicts = award_round.verdicts((unit_id, key))
        counts = [verdicts.count(True), verdicts.count(False), verdicts.count(None)]
        assert [row[f"gates_{n}"] for n in ("passed", "failed", "insufficient")] == counts, row
        assert row["eligibility"] == eligibility(verdicts)
        score = award_round.score((unit_id, key))
        if score is None:
            assert row["score"] is None and row["missing_criteria"] > 0
            continue
        assert abs(row["score"] - rounded(score, 4)) <= Decimal("0.0001"), row
        if row["eligibility"] == "eligible":
            places[row["candidate_id"]] = award_round.place((unit_id, key), row["score"])
    assert_ranked(seen, places, award_round.quota)


def assert_ranked(
    seen: dict[str, Record], places: dict[str, tuple[Decimal | int, ...]], quota: int
) -> None:
    """A rank is one more than the number of those in a higher place, overall and in the block."""
    for candidate_id, row in seen.items():
        if candidate_id not in places:
            assert row["rank_overall"] is None and row["rank_in_block"] is None
            continue
        peers = [i for i in places if seen[i]["block_name"] == row["block_name"]]
        for rank, among in (("rank_overall", list(places)), ("rank_in_block", peers)):
            higher = sum(places[other] > places[candidate_id] for other in among)
            equal = sum(places[other] == places[candidate_id] for other in among)
            assert row[rank] == higher + 1
            assert row[f"{rank}_label"] == ("=" if equal > 1 else "") + str(higher + 1)
        assert row["is_within_quota"] == (row["rank_overall"] <= quota)
