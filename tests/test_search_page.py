"""Tìm kiếm: found without accents, with typing errors, and what is said where nothing is found."""

import time
from pathlib import Path

import pytest

from pages.shared.formats import search_key
from queries.database import Database, open_database
from queries.search import find_entries, find_near_words
from tests.sample_store import import_samples
from tests.test_pages import open_page, texts

PAGE = "pages/council/search.py"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def database(samples: Path) -> Database:
    return open_database(samples)


@pytest.mark.parametrize(
    ("typed", "kind", "title"),
    [
        ("Sở Tư pháp", "unit", "Sở Tư pháp"),
        ("so tu phap", "unit", "Sở Tư pháp"),
        ("SO TU PHAP", "unit", "Sở Tư pháp"),
        ("sotuphap", "unit", "Sở Tư pháp"),
        ("so tu phpa", "unit", "Sở Tư pháp"),
        ("so tuu phap", "unit", "Sở Tư pháp"),
        ("phap tu so", "unit", "Sở Tư pháp"),
        ("phong hop khong giay", "model", "Phòng họp không giấy"),
        ("phong hop khogn giay", "model", "Phòng họp không giấy"),
        ("phong hop ko giay", "model", "Phòng họp không giấy"),
        ("5s", "model", "Bàn làm việc ngăn nắp (5S)"),
    ],
)
def test_what_is_typed_finds_first_what_is_meant(
    typed: str, kind: str, title: str, database: Database
) -> None:
    first = find_entries(database, search_key(typed)).iloc[0]
    assert (first["entry_kind"], first["title"]) == (kind, title)


@pytest.mark.parametrize("typed", ["thieu may quet", "thiếu mays quets", "thieu may quetx"])
def test_difficulty_is_found_by_its_words(typed: str, database: Database) -> None:
    hits = find_entries(database, search_key(typed))
    assert hits.iloc[0]["entry_kind"] == "difficulty"
    assert "Thiếu máy quét" in hits.iloc[0]["title"]


def test_likeness_is_shown_only_where_nothing_has_the_words(database: Database) -> None:
    assert find_entries(database, "so tu phap")["is_direct"].all()
    assert not find_entries(database, "so tu phpa")["is_direct"].any()


def test_nothing_typed_and_signs_alone_find_nothing(database: Database) -> None:
    for phrase in ("", "  ", search_key("%_'; drop table units; --")[:0], search_key("…!?")):
        assert find_entries(database, phrase).empty


def test_unknown_word_gets_words_that_look_like_it_spelled_with_accents(
    database: Database,
) -> None:
    near = find_near_words(database, "xyzq nghanh")
    assert "ngành" in near[near["wanted_word"] == "nghanh"]["spelling"].tolist()
    assert find_near_words(database, "so").empty


def test_search_takes_less_than_a_tenth_of_a_second(database: Database) -> None:
    typed = ("so tu phap", "kihn phi", "so tai nguyen va moi truong", "thieu may quet may in")
    find_entries(database, typed[0])
    taken = []
    for phrase in typed:
        # Another process may hold the processor; the fastest of a few is what the query takes.
        runs = []
        for _ in range(10):
            started = time.perf_counter()
            find_entries(database, phrase)
            runs.append(time.perf_counter() - started)
        taken.append(min(runs))
    assert max(taken) < 0.1


def test_every_entry_leads_to_a_place_that_exists(database: Database) -> None:
    entries = database.query("search_entries")
    known = {
        "unit": set(database.query("unit_profiles")["unit_id"]),
        "model": set(database.query("models")["model_id"]),
        "candidate": set(database.query("candidates")["candidate_id"]),
    }
    for kind, own in entries.groupby("entry_kind"):
        ids = own["entry_id"]
        if kind in ("result", "difficulty"):
            kind, ids = "model", ids.str.partition("|")[2]
        assert set(ids) <= known[str(kind)], kind


def test_page_groups_what_the_url_asks_for(samples: Path) -> None:
    app = open_page(PAGE, {"tim": "so tu phap"}, samples)
    assert not app.exception and not app.error
    shown = texts(app)
    for heading in ("Đơn vị: 1", "Mô hình: 3", "Kết quả báo cáo: 8"):
        assert heading in shown
    assert app.text_input(key="tim").value == "so tu phap"


def test_page_says_that_hits_are_only_alike(samples: Path) -> None:
    shown = texts(open_page(PAGE, {"tim": "so tu phpa"}, samples))
    assert "Không mục nào có đủ các từ “so tu phpa”" in shown
    assert "Từ gần giống có trong số liệu" in shown
    assert "Đơn vị: 1" in shown


def test_page_says_what_was_searched_and_offers_near_words(samples: Path) -> None:
    app = open_page(PAGE, {"tim": "zzyx qqqq"}, samples)
    shown = texts(app)
    assert "Không tìm thấy. Đã tìm theo tên, nội dung và năm trong 235 đơn vị" in shown
    assert not app.exception and not app.error


def test_click_on_a_near_word_searches_for_it(samples: Path) -> None:
    app = open_page(PAGE, {"tim": "so tu phpa"}, samples)
    app.button(key="tu_phpa_phap").click().run()
    assert app.text_input(key="tim").value == "so tu phap"
    assert "Không mục nào có đủ các từ" not in texts(app)


@pytest.mark.parametrize(
    "typed", ["'; drop table units; --", "![x](http://a/b)", "%%%", "a" * 100, "🙂", "{{}}"]
)
def test_page_takes_whatever_is_typed(typed: str, samples: Path) -> None:
    app = open_page(PAGE, {"tim": typed}, samples)
    assert not app.exception and not app.error
