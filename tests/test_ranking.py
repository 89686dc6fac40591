"""What a ranking promises, held against made-up worlds, brute force and NumPy.

`World` runs the view files over rows in memory; rules that come from files are tested on a store.
"""

import hashlib
import itertools
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from queries.database import ON_DEMAND, read_relations, read_views
from tests.ranking_world import Candidate, Row, World

HIGHEST = {"a": 100, "b": 36, "c": 5, "d": 100}
WEIGHTS = {"a": 40, "b": 25, "c": 20, "d": 15}
CRITERIA: list[Row] = [
    {
        "criterion_id": criterion,
        "label": criterion,
        "weight": WEIGHTS[criterion],
        "high_goalpost": highest,
        "value_step": 1,
        "sort_order": place,
    }
    for place, (criterion, highest) in enumerate(HIGHEST.items())
]
TIES: list[Row] = [{"criterion_id": "a"}, {"criterion_id": "b"}]

FEW = settings(max_examples=20, deadline=None, derandomize=True)
# Stated values: four decimals at most, now and then beyond the goalposts.
VALUES = st.fixed_dictionaries(
    {criterion: st.decimals(-1, highest + 1, places=2) for criterion, highest in HIGHEST.items()}
)
FIELDS = st.lists(VALUES, min_size=2, max_size=7)


def candidates(values: Iterable[Mapping[str, Any]], **columns: Any) -> list[Candidate]:
    return [Candidate(f"M{place}", each, **columns) for place, each in enumerate(values)]


def ranked(world: World, column: str, round_id: str = "R") -> dict[str, Any]:
    """A column of ranking by the candidate's name, for one round."""
    return {
        row["model_id"]: row[column] for row in world.rows("ranking") if row["round_id"] == round_id
    }


def level(a: Any, b: Any = 18, c: Any = 2, d: Any = 50) -> dict[str, Any]:
    return {"a": a, "b": b, "c": c, "d": d}


# --- properties ---


@FEW
@given(field=FIELDS, newcomer=VALUES, data=st.data())
def test_nobody_elses_score_moves_when_candidates_come_go_or_change_order(
    field: list[dict[str, Decimal]], newcomer: dict[str, Decimal], data: st.DataObject
) -> None:
    before = candidates(field)
    shuffled = data.draw(st.permutations(before))
    rounds = {
        "R": before,
        "more": [*before, Candidate("newcomer", newcomer)],
        "fewer": before[1:],
        "shuffled": shuffled,
    }
    world = World(rounds, CRITERIA, TIES)
    scores = ranked(world, "score")
    assert {**ranked(world, "score", "more")} == {
        **scores,
        "newcomer": ranked(world, "score", "more")["newcomer"],
    }
    assert ranked(world, "score", "fewer") == {
        name: score for name, score in scores.items() if name != "M0"
    }
    for column in ("score", "rank_overall", "rank_overall_label", "rank_in_block"):
        assert ranked(world, column, "shuffled") == ranked(world, column)


@FEW
@given(field=FIELDS, data=st.data())
def test_equal_values_share_a_rank_whatever_the_noise(
    field: list[dict[str, Decimal]], data: st.DataObject
) -> None:
    noise = st.decimals("-0.000049", "0.000049", places=6)
    noisy = [
        {criterion: value + data.draw(noise) for criterion, value in each.items()} for each in field
    ]
    members = candidates(field) + [
        Candidate(f"N{place}", dict(reversed(each.items()))) for place, each in enumerate(noisy)
    ]
    for ties in ((), TIES):
        world = World({"R": data.draw(st.permutations(members))}, CRITERIA, ties)
        scores, ranks = ranked(world, "score"), ranked(world, "rank_overall")
        labels = ranked(world, "rank_overall_label")
        for place in range(len(field)):
            assert scores[f"M{place}"] == scores[f"N{place}"]
            assert ranks[f"M{place}"] == ranks[f"N{place}"]
            assert labels[f"M{place}"].startswith("=")


