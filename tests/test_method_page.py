"""Phương pháp và nguồn: every rule of the ranking with basis and SQL, and an example that adds up."""

import os
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import data, worked_example
from pages.shared.ranking_method import STEPS
from queries.database import Database, open_database
from tests.sample_store import import_samples
from tests.small_stores import write_store

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def database(samples: Path) -> Database:
    return open_database(samples)


@pytest.fixture(autouse=True)
def keep_environment() -> Iterator[None]:
    before = os.environ.get("STORE")
    yield
    if before is None:
        os.environ.pop("STORE", None)
    else:
        os.environ["STORE"] = before


def open_section(store: Path, section: str, **parameters: str) -> AppTest:
    os.environ["STORE"] = str(store)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for name, value in {"muc": section, **parameters}.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("pages/reference/method.py")
    app.run()
    assert not app.exception and not app.error
    return app


def texts(app: AppTest) -> str:
    kinds = ("header", "subheader", "markdown", "caption", "info")
    shown = "\n".join(str(one.value) for kind in kinds for one in app.get(kind))
    return re.sub("[\\\\\u2060]", "", shown).replace("\u00a0", " ")


def reference(database: Database, table: str) -> pd.DataFrame:
    return database.cursor().execute(f'select * from "{table}"').df()


def test_every_gate_has_question_basis_per_round_and_sql(samples: Path, database: Database) -> None:
    app = open_section(samples, "Điều kiện")
    shown = texts(app)
    in_force = database.query("gates_in_force")
    tables = [one.value for one in app.dataframe]
    codes = [code.value for code in app.code]
    gates = reference(database, "gates").sort_values("sort_order")
    assert len(gates) == len(tables) == len(codes)
    for gate, table, code in zip(gates.itertuples(), tables, codes, strict=True):
        for words in (gate.label, gate.question, gate.clause, gate.evidence):
            assert words in shown
        own = in_force[in_force["gate_id"] == gate.gate_id].sort_values("round_id")
        assert list(table["Đợt xét năm"]) == [2023, 2024, 2025]
        assert list(table["Văn bản"]) == list(own["legal_basis"])
        assert list(table["Điều khoản"]) == list(own["clause"])
        assert table["Nguồn của căn cứ"].notna().all()
        assert code == database.sql(f"gate_{gate.gate_id}").strip()


def test_documents_of_a_round_are_those_that_it_cites(samples: Path, database: Database) -> None:
    app = open_section(samples, "Đợt xét")
    table = next(one.value for one in app.dataframe if "Hiệu lực từ" in one.value.columns)
    rounds = reference(database, "award_rounds")
    for award_round in rounds.itertuples():
        used = table[table[f"Đợt {award_round.year}"] == "✓ áp dụng"]["Văn bản"]
        assert len(used) >= 4
        assert all(number in award_round.legal_basis for number in used)
    regimes = {tuple(table[f"Đợt {year}"]) for year in (2023, 2024)}
    assert len(regimes) == 2
    parameters = next(one.value for one in app.dataframe if "Hạt giống" in one.value.columns)
    assert list(parameters["Số bộ trọng số"]) == list(rounds["weight_draws"])


def test_every_criterion_and_tie_break_names_its_proposer(
    samples: Path, database: Database
) -> None:
    app = open_section(samples, "Tiêu chí")
    criteria, chain = (one.value for one in app.dataframe)
    expected = reference(database, "criteria").sort_values("sort_order")
    assert list(criteria["Tiêu chí"]) == list(expected["label"])
    assert list(criteria["Trọng số"]) == [float(weight) for weight in expected["weight"]]
    assert list(criteria["Người đề xuất"]) == list(expected["proposed_by"])
    assert list(chain["Khi bằng điểm, xét tiếp"]) == [
        "Hiệu quả theo thẩm định",
        "Thời gian duy trì",
    ]
    assert set(chain["Ai đứng trước"]) == {"cao hơn đứng trước"}
    assert chain["Người đề xuất"].notna().all() and chain["Điều khoản"].notna().all()
    assert database.sql("criterion_scores").strip() in [code.value for code in app.code]


def test_every_step_shows_its_formula_its_basis_and_the_sql_of_its_views(
    samples: Path, database: Database
) -> None:
    app = open_section(samples, "Cách xếp hạng")
    shown, codes = texts(app), [code.value for code in app.code]
    measures = reference(database, "measures").set_index("measure_id")
    for step in STEPS:
        assert step.rule in shown
        assert step.formula is None or step.formula in codes
        for view in step.views:
            assert database.sql(view).strip() in codes, view
        if step.measure_id is not None:
            assert measures.loc[step.measure_id, "numerator"] in shown
            assert measures.loc[step.measure_id, "clause"] in shown
    assert "Người rà soát: " in shown and "Người đề xuất: " in shown


def test_steps_leave_out_no_view_of_the_ranking(database: Database) -> None:
    told = {view for step in STEPS for view in step.views}
    own = {
        "gate_results",
        "gate_waivers_in_force",
        "gates_in_force",
        "criteria_in_force",
        "criterion_values",
        "criterion_scores",
        "candidate_standings",
        "ranking",
        "possible_ranks",
        "weight_draws",
        "rank_certainty",
        "weight_swaps",
        "cutoff_fragility",
        "score_needs",
        "vote_tallies",
    }
    assert told == own <= set(database.views())


