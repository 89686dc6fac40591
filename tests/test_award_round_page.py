"""Đợt xét khen thưởng: votes, waivers, papers and the seal, as a secretary meets them on the page."""

import datetime
import io
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import docx
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from pages.shared import gate_waivers, round_papers, vote_entry
from papers.candidate_list import write_candidate_list
from papers.printing import PrintingRefused
from papers.round_papers import PAPERS
from papers.submission import write_submission
from queries.database import Database, open_database
from reports.rounds import RoundBook
from reports.store import Store
from tests.sample_store import import_samples
from tests.test_pages import open_page, texts

PAGE = "pages/secretariat/award_round.py"
NAME = "Trần Thị Thư"
ROUND, YEAR = "R2024", 2024
DAY = "2024-11-20"
VOTES = "Biểu quyết"
DOCUMENT = ("15/UBND-NC", "Chủ tịch UBND tỉnh", "Bão làm gián đoạn thông tin")


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture(autouse=True)
def keep_store(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setenv("STORE", "")
    yield


@pytest.fixture
def store(samples: Path, tmp_path: Path) -> Path:
    """A store of its own for a test that decides something."""
    return Path(shutil.copytree(samples, tmp_path / "store"))


def open_section(section: str, store: Path, **more: str) -> AppTest:
    app = open_page(PAGE, {"dot": f"Đợt xét năm {YEAR}", "muc": section, **more}, store)
    assert not app.exception, [one.value for one in app.exception]
    return app


def sign(app: AppTest) -> AppTest:
    return app.text_input(key="nguoi_thuc_hien").set_value(NAME).run()


def press(app: AppTest, label: str) -> AppTest:
    return next(one for one in app.button if one.label == label).click().run()


def words(app: AppTest) -> str:
    return texts(app).replace("\u2060", "")


def unvoted(database: Database) -> pd.DataFrame:
    """Eligible candidates of the round without a vote, in the editor's order."""
    candidates = database.query("ranking", {"round_id": ROUND, "eligibility": "eligible"})
    voted = database.query("vote_tallies", {"round_id": ROUND})["candidate_id"]
    return candidates[~candidates["candidate_id"].isin(voted)]


def enter(app: AppTest, votes: dict[str, dict[str, Any]]) -> AppTest:
    """Types into the editor's rows of these candidates."""
    key, rows = app.session_state[vote_entry.EDITOR]
    edits = {list(rows.index).index(candidate): cells for candidate, cells in votes.items()}
    app.session_state[key] = {"edited_rows": edits, "added_rows": [], "deleted_rows": []}
    return app.run()


def tally_of(store: Path, candidate_id: str) -> pd.DataFrame:
    return open_database(store).query("vote_tallies", {"candidate_id": candidate_id})


def table(app: AppTest, column: str) -> pd.DataFrame:
    return next(one.value for one in app.dataframe if column in one.value.columns)


def test_votes_that_are_typed_are_recorded_with_the_name(store: Path) -> None:
    candidate = unvoted(open_database(store)).iloc[0]
    app = sign(open_section(VOTES, store))
    app = enter(
        app, {candidate["candidate_id"]: {"members": 21, "agree": 19, "disagree": 2, "met_on": DAY}}
    )
    assert "1 dòng đang nhập, chưa ghi." in words(app)
    assert tally_of(store, candidate["candidate_id"]).empty
    app = press(app, "Ghi số phiếu")
    assert "Đã ghi số phiếu của 1 đề nghị." in words(app)
    tally = tally_of(store, candidate["candidate_id"]).iloc[0]
    assert (tally["agree"], tally["members"], tally["disagree"]) == (19, 21, 2)
    assert tally["met_on"].date() == datetime.date(2024, 11, 20)
    shown = table(app, "Đồng ý trên mẫu số")
    own = shown[shown["Đơn vị"].eq(candidate["unit_name"])]
    own = own[own["Mô hình"].eq(candidate["model_name"])].iloc[0]
    assert own["Đồng ý trên mẫu số"].replace("\u00a0", " ") == "19/21 = 90,48 %, cần từ 80 %"
    assert own["Kết quả"] == "✓ Đạt ngưỡng"
    assert "Chưa nhập dòng nào." in words(app)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"members": 21, "agree": 25, "met_on": DAY}, "nhiều hơn tổng số thành viên 21"),
        ({"members": 21, "agree": 19}, "Cột “Ngày họp” bắt buộc"),
        ({"agree": 19, "met_on": DAY}, "Cột “Tổng số thành viên” bắt buộc"),
    ],
)
def test_votes_that_break_a_rule_are_refused_by_name_and_stay_typed(
    typed: dict[str, Any], sentence: str, store: Path
) -> None:
    first, second = unvoted(open_database(store)).iloc[:2].itertuples()
    right = {"members": 21, "agree": 20, "disagree": 1, "met_on": DAY}
    app = sign(open_section(VOTES, store))
    app = enter(app, {first.candidate_id: right, second.candidate_id: typed})
    app = press(app, "Ghi số phiếu")
    refused = app.error[0].value.replace("\\", "").replace("\u2060", "")
    assert sentence in refused
    assert second.unit_name in refused and first.unit_name not in refused
    assert tally_of(store, first.candidate_id).empty
    assert "2 dòng đang nhập, chưa ghi." in words(app)


