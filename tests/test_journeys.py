"""What a person does in a real browser: read, follow a figure to its cells, share a link.

Needs Debian's chromium (or Google's), found by path; skipped, and says so, where there is none.
"""

import os
import re
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlencode

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from queries.database import open_database
from tests.sample_store import import_samples

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    path.stem for path in (ROOT / "pages").glob("*/*.py") if path.parent.name != "shared"
)
CHROMIUM = next(
    (
        found
        for name in ("chromium", "chromium-browser", "google-chrome")
        if (found := shutil.which(name) or shutil.which(f"/usr/bin/{name}"))
    ),
    None,
)
ARGUMENTS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
PATIENCE = 30_000
# Playwright's own five seconds are too few for a machine that is busy with other tests.
expect.set_options(timeout=PATIENCE)

pytestmark = [
    pytest.mark.browser,
    pytest.mark.slow,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome on this machine"),
]


@contextmanager
def serve(store: Path) -> Iterator[str]:
    """The dashboard on a free port of this machine, ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [sys.executable, "-m", "streamlit", "run", "dashboard.py"]
    server = subprocess.Popen(
        [*command, f"--server.port={port}", "--server.headless=true"],
        cwd=ROOT,
        env={**os.environ, "STORE": str(store)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(200):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=20)


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(scope="module")
def address(store: Path) -> Iterator[str]:
    with serve(store) as started:
        yield started


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    opened = browser.new_page(viewport={"width": 1440, "height": 900}, locale="vi-VN")
    opened.set_default_timeout(PATIENCE)
    yield opened
    opened.close()


def visit(page: Page, address: str, path: str = "", **parameters: str) -> None:
    """Opens a page and waits until its run is over."""
    page.goto(f"{address}/{path}" + (f"?{urlencode(parameters)}" if parameters else ""))
    expect(page.get_by_text("Số liệu đến").first).to_be_visible(timeout=PATIENCE)
    settle(page)


def settle(page: Page) -> None:
    """Waits for the run in progress, if any."""
    page.wait_for_timeout(300)
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1, timeout=PATIENCE)
    # Charts take their place a moment after the run; a click before that could miss its link.
    page.wait_for_timeout(900)


def pick(page: Page, label: str, option: str) -> None:
    """Chooses an option of a drop-down by what a person reads."""
    page.get_by_role("combobox", name=label).click()
    page.get_by_role("option", name=option, exact=True).first.click()
    settle(page)


def search(page: Page, label: str, words: str) -> None:
    """Types into a drop-down as a person does and takes the first option that is left."""
    picker = page.get_by_role("combobox", name=label)
    picker.click()
    picker.press_sequentially(words)
    page.get_by_role("option").first.click()
    settle(page)


def test_member_follows_coverage_from_the_overview_to_a_unit_s_cells(
    page: Page, address: str, store: Path
) -> None:
    visit(page, address, nam="2024")
    row = open_database(store).query("coverage_by_year", {"scope": "core", "year": 2024})
    sentence = page.locator("h2").first
    expect(sentence).to_contain_text(f"{row['covered'].iloc[0]}/{row['units'].iloc[0]} đơn vị")
    page.get_by_role("link", name="Xem chi tiết").first.click()
    expect(page.get_by_role("combobox", name="Khối thi đua")).to_be_visible()
    settle(page)
    expect(page).to_have_url(re.compile("/coverage"))
    expect(page.get_by_role("combobox", name="Năm")).to_have_value("2024")
    expect(page.locator(".js-plotly-plot").first).to_be_visible()
    units = open_database(store).query("coverage", {"year": 2024, "level": "district"})
    name = units[units["is_covered"]]["unit_name"].iloc[0]
    search(page, "Chọn đơn vị để xem", name)
    expect(page.get_by_text("Các ô góp vào số liệu:")).to_be_visible()
    expect(page.get_by_text("Dòng đã nhận của đơn vị nhưng không tính")).to_be_visible()
    expect(page.locator("[data-testid=stDataFrame]").last).to_be_visible()


def test_member_compares_trends_and_shares_the_link(
    page: Page, address: str, browser: Browser
) -> None:
    visit(page, address, "index_trends", nam="2024")
    expect(page.locator("h3").first).to_contain_text("SIPAS năm 2024")
    page.get_by_role("radio", name="PAR INDEX").or_(
        page.get_by_role("button", name="PAR INDEX")
    ).first.click()
    settle(page)
    expect(page.locator("h3").first).to_contain_text("PAR INDEX năm 2024")
    pick(page, "Khối thi đua", "Cụm huyện, thị xã, TP")
    expect(page.locator("h3").first).to_contain_text("PAR INDEX năm 2024")
    shown = page.locator("h3").all_inner_texts()
    page.get_by_role("button", name="Liên kết").click()
    link = page.locator("[data-testid=stPopoverBody] code").inner_text().strip()
    assert "nam=2024" in link and "khoi=" in link and "chi_so=PAR" in link
    other = browser.new_page(viewport={"width": 820, "height": 1180})
    other.goto(link)
    expect(other.get_by_text("Số liệu đến").first).to_be_visible(timeout=PATIENCE)
    expect(other.locator("h3").nth(len(shown) - 1)).to_be_visible(timeout=PATIENCE)
    settle(other)
    assert other.locator("h3").all_inner_texts() == shown
    other.close()


def test_member_reads_the_ranking_and_the_gates_of_a_candidate(
    page: Page, address: str, store: Path
) -> None:
    visit(page, address, "candidates", dot="Đợt xét năm 2024")
    expect(page.locator("h2").first).to_contain_text("Đợt xét năm 2024")
    expect(page.get_by_text("đề xuất của phần mềm").first).to_be_visible()
    ranking = open_database(store).query(
        "ranking", {"round_id": "R2024", "level": ["province", "district"]}
    )
    leader = ranking[ranking["rank_overall"].notna()].sort_values("rank_overall").iloc[0]
    page.get_by_text("Hồ sơ một đề nghị", exact=True).click()
    search(page, "Chọn đề nghị", f"{leader['unit_name']} – {leader['model_name']}")
    expect(page.get_by_text("Tiêu chí và mốc điểm")).to_be_visible()
    expect(page).to_have_url(re.compile("de_nghi=R2024"))
    page.get_by_role("link", name="Hồ sơ đơn vị").click()
    # The candidate's page has a heading of the unit's name too, so the address is what tells.
    expect(page).to_have_url(re.compile(f"/units.*don_vi={leader['unit_id']}"), timeout=PATIENCE)
    expect(page.get_by_role("heading", name=leader["unit_name"], exact=True)).to_be_visible()


def test_every_request_stays_on_this_machine(browser: Browser, address: str) -> None:
    page = browser.new_page()
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    for path in PAGES:
        visit(page, address, "" if path == "overview" else path)
    page.close()
    own = (address, address.replace("http", "ws"), "data:", "blob:")
    assert [url for url in asked if not url.startswith(own)] == []


@pytest.mark.parametrize("path", PAGES)
def test_cold_deep_link_goes_through_the_frame(path: str, store: Path, browser: Browser) -> None:
    with serve(store) as cold:
        page = browser.new_page()
        page.goto(f"{cold}/{'' if path == 'overview' else path}")
        expect(page.get_by_text("Số liệu mô phỏng").first).to_be_visible(timeout=PATIENCE)
        menu = page.locator("[data-testid=stSidebarNav]")
        expect(menu).to_contain_text("Hội đồng")
        expect(menu).to_contain_text("Phương pháp và nguồn")
        expect(page.get_by_role("dialog")).to_have_count(0)
        page.close()


def test_question_that_takes_long_is_stopped_by_a_button(page: Page, address: str) -> None:
    visit(page, address, "explore")
    page.get_by_role("radio", name="SQL", exact=True).click()
    box = page.locator("textarea[aria-label^='Câu lệnh SQL']")
    box.fill("select count(*) from range(1000000000000) a, range(1000000)")
    box.press("Control+Enter")
    page.get_by_role("button", name="Chạy", exact=True).click()
    page.get_by_role("button", name="Dừng", exact=True).click()
    expect(page.get_by_text("Đã dừng câu lệnh theo yêu cầu")).to_be_visible()