@FEW
@given(field=FIELDS, gains=VALUES)
def test_better_on_every_criterion_is_never_behind(
    field: list[dict[str, Decimal]], gains: dict[str, Decimal]
) -> None:
    better = {criterion: value + abs(gains[criterion]) for criterion, value in field[0].items()}
    world = World({"R": [*candidates(field), Candidate("better", better)]}, CRITERIA, TIES)
    ranks = ranked(world, "rank_overall")
    assert ranks["better"] <= ranks["M0"]
    drawn = {row["candidate_id"]: row for row in world.rows("rank_certainty")}
    for column in ("lowest_rank", "rank_5th_percentile", "median_rank", "highest_rank"):
        assert drawn["R|better"][column] <= drawn["R|M0"][column]


@FEW
@given(field=FIELDS)
def test_equals_stay_equals_in_every_drawn_weighting(field: list[dict[str, Decimal]]) -> None:
    twins = [Candidate(f"N{place}", each) for place, each in enumerate(field)]
    world = World({"R": candidates(field) + twins}, CRITERIA, TIES)
    drawn = {row["candidate_id"]: row for row in world.rows("rank_certainty")}
    for place in range(len(field)):
        one, other = drawn[f"R|M{place}"], drawn[f"R|N{place}"]
        assert {**one, "candidate_id": ""} == {**other, "candidate_id": ""}


# --- ties ---


def test_chain_tells_equal_scores_apart_and_says_so() -> None:
    # 10 points of a weigh 4, as do 20 % of the way on c: the scores are equal, the mix is not.
    members = [
        Candidate("first", level(60, c=1)),
        Candidate("second", level(50, c=2)),
        Candidate("twin", level(50, c=2)),
        Candidate("last", level(10)),
    ]
    plain = World({"R": members}, CRITERIA)
    assert ranked(plain, "rank_overall_label") == {
        "first": "=1",
        "second": "=1",
        "twin": "=1",
        "last": "4",
    }
    assert not any(ranked(plain, "is_tie_broken").values())
    chained = World({"R": members}, CRITERIA, TIES)
    assert ranked(chained, "rank_overall_label") == {
        "first": "1",
        "second": "=2",
        "twin": "=2",
        "last": "4",
    }
    assert ranked(chained, "is_tie_broken") == {
        "first": True,
        "second": True,
        "twin": True,
        "last": False,
    }


def test_chain_may_put_the_lower_value_first_and_goes_on_to_the_next_link() -> None:
    members = [Candidate("more", level(60, c=1)), Candidate("less", level(50, c=2))]
    lower = World({"R": members}, CRITERIA, [{"criterion_id": "a", "direction": "lower"}])
    assert ranked(lower, "rank_overall") == {"more": 2, "less": 1}
    # Equal in d, so the second link decides.
    second = World({"R": members}, CRITERIA, [{"criterion_id": "d"}, {"criterion_id": "c"}])
    assert ranked(second, "rank_overall") == {"more": 2, "less": 1}


# --- the same figures, computed with NumPy ---


def draw_weights(seed: str, draws: int, spread: float) -> np.ndarray:
    """Weightings as shares of one, draw by criterion, from the recipe in weight_draws.sql."""
    drawn = np.zeros((draws, len(WEIGHTS)))
    for draw, (place, (criterion, weight)) in itertools.product(
        range(1, draws + 1), enumerate(WEIGHTS.items())
    ):
        text = f"{seed}|{draw}|{criterion}"
        chance = int(hashlib.md5(text.encode()).hexdigest()[:8], 16) / (2**32 - 1)
        drawn[draw - 1, place] = weight * (1 + spread * (2 * chance - 1))
    return drawn / drawn.sum(axis=1, keepdims=True)


