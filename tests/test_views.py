"""Views on a few rows: what a report row states, and what the views make of it.

The last test holds every view over the simulated reports against tests/expected.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from queries.database import Database, open_database, read_views
from tests.sample_store import EXPECTED, import_samples, show_view
from tests.small_stores import (
    FIRST_DAY,
    File,
    Row,
    appraisal,
    award,
    index_report,
    open_files,
    open_rows,
    registration,
    result,
    vote,
)

Rules = dict[str, list[dict[str, Any]]]


def unit(unit_id: str, level: str = "province", **columns: Any) -> dict[str, Any]:
    """A unit that exists throughout unless its validity says otherwise."""
    given = {
        "name": f"Đơn vị {unit_id}",
        "short_name": unit_id,
        "kind": "department",
        "source": "[K]",
    }
    return {**given, "unit_id": unit_id, "level": level, "valid_from": "2019-01-01", **columns}


def succession(before: str, after: str, changed_on: str) -> dict[str, Any]:
    return {
        "from_unit_id": before,
        "to_unit_id": after,
        "changed_on": changed_on,
        "change": "merge",
    }


def participation(unit_id: str, index_id: str, year: int, participates: str) -> dict[str, Any]:
    columns = {"unit_id": unit_id, "index_id": index_id, "year": year}
    return {**columns, "participates": participates, "decision_no": "1/QĐ"}


# Three units, no blocks, nobody takes part in an index unless a test says so.
WORLD: Rules = {
    "units": [unit("U1"), unit("U2"), unit("U3")],
    "unit_aliases": [],
    "unit_successions": [],
    "unit_blocks": [],
    "index_participation": [],
    "council_members": [],
}


def world(**rules: list[dict[str, Any]]) -> Rules:
    return {**WORLD, **rules}


def states_by_year(frame: pd.DataFrame, unit_id: str, column: str = "state") -> dict[int, Any]:
    rows = frame[frame["unit_id"] == unit_id]
    return dict(zip(rows["year"].tolist(), rows[column].tolist(), strict=True))


# --- which rows count ---


def test_later_row_with_the_same_key_takes_the_place_of_the_earlier_one(tmp_path: Path) -> None:
    database = open_files(
        tmp_path,
        File([result("U1", 2023, "paused")], name="cũ.xlsx"),
        File([result("U1", 2023)], name="mới.xlsx", received_at=FIRST_DAY + timedelta(hours=1)),
        **WORLD,
    )
    assert database.query("results")["status"].tolist() == ["maintained"]
    left_out = database.query("left_out_rows")
    assert left_out["reason_code"].tolist() == ["superseded"]
    assert "mới.xlsx" in left_out["reason"].iloc[0]


def test_of_two_rows_received_at_once_the_later_submission_and_row_counts(tmp_path: Path) -> None:
    database = open_files(
        tmp_path,
        File([result("U1", 2023, "paused"), result("U1", 2023, "ended")]),
        File([result("U2", 2023, "paused")]),
        File([result("U2", 2023)]),
        **WORLD,
    )
    assert database.query("results")["status"].tolist() == ["ended", "maintained"]


def test_withdrawn_file_gives_way_to_the_one_before(tmp_path: Path) -> None:
    database = open_files(
        tmp_path,
        File([result("U1", 2023)]),
        File(
            [result("U1", 2023, "ended")],
            received_at=FIRST_DAY + timedelta(1),
            withdrawn_at=FIRST_DAY,
        ),
        **WORLD,
    )
    assert database.query("results")["status"].tolist() == ["maintained"]
    left_out = database.query("left_out_rows")
    assert left_out["reason_code"].tolist() == ["withdrawn"]
    assert "nhập nhầm tệp" in left_out["reason"].iloc[0]


def test_refused_row_and_row_of_a_rejected_file_never_count(tmp_path: Path) -> None:
    refused = result("U1", 2023)._replace(is_accepted=False)
    database = open_files(
        tmp_path,
        File([refused]),
        File([result("U2", 2023)], status="rejected", errors=["Tệp bị hỏng, hãy gửi lại."]),
        **WORLD,
    )
    assert database.query("results").empty
    left_out = database.query("left_out_rows")
    assert left_out["reason_code"].tolist() == ["refused", "refused"]
    assert left_out["reason"].tolist() == [
        "Dòng bị từ chối khi kiểm tra.",
        "Tệp bị hỏng, hãy gửi lại.",
    ]
    assert database.query("data_status")["refused_rows"].tolist() == [2]


def test_simulated_reports_are_said_to_be_simulated(tmp_path: Path) -> None:
    database = open_files(tmp_path, File([result("U1", 2023)], simulated=True), File([]), **WORLD)
    status = database.query("data_status").iloc[0]
    assert (bool(status["has_simulated"]), status["simulated_submissions"]) == (True, 1)


def test_blank_answer_is_not_an_answer(tmp_path: Path) -> None:
    database = open_rows(
        tmp_path,
        appraisal("U1", 2023, pending_matter=None),
        appraisal("U2", 2023),
        appraisal("U3", 2023, pending_matter="đang thanh tra"),
        **WORLD,
    )
    appraisals = database.query("appraisals")
    assert appraisals["has_pending_matter"].isna().tolist() == [True, False, False]
    assert appraisals["has_pending_matter"].tolist()[1:] == [False, True]
    assert appraisals["pending_matter"].isna().tolist() == [True, True, False]


# --- coverage ---


@pytest.mark.parametrize(
    ("rows", "expected"),
    [
        pytest.param([], ["none", "none", "none"], id="nothing"),
        pytest.param([registration("U1")], ["registered"] * 3, id="registered only"),
        pytest.param(
            [registration("U1", registered="2024-12-31")],
            ["none", "registered", "registered"],
            id="registered later",
        ),
        pytest.param(
            [registration("U1"), result("U1", 2024)],
            ["registered", "maintained", "registered"],
            id="reported in one year",
        ),
        pytest.param([result("U1", 2024)], ["none", "maintained", "none"], id="never registered"),
        pytest.param(
            [registration("U1"), result("U1", 2023), result("U1", 2024, "ended")],
            ["maintained", "reported", "stopped"],
            id="ended in the year",
        ),
        pytest.param(
            [registration("U1"), result("U1", 2023, "ended"), result("U1", 2024, "ended")],
            ["reported", "stopped", "stopped"],
            id="ended before the year",
        ),
        pytest.param(
            [registration("U1", ended_on="2023-06-30")],
            ["registered", "stopped", "stopped"],
            id="ended by registration",
        ),
        pytest.param(
            [registration("U1", ended_on="2023-06-30"), result("U1", 2024, "ended")],
            ["registered", "stopped", "stopped"],
            id="reports an end of an earlier year",
        ),
        pytest.param(
            [registration("U1"), result("U1", 2023, "paused")],
            ["stopped", "stopped", "stopped"],
            id="paused stays paused",
        ),
        pytest.param(
            [registration("U1"), result("U1", 2023, "paused"), result("U1", 2024)],
            ["stopped", "maintained", "registered"],
            id="taken up again",
        ),
        pytest.param(
            [
                registration("U1", "a"),
                registration("U1", "b"),
                result("U1", 2023, "paused", model="a"),
                result("U1", 2023, model="b"),
            ],
            ["maintained", "registered", "registered"],
            id="best of two",
        ),
        pytest.param([registration("U2")], ["none"] * 3, id="somebody else's"),
    ],
)
def test_coverage_of_a_unit(tmp_path: Path, rows: list[Row], expected: list[str]) -> None:
    coverage = open_rows(tmp_path, *rows, **WORLD).query("coverage")
    assert states_by_year(coverage, "U1") == dict(zip([2023, 2024, 2025], expected, strict=True))


def test_share_counts_units_against_the_target(tmp_path: Path) -> None:
    database = open_rows(
        tmp_path,
        registration("U1"),
        registration("U2"),
        registration("U3", registered="2024-02-01"),
        result("U3", 2025, "paused"),
        **WORLD,
    )
    years = database.query("coverage_by_year", {"scope": "core"})
    assert years[["year", "units", "covered", "stopped", "none"]].values.tolist() == [
        [2023, 3, 2, 0, 1],
        [2024, 3, 3, 0, 0],
        [2025, 3, 2, 1, 0],
    ]
    assert years["share_percent"].tolist() == [66.6667, 100, 66.6667]
    assert years["target_state"].tolist() == ["failed", "passed", "failed"]
    assert years["gap_points"].tolist() == [-33.3333, 0, -33.3333]
    assert years["change_points"].tolist()[1:] == [33.3333, -33.3333]
    assert years["previous_share_percent"].isna().tolist() == [True, False, False]


def test_scope_core_leaves_communes_out(tmp_path: Path) -> None:
    rules = world(units=[unit("U1"), unit("U2", "district"), unit("U3", "commune")])
    years = open_rows(tmp_path, registration("U3"), **rules).query(
        "coverage_by_year", {"year": 2023}
    )
    assert dict(zip(years["scope"], years["units"], strict=True)) == {"all": 3, "core": 2}
    assert dict(zip(years["scope"], years["covered"], strict=True)) == {"all": 1, "core": 0}


def test_unit_counts_where_it_exists_on_the_cutoff_day(tmp_path: Path) -> None:
    rules = world(
        units=[
            unit("U1", valid_to="2024-10-29"),
            unit("U2", valid_to="2024-10-30"),
            unit("U3", valid_from="2024-10-31"),
        ],
        unit_successions=[succession("U1", "U3", "2024-10-31")],
    )
    database = open_rows(tmp_path, **rules)
    counted = database.query("coverage")
    assert sorted(zip(counted["unit_id"], counted["year"], strict=True)) == [
        ("U1", 2023),
        ("U2", 2023),
        ("U2", 2024),
        ("U3", 2025),
    ]
    ended = database.query("ended_units")
    assert ended[["unit_id", "year", "successor_names"]].values.tolist() == [
        ["U1", 2024, "Đơn vị U3"]
    ]


@pytest.mark.parametrize(
    ("levels", "rows", "state", "heirloom"),
    [
        pytest.param(
            ("commune", "commune"), [registration("U1")], "registered", "Đơn vị U1", id="inherited"
        ),
        pytest.param(
            ("commune", "commune"),
            [registration("U1"), result("U1", 2023)],
            "registered",
            "Đơn vị U1",
            id="registered at most",
        ),
        pytest.param(
            ("commune", "commune"),
            [registration("U1"), result("U1", 2023, "paused")],
            "none",
            None,
            id="a stopped model is not handed down",
        ),
        pytest.param(
            ("commune", "commune"),
            [registration("U1", ended_on="2023-12-31")],
            "none",
            None,
            id="an ended model is not handed down",
        ),
        pytest.param(
            ("commune", "commune"),
            [registration("U1", registered="2024-03-01")],
            "none",
            None,
            id="what was registered after the change is not handed down",
        ),
        pytest.param(
            ("commune", "commune"),
            [
                registration("U1"),
                registration("U2", registered="2024-03-01"),
                result("U2", 2024, "paused"),
            ],
            "stopped",
            None,
            id="its own model comes first",
        ),
        pytest.param(
            ("district", "commune"), [registration("U1")], "none", None, id="not from a district"
        ),
    ],
)
def test_successor_inherits_what_still_runs_on_its_own_level(
    tmp_path: Path, levels: tuple[str, str], rows: list[Row], state: str, heirloom: str | None
) -> None:
    rules = world(
        units=[
            unit("U1", levels[0], valid_to="2024-02-29"),
            unit("U2", levels[1], valid_from="2024-03-01"),
        ],
        unit_successions=[succession("U1", "U2", "2024-03-01")],
    )
    coverage = open_rows(tmp_path, *rows, **rules).query(
        "coverage", {"unit_id": "U2", "year": 2024}
    )
    assert coverage["state"].tolist() == [state]
    assert coverage["inherited_from_names"].fillna("").tolist() == [heirloom or ""]


def test_inheritance_reaches_over_two_changes(tmp_path: Path) -> None:
    rules = world(
        units=[
            unit("U1", "commune", valid_to="2023-12-31"),
            unit("U2", "commune", valid_from="2024-01-01", valid_to="2024-12-31"),
            unit("U3", "commune", valid_from="2025-01-01"),
        ],
        unit_successions=[
            succession("U1", "U2", "2024-01-01"),
            succession("U2", "U3", "2025-01-01"),
        ],
    )
    database = open_rows(tmp_path, registration("U1"), **rules)
    coverage = database.query("coverage")
    assert states_by_year(coverage, "U3") == {2025: "registered"}
    cells = database.query("figure_cells", {"topic": "coverage", "unit_id": "U3"})
    assert set(cells["model_id"]) == {"U1|một cửa"}


# --- indices ---


@pytest.mark.parametrize(
    ("participates", "stated", "state", "value"),
    [
        ("yes", "85.01", "passed", 85.01),
        ("yes", "85.00", "failed", 85.00),
        ("yes", "0", "failed", 0),
        ("yes", None, "unpublished", None),
        ("yes", "unpublished", "unpublished", None),
        ("yes", "not_participating", "unpublished", None),
        ("no", None, "not_participating", None),
        ("no", "90.00", "not_participating", None),
        (None, "85.01", "passed", 85.01),
        (None, "unpublished", "unpublished", None),
        (None, "not_participating", "not_participating", None),
        (None, None, "not_participating", None),
    ],
)
def test_index_has_one_of_four_states(
    tmp_path: Path, participates: str | None, stated: str | None, state: str, value: float | None
) -> None:
    rows = [participation("U1", "sipas", 2023, participates)] if participates else []
    rules = world(index_participation=rows)
    found = (
        open_rows(tmp_path, index_report("U1", 2023, stated), **rules)
        .query("index_states", {"unit_id": "U1", "year": 2023, "index_id": "sipas"})
        .iloc[0]
    )
    assert (found["state"], None if pd.isna(found["value"]) else found["value"]) == (state, value)
    assert bool(found["participates"]) == (state != "not_participating")


def test_year_before_the_plan_is_held_against_its_target_and_marked(tmp_path: Path) -> None:
    found = open_rows(tmp_path, index_report("U1", 2021, "80", "80"), **WORLD).query(
        "index_states", {"unit_id": "U1", "year": 2021}
    )
    assert dict(zip(found["index_id"], found["state"], strict=True)) == {
        "par_index": "passed",
        "sipas": "failed",
    }
    assert found["target_value"].tolist() == [75, 85]
    assert found["is_before_plan"].tolist() == [True, True]


def test_index_summary_takes_only_published_values_into_account(tmp_path: Path) -> None:
    rules = world(
        units=[unit(f"U{number}") for number in range(1, 7)],
        index_participation=[participation("U5", "sipas", 2024, "yes")],
    )
    summary = (
        open_rows(
            tmp_path,
            index_report("U1", 2024, "80.00"),
            index_report("U2", 2024, "85.00"),
            index_report("U3", 2024, "86.01"),
            index_report("U4", 2024, "95.00"),
            **rules,
        )
        .query("index_by_year", {"index_id": "sipas", "year": 2024})
        .iloc[0]
    )
    counts = [
        "units",
        "participating",
        "published",
        "passed",
        "failed",
        "unpublished",
        "not_participating",
    ]
    assert summary[counts].tolist() == [6, 5, 4, 2, 2, 1, 1]
    spread = ["passed_percent", "lowest", "lower_quartile", "median", "upper_quartile", "highest"]
    assert summary[spread].tolist() == [50, 80, 83.75, 85.505, 88.2575, 95]


def test_no_change_is_computed_across_two_methods(tmp_path: Path) -> None:
    methods = [
        {
            "index_id": "sipas",
            "valid_from_year": 2020,
            "valid_to_year": 2023,
            "method_version": "a",
        },
        {"index_id": "sipas", "valid_from_year": 2024, "method_version": "b"},
        {"index_id": "par_index", "valid_from_year": 2020, "method_version": "c"},
    ]
    reports = [index_report("U1", year, str(80 + year - 2023)) for year in (2022, 2023, 2024, 2025)]
    database = open_rows(tmp_path, *reports, **world(index_methods=methods))
    years = database.query("index_by_year", {"index_id": "sipas"})
    by_year = {row.year: row for row in years.itertuples()}
    assert {year: bool(row.is_method_break) for year, row in by_year.items() if year > 2021} == {
        2022: False,
        2023: False,
        2024: True,
        2025: False,
    }
    assert [by_year[year].change_points for year in (2023, 2025)] == [1, 1]
    assert pd.isna(by_year[2024].change_points)
    changes = database.query("index_changes", {"index_id": "sipas"})
    assert dict(zip(changes["year"], changes["is_comparable"], strict=True)) == {
        2023: True,
        2024: False,
        2025: True,
    }


# --- candidates, gates, scores, ranking ---


def test_candidate_is_whoever_is_reported_appraised_voted_or_awarded(tmp_path: Path) -> None:
    database = open_rows(
        tmp_path,
        registration("U1", "không báo cáo"),
        result("U1", 2023, model="a"),
        appraisal("U1", 2023, model="b"),
        vote("U1", 2023, model="c"),
        award("U1", 2023, model="d"),
        award("U2", 2023, model=None),
        **WORLD,
    )
    stages = database.query("candidates", {"round_id": "R2023"})
    assert dict(zip(stages["model_name"], stages["stage"], strict=True)) == {
        "a": "proposed",
        "b": "appraised",
        "c": "voted",
        "d": "decided",
    }
    assert set(stages["candidate_id"]) <= set(database.query("ranking")["candidate_id"])


GOOD = [registration("U1"), result("U1", 2023), appraisal("U1", 2023)]


def gate(tmp_path: Path, gate_id: str, rows: list[Row], **rules: Any) -> Mapping[str, Any]:
    found = open_rows(tmp_path, *rows, **world(**rules)).query(
        "gate_results", {"gate_id": gate_id, "candidate_id": "R2023|U1|một cửa"}
    )
    assert len(found) == 1
    return dict(found.iloc[0])


@pytest.mark.parametrize(
    ("gate_id", "rows", "verdict", "evidence"),
    [
        (
            "registered_before_report",
            GOOD,
            "pass",
            "Đăng ký ngày 01/02/2023, báo cáo ngày 15/10/2023.",
        ),
        (
            "registered_before_report",
            [registration("U1", registered="2023-10-15"), result("U1", 2023)],
            "pass",
            "báo cáo ngày 15/10/2023",
        ),
        (
            "registered_before_report",
            [registration("U1", registered="2023-10-16"), result("U1", 2023)],
            "fail",
            "Đăng ký ngày 16/10/2023",
        ),
        ("registered_before_report", [result("U1", 2023)], "insufficient", "Không có bản đăng ký"),
        (
            "registered_before_report",
            [registration("U1"), appraisal("U1", 2023)],
            "insufficient",
            "chưa có báo cáo của năm 2023",
        ),
        ("reported_in_time", [result("U1", 2023, reported_on="2023-10-29")], "pass", "29/10/2023"),
        ("reported_in_time", [result("U1", 2023, reported_on="2023-11-02")], "fail", "02/11/2023"),
        ("reported_in_time", [appraisal("U1", 2023)], "insufficient", "Chưa có báo cáo"),
        ("maintained_at_consideration", GOOD, "pass", "Đang duy trì; ngày xét 20/11/2023."),
        (
            "maintained_at_consideration",
            [registration("U1", ended_on="2023-11-19"), result("U1", 2023)],
            "fail",
            "kết thúc ngày 19/11/2023",
        ),
        (
            "maintained_at_consideration",
            [registration("U1", ended_on="2023-11-20"), result("U1", 2023)],
            "pass",
            "ngày xét 20/11/2023",
        ),
        ("maintained_at_consideration", [result("U1", 2023, "paused")], "fail", "Tạm dừng"),
        ("maintained_at_consideration", [appraisal("U1", 2023)], "insufficient", "Chưa có báo cáo"),
        (
            "indices_passed",
            GOOD,
            "pass",
            "SIPAS 2022: không tham gia; PAR INDEX 2022: không tham gia.",
        ),
        (
            "indices_passed",
            [*GOOD, index_report("U1", 2022, "85.01", "75.5")],
            "pass",
            "SIPAS 2022: 85,01 %, mục tiêu > 85,00 %; PAR INDEX 2022: 75,50 %, mục tiêu > 75,00 %.",
        ),
        ("indices_passed", [*GOOD, index_report("U1", 2022, "85.00")], "fail", "85,00 %"),
        (
            "indices_passed",
            [*GOOD, index_report("U1", 2022, "unpublished", "80")],
            "insufficient",
            "SIPAS 2022: chưa công bố",
        ),
        (
            "indices_passed",
            [*GOOD, index_report("U1", 2022, "unpublished", "70")],
            "fail",
            "70,00 %",
        ),
        ("no_matter_pending", GOOD, "pass", "không có vướng mắc"),
        (
            "no_matter_pending",
            [result("U1", 2023), appraisal("U1", 2023, pending_matter="khiếu nại")],
            "fail",
            "khiếu nại",
        ),
        (
            "no_matter_pending",
            [result("U1", 2023), appraisal("U1", 2023, pending_matter=None)],
            "insufficient",
            "để trống",
        ),
        ("no_matter_pending", [result("U1", 2023)], "insufficient", "Chưa có kết quả thẩm định"),
        ("not_already_awarded", GOOD, "pass", "Không có quyết định"),
        ("not_already_awarded", [*GOOD, award("U1", 2023)], "pass", "Không có quyết định"),
        ("not_already_awarded", [*GOOD, award("U1", 2022)], "fail", "7/QĐ-UBND ngày 05/12/2022"),
        (
            "not_already_awarded",
            [*GOOD, award("U1", 2022, revoked_on="2023-11-20")],
            "pass",
            "Không có",
        ),
        (
            "not_already_awarded",
            [*GOOD, award("U1", 2022, revoked_on="2023-11-21")],
            "fail",
            "7/QĐ",
        ),
        ("not_already_awarded", [*GOOD, award("U1", 2022, model="khác")], "pass", "Không có"),
    ],
)
def test_gate_says_pass_fail_or_insufficient_with_its_evidence(
    tmp_path: Path, gate_id: str, rows: list[Row], verdict: str, evidence: str
) -> None:
    found = gate(tmp_path, gate_id, rows)
    assert found["verdict"] == verdict
    assert evidence in found["evidence"]


@pytest.mark.parametrize(
    ("gate_id", "rows", "note"),
    [
        ("reported_in_time", [result("U1", 2023, reported_on="2023-11-01")], "Trễ 3 ngày."),
        ("reported_in_time", [result("U1", 2023, reported_on="2023-11-02")], None),
        ("reported_in_time", [result("U1", 2023)], None),
        ("indices_passed", [*GOOD, index_report("U1", 2022, "84.00")], "Thiếu 1,00 điểm"),
        ("indices_passed", [*GOOD, index_report("U1", 2022, "85.00")], "Bằng đúng mục tiêu"),
        ("indices_passed", [*GOOD, index_report("U1", 2022, "83.99")], None),
        ("indices_passed", [*GOOD, index_report("U1", 2022, "84.50", "60")], None),
        ("indices_passed", [*GOOD, index_report("U1", 2022, "85.50")], None),
    ],
)
def test_near_miss_is_noted(
    tmp_path: Path, gate_id: str, rows: list[Row], note: str | None
) -> None:
    found = gate(tmp_path, gate_id, rows)
    assert bool(found["is_near_miss"]) == (note is not None)
    assert note is None or note in found["near_miss_note"]


def test_award_of_a_predecessor_for_the_same_model_counts(tmp_path: Path) -> None:
    found = gate(
        tmp_path,
        "not_already_awarded",
        [*GOOD, award("U2", 2022)],
        units=[unit("U1"), unit("U2", valid_to="2022-12-31")],
        unit_successions=[succession("U2", "U1", "2023-01-01")],
    )
    assert found["verdict"] == "fail"


def test_unit_that_did_not_exist_in_the_index_year_has_nothing_to_conclude_from(
    tmp_path: Path,
) -> None:
    found = gate(tmp_path, "indices_passed", GOOD, units=[unit("U1", valid_from="2023-01-01")])
    assert found["verdict"] == "insufficient"
    assert "năm 2022" in found["evidence"]


def scores(tmp_path: Path, *rows: Row) -> dict[str, tuple[float | None, float | None]]:
    frame = open_rows(tmp_path, *rows, **WORLD).query("criterion_scores", {"round_id": "R2023"})
    return {
        row.criterion_id: tuple(None if pd.isna(x) else x for x in (row.value, row.score))  # type: ignore[misc]
        for row in frame.itertuples()
    }


def test_scores_lie_between_the_goalposts(tmp_path: Path) -> None:
    found = scores(
        tmp_path,
        registration("U1", started_on="2019-01-21"),
        result("U1", 2023, replicated_by=["U2", "U3", "U1", "nơi nào đó"]),
        appraisal("U1", 2023, effectiveness=83, novelty=None),
    )
    assert found == {
        "effectiveness": (83, 83),
        "months_maintained": (57, 100),
        "replication": (2, 40),
        "novelty": (None, None),
    }


@pytest.mark.parametrize(
    ("cells", "months"),
    [
        ({"started_on": "2023-11-20"}, 0),
        ({"started_on": "2023-10-20"}, 1),
        ({"started_on": "2023-10-21"}, 0),
        ({"started_on": "2024-03-01"}, 0),
        ({"started_on": "2022-11-20", "ended_on": "2023-05-20"}, 6),
        ({"started_on": None}, None),
    ],
)
def test_months_are_full_months_up_to_the_day_of_consideration(
    tmp_path: Path, cells: dict[str, Any], months: int | None
) -> None:
    found = scores(tmp_path, registration("U1", **cells), result("U1", 2023))
    assert found["months_maintained"][0] == months


def test_contributions_add_up_to_the_score(tmp_path: Path) -> None:
    database = open_rows(tmp_path, *GOOD, **WORLD)
    contributions = database.query("criterion_scores", {"round_id": "R2023"})["contribution"]
    # 80 × 40 % + 9 of 36 months × 25 % + no replication + 60 × 15 %
    assert contributions.tolist() == [32, 6.25, 0, 9]
    assert database.query("ranking", {"round_id": "R2023"})["score"].tolist() == [47.25]


def field_of(units: Mapping[str, int], **first: Any) -> list[Row]:
    """Eligible candidates with the given appraised effectiveness."""
    rows: list[Row] = []
    for unit_id, effectiveness in units.items():
        cells = first if unit_id == "U1" else {}
        rows += [registration(unit_id), result(unit_id, 2023)]
        rows.append(appraisal(unit_id, 2023, **{"effectiveness": effectiveness, **cells}))
    return rows


def ranks(tmp_path: Path, rows: list[Row], **rules: Any) -> pd.DataFrame:
    ranking = open_rows(tmp_path, *rows, **world(**rules)).query("ranking", {"round_id": "R2023"})
    return ranking.set_index("unit_id")


def test_equals_share_a_rank_and_the_next_one_is_skipped(tmp_path: Path) -> None:
    ranking = ranks(
        tmp_path,
        field_of({"U1": 90, "U2": 70, "U3": 70, "U4": 60}),
        units=list(map(unit, ["U1", "U2", "U3", "U4"])),
    )
    assert ranking["rank_overall_label"].to_dict() == {"U1": "1", "U2": "=2", "U3": "=2", "U4": "4"}
    assert ranking["rank_in_block_label"].to_dict() == {
        "U1": "1",
        "U2": "=2",
        "U3": "=2",
        "U4": "4",
    }


def test_ranks_within_a_block_start_anew(tmp_path: Path) -> None:
    blocks = [
        {"unit_id": unit_id, "block_id": block_id, "valid_from": "2019-01-01"}
        for unit_id, block_id in [("U1", "B01"), ("U2", "B02"), ("U3", "B02")]
    ]
    ranking = ranks(tmp_path, field_of({"U1": 90, "U2": 70, "U3": 60}), unit_blocks=blocks)
    assert ranking["rank_in_block"].to_dict() == {"U1": 1, "U2": 1, "U3": 2}
    assert ranking["rank_overall"].to_dict() == {"U1": 1, "U2": 2, "U3": 3}


def test_missing_criterion_is_no_zero_and_no_rank(tmp_path: Path) -> None:
    ranking = ranks(tmp_path, field_of({"U1": 90, "U2": 10}, novelty=None))
    assert ranking["missing_criteria"].to_dict() == {"U1": 1, "U2": 0}
    assert ranking.loc["U1", "eligibility"] == "eligible"
    assert pd.isna(ranking.loc["U1", "score"]) and pd.isna(ranking.loc["U1", "rank_overall"])
    assert ranking.loc["U2", "rank_overall_label"] == "1"


def test_failed_gate_excludes_and_missing_evidence_postpones(tmp_path: Path) -> None:
    rows = field_of({"U1": 90, "U2": 10}, pending_matter="khiếu nại") + [result("U3", 2023)]
    ranking = ranks(tmp_path, rows)
    assert ranking["eligibility"].to_dict() == {
        "U1": "ineligible",
        "U2": "eligible",
        "U3": "insufficient",
    }
    assert ranking["rank_overall_label"].isna().to_dict() == {"U1": True, "U2": False, "U3": True}
    assert ranking.loc["U1", "score"] > ranking.loc["U2", "score"]


def test_adding_a_candidate_moves_nobody_elses_score(tmp_path: Path) -> None:
    (tmp_path / "two").mkdir()
    (tmp_path / "three").mkdir()
    two = ranks(tmp_path / "two", field_of({"U1": 90, "U2": 70}))
    three = ranks(tmp_path / "three", field_of({"U1": 90, "U2": 70, "U3": 100}))
    assert two["score"].to_dict() == three.drop("U3")["score"].to_dict()


def test_equals_at_the_end_of_the_quota_stand_within_it_together(tmp_path: Path) -> None:
    rounds = [
        {
            "round_id": "R2023",
            "year": 2023,
            "considered_on": "2023-11-20",
            "index_year": 2022,
            "quota": 2,
            "criteria_version": "de-xuat-1",
            "status": "open",
        }
    ]
    units = [unit(unit_id) for unit_id in ("U1", "U2", "U3", "U4")]
    rows = field_of({"U1": 90, "U2": 70, "U3": 70, "U4": 60})
    ranking = ranks(tmp_path, rows, units=units, award_rounds=rounds)
    assert ranking["is_within_quota"].to_dict() == {"U1": True, "U2": True, "U3": True, "U4": False}


def test_member_who_leads_the_unit_or_one_before_or_after_it_is_in_conflict(tmp_path: Path) -> None:
    members = [
        {
            "member_id": f"M{number}",
            "title": title,
            "leads_unit_id": leads,
            "valid_from": "2023-01-01",
        }
        | ({"valid_to": "2023-06-30"} if title == "đã thôi" else {})
        for number, (title, leads) in enumerate(
            [
                ("lãnh đạo", "U1"),
                ("lãnh đạo cũ", "U2"),
                ("lãnh đạo mới", "U3"),
                ("đã thôi", "U1"),
                ("khác", ""),
            ]
        )
    ]
    ranking = ranks(
        tmp_path,
        field_of({"U1": 90}),
        council_members=members,
        unit_successions=[
            succession("U2", "U1", "2022-01-01"),
            succession("U1", "U3", "2024-01-01"),
        ],
    )
    assert ranking.loc["U1", "conflict_members"] == "lãnh đạo; lãnh đạo cũ; lãnh đạo mới"


# --- what the pages draw around it ---


def test_figure_is_followed_to_its_cells(tmp_path: Path) -> None:
    database = open_files(
        tmp_path,
        File(
            [registration("U1"), index_report("U1", 2023, "87.33")],
            name="chỉ số.xlsx",
            simulated=True,
        ),
        **WORLD,
    )
    cells = database.query("figure_cells", {"topic": "sipas", "unit_id": "U1", "year": 2023})
    value = cells[cells["field"] == "sipas"].iloc[0]
    assert (value["raw_text"], value["address"], value["file_name"]) == (
        "87.33",
        "C3",
        "chỉ số.xlsx",
    )
    assert bool(value["simulated"])
    assert set(database.query("figure_cells", {"topic": "coverage"})["year"]) == {2023, 2024, 2025}


def test_figures_of_the_overview_carry_their_denominators(tmp_path: Path) -> None:
    database = open_rows(
        tmp_path,
        registration("U1"),
        registration("U2"),
        result("U1", 2023),
        result("U2", 2023, reported_on="2023-10-30"),
        index_report("U1", 2023, "90"),
        index_report("U2", 2023, "80"),
        appraisal("U1", 2023),
        **WORLD,
    )
    figures = database.query("overview_figures", {"scope": "core", "year": 2023})
    found = {
        row.figure_id: (row.numerator, row.denominator, row.state) for row in figures.itertuples()
    }
    assert found == {
        "coverage": (2, 3, "failed"),
        "sipas": (1, 2, "failed"),
        "par_index": (0, 0, "unknown"),
        "reports_in_time": (1, 3, "not_set"),
        "candidates": (1, 2, "not_set"),
    }
    assert figures["value"].fillna(-1).tolist() == [66.6667, 50, -1, 33.3333, 1]


def test_attention_names_what_the_figures_do_not_show(tmp_path: Path) -> None:
    refused = result("U3", 2023)._replace(is_accepted=False)
    database = open_files(
        tmp_path,
        File([registration("U1"), result("U1", 2023), result("U2", 2023), refused], name="a.xlsx"),
        File([], name="hỏng.xlsx", status="rejected"),
        **world(index_participation=[participation("U1", "sipas", 2023, "yes")]),
    )
    points = database.query("attention_points", {"scope": "core", "year": 2023})
    found = {row.point_id: (row.affected, row.total) for row in points.itertuples()}
    assert found == {
        "units_without_report": (1, 3),
        "units_without_model": (1, 3),
        "sipas_unpublished": (1, 1),
        "candidates_insufficient": (2, 2),
        "unregistered_models": (1, 2),
        "refused_rows": (1, 4),
        "rejected_files": (1, 2),
    }
    assert points["affected"].is_monotonic_decreasing
    assert points["sort_order"].tolist() == list(range(1, 8))


def test_refused_row_that_was_sent_again_no_longer_waits(tmp_path: Path) -> None:
    refused = result("U1", 2023)._replace(is_accepted=False)
    database = open_files(
        tmp_path,
        File([refused]),
        File([result("U1", 2023)], received_at=datetime(2026, 2, 1)),
        **WORLD,
    )
    points = database.query("attention_points", {"scope": "core", "year": 2023})
    assert "refused_rows" not in points["point_id"].tolist()


def test_search_ignores_accents_and_case(tmp_path: Path) -> None:
    database = open_rows(
        tmp_path,
        registration("U1", "Ngày đẹp"),
        **world(units=[unit("U1", name="Sở Xây dựng")]),
    )
    entries = database.query("search_entries")
    assert dict(zip(entries["entry_kind"], entries["search_key"], strict=True)) == {
        "unit": "so xay dung u1",
        "model": "ngay dep so xay dung",
    }


def test_unit_with_two_names_is_one_unit(tmp_path: Path) -> None:
    rules = world(
        units=[
            unit("U0", name="Sở Xưa", valid_from="2015-01-01", valid_to="2016-12-31"),
            unit("U1", name="Sở Cũ", valid_to="2024-01-31"),
            unit("U1", name="Sở Mới", valid_from="2024-02-01"),
        ]
    )
    database = open_rows(tmp_path, registration("U1"), **rules)
    assert states_by_year(database.query("coverage"), "U1", "unit_name") == {
        2023: "Sở Cũ",
        2024: "Sở Mới",
        2025: "Sở Mới",
    }
    profile = database.query("unit_profiles", {"unit_id": "U1"}).iloc[0]
    assert (profile["name"], str(profile["valid_from"])[:10]) == ("Sở Mới", "2019-01-01")
    assert database.query("ended_units").empty


def test_the_registry_s_first_day_founds_no_unit(tmp_path: Path) -> None:
    rules = world(units=[unit("U1", name="Sở Cũ"), unit("U2", valid_from="2024-02-01")])
    database = open_rows(tmp_path, registration("U1"), **rules)
    profiles = database.query("unit_profiles").set_index("unit_id")
    assert profiles["valid_from"].isna().to_dict() == {"U1": True, "U2": False}
    founded = database.query("unit_events", {"event_kind": "founded"})
    assert founded["unit_id"].tolist() == ["U2"]


@pytest.mark.parametrize(
    ("expression", "written"),
    [
        ("vn_number(87.33, 2)", "87,33"),
        ("vn_number(85.005, 2)", "85,01"),
        ("vn_number(1234567.5, 1)", "1.234.567,5"),
        ("vn_number(12, 0)", "12"),
        ("vn_number(-0.4, 2)", "-0,40"),
        ("vn_number(-0.001, 2)", "0,00"),
        ("vn_number(null, 2)", None),
        ("vn_date(date '2024-10-30')", "30/10/2024"),
        ("vn_date(null)", None),
    ],
)
def test_numbers_and_dates_are_written_as_here(
    tmp_path: Path, expression: str, written: str | None
) -> None:
    database = open_rows(tmp_path, **WORLD)
    assert database.cursor().execute(f"select {expression}").fetchone() == (written,)


# --- every view over the simulated reports ---

# The columns that no two rows of a view share; a view that is not listed here fails its test.
# Nobody decides on the samples; tests/test_inbox.py, test_rounds.py and test_meetings.py do.
LEFT_TO_PEOPLE = {
    "agenda_in_force",
    "cell_corrections",
    "gate_waivers_in_force",
    "kept_questions",
    "meetings_in_force",
    "pinned_questions",
    "remarks_in_force",
    "round_seals",
    "waiting_files",
}

GRAINS: dict[str, list[str]] = {
    "accepted_rows": ["row_id"],
    "appraisals": ["unit_id", "model_key", "round_year"],
    "attention_points": ["scope", "year", "point_id"],
    "awards": ["unit_id", "year", "decision_no", "model_key"],
    "candidate_stages": ["scope", "round_id", "stage"],
    "candidate_standings": ["candidate_id"],
    "candidates": ["candidate_id"],
    "cell_corrections": ["submission_id", "sheet", "address", "field"],
    "coverage": ["unit_id", "year"],
    "coverage_by_block": ["scope", "year", "block_name"],
    "coverage_by_year": ["scope", "year"],
    "coverage_readings": ["reading", "scope", "year"],
    "criteria_in_force": ["round_id", "criterion_id"],
    "criterion_scores": ["candidate_id", "criterion_id"],
    "criterion_values": ["candidate_id", "criterion_id"],
    "cutoff_fragility": ["round_id"],
    "data_status": ["version"],
    "difficulties": ["row_id"],
    "difficulties_by_theme": ["row_id", "part", "theme"],
    "ended_units": ["unit_id", "year"],
    "figure_cells": [
        "topic",
        "unit_id",
        "year",
        "model_id",
        "row_id",
        "field",
        "address",
        "raw_text",
    ],
    "gate_indices_passed": ["candidate_id"],
    "gate_maintained_at_consideration": ["candidate_id"],
    "gate_no_matter_pending": ["candidate_id"],
    "gate_not_already_awarded": ["candidate_id"],
    "gate_registered_before_report": ["candidate_id"],
    "gate_reported_in_time": ["candidate_id"],
    "gate_results": ["candidate_id", "gate_id"],
    "gate_waivers_in_force": ["candidate_id", "gate_id"],
    "gates_in_force": ["round_id", "gate_id"],
    "index_by_block": ["index_id", "year", "block_name"],
    "index_by_year": ["index_id", "year"],
    "index_changes": ["unit_id", "index_id", "year"],
    "index_readings": ["reading", "scope", "index_id", "year", "block_id"],
    "index_reports": ["unit_id", "year"],
    "index_states": ["unit_id", "index_id", "year"],
    "inherited_models": ["unit_id", "year", "model_id"],
    "judged_rows": ["row_id"],
    "kept_questions": ["question_id", "version_no"],
    "latest_unit_names": ["unit_id"],
    "left_out_reasons": ["reading", "scope", "year"],
    "left_out_rows": ["row_id"],
    "model_events": ["model_id", "event_kind", "row_id"],
    "model_years": ["model_id", "year"],
    "models": ["model_id"],
    "overview_figures": ["scope", "year", "figure_id"],
    "pinned_questions": ["item_id"],
    "possible_ranks": ["candidate_id"],
    "progress_by_block": ["scope", "year", "block_name"],
    "progress_by_year": ["scope", "year"],
    "rank_certainty": ["candidate_id"],
    "ranking": ["candidate_id"],
    "received_files": ["file_sha256", "submission_id"],
    "received_issues": [
        "submission_id",
        "row_id",
        "rule",
        "sheet",
        "cell",
        "field",
        "found",
        "message",
    ],
    "received_models": ["unit_id", "year", "model_key", "submission_id"],
    "received_results": ["unit_id", "year", "submission_id"],
    "registrations": ["unit_id", "model_key"],
    "report_progress": ["unit_id", "year"],
    "result_replications": ["row_id", "unit_text"],
    "results": ["unit_id", "model_key", "year"],
    "round_seals": ["seal_id"],
    "agenda_in_force": ["item_id"],
    "meetings_in_force": ["meeting_id"],
    "remarks_in_force": ["remark_id"],
    "round_members": ["round_id", "member_id"],
    "score_needs": ["candidate_id", "criterion_id"],
    "search_entries": ["entry_kind", "entry_id"],
    "search_words": ["word"],
    "similar_models": ["model_id", "other_model_id"],
    "structure_breaks": ["scope", "changed_on"],
    "unit_history": ["unit_id", "happened_at", "event_kind", "submission_id", "detail"],
    "unit_events": ["unit_id", "event_kind", "row_id"],
    "unit_lineage": ["unit_id", "earlier_unit_id"],
    "unit_profiles": ["unit_id"],
    "unit_readings": ["reading", "year", "unit_id"],
    "unit_years": ["unit_id", "year"],
    "vote_tallies": ["candidate_id"],
    "votes": ["unit_id", "model_key", "round_year"],
    "waiting_files": ["file_sha256"],
    "weight_draws": ["round_id", "draw", "criterion_id"],
    "weight_swaps": ["list_kind", "upper_candidate_id", "lower_candidate_id"],
    "working_days": ["day"],
}
ALL_VIEWS = sorted(read_views())


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_database(import_samples(tmp_path_factory.mktemp("samples")))


@pytest.mark.parametrize("view", ALL_VIEWS)
def test_view_over_the_samples_is_as_committed(samples: Database, view: str) -> None:
    expected = (EXPECTED / f"{view}.csv").read_text(encoding="utf-8")
    found = show_view(samples, view)
    assert found.splitlines() == expected.splitlines()


@pytest.mark.parametrize("view", ALL_VIEWS)
def test_view_has_one_row_per_what_it_says(samples: Database, view: str) -> None:
    rows = samples.query(view)
    assert len(rows) > 0 or view in LEFT_TO_PEOPLE
    assert rows[rows.duplicated(GRAINS[view], keep=False)].empty


def test_no_expected_file_is_left_without_its_view() -> None:
    assert [path.stem for path in sorted(EXPECTED.glob("*.csv"))] == ALL_VIEWS


def test_states_of_a_year_add_up_to_its_units(samples: Database) -> None:
    for view in ("coverage_by_year", "coverage_by_block"):
        rows = samples.query(view)
        states = rows[["maintained", "reported", "registered", "stopped", "none"]].sum(axis=1)
        assert states.tolist() == rows["units"].tolist()
    for view in ("index_by_year", "index_by_block"):
        rows = samples.query(view)
        states = rows[["passed", "failed", "unpublished", "not_participating"]].sum(axis=1)
        assert states.tolist() == rows["units"].tolist()
        assert (rows["passed"] + rows["failed"]).tolist() == rows["published"].tolist()


def test_reading_as_reported_says_what_the_years_say(samples: Database) -> None:
    for by_year, read in (
        ("coverage_by_year", samples.query("coverage_readings", {"reading": "as_reported"})),
        (
            "index_by_year",
            samples.query(
                "index_readings", {"reading": "as_reported", "scope": "all", "block_id": None}
            ),
        ),
    ):
        plain = samples.query(by_year)
        assert (read["left_out"] == 0).all()
        pd.testing.assert_frame_equal(
            read[list(plain.columns)].reset_index(drop=True), plain, check_dtype=False
        )


def test_reading_of_each_unit_and_year_shows_it_or_says_why_not(samples: Database) -> None:
    counted = samples.query("unit_years", {"counts": True})
    for reading, own in samples.query("unit_readings").groupby("reading"):
        assert len(own) == len(counted), reading
        assert (own["shown_unit_id"].isna() == own["reason"].notna()).all(), reading
        shown = own[own["shown_unit_id"].notna()]
        # Two units under one would be a sum or a mean of percentages.
        assert not shown.duplicated(["year", "shown_unit_id"]).any(), reading


@pytest.mark.parametrize(
    ("unit_id", "reading", "shown_under", "reason_code"),
    [
        ("U0049", "current", "U0074", None),  # renamed: one to one
        ("U0049", "unchanged", None, "not_through"),
        ("U0012", "current", None, "merged"),  # two departments made a new one
        ("U0007", "current", None, "split"),
        ("U0011", "current", None, "split"),  # merged in one part, split off in another
        ("U0008", "current", None, "absorbed"),
        ("U0002", "current", "U0002", None),  # took U0008 over and goes on as itself
        ("U0002", "unchanged", "U0002", None),
        ("U0092", "current", None, "merged"),  # a ward merged before the cut-off day of 2024
        ("U0022", "current", "U0022", None),
    ],
)
def test_values_of_2023_stand_where_the_registry_lets_them(
    samples: Database, unit_id: str, reading: str, shown_under: str | None, reason_code: str | None
) -> None:
    rows = samples.query("unit_readings", {"unit_id": unit_id, "year": 2023, "reading": reading})
    row = next(rows.itertuples())
    assert (None if pd.isna(row.shown_unit_id) else row.shown_unit_id) == shown_under
    assert (None if pd.isna(row.reason_code) else row.reason_code) == reason_code


def test_unchanged_units_are_the_same_in_every_plan_year(samples: Database) -> None:
    rows = samples.query("coverage_readings", {"reading": "unchanged"})
    assert rows.groupby("scope")["units"].nunique().tolist() == [1, 1]


def test_every_report_row_counts_or_is_left_out_with_a_reason(samples: Database) -> None:
    accepted = samples.query("accepted_rows")["row_id"].tolist()
    left_out = samples.query("left_out_rows")
    assert (
        sorted(accepted + left_out["row_id"].tolist())
        == samples.query("judged_rows")["row_id"].tolist()
    )
    assert left_out["reason"].str.len().min() > 10
    kinds = ["registrations", "results", "index_reports", "appraisals", "votes", "awards"]
    assert sum(len(samples.query(kind)) for kind in kinds) == len(accepted)


def test_every_judgement_leads_to_a_cell(samples: Database) -> None:
    cells = set(samples.query("figure_cells", columns=["row_id"])["row_id"])
    for view in ("gate_results", "criterion_scores", "index_states"):
        named = set(samples.query(view, columns=["row_id"])["row_id"].dropna())
        assert named and named <= cells
