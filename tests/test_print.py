"""What paper shows, in a real browser: no control, the view in words, charts and tables whole."""

# Fixtures of another module are imported by name and named again by the tests that ask for them.
# ruff: noqa: F401, F811

import re
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

# The server, the browser and the samples of the journeys.
from tests.test_journeys import (
    address,
    browser,
    page,
    pytestmark,
    settle,
    store,
    visit,
)

CONTROLS = """() => [...document.querySelectorAll(
    'button, input, select, textarea, canvas, [role=combobox], [data-testid=stSidebar], '
    + '[data-testid=stHeader], .modebar')]
    .filter(one => one.checkVisibility() && one.getBoundingClientRect().width > 0)
    .map(one => one.tagName + ' ' + (one.ariaLabel || one.innerText || ''))"""


@pytest.mark.parametrize(
    ("path", "parameters", "words"),
    [
        (
            "coverage",
            {"nam": "2024"},
            "Độ phủ mô hình · Năm: 2024 · Phạm vi: Cấp tỉnh và cấp huyện",
        ),
        ("candidates", {"dot": "Đợt xét năm 2024"}, "Xếp hạng đề nghị · Đợt xét: Đợt xét năm 2024"),
        ("deadlines", {"nam": "2024"}, "Tiến độ báo cáo · Năm: 2024"),
    ],
)
def test_paper_has_no_control_and_says_what_it_shows(
    page: Page,
    address: str,
    path: str,
    parameters: dict[str, str],
    words: str,
) -> None:
    visit(page, address, path, **parameters)
    line = page.locator(".st-key-chi_in_dau_trang")
    assert not line.is_visible()
    page.emulate_media(media="print")
    assert page.evaluate(CONTROLS) == []
    assert words in line.inner_text()
    assert page.get_by_text("Số liệu đến").first.is_visible()


@pytest.mark.parametrize(
    ("path", "parameters", "gone", "there"),
    [
        ("", {"nam": "2024"}, "Số liệu từ đâu ra?", "Cần chú ý"),
        ("explore", {}, "Lưu câu hỏi này", "Số đơn vị từ"),
        ("search", {"tim": "giao thong"}, "Tất cả (", "Sở Giao thông vận tải"),
        ("what_if", {"dot": "Đợt xét năm 2024"}, "Đặt lại như công bố", "Giữ mọi điều kiện"),
        ("method", {}, "Cách tính và câu lệnh", "Độ phủ mô hình"),
    ],
)
def test_paper_has_no_heading_over_nothing(
    page: Page,
    address: str,
    path: str,
    parameters: dict[str, str],
    gone: str,
    there: str,
) -> None:
    visit(page, address, path, **parameters)
    expect(page.get_by_text(gone).first).to_be_visible()
    page.emulate_media(media="print")
    expect(page.get_by_text(gone).first).to_be_hidden()
    assert page.get_by_text(there).locator("visible=true").count() > 0


def test_long_table_runs_over_pages_and_says_how_many_rows_are_left(
    page: Page,
    address: str,
    tmp_path: Path,
) -> None:
    visit(page, address, "coverage", nam="2024", pham_vi="Gồm cả cấp xã")
    grid = page.locator(".st-key-panel_don_vi_nam")
    grid.get_by_text("Bảng", exact=True).click()
    settle(page)
    paper = page.locator("[aria-label^='Bản in: ']")
    assert paper.count() > 0
    assert not paper.first.is_visible()
    page.emulate_media(media="print")
    assert page.get_by_text(re.compile(r"còn \d+ dòng nữa")).first.is_visible()
    target = tmp_path / "coverage.pdf"
    page.pdf(path=target, format="A4", print_background=True)
    # Five charts and lists and sixty rows: a page that scrolls inside would end up on one sheet.
    assert len(re.findall(rb"/Type\s*/Page\b", target.read_bytes())) >= 4


def test_chart_is_taken_away_as_a_drawing_or_a_picture(page: Page, address: str) -> None:
    visit(page, address, "coverage", nam="2024")
    panel = page.locator(".st-key-panel_ty_le")
    panel.get_by_text("Số liệu tải về").click()
    settle(page)
    button = panel.get_by_role("button", name="Tải biểu đồ (.svg)")
    expect(button).to_have_count(1)
    with page.expect_download() as waiting:
        button.focus()
        page.keyboard.press("Enter")
    assert waiting.value.suggested_filename.startswith("do-phu-mo-hinh-theo-nam_")
    assert waiting.value.suggested_filename.endswith(".svg")
    drawing = Path(waiting.value.path()).read_text(encoding="utf-8")
    assert drawing.startswith("<svg") and "89,33" in drawing
    panel.get_by_text("PNG (ảnh)").click()
    settle(page)
    with page.expect_download() as waiting:
        panel.get_by_role("button", name="Tải biểu đồ (.png)").click()
    assert waiting.value.suggested_filename.endswith(".png")
    picture = Path(waiting.value.path()).read_bytes()
    # Its width stands in the sixteenth byte: sharp enough for a projector.
    assert picture[1:4] == b"PNG" and int.from_bytes(picture[16:20], "big") > 1800
