"""The papers of an award round: what the views say, in the layout of the decree, nothing signed."""

from __future__ import annotations

import io
import json
import sys
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pandas as pd
import pytest
from docx.document import Document
from docx.enum.section import WD_ORIENT
from docx.oxml.ns import qn

from papers import meeting_pack, printing
from papers.__main__ import main
from papers.provenance import read_properties, read_provenance
from papers.round_data import PaperRefused
from papers.round_pages import write_document
from papers.round_papers import PAPERS, find_paper, name_file
from queries.database import Database
from queries.frozen import freeze, open_frozen
from tests.round_stores import EFFECTS, HOSTILE, ROUND, list_rows, open_round, rounds
from tests.small_stores import vote

WORD = [name for name, paper in PAPERS.items() if paper.ending == "docx"]
MARK = "DỮ LIỆU MÔ PHỎNG – KHÔNG DÙNG ĐỂ TRÌNH KÝ"


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_round(tmp_path_factory.mktemp("round"))


@pytest.fixture(scope="module")
def files(database: Database) -> dict[str, bytes]:
    return {name: paper.write(database, ROUND, None) for name, paper in PAPERS.items()}


def open_word(data: bytes) -> Document:
    return docx.Document(io.BytesIO(data))


def text_of(data: bytes) -> str:
    body = open_word(data).element.body
    return "\n".join(
        "".join(run.text or "" for run in paragraph.iter(qn("w:t"))).replace("\u00a0", " ")
        for paragraph in body.iter(qn("w:p"))
    )


def tables_of(data: bytes) -> list[list[list[str]]]:
    return [
        [[cell.text.replace("\u00a0", " ") for cell in row.cells] for row in table.rows]
        for table in open_word(data).tables
    ]


def row_with(data: bytes, name: str) -> list[str]:
    return next(row for table in tables_of(data) for row in table if name in row[1])


@pytest.mark.parametrize("name", PAPERS)
def test_paper_says_what_it_rests_on(name: str, database: Database, files: Any) -> None:
    provenance = read_provenance(files[name])
    assert provenance is not None
    assert provenance.paper == name
    assert provenance.as_of == database.as_of
    assert provenance.data_version == "000001"
    assert provenance.filters == {"Đợt xét": ROUND, "Khối thi đua": "Tất cả"}
    assert provenance.criteria_version == "de-xuat-1"
    assert len(provenance.data_hash or "") == 64
    assert max(map(len, read_properties(files[name]).values())) <= 250
    line = provenance.line()
    assert line.endswith(f"Bộ tiêu chí: de-xuat-1 · Mã số liệu: {provenance.data_hash[:12]}")
    if name in WORD:
        assert text_of(files[name]).endswith(line)
    else:
        sheets = openpyxl.load_workbook(io.BytesIO(files[name])).worksheets
        assert all(line in [cell.value for cell in sheet["A"]] for sheet in sheets)


@pytest.mark.parametrize("name", PAPERS)
def test_equal_data_gives_equal_bytes(name: str, database: Database, files: Any) -> None:
    assert PAPERS[name].write(database, ROUND, None) == files[name]


def test_sealed_round_gives_the_papers_of_its_day(database: Database, files: Any) -> None:
    sealed = open_frozen(freeze(database))
    for name, paper in PAPERS.items():
        assert paper.write(sealed, ROUND, None) == files[name], name


@pytest.mark.parametrize("name", PAPERS)
def test_round_without_reports_still_has_its_papers(name: str, tmp_path: Path) -> None:
    data = PAPERS[name].write(open_round(tmp_path, []), ROUND, None)
    assert read_provenance(data) is not None


@pytest.mark.parametrize(
    ("name", "symbol"),
    [("submission", "TTr"), ("minutes", "BB"), ("summary_report", "BC")],
)
def test_number_and_day_are_left_to_the_hand(name: str, symbol: str, files: Any) -> None:
    text = text_of(files[name])
    assert f"Số:          /{symbol}-HĐTĐKT" in text
    assert "Sóc Trăng, ngày      tháng      năm 2023" in text
    assert "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM" in text
    assert "Nơi nhận:" in text


