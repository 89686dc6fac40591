"""Nhập báo cáo: what is dropped is kept, judged, accepted, sent back and undone, in words and counts."""

import hashlib
import io
import os
from collections.abc import Iterator
from dataclasses import asdict
from pathlib import Path

import openpyxl
import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from queries.database import open_database
from reports.inbox import Inbox
from reports.issue_lists import LIST_SHEET
from reports.marked_copies import make_copy
from reports.store import Store
from reports.templates import write_template

ROOT = Path(__file__).resolve().parents[1]
SAMPLES = ROOT / "data" / "samples"
CLEAN = "2023-ban-to-chuc-tinh-uy.xlsx"
WRONG = "2025-huyen-tran-de-cap-xa.xlsx"
UNUSABLE = "2025-bao-cao-truong-chinh-tri-tinh.ods"
NAME = "Trần Thị Thư"


def read(name: str) -> bytes:
    return (SAMPLES / name).read_bytes()


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Path]:
    """An empty place for a store, which nothing has made yet."""
    before = os.environ.get("STORE")
    os.environ["STORE"] = str(tmp_path / "store")
    yield tmp_path / "store"
    if before is None:
        os.environ.pop("STORE", None)
    else:
        os.environ["STORE"] = before


def open_intake(**parameters: str) -> AppTest:
    app = AppTest.from_file(str(ROOT / "dashboard.py"), default_timeout=60)
    for name, value in parameters.items():
        app.query_params[name] = value
    app.run()
    app.switch_page("pages/secretariat/intake.py")
    return app.run()


def drop(app: AppTest, *files: tuple[str, bytes]) -> AppTest:
    for name, data in files:
        app.file_uploader[0].upload(name, data)
    return app.run()


def texts(app: AppTest) -> str:
    kinds = (
        "header",
        "subheader",
        "markdown",
        "caption",
        "text",
        "info",
        "warning",
        "success",
        "error",
    )
    found = "\n".join(str(one.value) for kind in kinds for one in app.get(kind))
    return found.replace("\\", "").replace("\u2060", "")


def pending_list(app: AppTest) -> pd.DataFrame:
    return next(one.value for one in app.dataframe if "Nếu nhận" in one.value.columns)


def press(app: AppTest, label: str) -> AppTest:
    return (
        next(one for one in app.button if one.label.replace("\\", "").startswith(label))
        .click()
        .run()
    )


def sign(app: AppTest) -> AppTest:
    return app.text_input(key="nguoi_thuc_hien").set_value(NAME).run()


def test_page_opens_where_there_is_no_store_and_says_what_to_do(store: Path) -> None:
    app = open_intake()
    assert not app.exception and not app.error
    assert "Chưa có tệp nào chờ xử lý. Kéo thả tệp vào ô trên" in texts(app)


def test_dropped_files_are_listed_worst_first_with_their_effect(store: Path) -> None:
    app = drop(open_intake(), *((name, read(name)) for name in (CLEAN, WRONG, UNUSABLE)))
    assert not app.exception and not app.error
    listed = pending_list(app)
    assert list(listed["Tên tệp"]) == [UNUSABLE, WRONG, CLEAN]
    assert list(listed["Nếu nhận"])[:2] == ["không nhận được dòng nào", "+14 dòng, từ chối 2"]
    assert list(listed["Lỗi"])[:2] == [1, 2]
    assert "3 tệp chờ xử lý" in texts(app)


def test_dropped_files_outlive_a_reload_without_a_name(store: Path) -> None:
    drop(open_intake(), (CLEAN, read(CLEAN)))
    assert list(pending_list(open_intake())["Tên tệp"]) == [CLEAN]


def test_nothing_is_accepted_for_nobody(store: Path) -> None:
    app = drop(open_intake(), (CLEAN, read(CLEAN)))
    app = press(app, "Nhận mọi tệp sạch")
    assert "Hãy ghi họ và tên" in app.warning[0].value
    assert len(pending_list(app)) == 1
    assert open_database(store).query("data_status")["submissions"].iloc[0] == 0


