"""A paper that comes back: as it was made, edited by hand, or overtaken by the data."""

from __future__ import annotations

import copy
import io
import shutil
import subprocess
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest
from docx.document import Document
from pypdf import PdfReader, PdfWriter
from pypdf.annotations import FreeText

from papers import reading_apart
from papers.comparison import Change, compare_ordered, compare_sheets
from papers.meeting_pack import write_meeting_pack
from papers.paper_reading import read_paper
from papers.provenance import PART_NAME, join_chunks, read_properties, split_chunks
from papers.records import Line, normalise, pack_record, unpack_record
from papers.reminder_letters import Recipient, write_letter
from papers.round_papers import PAPERS, name_file
from papers.verification import verify
from queries.database import Database
from tests.round_stores import ROUND, list_rows, open_round
from tests.small_stores import appraisal, result

WORD = [name for name, paper in PAPERS.items() if paper.ending == "docx"]
SOFFICE = shutil.which("soffice")
needs_libreoffice = pytest.mark.skipif(
    SOFFICE is None, reason="LibreOffice (soffice) is not on this machine"
)


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Database:
    return open_round(tmp_path_factory.mktemp("round"), is_simulated=True)


@pytest.fixture(scope="module")
def changed(tmp_path_factory: pytest.TempPathFactory) -> Database:
    """The same round after U1's effectiveness was appraised anew: 78 instead of 80."""
    folder = tmp_path_factory.mktemp("changed")
    return open_round(folder, list_rows(effectiveness=78), is_simulated=True)


@pytest.fixture(scope="module")
def files(database: Database) -> dict[str, bytes]:
    return {name: paper.write(database, ROUND, None) for name, paper in PAPERS.items()}


def edit(data: bytes, change: Callable[[Document], None]) -> bytes:
    document = docx.Document(io.BytesIO(data))
    change(document)
    saved = io.BytesIO()
    document.save(saved)
    return saved.getvalue()


def edit_sheets(data: bytes, change: Callable[[Any], None]) -> bytes:
    workbook = openpyxl.load_workbook(io.BytesIO(data))
    change(workbook)
    saved = io.BytesIO()
    workbook.save(saved)
    return saved.getvalue()


def set_text(paragraph: Any, text: str) -> None:
    for run in paragraph.runs[1:]:
        run._r.getparent().remove(run._r)
    if paragraph.runs:
        paragraph.runs[0].text = text
    else:
        paragraph.add_run(text)


def cell_of(document: Document, name: str, column: int) -> Any:
    rows = [row for table in document.tables for row in table.rows if len(row.cells) > column]
    return next(row.cells[column] for row in rows if name in row.cells[1].text)


@pytest.mark.parametrize("name", PAPERS)
def test_untouched_paper_matches(name: str, database: Database, files: Any) -> None:
    verdict = verify(files[name], database)
    assert (verdict.state, verdict.message) == ("match", "Khớp.")
    assert verdict.provenance is not None
    assert verdict.provenance.paper == name


def test_edited_cell_is_named_with_what_stood_there(database: Database, files: Any) -> None:
    def change(document: Document) -> None:
        set_text(cell_of(document, "Sở Y tế", 8).paragraphs[0], "21/21")

    verdict = verify(edit(files["candidate_list"], change), database)
    assert verdict.state == "edited"
    assert verdict.message == "Đã sửa tay 1 chỗ."
    assert verdict.edits == (
        Change(
            "Bảng 1, dòng 4 (Sở Y tế), cột “Phiếu đồng ý”", "19/21 / 90,48 %", "21/21 / 90,48 %"
        ),
    )


@pytest.mark.parametrize(
    ("change", "old", "new"),
    [
        (
            lambda document: set_text(document.paragraphs[1], "Về việc khác"),
            "Về việc đề nghị tặng",
            "Về việc khác",
        ),
        (lambda document: document.add_paragraph("Nói thêm."), "", "Nói thêm."),
        (
            lambda document: (
                document.paragraphs[-2]
                ._p.getparent()
                .remove(
                    next(p._p for p in document.paragraphs if p.text.startswith("Tặng Bằng khen"))
                )
            ),
            "Tặng Bằng khen của",
            "",
        ),
        (
            lambda document: set_text(document.sections[0].header.paragraphs[1], ""),
            "DỮ LIỆU MÔ PHỎNG",
            "(trống)",
        ),
        (
            lambda document: set_text(document.paragraphs[-1], "Số liệu đến hôm nay"),
            "Số liệu đến 2",
            "Số liệu đến hôm nay",
        ),
    ],
)
def test_every_kind_of_edit_is_seen(
    change: Any, old: str, new: str, database: Database, files: Any
) -> None:
    verdict = verify(edit(files["submission"], change), database)
    assert verdict.state == "edited"
    assert len(verdict.edits) == 1
    assert verdict.edits[0].old.startswith(old)
    assert verdict.edits[0].new == new
    assert verdict.edits[0].sentence()


