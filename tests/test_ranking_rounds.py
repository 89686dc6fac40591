"""Rounds as rows: gates, legal basis, sandbox and evidence, over small stores and rule files."""

import csv
from datetime import date
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from queries.database import Database, open_database
from queries.reference import COLUMNS, DATA
from queries.what_if import WrongScenario, query_with, rank_with
from tests.small_stores import File as ReportFile
from tests.small_stores import (
    Row,
    appraisal,
    award,
    open_rows,
    publish,
    registration,
    result,
    write_rules,
    write_store,
)

Rules = dict[str, list[dict[str, Any]]]


def unit(unit_id: str, **columns: Any) -> dict[str, Any]:
    given = {"name": f"Đơn vị {unit_id}", "short_name": unit_id, "kind": "department"}
    given |= {"level": "province", "valid_from": "2019-01-01", "source": "[K]"}
    return {**given, "unit_id": unit_id, **columns}


def succession(before: str, after: str, changed_on: str) -> dict[str, Any]:
    columns = {"from_unit_id": before, "to_unit_id": after, "changed_on": changed_on}
    return {**columns, "change": "merge"}


def member(number: int, title: str, leads: str) -> dict[str, Any]:
    columns = {"member_id": f"M{number}", "title": title, "leads_unit_id": leads}
    return {**columns, "valid_from": "2023-01-01"}


def world(**rules: list[dict[str, Any]]) -> Rules:
    return {
        "units": [unit("U1"), unit("U2"), unit("U3")],
        "unit_aliases": [],
        "unit_successions": [],
        "unit_blocks": [],
        "index_participation": [],
        "council_members": [],
        **rules,
    }