@pytest.mark.parametrize("name", ["submission", "summary_report"])
def test_nobody_has_signed(name: str, files: Any) -> None:
    closing = next(t for t in tables_of(files[name]) if "Nơi nhận:" in t[0][0])
    assert closing[0][1] == "TM. HỘI ĐỒNG\nKT. CHỦ TỊCH\nPHÓ CHỦ TỊCH\n"


@pytest.mark.parametrize("name", WORD)
def test_head_rows_repeat_and_no_row_is_torn(name: str, files: Any) -> None:
    for table in open_word(files[name]).tables:
        is_ruled = table._tbl.find(f"{qn('w:tblPr')}/{qn('w:tblBorders')}") is not None
        rows = [row._tr.find(qn("w:trPr")) for row in table.rows]
        assert all(row.find(qn("w:cantSplit")) is not None for row in rows)
        assert not is_ruled or rows[0].find(qn("w:tblHeader")) is not None


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("candidate_list", [True]),
        ("achievement_table", [True]),
        ("submission", [False]),
        ("ballot", [False]),
        ("minutes", [False, False]),
        ("summary_report", [False, True]),
    ],
)
def test_wide_tables_lie_across_on_a4(name: str, expected: list[bool], files: Any) -> None:
    sections = open_word(files[name]).sections
    assert [each.orientation == WD_ORIENT.LANDSCAPE for each in sections] == expected
    for section in sections:
        sides = sorted(round(side.mm) for side in (section.page_width, section.page_height))
        assert sides == [210, 297]


@pytest.mark.parametrize("name", WORD)
@pytest.mark.parametrize("is_simulated", [True, False])
def test_simulated_data_is_marked_on_every_page(
    name: str, is_simulated: bool, tmp_path: Path
) -> None:
    paper = PAPERS[name].write(open_round(tmp_path, is_simulated=is_simulated), ROUND, None)
    for section in open_word(paper).sections:
        headers = [section.header]
        if section.different_first_page_header_footer:
            headers.append(section.first_page_header)
        for header in headers:
            assert (MARK in [each.text for each in header.paragraphs]) == is_simulated


def test_simulated_data_is_marked_on_every_sheet_and_its_print(tmp_path: Path) -> None:
    data = PAPERS["round_workbook"].write(open_round(tmp_path, is_simulated=True), ROUND, None)
    for sheet in openpyxl.load_workbook(io.BytesIO(data)).worksheets:
        assert sheet["A2"].value == MARK
        assert MARK in str(sheet.oddHeader.center.text)


def test_list_states_what_the_views_state(database: Database, files: Any) -> None:
    row = row_with(files["candidate_list"], "Sở Y tế")
    ranking = database.query("ranking", {"round_id": ROUND, "unit_id": "U1"}).iloc[0]
    assert row[6] == f"{ranking['score']:.2f}".replace(".", ",")
    assert row[7] == ranking["rank_overall_label"]
    assert row[8] == "19/21\n90,48 %"
    assert row[3] == EFFECTS[0]


def test_whom_the_council_turned_down_is_not_proposed(files: Any) -> None:
    text = text_of(files["candidate_list"])
    proposed, _, rest = text.partition("biểu quyết chưa đạt ngưỡng")
    assert "Sở Tư pháp" not in proposed
    assert "Sở Tư pháp" in rest
    assert "Tổng số: 03 mô hình của 03 tập thể" in proposed
    assert "cho 03 tập thể với 03 mô hình" in text_of(files["submission"])
    assert "01 mô hình chưa đạt ngưỡng" in text_of(files["submission"])


