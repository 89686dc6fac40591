"""Signing in and out in a real browser, with the content security policy and the network watched."""

import re
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, expect, sync_playwright

from access.roles import PAGES, SECRETARY
from tests.test_access_server import PASSWORD, Server, server  # noqa: F401
from tests.test_journeys import ARGUMENTS, CHROMIUM, PATIENCE

pytestmark = [
    pytest.mark.browser,
    pytest.mark.skipif(CHROMIUM is None, reason="no chromium or google-chrome on this machine"),
]


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with sync_playwright() as playwright:
        started = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        yield started
        started.close()


def test_signing_in_needs_no_script_and_leads_to_the_deep_link(
    browser: Browser,
    server: Server,  # noqa: F811
) -> None:
    page = browser.new_context(java_script_enabled=False, locale="vi-VN").new_page()
    page.goto(f"http://127.0.0.1:{server.port}/units?don_vi=U0011")
    expect(page.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    page.get_by_label("Tên đăng nhập").fill("auditor")
    page.get_by_label("Mật khẩu").fill("sai mật khẩu rồi")
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page.get_by_role("alert")).to_contain_text("không đúng")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    expect(page).to_have_url(re.compile(r"/units\?don_vi=U0011$"))
    page.context.close()


def test_no_page_breaks_the_policy_or_asks_another_host_and_signing_out_ends_every_tab(
    browser: Browser,
    server: Server,  # noqa: F811
) -> None:
    here = f"http://127.0.0.1:{server.port}"
    context = browser.new_context(locale="vi-VN")
    context.set_default_timeout(PATIENCE)
    said: list[str] = []
    asked: list[str] = []
    context.on("console", lambda message: said.append(message.text))
    context.on("request", lambda request: asked.append(request.url))
    page = context.new_page()
    page.goto(f"{here}/intake")
    page.get_by_label("Tên đăng nhập").fill("secretary")
    page.get_by_label("Mật khẩu").fill(PASSWORD)
    page.get_by_role("button", name="Đăng nhập").click()
    for path in sorted(one for one, roles in PAGES.items() if SECRETARY in roles):
        page.goto(f"{here}/{path.rpartition('/')[2]}")
        expect(page.get_by_role("button", name="Đăng xuất")).to_be_visible(timeout=PATIENCE)
        expect(page.locator("[data-test-script-state=notRunning]")).to_have_count(1)
    assert [text for text in said if "Content Security Policy" in text] == []
    assert {url for url in asked if not url.startswith((here, "data:", "blob:"))} == set()
    other = context.new_page()
    other.goto(f"{here}/intake")
    expect(other.get_by_role("button", name="Đăng xuất")).to_be_visible(timeout=PATIENCE)
    page.get_by_role("button", name="Đăng xuất").click()
    for left in (page, other):
        expect(left).to_have_url(re.compile("/dang-nhap"), timeout=PATIENCE)
        expect(left.get_by_role("status")).to_contain_text("đã", ignore_case=True)
    other.goto(f"{here}/intake")
    expect(other.get_by_role("heading", level=1)).to_have_text("Đăng nhập")
    context.close()
