"""Trends read across reorganisations: the picker, its sentence, who is left out, the marked breaks."""

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import readings
from tests.sample_store import import_samples

ROOT = Path(__file__).resolve().parents[1]
PICKER = "Cách đọc qua sắp xếp đơn vị"
CURRENT, UNCHANGED = "Theo cơ cấu hiện nay", "Chỉ đơn vị không đổi"


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(autouse=True)
def keep_environment() -> Iterator[None]:
    before = os.environ.get("STORE")
    yield
    if before is None:
        os.environ.pop("STORE", None)
    else:
        os.environ["STORE"] = before


def open_page(store: Path, page: str, **parameters: str) -> AppTest:
    os.environ["STORE"] = str(store)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for name, value in {"nam": "2024", **parameters}.items():
        app.query_params[name] = value
    app.switch_page(f"pages/council/{page}.py")
    return app.run()


def texts(app: AppTest) -> str:
    kinds = ("subheader", "caption", "info", "error")
    shown = "\n".join(str(one.value) for kind in kinds for one in app.get(kind))
    return shown.replace("\\", "").replace("\u00a0", " ")


@pytest.mark.parametrize(
    ("page", "reading", "finding", "gone"),
    [
        ("coverage", None, "67/75 đơn vị (89,33 %)", "không để ngoài đơn vị nào"),
        ("coverage", CURRENT, "50/52 đơn vị (96,15 %)", "để ngoài 23 đơn vị"),
        ("coverage", UNCHANGED, "49/51 đơn vị (96,08 %)", "để ngoài 24 đơn vị"),
        ("index_trends", None, "29/34 đơn vị", "không để ngoài đơn vị nào"),
        ("index_trends", CURRENT, "17/20 đơn vị", "để ngoài 15 đơn vị"),
        ("index_trends", UNCHANGED, "17/20 đơn vị", "để ngoài 15 đơn vị"),
    ],
)
def test_page_says_what_the_reading_of_its_link_does(
    samples: Path, page: str, reading: str | None, finding: str, gone: str
) -> None:
    app = open_page(samples, page, **({"cach_doc": reading} if reading else {}))
    assert not app.exception
    assert finding in texts(app)
    assert gone in texts(app)
    assert ("có số liệu để ngoài cách đọc này" in texts(app)) == (reading is not None)
    assert "01/03/2025 (18 đơn vị cũ, 10 đơn vị mới)" in texts(app)


@pytest.mark.parametrize("page", ["coverage", "index_trends"])
def test_picker_writes_the_reading_into_the_link(samples: Path, page: str) -> None:
    app = open_page(samples, page)
    picker = next(one for one in app.selectbox if one.label == PICKER)
    picker.set_value("current").run()
    assert not app.exception
    assert any("cach_doc=Theo" in code.value for code in app.code)
    assert "để ngoài" in texts(app)


def test_left_out_units_stand_with_their_own_values(samples: Path) -> None:
    app = open_page(samples, "index_trends", cach_doc=CURRENT)
    listed = next(one.value for one in app.dataframe if "Lý do để ngoài" in one.value.columns)
    assert "Hợp nhất cùng đơn vị khác" in set(listed["Lý do để ngoài"])
    assert not listed.duplicated(["Đơn vị", "Năm"]).any()


@pytest.mark.parametrize(("upright", "axis"), [(True, ("x0", 1.5)), (False, ("y0", 1.5))])
def test_break_stands_before_the_first_year_counted_after_it(
    monkeypatch: pytest.MonkeyPatch, samples: Path, upright: bool, axis: tuple[str, float]
) -> None:
    monkeypatch.setenv("STORE", str(samples))
    plain = {"data": [], "layout": {"shapes": [{"type": "line"}]}}
    marked = readings.mark_breaks(plain, "core", [2023, 2024, 2025], upright)
    own, name, place = marked["layout"]["shapes"][0], *axis
    assert own == {"type": "line"}
    # 1/3 and 14/4/2025 before the year 2025; 1/7/2025 after its cut-off day, at the end.
    assert [shape[name] for shape in marked["layout"]["shapes"][1:]] == [place, 2.5]
    words = [one["text"] for one in marked["layout"]["annotations"]]
    assert "01/03/2025" in words[0] and "14/04/2025" in words[0] and "01/07/2025" in words[1]
    assert plain["layout"]["shapes"] == [{"type": "line"}]
