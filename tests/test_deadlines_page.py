"""Tiến độ báo cáo: what the page shows in each state, who is chosen, and who gets a letter."""

import io
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pandas as pd
import pytest
from docx import Document
from streamlit.testing.v1 import AppTest

from pages.shared import charts, data, reminders
from papers.reminder_letters import write_letters
from queries.database import Database, open_database
from tests.sample_store import import_samples
from tests.test_pages import open_page, texts

PAGE = "pages/secretariat/deadlines.py"
STATES = {
    "in_time_at_once": "Đúng hạn, đạt ngay",
    "in_time_corrected": "Đúng hạn, phải sửa",
    "extended": "Được gia hạn",
    "late": "Muộn",
    "undated": "Chưa rõ ngày",
    "not_yet": "Chưa nộp",
    "not_expected": "Không thuộc diện",
}


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def database(store: Path) -> Database:
    return open_database(store)


@pytest.fixture(autouse=True)
def keep_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("STORE", "")
    yield


def unit_table(app: AppTest) -> pd.DataFrame:
    """The rows of the list of units; empty where it says that there are none."""
    found = [one.value for one in app.dataframe if "Số lần gửi" in one.value.columns]
    return found[0] if found else pd.DataFrame({"Đơn vị": [], "Tình trạng": []})


def buttons(app: AppTest) -> dict[str, Any]:
    return {str(one.key): one for one in app.button}


@pytest.mark.parametrize("code", STATES)
def test_list_holds_the_units_of_the_chosen_state_only(
    code: str, store: Path, database: Database
) -> None:
    address = {"nam": "2023", "pham_vi": "Gồm cả cấp xã", "tinh_trang": STATES[code]}
    app = open_page(PAGE, address, store)
    assert not app.exception and not app.error
    expected = database.query("report_progress", {"year": 2023, "timeliness": code})
    shown = unit_table(app)
    assert sorted(shown["Đơn vị"]) == sorted(expected["unit_name"])
    assert all(STATES[code] in words for words in shown["Tình trạng"])


def test_headline_states_the_counts_of_the_view(store: Path, database: Database) -> None:
    row = database.query("progress_by_year", {"scope": "core", "year": 2024}).iloc[0]
    shown = texts(open_page(PAGE, {"nam": "2024"}, store))
    assert f"đã nhận báo cáo của {row['received']}/{row['expected']} đơn vị" in shown
    assert f"{row['not_yet']} đơn vị chưa nộp" in shown
    assert "Ngày cuối còn đúng hạn: 29/10/2024" in shown


def test_headline_of_a_block_counts_the_block(store: Path, database: Database) -> None:
    block = "Khối 4 – Tổng hợp, kinh tế"
    row = database.query("progress_by_block", {"scope": "core", "year": 2024, "block_order": 4})
    shown = texts(open_page(PAGE, {"nam": "2024", "khoi": block}, store))
    assert f"báo cáo của {row['received'].iloc[0]}/{row['expected'].iloc[0]} đơn vị" in shown


def test_units_waiting_for_a_correction_are_a_list_of_their_own(
    store: Path, database: Database
) -> None:
    address = {"nam": "2023", "pham_vi": "Gồm cả cấp xã", "tinh_trang": "Đang chờ bản sửa"}
    shown = unit_table(open_page(PAGE, address, store))
    expected = database.query("report_progress", {"year": 2023, "returned": True})
    assert len(shown) > 0
    assert sorted(shown["Đơn vị"]) == sorted(expected["unit_name"])


def test_one_click_chooses_every_unit_without_a_report_and_one_click_none(
    store: Path, database: Database
) -> None:
    waiting = int(database.query("progress_by_year", {"scope": "core", "year": 2024})["not_yet"][0])
    app = open_page(PAGE, {"nam": "2024"}, store)
    assert "Đánh dấu các đơn vị" in texts(app)
    assert {str(one.key) for one in app.get("download_button")}.isdisjoint({"don_doc_docx"})
    buttons(app)["chon_chua_nop"].click().run()
    assert not app.exception
    assert f"Đã chọn {waiting} đơn vị, {waiting} đơn vị cần đôn đốc" in texts(app)
    labels = [one.label for one in app.get("download_button")]
    assert "Tải một tệp Word (.docx)" in labels
    assert "Tải mỗi đơn vị một tệp (.zip)" in labels
    buttons(app)["bo_chon"].click().run()
    assert "Đánh dấu các đơn vị" in texts(app)


