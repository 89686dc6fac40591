"""Every page of the menu opens, in every filter state that matters, on samples, empty and no store."""

import json
import os
from collections.abc import Iterator
from pathlib import Path

import duckdb
import pytest
from streamlit.testing.v1 import AppTest

from queries.database import FACTS

ROOT = Path(__file__).resolve().parents[1]
# The folder, not a list: a new page is tested the day it appears.
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "pages").glob("*/*.py")
    if path.parent.name != "shared"
)
COUNCIL = [page for page in PAGES if "secretariat" not in page]
FILTERS: list[dict[str, str]] = [
    {},
    {"nam": "2023"},
    {"nam": "2025", "pham_vi": "Gồm cả cấp xã"},
    {"khoi": "Khối 1 – Nội chính, LLVT", "nam": "2024"},
    {"chi_so": "PAR INDEX", "dot": "Đợt xét năm 2023", "muc": "Điều kiện"},
    {
        "nam": "1999",
        "pham_vi": "'; drop table units; --",
        "khoi": "![](http://x/y.png)",
        "chi_so": "x",
        "dot": "?",
    },
    {"don_vi": "U0011", "mo_hinh": "khong-co", "de_nghi": "khong-co", "muc": "Từ điển số liệu"},
]


def open_page(page: str, parameters: dict[str, str], store: Path) -> AppTest:
    """The page as a visitor with this URL sees it; everything runs through dashboard.py."""
    os.environ["STORE"] = str(store)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    app.run()
    for name, value in parameters.items():
        app.query_params[name] = value
    app.switch_page(page)
    return app.run()


def texts(app: AppTest) -> str:
    """Everything readable on the page, for asserting on sentences."""
    kinds = (
        "title",
        "header",
        "subheader",
        "markdown",
        "caption",
        "text",
        "warning",
        "info",
        "error",
        "success",
    )
    return "\n".join(str(element.value) for kind in kinds for element in app.get(kind)).replace(
        "\\", ""
    )


@pytest.fixture(scope="session")
def empty_store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store in which nothing was ever accepted."""
    store = tmp_path_factory.mktemp("empty_store")
    (store / "snapshots").mkdir()
    with duckdb.connect(str(store / "snapshots" / "v0.duckdb")) as connection:
        for table, columns in FACTS.items():
            declared = ", ".join(f'"{name}" {kind}' for name, kind in columns.items())
            connection.execute(f"create table {table} ({declared})")
    (store / "current.json").write_text(json.dumps({"version": "v0"}), encoding="utf-8")
    return store


@pytest.fixture(autouse=True)
def keep_environment() -> Iterator[None]:
    """STORE as it was, whatever a test did."""
    before = os.environ.get("STORE")
    yield
    if before is None:
        os.environ.pop("STORE", None)
    else:
        os.environ["STORE"] = before


@pytest.mark.parametrize("page", PAGES)
def test_page_opens_on_an_empty_store_without_an_error(page: str, empty_store: Path) -> None:
    app = open_page(page, {}, empty_store)
    assert not app.exception
    assert not app.error, [element.value for element in app.error]
    assert "Kho chưa có báo cáo nào" in texts(app)
