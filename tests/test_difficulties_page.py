"""Khó khăn, kiến nghị: what counts as stated, under which theme, from which cell, and taken away.

Also models of different units that are alike, which the models page shows as pairs.
"""

import io
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document

from papers.difficulties import list_difficulties
from papers.difficulty_list import write_difficulty_list
from papers.round_data import RoundData
from papers.verification import verify
from queries.database import Database, open_database
from tests.sample_store import import_samples
from tests.small_stores import Row, open_rows, registration, result
from tests.test_pages import open_page, texts
from tests.test_views import world

PAGE = "pages/secretariat/difficulties.py"
THEMES = [
    {"theme": "Kinh phí", "sort_order": 1, "keyword": "kinh phí", "proposed_by": "thử"},
    {"theme": "Máy móc", "sort_order": 2, "keyword": "máy in", "proposed_by": "thử"},
]


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def database(samples: Path) -> Database:
    return open_database(samples)


def stating(tmp_path: Path, **words: Any) -> Database:
    """A store with one result that states these words."""
    return open_rows(tmp_path, result("U1", 2024, **words), **world(difficulty_themes=THEMES))


@pytest.mark.parametrize(
    ("difficulty", "proposal", "stated"),
    [
        ("Thiếu máy in", "Hỗ trợ kinh phí", [("Thiếu máy in", "Hỗ trợ kinh phí")]),
        ("Không", "Hỗ trợ kinh phí", [(None, "Hỗ trợ kinh phí")]),
        ("không có.", "Không", []),
        (None, None, []),
        ("Không có máy in", None, [("Không có máy in", None)]),
    ],
)
def test_stated_is_what_says_something(
    difficulty: str | None,
    proposal: str | None,
    stated: list[tuple[str | None, str | None]],
    tmp_path: Path,
) -> None:
    rows = stating(tmp_path, difficulty=difficulty, proposal=proposal).query("difficulties")
    found = [
        tuple(None if pd.isna(value) else value for value in row)
        for row in rows[["difficulty", "proposal"]].itertuples(index=False)
    ]
    assert found == stated


@pytest.mark.parametrize(
    ("words", "themes"),
    [
        ("Thiếu kinh phí mua máy in", ["Kinh phí", "Máy móc"]),
        ("THIẾU KINH PHÍ.", ["Kinh phí"]),
        ("thieu kinh phi", ["Kinh phí"]),
        ("Máy inox cũ", ["Khác"]),
        ("Đường xa", ["Khác"]),
    ],
)
def test_theme_follows_from_whole_words(words: str, themes: list[str], tmp_path: Path) -> None:
    rows = stating(tmp_path, difficulty=words).query("difficulties_by_theme")
    assert rows["theme"].tolist() == themes


def test_every_stated_part_has_a_theme_and_a_cell(database: Database) -> None:
    stated = database.query("difficulties")
    themes = database.query("difficulties_by_theme")
    for part in ("difficulty", "proposal"):
        own = stated[stated[part].notna()]
        assert own[f"{part}_address"].str.match(r"[A-Z]+\d+").all()
        assert set(themes[themes["part"] == part]["row_id"]) == set(own["row_id"])
    assert themes["theme"].notna().all()


def test_list_and_summary_report_agree_on_what_is_stated(database: Database) -> None:
    for round_id, year in (("R2023", 2023), ("R2024", 2024)):
        report = list_difficulties(RoundData(database, round_id))
        listed = database.query("difficulties", {"year": year})
        assert len(report) == len(listed) > 50


def test_page_counts_what_it_lists(samples: Path, database: Database) -> None:
    app = open_page(PAGE, {"nam": "2024", "pham_vi": "Gồm cả cấp xã"}, samples)
    assert not app.exception and not app.error
    stated = database.query("difficulties", {"year": 2024})
    sentence = f"Năm 2024, {len(stated)} báo cáo của {stated['unit_id'].nunique()} đơn vị"
    assert sentence in texts(app).replace("\u00a0", " ")
    assert "là đề xuất để Hội đồng xem" in texts(app)


def test_filter_by_theme_and_part_narrows_page(samples: Path, database: Database) -> None:
    parameters = {"nam": "2024", "chu_de": "Kinh phí", "noi_dung": "Kiến nghị"}
    app = open_page(PAGE, parameters, samples)
    themes = database.query("difficulties_by_theme", {"year": 2024, "theme": "Kinh phí"})
    own = themes[(themes["part"] == "proposal") & (themes["level"] != "commune")]
    assert f"Năm 2024, {own['row_id'].nunique()} báo cáo" in texts(app)


