"""Files typed for TCVN3 and VNI fonts, written in every format, through the check to its issues."""

from __future__ import annotations

import io
import shutil
import subprocess
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path

import docx
import openpyxl
import pytest
from openpyxl.styles import Font

from reports import intake
from reports.intake import FileReport, check_data, import_data
from reports.legacy_text import Encoding, restore
from reports.reading import Reading, read_report
from reports.store import Store
from tests.legacy_workbooks import FONT_FORMATS, Rich, Typed, Value, write

HEADER = ["Tên tập thể", "Tên mô hình", "Nội dung thực hiện", "Thời gian bắt đầu", "Ngày đăng ký"]
# Typed as it was found (domain notes, 5.1), its font, what it says.
GOLDEN = [
    ("COÄNG HOØA XAÕ HOÄI CHUÛ NGHÓA VIEÄT NAM", "VNI-Times", "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"),
    ("PHIEÁU CHAÁM ÑIEÅM", "VNI-Helve", "PHIẾU CHẤM ĐIỂM"),
    ("NOÄI DUNG TIEÂU CHUAÅN", "VNI-Times", "NỘI DUNG TIÊU CHUẨN"),
    ("ÑIEÅM ÑÔN VÒ ÑAÏT ÑÖÔÏC", "VNI-Times", "ĐIỂM ĐƠN VỊ ĐẠT ĐƯỢC"),
    ("GHI CHUÙ", "VNI-Times", "GHI CHÚ"),
    ("B¶o Th¾ng", ".VnTime", "Bảo Thắng"),
    ("M\xadêng Kh\xad¬ng", ".VnArial", "Mường Khương"),
    # The fonts that end in H show small letters as capitals.
    ("Së Néi vô", ".VnTimeH", "SỞ NỘI VỤ"),
]


@pytest.fixture
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Store:
    """An empty store; files are read in this process, which takes a tenth of the time."""

    def read_here(files: Iterable[tuple[bytes, str]]) -> Iterator[Reading]:
        for data, name in files:
            yield read_report(data, name)

    monkeypatch.setattr(intake, "read_reports", read_here)
    return Store(tmp_path / "kho")


def row(content: Value, unit: Value = "Sở Y tế", model: Value = "Một cửa") -> list[Value]:
    return [unit, model, content, "01/03/2023", "20/04/2023"]


def rows_of(contents: Sequence[Value]) -> list[list[Value]]:
    """A header and one good row per content, from C2 down."""
    return [HEADER, *(row(each, model=f"Cải tiến số {n}") for n, each in enumerate(contents))]


def check(data: bytes, name: str, store: Store) -> FileReport:
    (report,) = check_data([(name, data)], store)
    return report


def list_contents(data: bytes, name: str) -> list[tuple[str | None, str | None]]:
    """Raw text and value of each row's content."""
    cells = read_report(data, name).cells
    return [
        (raw, value)
        for field, raw, value in zip(
            cells["field"], cells["raw_text"], cells["value_text"], strict=True
        )
        if field == "content"
    ]


def write_in_openpyxl(texts: Sequence[Typed]) -> bytes:
    book = openpyxl.Workbook()
    for values in rows_of([typed.text for typed in texts]):
        book.active.append(values)
    for number, typed in enumerate(texts, start=2):
        book.active[f"C{number}"].font = Font(name=typed.font)
    target = io.BytesIO()
    book.save(target)
    return target.getvalue()


@pytest.mark.parametrize("name", ["openpyxl.xlsx", *(f"a.{form}" for form in FONT_FORMATS)])
def test_legacy_text_is_converted_and_shown_before_and_after(store: Store, name: str) -> None:
    texts = [Typed(typed, font) for typed, font, _ in GOLDEN]
    by_openpyxl = name.startswith("openpyxl")
    data = write_in_openpyxl(texts) if by_openpyxl else write(name[2:], rows_of(texts))
    report = check(data, name, store)
    assert report.status == "accepted"
    assert [
        (issue.rule, issue.severity, issue.cell, issue.found, issue.suggestion)
        for issue in report.issues
    ] == [
        ("converted_legacy_text", "suggestion", f"C{number}", typed, expected)
        for number, (typed, _, expected) in enumerate(GOLDEN, start=2)
    ]
    for issue, (typed, font, expected) in zip(report.issues, GOLDEN, strict=True):
        assert f"“{typed}” thành “{expected}”" in issue.message
        assert f"phông {font} (bảng mã" in issue.message
    assert list_contents(data, name) == [(typed, expected) for typed, _, expected in GOLDEN]