def test_who_is_beyond_the_quota_is_listed_apart(tmp_path: Path) -> None:
    database = open_round(tmp_path, award_rounds=rounds(quota="1"))
    proposed, _, rest = text_of(PAPERS["candidate_list"].write(database, ROUND, None)).partition(
        "Đủ điều kiện, ngoài chỉ tiêu số lượng"
    )
    assert "Sở Y tế" in proposed
    assert "Sở Nội vụ" in rest
    assert "Sở Nội vụ" not in proposed


def test_minutes_state_numerator_denominator_share_and_outcome(files: Any) -> None:
    assert row_with(files["minutes"], "Sở Y tế")[2:] == [
        "21", "19", "2", "–", "–", "19/21\n90,48 %", "Đạt ngưỡng",
    ]  # fmt: skip
    assert row_with(files["minutes"], "Sở Tư pháp")[7:] == ["16/21\n76,19 %", "Chưa đạt ngưỡng"]
    assert "01 đạt ngưỡng, 01 chưa đạt ngưỡng." in text_of(files["minutes"])


def test_vote_without_a_known_denominator_has_no_outcome(tmp_path: Path) -> None:
    database = open_round(tmp_path, award_rounds=rounds(vote_denominator="present_members"))
    row = row_with(PAPERS["minutes"].write(database, ROUND, None), "Sở Tư pháp")
    assert row[7:] == ["16", "–"]


@pytest.mark.parametrize(
    ("agree", "members", "is_reached"),
    [(16, 20, True), (15, 20, False), (17, 21, True), (16, 21, False), (0, 0, None)],
)
def test_threshold_is_held_against_whole_votes(
    agree: int, members: int, is_reached: bool | None, tmp_path: Path
) -> None:
    rows = [row for row in list_rows() if row.kind != "votes"]
    rows.append(vote("U1", 2023, agree=agree, members=members))
    tally = open_round(tmp_path, rows).query("vote_tallies").iloc[0]
    found = tally["is_reached"]
    assert (None if pd.isna(found) else bool(found)) is is_reached


def test_member_who_leads_a_candidate_is_named_on_ballot_and_minutes(files: Any) -> None:
    assert "Giám đốc Sở Nội vụ" in row_with(files["ballot"], "Sở Nội vụ")[3]
    assert row_with(files["ballot"], "Sở Y tế")[3] == ""
    assert "- Sở Nội vụ: Giám đốc Sở Nội vụ." in text_of(files["minutes"])


def test_ballot_holds_two_empty_boxes_for_each_ranked_candidate(files: Any) -> None:
    rows = [row for table in tables_of(files["ballot"]) for row in table if row[0].isdigit()]
    assert [row[-2:] for row in rows] == [["", ""]] * 4
    assert not [row for row in rows if "Sở Công Thương" in row[1]]


def test_gate_that_holds_a_candidate_back_is_named_with_its_evidence(files: Any) -> None:
    reason = row_with(files["achievement_table"], "Sở Công Thương")[3]
    assert reason.startswith("“Báo cáo đúng hạn”: không đạt. Báo cáo ngày 10/11/2023")


@pytest.mark.parametrize("name", WORD)
def test_text_of_a_report_never_becomes_a_field(name: str, files: Any) -> None:
    with zipfile.ZipFile(io.BytesIO(files[name])) as package:
        parts = [package.read(each).decode() for each in package.namelist() if "xml" in each]
    codes = [code for part in parts for code in part.split("<w:instrText")[1:]]
    assert all(code.partition(">")[2].startswith(" PAGE ") for code in codes)
    assert not any("<w:hyperlink" in part or "<w:fldSimple" in part for part in parts)
    if name != "submission":
        assert HOSTILE in text_of(files[name]).replace("\u00a0", " ")


