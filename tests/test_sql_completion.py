"""The SQL box offers names: every name has words, the keys work, and without the script it still runs."""

import base64
import hashlib
import re
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from playwright.sync_api import Browser, Locator, Page, Route, expect, sync_playwright

from queries.allowed_functions import SCALARS
from queries.database import open_database
from queries.reader_files import write_reader_file
from queries.sql_names import describe_functions, describe_names
from tests.sample_store import import_samples
from tests.test_journeys import ARGUMENTS, CHROMIUM, PATIENCE, serve, settle, visit

POLICY = (
    "default-src 'self'; script-src 'self' {scripts}; style-src 'self' 'unsafe-inline'; "
    "img-src 'self' data:; font-src 'self' data:; connect-src 'self'; worker-src 'self' blob:"
)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_samples(tmp_path_factory.mktemp("samples"))


def test_every_table_and_column_that_may_be_read_has_a_meaning(store: Path, tmp_path: Path) -> None:
    path = write_reader_file(open_database(store), tmp_path / "reader.duckdb")
    with duckdb.connect(str(path), read_only=True) as connection:
        rows = connection.execute(
            "select table_name, column_name from duckdb_columns() where not internal"
        ).fetchall()
    assert {table for table, _ in rows} - set(describe_names("table")) == set()
    assert {column for _, column in rows} - set(describe_names("column")) == set()
    assert set(describe_names("column")) - {column for _, column in rows} == set()


def test_only_functions_that_may_be_called_are_offered() -> None:
    offered = {name for name, _ in describe_functions()}
    assert offered <= SCALARS
    assert all(re.fullmatch(r"\w+", name) for name in offered)


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    with serve(store) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        # A document that a test hands over counts as one from another network.
        allowed = "--disable-features=LocalNetworkAccessChecks"
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=[*ARGUMENTS, allowed])
        yield started
        started.close()


def new_page(browser: Browser) -> Page:
    opened = browser.new_page(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    opened.set_default_timeout(PATIENCE)
    return opened


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = new_page(browser)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def box(browser: Browser, address: str) -> Iterator[Locator]:
    """The box on a page that several tests type into one after the other."""
    opened = new_page(browser)
    yield open_box(opened, address)
    opened.close()


in_browser = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome on this machine"),
]


def open_box(page: Page, address: str) -> Locator:
    visit(page, address, "explore")
    page.get_by_role("radio", name="SQL", exact=True).click()
    settle(page)
    return page.locator(".st-key-hoi_sql textarea")


def type_at(box: Locator, text: str) -> None:
    """Puts the text into the box and the caret where ‸ stands."""
    before, _, after = text.partition("‸")
    box.fill(before[:-1] + after)
    box.evaluate("(area, at) => area.setSelectionRange(at, at)", len(before) - 1)
    box.press_sequentially(before[-1])


def names(page: Page) -> list[str]:
    page.locator(".sql-completion-list:popover-open").wait_for()
    return page.locator(".sql-completion-list .sql-completion-name").all_inner_texts()


class TestInABrowser:
    pytestmark = in_browser

    def test_names_that_fit_the_place_are_offered(self, box: Locator) -> None:
        page = box.page
        expect(page.get_by_text("Gợi ý tên bảng")).to_be_visible()
        for text, first in {
            "select * from rank‸": "rank_certainty",
            "select * from ranking as r join cov‸": "coverage",
            "select r.sco‸ from ranking as r": "score",
            "select unit_n‸ from ranking": "unit_name",
            "select * from ranking o‸": "order by",
            "with cao as (select 1 as n) select * from ca‸": "cao",
            "select cou‸ from ranking": "count",
            "select diem‸ from ranking": "score",
        }.items():
            type_at(box, text)
            assert names(page)[0] == first, text
        type_at(box, "select * from ranking r where r.‸")
        assert {"score", "unit_name"} <= set(names(page))
        expect(page.get_by_role("option", name="score", exact=False).first).to_contain_text("điểm")

    def test_nothing_is_offered_within_texts_and_comments(self, box: Locator) -> None:
        opened = box.page.locator(".sql-completion-list:popover-open")
        for text in ("select 'rank‸", "select 1 -- rank‸", "select /* rank‸ */ 1", 'select "ra‸'):
            type_at(box, "select * from ra‸")
            expect(opened).to_have_count(1)
            type_at(box, text)
            expect(opened).to_have_count(0)

    def test_keyboard_alone_writes_and_runs_a_statement(self, box: Locator) -> None:
        page = box.page
        type_at(box, "select count(*) as n from rank‸")
        expect(box).to_have_attribute("aria-expanded", "true")
        expect(page.locator("[role=option][aria-selected=true]")).to_contain_text("rank_certainty")
        box.press("ArrowDown")
        chosen = page.locator("[role=option][aria-selected=true]")
        expect(chosen).to_contain_text("ranking")
        active = chosen.get_attribute("id")
        expect(box).to_have_attribute("aria-activedescendant", str(active))
        box.press("Tab")
        expect(box).to_have_value("select count(*) as n from ranking")
        expect(box).to_be_focused()
        expect(box).to_have_attribute("aria-expanded", "false")
        box.press("Enter")
        expect(box).to_have_value("select count(*) as n from ranking\n")
        box.press("Control+Space")
        assert "where" in names(page)
        box.press("Escape")
        expect(page.locator(".sql-completion-list:popover-open")).to_have_count(0)
        box.press("Control+z")
        expect(box).to_have_value("select count(*) as n from rank")
        box.press("Control+Shift+z")
        expect(box).to_have_value("select count(*) as n from ranking\n")
        box.press("Control+Enter")
        expect(page.get_by_text("Kết quả: 1 dòng")).to_be_visible()
        box.press("Tab")
        expect(box).not_to_be_focused()

    def test_strict_policy_lets_the_script_in(self, page: Page, address: str) -> None:
        refused: list[str] = []
        page.on(
            "console",
            lambda said: refused.append(said.text) if "Content Security" in said.text else None,
        )

        def guard(route: Route) -> None:
            answer = route.fetch()
            body = answer.text()
            inline = re.findall(r"<script>(.*?)</script>", body, re.DOTALL)
            hashes = [
                base64.b64encode(hashlib.sha256(one.encode()).digest()).decode() for one in inline
            ]
            policy = POLICY.format(scripts=" ".join(f"'sha256-{one}'" for one in hashes))
            headers = {**answer.headers, "content-security-policy": policy}
            route.fulfill(response=answer, body=body, headers=headers)

        page.route(f"{address}/explore", guard)
        type_at(open_box(page, address), "select * from rank‸")
        assert "ranking" in names(page)
        assert not [one for one in refused if "sql_completion" in one or "blob:" in one]

    def test_box_without_the_script_is_the_plain_one(self, page: Page, address: str) -> None:
        page.route("**/sql_completion.*", lambda route: route.abort())
        box = open_box(page, address)
        box.fill("select count(*) as n from ranking")
        page.get_by_role("button", name="Chạy", exact=True).click()
        expect(page.get_by_text("Kết quả: 1 dòng")).to_be_visible()
        expect(page.get_by_text("Gợi ý tên bảng")).to_be_hidden()
        expect(page.get_by_text("BidiComponent Error")).to_be_hidden()
