"""Thử trọng số: the trial moves, the published ranking does not; marked everywhere, gone on reload."""

import hashlib
import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import charts, formats
from pages.shared import what_if_trial as trial
from pages.shared.what_if_marks import MARK
from queries.database import open_database
from queries.frozen import freeze, open_frozen
from queries.what_if import rank_with
from reports.rounds import RoundBook
from reports.store import Store
from tests.sample_store import import_samples

ROOT = Path(__file__).resolve().parents[1]
ROUND = {"dot": "Đợt xét năm 2024", "pham_vi": "Gồm cả cấp xã"}
KEY = "thu_R2024_nay"
CRITERIA = ("effectiveness", "months_maintained", "replication", "novelty")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(autouse=True)
def keep_environment() -> Iterator[None]:
    before = os.environ.get("STORE")
    yield
    if before is None:
        os.environ.pop("STORE", None)
    else:
        os.environ["STORE"] = before


def open_sandbox(store: Path, **parameters: str) -> AppTest:
    os.environ["STORE"] = str(store)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for name, value in {**ROUND, **parameters}.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("pages/council/what_if.py")
    return app.run()


def texts(app: AppTest) -> str:
    kinds = ("header", "subheader", "markdown", "caption", "warning", "info", "error")
    shown = "\n".join(str(one.value) for kind in kinds for one in app.get(kind))
    return shown.replace("\\", "").replace("\u00a0", " ")


def moves(app: AppTest) -> pd.DataFrame:
    """The table of both rankings, markup taken off."""
    app.segmented_control(key="xem_thu_hang").set_value("Bảng").run()
    shown = next(one.value for one in app.table if "Hạng thử" in one.value.columns)
    return shown.map(lambda text: str(text).replace("\\", ""))


def set_weight(app: AppTest, criterion: str, weight: float) -> AppTest:
    return app.number_input(key=f"{KEY}_so_{criterion}").set_value(weight).run()


def labels(ranking: pd.DataFrame) -> list[str]:
    return list(ranking.dropna(subset="rank_overall")["rank_overall_label"])


def test_nothing_changed_means_the_trial_is_the_published_ranking(samples: Path) -> None:
    app = open_sandbox(samples)
    assert not app.exception and not app.error
    assert "bảng thử đang trùng với bảng công bố" in texts(app)
    table = moves(app)
    assert list(table["Hạng công bố"]) == list(table["Hạng thử"])
    assert set(table["Đổi hạng"]) == {"="}


def test_moving_a_weight_changes_the_trial_and_not_the_published(samples: Path) -> None:
    published = open_database(samples).query("ranking", {"round_id": "R2024"})
    expected = rank_with(open_database(samples), "R2024", {"novelty": 60})
    app = set_weight(open_sandbox(samples), "novelty", 60)
    table = moves(app)
    assert list(table["Hạng thử"]) == labels(expected)
    assert sorted(table["Hạng công bố"]) == sorted(labels(published))
    assert labels(expected) == labels(published)
    top = expected[expected["rank_overall"] == 2]["short_name"].iloc[0]
    assert table["Đề nghị"].iloc[1].startswith(f"{top} – ")
    assert "Tính mới 41,38 %" in texts(app)
    before, after = (
        set(frame[frame["is_within_quota"].fillna(False)]["candidate_id"])
        for frame in (published, expected)
    )
    assert before != after
    assert f"Vào chỉ tiêu: {len(after - before)}" in texts(app)
    assert f"Ra khỏi chỉ tiêu: {len(before - after)}" in texts(app)
    after = open_database(samples).query("ranking", {"round_id": "R2024"})
    assert after.equals(published)
    os.environ["STORE"] = str(samples)
    app.switch_page("pages/council/candidates.py").run()
    best = formats.number(published["score"].max(), 2)
    assert best in texts(app)


@pytest.mark.parametrize(("changed", "follows"), [("so", "keo"), ("keo", "so")])
def test_number_and_slider_follow_each_other(samples: Path, changed: str, follows: str) -> None:
    app = open_sandbox(samples)
    inputs = {"so": app.number_input, "keo": app.slider}
    inputs[changed](key=f"{KEY}_{changed}_replication").set_value(33).run()
    inputs = {"so": app.number_input, "keo": app.slider}
    assert inputs[follows](key=f"{KEY}_{follows}_replication").value == 33


def test_all_weights_zero_is_a_sentence(samples: Path) -> None:
    app = open_sandbox(samples)
    for criterion in CRITERIA:
        app.number_input(key=f"{KEY}_so_{criterion}").set_value(0)
    app.run()
    assert not app.exception and not app.error
    assert "Ít nhất một tiêu chí phải có trọng số lớn hơn 0." in texts(app)
    app.button(key=f"{KEY}_dat_lai").click().run()
    assert [app.number_input(key=f"{KEY}_so_{one}").value for one in CRITERIA] == [40, 25, 20, 15]
    assert "bảng thử đang trùng" in texts(app)