def test_row_put_in_or_taken_away_is_an_edit(database: Database, files: Any) -> None:
    def change(document: Document) -> None:
        row = cell_of(document, "Sở Y tế", 1)._tc.getparent()
        added = copy.deepcopy(row)
        row.addnext(added)
        set_text(docx.table._Cell(added.tc_lst[1], document.tables[0]).paragraphs[0], "Sở Lạ")
        gone = cell_of(document, "Sở Nội vụ", 1)._tc.getparent()
        gone.getparent().remove(gone)

    verdict = verify(edit(files["candidate_list"], change), database)
    assert verdict.state == "edited"
    sentences = " ".join(each.sentence() for each in verdict.edits)
    assert "Sở Lạ" in sentences
    assert "Sở Nội vụ" in sentences


def test_filling_in_what_a_hand_must_fill_in_is_no_edit(database: Database, files: Any) -> None:
    def sign(document: Document) -> None:
        number, day = document.tables[0].rows[1].cells
        set_text(number.paragraphs[0], "Số: 12/TTr-HĐTĐKT")
        set_text(day.paragraphs[0], "Sóc Trăng, ngày 05 tháng 12 năm 2023")
        closing = document.tables[-1].rows[0].cells[1]
        set_text(closing.paragraphs[-1], "Nguyễn Văn A")

    verdict = verify(edit(files["submission"], sign), database)
    assert (verdict.state, verdict.filled) == ("match", 2)
    assert verdict.message == "Khớp. Đã điền 2 chỗ để trống."


def test_year_of_a_half_open_date_cannot_be_changed_unseen(database: Database, files: Any) -> None:
    def change(document: Document) -> None:
        day = document.tables[0].rows[1].cells[1]
        set_text(day.paragraphs[0], "Sóc Trăng, ngày 05 tháng 12 năm 2022")

    assert verify(edit(files["submission"], change), database).state == "edited"


def test_minutes_written_by_hand_and_ticked_ballots_match(database: Database, files: Any) -> None:
    def write(document: Document) -> None:
        dotted = [p for p in document.paragraphs if set(p.text) == {"…"}]
        set_text(dotted[0], "Ông A phát biểu: đồng ý với danh sách.")
        for text in ("Bà B hỏi về thời gian duy trì.", "Chủ tọa trả lời."):
            dotted[0].insert_paragraph_before(text)
        chair = next(p for p in document.paragraphs if p.text.startswith("1. Chủ tọa"))
        set_text(chair, "1. Chủ tọa: Ông Nguyễn Văn A")

    verdict = verify(edit(files["minutes"], write), database)
    assert (verdict.state, verdict.edits) == ("match", ())
    assert verdict.filled == 4

    def tick(document: Document) -> None:
        set_text(cell_of(document, "Sở Y tế", 4).paragraphs[0], "X")

    verdict = verify(edit(files["ballot"], tick), database)
    assert (verdict.state, verdict.filled) == ("match", 1)


def test_figures_that_changed_since_are_listed(
    database: Database, changed: Database, files: Any
) -> None:
    verdict = verify(files["candidate_list"], changed)
    assert verdict.state == "outdated"
    assert verdict.message == "Số liệu đã cũ (1 chỗ khác với số liệu hiện nay)."
    assert [each.sentence() for each in verdict.outdated] == [
        "Bảng 1, dòng 4 (Sở Y tế), cột “Điểm”: “47,25” → “46,45”"
    ]
    assert verify(files["candidate_list"], database).state == "match"


def test_sheet_overtaken_by_the_data_names_its_cells(changed: Database, files: Any) -> None:
    verdict = verify(files["round_workbook"], changed)
    assert verdict.state == "outdated"
    assert Change("Trang tính “Xếp hạng”, dòng 7 (Sở Y tế), cột “Điểm”", "47.25", "46.45") in (
        verdict.outdated
    )


