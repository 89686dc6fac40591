"""What a secretary does in October, in a real browser: drop, look, mend, accept, mark, undo."""

import io
from collections.abc import Iterator
from pathlib import Path

import openpyxl
import pytest
from playwright.sync_api import Browser, Page, expect

from queries.database import open_database
from tests.test_journeys import PATIENCE, browser, pytestmark, serve, settle

__all__ = ["browser", "pytestmark"]

SAMPLES = Path(__file__).resolve().parents[1] / "data" / "samples"
WRONG = "2025-huyen-tran-de-cap-xa.xlsx"
UNUSABLE = "2025-bao-cao-truong-chinh-tri-tinh.ods"
DROPPED = [WRONG, UNUSABLE, "2023-ban-to-chuc-tinh-uy.xlsx", "2023-so-tu-phap.xlsx"]


@pytest.fixture
def store(tmp_path: Path) -> Path:
    return tmp_path / "store"


@pytest.fixture
def page(browser: Browser, store: Path) -> Iterator[Page]:
    with serve(store) as address:
        opened = browser.new_page(viewport={"width": 1440, "height": 900}, locale="vi-VN")
        opened.set_default_timeout(PATIENCE)
        # Through the front door first: no deep link into a cold server.
        opened.goto(address)
        expect(opened.get_by_role("link", name="Nhập báo cáo")).to_be_visible()
        opened.get_by_role("link", name="Nhập báo cáo").click()
        expect(opened.get_by_text("Chưa có tệp nào chờ xử lý")).to_be_visible()
        yield opened
        opened.close()


def test_secretary_drops_mends_accepts_marks_and_undoes(page: Page, store: Path) -> None:
    page.locator("input[type=file]").set_input_files([SAMPLES / name for name in DROPPED])
    expect(page.get_by_role("heading", name="4 tệp chờ xử lý")).to_be_visible()
    settle(page)
    page.get_by_role("textbox", name="Người thực hiện").fill("Trần Thị Thư")
    page.keyboard.press("Enter")
    settle(page)

    picker = page.get_by_role("combobox", name="Chi tiết một tệp")
    picker.click()
    picker.fill(WRONG)
    page.keyboard.press("Enter")
    settle(page)
    expect(page.get_by_text("nếu nhận: +14 dòng, từ chối 2")).to_be_visible()
    page.get_by_role("button", name="16/05/2025").click()
    expect(page.get_by_text("Đã sửa ô J13")).to_be_visible()
    expect(page.get_by_text("nếu nhận: +15 dòng, từ chối 1")).to_be_visible()

    with page.expect_download() as waiting:
        page.get_by_role("button", name="Tải tệp đã đánh dấu (.xlsx)").click()
    marked = openpyxl.load_workbook(io.BytesIO(waiting.value.path().read_bytes()))
    assert "Danh sách lỗi" in marked.sheetnames

    page.get_by_role("button", name="Nhận tệp này").click()
    expect(page.get_by_text("Đã nhận 1 tệp: +15 dòng")).to_be_visible()
    assert open_database(store).query("data_status")["submissions"].iloc[0] == 1

    page.get_by_text("Lịch sử", exact=True).click()
    settle(page)
    expect(page.get_by_text("Tệp đã nhận và đã trả lại")).to_be_visible()
    # A grid is drawn on a canvas: its first row's check box is hit by place.
    grid = page.get_by_test_id("stDataFrame").first
    grid.click(position={"x": 15, "y": 50})
    settle(page)
    page.get_by_role("button", name="Thu hồi…").click()
    page.get_by_role("textbox", name="Lý do thu hồi").fill("Nhận nhầm đợt")
    page.get_by_role("button", name="Thu hồi lần nhận này").click()
    expect(page.get_by_text("tệp trở lại danh sách chờ. Lý do: Nhận nhầm đợt")).to_be_visible()
    expect(page.get_by_role("heading", name="4 tệp chờ xử lý")).to_be_visible()
    assert open_database(store).query("data_status")["accepted_rows"].iloc[0] == 0
    # A reload loses nothing.
    page.reload()
    expect(page.get_by_role("heading", name="4 tệp chờ xử lý")).to_be_visible()