@pytest.mark.parametrize("form", FONT_FORMATS)
@pytest.mark.parametrize(("encoding", "font"), [("vni", "VNI-Times"), ("tcvn3", ".VnTime")])
def test_whole_report_in_a_legacy_font_is_accepted_with_its_headers_and_units(
    store: Store, form: str, encoding: Encoding, font: str
) -> None:
    texts = [HEADER, row("Số hóa hồ sơ ở Bộ phận Một cửa", "Sở Nội vụ")]
    rows = [[Typed(restore(str(text), encoding), font) for text in line] for line in texts]
    (report,) = import_data([(f"a.{form}", write(form, rows))], "An", store)
    assert (report.status, report.new_row_count) == ("accepted", 1)
    assert {issue.rule for issue in report.issues} == {"converted_legacy_text"}
    # All texts beyond ASCII, headers too; dates need no conversion.
    assert len(report.issues) == len(HEADER) + 3


@pytest.mark.parametrize("form", FONT_FORMATS)
def test_only_the_run_in_a_legacy_font_is_converted(store: Store, form: str) -> None:
    mixed = Rich((Typed("Đơn vị: ", ""), Typed("ÑAÏT ÑÖÔÏC", "VNI-Times")))
    (issue,) = check(write(form, rows_of([mixed])), f"a.{form}", store).issues
    assert (issue.rule, issue.suggestion) == ("converted_legacy_text", "Đơn vị: ĐẠT ĐƯỢC")


@pytest.mark.parametrize("form", FONT_FORMATS)
def test_text_in_a_unicode_font_and_unicode_in_a_legacy_font_are_never_converted(
    store: Store, form: str
) -> None:
    texts = [
        Typed("Giảm 40 % văn bản giấy", "Times New Roman"),
        Typed("Xoá bỏ giấy tờ thừa", "Arial"),
        Typed("Noël café", "Vnitext"),
        Typed("Xô xát, hòa giải", "Calibri"),
        Typed("Số hóa hồ sơ", ".VnTime"),
        Typed("Tổ chức họp trực tuyến", "VNI-Times"),
    ]
    data = write(form, rows_of(texts))
    report = check(data, f"a.{form}", store)
    assert (report.status, report.issues) == ("accepted", [])
    assert list_contents(data, f"a.{form}") == [(text, text) for text, _ in texts]


@pytest.mark.parametrize("form", FONT_FORMATS)
def test_legacy_text_in_a_unicode_font_is_refused_with_an_explanation_not_guessed(
    store: Store, form: str
) -> None:
    texts = [
        Typed("COÄNG HOØA XAÕ HOÄI", "Arial"),
        Typed("Uû ban nh©n d©n huyÖn Mü Tó", "Times New Roman"),
    ]
    report = check(write(form, rows_of(texts)), f"a.{form}", store)
    assert report.rejected_row_count == len(texts)
    assert [issue.found for issue in report.issues] == [text for text, _ in texts]
    for issue in report.issues:
        assert (issue.rule, issue.severity) == ("legacy_font", "error")
        assert "gõ bằng phông VNI hoặc TCVN3" in issue.message
        assert "chuyển sang Unicode rồi gửi lại" in issue.message


@pytest.mark.parametrize("form", FONT_FORMATS)
def test_letters_lost_in_copying_are_asked_about_with_what_they_were(
    store: Store, form: str
) -> None:
    # As found: the ư of TCVN3 is a soft hyphen, which web pages drop.
    data = write(form, rows_of([Typed("Mêng Kh¬ng", ".VnTime")]))
    (issue,) = check(data, f"a.{form}", store).issues
    assert (issue.rule, issue.severity) == ("legacy_font", "error")
    assert (issue.found, issue.suggestion) == ("Mêng Kh¬ng", "Mường Khương")


DAMAGED = [
    # Text, rule, severity, words of the message, suggestion.
    ("Quß║¡n Ba ─É├¼nh", "mojibake", "error", "bảng mã", "Quận Ba Đình"),
    ("Uy ban nhan dan thi xa Nga Nam", "stripped_accents", "error", "mất dấu", "Nhập lại có dấu"),
    (
        "S: /HDBX-C Lm H, ngy 22 thng 11 nm 2021 Hng dn bnh xt thi ua",
        "stripped_accents",
        "error",
        "mất dấu",
        "Nhập lại có dấu",
    ),
    ("Số\u200b hóa", "invisible_characters", "warning", "U+200B", "Số hóa"),
    ("Sở Tаi сhính", "look_alike_letters", "warning", "U+0430", "Sở Tai chính"),
]


def test_damaged_text_is_told_with_what_happened_to_it(store: Store) -> None:
    report = check(write("xlsx", rows_of([text for text, *_ in DAMAGED])), "a.xlsx", store)
    found = [(issue.cell, issue.rule, issue.severity, issue.suggestion) for issue in report.issues]
    assert found == [
        (f"C{number}", rule, severity, suggestion)
        for number, (_, rule, severity, _, suggestion) in enumerate(DAMAGED, start=2)
    ]
    for issue, (_, _, _, words, _) in zip(report.issues, DAMAGED, strict=True):
        assert words in issue.message


