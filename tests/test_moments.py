"""As of: the whole dashboard as it was at a moment or as a seal froze it, and clearly marked."""

from datetime import date, timedelta
from pathlib import Path
from urllib.parse import urlencode

import pytest
from streamlit.testing.v1 import AppTest

from queries.clock import to_local
from queries.database import open_database
from reports.meetings import MeetingBook
from reports.questions import QuestionBook
from reports.rounds import RoundBook
from reports.store import Store
from tests.sample_store import import_samples
from tests.test_pages import PAGES, open_page, texts

OVERVIEW = "pages/council/overview.py"
NAME = "Trần Thị Thư"
# Where people act, and the log of what they did.
LIVE = [
    "pages/secretariat/intake.py",
    "pages/secretariat/deadlines.py",
    "pages/reference/audit.py",
]


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The samples, a sealed round, and after that every result report taken back."""
    folder = import_samples(tmp_path_factory.mktemp("samples"))
    RoundBook(Store(folder), "R2024").seal("Phiên họp 20/11", "31/BB-HĐTĐKT", NAME)
    files = open_database(folder).query("received_files")
    for number in files[files["kinds"].str.contains("results")]["submission_id"].head(40):
        Store(folder).withdraw(int(number), NAME, "thử")
    return folder


def at(folder: Path, minutes: int) -> str:
    """The moment of the samples' import, moved by minutes, as the URL spells it."""
    received = open_database(folder).query("received_files")["received_at"].max()
    moment = to_local(received.to_pydatetime()) + timedelta(minutes=minutes)
    return str(moment.strftime("%Y-%m-%dT%H:%M"))


def headline(folder: Path, **query: str) -> str:
    return str(open_page(OVERVIEW, {"nam": "2024", **query}, folder).header[0].value)


def test_moment_before_the_first_file_shows_no_figures(store: Path) -> None:
    app = open_page(OVERVIEW, {"moc": at(store, -10)}, store)
    assert not app.exception
    assert "Đang xem số liệu như lúc" in texts(app)
    assert "Kho chưa có báo cáo nào" in texts(app)


def test_seal_shows_what_was_before_later_withdrawals(store: Path) -> None:
    app = open_page(OVERVIEW, {"nam": "2024", "moc": "S001"}, store)
    assert "Đang xem bản đã chốt: Phiên họp 20/11, 31/BB-HĐTĐKT" in texts(app)
    assert app.header[0].value != headline(store)


@pytest.mark.parametrize(
    "page", [page for page in PAGES if page not in LIVE and "/secretariat/" not in page]
)
def test_every_page_opens_on_a_seal(store: Path, page: str) -> None:
    app = open_page(page, {"nam": "2024", "moc": "S001"}, store)
    assert not app.exception and not app.error
    assert "Đang xem bản đã chốt" in texts(app)


@pytest.mark.parametrize("asked", ["S999", "hôm qua", "2024-13-45T99:99", "'; drop table units"])
def test_moment_that_is_none_is_now(store: Path, asked: str) -> None:
    app = open_page(OVERVIEW, {"nam": "2024", "moc": asked}, store)
    assert not app.exception and not app.error
    assert "Đang xem" not in texts(app)
    assert app.header[0].value == headline(store)


@pytest.mark.parametrize("page", LIVE)
def test_people_act_on_what_counts_now_only(store: Path, page: str) -> None:
    app = open_page(page, {"moc": "S001"}, store)
    assert not app.exception
    assert "Đang xem" not in texts(app)


def test_one_click_leads_back_to_now(store: Path) -> None:
    app = open_page(OVERVIEW, {"nam": "2024", "moc": "S001"}, store)
    app.button(key="ve_hien_hanh").click().run()
    assert "Đang xem" not in texts(app)
    assert app.header[0].value == headline(store)


def figures(app: AppTest) -> list[object]:
    """Every word, table and chart of a page, but the marks that say which moment it shows."""
    kinds = ("header", "subheader", "title", "markdown", "caption", "text", "info", "metric")
    said = [(kind, one.proto.SerializeToString()) for kind in kinds for one in app.get(kind)]
    tables = [one.value.to_csv() for one in app.get("dataframe")]
    charts = [one.proto.spec for one in app.get("plotly_chart")]
    return [*said, *tables, *charts]


def test_sealed_meeting_opens_to_the_byte_after_later_corrections(tmp_path: Path) -> None:
    folder = import_samples(tmp_path)
    store = Store(folder)
    book = MeetingBook(store)
    meeting_id = book.plan("Phiên họp", date(2024, 11, 20), NAME)
    number = QuestionBook(store).keep(
        "Ai đứng đầu?", "select unit_name, score from ranking order by score desc", "bar", NAME
    )
    views = {
        "pages/council/overview.py": {"nam": "2024"},
        "pages/council/coverage.py": {"nam": "2025"},
        "pages/council/index_trends.py": {"nam": "2024"},
        "pages/council/candidates.py": {"dot": "R2024"},
        "pages/secretariat/difficulties.py": {"nam": "2024"},
        "pages/secretariat/explore.py": {"hoi": number, "lan": "1"},
    }
    items = {
        page: book.add_item(meeting_id, "Mục", page[6:-3], urlencode(query), NAME)
        for page, query in views.items()
    }
    shown = {
        page: figures(open_page(page, {**query, "trinh": items[page]}, folder))
        for page, query in views.items()
    }
    seal_id = book.seal(meeting_id, "40/BB-HĐTĐKT", NAME)
    files = open_database(folder).query("received_files").dropna(subset=["submission_id"])
    indices = files[files["kinds"].fillna("").str.contains("indices")]
    for submission_id in {*files["submission_id"].iloc[::3], *indices["submission_id"]}:
        store.withdraw(int(submission_id), NAME, "sửa sau phiên họp")
    for page, query in views.items():
        now = figures(open_page(page, {**query, "trinh": items[page]}, folder))
        # The line on freshness always differs; tables and charts must too, or nothing is proven.
        numbers = [one for one in shown[page] if isinstance(one, str)]
        assert numbers and numbers != [one for one in now if isinstance(one, str)], page
        again = open_page(page, {**query, "trinh": items[page], "moc": seal_id}, folder)
        assert figures(again) == shown[page], page
