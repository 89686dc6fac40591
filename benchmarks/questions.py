"""Five questions that a member might ask, answered in a real browser: how long from the first click.

Every question starts on Tổng quan, as the secretary has it open in a meeting, and ends when its
answer stands on the screen. Keys are typed 40 ms apart; thinking is not measured.
"""

from __future__ import annotations

import argparse
import os
import re
import shutil
import socket
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import NamedTuple

from playwright.sync_api import Error, Locator, Page, expect, sync_playwright

from benchmarks.performance_page import make_table, write_section
from reports.intake import import_files
from reports.store import Store

ROOT = Path(__file__).resolve().parent.parent
PATIENCE = 60_000
KEY_MS = 40
SQL = "select block_name, count(*) as so_don_vi from report_pro"
REST = (
    "\nwhere year = 2024 and level <> 'commune' and timeliness = 'late'\n"
    "group by block_name order by so_don_vi desc"
)


class Question(NamedTuple):
    """What a member asks, how it is answered, and the way there in words."""

    words: str
    way: str
    answer: Callable[[Page], str]


def open_from_menu(page: Page, title: str) -> None:
    """Clicks the entry of the menu."""
    page.get_by_test_id("stSidebarNav").get_by_text(title, exact=True).click()


def pick(page: Page, label: str, option: str) -> None:
    """Chooses an option of a drop-down."""
    # The page before may have the same box; what it is told then is lost.
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1)
    box = page.get_by_role("combobox", name=label, exact=True)
    offered = page.get_by_role("option", name=option, exact=True)
    # A list that opens while the page is still being drawn may be closed by it; a person clicks again.
    for _ in range(10):
        box.click()
        try:
            offered.click(timeout=3000)
            return
        except Error:
            page.keyboard.press("Escape")
    offered.click()


def read(place: Locator) -> str:
    """Waits until there is a text and returns it on one line."""
    expect(place).to_be_visible()
    return " ".join(place.inner_text().split())


def find_units_without_model(page: Page) -> str:
    """Which units had no model in 2024."""
    open_from_menu(page, "Độ phủ mô hình")
    pick(page, "Năm", "2024")
    return read(page.get_by_text(re.compile(r"^Năm 2024, .*chưa có mô hình hoặc đã dừng")))


def read_index_of_a_unit(page: Page) -> str:
    """SIPAS of one unit over the years, found without accents."""
    open_from_menu(page, "Tìm kiếm")
    box = page.get_by_role("searchbox").or_(page.get_by_placeholder("so tu phap"))
    box.first.press_sequentially("so tu phap", delay=KEY_MS)
    page.get_by_role("link", name=re.compile("^Sở Tư pháp")).first.click()
    return read(page.locator(".st-key-panel_chi_so_don_vi").get_by_role("heading").first)


def name_the_first(page: Page) -> str:
    """Who leads the award round of 2024, and with which score."""
    open_from_menu(page, "Xếp hạng đề nghị")
    pick(page, "Đợt xét", "Đợt xét năm 2024")
    return read(page.get_by_text(re.compile(r"^Đợt xét năm 2024: .*xếp hạng")).first)


def find_money_troubles(page: Page) -> str:
    """What difficulties were named in 2024, and by how many units."""
    open_from_menu(page, "Khó khăn, kiến nghị")
    pick(page, "Năm", "2024")
    return read(page.get_by_text(re.compile(r"^Năm 2024, .*khó khăn hoặc kiến nghị")))


def count_late_units_in_sql(page: Page) -> str:
    """Late units per block: a statement typed with completed names, run by keyboard."""
    open_from_menu(page, "Khám phá")
    page.get_by_role("radio", name="SQL", exact=True).click()
    box = page.locator(".st-key-hoi_sql textarea")
    expect(page.get_by_text("Gợi ý tên bảng")).to_be_visible()
    box.press("Control+a")
    box.press_sequentially(SQL, delay=KEY_MS)
    box.press("Tab")
    # A person goes on typing; the names that come up on the way are complete and take nothing over.
    page.keyboard.insert_text(REST)
    box.press("Control+Enter")
    read(page.get_by_text(re.compile(r"^Kết quả: \d+ dòng$")))
    cells = page.locator("[aria-label^='Bản in: '] tbody tr").first.locator("td")
    return " ".join(cells.all_text_contents())