def test_nothing_is_recorded_for_nobody_nor_for_blank_rows(store: Path) -> None:
    candidate = unvoted(open_database(store)).iloc[0]["candidate_id"]
    app = open_section(VOTES, store)
    app = enter(app, {candidate: {"members": 21, "agree": 19, "met_on": DAY}})
    app = press(app, "Ghi số phiếu")
    assert "Hãy ghi họ và tên" in app.warning[-1].value
    app = press(sign(press(app, "Bỏ các dòng đang nhập")), "Ghi số phiếu")
    assert "Chưa có phiếu nào để ghi" in app.error[0].value
    assert tally_of(store, candidate).empty


def test_number_of_members_is_only_suggested(samples: Path) -> None:
    app = open_section(VOTES, samples)
    assert "Hội đồng có 21 thành viên" in words(app)
    assert app.number_input(key="dien_thanh_vien").value is None
    rows = app.session_state[vote_entry.EDITOR][1]
    waiting = unvoted(open_database(samples))["candidate_id"]
    assert rows.loc[waiting, list(vote_entry.FIELDS)].isna().all(axis=None)


def test_filling_in_touches_only_typed_rows_and_only_what_they_lack(samples: Path) -> None:
    first, second = unvoted(open_database(samples)).iloc[:2]["candidate_id"]
    app = open_section(VOTES, samples)
    app = enter(app, {first: {"agree": 19, "members": 20}})
    app.number_input(key="dien_thanh_vien").set_value(21)
    app.date_input(key="dien_ngay_hop").set_value(datetime.date(2024, 11, 20))
    app = press(app.run(), "Điền vào các dòng đang nhập còn thiếu")
    rows = app.session_state[vote_entry.EDITOR][1]
    assert (rows.loc[first, "members"], str(rows.loc[first, "met_on"])[:10]) == (20, DAY)
    assert rows.loc[second, list(vote_entry.FIELDS)].isna().all()


def test_typed_rows_outlive_another_filter(samples: Path) -> None:
    candidate = unvoted(open_database(samples)).iloc[0]["candidate_id"]
    app = enter(open_section(VOTES, samples), {candidate: {"agree": 19}})
    app = app.toggle(key="phieu_moi_de_nghi").set_value(True).run()
    rows = app.session_state[vote_entry.EDITOR][1]
    assert len(rows) == len(open_database(samples).query("ranking", {"round_id": ROUND}))
    assert rows.loc[candidate, "agree"] == 19


