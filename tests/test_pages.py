"""Every page of the menu opens, in every filter state that matters, on samples, empty and no store."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import duckdb
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import data, formats
from queries.database import FACTS, open_database
from reports.rounds import RoundBook
from reports.store import Store
from tests.sample_store import import_samples
from tests.small_stores import publish

ROOT = Path(__file__).resolve().parents[1]
# The folder, not a list: a new page is tested the day it appears.
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "pages").glob("*/*.py")
    if path.parent.name != "shared"
)
FILTERS: list[dict[str, str]] = [
    {},
    {"nam": "2023"},
    {"nam": "2025", "pham_vi": "Gồm cả cấp xã"},
    {"khoi": "Khối 1 – Nội chính, LLVT", "nam": "2024"},
    {"chi_so": "PAR INDEX", "dot": "Đợt xét năm 2023", "muc": "Điều kiện"},
    {
        "nam": "1999",
        "pham_vi": "'; drop table units; --",
        "khoi": "![](http://x/y.png)",
        "chi_so": "x",
        "dot": "?",
    },
    {"don_vi": "U0011", "mo_hinh": "khong-co", "de_nghi": "khong-co", "muc": "Từ điển số liệu"},
]


def open_page(page: str, parameters: dict[str, str], store: Path) -> AppTest:
    """The page as a visitor with this URL sees it; everything runs through dashboard.py."""
    os.environ["STORE"] = str(store)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    # Before the first run: a bound picker takes its value from the URL that it is born with.
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(page)
    return app.run()


def texts(app: AppTest) -> str:
    """Everything readable on the page, for asserting on sentences."""
    kinds = (
        "title",
        "header",
        "subheader",
        "markdown",
        "caption",
        "text",
        "warning",
        "info",
        "error",
        "success",
    )
    return "\n".join(str(element.value) for kind in kinds for element in app.get(kind)).replace(
        "\\", ""
    )


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which nothing was ever accepted."""
    store = tmp_path_factory.mktemp("empty_store")
    (store / "snapshots").mkdir()
    with duckdb.connect(str(store / "snapshots" / "v0.duckdb")) as connection:
        for table, columns in FACTS.items():
            declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f"create table {table} ({declared})")
    publish(store, "v0")
    return store


@pytest.fixture(autouse=True)
def keep_environment() -> Iterator[None]:
    """STORE as it was, whatever a test did."""
    before = os.environ.get("STORE")
    yield
    if before is None:
        os.environ.pop("STORE", None)
    else:
        os.environ["STORE"] = before


