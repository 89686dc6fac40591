"""What people do on the pages is written down, and the auditor's page shows it and whether it holds."""

import re
import shutil
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from access import audit_log, roles
from access.audit_log import NotRecorded
from pages.shared import auditing, reader
from tests.sample_store import import_samples
from tests.test_pages import keep_environment, open_page, texts

__all__ = ["keep_environment"]

ROOT = Path(__file__).resolve().parents[1]
PAGE = "pages/reference/audit.py"


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture
def store(imported: Path, tmp_path: Path) -> Path:
    return Path(shutil.copytree(imported, tmp_path / "store"))


def sign_in(store: Path, who: str, outcome: str = "done") -> None:
    audit_log.record("sign_in", outcome, who=who, role="auditor", subject=who, store=store)


def shown_rows(app: AppTest) -> list[list[str]]:
    return [[str(cell) for cell in row] for row in app.dataframe[0].value.to_numpy().tolist()]


def test_every_file_that_leaves_goes_through_the_one_recorded_button() -> None:
    found = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "pages").rglob("*.py")
        if re.search(r"\bdownload_button\b", path.read_text(encoding="utf-8"))
    ]
    assert found == ["pages/shared/downloads.py"]
    text = (ROOT / found[0]).read_text(encoding="utf-8")
    assert text.count("st.download_button(") == 1


def test_taking_a_file_away_is_written_down_each_time(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE", str(tmp_path))
    monkeypatch.setattr(auditing, "find_person", lambda: auditing.Person("Ánh", "secretary"))
    make = auditing.note_download(lambda: b"12345", "do-phu_7f3a.xlsx")
    assert audit_log.read(tmp_path) == []
    assert (make(), make()) == (b"12345", b"12345")
    assert [(act.who, act.subject, act.detail) for act in audit_log.read(tmp_path)] == [
        ("Ánh", "do-phu_7f3a.xlsx", {"byte": 5})
    ] * 2


def test_a_file_that_cannot_be_written_down_is_not_handed_out(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE", str(tmp_path))
    monkeypatch.setattr(auditing, "find_person", lambda: auditing.Person("Ánh", ""))
    (tmp_path / "audit").write_text("no folder", encoding="utf-8")
    with pytest.raises(NotRecorded):
        auditing.note_download(lambda: b"12345", "a.xlsx")()


def test_a_question_in_sql_is_written_down_with_what_came_of_it(store: Path) -> None:
    app = open_page("pages/secretariat/explore.py", {"cach": "SQL"}, store)
    asked = "select count(*) as n from units"
    for text in (asked, "drop table units"):
        if not app.text_area:
            app.segmented_control[0].set_value(app.segmented_control[0].options[1]).run()
        app.text_area[0].set_value(text)
        next(button for button in app.button if button.label.startswith("Chạy")).click()
        app.run()
    found = [(act.subject, act.outcome) for act in audit_log.read(store)]
    assert (asked, "done") in found
    assert ("drop table units", "refused") in found


def test_page_shows_both_logs_the_latest_first_and_says_that_they_hold(store: Path) -> None:
    sign_in(store, "Kiểm toán viên A")
    app = open_page(PAGE, {}, store)
    assert not app.exception and not app.error
    assert "Nhật ký toàn vẹn: 1 dòng" in app.success[0].value
    rows = shown_rows(app)
    assert rows[0][1:5] == ["Kiểm toán viên A", "Đăng nhập", "Kiểm toán viên A", "Đã làm"]
    assert "Nhận báo cáo" in {row[2] for row in rows}


def test_page_narrows_to_a_person_an_act_and_days(store: Path) -> None:
    for who in ("An", "Bình", "Bình"):
        sign_in(store, who)
    rows = shown_rows(open_page(PAGE, {"nguoi": "Bình"}, store))
    assert {row[1] for row in rows} == {"Bình"} and len(rows) == 2
    rows = shown_rows(open_page(PAGE, {"viec": "Đăng nhập"}, store))
    assert {row[1] for row in rows} == {"An", "Bình"}
    app = open_page(PAGE, {"tu": "2019-01-01", "den": "2019-12-31"}, store)
    assert "Không có dòng nào." in texts(app)


def test_page_says_where_a_changed_log_breaks(store: Path) -> None:
    for who in ("An", "Bình", "Chi"):
        sign_in(store, who)
    log = audit_log.find_folder(store) / "log.jsonl"
    log.write_bytes(log.read_bytes().replace("Bình".encode(), b"Dung"))
    app = open_page(PAGE, {}, store)
    assert "không" in app.error[0].value and "dòng 2" in app.error[0].value


def test_names_in_the_log_take_no_effect_on_the_page(store: Path) -> None:
    sign_in(store, "![](http://x/y.png) :red[An] <b>")
    app = open_page(PAGE, {}, store)
    assert not app.exception and not app.error
    assert "http://x/y.png" not in texts(app).replace("\\", "")


def test_a_page_that_the_role_does_not_have_is_refused_and_written_down(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    viewer = reader.Reader("xem.a", "Người xem A", frozenset({"viewer"}), "s1")
    monkeypatch.setattr(reader, "find", lambda: viewer)
    app = open_page(PAGE, {}, store)
    app.run()
    assert "không xem được trang" in app.error[0].value
    assert not app.dataframe
    refused = [act for act in audit_log.read(store) if act.action == "act_refused"]
    assert [(act.who, act.subject, act.outcome) for act in refused] == [
        ("Người xem A", "Nhật ký", "refused")
    ]


def test_an_act_that_the_role_does_not_have_is_refused_and_written_down(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("STORE", str(tmp_path))
    viewer = reader.Reader("xem.a", "Người xem A", frozenset({"viewer"}), "s1")
    monkeypatch.setattr(reader, "look_up", lambda _: viewer)
    for action in roles.ACTIONS:
        if not viewer.may(action):
            with pytest.raises(reader.NotAllowed):
                reader.require(action, "s1")
    refused = [act.subject for act in audit_log.read(tmp_path)]
    assert refused == [words for words, may in roles.ACTIONS.values() if "viewer" not in may]
    assert len(refused) > 10
