"""Texts of files and of persons end as harmless text: on every page, in every message and export.

Here what the server sends is looked at, every field of every element, also those that a browser
shows only under the pointer. What a browser makes of it: `python -m benchmarks.hostile_walk`.
"""

from __future__ import annotations

import io
import os
import zipfile
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from google.protobuf.message import Message
from streamlit.testing.v1 import AppTest

from pages.shared import acting, formats
from pages.shared.marked_copies import name_of
from papers.meeting_minutes import write_meeting_minutes
from papers.round_papers import PAPERS
from papers.tables import to_csv, to_xlsx
from queries.database import open_database
from reports.disk import StoreError
from reports.inbox import Inbox
from reports.marked_copies import make_copy
from reports.store import Store
from tests.hostile_exports import find_faults
from tests.hostile_store import fill
from tests.hostile_texts import DIRECTIONS, HOST, PAYLOADS, TAG, find_active, is_hostile

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


@pytest.mark.parametrize("text", PAYLOADS)
def test_name_of_a_copy_leads_nowhere_and_reads_forwards(text: str) -> None:
    name = name_of(f"..\\..\\{text}/../{text}.xlsx", "1a2b3c4d5e")
    assert name.endswith("_da-danh-dau_1a2b3c4d.xlsx")
    assert not set('\\/:*?"<>|\n\t') & set(name) and not name.startswith(".")
    assert DIRECTIONS.search(name) is None and len(name) < 140


FRAME = pd.DataFrame({"a": list(PAYLOADS), "b": [1.5] * len(PAYLOADS)})


@pytest.mark.parametrize("text", PAYLOADS)
def test_table_taken_away_holds_no_formula_link_or_turned_text(text: str) -> None:
    columns = {"a": text, "b": "Số"}
    for name, data in (
        ("a.xlsx", to_xlsx(FRAME, columns, text, [text, text])),
        ("a.csv", to_csv(FRAME, columns)),
    ):
        assert find_faults(name, data) == []


def test_faults_of_exports_are_found() -> None:
    book = openpyxl.Workbook()
    book.active["A1"] = PAYLOADS[5]
    book.active["A2"] = "độc"
    book.active["A2"].hyperlink = f"http://{HOST}/"
    target = io.BytesIO()
    book.save(target)
    assert len(find_faults("a.xlsx", target.getvalue())) >= 2
    assert find_faults("a.csv", "=1+1 độc;b\r\nđộc\u202e;a,=2 độc".encode()) != []
    assert find_faults("a.svg", b"<svg><script>1</script><a href='x'/></svg>") != []


def test_papers_over_hostile_texts_hold_none_of_it_active(store: Path) -> None:
    database = open_database(store)
    round_id = str(sorted(set(database.query("candidates")["round_id"]))[0])
    written = hostile = 0
    for name, paper in PAPERS.items():
        data = paper.write(database, round_id, None)
        assert find_faults(f"{name}.{paper.ending}", data) == []
        written += 1
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            hostile += sum(archive.read(one).count("độc".encode()) for one in archive.namelist())
    for meeting_id in database.query("meetings_in_force")["meeting_id"]:
        assert find_faults("a.docx", write_meeting_minutes(database, str(meeting_id))) == []
    assert written == len(PAPERS) and hostile > 20


def test_marked_copies_of_hostile_files_hold_no_formula(store: Path) -> None:
    inbox = Inbox(Store(store))
    waiting = inbox.pending()[:3]
    for report in waiting:
        data = inbox.store.read_raw(report.sha256)
        copy = make_copy(data, report.name, [asdict(issue) for issue in report.issues])
        faults = [one for one in find_faults("a.xlsx", copy) if not one.startswith("direction")]
        assert faults == []  # the sender's own text stays as it is, letter for letter
    assert waiting


def test_words_of_a_library_never_reach_a_person(monkeypatch: pytest.MonkeyPatch) -> None:
    told: list[str] = []
    monkeypatch.setattr(acting, "_keep", lambda kind, sentence, place: told.append(sentence))

    def fall() -> str:
        return str(int("độc"))

    def refuse() -> str:
        raise StoreError("Hãy ghi lý do.")

    monkeypatch.setattr(acting.reader, "require", lambda action: None)
    assert not acting.attempt("offer_file", fall) and not acting.attempt("offer_file", refuse)
    assert "int()" not in told[0] and told[0].startswith("Việc này chưa làm được")
    assert told[1] == "Hãy ghi lý do."