def test_text_of_a_report_never_becomes_a_formula_or_link(files: Any) -> None:
    sheets = openpyxl.load_workbook(io.BytesIO(files["round_workbook"])).worksheets
    cells = [cell for sheet in sheets for row in sheet.iter_rows() for cell in row]
    assert HOSTILE in [cell.value for cell in cells]
    assert {cell.data_type for cell in cells} <= {"s", "n", "d"}
    assert not [cell for cell in cells if cell.hyperlink]
    with zipfile.ZipFile(io.BytesIO(files["round_workbook"])) as package:
        sheet_parts = [n for n in package.namelist() if n.startswith("xl/worksheets/sheet")]
        assert not any(b"<f>" in package.read(each) for each in sheet_parts)


def test_workbook_is_ready_to_be_worked_with(files: Any) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(files["round_workbook"]))
    names = ["Xếp hạng", "Điều kiện", "Điểm", "Biểu quyết", "Đóng góp", "Biểu đồ"]
    assert workbook.sheetnames == names
    for sheet in workbook.worksheets:
        assert sheet.page_setup.paperSize == 9
        if sheet.title != "Biểu đồ":
            assert sheet.auto_filter.ref
            assert sheet.freeze_panes
            assert sheet.print_title_rows
    ranking = workbook["Xếp hạng"]
    row = next(row for row in ranking.iter_rows(values_only=True) if "Sở Y tế" in row)
    assert isinstance(row[0], int)
    assert isinstance(row[6], float)


def test_chart_is_excels_own_and_reads_its_cells(files: Any) -> None:
    workbook = openpyxl.load_workbook(io.BytesIO(files["round_workbook"]))
    with zipfile.ZipFile(io.BytesIO(files["round_workbook"])) as package:
        chart = package.read("xl/charts/chart1.xml").decode()
    assert '<c:grouping val="stacked"/>' in chart
    assert chart.count("<c:ser>") == 4
    table = list(workbook["Đóng góp"].iter_rows(values_only=True))
    head = next(number for number, row in enumerate(table) if row[0] == "Đề nghị")
    assert f"'Đóng góp'!$B${head + 2}:$B${len(table)}" in chart
    assert len(table) - head - 1 == 4


def test_block_narrows_the_paper(database: Database) -> None:
    data = PAPERS["candidate_list"].write(database, ROUND, "B05")
    text = text_of(data)
    assert "Sở Y tế" not in text
    assert "Sở Nội vụ" in text
    block = "Khối thi đua 5 (Sở, ngành văn hóa - xã hội)"
    provenance = read_provenance(data)
    assert provenance is not None
    assert provenance.filters["Khối thi đua"] == block
    for name, paper in PAPERS.items():
        assert paper.write(database, ROUND, block), name


@pytest.mark.parametrize(
    ("cited", "expected"),
    [
        ("Luật 06/2022/QH15", "Luật Thi đua, khen thưởng số 06/2022/QH15"),
        ("Nghị định 98/2023/NĐ-CP", "Nghị định số 98/2023/NĐ-CP quy định chi tiết"),
        ("Quyết định 25/2024/QĐ-UBND", "Quyết định số 25/2024/QĐ-UBND ban hành Quy định về x"),
        ("Quyết định 1/QĐ (sửa đổi bởi 2/QĐ)", "Quyết định 1/QĐ (sửa đổi bởi 2/QĐ)"),
        ("Luật Thi đua, khen thưởng 2003", "Luật Thi đua, khen thưởng 2003"),
    ],
)
def test_basis_names_a_document_with_number_and_title(cited: str, expected: str) -> None:
    titles = {
        "06/2022/QH15": "Luật Thi đua, khen thưởng",
        "98/2023/NĐ-CP": "Nghị định quy định chi tiết",
        "25/2024/QĐ-UBND": "Quy định về x",
    }
    assert write_document(cited, titles) == expected


@pytest.mark.parametrize(
    ("round_id", "block", "message"),
    [
        ("R1999", None, "Không có đợt xét “R1999”. Các đợt xét hiện có: R2023"),
        (ROUND, "B99", "không có đề nghị nào của khối “B99”"),
    ],
)
def test_unknown_round_or_block_is_refused_in_words(
    round_id: str, block: str | None, message: str, database: Database
) -> None:
    with pytest.raises(PaperRefused, match=message):
        PAPERS["ballot"].write(database, round_id, block)