QUESTIONS = (
    Question(
        "Năm 2024 còn những đơn vị nào chưa có mô hình?",
        "Độ phủ mô hình → Năm 2024",
        find_units_without_model,
    ),
    Question(
        "SIPAS và PAR INDEX của Sở Tư pháp các năm thế nào?",
        "Tìm kiếm “so tu phap” → Sở Tư pháp",
        read_index_of_a_unit,
    ),
    Question(
        "Đợt xét năm 2024 ai đứng đầu, bao nhiêu điểm?",
        "Xếp hạng đề nghị → Đợt xét năm 2024",
        name_the_first,
    ),
    Question(
        "Các đơn vị vướng gì nhất trong năm 2024?",
        "Khó khăn, kiến nghị → Năm 2024",
        find_money_troubles,
    ),
    Question(
        "Khối nào có nhiều đơn vị nộp muộn nhất năm 2024?",
        "Khám phá → SQL, tên bảng nhận từ gợi ý → Ctrl+Enter",
        count_late_units_in_sql,
    ),
)


@contextmanager
def serve(store: Path) -> Iterator[str]:
    """The dashboard on a free port of this machine, ended afterwards."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    server = subprocess.Popen(
        [sys.executable, "-m", "streamlit", "run", "dashboard.py", f"--server.port={port}"],
        cwd=ROOT,
        env={**os.environ, "STORE": str(store)},
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )
    try:
        address = f"http://127.0.0.1:{port}"
        for _ in range(600):
            try:
                urllib.request.urlopen(f"{address}/_stcore/health", timeout=1)
                break
            except OSError:
                time.sleep(0.1)
        yield address
    finally:
        server.terminate()
        server.wait(timeout=30)


def ask(page: Page, address: str, question: Question) -> tuple[float, str]:
    """Seconds from the first click to the answer, and the answer."""
    page.goto(address)
    expect(page.get_by_text("Cần chú ý").first).to_be_visible()
    expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1)
    page.wait_for_timeout(1500)
    begun = time.perf_counter()
    answer = question.answer(page)
    return time.perf_counter() - begun, answer


def measure(repetitions: int) -> list[tuple[Question, list[float], str]]:
    """The seconds of every question, each asked once before so that the server has seen all."""
    chromium = shutil.which("chromium") or shutil.which("google-chrome")
    expect.set_options(timeout=PATIENCE)
    with tempfile.TemporaryDirectory() as folder:
        store = Path(folder) / "store"
        import_files([ROOT / "data" / "samples"], "benchmark", Store(store))
        with serve(store) as address, sync_playwright() as playwright:
            browser = playwright.chromium.launch(
                executable_path=chromium, args=["--no-sandbox", "--disable-gpu"]
            )
            page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="vi-VN")
            page.set_default_timeout(PATIENCE)
            found = []
            for question in QUESTIONS:
                runs = [ask(page, address, question) for _ in range(repetitions + 1)][1:]
                found.append((question, [seconds for seconds, _ in runs], runs[-1][1]))
            browser.close()
    return found


def run_benchmark(arguments: argparse.Namespace) -> None:
    """Measures, prints and writes the section of docs/performance.md."""
    load = os.getloadavg()[0]
    found = measure(arguments.repetitions)
    rows = [
        [
            f"{question.words} ({question.way})",
            answer,
            f"{statistics.median(seconds):.1f}",
            f"{min(seconds):.1f}–{max(seconds):.1f}",
        ]
        for question, seconds, answer in found
    ]
    table = make_table(
        ["Question, and the way", "Answer on the screen", "Seconds, median", "lowest–highest"], rows
    )
    moment = datetime.now(UTC).strftime("%Y-%m-%d %H:%M UTC")
    text = "\n".join(
        [
            "## Five questions of a member",
            "",
            f"Measured on {moment} with `python -m benchmarks questions`: a real browser (Chromium,",
            f"1440 × 900), the simulated reports, {arguments.repetitions} repetitions after one that",
            f"warms up; {os.cpu_count()} cores, load average {load:.1f} before and",
            f"{os.getloadavg()[0]:.1f} after (0 is an idle machine). From the first click on Tổng quan",
            f"until the answer is on the screen; keys {KEY_MS} ms apart, thinking not counted.",
            "",
            table,
        ]
    )
    print(text)
    write_section("questions", text)