@pytest.fixture(scope="session")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The store made of data/samples."""
    return import_samples(tmp_path_factory.mktemp("samples"))


@pytest.mark.parametrize("page", PAGES)
@pytest.mark.parametrize("parameters", FILTERS, ids=lambda one: "&".join(one) or "default")
def test_page_opens_on_the_samples_in_every_filter_state(
    page: str, parameters: dict[str, str], samples: Path
) -> None:
    app = open_page(page, parameters, samples)
    assert not app.exception, [element.value for element in app.exception]
    assert not app.error, [element.value for element in app.error]
    shown = texts(app)
    assert "Số liệu mô phỏng" in shown
    assert "Số liệu đến" in shown
    assert len(shown) > 200


@pytest.mark.parametrize("page", PAGES)
def test_page_opens_on_an_empty_store_without_an_error(page: str, empty_store: Path) -> None:
    app = open_page(page, {}, empty_store)
    assert not app.exception
    assert not app.error, [element.value for element in app.error]
    assert "Kho chưa có báo cáo nào" in texts(app)


def test_missing_store_is_a_sentence_with_the_command_to_run(tmp_path: Path) -> None:
    os.environ["STORE"] = str(tmp_path / "nowhere")
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    assert not app.exception
    assert app.title[0].value == "Chưa có kho số liệu"
    assert app.code[0].value == "python -m reports import data/samples"


def test_damaged_store_is_a_sentence_with_the_command_to_run(tmp_path: Path) -> None:
    (tmp_path / "current.json").write_text("{", encoding="utf-8")
    os.environ["STORE"] = str(tmp_path)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60).run()
    assert not app.exception
    assert app.title[0].value == "Kho số liệu không đọc được"


def test_failure_inside_a_page_becomes_a_sentence_with_a_number(
    samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> str:
        raise RuntimeError("a secret of the server")

    monkeypatch.setattr("pages.shared.sentences.overview", fail)
    app = open_page("pages/council/overview.py", {}, samples)
    assert not app.exception
    assert "mã lỗi" in app.error[0].value
    assert "secret" not in texts(app)


def test_new_import_shows_at_the_next_rerun(
    samples: Path, empty_store: Path, tmp_path: Path
) -> None:
    store = tmp_path / "store"
    shutil.copytree(empty_store, store)
    app = open_page("pages/council/overview.py", {}, store)
    assert "0 tệp đã nhận" in texts(app)
    shutil.copytree(samples / "snapshots", store / "snapshots", dirs_exist_ok=True)
    shutil.copy(samples / "current.json", store / "current.json")
    app.run()
    received = int(open_database(samples).query("data_status")["submissions"].iloc[0])
    assert f"{received} tệp đã nhận" in texts(app)


EXPECTED = {
    "pages/council/overview.py": ["đơn vị", "có mô hình", "Cần chú ý", "Số liệu từ đâu ra?"],
    "pages/council/coverage.py": ["chỉ tiêu 100 %", "chưa có mô hình", "kết thúc hoạt động"],
    "pages/council/index_trends.py": ["SIPAS năm 2024", "trung vị", "tăng nhiều nhất"],
    "pages/council/candidates.py": ["Đợt xét năm 2024", "đề xuất của phần mềm", "đứng đầu"],
    "pages/council/units.py": ["đơn vị tính trong năm 2024"],
    "pages/council/models.py": ["mô hình theo lựa chọn"],
    "pages/reference/method.py": ["Độ phủ mô hình", "Kế hoạch, mục III.1"],
}


@pytest.mark.parametrize("page", EXPECTED)
def test_page_states_its_finding(page: str, samples: Path) -> None:
    shown = texts(open_page(page, {"nam": "2024", "dot": "Đợt xét năm 2024"}, samples))
    shown = shown.replace("\u00a0", " ")
    for words in EXPECTED[page]:
        assert words in shown, words


def test_overview_numbers_are_those_of_the_view(samples: Path) -> None:
    figures = open_database(samples).query("overview_figures", {"scope": "core", "year": 2024})
    app = open_page("pages/council/overview.py", {"nam": "2024"}, samples)
    assert [metric.label for metric in app.metric] == list(figures["label"])
    for row, metric in zip(figures.itertuples(), app.metric, strict=True):
        share = formats.percent(row.value) if row.unit_of_measure == "%" else str(row.numerator)
        assert metric.value == share
        assert f"{row.numerator}/{row.denominator}" in texts(app)


@pytest.mark.parametrize(
    ("typed", "found"),
    [("so noi vu", "Sở Nội vụ"), ("SỞ NỘI VỤ", "Sở Nội vụ"), ("nga nam", "Ngã Năm")],
)
def test_unit_is_found_without_accents(typed: str, found: str, samples: Path) -> None:
    app = open_page("pages/council/units.py", {}, samples)
    app.text_input(key="tim_don_vi").set_value(typed).run()
    assert any(found in link.value.replace("\\", "") for link in app.page_link)


def test_unit_page_shows_the_cells_behind_its_figures(samples: Path) -> None:
    cells = open_database(samples).query("figure_cells", {"topic": "coverage"})
    unit_id = cells["unit_id"].iloc[0]
    app = open_page("pages/council/units.py", {"don_vi": unit_id}, samples)
    own = cells[cells["unit_id"] == unit_id]
    tables = [frame.value for frame in app.dataframe if "Ô" in frame.value.columns]
    assert set(tables[0]["Ô"]) == set(own["address"])
    assert set(tables[0]["Tệp"]) == set(own["file_name"])


def test_candidate_page_shows_every_gate_with_its_evidence(samples: Path) -> None:
    database = open_database(samples)
    ranked = database.query("ranking", {"round_id": "R2024", "level": "province"})
    chosen = ranked["candidate_id"].iloc[0]
    app = open_page(
        "pages/council/candidates.py", {"dot": "Đợt xét năm 2024", "de_nghi": chosen}, samples
    )
    gates = database.query("gate_results", {"candidate_id": chosen})
    shown = next(frame.value for frame in app.dataframe if "Điều khoản" in frame.value.columns)
    assert list(shown["Căn cứ trong số liệu"]) == list(gates.sort_values("sort_order")["evidence"])


@pytest.mark.parametrize(
    ("section", "words"),
    [
        ("Thứ tự", ["đứng đầu", "90 % số bộ trọng số"]),
        ("Điều kiện", ["Điều kiện vướng nhiều nhất", "chưa đủ căn cứ để kết luận"]),
        ("So sánh", ["So sánh hai đề nghị"]),
    ],
)
def test_sections_of_the_ranking(samples: Path, section: str, words: list[str]) -> None:
    query = {"dot": "Đợt xét năm 2024", "muc_xep_hang": section}
    app = open_page("pages/council/candidates.py", query, samples)
    assert not app.exception
    for word in words:
        assert word in texts(app)


def list_candidates(samples: Path, **where: Any) -> list[str]:
    ranking = open_database(samples).query("ranking", {"round_id": "R2024", **where})
    ranking = ranking[ranking["level"].isin(["province", "district"])]
    return list(ranking.sort_values("rank_overall")["candidate_id"])


def test_profile_says_how_sure_the_rank_is_and_who_is_next(samples: Path) -> None:
    chosen = list_candidates(samples, eligibility="eligible")[1]
    query = {"dot": "Đợt xét năm 2024", "de_nghi": chosen}
    shown = texts(open_page("pages/council/candidates.py", query, samples))
    assert "1.000 bộ trọng số quanh trọng số công bố (±25 %)" in shown
    assert "đứng ngay trước" in shown and "đứng ngay sau" in shown


def test_profile_of_a_candidate_without_evidence_gives_a_range_not_a_zero(samples: Path) -> None:
    chosen = list_candidates(samples, eligibility="insufficient")[0]
    query = {"dot": "Đợt xét năm 2024", "de_nghi": chosen}
    shown = texts(open_page("pages/council/candidates.py", query, samples))
    assert "Khi có đủ, hạng chung nằm trong khoảng" in shown
    assert "thiếu không được tính là 0" in shown


def test_two_candidates_stand_side_by_side_with_what_parts_them(samples: Path) -> None:
    first, second = list_candidates(samples, eligibility="eligible")[:2]
    query = {"dot": "Đợt xét năm 2024", "muc_xep_hang": "So sánh", "so_a": first, "so_b": second}
    app = open_page("pages/council/candidates.py", query, samples)
    scores = open_database(samples).query("ranking").set_index("candidate_id")["score"]
    gap = formats.number(scores[first] - scores[second], 2)
    assert f"hơn {gap} điểm" in texts(app)
    shown = next(one.value for one in app.dataframe if "Chênh lệch" in one.value.columns)
    assert shown["Chênh lệch"].sum() == pytest.approx(scores[first] - scores[second], abs=0.001)


def test_sealed_round_opens_on_what_was_sealed(tmp_path: Path) -> None:
    folder = import_samples(tmp_path)
    RoundBook(Store(folder), "R2024").seal("Phiên họp 20/11", "31/BB-HĐTĐKT", "Trần Thị Thư")
    before = open_database(folder).query("ranking", {"round_id": "R2024"})
    for number in open_database(folder).query("received_files", {"kinds": "appraisals"})[
        "submission_id"
    ]:
        Store(folder).withdraw(int(number), "Trần Thị Thư", "thử")
    query = {"dot": "Đợt xét năm 2024", "pham_vi": "Gồm cả cấp xã"}
    sealed = open_page("pages/council/candidates.py", query, folder)
    assert "Đợt xét đã chốt" in texts(sealed) and "31/BB-HĐTĐKT" in texts(sealed)
    best = formats.number(before["score"].max(), 2)
    assert best in texts(sealed)
    live = open_page("pages/council/candidates.py", {**query, "ban": "Số liệu hiện hành"}, folder)
    assert "Đang xem số liệu hiện hành" in texts(live)
    assert best not in texts(live)


def test_text_of_a_file_takes_no_effect(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    nasty = "![x](http://x.invalid/y.png) :red[đỏ] [z](http://z.invalid) $a$ <b>"
    real = data.rows

    def rows(view: str, **where: Any) -> pd.DataFrame:
        frame = real(view, **where)
        if view == "unit_profiles":
            frame["name"] = nasty
        return frame

    monkeypatch.setattr(data, "rows", rows)
    app = open_page("pages/council/units.py", {"don_vi": "U0011"}, samples)
    heading = next(one.value for one in app.subheader if "invalid" in one.value)
    for token in ("![", ":red[", "](http", "$a$", "<b>"):
        assert token not in heading