def test_recorded_vote_is_replaced_but_not_blanked_away(store: Path) -> None:
    tallies = open_database(store).query("vote_tallies", {"round_id": ROUND, "agree": 20})
    eligible = open_database(store).query("ranking", {"eligibility": "eligible"})["candidate_id"]
    candidate = tallies[tallies["candidate_id"].isin(eligible)]["candidate_id"].iloc[0]
    app = sign(open_section(VOTES, store))
    app = press(enter(app, {candidate: dict.fromkeys(vote_entry.FIELDS)}), "Ghi số phiếu")
    assert "không xóa bằng cách để trống được" in words(app)
    app = press(app, "Bỏ các dòng đang nhập")
    app = press(enter(app, {candidate: {"agree": 19, "disagree": 2}}), "Ghi số phiếu")
    assert "trong đó 1 thay số đã ghi" in words(app)
    assert list(tally_of(store, candidate)["agree"]) == [19]


def test_members_with_a_conflict_are_named_beside_the_candidate(samples: Path) -> None:
    app = open_section(VOTES, samples)
    rows = app.session_state[vote_entry.EDITOR][1]
    expected = open_database(samples).query("ranking", {"round_id": ROUND})
    expected = expected.set_index("candidate_id")["conflict_members"].loc[rows.index]
    assert expected.notna().any()
    assert rows["conflict_members"].fillna("").equals(expected.fillna(""))


def test_tally_states_every_vote_of_the_view(samples: Path) -> None:
    tallies = open_database(samples).query("vote_tallies", {"round_id": ROUND})
    app = open_section(VOTES, samples)
    shown = table(app, "Đồng ý trên mẫu số")
    assert len(shown) == len(tallies)
    reached = int(tallies["is_reached"].sum())
    assert int(shown["Kết quả"].eq("✓ Đạt ngưỡng").sum()) == reached
    assert f"{reached}/{len(tallies)} đề nghị đã biểu quyết đạt ngưỡng từ 80" in words(app)


def failing(database: Database) -> Any:
    gates = database.query("gate_results", {"round_id": ROUND, "verdict": "fail"})
    return next(gates.itertuples())


def fill_waiver(app: AppTest, gate_id: str, key: str, document: tuple[str, str, str]) -> AppTest:
    if gate_id:
        gate = next(one for one in app.selectbox if one.label == "Điều kiện được miễn")
        app = gate.select(gate_id).run()
    for box, text in zip(("van_ban", "nguoi_ky", "ly_do"), document, strict=True):
        app.text_input(key=f"{key}_{box}").set_value(text)
    return app


def test_waiver_is_recorded_keeps_the_verdict_and_can_be_taken_back(store: Path) -> None:
    gate = failing(open_database(store))
    app = sign(open_section("Miễn điều kiện", store, **{gate_waivers.CANDIDATE: gate.candidate_id}))
    assert gate.evidence in words(app) or gate.evidence in set(
        table(app, "Căn cứ trong số liệu")["Căn cứ trong số liệu"]
    )
    app = press(fill_waiver(app, gate.gate_id, "mien", DOCUMENT), "Ghi quyết định miễn")
    assert "được miễn điều kiện" in words(app) and "vẫn giữ" in words(app)
    held = table(app, "Miễn theo văn bản").iloc[0]
    assert tuple(held[["Miễn theo văn bản", "Người ký", "Lý do", "Người ghi"]]) == (*DOCUMENT, NAME)
    assert held["Kết luận của điều kiện"] == "✕ Không đạt"
    app = press(fill_waiver(app, "", "thoi_mien", DOCUMENT), "Thôi miễn điều kiện này")
    assert "Đã thôi miễn theo 15/UBND-NC" in words(app)
    assert "Chưa miễn điều kiện nào" in words(app)
    assert open_database(store).query("gate_waivers_in_force").empty