def test_accepting_clean_files_says_what_happened_in_words_and_counts(store: Path) -> None:
    app = sign(drop(open_intake(), (CLEAN, read(CLEAN)), (WRONG, read(WRONG))))
    app = press(app, "Nhận mọi tệp sạch (1)")
    assert "Đã nhận 1 tệp: +2 dòng." in app.success[0].value.replace("\\", "")
    assert list(pending_list(app)["Tên tệp"]) == [WRONG]
    received = open_database(store).query("data_status")
    assert received["submissions"].iloc[0] == 1
    assert received["accepted_rows"].iloc[0] == 2


def test_accepting_all_acceptable_files_leaves_those_that_cannot_be(store: Path) -> None:
    dropped = [(name, read(name)) for name in (CLEAN, WRONG, UNUSABLE)]
    app = press(sign(drop(open_intake(), *dropped)), "Nhận mọi tệp nhận được (2)")
    assert "Đã nhận 2 tệp: +16 dòng, từ chối 2." in app.success[0].value.replace("\\", "")
    assert list(pending_list(app)["Tên tệp"]) == [UNUSABLE]


def open_file(name: str) -> AppTest:
    return open_intake(tep=hashlib.sha256(read(name)).hexdigest())


def test_file_is_sent_back_only_with_a_reason(store: Path) -> None:
    sign(drop(open_intake(), (UNUSABLE, read(UNUSABLE)), (CLEAN, read(CLEAN))))
    app = sign(open_file(UNUSABLE))
    app = press(app, "Trả lại tệp này")
    assert "Hãy ghi lý do trả lại" in app.error[0].value
    assert len(pending_list(app)) == 2
    reason = next(one for one in app.text_area if one.label == "Lý do trả lại tệp này")
    reason.set_value("Thiếu cột Tình trạng.")
    app = press(app, "Trả lại tệp này")
    assert "Đã trả lại 1 tệp với lý do: Thiếu cột Tình trạng." in texts(app)
    assert list(pending_list(app)["Tên tệp"]) == [CLEAN]


def issues_of(app: AppTest) -> pd.DataFrame:
    return next(one.value for one in app.dataframe if "Vì sao" in one.value.columns)


def test_detail_shows_the_most_fundamental_class_first(store: Path) -> None:
    drop(open_intake(), (UNUSABLE, read(UNUSABLE)))
    app = open_file(UNUSABLE)
    assert list(issues_of(app)["Sửa ở"]) == ["Cột"]
    assert "Còn 1 điểm ở tệp" in texts(app) and "sửa cột trước" in texts(app)
    app.toggle[0].set_value(True).run()
    assert set(issues_of(app)["Sửa ở"]) == {"Tệp", "Cột", "Ô"}


def test_invisible_characters_of_a_found_text_are_visible(store: Path) -> None:
    rows = [{"unit": "Sở Nội vụ", "year": 2024, "sipas": 87.33, "decision_no": "1/QĐ-UBND"}]
    workbook = openpyxl.load_workbook(io.BytesIO(write_template("indices", rows)))
    cell = next(cell for row in workbook.active for cell in row if cell.value == 87.33)
    cell.value = "87\u200bx "
    kept = io.BytesIO()
    workbook.save(kept)
    drop(open_intake(), ("chi-so.xlsx", kept.getvalue()))
    app = open_intake(tep=hashlib.sha256(kept.getvalue()).hexdigest())
    assert list(issues_of(app)["Tìm thấy"]) == ["87⟨U+200B⟩x␠"]


def test_file_that_is_no_report_is_explained_and_not_acceptable(store: Path) -> None:
    app = drop(open_intake(), ("ghi-chu.xlsx", b"not a workbook at all"))
    assert not app.exception and not app.error
    assert list(pending_list(app)["Trạng thái"]) == ["✕ Không đọc được"]
    button = next(one for one in app.button if one.label.startswith("Nhận mọi tệp nhận được"))
    assert button.disabled


