"""Texts of files and of persons end as harmless text: on every page, in every message and export.

Here what the server sends is looked at, every field of every element, also those that a browser
shows only under the pointer. What a browser makes of it: `python -m benchmarks.hostile_walk`.
"""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from pages.shared import formats
from tests.hostile_store import fill
from tests.hostile_texts import DIRECTIONS, PAYLOADS, TAG, find_active, is_hostile

ROOT = Path(__file__).resolve().parents[1]
PAGES = sorted(
    str(path.relative_to(ROOT))
    for path in (ROOT / "pages").glob("*/*.py")
    if path.parent.name != "shared"
)

# Fields that the browser shows as they are, and those that no browser shows.
RAW = {
    "Selectbox.options",
    "MultiSelect.options",
    "Dataframe.alt",
    "Table.alt",
    "Selectbox.raw_value",
    "Text.body",
    "Code.code_text",
}
WITHOUT_TEXTS = {
    "pages/secretariat/award_round.py",
    "pages/secretariat/deadlines.py",
}
# How many tabs are opened beside the first.
TABS = 9
# How many entries of each picker are tried; all of them on demand: HOSTILE_ENTRIES=100.
ENTRIES = int(os.environ.get("HOSTILE_ENTRIES", "1"))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Path:
    given = os.environ.get("HOSTILE_STORE")
    return Path(given) if given else fill(tmp_path_factory.mktemp("độc") / "kho").path


def open_page(page: str, parameters: dict[str, str], store: Path) -> AppTest:
    os.environ["STORE"] = str(store)
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=120)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    app.switch_page(page)
    return app.run()


def iterate_protos(node: Any) -> Iterator[Message]:
    proto = getattr(node, "proto", None)
    if isinstance(proto, Message):
        yield proto
    children = getattr(node, "children", None)
    for child in (children or {}).values():
        yield from iterate_protos(child)


def iterate_texts(message: Message, path: str) -> Iterator[tuple[str, str]]:
    for field, value in message.ListFields():
        name = f"{path}.{field.name}"
        many = value if field.is_repeated else [value]
        if field.message_type is not None and field.message_type.GetOptions().map_entry:
            continue
        for one in many:
            if isinstance(one, Message):
                yield from iterate_texts(one, name)
            elif isinstance(one, str):
                yield name, one


def iterate_states(app: AppTest) -> Iterator[str]:
    """Yields after the page as it opens and after each choice of its pickers and tabs."""
    yield "at first"
    yield from iterate_entries(app)
    groups = [(one.key, len(one.options)) for one in app.button_group if one._is_single_select]
    for key, count in groups:
        for index in range(1, min(count, 1 + TABS)):
            found = [one for one in app.button_group if one.key == key]
            if found and index < len(found[0].options):
                found[0].set_value(found[0].options[index]).run()
                yield f"{key} = {index}"
                yield from iterate_entries(app)


def iterate_entries(app: AppTest) -> Iterator[str]:
    """Yields after each choice of a picker whose entries are hostile."""
    keys = [
        one.key
        for one in app.selectbox
        if any(map(is_hostile, one.options)) and (one.key or ENTRIES > 1)
    ]
    for key in keys:
        for index in range(ENTRIES):
            found = [one for one in app.selectbox if one.key == key]
            if found and index < len(found[0].options):
                found[0].select_index(index).run()
                yield f"{key} = {index}"


def find_effects(app: AppTest) -> list[str]:
    """Returns what takes effect on the page: the element's field, what acts, and the text."""
    found = []
    for root in app._tree.children.values():
        for proto in iterate_protos(root):
            for path, text in iterate_texts(proto, proto.DESCRIPTOR.name):
                if is_hostile(text) and (active := find_effect(path, text)):
                    found.append(f"{path}: {active!r} in {text[:160]!r}")
    return found


def find_effect(path: str, text: str) -> str | None:
    """Returns what acts in one field, or None."""
    if path == "PlotlyChart.spec":
        tag = TAG.search(text)
        return tag[0] if tag else None
    if path in RAW:
        turned = DIRECTIONS.search(text)
        return f"U+{ord(turned[0]):04X}" if turned else None
    return find_active(text)


@pytest.mark.parametrize("page", PAGES)
def test_no_text_takes_effect_on_a_page(page: str, store: Path) -> None:
    app = open_page(page, {}, store)
    effects: list[str] = []
    hostile = 0
    for state in iterate_states(app):
        assert not app.exception, state
        assert [one.value for one in app.error if "gặp lỗi" in one.value] == [], state
        effects += [f"{state}: {effect}" for effect in find_effects(app)]
        hostile += count_hostile(app)
    assert effects == []
    # A page that shows nothing hostile proves nothing; these show only figures.
    assert hostile or page in WITHOUT_TEXTS


def count_hostile(app: AppTest) -> int:
    """Returns how many texts of the page are hostile ones."""
    return sum(
        is_hostile(text)
        for root in app._tree.children.values()
        for proto in iterate_protos(root)
        for _, text in iterate_texts(proto, proto.DESCRIPTOR.name)
    )


def test_every_plain_text_goes_through_the_one_function() -> None:
    calls = [
        f"{path.name}: {line.strip()}"
        for path in (ROOT / "pages").glob("*/*.py")
        for line in path.read_text(encoding="utf-8").splitlines()
        if "st.text(" in line and "formats.verbatim(" not in line and not line.endswith("st.text(")
    ]
    assert calls == []


@pytest.mark.parametrize("text", PAYLOADS)
def test_what_is_escaped_no_longer_acts(text: str) -> None:
    assert find_active(text) or text.startswith(
        ("=", "+", "-", "@", "\t", "'", "{", "&", "j", "độc", "a;")
    )
    assert find_active(formats.plain(text)) is None
    assert find_active(f"Tệp “{formats.plain(text)}” và {formats.plain(text)}") is None
    assert TAG.search(formats.chart_text(text)) is None
    assert DIRECTIONS.search(formats.verbatim(text)) is None