def test_page_without_anything_stated_says_so(samples: Path) -> None:
    app = open_page(PAGE, {"nam": "2024", "chu_de": "Khác"}, samples)
    assert "không báo cáo nào trong lựa chọn này nêu khó khăn" in texts(app)
    assert not app.exception and not app.error


def test_word_list_holds_every_stated_word_and_says_what_it_rests_on(database: Database) -> None:
    content = write_difficulty_list(database, 2024, {"level": ["province"]}, {"Phạm vi": "tỉnh"})
    document = Document(io.BytesIO(content))
    stated = database.query("difficulties", {"year": 2024, "level": "province"})
    cells = {cell.text for row in document.tables[-1].rows for cell in row.cells}
    assert set(stated["difficulty"].dropna()) <= cells
    assert document.paragraphs[-1].text.startswith("Số liệu đến")
    assert content == write_difficulty_list(
        database, 2024, {"level": ["province"]}, {"Phạm vi": "tỉnh"}
    )


def test_words_changed_by_hand_are_found_in_the_word_list(database: Database) -> None:
    document = Document(io.BytesIO(write_difficulty_list(database, 2024)))
    document.tables[-1].rows[2].cells[4].text = "Không có kiến nghị gì"
    changed = io.BytesIO()
    document.save(changed)
    verdict = verify(changed.getvalue(), database)
    assert [edit.new for edit in verdict.edits] == ["Không có kiến nghị gì"]


def pairs(tmp_path: Path, *rows: Row) -> list[tuple[str, float]]:
    found = open_rows(tmp_path, *rows, **world()).query("similar_models")
    return list(zip(found["likeness"], found["name_percent"].round(2), strict=True))


@pytest.mark.parametrize(
    ("left", "right", "expected"),
    [
        (("Nụ cười công sở", "a b"), ("Nụ cười công sở", "c d"), [("same_name", 100.0)]),
        (
            ("Nụ cười công sở", "a b"),
            ("Nụ cười nơi công sở", "c d"),
            [("similar_name", 80.0)],
        ),
        (("Nụ cười", "Trồng cây xanh"), ("Xanh sạch", "trồng cây xanh."), [("similar_content", 0)]),
        (("Nụ cười", "Trồng cây"), ("Họp không giấy", "Dùng máy tính"), []),
    ],
)
def test_pair_is_alike_in_name_or_content(
    left: tuple[str, str],
    right: tuple[str, str],
    expected: list[tuple[str, float]],
    tmp_path: Path,
) -> None:
    rows = [
        registration(unit_id, name, content=content)
        for unit_id, (name, content) in (("U1", left), ("U2", right))
    ]
    assert pairs(tmp_path, *rows) == expected


def test_models_of_one_unit_are_no_pair(tmp_path: Path) -> None:
    rows = [registration("U1", "Nụ cười công sở"), registration("U1", "Nụ cười nơi công sở")]
    assert pairs(tmp_path, *rows) == []


def test_models_page_shows_pairs_and_a_profile_its_likes(samples: Path, database: Database) -> None:
    app = open_page("pages/council/models.py", {"kieu_giong": "Trùng tên"}, samples)
    assert not app.exception and not app.error
    assert "cặp mô hình của hai đơn vị khác nhau" in texts(app)
    model_id = database.query("similar_models")["model_id"].iloc[0]
    profile = open_page("pages/council/models.py", {"mo_hinh": model_id}, samples)
    assert "giống mô hình này ở đơn vị khác" in texts(profile)


@pytest.mark.parametrize(
    ("group", "count"),
    [("Mô hình mới", "is_new"), ("Đã được nhân rộng", "replication_count")],
)
def test_catalogue_narrows_to_a_group(
    group: str, count: str, samples: Path, database: Database
) -> None:
    parameters = {"pham_vi": "Gồm cả cấp xã", "nhom_mo_hinh": group}
    app = open_page("pages/council/models.py", parameters, samples)
    stated = database.query("models")[count].dropna()
    expected = int((stated.astype(int) > 0).sum())
    assert f"{expected} mô hình theo lựa chọn" in texts(app)