def rank_with_ties(scores: np.ndarray, chain: np.ndarray) -> np.ndarray:
    """Standard competition ranks, 1 first, over scores rounded to four decimals, then the chain."""
    places = [tuple(place) for place in np.column_stack([np.round(scores, 4), chain]).tolist()]
    return np.array([1 + sum(other > place for other in places) for place in places])


@pytest.mark.parametrize("quota_counts", ["models", "units"])
def test_scores_ranks_and_intervals_are_those_of_numpy(quota_counts: str) -> None:
    rng = np.random.default_rng(20231120)
    count, draws, quota = 40, 200, 10
    values = np.column_stack(
        [
            rng.integers(40, 100, count),
            rng.integers(0, 40, count),
            rng.integers(0, 7, count),
            rng.integers(30, 100, count),
        ]
    )
    blocks = rng.integers(0, 4, count)
    units = rng.integers(0, 25, count)
    members = [
        Candidate(
            f"M{place:02}",
            dict(zip(HIGHEST, row, strict=True)),
            block=f"khối {blocks[place]}",
            unit=f"U{units[place]}",
        )
        for place, row in enumerate(values.tolist())
    ]
    world = World(
        {"R": members},
        CRITERIA,
        TIES,
        weight_draws=draws,
        draw_seed="20231120",
        quota=quota,
        quota_counts=quota_counts,
    )

    scores = 100 * np.clip(values / np.array(list(HIGHEST.values())), 0, 1)
    published = np.array(list(WEIGHTS.values())) / 100
    chain = values[:, :2]
    totals = scores @ published
    ranks = rank_with_ties(totals, chain)
    seen = {row["model_id"]: row for row in world.rows("ranking")}
    # The SQL rounds each criterion's score to six decimals before it weighs, the total to four.
    for place in range(count):
        row = seen[f"M{place:02}"]
        assert abs(float(row["score"]) - totals[place]) <= 0.0000505
        assert row["rank_overall"] == ranks[place]
        peers = np.flatnonzero(blocks == blocks[place])
        assert row["rank_in_block"] == 1 + sum(ranks[peers] < ranks[place])

    weights = draw_weights("20231120", draws, 0.25)
    sql_weights = np.array(
        [float(row["weight_share_percent"]) for row in world.rows("weight_draws")]
    ).reshape(draws, 4)
    # Both are right to the fourth decimal of a per cent that weight_draws keeps.
    assert np.abs(sql_weights - 100 * weights).max() <= 0.0001
    assert np.abs(weights / published - 1).max() < 0.5 and weights.std(axis=0).min() > 0.01

    drawn = np.array([rank_with_ties(scores @ row / row.sum(), chain) for row in sql_weights])
    certainty = {row["candidate_id"]: row for row in world.rows("rank_certainty")}
    for place in range(count):
        row = certainty[f"R|M{place:02}"]
        own = np.sort(drawn[:, place])
        assert row["draws"] == draws
        assert (row["lowest_rank"], row["highest_rank"]) == (own[0], own[-1])
        # The smallest rank that at least this share of the draws does not exceed.
        for share, column in ((5, "5th_percentile"), (95, "95th_percentile")):
            assert row[f"rank_{column}"] == own[share * draws // 100 - 1]
        assert row["median_rank"] == own[draws // 2 - 1]
        within = [
            inside(ranks_of_draw, units, place, quota_counts, quota) for ranks_of_draw in drawn
        ]
        assert float(row["within_quota_percent"]) == 100 * sum(within) / draws
        assert seen[f"M{place:02}"]["is_within_quota"] == inside(
            ranks, units, place, quota_counts, quota
        )


def inside(ranks: np.ndarray, units: np.ndarray, place: int, counts: str, quota: int) -> bool:
    """Whether a candidate is within a quota of models, or its unit within one of units."""
    if counts == "models":
        return bool(ranks[place] <= quota)
    best = {unit: ranks[units == unit].min() for unit in set(units.tolist())}
    ahead = sum(rank < best[units[place]] for rank in best.values())
    return bool(ahead + 1 <= quota)


# --- what is missing ---


def test_possible_ranks_are_those_of_every_outcome_tried() -> None:
    # Two outcomes of a missing value (far below and far above), two of an open gate.
    field: list[tuple[dict[str, Any], tuple[str, ...]]] = [
        (level(80), ("pass",)),
        (level(None), ("pass",)),
        (level(70, d=None), ("insufficient",)),
        (level(60), ("insufficient", "pass")),
        (level(95), ("fail", "insufficient")),
        (level(60), ("pass",)),
        (level(50, b=None), ("pass",)),
    ]
    members = [
        Candidate(f"M{place}", values, block=f"khối {place % 2}", verdicts=verdicts)
        for place, (values, verdicts) in enumerate(field)
    ]
    world = World({"R": members}, CRITERIA, TIES, quota=3)
    found = {row["candidate_id"]: row for row in world.rows("possible_ranks")}
    reached: dict[str, list[tuple[int, int, Decimal]]] = {}
    tried = World(
        {str(number): each for number, each in enumerate(outcomes(members))}, CRITERIA, TIES
    )
    for row in tried.rows("ranking"):
        if row["rank_overall"] is not None:
            reached.setdefault(f"R|{row['model_id']}", []).append(
                (row["rank_overall"], row["rank_in_block"], row["score"])
            )
    assert set(reached) == {each for each, row in found.items() if row["best_rank_overall"]}
    assert [each for each, row in found.items() if row["best_rank_overall"] is None] == ["R|M4"]
    for candidate_id, tries in reached.items():
        row = found[candidate_id]
        overall, in_block, scores = zip(*tries, strict=True)
        assert (row["best_rank_overall"], row["worst_rank_overall"]) == (min(overall), max(overall))
        assert (row["best_rank_in_block"], row["worst_rank_in_block"]) == (
            min(in_block),
            max(in_block),
        )
        assert (row["worst_score"], row["best_score"]) == (min(scores), max(scores))
        assert row["may_be_within_quota"] == (min(overall) <= 3)
    certain = [each for each, row in found.items() if row["is_surely_within_quota"]]
    assert certain == ["R|M0"] if found["R|M0"]["worst_rank_overall"] <= 3 else certain == []


def outcomes(members: list[Candidate]) -> Iterable[list[Candidate]]:
    choices = []
    for each in members:
        missing = [criterion for criterion, value in each.values.items() if value is None]
        values = [
            {**each.values, **dict(zip(missing, filled, strict=True))}
            for filled in itertools.product((-1000, 1000), repeat=len(missing))
        ]
        verdicts = [
            tuple(verdict if verdict != "insufficient" else turned for verdict in each.verdicts)
            for turned in (("pass", "fail") if "insufficient" in each.verdicts else ("pass",))
        ]
        choices.append(
            [
                each._replace(values=filled, verdicts=judged)
                for filled, judged in itertools.product(values, verdicts)
            ]
        )
    return map(list, itertools.product(*choices))


@FEW
@given(field=FIELDS)
def test_where_nothing_is_missing_the_only_possible_rank_is_the_rank(
    field: list[dict[str, Decimal]],
) -> None:
    world = World({"R": candidates(field)}, CRITERIA, TIES)
    ranks = world.column("ranking", "rank_overall")
    for row in world.rows("possible_ranks"):
        rank = ranks[row["candidate_id"]]
        assert (row["best_rank_overall"], row["worst_rank_overall"]) == (rank, rank)


def test_missing_is_neither_zero_nor_a_rank_and_weightless_is_not_missed() -> None:
    members = [Candidate("known", level(10)), Candidate("missing", level(90, d=None))]
    world = World({"R": members}, CRITERIA)
    assert ranked(world, "score") == {"known": Decimal("32"), "missing": None}
    assert ranked(world, "rank_overall") == {"known": 1, "missing": None}
    weightless = [row | ({"weight": 0} if row["criterion_id"] == "d" else {}) for row in CRITERIA]
    world = World({"R": members}, weightless)
    assert ranked(world, "rank_overall") == {"known": 2, "missing": 1}


# --- swaps of neighbours ---


def shares_after(criterion: str, share: Fraction) -> dict[str, Fraction]:
    """Weights as shares of one after one was set and the others gave way in proportion."""
    rest = 1 - Fraction(WEIGHTS[criterion], 100)
    return {
        other: share if other == criterion else Fraction(weight, 100) * (1 - share) / rest
        for other, weight in WEIGHTS.items()
    }


def lead(upper: Mapping[str, Any], lower: Mapping[str, Any], shares: Mapping[str, Fraction]) -> Any:
    points = {each: Fraction(100, highest) for each, highest in HIGHEST.items()}
    return sum(shares[each] * points[each] * (upper[each] - lower[each]) for each in HIGHEST)


@pytest.mark.parametrize(
    ("upper", "lower", "criterion"),
    [
        pytest.param(level(80), level(70, b=23), "a", id="one for the other"),
        pytest.param(level(80), level(70), None, id="better on one, level on the rest"),
        pytest.param(level(80, 30, 4, 90), level(79, 29, 3, 89), None, id="better on all"),
        pytest.param(level(60, c=1), level(50, c=2), "a", id="level already"),
        pytest.param(level(50), level(50), None, id="the same"),
    ],
)
def test_smallest_swap_is_where_the_two_are_level_and_no_smaller_change_is(
    upper: dict[str, Any], lower: dict[str, Any], criterion: str | None
) -> None:
    world = World({"R": [Candidate("1", upper), Candidate("2", lower)]}, CRITERIA)
    overall, in_block = sorted(world.rows("weight_swaps"), key=lambda row: row["block_name"] or "")
    assert (overall["list_kind"], in_block["list_kind"]) == ("overall", "block")
    assert overall["change_points"] == in_block["change_points"]
    assert (overall["upper_candidate_id"], overall["lower_candidate_id"]) == ("R|1", "R|2")
    assert (overall["criterion_id"] is None) == (criterion is None)
    smallest = Decimal(101)
    for each, weight in WEIGHTS.items():
        for step in range(0, 10001):
            change = Decimal(step) / 100 - weight
            if abs(change) < smallest and step % 25 == 0:
                shares = shares_after(each, Fraction(step, 10000))
                if lead(upper, lower, shares) < 0:
                    smallest = abs(change)
    if criterion is None:
        assert smallest == 101
        return
    level_share = Fraction(overall["level_share_percent"]) / 100
    shares = shares_after(overall["criterion_id"], level_share)
    # The share is printed to two decimals; a hundredth of a point moves the lead by less than 0,02.
    assert abs(lead(upper, lower, shares)) <= Fraction(2, 100)
    # The grid has steps of a quarter point, so it finds the swap within one of them.
    assert abs(overall["change_points"]) <= smallest <= abs(overall["change_points"]) + 1


# --- the cut-off ---


def cutoff(members: list[Candidate], **award_round: Any) -> Row:
    [row] = World({"R": members}, CRITERIA, **award_round).rows("cutoff_fragility")
    return row


def test_cutoff_far_from_everybody_is_firm() -> None:
    row = cutoff([Candidate("1", level(90)), Candidate("2", level(80)), Candidate("3", level(5))])
    assert (row["within"], row["is_fragile"], row["unsure_candidates"]) == (2, False, 0)
    assert (row["last_within_candidate_id"], row["first_outside_candidate_id"]) == ("R|2", "R|3")
    assert row["score_gap"] == Decimal("30")
    assert row["reason"].startswith("Ngưỡng chỉ tiêu vững")


def test_cutoff_that_hangs_on_the_weights_is_fragile_and_names_the_two() -> None:
    members = [
        Candidate("1", level(95)),
        Candidate("2", level(60, b=22)),
        Candidate("3", level(67, b=18)),
        Candidate("4", level(5)),
    ]
    row = cutoff(members)
    assert row["is_fragile"] and row["unsure_candidates"] == 2
    assert {row["last_within_unit_name"], row["first_outside_unit_name"]} == {"2", "3"}
    assert row["lowest_percent_within"] < 90 and row["highest_percent_outside"] > 10
    assert "2 đề nghị quanh ngưỡng chỉ tiêu đổi bên" in row["reason"]


def test_close_pair_away_from_the_cutoff_is_no_warning() -> None:
    members = [
        Candidate("1", level(67, b=18)),
        Candidate("2", level(60, b=22)),
        Candidate("3", level(5)),
    ]
    assert not cutoff(members)["is_fragile"]


@pytest.mark.parametrize(
    ("members", "award_round", "is_fragile", "reason"),
    [
        ([Candidate("1", level(90))], {"quota": None}, False, "không đặt chỉ tiêu"),
        ([], {}, False, "Chưa có đề nghị nào"),
        ([Candidate("1", level(90))], {}, False, "đủ cho mọi đề nghị"),
        (candidates([level(90), level(50), level(50)]), {}, True, "nhiều hơn chỉ tiêu 1 chỗ"),
        (
            candidates([level(90), level(80), level(5)]),
            {"weight_draws": None, "weight_spread_percent": None, "firm_share_percent": None},
            None,
            "không thử trọng số",
        ),
        (
            candidates([level(90), level(80), level(5)]),
            {"weight_spread_percent": None, "firm_share_percent": None},
            False,
            "ít nhất 100 % lần thử",
        ),
        (
            [*candidates([level(90), level(80), level(5)]), Candidate("?", level(None))],
            {},
            False,
            "Còn 1 đề nghị chưa đủ căn cứ hoặc thiếu số liệu",
        ),
    ],
)
def test_reason_says_what_holds_the_cutoff(
    members: list[Candidate], award_round: dict[str, Any], is_fragile: bool | None, reason: str
) -> None:
    row = cutoff(members, **award_round)
    assert row["is_fragile"] is is_fragile
    assert reason in row["reason"]


# --- what it would take ---


def test_needed_value_reaches_the_score_aimed_at_and_a_step_less_does_not() -> None:
    field = [level(90), level(80), level(60, b=20), level(75, b=10), level(70, d=None)]
    world = World({"R": candidates(field)}, CRITERIA)
    needs = {(row["candidate_id"], row["criterion_id"]): row for row in world.rows("score_needs")}
    assert ("R|M0", "a") not in needs
    assert {needs[f"R|M{place}", "a"]["aim"] for place in (2, 3, 4)} == {"quota"}
    assert needs["R|M1", "a"]["aim"] == "first"
    met = 0
    for (candidate_id, criterion), row in needs.items():
        own = field[int(candidate_id[-1])]
        if any(own[other] is None for other in own if other != criterion):
            assert row["needed_value"] is None
            continue
        if row["needed_value"] is None:
            assert score_with(own, criterion, HIGHEST[criterion]) < row["target_score"]
            continue
        met += 1
        assert score_with(own, criterion, row["needed_value"]) >= row["target_score"]
        assert score_with(own, criterion, row["needed_value"] - 1) < row["target_score"]
    assert met >= 5


def score_with(own: Mapping[str, Any], criterion: str, value: Any) -> Decimal:
    world = World({"R": [Candidate("M", {**own, criterion: value})]}, CRITERIA)
    return Decimal(ranked(world, "score")["M"])


# --- how the views are kept ---


def test_no_table_is_built_from_a_view_that_is_computed_on_demand() -> None:
    texts = read_views()
    assert set(texts) >= ON_DEMAND
    for name, text in texts.items():
        assert name in ON_DEMAND or not read_relations(text) & ON_DEMAND, name
