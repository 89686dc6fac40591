"""The method held against a published composite index: the ASEM Sustainable Connectivity Index.

Facts from the data and documentation of the R package COINr 1.1.14 (William Becker, MIT licence):
49 indicators of 51 countries after its denomination, imputation and treatment of outliers, scaled
by a power of ten each (`scale`); goalposts are the lowest and highest of them, as its min-max
normalisation takes them; weights are the effective ones of its equal weights over four levels, as
whole numbers of 10,800. `index` is the published result. Its last two steps, normalisation and the
weighted mean, are what the ranking does too.
"""

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from tests.ranking_world import Candidate, Row, World

HERE = Path(__file__).resolve().parent
# Values come with four decimals over a range of at least 100, so each criterion is right to 0.0001
# points; a score has four decimals itself.
TOLERANCE = Decimal("0.0001")
# As printed in the package's article on results, with two decimals.
PRINTED_SCORES = {
    "CHE": "68.38",
    "NLD": "64.82",
    "DNK": "64.80",
    "NOR": "64.47",
    "BEL": "63.54",
    "SWE": "63.00",
}
# As printed in its article on sensitivity: nominal rank, and the 5th and 95th percentile over
# imputation, normalisation and weights moved by 25 % on the two levels of aggregates.
PRINTED_RANKS = {
    "AUS": (35, 34, 38),
    "AUT": (7, 5.95, 9),
    "BEL": (5, 3, 9),
    "BGD": (46, 41, 48),
    "BGR": (30, 24, 30),
    "BRN": (40, 37, 45),
}


def read(name: str) -> list[dict[str, str]]:
    with (HERE / f"{name}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


CRITERIA = read("asem_criteria")
COUNTRIES = read("asem_index")


@pytest.fixture(scope="module")
def asem() -> World:
    criteria: list[Row] = [
        {
            "criterion_id": row["indicator"],
            "weight": row["weight"],
            "low_goalpost": row["low_goalpost"],
            "high_goalpost": row["high_goalpost"],
            "sort_order": place,
        }
        for place, row in enumerate(CRITERIA)
    ]
    countries = [
        Candidate(row["country"], {each["indicator"]: row[each["indicator"]] for each in CRITERIA})
        for row in COUNTRIES
    ]
    return World({"ASEM": countries}, criteria, quota=10, weight_draws=200)


def test_scores_are_the_published_index(asem: World) -> None:
    scores = asem.column("ranking", "score")
    published = {f"ASEM|{row['country']}": Decimal(row["index"]) for row in COUNTRIES}
    assert len(scores) == 51
    furthest = max(abs(scores[country] - published[country]) for country in published)
    assert furthest <= TOLERANCE


def test_scores_are_those_printed_in_the_documentation(asem: World) -> None:
    scores = asem.column("ranking", "score")
    for country, printed in PRINTED_SCORES.items():
        assert round(scores[f"ASEM|{country}"], 2) == Decimal(printed)


def test_ranks_are_those_of_the_published_index(asem: World) -> None:
    order = sorted(COUNTRIES, key=lambda row: -Decimal(row["index"]))
    ranks = asem.column("ranking", "rank_overall")
    assert ranks == {f"ASEM|{row['country']}": place for place, row in enumerate(order, start=1)}
    for country, (nominal, _, _) in PRINTED_RANKS.items():
        assert ranks[f"ASEM|{country}"] == nominal


def test_weights_alone_move_a_country_less_than_all_published_assumptions(asem: World) -> None:
    certainty = {row["candidate_id"]: row for row in asem.rows("rank_certainty")}
    for country, (nominal, low, high) in PRINTED_RANKS.items():
        found = certainty[f"ASEM|{country}"]
        assert found["lowest_rank"] <= nominal <= found["highest_rank"]
        assert low - 1 <= found["rank_5th_percentile"] <= found["rank_95th_percentile"] <= high + 1