def solve(words: str) -> tuple[float, float]:
    """Both sides of a written equation; what stands after a comma and a blank is a remark."""
    left, right = words.split(" = ")
    signs = {"×": "*", "÷": "/", "−": "-", ",": ".", "\u00a0": ""}
    left = "".join(signs.get(sign, sign) for sign in left.replace(".", ""))
    assert re.fullmatch(r"[-+*/().\d ]+", left), left
    number = re.match(r"-?[\d.,]+", right.replace("−", "-"))
    assert number
    stated = float(number[0].rstrip(",").replace(".", "").replace(",", "."))
    return eval(left), stated  # noqa: S307 - digits and signs alone, as the line above made sure


def test_arithmetic_of_every_candidate_holds(database: Database) -> None:
    ranking = database.query("ranking")
    checked = 0
    for candidate in ranking.itertuples():
        scores = database.query("criterion_scores", {"candidate_id": candidate.candidate_id})
        written = worked_example.write_out(scores)
        for row in written.itertuples():
            if pd.isna(row.value):
                assert row.score_words == row.contribution_words == worked_example.NO_SCORE
                continue
            left, right = solve(row.score_words)
            assert left == pytest.approx(right, abs=0.005)
            assert min(100.0, max(0.0, left)) == pytest.approx(row.score, abs=0.005)
            left, right = solve(row.contribution_words)
            assert left == pytest.approx(right, abs=2e-6)
            checked += 1
        total = worked_example.describe_total(candidate, written)
        if pd.isna(candidate.score):
            assert total.startswith("Chưa có tổng điểm: thiếu số liệu của ")
        else:
            left, right = solve(total.removeprefix("Tổng điểm: "))
            assert left == pytest.approx(right, abs=6e-5)
            assert right == pytest.approx(candidate.score)
    assert checked > 500


def criterion(value: float | None, low: float, high: float, score: float | None) -> pd.DataFrame:
    columns = {"criterion_label": "x", "unit_of_measure": "đơn vị", "weight": 50.0}
    numbers = {"value": value, "low_goalpost": low, "high_goalpost": high, "score": score}
    contribution = None if score is None else score
    return pd.DataFrame([{**columns, **numbers, "contribution": contribution}])


@pytest.mark.parametrize(
    ("given", "words"),
    [
        ((3, 0, 5, 60), "100 × (3 − 0) ÷ (5 − 0) = 60"),
        ((6, 0, 5, 100), "100 × (6 − 0) ÷ (5 − 0) = 120, giữ ở 100"),
        ((40, 30, 10, 0), "100 × (40 − 30) ÷ (10 − 30) = −50, giữ ở 0"),
        ((None, 0, 5, None), worked_example.NO_SCORE),
    ],
)
def test_score_is_written_as_it_is_computed(given: Any, words: str) -> None:
    assert worked_example.write_out(criterion(*given))["score_words"].tolist() == [words]


def test_example_is_the_first_of_the_round_until_another_is_chosen(
    samples: Path, database: Database
) -> None:
    ranking = database.query("ranking", {"round_id": "R2024"})
    app = open_section(samples, "Ví dụ tính", dot="Đợt xét năm 2024", vi_du="không-có")
    first = ranking.iloc[0]
    assert first["unit_name"] in [one.value for one in app.subheader]
    assert worked_example.exact(first["score"]) in texts(app)
    scores = database.query("criterion_scores", {"candidate_id": first["candidate_id"]})
    table = app.table[0].value
    assert list(table["Tiêu chí"]) == list(scores.sort_values("sort_order")["criterion_label"])
    other = ranking[ranking["eligibility"] == "insufficient"].iloc[0]
    app = open_section(
        samples, "Ví dụ tính", dot="Đợt xét năm 2024", vi_du=str(other["candidate_id"])
    )
    assert other["unit_name"] in [one.value.replace("\\", "") for one in app.subheader]
    assert "Không xếp hạng" in texts(app)


def test_round_without_candidates_has_no_example(tmp_path: Path) -> None:
    store = write_store(tmp_path / "store", [])
    assert "Đợt xét này chưa có đề nghị nào." in texts(open_section(store, "Ví dụ tính"))


def test_text_of_a_file_takes_no_effect(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nasty = "![x](http://x.invalid/y.png) :red[đỏ] [z](http://z.invalid) $a$ <b>"
    real = data.rows

    def rows(view: str, **where: Any) -> pd.DataFrame:
        frame = real(view, **where)
        if view == "ranking":
            frame = frame.assign(unit_name=nasty, model_name=nasty)
        if view == "criterion_scores":
            frame = frame.assign(criterion_label=nasty)
        return frame

    monkeypatch.setattr(data, "rows", rows)
    app = open_section(samples, "Ví dụ tính")
    written = [one.value for kind in ("markdown", "subheader") for one in app.get(kind)]
    written += list(app.table[0].value["Tiêu chí"])
    hostile = [text for text in written if "invalid" in text]
    assert len(hostile) > 5
    for text in hostile:
        for token in ("![", ":red[", "](http", "$a$", "<b>"):
            assert token not in text, text