def test_gate_off_lets_in_whom_it_kept_out(samples: Path) -> None:
    database = open_database(samples)
    expected = rank_with(database, "R2024", {}, ["indices_passed"])
    before = database.query("ranking", {"round_id": "R2024"})
    app = open_sandbox(samples)
    app.toggle(key=f"{KEY}_dk_indices_passed").set_value(False).run()
    assert len(labels(expected)) > len(labels(before))
    table = moves(app)
    assert list(table["Hạng thử"]) == labels(expected)
    new = table[table["Đổi hạng"] == "mới được xếp"]
    assert len(new) == len(labels(expected)) - len(labels(before))
    assert set(new["Hạng công bố"]) == {formats.NOTHING}
    enters = expected["is_within_quota"].fillna(False).to_numpy()
    enters = set(expected[enters]["candidate_id"]) - set(
        before[before["is_within_quota"].fillna(False)]["candidate_id"]
    )
    assert f"Vào chỉ tiêu: {len(enters)}" in texts(app)
    counted = next(one.value for one in app.table if "Kết luận về điều kiện" in one.value.columns)
    eligible = int((expected["eligibility"] == "eligible").sum())
    assert counted["Thử"].iloc[0] == str(eligible)


def content(folder: Path) -> dict[str, str]:
    return {
        str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in folder.rglob("*")
        if path.is_file()
    }


def test_reload_forgets_and_neither_link_nor_store_ever_knew(samples: Path) -> None:
    before = content(samples)
    app = open_sandbox(samples)
    address = dict(app.query_params)
    set_weight(app, "novelty", 60)
    app.toggle(key=f"{KEY}_dk_reported_in_time").set_value(False).run()
    assert dict(app.query_params) == address
    assert content(samples) == before
    again = open_sandbox(samples)
    assert again.number_input(key=f"{KEY}_so_novelty").value == 15
    assert again.toggle(key=f"{KEY}_dk_reported_in_time").value is True
    assert set(moves(again)["Đổi hạng"]) == {"="}


def test_leaving_the_page_forgets_too(samples: Path) -> None:
    app = set_weight(open_sandbox(samples), "novelty", 60)
    app.switch_page("pages/council/overview.py").run()
    app.switch_page("pages/council/what_if.py").run()
    assert app.number_input(key=f"{KEY}_so_novelty").value == 15


def panels(node: Any) -> Iterator[Any]:
    """Every bordered panel below a node of the page."""
    for child in getattr(node, "children", {}).values():
        if child.type in ("flex_container", "container") and child.proto.flex_container.border:
            yield child
        yield from panels(child)


@pytest.mark.parametrize("view", ["Biểu đồ", "Bảng"])
def test_every_panel_carries_the_mark_and_none_offers_a_file(samples: Path, view: str) -> None:
    app = set_weight(open_sandbox(samples), "novelty", 60)
    app.segmented_control(key="xem_thu_hang").set_value(view).run()
    found = list(panels(app.main))
    assert len(found) == 3
    for panel in found:
        first = next(iter(panel.children.values()))
        assert MARK in first.value, first
    assert MARK in texts(app)
    # Streamlit lets a reader save what st.dataframe draws, under a name of its own.
    assert not app.dataframe and not app.get("download_button")
    assert any("st-key-mo_phong_" in str(one.proto.body) for one in app.get("html"))


def test_chart_is_marked_and_has_few_traces(samples: Path) -> None:
    database = open_database(samples)
    rows = trial.compare(
        database.query("ranking", {"round_id": "R2024"}),
        rank_with(database, "R2024", {"novelty": 60}),
    )
    figure = charts.rank_moves(trial.ranked(rows), 10)
    assert len(figure["data"]) == 4
    assert any(note["text"] == "MÔ PHỎNG" for note in figure["layout"]["annotations"])
    assert figure["layout"]["shapes"][0]["x0"] == 10.5
    assert not charts.rank_moves(trial.ranked(rows), 1000)["layout"]["shapes"]


def candidate(name: str, published: Any, tried: Any, quota: int = 1) -> dict[str, Any]:
    def side(rank: Any) -> dict[str, Any]:
        return {
            "rank_overall": rank,
            "rank_overall_label": None if rank is None else str(rank),
            "rank_in_block_label": None,
            "score": None,
            "is_within_quota": None if rank is None else rank <= quota,
            "eligibility": "eligible",
        }

    own = {"candidate_id": name, "unit_name": name, "short_name": name, "model_name": "m"}
    return {**own, **side(published), "tried": side(tried)}


def compared(*rows: dict[str, Any]) -> pd.DataFrame:
    published = pd.DataFrame(rows).drop(columns="tried")
    tried = pd.DataFrame([{"candidate_id": row["candidate_id"], **row["tried"]} for row in rows])
    for frame in (published, tried):
        frame["rank_overall"] = frame["rank_overall"].astype("Int64")
    return trial.compare(published, tried)