def read(table: str) -> list[dict[str, str]]:
    with (DATA / f"{table}.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def field_of(year: int, **effectiveness: int) -> list[Row]:
    """Eligible candidates with the given appraised effectiveness."""
    rows: list[Row] = []
    for unit_id, stated in effectiveness.items():
        rows += [registration(unit_id), result(unit_id, year)]
        rows.append(appraisal(unit_id, year, effectiveness=stated, replicability=100 - stated))
    return rows


# --- a round is rows ---

NEW_ROUND = {
    "round_id": "R2026",
    "year": 2026,
    "considered_on": "2026-11-20",
    "index_year": 2025,
    "quota": 1,
    "quota_counts": "models",
    "vote_threshold_percent": 80,
    "vote_denominator": "total_members",
    "legal_basis": "Luật 06/2022/QH15; Nghị định 152/2025/NĐ-CP",
    "criteria_version": "mới",
    "weight_spread_percent": 10,
    "weight_draws": 20,
    "draw_seed": "x",
    "firm_share_percent": 95,
    "status": "open",
}
NEW_RULES = {
    "award_rounds": [*read("award_rounds"), NEW_ROUND],
    "plan_years": [
        *read("plan_years"),
        {
            "year": 2026,
            "cutoff_on": "2026-10-30",
            "report_deadline_on": "2026-10-29",
            "in_plan": "yes",
        },
    ],
    "round_gates": [
        *read("round_gates"),
        {
            "round_id": "R2026",
            "gate_id": "reported_in_time",
            "clause": "mục mới",
            "legal_basis": "Nghị định 152/2025/NĐ-CP",
        },
    ],
    "criteria": [
        *read("criteria"),
        {
            "criteria_version": "mới",
            "criterion_id": "replicability",
            "label": "Khả năng nhân rộng",
            "weight": 100,
            "low_goalpost": 0,
            "high_goalpost": 50,
            "sort_order": 1,
        },
    ],
}


def test_new_round_needs_rows_alone(tmp_path: Path) -> None:
    rows = field_of(2026, U1=90, U2=70)
    database = open_rows(tmp_path, *rows, **world(**NEW_RULES))
    ranking = database.query("ranking", {"round_id": "R2026"}).set_index("unit_id")
    assert ranking["score"].to_dict() == {"U1": 20, "U2": 60}
    assert ranking["rank_overall_label"].to_dict() == {"U1": "2", "U2": "1"}
    assert ranking["is_within_quota"].to_dict() == {"U1": False, "U2": True}
    gates = database.query("gate_results", {"round_id": "R2026"})
    assert set(gates["gate_id"]) == {"reported_in_time"}
    assert set(gates["clause"]) == {"mục mới"}
    assert set(gates["legal_basis"]) == {"Nghị định 152/2025/NĐ-CP"}
    assert database.query("rank_certainty", {"round_id": "R2026"})["draws"].tolist() == [20, 20]
    assert "Ngưỡng" in database.query("cutoff_fragility", {"round_id": "R2026"})["reason"].iloc[0]


def test_new_round_leaves_the_rounds_before_it_alone(tmp_path: Path) -> None:
    rows = field_of(2024, U1=90, U2=70)
    frames = []
    for name, rules in (("before", {}), ("after", NEW_RULES)):
        (tmp_path / name).mkdir()
        database = open_rows(tmp_path / name, *rows, **world(**rules))
        frames.append(database.query("ranking", {"round_id": "R2024"}))
    assert frames[0].equals(frames[1]) and len(frames[0]) == 2


def test_round_that_lists_no_gates_uses_them_all(tmp_path: Path) -> None:
    listed = [row for row in read("round_gates") if row["round_id"] != "R2024"]
    database = open_rows(tmp_path, *field_of(2024, U1=90), **world(round_gates=listed))
    gates = database.query("gate_results", {"round_id": "R2024"})
    assert len(gates) == len(read("gates")) == 6
    assert gates["clause"].tolist() == [row["clause"] for row in read("gates")]


def test_round_cites_every_document_in_force_on_its_day_and_no_other() -> None:
    documents = read("legal_documents")
    used = {row["round_id"]: row["legal_basis"] for row in read("award_rounds")}
    for award_round in read("award_rounds"):
        day = date.fromisoformat(award_round["considered_on"])
        for document in documents:
            begins = date.fromisoformat(document["valid_from"] or "0001-01-01")
            ends = date.fromisoformat(document["valid_to"] or "9999-12-31")
            is_cited = document["document_no"] in used[award_round["round_id"]]
            assert is_cited == (begins <= day <= ends), (award_round["round_id"], document)
    assert len({row["document_no"] for row in documents}) == len(documents)


def test_gate_of_a_round_rests_on_the_plan_or_on_what_the_round_cites() -> None:
    rounds = {row["round_id"]: row for row in read("award_rounds")}
    gates = sorted(row["gate_id"] for row in read("gates"))
    rows = read("round_gates")
    assert [(row["round_id"], row["gate_id"]) for row in rows] == [
        (round_id, gate_id) for round_id in rounds for gate_id in gates
    ]
    for row in rows:
        basis = row["legal_basis"].removeprefix("Nghị định ")
        assert basis == "Kế hoạch 01/KH-HĐTĐKT" or basis in rounds[row["round_id"]]["legal_basis"]
        assert row["clause"] and row["source"][:3] in ("[R]", "[K]", "[D]")


def test_chain_names_criteria_of_its_version_and_says_whose_proposal_it_is() -> None:
    criteria = {(row["criteria_version"], row["criterion_id"]) for row in read("criteria")}
    chain = read("tie_breaks")
    assert [int(row["position"]) for row in chain] == [1, 2]
    for row in chain:
        assert (row["criteria_version"], row["criterion_id"]) in criteria
        assert row["direction"] in ("higher", "lower") and row["proposed_by"] and row["clause"]


# --- the sandbox ---


@pytest.fixture(scope="module")
def three(tmp_path_factory: pytest.TempPathFactory) -> Database:
    rows = field_of(2024, U1=90, U2=70, U3=50)
    rows += [appraisal("U3", 2024, effectiveness=50, novelty=100, pending_matter="khiếu nại")]
    return open_rows(tmp_path_factory.mktemp("three"), *rows, **world())


def test_sandbox_without_changes_says_what_is_published(three: Database) -> None:
    published = three.query("ranking", {"round_id": "R2024"})
    assert rank_with(three, "R2024").equals(published)
    for view in ("criterion_scores", "gate_results", "rank_certainty", "weight_swaps"):
        assert query_with(three, view, "R2024").equals(three.query(view, {"round_id": "R2024"}))


def test_sandbox_ranks_by_its_own_weights_and_gates(three: Database) -> None:
    found = rank_with(
        three,
        "R2024",
        {"effectiveness": 0, "novelty": 30.5, "months_maintained": 0, "replication": 0},
        ["no_matter_pending"],
    ).set_index("unit_id")
    assert found["score"].to_dict() == {"U1": 60, "U2": 60, "U3": 100}
    assert found["rank_overall_label"].to_dict() == {"U1": "2", "U2": "3", "U3": "1"}
    assert found["gates_passed"].tolist() == [5, 5, 5]


def test_sandbox_says_the_same_as_rules_with_those_weights(tmp_path: Path, three: Database) -> None:
    weights = {"effectiveness": 10, "months_maintained": 60, "replication": 10, "novelty": 20}
    criteria = [row | {"weight": str(weights[row["criterion_id"]])} for row in read("criteria")]
    rows = field_of(2024, U1=90, U2=70, U3=50)
    rows += [appraisal("U3", 2024, effectiveness=50, novelty=100, pending_matter="khiếu nại")]
    changed = open_rows(tmp_path, *rows, **world(criteria=criteria))
    for view in ("ranking", "criterion_scores", "possible_ranks", "rank_certainty", "score_needs"):
        sandbox = query_with(three, view, "R2024", weights)
        assert sandbox.equals(changed.query(view, {"round_id": "R2024"})), view


def test_sandbox_leaves_nothing_behind(three: Database) -> None:
    views = ("ranking", "gates_in_force", "criteria_in_force", "rank_certainty")
    before = {view: three.query(view) for view in views}
    for _ in range(2):
        rank_with(three, "R2024", {"effectiveness": 1}, ["indices_passed"])
        assert all(three.query(view).equals(before[view]) for view in views)
    temporary = "select count(*) from duckdb_tables() where temporary"
    assert three.cursor().execute(temporary).fetchall() == [(0,)]


@pytest.mark.parametrize(
    ("round_id", "weights", "gates_off", "sentence"),
    [
        ("R1999", {}, [], "Không có đợt xét “R1999”."),
        ("R2024", {"sắc đẹp": 5}, [], "không có tiêu chí “sắc đẹp”"),
        ("R2024", {}, ["cổng"], "không có điều kiện “cổng”"),
        ("R2024", {"novelty": -1}, [], "phải từ 0 đến 10.000"),
        ("R2024", {"novelty": "nhiều"}, [], "không phải là số"),
        ("R2024", {"novelty": float("nan")}, [], "không phải là số"),
        (
            "R2024",
            dict.fromkeys(["effectiveness", "months_maintained", "replication", "novelty"], 0),
            [],
            "lớn hơn 0",
        ),
    ],
)
def test_scenario_that_cannot_be_is_a_sentence(
    three: Database, round_id: str, weights: dict[str, Any], gates_off: list[str], sentence: str
) -> None:
    with pytest.raises(WrongScenario, match=sentence):
        rank_with(three, round_id, weights, gates_off)


def test_view_that_no_rule_bears_on_has_no_sandbox(three: Database) -> None:
    with pytest.raises(WrongScenario, match="coverage"):
        query_with(three, "coverage", "R2024")


# --- values that may count ---


def scores(database: Database) -> dict[str, Any]:
    frame = database.query("criterion_scores", {"round_id": "R2024"})
    own = frame[frame["criterion_id"] == "effectiveness"].set_index("candidate_id")["value"]
    return {key.split("|")[1]: None if pd.isna(value) else value for key, value in own.items()}


def test_refused_value_never_counts(tmp_path: Path) -> None:
    refused = appraisal("U1", 2024, effectiveness=99)._replace(is_accepted=False)
    database = open_rows(tmp_path, *field_of(2024, U2=70), result("U1", 2024), refused, **world())
    assert scores(database) == {"U1": None, "U2": 70}
    ranking = database.query("ranking", {"round_id": "R2024"}).set_index("unit_id")
    assert ranking["rank_overall_label"].isna().to_dict() == {"U1": True, "U2": False}


def test_value_with_a_problem_never_counts(tmp_path: Path) -> None:
    rows = field_of(2024, U1=90, U2=70)
    store = write_store(tmp_path / "store", [ReportFile(rows)])
    with duckdb.connect(str(store / "snapshots" / "000001.duckdb")) as snapshot:
        # What reports.values leaves of "9O": the text and a problem, no number.
        snapshot.execute(
            "update report_cells set raw_text = '9O', value_text = '9O', value_number = null, "
            "problem = 'not_a_number' where field = 'effectiveness' and value_number = 90"
        )
    publish(store)
    database = open_database(store, None, write_rules(tmp_path / "data", **world()))
    assert scores(database) == {"U1": None, "U2": 70}
    ranking = database.query("ranking", {"round_id": "R2024"}).set_index("unit_id")
    assert ranking["missing_criteria"].to_dict() == {"U1": 1, "U2": 0}
    assert ranking["rank_overall"].isna().to_dict() == {"U1": True, "U2": False}


# --- evidence of the gates ---


def gate(tmp_path: Path, gate_id: str, *rows: Row, **rules: Any) -> dict[str, Any]:
    found = open_rows(tmp_path, *rows, **world(**rules)).query(
        "gate_results", {"gate_id": gate_id, "candidate_id": "R2024|U1|một cửa"}
    )
    return dict(found.iloc[0])


@pytest.mark.parametrize(
    ("rows", "verdict", "evidence"),
    [
        ([award("U1", 2024, None)], "insufficient", "không ghi tên mô hình"),
        ([award("U1", 2022, None, decided_on="2023-02-01")], "insufficient", "01/02/2023"),
        ([award("U1", 2022, None, decided_on="2023-01-31")], "pass", "Không có quyết định"),
        ([award("U1", 2025, None)], "pass", "Không có quyết định"),
        ([award("U2", 2023, None)], "pass", "Không có quyết định"),
        ([award("U1", 2023, None, revoked_on="2024-01-01")], "pass", "Không có quyết định"),
        (
            [award("U1", 2023, None), award("U1", 2023, decision_no="8/QĐ")],
            "fail",
            "8/QĐ",
        ),
    ],
)
def test_award_that_names_no_model_leaves_the_evidence_insufficient(
    tmp_path: Path, rows: list[Row], verdict: str, evidence: str
) -> None:
    found = gate(tmp_path, "not_already_awarded", *field_of(2024, U1=90), *rows)
    assert found["verdict"] == verdict
    assert evidence in found["evidence"]
    assert pd.notna(found["row_id"]) == (verdict != "pass")


@pytest.mark.parametrize(
    ("gate_id", "first", "note"),
    [
        ("registered_before_report", {"registered": "2024-10-18"}, "Đăng ký sau báo cáo 3 ngày."),
        ("registered_before_report", {"registered": "2024-10-19"}, None),
        ("registered_before_report", {"registered": "2024-10-15"}, None),
        (
            "maintained_at_consideration",
            {"ended_on": "2024-11-13"},
            "Kết thúc trước ngày xét 7 ngày.",
        ),
        ("maintained_at_consideration", {"ended_on": "2024-11-12"}, None),
        ("maintained_at_consideration", {"ended_on": "2024-11-20"}, None),
    ],
)
def test_near_miss_lies_within_what_the_gate_calls_near(
    tmp_path: Path, gate_id: str, first: dict[str, Any], note: str | None
) -> None:
    rows = [registration("U1", **first), result("U1", 2024), appraisal("U1", 2024)]
    found = gate(tmp_path, gate_id, *rows)
    assert (found["near_miss_note"] if found["is_near_miss"] else None) == note


def test_what_counts_as_near_is_a_row_too(tmp_path: Path) -> None:
    wider = [row | {"near_miss_within": "30"} for row in read("gates")]
    rows = [registration("U1", ended_on="2024-11-01"), result("U1", 2024), appraisal("U1", 2024)]
    found = gate(tmp_path, "maintained_at_consideration", *rows, gates=wider)
    assert found["near_miss_note"] == "Kết thúc trước ngày xét 19 ngày."


# --- conflicts of interest ---


@pytest.mark.parametrize(
    ("leads", "is_in_conflict"),
    [("U1", True), ("U2", True), ("U3", True), ("U4", True), ("U5", True), ("U6", False)],
)
def test_member_is_in_conflict_across_any_number_of_successions_both_ways(
    tmp_path: Path, leads: str, is_in_conflict: bool
) -> None:
    # U2 → U3 → U1 → U4 → U5 on one line; U6 became U4 as well, yet never was part of U1.
    line = [("U2", "U3", "2020-01-01"), ("U3", "U1", "2021-01-01")]
    line += [("U1", "U4", "2025-01-01"), ("U4", "U5", "2025-03-01"), ("U6", "U4", "2025-01-01")]
    database = open_rows(
        tmp_path,
        *field_of(2024, U1=90),
        **world(
            units=[unit(f"U{number}") for number in range(1, 7)],
            unit_successions=[succession(*step) for step in line],
            council_members=[member(1, "Giám đốc", leads)],
        ),
    )
    [found] = database.query("ranking", {"round_id": "R2024"})["conflict_members"].tolist()
    assert (found == "Giám đốc") == is_in_conflict


def test_columns_of_every_rule_file_are_those_declared() -> None:
    for table in ("round_gates", "tie_breaks", "legal_documents"):
        assert list(read(table)[0]) == list(COLUMNS[table])
