"""Khám phá: choosing agrees with the pages, SQL goes through the fence, questions come back."""

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from queries.database import open_database
from reports.meetings import MeetingBook
from reports.questions import QuestionBook
from reports.store import Store
from tests.sample_store import import_samples

ROOT = Path(__file__).resolve().parents[1]
CHOOSE, TYPE, KEPT = "Chọn sẵn", "SQL", "Câu hỏi đã lưu"


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


def open_page(store: Path, **parameters: str) -> AppTest:
    os.environ["STORE"] = str(store)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    app.run()
    app.switch_page("pages/secretariat/explore.py")
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    assert not app.exception
    return app


def typed(store: Path, text: str) -> AppTest:
    app = open_page(store)
    app.segmented_control(key="kham_pha_cach").set_value(TYPE).run()
    app.text_area(key="hoi_sql").set_value(text).run()
    app.button(key="hoi_sql_nut").click().run()
    assert not app.exception
    return app


def texts(app: AppTest) -> str:
    kinds = ("header", "subheader", "markdown", "caption", "warning", "info", "error", "success")
    shown = "\n".join(str(one.value) for kind in kinds for one in app.get(kind))
    return shown.replace("\\", "").replace("\u00a0", " ").replace("\u2060", "")


def table(app: AppTest) -> pd.DataFrame:
    return app.dataframe[0].value


def test_page_opens_with_an_answer_a_sentence_and_the_sql(samples: Path) -> None:
    app = open_page(samples)
    assert not app.error
    assert "Số đơn vị từ" in texts(app)
    assert list(table(app)) == ["Năm", "Số đơn vị"]
    assert any("from coverage" in str(one.value) for one in app.code)


def test_share_that_was_chosen_is_the_one_of_the_coverage_page(samples: Path) -> None:
    app = open_page(samples)
    measures = app.multiselect(key="hoi_chon_tinh_coverage")
    measures.set_value(["Tỷ lệ có mô hình tính vào độ phủ"]).run()
    app.multiselect(key="hoi_chon_loc_coverage").set_value(["Cấp"]).run()
    app.multiselect(key="hoi_chon_loc_coverage_level").set_value(["province", "district"]).run()
    assert not app.exception and not app.error
    found = table(app).set_index("Năm")["Tỷ lệ có mô hình tính vào độ phủ"]
    page = open_database(samples).query("coverage_by_year", {"scope": "core"}).set_index("year")
    for year, share in page["share_percent"].items():
        assert found[year] == pytest.approx(share, abs=1e-4)


def test_percentage_is_not_offered_for_summing(samples: Path) -> None:
    app = open_page(samples)
    app.selectbox(key="hoi_chon_chu_de").set_value("index_states").run()
    offered = app.multiselect(key="hoi_chon_tinh_index_states").options
    assert "Giá trị chỉ số – trung bình" in offered
    assert not any("tổng" in one for one in offered)


def test_limit_that_cuts_is_said_aloud(samples: Path) -> None:
    app = open_page(samples)
    app.multiselect(key="hoi_chon_theo_coverage").set_value(["Đơn vị"]).run()
    app.selectbox(key="hoi_chon_dong").set_value(10).run()
    assert "Đang hiện 10 dòng đầu theo thứ tự đã chọn" in texts(app)


def test_sql_of_a_choice_can_be_edited(samples: Path) -> None:
    app = open_page(samples)
    app.button(key="hoi_sua").click().run()
    assert not app.exception
    assert "from coverage" in str(app.text_area(key="hoi_sql").value)
    assert "Số đơn vị" in list(table(app))


def test_typed_sql_is_answered_as_a_table(samples: Path) -> None:
    app = typed(samples, "select block_name, count(*) as n from ranking group by block_name")
    assert not app.error
    assert table(app)["n"].sum() == len(open_database(samples).query("ranking"))


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("select unit_nam from ranking", "Gần nhất: “unit_name”"),
        ("from '/etc/passwd'", "Không có bảng “/etc/passwd”"),
        ("drop table ranking", "Chỉ chạy được một câu lệnh đọc"),
        ("select 1 where", "(Dòng 1, ký tự"),
    ],
)
def test_refusal_is_a_sentence_on_the_page(samples: Path, text: str, sentence: str) -> None:
    app = typed(samples, text)
    (error,) = app.error
    assert sentence in texts(app)
    assert "Traceback" not in str(error.value)


def test_more_rows_than_shown_are_said_aloud(samples: Path) -> None:
    app = typed(samples, "select * from range(6000)")
    assert "nhiều hơn 5.000 dòng" in texts(app)


