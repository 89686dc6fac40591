"""Meetings: an agenda of views, remarks beside them, presenting, draft minutes, and the seal."""

import datetime
import io
from pathlib import Path

import pytest
from docx import Document
from streamlit.testing.v1 import AppTest

from pages.shared import presenting
from papers.meeting_minutes import NoSuchMeeting, write_meeting_minutes
from queries.database import open_database
from reports.disk import StoreError
from reports.meetings import MeetingBook, MeetingSealed
from reports.rereading import reread_event
from reports.store import Store
from tests.sample_store import import_samples
from tests.test_pages import open_page, texts

NAME = "Trần Thị Thư"
DAY = datetime.date(2024, 11, 20)
PAGE = "pages/secretariat/meetings.py"


@pytest.fixture
def book(tmp_path: Path) -> MeetingBook:
    return MeetingBook(Store(tmp_path / "store"))


def agenda(book: MeetingBook, meeting_id: str) -> list[str]:
    found = open_database(book.store.path).query("agenda_in_force", {"meeting_id": meeting_id})
    return list(found["title"])


def plan(book: MeetingBook, *titles: str) -> tuple[str, list[str]]:
    meeting_id = book.plan("Phiên họp quý IV", DAY, NAME)
    return meeting_id, [
        book.add_item(meeting_id, title, "council/coverage", "nam=2024", NAME) for title in titles
    ]


def test_items_keep_their_order_through_moves_and_removals(book: MeetingBook) -> None:
    meeting_id, (first, second, third) = plan(book, "Một", "Hai", "Ba")
    book.move_item(third, -1, NAME)
    assert agenda(book, meeting_id) == ["Một", "Ba", "Hai"]
    book.move_item(first, -1, NAME)
    assert agenda(book, meeting_id) == ["Một", "Ba", "Hai"]
    book.drop_item(third, NAME)
    assert agenda(book, meeting_id) == ["Một", "Hai"]
    with pytest.raises(StoreError, match="không còn trong chương trình"):
        book.move_item(third, 1, NAME)
    book.add_item(meeting_id, "Bốn", "council/units", "", NAME)
    assert agenda(book, meeting_id) == ["Một", "Hai", "Bốn"]
    assert second


def test_meetings_do_not_mix(book: MeetingBook) -> None:
    one, _ = plan(book, "Một")
    other, _ = plan(book, "Hai")
    assert (one, other) == ("H001", "H002")
    assert (agenda(book, one), agenda(book, other)) == (["Một"], ["Hai"])


@pytest.mark.parametrize(
    ("act", "sentence"),
    [
        (lambda book, one: book.plan(" ", DAY, NAME), "tên phiên họp"),
        (lambda book, one: book.plan("Phiên", DAY, ""), "họ và tên"),
        (lambda book, one: book.add_item(one, "", "council/units", "", NAME), "tiêu đề"),
        (
            lambda book, one: book.add_item("H999", "Một", "council/units", "", NAME),
            "phiên họp này",
        ),
        (lambda book, one: book.remark(one, None, "decision", " ", NAME), "nội dung"),
        (lambda book, one: book.remark(one, None, "decision", "x" * 2001, NAME), "dài quá 2000"),
        (lambda book, one: book.drop_remark("khác", NAME), "ghi chép này"),
    ],
)
def test_act_without_what_it_needs_is_a_sentence(book: MeetingBook, act, sentence) -> None:
    meeting_id, _ = plan(book, "Một")
    version = book.store.current().version
    with pytest.raises(StoreError, match=sentence):
        act(book, meeting_id)
    assert book.store.current().version == version


def test_remark_can_be_taken_back_and_stays_in_the_journal(book: MeetingBook) -> None:
    meeting_id, (item,) = plan(book, "Một")
    kept = book.remark(meeting_id, item, "decision", "Đồng ý", NAME)
    asked = book.remark(meeting_id, item, "question", "Vì sao giảm?", NAME)
    book.drop_remark(kept, NAME)
    rows = open_database(book.store.path).query("remarks_in_force")
    assert list(rows["remark_id"]) == [asked]
    assert list(rows["item_title"]) == ["Một"]
    assert "Đồng ý" in book.store.journal_path.read_text(encoding="utf-8")


def test_sealed_meeting_takes_nothing_more_and_survives_a_rebuild(book: MeetingBook) -> None:
    meeting_id, (item,) = plan(book, "Một")
    seal_id = book.seal(meeting_id, "40/BB-HĐTĐKT", NAME)
    with pytest.raises(MeetingSealed, match="40/BB-HĐTĐKT"):
        book.remark(meeting_id, item, "decision", "Muộn", NAME)
    with pytest.raises(MeetingSealed):
        book.drop_item(item, NAME)
    before = book.store.current().content_hash
    book.store.rebuild(reread_event, always=True)
    assert book.store.current().content_hash == before and book.store.verify() == []
    (row,) = open_database(book.store.path).query("meetings_in_force").itertuples()
    assert (row.seal_id, row.items) == (seal_id, 1)