@pytest.mark.parametrize(
    ("document", "sentence"),
    [
        (("", "Chủ tịch", "Bão"), "Hãy ghi số văn bản."),
        (("15", " ", "Bão"), "Hãy ghi người ký văn bản."),
        (("15", "Chủ tịch", ""), "Hãy ghi lý do."),
    ],
)
def test_waiver_without_document_signature_or_reason_is_refused(
    document: tuple[str, str, str], sentence: str, store: Path
) -> None:
    gate = failing(open_database(store))
    app = sign(open_section("Miễn điều kiện", store, **{gate_waivers.CANDIDATE: gate.candidate_id}))
    app = press(fill_waiver(app, gate.gate_id, "mien", document), "Ghi quyết định miễn")
    assert app.error[0].value.replace("\\", "") == sentence
    assert open_database(store).query("gate_waivers_in_force").empty


def test_every_paper_has_a_button_and_the_pack_waits_to_be_asked_for(samples: Path) -> None:
    app = open_section("Giấy tờ họp", samples)
    labels = " ".join(one.label for one in app.get("download_button"))
    for paper in PAPERS.values():
        assert paper.title in labels
    assert "PDF" not in labels
    assert any(one.key == "lam_tap" for one in app.button)


def test_pack_that_cannot_be_printed_is_a_sentence(
    samples: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(*_: Any) -> bytes:
        raise PrintingRefused("LibreOffice báo lỗi khi làm tệp PDF. Hãy thử lại.")

    monkeypatch.setattr(round_papers, "write_meeting_pack", refuse)
    monkeypatch.setattr(round_papers.shutil, "which", lambda _: "/usr/bin/soffice")
    app = press(open_section("Giấy tờ họp", samples), "Làm tập tài liệu họp (PDF)")
    assert "LibreOffice báo lỗi" in app.error[0].value


def test_server_without_libreoffice_says_so(samples: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(round_papers.shutil, "which", lambda _: None)
    app = open_section("Giấy tờ họp", samples)
    assert "chưa cài LibreOffice" in words(app)
    assert next(one for one in app.button if one.key == "lam_tap").disabled


def drop(app: AppTest, name: str, data: bytes) -> AppTest:
    app.file_uploader[0].upload(name, data)
    return app.run()


def test_paper_made_a_moment_ago_matches(samples: Path) -> None:
    paper = write_submission(open_database(samples), ROUND, None)
    app = drop(open_section("Giấy tờ họp", samples), "to-trinh.docx", paper)
    assert app.success[0].value.replace("\\", "") == "Khớp."
    assert "Tờ trình" in words(app) and "đối chiếu với số liệu hiện hành" in words(app)


def test_paper_changed_by_hand_names_the_one_place(samples: Path) -> None:
    document = docx.Document(io.BytesIO(write_candidate_list(open_database(samples), ROUND, None)))
    cell = max(document.tables, key=lambda one: len(one.rows)).rows[1].cells[1]
    before = cell.text
    cell.paragraphs[0].runs[0].text = "Sở Không Có Thật"
    for run in cell.paragraphs[0].runs[1:]:
        run.text = ""
    changed = io.BytesIO()
    document.save(changed)
    app = drop(open_section("Giấy tờ họp", samples), "danh-sach.docx", changed.getvalue())
    assert "Đã sửa tay 1 chỗ." in app.warning[-1].value.replace("\\", "")
    (row,) = table(app, "Trong tệp này").itertuples()
    assert (row[2], row[3]) == (before, "Sở Không Có Thật")


def test_paper_overtaken_by_the_data_names_the_figures(store: Path) -> None:
    database = open_database(store)
    paper = write_candidate_list(database, ROUND, None)
    files = database.query("received_files")
    for number in files[files["kinds"] == "appraisals"]["submission_id"]:
        Store(store).withdraw(int(number), NAME, "thử")
    app = drop(open_section("Giấy tờ họp", store), "danh-sach.docx", paper)
    assert "Số liệu đã cũ" in app.warning[-1].value.replace("\\", "")
    assert len(table(app, "Theo số liệu đối chiếu")) > 0


@pytest.mark.parametrize("data", [b"", b"%PDF-1.7 nothing", b"PK\x03\x04 broken", b"plain text"])
def test_file_that_is_no_paper_is_a_sentence(data: bytes, samples: Path) -> None:
    app = drop(open_section("Giấy tờ họp", samples), "![](http://x/y.png).docx", data)
    assert not app.exception
    assert len(app.error) == 1 and "Tệp" in app.error[0].value


def fill_seal(app: AppTest, title: str, document: str, is_sure: bool) -> AppTest:
    app.text_input(key="chot_ten").set_value(title)
    app.text_input(key="chot_so").set_value(document)
    app.checkbox(key="chot_chac").set_value(is_sure)
    return press(app, "Chốt đợt xét")


@pytest.mark.parametrize(
    ("given", "sentence"),
    [
        (("Phiên 20/11", "31/BB", False), "Hãy đánh dấu ô xác nhận"),
        (("", "31/BB", True), "Hãy ghi tên phiên họp"),
        (("Phiên 20/11", "", True), "Hãy ghi số biên bản"),
    ],
)
def test_seal_needs_a_title_a_document_and_a_confirmation(
    given: tuple[str, str, bool], sentence: str, store: Path
) -> None:
    app = fill_seal(sign(open_section("Chốt đợt xét", store)), *given)
    assert sentence in app.error[0].value.replace("\\", "")
    assert open_database(store).query("round_seals").empty


def test_checklist_counts_what_the_views_say(samples: Path) -> None:
    database = open_database(samples)
    listed = open_section("Chốt đợt xét", samples).table[0].value
    found = {row[2]: (row[1], row[3]) for row in listed.itertuples()}
    waiting = unvoted(database)
    state, said = found["Đề nghị đủ điều kiện chưa có số phiếu"]
    assert state.startswith("▲") and said.startswith(f"{len(waiting)} đề nghị")
    insufficient = database.query("ranking", {"round_id": ROUND})["gates_insufficient"] > 0
    assert found["Đề nghị còn điều kiện chưa đủ căn cứ"][1].startswith(f"{insufficient.sum()} đề")
    fragility = database.query("cutoff_fragility", {"round_id": ROUND}).iloc[0]
    state, said = found["Ngưỡng chỉ tiêu số lượng"]
    assert said.replace("\\", "") == fragility["reason"]
    assert state.startswith("▲" if fragility["is_fragile"] else "✓")


def test_sealed_round_says_so_and_closes_every_form(store: Path) -> None:
    app = fill_seal(sign(open_section("Chốt đợt xét", store)), "Phiên họp", "31/BB-HĐTĐKT", True)
    assert not app.exception and not app.error
    assert "Đã chốt đợt xét năm 2024 theo 31/BB-HĐTĐKT" in words(app)
    assert f"bởi {NAME}" in words(app)
    for section, gone in (
        ("Biểu quyết", "Ghi số phiếu"),
        ("Miễn điều kiện", "Ghi quyết định miễn"),
        ("Chốt đợt xét", "Chốt đợt xét"),
    ):
        app = open_section(section, store)
        assert gone not in {one.label for one in app.button}
        assert "Đã chốt lúc" in words(app) and "theo 31/BB-HĐTĐKT bởi" in words(app)
    # Another round stays open.
    app = open_page(PAGE, {"dot": "Đợt xét năm 2025"}, store)
    assert "Ghi số phiếu" in {one.label for one in app.button}


def test_paper_of_a_sealed_round_is_held_against_what_was_sealed(store: Path) -> None:
    database = open_database(store)
    paper = write_candidate_list(database, ROUND, None)
    RoundBook(Store(store), ROUND).seal("Phiên họp", "31/BB-HĐTĐKT", NAME)
    files = database.query("received_files")
    for number in files[files["kinds"] == "appraisals"]["submission_id"]:
        Store(store).withdraw(int(number), NAME, "thử")
    app = drop(open_section("Giấy tờ họp", store), "danh-sach.docx", paper)
    assert app.success[0].value.startswith("Khớp")
    assert "đối chiếu với bản đã chốt lúc" in words(app)