def test_name_of_a_file_takes_no_effect(store: Path) -> None:
    nasty = "![x](http:x.invalid) :red[đỏ] $a$.xlsx"
    drop(open_intake(), (nasty, read(CLEAN)))
    app = open_intake(tep=hashlib.sha256(read(CLEAN)).hexdigest())
    shown = next(one.value for one in app.subheader if "invalid" in one.value)
    for token in ("![", ":red[", "](http", "$a$"):
        assert token not in shown


def test_failure_in_a_fragment_is_a_sentence_with_a_number(
    store: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise RuntimeError("a secret of the server")

    drop(open_intake(), (CLEAN, read(CLEAN)))
    monkeypatch.setattr("pages.shared.pending_files.list_files", fail)
    app = open_intake()
    assert not app.exception
    assert "mã lỗi" in app.error[0].value and "secret" not in texts(app)


def open_data(data: bytes) -> AppTest:
    return open_intake(tep=hashlib.sha256(data).hexdigest())


def answers(app: AppTest) -> pd.DataFrame:
    return next(one.value for one in app.dataframe if "Trả lời" in one.value.columns)


def test_file_of_any_name_is_taken_and_answered_in_words(store: Path) -> None:
    app = drop(open_intake(), ("quyet-dinh.pdf", b"%PDF-1.4 scan"))
    assert not app.exception and not app.error
    assert list(pending_list(app)["Trạng thái"]) == ["✕ Không đọc được"]
    assert "không phải bảng tính" in issues_of(open_data(b"%PDF-1.4 scan"))["Vì sao"].iloc[0]


def test_file_that_was_sent_back_before_says_so_when_it_comes_again(store: Path) -> None:
    inbox = Inbox(Store(store))
    (offer,) = inbox.offer([(CLEAN, read(CLEAN))], NAME)
    inbox.refuse([offer.sha256], NAME, "Thiếu chữ ký")
    app = drop(open_intake(), (CLEAN, read(CLEAN)))
    (words,) = answers(app)["Trả lời"]
    assert "đã bị trả lại" in words and "Thiếu chữ ký" in words
    assert len(pending_list(app)) == 1


def test_what_hides_in_a_file_name_is_visible_everywhere(store: Path) -> None:
    name = "báo cáo\u202excod.xlsx"
    app = drop(open_intake(), (name, read(CLEAN)), ("khac.xlsx", read(CLEAN)))
    shown = "báo cáo⟨U+202E⟩xcod.xlsx"
    assert list(pending_list(app)["Tên tệp"]) == [shown]
    assert "\u202e" not in texts(open_data(read(CLEAN)))
    Inbox(Store(store)).accept([hashlib.sha256(read(CLEAN)).hexdigest()], NAME)
    history = open_intake(muc="Lịch sử")
    assert [list(one.value["Tên tệp"]) for one in history.dataframe] == [[shown]]


def test_accepted_warning_no_longer_counts_as_one(store: Path) -> None:
    rows = [{"unit": "Sở Nội vụ", "year": 2023, "sipas": 87.33, "decision_no": "1/QĐ-UBND"}]
    data = write_template("indices", [{**rows[0], "published_on": "10/05/2023"}])
    inbox = Inbox(Store(store))
    (offer,) = inbox.offer([("chi-so.xlsx", data)], NAME)
    (warning,) = [i for i in inbox.find_report(offer.sha256).issues if i.severity == "warning"]
    assert list(pending_list(open_intake())["Cảnh báo"]) == [1]
    inbox.waive(offer.sha256, warning.rule, None, None, "Đúng như văn bản", NAME)
    app = open_data(data)
    assert list(pending_list(app)["Cảnh báo"]) == [0]
    assert f"Chấp nhận mọi cảnh báo loại “{warning.message[:20]}" in texts(app)


def test_no_warning_is_accepted_before_one_is_chosen(store: Path) -> None:
    wrong = "2024-tx-vinh-chau-cap-xa.xlsx"
    drop(open_intake(), (wrong, read(wrong)))
    app = press(sign(open_file(wrong)), "Chấp nhận cảnh báo")
    assert "Hãy chọn cảnh báo được chấp nhận." in texts(app)
    assert Inbox(Store(store)).pending()[0].waivers == []


def test_marked_copy_that_comes_back_shows_what_is_mended_and_answers_beside_findings(
    store: Path,
) -> None:
    sent = write_template(
        "indices",
        [
            {"unit": unit, "year": 2023, "sipas": sipas, "decision_no": "1/QĐ-UBND"}
            | {"published_on": "10/05/2023"}
            for unit, sipas in (("Sở Nội vụ", "tám bảy"), ("Sở Y tế", 88.2))
        ],
    )
    inbox = Inbox(Store(store))
    (offer,) = inbox.offer([("chi-so.xlsx", sent)], NAME)
    found = inbox.find_report(offer.sha256).issues
    (error,) = [issue for issue in found if issue.severity == "error"]
    (warned, other) = [issue.cell for issue in found if issue.severity == "warning"]
    copy = make_copy(sent, "chi-so.xlsx", [asdict(issue) for issue in found])
    workbook = openpyxl.load_workbook(io.BytesIO(copy))
    workbook[error.sheet][error.cell].value = 87.33
    for row in workbook[LIST_SHEET].iter_rows():
        if row[3].value == warned:
            row[7].value = "Đúng theo văn bản số 12"
    kept = io.BytesIO()
    workbook.save(kept)
    inbox.offer([("chi-so gửi lại.xlsx", kept.getvalue())], NAME)
    app = open_data(kept.getvalue())
    assert "đã sửa 1/3 điểm, có giải trình 1 cảnh báo, còn lại 1" in texts(app)
    listed = issues_of(app)
    assert dict(zip(listed["Ô"], listed["Đơn vị giải trình"].fillna(""), strict=True)) == {
        warned: "Đúng theo văn bản số 12",
        other: "",
    }


def test_file_that_somebody_else_decided_on_is_told_in_a_sentence(store: Path) -> None:
    drop(open_intake(), (CLEAN, read(CLEAN)), (WRONG, read(WRONG)))
    app = sign(open_file(CLEAN))
    Inbox(Store(store)).accept([hashlib.sha256(read(CLEAN)).hexdigest()], "Lê Văn Hai")
    app = press(app, "Nhận tệp này")
    assert not app.exception
    assert "không còn trong danh sách chờ" in texts(app)
    assert list(pending_list(app)["Tên tệp"]) == [WRONG]
    assert open_database(store).query("data_status")["submissions"].iloc[0] == 1


def test_word_of_an_act_in_the_detail_stands_in_the_detail(store: Path) -> None:
    drop(open_intake(), (CLEAN, read(CLEAN)))
    app = press(open_file(CLEAN), "Nhận tệp này")
    (box,) = [one for one in app.get("container") if one.key == "chi_tiet_tep"] or [app]
    assert "Hãy ghi họ và tên" in box.warning[0].value


def test_prefilled_template_says_how_much_is_filled_in(store: Path) -> None:
    inbox = Inbox(Store(store))
    (offer,) = inbox.offer([("2023-so-y-te.xlsx", read("2023-so-y-te.xlsx"))], NAME)
    inbox.accept([offer.sha256], NAME)
    app = open_intake(muc="Mẫu báo cáo")
    app = app.text_input(key="tim_mau_don_vi").set_value("so y te").run()
    assert not app.exception
    assert "Mẫu này có sẵn 1 dòng." in texts(app)
    app = app.selectbox(key="mau_loai").set_value("awards").run()
    assert "Chưa nhận dòng nào của đơn vị này" in texts(app)