def test_words_of_an_answer_never_act_as_markup(samples: Path) -> None:
    app = typed(
        samples, "select '![](http://x.example/a.png) :red[x]' as \"![b](http://x)\", 1 as n"
    )
    assert not app.exception
    assert "![](http" not in "\n".join(str(one.value) for one in app.markdown)


def test_question_is_kept_with_its_author_and_opens_by_its_link(samples: Path) -> None:
    app = typed(samples, "select count(*) as so_de_nghi from ranking")
    app.text_input(key="nguoi_thuc_hien").set_value("Trần Thị Sa Rương").run()
    name = next(one for one in app.text_input if one.label == "Câu hỏi")
    name.set_value("Có bao nhiêu đề nghị?").run()
    app.button(key="hoi_sql_luu_luu").click().run()
    assert not app.exception
    kept = open_database(samples).query("kept_questions").iloc[-1]
    assert (kept["title"], kept["kept_by"]) == ("Có bao nhiêu đề nghị?", "Trần Thị Sa Rương")
    again = open_page(samples, hoi=str(kept["question_id"]))
    assert "Có bao nhiêu đề nghị?" in texts(again)
    assert list(table(again)) == ["so_de_nghi"]


def test_question_on_an_agenda_is_presented_in_the_version_that_was_put_there(
    tmp_path: Path,
) -> None:
    store = import_samples(tmp_path)
    MeetingBook(Store(store)).plan("Phiên xét", date(2024, 11, 20), "Trần Thị Sa Rương")
    app = typed(store, "select count(*) as so_de_nghi from ranking")
    app.text_input(key="nguoi_thuc_hien").set_value("Trần Thị Sa Rương").run()
    next(one for one in app.text_input if one.label == "Câu hỏi").set_value("Mấy đề nghị?").run()
    app.selectbox(key="hoi_sql_luu_ghim").set_value("H001").run()
    app.button(key="hoi_sql_luu_luu").click().run()
    assert not app.exception
    assert "đưa vào chương trình Phiên xét (20/11/2024)" in texts(app)
    (item,) = open_database(store).query("agenda_in_force").itertuples()
    assert (item.title, item.page) == ("Mấy đề nghị?", "secretariat/explore")
    (pin,) = open_database(store).query("pinned_questions").itertuples()
    assert (pin.question_id, pin.version_no, pin.meeting_title) == ("C001", 1, "Phiên xét")
    QuestionBook(Store(store)).keep("Khác", "select 1 as khac", "table", "An", "", "C001")
    shown = open_page(store, hoi="C001", lan="1", trinh=str(item.item_id))
    assert list(table(shown)) == ["so_de_nghi"]
    assert "Mấy đề nghị?" in texts(shown)
    assert not any(one.label == "Chạy" for one in shown.button)
    assert "Khám phá: hỏi số liệu" not in texts(shown)
    listed = open_page(store)
    listed.segmented_control(key="kham_pha_cach").set_value(KEPT).run()
    assert list(table(listed)["Trong chương trình họp"]) == ["Phiên xét (20/11/2024), mục 1"]


def test_nobody_keeps_nothing(samples: Path) -> None:
    app = typed(samples, "select 1 as mot")
    before = len(open_database(samples).query("kept_questions"))
    app.button(key="hoi_sql_luu_luu").click().run()
    assert "Hãy ghi họ và tên" in texts(app)
    assert len(open_database(samples).query("kept_questions")) == before


def test_list_of_questions_names_them_and_their_meeting(samples: Path) -> None:
    QuestionBook(Store(samples)).keep("Ai muộn nhất?", "from report_progress", "table", "An", "P1")
    app = open_page(samples)
    app.segmented_control(key="kham_pha_cach").set_value(KEPT).run()
    assert not app.exception
    assert "Ai muộn nhất?" in list(table(app)["Câu hỏi"])


def test_link_to_a_question_that_does_not_exist_says_so(samples: Path) -> None:
    app = open_page(samples, hoi="C999")
    assert "Không có câu hỏi “C999”" in texts(app)


def test_past_moment_is_asked_about_what_there_was_then(samples: Path) -> None:
    app = open_page(samples, moc="2020-01-01T00:00")
    app.segmented_control(key="kham_pha_cach").set_value(TYPE).run()
    app.text_area(key="hoi_sql").set_value("select count(*) as n from received_files").run()
    app.button(key="hoi_sql_nut").click().run()
    assert not app.exception and not app.error
    assert "Đây không phải số liệu hiện hành" in texts(app)
    assert list(table(app)["n"]) == [0]
