"""All pages over a store of hostile texts in a real Chromium: `python -m benchmarks.hostile_walk`.

The network is watched: no request leaves for another host, no picture, script, dialogue, link,
colour or formula of a text takes effect. Every download is taken and opened. Tabs, pickers and
folded parts are opened; each page is seen with several candidates, models, units, files.
"""

from __future__ import annotations

import argparse
import re
import sys
import tempfile
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlencode, urlparse

from playwright.sync_api import Error, Page, sync_playwright

from queries.database import open_database
from reports.inbox import Inbox
from reports.store import Store
from tests.hostile_exports import find_faults
from tests.hostile_store import fill
from tests.hostile_texts import HOST, NAME, SHOWN
from tests.test_journeys import ARGUMENTS, CHROMIUM, serve

QUIET_MS = 15_000
ENTRIES = 3
# Pages in states that their URL alone gives: path and parameters, {x} filled from the store.
STATES: tuple[tuple[str, dict[str, str]], ...] = (
    ("overview", {}), ("overview", {"nam": "2024"}), ("overview", {"nam": "2023"}),
    ("coverage", {"nam": "2023"}), ("coverage", {"nam": "2024"}), ("index_trends", {}),
    ("candidates", {}), ("candidates", {"de_nghi": "{candidate}"}), ("what_if", {}),
    ("units", {"don_vi": "{unit}"}), ("models", {}), ("models", {"mo_hinh": "{model}"}),
    ("search", {"tim": "độc"}), ("search", {"tim": "<b>"}), ("search", {"tim": "![x](http://a)"}),
    ("intake", {}), ("intake", {"tep": "{file}"}), ("deadlines", {"nam": "2024"}),
    ("difficulties", {"nam": "2024"}), ("award_round", {}), ("explore", {}),
    ("explore", {"hoi": "{question}"}), ("meetings", {"phien": "{meeting}"}),
    ("changes", {}), ("method", {}), ("audit", {}),
)  # fmt: skip
LOOK = """
([host, name, shown]) => {
  const found = [];
  const text = (document.body.innerText || '').replace(/[\\u2060\\u200b]/g, '');
  for (const [word, before] of Object.entries(shown)) {
    let at = -1;
    while ((at = text.indexOf(word, at + 1)) >= 0)
      if (!text.slice(0, at).endsWith(before))
        found.push('acted on: ' + text.slice(Math.max(0, at - 30), at + 30));
  }
  for (const one of document.querySelectorAll('img, script, iframe, object, embed, link, source, video, audio')) {
    const from = one.src || one.href || one.data || '';
    if (/^https?:/.test(from) && new URL(from).host !== location.host) found.push('element from ' + from);
  }
  for (const one of document.querySelectorAll('a[href], svg a, use')) {
    const to = one.href?.baseVal ?? one.href ?? '';
    if (to.includes(host) || to.includes(name) || /^(javascript|data):/.test(to))
      found.push('link ' + one.outerHTML.slice(0, 120));
  }
  if (document.querySelector('.katex')) found.push('LaTeX');
  for (const one of document.querySelectorAll('[data-testid=stIconMaterial]'))
    if (one.textContent.includes('bomb')) found.push('icon');
  for (const one of document.querySelectorAll('h1,h2,h3,h4,li,blockquote,del'))
    if (/^độc-(tiêu|gạch|trích|xóa)/.test(one.textContent)) found.push('block ' + one.outerHTML.slice(0, 120));
  const turned = text.match(/.{0,20}[\\u202a-\\u202e\\u2067].{0,20}/);
  if (turned) found.push('direction: ' + turned[0]);
  if (window.docHai) found.push('a script ran');
  return [...found, ''].concat([String((text.match(/độc/g) || []).length)]);
}
"""


@dataclass
class Walk:
    """What was seen: pages and states, texts, downloads; `faults` are bugs."""

    states: int = 0
    texts: int = 0
    requests: int = 0
    skipped: int = 0
    downloads: Counter[str] = field(default_factory=Counter)
    faults: list[str] = field(default_factory=list)


