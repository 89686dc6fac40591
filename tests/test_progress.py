"""Who reported when: timeliness on a few rows, over the samples, and computed a second time."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest

from queries.database import LATER_FACTS, Database, open_database
from queries.reference import DATA
from tests.sample_store import import_samples
from tests.small_stores import (
    File,
    Row,
    appraisal,
    open_files,
    publish,
    result,
    write_rules,
    write_store,
)

UNITS = [
    {
        "unit_id": unit_id,
        "name": f"Đơn vị {unit_id}",
        "short_name": unit_id,
        "kind": "department",
        "level": level,
        "valid_from": "2019-01-01",
        "valid_to": valid_to,
        "source": "[K]",
    }
    for unit_id, level, valid_to in (
        ("U1", "province", ""),
        ("U2", "commune", ""),
        ("U3", "province", "2024-06-30"),
    )
]
WORLD: dict[str, Any] = {
    "units": UNITS,
    "unit_aliases": [],
    "unit_successions": [],
    "unit_blocks": [],
    "index_participation": [],
    "council_members": [],
}
# Days are those of 2024: last day in time Tuesday 29/10.
ARRIVED = datetime(2024, 10, 20, 3)
SEEN = datetime(2024, 12, 2, 3)
Inbox = dict[str, Iterable[dict[str, Any]]]


def extension(until_on: str, document_no: str = "15/SNV", **columns: Any) -> dict[str, Any]:
    return {
        "unit_id": "U1",
        "year": 2024,
        "until_on": date.fromisoformat(until_on),
        "document_no": document_no,
        "reason": "bão lũ",
        "granted_at": ARRIVED,
        "granted_by": "thư ký",
        **columns,
    }


def report(signed: str | None, accepted: bool = True, model: str = "một cửa") -> Row:
    row = result("U1", 2024, model=model, reported_on=signed)
    return row._replace(is_accepted=accepted)


def sent(days: int, *rows: Row, **facts: Any) -> File:
    """A file that arrived so many days after 20/10/2024."""
    return File(rows, received_at=ARRIVED + timedelta(days), **facts)


def progress(
    folder: Path,
    *files: File,
    unit_id: str = "U1",
    year: int = 2024,
    as_of: datetime = SEEN,
    inbox: Inbox | None = None,
    **rules: Any,
) -> Any:
    """The row of one unit and year."""
    database = open_files(folder, *files, as_of=as_of, inbox=inbox, **{**WORLD, **rules})
    rows = database.query("report_progress", {"unit_id": unit_id, "year": year})
    assert len(rows) == 1
    return rows.iloc[0]


@pytest.mark.parametrize(
    ("files", "timeliness"),
    [
        pytest.param([], "not_yet", id="nothing"),
        pytest.param([sent(0, report("2024-10-18"))], "in_time_at_once", id="in time"),
        pytest.param([sent(20, report("2024-10-29"))], "in_time_at_once", id="last day in time"),
        pytest.param([sent(20, report("2024-10-30"))], "late", id="first day late"),
        pytest.param([sent(0, report("2024-10-18", False))], "in_time_corrected", id="refused row"),
        pytest.param(
            [sent(0, report("2024-10-18"), status="rejected")],
            "in_time_corrected",
            id="refused file",
        ),
        pytest.param(
            [sent(0, report("2024-10-18", False)), sent(15, report("2024-11-04"))],
            "in_time_corrected",
            id="corrected after the deadline",
        ),
        pytest.param(
            [sent(0, report("2024-10-18")), sent(15, report("2024-11-04"))],
            "in_time_at_once",
            id="replaced after the deadline",
        ),
        pytest.param(
            [sent(0, report("2024-10-18"), report("2024-10-18", False, "mô hình hai"))],
            "in_time_corrected",
            id="one of two models refused",
        ),
        pytest.param(
            [sent(12, report("2024-11-01")), sent(15, report("2024-10-20"))],
            "late",
            id="correction dated back",
        ),
        pytest.param(
            [sent(12, report("2024-11-01", False)), sent(15, report("2024-11-04"))],
            "late",
            id="refused and late",
        ),
        pytest.param(
            [sent(0, report(None, False))], "in_time_corrected", id="no date, arrived in time"
        ),
        pytest.param([sent(12, report(None, False))], "undated", id="no date, arrived late"),
        pytest.param(
            [sent(12, report(None, False)), sent(20, report("2024-10-28"))],
            "in_time_corrected",
            id="date stated by the correction",
        ),
        pytest.param(
            [sent(0, report("2024-10-18"), withdrawn_at=ARRIVED + timedelta(1))],
            "not_yet",
            id="taken back",
        ),
    ],
)
def test_first_report_decides_for_good(tmp_path: Path, files: list[File], timeliness: str) -> None:
    assert progress(tmp_path, *files)["timeliness"] == timeliness


@pytest.mark.parametrize(
    ("signed", "days"),
    [
        ("2024-10-30", 1),
        ("2024-11-01", 3),
        ("2024-11-02", 3),  # a Saturday
        ("2024-11-03", 3),
        ("2024-11-04", 4),
        ("2025-01-02", 46),  # 01/01 off
        ("2025-01-24", 62),
        ("2025-02-02", 62),  # Tết: 25/01 to 02/02 without a working day
        ("2025-02-03", 63),
    ],
)
def test_lateness_counts_working_days_only(tmp_path: Path, signed: str, days: int) -> None:
    row = progress(tmp_path, sent(120, report(signed)), as_of=datetime(2026, 1, 1))
    assert (row["timeliness"], row["late_working_days"]) == ("late", days)
    assert pd.isna(row["overdue_working_days"])


def test_days_off_are_data(tmp_path: Path) -> None:
    days_off = [
        {"day": "2024-10-30", "name": "Nghỉ", "source": "[K]"},
        {"day": "2024-11-02", "name": "Nghỉ trùng thứ bảy", "source": "[K]"},
    ]
    row = progress(tmp_path, sent(15, report("2024-11-04")), holidays=days_off)
    assert row["late_working_days"] == 3


def test_lateness_into_years_of_unknown_days_off_is_not_counted(tmp_path: Path) -> None:
    days_off = [{"day": "2024-09-02", "name": "Quốc khánh", "source": "[K]"}]
    rules = {"holidays": days_off}
    row = progress(tmp_path, sent(90, report("2025-01-10")), as_of=datetime(2026, 1, 1), **rules)
    assert row["timeliness"] == "late"
    assert pd.isna(row["late_working_days"])


def test_unit_without_a_report_is_overdue_as_of_the_moment(tmp_path: Path) -> None:
    before = progress(tmp_path, as_of=datetime(2024, 10, 29, 12))
    assert (before["timeliness"], pd.isna(before["overdue_working_days"])) == ("not_yet", True)
    # 17:30 UTC on 01/11 is 02/11 in Vietnam, a Saturday: three working days after 29/10.
    after = progress(tmp_path / "later", as_of=datetime(2024, 11, 1, 17, 30))
    assert after["overdue_working_days"] == 3
    assert pd.isna(after["late_working_days"])


@pytest.mark.parametrize(
    ("signed", "timeliness", "days"),
    [
        ("2024-10-29", "in_time_at_once", None),
        ("2024-11-08", "extended", None),
        ("2024-11-11", "late", 1),
        (None, "not_yet", None),
    ],
)
def test_extension_moves_the_last_day_of_its_unit_only(
    tmp_path: Path, signed: str | None, timeliness: str, days: int | None
) -> None:
    files = [sent(25, report(signed))] if signed else []
    row = progress(tmp_path, *files, inbox={"extensions": [extension("2024-11-08")]})
    assert row["timeliness"] == timeliness
    assert row["extension_document"] == "15/SNV"
    assert f"{row['due_on']:%d/%m}" == "08/11"
    assert pd.isna(row["late_working_days"]) if days is None else row["late_working_days"] == days
    other = open_database(tmp_path / "store", SEEN, tmp_path / "data").query(
        "report_progress", {"unit_id": "U2", "year": 2024}
    )
    assert other["extension_document"].isna().all()
    assert f"{other['due_on'].iloc[0]:%d/%m}" == "29/10"


def test_latest_extension_holds_and_none_shortens_the_deadline(tmp_path: Path) -> None:
    later = ARRIVED + timedelta(2)
    given = [
        extension("2024-11-08", "20/SNV", granted_at=later),
        extension("2024-11-20", "15/SNV"),
    ]
    row = progress(tmp_path, sent(25, report("2024-11-11")), inbox={"extensions": given})
    assert (row["timeliness"], row["extension_document"]) == ("late", "20/SNV")
    earlier = [extension("2024-10-01")]
    row = progress(tmp_path / "b", sent(0, report("2024-10-20")), inbox={"extensions": earlier})
    assert row["timeliness"] == "in_time_at_once"


def test_extension_is_not_known_before_it_was_granted(tmp_path: Path) -> None:
    files = [sent(10, report("2024-11-01"))]
    given = {"extensions": [extension("2024-11-08", granted_at=datetime(2024, 11, 15))]}
    as_of = datetime(2024, 11, 10)
    assert progress(tmp_path, *files, as_of=as_of, inbox=given)["timeliness"] == "late"
    assert progress(tmp_path / "b", *files, inbox=given)["timeliness"] == "extended"


def test_file_that_waited_in_the_inbox_arrived_when_it_was_offered(tmp_path: Path) -> None:
    offer = {
        "file_sha256": f"{1:064}",
        "file_name": "bao-cao.xlsx",
        "offered_at": ARRIVED,
        "offered_by": "thư ký",
    }
    waited = sent(30, report(None, False))
    assert progress(tmp_path, waited)["timeliness"] == "undated"
    row = progress(tmp_path / "b", waited, inbox={"offers": [offer]})
    assert row["timeliness"] == "in_time_corrected"
    assert f"{row['first_arrived_on']:%d/%m/%Y}" == "20/10/2024"


@pytest.mark.parametrize(
    ("files", "returned", "rounds", "received"),
    [
        ([], False, 0, 0),
        ([sent(0, report("2024-10-18"))], False, 1, 1),
        ([sent(0, report("2024-10-18", False))], True, 1, 1),
        ([sent(0, report("2024-10-18", False)), sent(3, report("2024-10-22"))], False, 2, 2),
        ([sent(0, report("2024-10-18")), sent(3, report("2024-10-22", False))], True, 2, 2),
        ([sent(0, report("2024-10-18"), report("2024-10-18", model="hai"))], False, 1, 2),
    ],
)
def test_what_came_last_says_whether_a_correction_is_awaited(
    tmp_path: Path, files: list[File], returned: bool, rounds: int, received: int
) -> None:
    row = progress(tmp_path, *files)
    assert (row["returned"], row["rounds"], row["received_count"]) == (returned, rounds, received)


def test_unit_gone_by_the_cut_off_owes_no_report(tmp_path: Path) -> None:
    assert progress(tmp_path, unit_id="U3")["timeliness"] == "not_expected"
    assert progress(tmp_path / "b", unit_id="U3", year=2023)["timeliness"] == "not_yet"


def test_row_without_unit_or_year_is_nobodys_report(tmp_path: Path) -> None:
    unknown = Row("results", {"unit": None, "model_name": "một cửa", "year": 2024}, False)
    timeless = Row("results", {"unit": "U1", "model_name": "một cửa", "year": None}, False)
    assert progress(tmp_path, sent(0, unknown, timeless))["timeliness"] == "not_yet"


def test_counts_by_block_and_year_follow_the_units(tmp_path: Path) -> None:
    files = [
        sent(0, report("2024-10-18")),
        sent(20, result("U2", 2024, reported_on="2024-11-04")),
    ]
    database = open_files(tmp_path, *files, as_of=SEEN, **WORLD)
    counts = ["expected", "received", "in_time", "late", "not_yet", "not_expected"]
    for view in ("progress_by_block", "progress_by_year"):
        rows = database.query(view, {"year": 2024}).set_index("scope")
        assert rows.loc["core", counts].tolist() == [1, 1, 1, 0, 0, 1]
        assert rows.loc["all", counts].tolist() == [2, 2, 1, 1, 0, 1]


def test_snapshot_from_before_the_inbox_opens_as_without_one(tmp_path: Path) -> None:
    store = write_store(tmp_path / "store", [sent(0, report("2024-10-18"))])
    with duckdb.connect(str(store / "snapshots" / "000001.duckdb")) as connection:
        for table in LATER_FACTS:
            connection.execute(f"drop table {table}")
    publish(store)
    database = open_database(store, SEEN, write_rules(tmp_path / "data", **WORLD))
    rows = database.query("report_progress", {"unit_id": "U1", "year": 2024})
    assert rows["timeliness"].tolist() == ["in_time_at_once"]


def gate(
    folder: Path, *files: File, inbox: Inbox | None = None, model: str = "một cửa"
) -> tuple[str, str]:
    """Verdict and evidence of the gate for one model of U1 in the round of 2024."""
    database = open_files(folder, *files, as_of=SEEN, inbox=inbox, **WORLD)
    rows = database.query("gate_reported_in_time", {"candidate_id": f"R2024|U1|{model}"})
    assert len(rows) == 1
    return rows["verdict"].iloc[0], rows["evidence"].iloc[0]


@pytest.mark.parametrize(
    ("files", "verdict", "evidence"),
    [
        pytest.param(
            [sent(0, report("2024-10-18"))],
            "pass",
            "Báo cáo ngày 18/10/2024, hạn cuối 29/10/2024.",
            id="in time",
        ),
        pytest.param(
            [sent(20, report("2024-10-30"))],
            "fail",
            "Báo cáo ngày 30/10/2024, hạn cuối 29/10/2024.",
            id="first day late",
        ),
        pytest.param(
            [sent(0, report("2024-10-18"), name="a.xlsx"), sent(15, report("2024-11-04"))],
            "pass",
            "Báo cáo đầu tiên ngày 18/10/2024 (tệp a.xlsx), hạn cuối 29/10/2024; bản sửa ngày"
            " 04/11/2024 không làm mất việc đã đúng hạn.",
            id="replaced after the deadline",
        ),
        pytest.param(
            [sent(0, report("2024-10-18", False), name="a.xlsx"), sent(15, report("2024-11-04"))],
            "pass",
            "Báo cáo đầu tiên ngày 18/10/2024 (tệp a.xlsx), hạn cuối 29/10/2024; bản sửa ngày"
            " 04/11/2024 không làm mất việc đã đúng hạn.",
            id="refused, corrected after the deadline",
        ),
        pytest.param(
            [sent(0, report(None, False), name="a.xlsx"), sent(15, report("2024-11-04"))],
            "pass",
            "Báo cáo đầu tiên nhận ngày 20/10/2024 (tệp a.xlsx), hạn cuối 29/10/2024; bản sửa ngày"
            " 04/11/2024 không làm mất việc đã đúng hạn.",
            id="no date, arrived in time",
        ),
        pytest.param(
            [sent(12, report("2024-11-01"), name="a.xlsx"), sent(15, report("2024-10-20"))],
            "fail",
            "Báo cáo đầu tiên ngày 01/11/2024 (tệp a.xlsx), hạn cuối 29/10/2024; bản sau ghi ngày"
            " 20/10/2024 không làm báo cáo thành đúng hạn.",
            id="correction dated back",
        ),
        pytest.param(
            [
                sent(0, report("2024-10-18"), withdrawn_at=ARRIVED + timedelta(1)),
                sent(15, report("2024-11-04")),
            ],
            "fail",
            "Báo cáo ngày 04/11/2024, hạn cuối 29/10/2024.",
            id="taken back by the secretariat",
        ),
        pytest.param(
            [sent(0, report("2024-10-18", model="hai")), sent(15, report("2024-11-04"))],
            "fail",
            "Báo cáo ngày 04/11/2024, hạn cuối 29/10/2024; ngày 18/10/2024 đơn vị đã báo cáo trong"
            " hạn nhưng không có mô hình này.",
            id="another model in time",
        ),
        pytest.param(
            [
                sent(0, report("2024-10-18", False, model=""), name="a.xlsx"),
                sent(15, report("2024-11-04"), name="b.xlsx"),
            ],
            "insufficient",
            "Báo cáo đầu tiên đọc được tên mô hình này ngày 04/11/2024 (tệp b.xlsx), sau hạn cuối"
            " 29/10/2024; báo cáo ngày 18/10/2024 (tệp a.xlsx) không đọc được tên mô hình.",
            id="illegible name in time",
        ),
        pytest.param(
            [sent(0, report("2024-10-18", False), name="a.xlsx"), sent(20, appraisal("U1", 2024))],
            "insufficient",
            "Chưa có báo cáo kết quả của năm 2024; báo cáo ngày 18/10/2024 (tệp a.xlsx) đã bị trả"
            " lại, chưa có bản sửa.",
            id="refused, not corrected",
        ),
        pytest.param(
            [sent(20, appraisal("U1", 2024))],
            "insufficient",
            "Chưa có báo cáo kết quả của năm 2024.",
            id="nothing",
        ),
    ],
)
def test_gate_of_the_deadline_rests_on_the_first_report_of_the_model(
    tmp_path: Path, files: list[File], verdict: str, evidence: str
) -> None:
    assert gate(tmp_path, *files) == (verdict, evidence)


@pytest.mark.parametrize(
    ("signed", "verdict", "evidence"),
    [
        (
            "2024-10-29",
            "pass",
            "Báo cáo ngày 29/10/2024, hạn cuối 08/11/2024 (đã gia hạn theo văn bản số 15/SNV).",
        ),
        (
            "2024-11-08",
            "pass",
            "Báo cáo ngày 08/11/2024, sau hạn chung 29/10/2024 nhưng trong hạn được gia hạn đến"
            " 08/11/2024 theo văn bản số 15/SNV.",
        ),
        (
            "2024-11-11",
            "fail",
            "Báo cáo ngày 11/11/2024, hạn cuối 08/11/2024 (đã gia hạn theo văn bản số 15/SNV).",
        ),
    ],
)
def test_extension_counts_for_the_gate_and_its_document_is_named(
    tmp_path: Path, signed: str, verdict: str, evidence: str
) -> None:
    inbox = {"extensions": [extension("2024-11-08")]}
    assert gate(tmp_path, sent(25, report(signed)), inbox=inbox) == (verdict, evidence)


# --- the samples, a second time in pandas ---


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_database(import_samples(tmp_path_factory.mktemp("samples")))


def recompute(database: Database) -> pd.DataFrame:
    """Timeliness per unit and plan year from rows, cells and data/*.csv, without the views.

    The samples come in one call, so arrival decides nothing and the earliest stated day does.
    """
    cursor = database.cursor()
    rows = cursor.execute(
        "select row_id, unit_id, is_accepted, status from report_rows join submissions "
        "using (submission_id) where kind = 'results' and unit_id is not null"
    ).df()
    cells = cursor.execute("select * from report_cells where field in ('year', 'reported_on')").df()
    year = cells[cells["field"] == "year"].set_index("row_id")["value_number"]
    signed = cells[cells["field"] == "reported_on"].set_index("row_id")["value_date"]
    rows["year"] = rows["row_id"].map(year)
    rows["signed"] = pd.to_datetime(rows["row_id"].map(signed))
    rows["refused"] = ~rows["is_accepted"] | rows["status"].eq("rejected")
    rows = rows.dropna(subset=["year"])

    units = pd.read_csv(DATA / "units.csv", parse_dates=["valid_from", "valid_to"])
    years = pd.read_csv(DATA / "plan_years.csv", parse_dates=["cutoff_on", "report_deadline_on"])
    holidays = pd.read_csv(DATA / "holidays.csv", parse_dates=["day"])["day"]
    found = []
    for plan in years[years["in_plan"] == "yes"].itertuples():
        there = units[
            (units["valid_from"] <= plan.cutoff_on)
            & (units["valid_to"].isna() | (units["valid_to"] >= plan.cutoff_on))
        ]
        for unit_id in there["unit_id"].unique():
            own = rows[(rows["unit_id"] == unit_id) & (rows["year"] == plan.year)]
            first = own["signed"].min()
            late = None
            if own.empty:
                code = "not_yet"
            elif pd.isna(first):
                code = "undated"
            elif first <= plan.report_deadline_on:
                code = "in_time_corrected" if own["refused"].any() else "in_time_at_once"
            else:
                code = "late"
                after = pd.bdate_range(plan.report_deadline_on + timedelta(1), first)
                late = len(after.difference(pd.DatetimeIndex(holidays)))
            found.append((unit_id, plan.year, code, late))
    return pd.DataFrame(found, columns=["unit_id", "year", "timeliness", "late_working_days"])


def test_timeliness_of_the_samples_is_what_pandas_finds(samples: Database) -> None:
    found = samples.query("report_progress")
    found = found[found["timeliness"] != "not_expected"]
    expected = recompute(samples)
    both = found.merge(expected, on=["unit_id", "year"], suffixes=("", "_expected"))
    assert len(both) == len(found) == len(expected) > 400
    assert set(both["timeliness"]) >= {"in_time_at_once", "in_time_corrected", "late", "not_yet"}
    assert both["timeliness"].tolist() == both["timeliness_expected"].tolist()
    late = both[both["timeliness"] == "late"]
    assert late["late_working_days"].tolist() == late["late_working_days_expected"].tolist()


def test_counts_of_the_samples_add_up(samples: Database) -> None:
    progress_rows = samples.query("report_progress")
    for view in ("progress_by_block", "progress_by_year"):
        rows = samples.query(view)
        parts = rows[["in_time", "extended", "late", "undated"]].sum(axis=1)
        assert parts.tolist() == rows["received"].tolist()
        assert (rows["received"] + rows["not_yet"]).tolist() == rows["expected"].tolist()
        whole = rows.loc[rows["scope"] == "all", ["expected", "not_expected"]].to_numpy().sum()
        assert whole == len(progress_rows)


def test_gate_and_progress_agree_on_every_unit_of_one_model(samples: Database) -> None:
    gates = samples.query("gate_reported_in_time").merge(
        samples.query("candidates", columns=("candidate_id", "unit_id", "round_year")),
        on="candidate_id",
    )
    reports = samples.query("received_models", columns=("unit_id", "year", "model_key"))
    alone = reports.groupby(["unit_id", "year"], as_index=False).nunique(dropna=False)
    alone = alone[alone["model_key"] == 1].rename(columns={"year": "round_year"})
    progress_rows = samples.query("report_progress").rename(columns={"year": "round_year"})
    both = gates[gates["verdict"] != "insufficient"].merge(alone, on=["unit_id", "round_year"])
    both = both.merge(progress_rows, on=["unit_id", "round_year"])
    both = both[both["timeliness"] != "not_expected"]
    is_late = both["timeliness"].eq("late")
    assert len(both) > 100 and is_late.any()
    assert both["verdict"].eq("fail").tolist() == is_late.tolist()