def test_choice_does_not_survive_into_another_list(store: Path) -> None:
    app = open_page(PAGE, {"nam": "2024"}, store)
    buttons(app)["chon_chua_nop"].click().run()
    app.selectbox(key="tinh_trang").select("late").run()
    assert "Đánh dấu các đơn vị" in texts(app)
    assert buttons(app)["chon_chua_nop"].disabled


def test_only_units_that_still_owe_something_get_a_letter(database: Database) -> None:
    rows = database.query("report_progress", {"year": 2024})
    asked = reminders.recipients(rows)
    owing = rows[rows["timeliness"].eq("not_yet") | rows["returned"].eq(True)]
    owing = owing[owing["timeliness"] != "not_expected"]
    assert [one.unit_name for one in asked] == owing["unit_name"].tolist()
    for recipient, row in zip(asked, owing.itertuples(), strict=True):
        ((what, due_on),) = recipient.missing
        if row.timeliness == "not_yet":
            assert (what, due_on) == (reminders.REPORT.format(year=2024), row.due_on.date())
            assert recipient.late_working_days == row.overdue_working_days
        else:
            assert (what, due_on) == (reminders.CORRECTION.format(year=2024), None)
            assert recipient.late_working_days is None


def test_letters_name_every_chosen_unit(database: Database) -> None:
    rows = database.query("report_progress", {"year": 2024, "level": ["province", "district"]})
    asked = reminders.recipients(rows)
    paper = write_letters(asked, 2024, database.as_of, database.version)
    written = [part.text for part in Document(io.BytesIO(paper)).paragraphs]
    letters = [line for line in written if line.startswith("Kính gửi")]
    assert len(letters) == len(asked) > 10
    assert all(one.unit_name in line for one, line in zip(asked, letters, strict=True))


def test_every_state_of_the_chart_has_a_sign_a_word_and_a_colour(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE", str(store))
    codes = data.states("timeliness")
    assert dict(zip(codes["code"], codes["label"], strict=True)) == STATES
    assert codes["symbol"].nunique() == len(codes)
    drawn = codes[codes["code"] != "not_expected"]
    assert sorted(charts.TIMELINESS_COLOURS) == sorted(drawn["code"])
    assert len(set(charts.TIMELINESS_COLOURS.values())) == len(drawn)


def test_extension_of_chosen_units_needs_a_name_a_day_and_a_document(
    tmp_path: Path, database: Database
) -> None:
    store = import_samples(tmp_path)
    waiting = int(database.query("progress_by_year", {"scope": "core", "year": 2024})["not_yet"][0])
    app = open_page(PAGE, {"nam": "2024"}, store)
    buttons(app)["chon_chua_nop"].click().run()

    def submit() -> AppTest:
        return next(one for one in app.button if one.label == "Ghi gia hạn").click().run()

    assert "Hãy ghi họ và tên" in submit().warning[-1].value
    app.text_input(key="nguoi_thuc_hien").set_value("Trần Thị Thư").run()
    buttons(app)["chon_chua_nop"].click().run()
    assert "Hãy chọn ngày cuối được gia hạn" in submit().error[0].value
    buttons(app)["chon_chua_nop"].click().run()
    app.date_input(key="gia_han_den").set_value(date(2024, 11, 29))
    app.text_input(key="gia_han_van_ban").set_value("45/UBND-NC")
    app.text_input(key="gia_han_ly_do").set_value("Bão số 3")
    submit()
    assert f"đến hết ngày 29/11/2024 cho {waiting} đơn vị" in texts(app)
    extended = open_database(store).query("report_progress", {"year": 2024})
    extended = extended[extended["extension_document"] == "45/UBND-NC"]
    assert len(extended) == waiting
    assert set(extended["due_on"]) == {pd.Timestamp(2024, 11, 29)}