def test_who_enters_and_who_leaves_the_quota() -> None:
    rows = compared(
        candidate("A", 1, 2),
        candidate("B", 2, 1),
        candidate("C", 3, None),
        candidate("D", None, 3),
        candidate("E", None, None),
    )
    found = rows.set_index("candidate_id")
    assert found["side"].to_dict() == {
        "A": "leaves",
        "B": "enters",
        "C": "outside",
        "D": "outside",
        "E": "outside",
    }
    assert found["move_words"].to_dict() == {
        "A": "▼ 1",
        "B": "▲ 1",
        "C": "không còn được xếp",
        "D": "mới được xếp",
        "E": "chưa xếp",
    }
    assert [trial.describe_step(row) for row in rows.itertuples()] == [
        "hạng 2 → 1",
        "hạng 1 → 2",
        "chưa xếp → hạng 3",
        "hạng 3 → chưa xếp",
        "chưa xếp → chưa xếp",
    ]
    assert trial.describe_quota(rows, 1) == (
        "Mô phỏng: 1 đề nghị vào, 1 đề nghị ra khỏi chỉ tiêu 1; 4/4 đề nghị đổi hạng chung."
    )
    assert "không đặt chỉ tiêu số lượng" in trial.describe_quota(rows, None)
    assert trial.describe_moves(rows) == (
        "Mô phỏng: lên nhiều nhất (1 bậc) là B, từ hạng 2 đến hạng 1; xuống nhiều nhất (1 bậc) "
        "là A, từ hạng 1 đến hạng 2."
    )


def test_equal_moves_are_not_given_to_one_alone() -> None:
    rows = compared(candidate("A", 1, 3), candidate("B", 2, 1), candidate("C", 3, 2))
    assert "(1 bậc) là B và 1 đề nghị khác" in trial.describe_moves(rows)


def test_nobody_ranked_is_a_sentence() -> None:
    rows = compared(candidate("A", None, None))
    assert "chưa có đề nghị nào được xếp hạng" in trial.describe_quota(rows, 20)
    assert "không đổi" in trial.describe_moves(rows)


def test_sealed_round_is_tried_on_what_was_sealed(tmp_path: Path) -> None:
    folder = import_samples(tmp_path)
    sealed = open_database(folder).query("ranking", {"round_id": "R2024"})
    RoundBook(Store(folder), "R2024").seal("Phiên họp 20/11", "31/BB-HĐTĐKT", "Trần Thị Thư")
    numbers = open_database(folder).query("received_files", {"kinds": "appraisals"})
    for number in numbers["submission_id"]:
        Store(folder).withdraw(int(number), "Trần Thị Thư", "thử")
    expected = rank_with(open_database(folder), "R2024", {"novelty": 60})
    assert not labels(expected) and labels(sealed)
    app = open_sandbox(folder)
    app.number_input(key="thu_R2024_chot_so_novelty").set_value(60).run()
    assert not app.exception and not app.error
    assert "Đợt xét đã chốt" in texts(app)
    assert sorted(moves(app)["Hạng công bố"]) == sorted(labels(sealed))
    live = open_sandbox(folder, ban="Số liệu hiện hành")
    assert "chưa có đề nghị nào được xếp hạng" in texts(live)


def test_text_of_a_file_takes_no_effect(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nasty = "![x](http://x.invalid/y.png) :red[đỏ] [z](http://z.invalid) $a$ <b>"
    real = trial.compare

    def hostile(published: pd.DataFrame, tried: pd.DataFrame) -> pd.DataFrame:
        return real(published, tried).assign(unit_name=nasty, model_name=nasty, short_name=nasty)

    monkeypatch.setattr(trial, "compare", hostile)
    app = open_sandbox(samples)
    app.toggle(key=f"{KEY}_dk_indices_passed").set_value(False)
    app.segmented_control(key="xem_thu_hang").set_value("Bảng").run()
    shown = next(one.value for one in app.table if "Hạng thử" in one.value.columns)
    written = [*shown["Đề nghị"]]
    written += [one.value for kind in ("markdown", "subheader") for one in app.get(kind)]
    hostile_texts = [str(one) for one in written if "invalid" in str(one)]
    assert len(hostile_texts) > len(shown) > 1
    for text in hostile_texts:
        for token in ("![", ":red[", "](http", "$a$", "<b>"):
            assert token not in text, text


def test_seal_is_tried_with_the_select_files_of_its_time(
    samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    database = open_database(samples)
    frozen = open_frozen(freeze(database))
    published = database.query("ranking", {"round_id": "R2024"})
    tried = rank_with(database, "R2024", {"novelty": 60})
    monkeypatch.setattr("queries.database.read_views", lambda: {})
    assert rank_with(frozen, "R2024").equals(published)
    assert rank_with(frozen, "R2024", {"novelty": 60}).equals(tried)