def test_edited_and_overtaken_paper_says_both(changed: Database, files: Any) -> None:
    def change(document: Document) -> None:
        set_text(cell_of(document, "Sở Nội vụ", 2).paragraphs[0], "Mô hình khác")

    verdict = verify(edit(files["candidate_list"], change), changed)
    assert verdict.state == "edited_and_outdated"
    assert verdict.message == ("Đã sửa tay 1 chỗ; số liệu đã cũ (1 chỗ khác với số liệu hiện nay).")


def test_data_that_the_paper_does_not_show_leaves_it_matching(tmp_path: Path, files: Any) -> None:
    rows = [*list_rows(), result("U1", 2024)]
    verdict = verify(files["ballot"], open_round(tmp_path, rows, is_simulated=True))
    assert (verdict.state, verdict.message) == ("match", "Khớp.")


def test_change_too_small_to_be_printed_is_told_but_matches(tmp_path: Path, files: Any) -> None:
    # The list shows neither the novelty of the unranked nor what a late report says of itself.
    rows = [
        row for row in list_rows() if not (row.kind == "appraisals" and row.cells["unit"] == "U5")
    ]
    rows.append(appraisal("U5", 2023, effectiveness=56))
    verdict = verify(files["candidate_list"], open_round(tmp_path, rows, is_simulated=True))
    assert verdict.state == "match"
    assert "nhưng không chỗ nào in trên văn bản phải đổi" in verdict.message


def test_record_altered_along_with_the_text_still_differs_from_the_data(
    database: Database, files: Any
) -> None:
    def change(document: Document) -> None:
        set_text(cell_of(document, "Sở Y tế", 6).paragraphs[0], "99,00")

    def alter(line: Line) -> Line:
        return line._replace(cells=tuple(c.replace("47,25", "99,00") for c in line.cells))

    original = files["candidate_list"]
    properties = read_properties(original)
    record = unpack_record(join_chunks(properties, "Record")) or []
    forged = split_chunks("Record", pack_record([alter(line) for line in record]))
    data = edit(original, change)
    packed = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(packed, "w") as target:
        for name in source.namelist():
            content = source.read(name)
            if name == PART_NAME.lstrip("/"):
                for key, value in forged.items():
                    content = content.replace(properties[key].encode(), value.encode())
            target.writestr(name, content)
    verdict = verify(packed.getvalue(), database)
    assert verdict.state == "edited"
    assert "Khác 1 chỗ với văn bản làm lại từ cùng số liệu" in verdict.message
    assert verdict.edits == (Change("Bảng 1, dòng 4 (Sở Y tế), cột “Điểm”", "47,25", "99,00"),)


def test_sorted_sheet_matches_and_an_edited_one_does_not(database: Database, files: Any) -> None:
    def swap(workbook: Any) -> None:
        sheet = workbook["Xếp hạng"]
        for first, second in zip(sheet[7], sheet[8], strict=True):
            first.value, second.value = second.value, first.value

    assert verify(edit_sheets(files["round_workbook"], swap), database).state == "match"

    def change(workbook: Any) -> None:
        workbook["Xếp hạng"]["G7"].value = 99
        workbook["Điểm"]["H7"].value = "=1+1"
        workbook.create_sheet("Thêm")["A1"] = "Ghi thêm"

    verdict = verify(edit_sheets(files["round_workbook"], change), database)
    assert verdict.state == "edited"
    assert [each.sentence() for each in verdict.edits] == [
        "Trang tính “Xếp hạng”, dòng 7 (Sở Y tế), cột “Điểm”: “47.25” → “99”",
        "Trang tính “Điểm”, dòng 7 (Sở Y tế), cột “Điểm 0–100”: “80” → “công thức =1+1”",
        "Trang tính “Thêm”, dòng 1: thêm “Ghi thêm”",
    ]


def test_cell_in_the_last_corner_of_a_sheet_is_read_at_once(database: Database, files: Any) -> None:
    def change(workbook: Any) -> None:
        workbook["Điểm"]["XFD1048576"].value = "xa"

    verdict = verify(edit_sheets(files["round_workbook"], change), database)
    assert verdict.state == "edited"
    assert len(verdict.edits) == 1
    assert verdict.edits[0].place == "Trang tính “Điểm”, dòng 1048576 (xa)"