def test_minutes_hold_every_item_with_what_was_said(book: MeetingBook) -> None:
    meeting_id, (first, second) = plan(book, "Độ phủ =1+1", "Chỉ số")
    book.remark(meeting_id, first, "decision", "Đôn đốc 8 đơn vị", NAME)
    book.remark(meeting_id, None, "question", "Ai báo cáo?", NAME)
    book.remark(meeting_id, second, "question", "Vì sao giảm?", NAME)
    book.drop_item(second, NAME)
    data = write_meeting_minutes(open_database(book.store.path), meeting_id)
    lines = [p.text for p in Document(io.BytesIO(data)).paragraphs]
    for line in (
        "1. Độ phủ =1+1",
        "- Kết luận: Đôn đốc 8 đơn vị",
        "- Câu hỏi để lại: Ai báo cáo?",
        "- Câu hỏi để lại: Vì sao giảm?",
    ):
        assert line in lines
    with pytest.raises(NoSuchMeeting):
        write_meeting_minutes(open_database(book.store.path), "H999")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = import_samples(tmp_path_factory.mktemp("samples"))
    book = MeetingBook(Store(folder))
    meeting_id = book.plan("Phiên họp quý IV", DAY, NAME)
    book.add_item(meeting_id, "Độ phủ 2024", "council/coverage", "nam=2024", NAME)
    book.add_item(meeting_id, "Xếp hạng", "council/candidates", "", NAME)
    book.add_item(meeting_id, "Trang đã bỏ", "council/gone", "", NAME)
    return folder


def items(samples: Path) -> list[str]:
    return list(open_database(samples).query("agenda_in_force")["item_id"])


def button(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label)


def test_page_lists_the_agenda_of_the_chosen_meeting(samples: Path) -> None:
    app = open_page(PAGE, {"phien": "H001"}, samples)
    assert not app.exception
    assert "1. Độ phủ 2024" in texts(app) and "2. Xếp hạng" in texts(app)


def test_presenting_shows_the_place_and_holds_on_to_the_ends(samples: Path) -> None:
    first, second, _ = items(samples)
    app = open_page("pages/council/coverage.py", {"nam": "2024", "trinh": first}, samples)
    assert not app.exception
    assert "1/3 · Độ phủ 2024" in texts(app)
    assert button(app, "Trước").disabled and not button(app, "Sau").disabled
    app = open_page("pages/council/candidates.py", {"trinh": second}, samples)
    assert "2/3 · Xếp hạng" in texts(app)


def test_item_that_is_none_shows_the_page_as_ever(samples: Path) -> None:
    app = open_page("pages/council/coverage.py", {"nam": "2024", "trinh": "khác"}, samples)
    assert not app.exception
    assert not any(one.label == "Sau" for one in app.button)


def test_view_on_the_screen_is_added_with_every_filter(tmp_path: Path) -> None:
    folder = import_samples(tmp_path)
    MeetingBook(Store(folder)).plan("Phiên họp", DAY, NAME)
    app = open_page("pages/council/coverage.py", {"khoi": "Khối 1 – Nội chính, LLVT"}, folder)
    app.text_input(key="nguoi_thuc_hien_phien_hop").set_value(NAME).run()
    button(app, "Thêm vào chương trình").click().run()
    assert not app.exception
    (row,) = open_database(folder).query("agenda_in_force").itertuples()
    assert row.page == "council/coverage"
    assert "khoi=" in row.parameters and "nam=2025" in row.parameters


def test_name_typed_at_one_place_of_a_page_stands_at_the_other(tmp_path: Path) -> None:
    folder = import_samples(tmp_path)
    book = MeetingBook(Store(folder))
    item = book.add_item(book.plan("Phiên họp", DAY, NAME), "Hỏi", "secretariat/explore", "", NAME)
    app = open_page("pages/secretariat/explore.py", {"trinh": item}, folder)
    assert not app.exception
    app.text_input(key="nguoi_thuc_hien_trinh_chieu").set_value(NAME).run()
    assert app.text_input(key="nguoi_thuc_hien").value == NAME


def test_chart_is_enlarged_in_its_pixels_only() -> None:
    figure = {
        "data": [{"x": [1, 2], "marker": {"size": 10}}],
        "layout": {"height": 100, "font": {"size": 13}, "xaxis": {"range": [0, 100]}},
    }
    assert presenting.enlarge_figure(figure) == {
        "data": [{"x": [1, 2], "marker": {"size": 13.0}}],
        "layout": {
            "height": pytest.approx(130),
            "font": {"size": pytest.approx(16.9)},
            "xaxis": {"range": [0, 100]},
        },
    }