def test_other_spellings_match_and_stay_as_typed(store: Store) -> None:
    units = [
        unicodedata.normalize("NFD", "Ủy ban nhân dân huyện Mỹ Tú"),
        "Uỷ ban nhân dân huyện Kế Sách",
        "UỶ BAN NHÂN DÂN HUYỆN MỸ XUYÊN",
        "Ủy ban nhân dân huyện\u00a0Long Phú ",
    ]
    data = write("xlsx", [HEADER, *(row("Số hóa", unit) for unit in units)])
    report = check(data, "a.xlsx", store)
    assert (report.status, report.issues) == ("accepted", [])
    cells = read_report(data, "a.xlsx").cells
    typed = [
        raw for name, raw in zip(cells["field"], cells["raw_text"], strict=True) if name == "unit"
    ]
    assert typed == units


FORM = [
    "BẢN ĐĂNG KÝ XÂY DỰNG MÔ HÌNH THỰC HIỆN VĂN HÓA CÔNG SỞ",
    "1. Tên tập thể đăng ký: Sở Nội vụ",
    "2. Tên mô hình đăng ký thực hiện: Một cửa thân thiện",
    "3. Tóm tắt thực trạng tình hình: Hồ sơ giấy còn nhiều",
    "4. Nội dung thực hiện: Số hóa hồ sơ",
    "5. Dự kiến hiệu quả mang lại: Giảm giấy tờ",
    "6. Thời gian thực hiện: Từ tháng 4/2023 đến nay",
    "Sóc Trăng, ngày 20 tháng 4 năm 2023",
]


def write_form(font: str, encoding: Encoding) -> bytes:
    document = docx.Document()
    for line in FORM:
        # TCVN3 has no capitals with tones: they are small letters in a font of capitals.
        is_title = line.isupper() and encoding == "tcvn3"
        typed = restore(line.lower() if is_title else line, encoding)
        run = document.add_paragraph().add_run(typed)
        run.font.name = f"{font}H" if is_title else font
    target = io.BytesIO()
    document.save(target)
    return target.getvalue()


@pytest.mark.parametrize(("font", "encoding"), [("VNI-Times", "vni"), (".VnTime", "tcvn3")])
def test_word_form_in_a_legacy_font_is_converted_and_accepted(
    store: Store, font: str, encoding: Encoding
) -> None:
    data = write_form(font, encoding)
    report = check(data, "đăng ký.docx", store)
    assert (report.status, report.new_row_count) == ("accepted", 1)
    assert {issue.rule for issue in report.issues} == {"converted_legacy_text"}
    assert [issue.suggestion for issue in report.issues] == FORM
    typed = restore("Số hóa hồ sơ", encoding)
    assert list_contents(data, "đăng ký.docx") == [(typed, "Số hóa hồ sơ")]


def test_word_form_with_legacy_text_in_a_unicode_font_is_refused(store: Store) -> None:
    document = docx.Document()
    for line in FORM:
        typed = restore("Giảm giấy tờ", "vni")
        document.add_paragraph().add_run(line.replace("Giảm giấy tờ", typed)).font.name = "Arial"
    target = io.BytesIO()
    document.save(target)
    report = check(target.getvalue(), "đăng ký.docx", store)
    assert [(issue.rule, issue.cell) for issue in report.issues] == [("legacy_font", "đoạn 6")]
    assert report.status == "rejected"


def save_in_libreoffice(path: Path, formats: Sequence[str], folder: Path) -> dict[str, bytes]:
    """Returns the file as LibreOffice saves it in each format."""
    saved = {}
    for each in formats:
        subprocess.run(
            ["soffice", f"-env:UserInstallation={(folder / 'profile').as_uri()}", "--headless",
             "--convert-to", each, "--outdir", str(folder / each), str(path)],
            check=True, capture_output=True, timeout=120,
        )  # fmt: skip
        saved[each] = (folder / each / f"{path.stem}.{each}").read_bytes()
    return saved


@pytest.mark.skipif(shutil.which("soffice") is None, reason="needs LibreOffice")
def test_what_libreoffice_saves_is_converted_alike(store: Store, tmp_path: Path) -> None:
    path = tmp_path / "a.xlsx"
    path.write_bytes(write("xlsx", rows_of([Typed(typed, font) for typed, font, _ in GOLDEN])))
    for form, data in save_in_libreoffice(path, ("xls", "ods", "xlsx"), tmp_path).items():
        report = check(data, f"a.{form}", store)
        found = [
            (issue.found, issue.suggestion)
            for issue in report.issues
            if issue.rule == "converted_legacy_text"
        ]
        assert found == [(typed, expected) for typed, _, expected in GOLDEN], form