@pytest.mark.parametrize(
    "data",
    [b"", b"PK\x03\x04", b"%PDF-1.7 broken", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", b"x" * 1000],
)
def test_other_files_are_named_as_such(data: bytes, database: Database) -> None:
    verdict = verify(data, database)
    assert verdict.state == "unknown"
    assert verdict.message.endswith(".")


@pytest.mark.parametrize("name", ["submission", "round_workbook"])
def test_damaged_paper_never_stops_the_caller(name: str, database: Database, files: Any) -> None:
    data = files[name]
    for cut in range(100, len(data), len(data) // 25):
        assert verify(data[:cut], database).state == "unknown"
        damaged = bytearray(data)
        damaged[cut : cut + 40] = b"\0" * 40
        assert verify(bytes(damaged), database).message


def test_paper_of_a_round_that_is_gone_says_so(tmp_path: Path, files: Any) -> None:
    verdict = verify(files["ballot"], open_round(tmp_path, award_rounds=[]))
    assert verdict.state == "unknown"
    assert "Không đối chiếu được với số liệu: Không có đợt xét “R2023”" in verdict.message


def test_letter_without_a_record_says_that_it_cannot_be_verified(database: Database) -> None:
    recipient = Recipient("Sở Y tế", None, [("Báo cáo", None)])
    letter = write_letter(recipient, 2023, database.as_of, database.version)
    verdict = verify(letter, database)
    assert verdict.state == "unknown"
    assert "không mang bản ghi" in verdict.message


@pytest.mark.slow
@needs_libreoffice
def test_paper_saved_again_by_libreoffice_still_matches(
    tmp_path: Path, database: Database, files: Any
) -> None:
    for name, data in files.items():
        (tmp_path / f"{name}.{PAPERS[name].ending}").write_bytes(data)
    for ending in ("docx", "xlsx"):
        subprocess.run(
            [
                str(SOFFICE),
                f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}",
                "--headless",
                "--convert-to",
                ending,
                "--outdir",
                str(tmp_path / "again"),
                *map(str, tmp_path.glob(f"*.{ending}")),
            ],
            check=True,
            capture_output=True,
            timeout=180,
        )
    for name in files:
        again = (tmp_path / "again" / f"{name}.{PAPERS[name].ending}").read_bytes()
        assert again != files[name]
        verdict = verify(again, database)
        assert (name, verdict.message, verdict.edits) == (name, "Khớp.", ())


def has_vietnamese_font() -> bool:
    """Tells whether the letters of the papers are on this machine in one font."""
    if shutil.which("fc-list") is None:
        return False
    listed = subprocess.run(
        ["fc-list", "Liberation Serif:lang=vi"], capture_output=True, text=True, check=False
    )
    return bool(listed.stdout.strip())


@pytest.fixture(scope="module")
def pack(database: Database) -> bytes:
    return write_meeting_pack(database, ROUND)


@pytest.mark.slow
@needs_libreoffice
def test_pack_holds_every_word_paper_with_bookmarks_and_contents(pack: bytes) -> None:
    reader = PdfReader(io.BytesIO(pack))
    titles = ["Mục lục", *(PAPERS[name].title for name in WORD)]
    assert [each.title for each in reader.outline] == titles
    assert sorted(reader.attachments) == sorted(
        [*(name_file(name, ROUND) for name in WORD), "ban-ghi.txt"]
    )
    first = [reader.get_destination_page_number(each) for each in reader.outline]
    contents = reader.pages[0].extract_text()
    for title, page in zip(titles[1:], first[1:], strict=True):
        line = next(each for each in contents.splitlines() if title in each)
        assert line.split()[-1] == str(page + 1)
    assert all(round(float(page.mediabox.width)) in (595, 842) for page in reader.pages)
    for page in reader.pages:
        assert "DỮ LIỆU MÔ PHỎNG" in page.extract_text()
    fonts = {
        str(font.get_object()["/BaseFont"]).partition("+")[2].partition("-")[0]
        for page in reader.pages
        for font in page["/Resources"]["/Font"].values()
    }
    # Another family among them would be the letters that the first one lacks.
    assert len(fonts) == 1 or "LiberationSerif" not in fonts or not has_vietnamese_font()


@pytest.mark.slow
@needs_libreoffice
def test_meeting_pack_is_verified_by_its_pages_and_its_papers(
    pack: bytes, database: Database, changed: Database
) -> None:
    verdict = verify(pack, database)
    assert (verdict.state, verdict.message, verdict.edits) == ("match", "Khớp.", ())
    assert [part.state for _, part in verdict.parts] == ["match"] * len(WORD)
    outdated = verify(pack, changed)
    assert outdated.state == "outdated"
    assert any(
        each.sentence().endswith("cột “Điểm”: “47,25” → “46,45”") for each in outdated.outdated
    )
    writer = PdfWriter(clone_from=PdfReader(io.BytesIO(pack)))
    writer.add_annotation(1, FreeText(text="99/99", rect=(50, 550, 200, 650)))
    saved = io.BytesIO()
    writer.write(saved)
    covered = verify(saved.getvalue(), database)
    assert covered.state == "edited"
    assert covered.edits == (Change("Trang 2, ghi chú", "", "99/99"),)


# --- comparison ---

TABLE = (
    Line("Đoạn 1", ("Số: … /TTr",)),
    Line("Bảng 1, dòng 1", ("STT", "Tên", "Điểm")),
    Line("Bảng 1, dòng 2", ("1", "Sở Y tế", "80"), ("STT", "Tên", "Điểm")),
    Line("Bảng 1, dòng 3", ("2", "Sở Tư pháp", "70"), ("STT", "Tên", "Điểm")),
    Line("Đoạn 2", ("…",)),
)


@pytest.mark.parametrize(
    ("cells", "changes", "filled"),
    [
        ({}, [], 0),
        ({0: ("Số: 7 /TTr",)}, [], 1),
        ({0: ("Số: 7 /BC",)}, ["Đoạn 1: “Số: … /TTr” → “Số: 7 /BC”"], 0),
        (
            {2: ("1", "Sở Y tế", "81")},
            ["Bảng 1, dòng 2 (Sở Y tế), cột “Điểm”: “80” → “81”"],
            0,
        ),
        ({4: ("Kết luận: đồng ý.",)}, [], 1),
        (
            {3: ("2", "Sở Tư pháp", "")},
            ["Bảng 1, dòng 3 (Sở Tư pháp), cột “Điểm”: “70” → “(trống)”"],
            0,
        ),
    ],
)
def test_change_is_told_by_place_and_a_filled_blank_is_none(
    cells: dict[int, tuple[str, ...]], changes: list[str], filled: int
) -> None:
    new = [line._replace(cells=cells.get(at, line.cells)) for at, line in enumerate(TABLE)]
    found = compare_ordered(TABLE, new)
    assert [each.sentence() for each in found.changes] == changes
    assert found.filled == filled


def test_rows_may_stand_in_any_order_in_a_sheet_but_not_twice() -> None:
    rows = [Line(f"Trang tính “A”, dòng {n}", (str(n), f"Đơn vị {n}")) for n in range(1, 5)]
    assert compare_sheets(rows, rows[::-1]).changes == ()
    twice = compare_sheets(rows, [*rows, rows[0]])
    assert [each.sentence() for each in twice.changes] == [
        "Trang tính “A”, dòng 1 (Đơn vị 1): thêm “1 | Đơn vị 1”"
    ]


def test_thousands_of_changed_rows_are_compared_in_a_moment() -> None:
    old = [Line(f"Trang tính “A”, dòng {n}", (str(n), f"Đơn vị {n}", "1")) for n in range(3000)]
    new = [line._replace(cells=(*line.cells[:2], "2")) for line in old]
    assert len(compare_sheets(old, new).changes) == 3000


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Số:          /TTr", "Số: … /TTr"),
        ("87,33\u00a0%", "87,33 %"),
        ("a\u00adb", "ab"),
        ("Tọa:…………", "Tọa: …"),
        ("  hai  chữ ", "hai chữ"),
    ],
)
def test_text_is_compared_without_what_programs_change(text: str, expected: str) -> None:
    assert normalise(text) == expected


@pytest.mark.parametrize("packed", ["", "x", "eA==", "eJwrSS0uUShJrSgBABBUA2w="])
def test_damaged_record_is_none(packed: str) -> None:
    assert unpack_record(packed) is None


def test_record_comes_back_as_it_went() -> None:
    assert unpack_record(pack_record(TABLE)) == list(TABLE)


def test_paper_read_in_a_child_is_read_alike_and_a_reader_that_ends_is_a_sentence(
    files: dict[str, bytes], monkeypatch: pytest.MonkeyPatch
) -> None:
    data = files["candidate_list"]
    assert reading_apart.read_apart(data) == read_paper(data)
    assert reading_apart.read_apart(b"%PDF-1.7 x").problem is not None
    monkeypatch.setattr(reading_apart, "ROOT", Path(__file__).parent)  # no papers package there
    assert reading_apart.read_apart(data).problem == reading_apart.STOPPED
    monkeypatch.setattr(reading_apart, "LARGEST_FILE", len(data) - 1)
    assert reading_apart.read_apart(data).problem == reading_apart.TOO_LARGE