def test_unknown_paper_is_refused_with_those_that_exist() -> None:
    with pytest.raises(PaperRefused, match=r"Không có văn bản “x”.*submission \(Tờ trình\)"):
        find_paper("x")
    assert name_file("submission", ROUND) == "to-trinh-R2023.docx"


def test_without_libreoffice_the_pack_says_so(
    database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(printing.shutil, "which", lambda name: None)
    with pytest.raises(printing.PrintingRefused, match="chưa cài LibreOffice"):
        meeting_pack.write_meeting_pack(database, ROUND)


@pytest.mark.skipif(sys.platform == "win32", reason="a script stands for LibreOffice")
@pytest.mark.parametrize(
    ("script", "message"),
    [
        ("sleep 60 & sleep 60", "chưa làm xong tệp PDF sau 1 giây"),
        ("exit 3", "LibreOffice báo lỗi"),
        ("exit 0", "không làm được tệp PDF từ một văn bản"),
    ],
)
def test_libreoffice_that_hangs_or_fails_is_told_in_words(
    script: str, message: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    command = tmp_path / "soffice"
    command.write_text(f"#!/bin/sh\n{script}\n", encoding="utf-8")
    command.chmod(0o755)
    monkeypatch.setattr(printing.shutil, "which", lambda name: str(command))
    monkeypatch.setattr(printing, "SECONDS", 1)
    begun = time.monotonic()
    with pytest.raises(printing.PrintingRefused, match=message):
        printing.print_papers([b"paper"])
    assert time.monotonic() - begun < 10


@pytest.fixture
def run(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> Callable[..., tuple[int, str, str]]:
    """The command line over a round without reports, on a machine without LibreOffice."""
    open_round(tmp_path, [])
    monkeypatch.setenv("STORE", str(tmp_path / "store"))
    monkeypatch.setattr(printing.shutil, "which", lambda name: None)

    def run_one(*arguments: str) -> tuple[int, str, str]:
        try:
            status = main(arguments)
        except SystemExit as ended:
            status = int(str(ended.code))
        said = capsys.readouterr()
        return status, said.out, said.err

    return run_one


def test_command_line_makes_a_paper_and_verifies_it(tmp_path: Path, run: Any) -> None:
    file = str(tmp_path / "phieu.docx")
    assert run("make", "ballot", "--round", ROUND, "-o", file) == (0, f"Đã ghi {file}.\n", "")
    status, said, _ = run("verify", file, "--json")
    assert (status, json.loads(said)["state"]) == (0, "match")
    edited = docx.Document(file)
    edited.add_paragraph("Thêm một câu.")
    edited.save(file)
    status, said, _ = run("verify", file)
    assert status == 1
    assert "Đã sửa tay 1 chỗ." in said
    assert "thêm “Thêm một câu.”" in said
    status, _, complaint = run("pack", "--round", ROUND, "-o", file)
    assert status == 1
    assert "chưa cài LibreOffice" in complaint


@pytest.mark.parametrize(
    "arguments",
    [
        ["make", "ballot", "-o", "x"],
        ["make", "x", "--round", ROUND, "-o", "x"],
        ["make", "ballot", "--round", "R1", "-o", "x"],
        ["make", "ballot", "--round", ROUND, "--as-of", "hôm qua", "-o", "x"],
        ["make", "ballot", "--round", ROUND, "-o", "/no/such/folder/x"],
        ["make", "ballot", "--round", ROUND, "--seal", "S009", "-o", "x"],
        ["verify", "no-such-file.docx"],
        [],
    ],
)
def test_wrong_usage_ends_with_a_sentence(arguments: list[str], run: Any) -> None:
    status, _, complaint = run(*arguments)
    assert status == 2
    assert complaint