def list_states(store: Path) -> list[tuple[str, dict[str, str]]]:
    """Returns every state with the codes that the store has."""
    database = open_database(store)
    codes = {
        "candidate": list(database.query("ranking")["candidate_id"]),
        "unit": list(database.query("models")["unit_id"]),
        "model": list(database.query("models")["model_id"]),
        "question": list(database.query("kept_questions")["question_id"]),
        "meeting": list(database.query("meetings_in_force")["meeting_id"]),
    }
    codes["file"] = [report.sha256 for report in Inbox(Store(store)).pending()]
    states = []
    for path, parameters in STATES:
        wanted = next((v[1:-1] for v in parameters.values() if v[:1] == "{"), None)
        every = codes[wanted] if wanted else [""]
        step = max(1, len(every) // ENTRIES)
        for code in every[::step]:
            states.append((path, {k: code if v[:1] == "{" else v for k, v in parameters.items()}))
    return states


def look(page: Page, place: str, walk: Walk) -> None:
    """Notes what took effect on the page as it is now."""
    *found, _, count = page.evaluate(LOOK, [HOST, NAME, SHOWN])
    walk.states += 1
    walk.texts += int(count)
    walk.faults += [f"{place}: {one}" for one in found]
    if page.get_by_text("Trang này gặp lỗi").count():
        walk.faults.append(f"{place}: the page failed")


def settle(page: Page) -> None:
    """Waits until no run goes on."""
    page.wait_for_function(
        "() => !document.querySelector('[data-testid=stStatusWidget]')"
        " && !document.querySelector('[data-stale=true]')"
        " && document.querySelector('[data-testid=stAppViewContainer]')",
        timeout=QUIET_MS * 4,
    )
    page.wait_for_timeout(300)


def visit(page: Page, address: str, path: str, parameters: dict[str, str], walk: Walk) -> None:
    """Looks at one state of a page: as it opens, folded parts opened, its tabs, its downloads."""
    place = f"{path} {parameters}"
    page.goto(f"{address}/{path}?{urlencode(parameters)}")
    page.get_by_text("Số liệu đến").first.wait_for(timeout=QUIET_MS * 4)
    settle(page)
    look(page, place, walk)
    tabs = page.locator("[data-testid=stButtonGroup] button")
    for index in range(min(tabs.count(), 8)):
        tabs = page.locator("[data-testid=stButtonGroup] button")
        if index >= tabs.count() or not tabs.nth(index).is_visible():
            continue
        label = tabs.nth(index).inner_text()
        try:
            tabs.nth(index).click(timeout=QUIET_MS)
        except Error:
            walk.skipped += 1
            continue
        settle(page)
        open_folded(page)
        look(page, f"{place} › {label}", walk)
        take_downloads(page, f"{place} › {label}", walk)
    if not tabs.count():
        open_folded(page)
        look(page, f"{place} opened", walk)
        take_downloads(page, place, walk)


def open_folded(page: Page) -> None:
    """Opens every folded part of the page."""
    folded = page.locator("details:not([open]) > summary")
    for _ in range(min(folded.count(), 12)):
        if not folded.count():
            break
        try:
            folded.first.click(timeout=QUIET_MS // 3)
        except Error:
            break
        page.wait_for_timeout(80)
    settle(page)


def take_downloads(page: Page, place: str, walk: Walk) -> None:
    """Takes every file that the page offers and opens it."""
    press_downloads(page, place, walk)
    popovers = page.locator("[data-testid=stPopover] button")
    for index in range(min(popovers.count(), 8)):
        if not popovers.nth(index).is_visible():
            continue
        try:
            popovers.nth(index).click(timeout=QUIET_MS // 3)
        except Error:
            walk.skipped += 1
            continue
        settle(page)
        look(page, f"{place} › {index}", walk)
        press_downloads(page, place, walk)
        page.keyboard.press("Escape")


def press_downloads(page: Page, place: str, walk: Walk) -> None:
    """Takes every file that can be seen to be offered now."""
    take_drawings(page, place, walk)
    buttons = page.locator("[data-testid=stDownloadButton] button:enabled")
    for index in range(min(buttons.count(), 10)):
        button = buttons.nth(index)
        if not button.is_visible():
            continue
        key = f"{urlparse(page.url).path} {button.inner_text()} {index}"
        if walk.downloads[key]:
            continue
        walk.downloads[key] += 1
        try:
            with page.expect_download(timeout=QUIET_MS * 4) as taken:
                button.click()
            name = taken.value.suggested_filename
            data = Path(taken.value.path()).read_bytes()
        except Error as error:
            walk.faults.append(f"{place}: download {key}: {str(error)[:120]}")
            continue
        walk.downloads[f"*.{name.rpartition('.')[2]}"] += 1
        walk.faults += [f"{place}: {name}: {fault}" for fault in find_faults(name, data)]


def walk_store(store: Path, pages: list[str] | None = None) -> Walk:
    """Walks all states over a store and returns what was seen."""
    walk = Walk()
    states = [one for one in list_states(store) if pages is None or one[0] in pages]
    with serve(store) as address, sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        page = browser.new_page(viewport={"width": 1440, "height": 900}, locale="vi-VN")
        page.set_default_timeout(QUIET_MS * 2)
        own = urlparse(address).netloc

        def watch(route: Any) -> None:
            walk.requests += 1
            url = urlparse(route.request.url)
            if url.scheme in ("http", "https", "ws", "wss") and url.netloc != own:
                walk.faults.append(f"{page.url}: request to {route.request.url}")
                route.abort()
            else:
                route.continue_()

        page.route("**/*", watch)
        page.on(
            "dialog", lambda one: (walk.faults.append(f"dialogue {one.message}"), one.dismiss())
        )
        page.on("popup", lambda one: walk.faults.append(f"popup {one.url}"))
        for number, (path, parameters) in enumerate(states, 1):
            before = len(walk.faults)
            try:
                visit(page, address, path, parameters, walk)
            except Error as error:
                first = re.sub(r"\s+", " ", str(error))[:200]
                walk.faults.append(f"{path} {parameters}: the walk broke off: {first}")
            print(
                f"{number}/{len(states)} {path}", *walk.faults[before:], sep="\n  ", file=sys.stderr
            )
        browser.close()
    return walk


def take_drawings(page: Page, place: str, walk: Walk) -> None:
    """Saves the first charts of the page as drawings."""
    cameras = page.locator(".modebar-btn[data-title*='Tải'], .modebar-btn[data-title*='Download']")
    for index in range(min(cameras.count(), 2)):
        key = f"{urlparse(page.url).path} drawing {index}"
        if walk.downloads[key]:
            continue
        walk.downloads[key] += 1
        try:
            with page.expect_download(timeout=QUIET_MS) as taken:
                cameras.nth(index).dispatch_event("click")
            data = Path(taken.value.path()).read_bytes()
        except Error:
            walk.skipped += 1
            continue
        walk.downloads["*.svg"] += 1
        name = taken.value.suggested_filename
        walk.faults += [f"{place}: {name}: {fault}" for fault in find_faults(name, data)]


def main() -> int:
    """Walks a store that is given or made, and prints what was seen; 1 where there were faults."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.hostile_walk", description=__doc__)
    parser.add_argument("--store", type=Path, help="a store made by tests.hostile_store")
    parser.add_argument("--pages", nargs="+", help="only these pages")
    parsed = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        store = parsed.store or fill(Path(folder) / "kho").path
        walk = walk_store(store, parsed.pages)
    files = {name: n for name, n in walk.downloads.items() if name.startswith("*.")}
    print(f"looks {walk.states}, not to be clicked {walk.skipped}", end=", ")
    print(f"hostile words shown {walk.texts}, requests {walk.requests},"
          f" downloads opened {files}")  # fmt: skip
    print(f"faults: {len(walk.faults)}", *walk.faults[:80], sep="\n")
    return 1 if walk.faults else 0


if __name__ == "__main__":
    sys.exit(main())
