"""Công văn đôn đốc: one letter per unit, complete, equal in bytes, ready for a hand to sign."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import sys
import time
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import docx
import pytest
from docx.oxml.ns import qn

from papers import reminder_letters
from papers.provenance import read_provenance
from papers.reminder_letters import LetterRefused, Recipient, address, name_file

ROOT = Path(__file__).resolve().parent.parent
AS_OF = datetime(2024, 11, 5, 2, 30)
FILTERS = {"Năm": "2024", "Khối thi đua": "Tất cả"}
VERSION = "000012-3fa9c1"
DUE = date(2024, 10, 29)

AGENCY = Recipient("Sở Y tế", None, [("Báo cáo kết quả thực hiện mô hình", DUE)], 5)
WARD = Recipient(
    "Ủy ban nhân dân Phường 1",
    "TX Ngã Năm",
    [("Bản đăng ký xây dựng mô hình", None), ("Báo cáo mô hình “A & <b>B</b>”\x00", DUE)],
    None,
)


def write(*recipients: Recipient, **more: date) -> bytes:
    return reminder_letters.write_letters(recipients, 2024, AS_OF, VERSION, FILTERS, **more)


def text_of(data: bytes) -> str:
    body = docx.Document(io.BytesIO(data)).element.body
    return "\n".join(
        "".join(run.text or "" for run in paragraph.iter(qn("w:t")))
        for paragraph in body.iter(qn("w:p"))
    )


def test_letter_holds_what_an_official_letter_needs() -> None:
    text = text_of(write(AGENCY, issued_on=date(2024, 11, 5), reply_by=date(2024, 11, 15)))
    for expected in (
        "UBND TỈNH SÓC TRĂNG",
        "Số:          /HĐTĐKT-SNV",
        "V/v đôn đốc báo cáo kết quả thực hiện mô hình văn hóa công sở năm 2024",
        "Sóc Trăng, ngày 05 tháng 11 năm 2024",
        "Kính gửi: Sở Y tế",
        "Kế hoạch số 01/KH-HĐTĐKT ngày 04 tháng 4 năm 2023",
        "tính đến 09 giờ 30 phút, ngày 05 tháng 11 năm 2024",
        "29/10/2024",
        "đã quá thời hạn 05 ngày làm việc.",
        "chậm nhất ngày 15 tháng 11 năm 2024.",
        "xem xét./.",
        "TM. HỘI ĐỒNG\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n\n",
        "Nơi nhận:\n- Như trên;",
        "- Lưu: VT, SNV.",
    ):
        assert expected in text, expected
    assert text.endswith(
        "Số liệu đến 05/11/2024 09:30 · Phiên bản dữ liệu: 000012-3fa9c1 · "
        "Bộ lọc: Năm: 2024; Khối thi đua: Tất cả"
    )


def test_letter_without_a_day_leaves_it_blank_and_asks_for_an_early_answer() -> None:
    text = text_of(write(WARD))
    assert "Sóc Trăng, ngày      tháng      năm 2024" in text
    later = reminder_letters.write_letter(AGENCY, 2024, datetime(2025, 12, 31, 17), VERSION)
    assert "Sóc Trăng, ngày      tháng      năm 2026" in text_of(later)
    assert "trong thời gian sớm nhất." in text
    assert "Chưa ấn định" in text


@pytest.mark.parametrize("days", [None, 0, float("nan")])
def test_unit_that_is_not_late_is_not_called_late(days: Any) -> None:
    assert "quá thời hạn" not in text_of(write(AGENCY._replace(late_working_days=days)))


def test_text_of_a_unit_stays_text() -> None:
    assert "Báo cáo mô hình “A & <b>B</b>”�" in text_of(write(WARD))


@pytest.mark.parametrize(
    ("unit", "district", "expected"),
    [
        ("Sở Y tế", None, "Sở Y tế"),
        ("Sở Y tế", float("nan"), "Sở Y tế"),
        ("Ủy ban nhân dân Phường 1", "TX Ngã Năm", "Ủy ban nhân dân Phường 1, thị xã Ngã Năm"),
        (
            "Ủy ban nhân dân Phường 1",
            "TP. Sóc Trăng",
            "Ủy ban nhân dân Phường 1, thành phố Sóc Trăng",
        ),
        (
            "Ủy ban nhân dân xã Mỹ Tú",
            "Ủy ban nhân dân huyện Mỹ Tú",
            "Ủy ban nhân dân xã Mỹ Tú, huyện Mỹ Tú",
        ),
        ("Ủy ban nhân dân huyện Mỹ Tú", "Huyện Mỹ Tú", "Ủy ban nhân dân huyện Mỹ Tú"),
    ],
)
def test_addressee_names_its_district_once(unit: str, district: Any, expected: str) -> None:
    assert address(Recipient(unit, district, [])) == expected


def test_each_unit_gets_a_section_with_its_own_page_numbers() -> None:
    document = docx.Document(io.BytesIO(write(AGENCY, WARD, AGENCY)))
    assert len(document.sections) == 3
    for section in document.sections:
        numbering = section._sectPr.find(qn("w:pgNumType"))
        assert numbering is not None
        assert numbering.get(qn("w:start")) == "1"
        assert section.different_first_page_header_footer
    assert [
        paragraph.text for paragraph in document.paragraphs if paragraph.text.startswith("Kính gửi")
    ] == ["Kính gửi: Sở Y tế", "Kính gửi: " + address(WARD), "Kính gửi: Sở Y tế"]


def test_letter_is_the_same_alone_and_among_others() -> None:
    alone = reminder_letters.write_letter(WARD, 2024, AS_OF, VERSION, FILTERS)
    assert text_of(write(AGENCY, WARD)) == text_of(write(AGENCY)) + "\n" + text_of(alone)


def test_program_finds_what_the_letters_were_made_from() -> None:
    found = read_provenance(write(AGENCY))
    assert found is not None
    assert found[:4] == ("reminder_letter", AS_OF, VERSION, FILTERS)


@pytest.mark.parametrize(
    ("recipients", "message"),
    [([], "Chưa chọn đơn vị nào"), ([AGENCY, WARD._replace(missing=[])], "Phường 1, thị xã Ngã")],
)
def test_no_letter_says_nothing(recipients: list[Recipient], message: str) -> None:
    with pytest.raises(LetterRefused, match=message):
        reminder_letters.write_letters(recipients, 2024, AS_OF, VERSION)
    with pytest.raises(LetterRefused, match=message):
        reminder_letters.write_letter_files(recipients, 2024, AS_OF, VERSION)


def test_one_file_per_unit_has_a_safe_name_and_the_bytes_of_the_single_letter() -> None:
    packed = reminder_letters.write_letter_files(
        [AGENCY, WARD, AGENCY], 2024, AS_OF, VERSION, FILTERS
    )
    with zipfile.ZipFile(io.BytesIO(packed)) as files:
        assert files.namelist() == [
            "don-doc-2024-001-so-y-te.docx",
            "don-doc-2024-002-uy-ban-nhan-dan-phuong-1-thi-xa-nga-nam.docx",
            "don-doc-2024-003-so-y-te.docx",
        ]
        letters = [files.read(name) for name in files.namelist()]
    alone = reminder_letters.write_letter(WARD, 2024, AS_OF, VERSION, FILTERS)
    assert letters[1] == alone
    assert letters[0] == letters[2] == write(AGENCY)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Đài PT-TH Sóc Trăng", "dai-pt-th-soc-trang"),
        ("../../etc/passwd", "etc-passwd"),
        ("CON", "con"),
        ("…", "don-vi"),
        ("Ủy ban " * 30, "uy-ban-uy-ban-uy-ban-uy-ban-uy-ban-uy-ban-uy-ban-uy-ban-uy-b"),
    ],
)
def test_file_name_is_plain_on_every_system(text: str, expected: str) -> None:
    assert name_file(text) == expected
    assert re.fullmatch(r"[a-z0-9-]{1,60}", expected)


MAKE = """
import hashlib, sys
sys.path.insert(0, {root!r})
from tests.test_reminder_letters import AGENCY, WARD, write
print(hashlib.sha256(write(AGENCY, WARD)).hexdigest())
"""


def test_equal_letters_are_equal_bytes_in_another_process_and_zone() -> None:
    code = MAKE.format(root=str(ROOT))
    hashes = set()
    for seed, zone in (("1", "UTC"), ("2", "America/New_York")):
        environment = {**os.environ, "PYTHONHASHSEED": seed, "TZ": zone}
        run = subprocess.run(
            [sys.executable, "-c", code],
            capture_output=True,
            text=True,
            env=environment,
            check=True,
        )
        hashes.add(run.stdout)
    assert len(hashes) == 1


def test_parts_of_the_file_are_dated_as_the_data() -> None:
    with zipfile.ZipFile(io.BytesIO(write(AGENCY))) as package:
        dates = {entry.date_time for entry in package.infolist()}
    assert dates == {(2024, 11, 5, 9, 30, 0)}


def test_two_hundred_letters_take_a_few_seconds() -> None:
    begun = time.process_time()
    data = write(*[AGENCY, WARD] * 100)
    assert time.process_time() - begun < 5
    assert len(docx.Document(io.BytesIO(data)).sections) == 200


SOFFICE = shutil.which("soffice")


@pytest.mark.slow
@pytest.mark.skipif(SOFFICE is None, reason="LibreOffice (soffice) is not on this machine")
def test_libreoffice_prints_each_letter_on_its_own_pages_and_keeps_the_provenance(
    tmp_path: Path,
) -> None:
    many = [(f"Báo cáo kết quả mô hình thứ {number}", DUE) for number in range(1, 41)]
    source = tmp_path / "letters.docx"
    source.write_bytes(write(AGENCY, WARD._replace(missing=many), AGENCY))
    for target in ("pdf", "docx"):
        subprocess.run(
            [
                str(SOFFICE),
                f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                target,
                "--outdir",
                str(tmp_path / target),
                str(source),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
    found = read_provenance((tmp_path / "docx" / "letters.docx").read_bytes())
    assert found[:4] == ("reminder_letter", AS_OF, VERSION, FILTERS)
    if shutil.which("pdftotext") is None:
        pytest.skip("pdftotext is not on this machine")
    printed = subprocess.run(
        ["pdftotext", "-layout", str(tmp_path / "pdf" / "letters.pdf"), "-"],
        check=True,
        capture_output=True,
        text=True,
    ).stdout
    pages = [page.strip() for page in printed.split("\f") if page.strip()]
    # Where a letter breaks depends on the machine's fonts; how its pages are counted does not.
    expected = 1
    for page in pages:
        first = page.splitlines()[0].strip()
        expected = 1 if first.startswith("UBND TỈNH SÓC TRĂNG") else expected + 1
        assert expected == 1 or first == str(expected)
    begins = [page for page in pages if page.startswith("UBND TỈNH SÓC TRĂNG")]
    assert len(begins) == 3
    assert printed.count("Nội dung chưa nhận được") > len(begins)
