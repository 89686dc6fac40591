"""Every format yields the same grid, at Excel's own addresses."""

from datetime import date

import pytest

from reports.addresses import write_address
from reports.containers import look
from reports.headers import is_blank, show_cell
from reports.sheets import Broken, Sheet, UnreadableWorkbook, read_sheets
from tests.workbooks import (
    FORMATS,
    Error,
    Page,
    Percent,
    edit_parts,
    read_part,
    write,
    write_csv,
    write_ods,
    write_xls,
    write_xlsb,
    write_xlsx,
)

GRID = [
    [None, None, None],
    [None, "Tên đơn vị", "SIPAS (%)"],
    [None, "Sở Xây dựng", 87.33],
    [None, None, None],
    [None, "Hai\ndòng", date(2024, 10, 30)],
    [None, Error("#N/A"), Percent(0.8733)],
]
ADDRESSED = {
    "B2": "Tên đơn vị", "C2": "SIPAS (%)", "B3": "Sở Xây dựng", "C3": "87,33", "B5": "Hai dòng",
    "C5": "30/10/2024", "B6": "#N/A",
}  # fmt: skip


def read(data: bytes, format: str) -> list[Sheet]:  # noqa: A002
    container = look(data, f"a.{format}")
    assert (container.format, container.problem) == (format, None), container.detail
    return read_sheets(data, format, container.parts)


def find_cells(sheet: Sheet) -> dict[str, str]:
    return {
        write_address(sheet.first_row + row, sheet.first_column + column): show_cell(cell)
        for row, cells in enumerate(sheet.rows)
        for column, cell in enumerate(cells)
        if not is_blank(cell)
    }


@pytest.mark.parametrize("format", FORMATS)
def test_cells_stand_at_excels_addresses_after_blank_rows_and_columns(format):  # noqa: A002
    cells = find_cells(read(write(format, Page(GRID)), format)[0])
    percent = cells.pop("C6")
    assert cells == ADDRESSED
    assert percent in ("0,8733", "87,33%")


@pytest.mark.parametrize("format", ["xlsx", "xls", "xlsb", "ods"])
def test_error_cell_is_no_blank(format):  # noqa: A002
    sheet = read(write(format, Page(GRID)), format)[0]
    broken = [cell for row in sheet.rows for cell in row if isinstance(cell, Broken)]
    assert broken == [Broken("excel_error", "#N/A")]


@pytest.mark.parametrize("format", ["xlsx", "xls", "xlsb", "ods"])
def test_percent_format_is_known(format):  # noqa: A002
    assert read(write(format, Page(GRID)), format)[0].marks().percents == {(5, 2)}


@pytest.mark.parametrize("format", ["xlsx", "xls", "xlsb", "ods"])
def test_merged_areas_are_known(format):  # noqa: A002
    page = Page([["a", None, "b"], [None, None, "c"]], ["A1:B2"])
    assert read(write(format, page), format)[0].merged == [((0, 0), (1, 1))]


@pytest.mark.parametrize("format", ["xlsx", "xls", "xlsb"])
def test_hidden_sheet_is_read_and_flagged(format):  # noqa: A002
    sheets = read(
        write(format, Page([["a"]], name="Một"), Page([["b"]], name="Hai", is_hidden=True)), format
    )
    assert [(sheet.name, sheet.is_hidden, sheet.rows) for sheet in sheets] == [
        ("Một", False, [["a"]]),
        ("Hai", True, [["b"]]),
    ]


def test_error_at_the_edge_of_the_grid_enlarges_it():
    data = write_xlsx(Page([[None, None], [None, "a"], [Error("#REF!"), None, Error("#N/A")]]))
    assert find_cells(read(data, "xlsx")[0]) == {"B2": "a", "A3": "#REF!", "C3": "#N/A"}


def test_formula_without_a_value_is_no_blank():
    data = write_xlsx(Page([["a", 1, 2]]))
    part = read_part(data, "xl/worksheets/sheet1.xml")
    part = part.replace(b"<v>2</v>", b"<f>B1+1</f>").replace(b"<v>1</v>", b"<f>1</f><v>1</v>")
    sheet = read(edit_parts(data, {"xl/worksheets/sheet1.xml": part}), "xlsx")[0]
    assert sheet.rows == [["a", 1.0, Broken("uncalculated_formula", "=B1+1")]]


def test_workbook_of_1904_gives_the_same_dates():
    page = Page([[date(2024, 10, 30)]])
    sheet = read(write_xlsx(page, date_1904=True), "xlsx")[0]
    assert (sheet.rows, sheet.epoch_1904) == ([[date(2024, 10, 30)]], True)


def test_stray_blank_in_the_last_cell_costs_nothing():
    data = with_stray(b"<c r='XFD1048576' t='inlineStr'><is><t> </t></is></c>")
    assert find_cells(read(data, "xlsx")[0]) == {"A1": "a", "B1": "b"}


def test_stray_blank_among_the_shared_texts_costs_nothing():
    data = write_xlsx(Page([["a", "b", " "]]))
    part = read_part(data, "xl/worksheets/sheet1.xml")
    part = part.replace(
        b'<c r="C1" t="s"><v>2</v></c></row>', b"</row>" + far(b' t="s"', b"<v>2</v>")
    )
    data = edit_parts(data, {"xl/worksheets/sheet1.xml": part})
    assert find_cells(read(data, "xlsx")[0]) == {"A1": "a", "B1": "b"}


def test_word_in_the_last_cell_is_reported_not_dropped():
    data = with_stray(b"<c r='XFD1048576' t='inlineStr'><is><t>x</t></is></c>")
    with pytest.raises(UnreadableWorkbook, match="XFD1048576"):
        read(data, "xlsx")


@pytest.mark.parametrize("reference", [b"XFE1", b"A1048577", b"ZZZZ1", b"A99999999"])
def test_cell_outside_a_sheet_is_refused(reference):
    data = with_stray(b"<c r='" + reference + b"'><v>1</v></c>")
    with pytest.raises(UnreadableWorkbook):
        read(data, "xlsx")


def test_part_in_utf_16_is_read():
    data = write_xlsx(Page([["Sở Xây dựng"]]))
    part = read_part(data, "xl/sharedStrings.xml").decode().replace("UTF-8", "UTF-16")
    data = edit_parts(data, {"xl/sharedStrings.xml": part.encode("utf-16")})
    assert find_cells(read(data, "xlsx")[0]) == {"A1": "Sở Xây dựng"}


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le"])
@pytest.mark.parametrize("separator", [";", "\t", ",", "|"])
def test_text_file_in_any_encoding_and_separator(encoding, separator):
    page = Page(
        [["Tên đơn vị", "SIPAS (%)", "Ghi chú"], ["Sở Xây dựng; “một”, hai", 87.33, "a\nb"]]
    )
    sheet = read(write_csv(page, encoding, separator), "csv")[0]
    assert sheet.rows[1] == ["Sở Xây dựng; “một”, hai", "87,33", "a\nb"]


def test_vietnamese_windows_text_is_composed():
    text = "Ti\u0323nh;So\u0301c Tra\u0306ng;quy\u00ea\u0300n\n".replace("a\u0306", "ă")
    sheet = read(text.encode("cp1258"), "csv")[0]
    assert sheet.rows == [["Tịnh", "Sóc Trăng", "quyền"]]


def test_writers_of_every_format_are_covered():
    writers = {"xlsx": write_xlsx, "xls": write_xls, "xlsb": write_xlsb, "ods": write_ods}
    assert {*writers, "csv"} == set(FORMATS)


def with_stray(cell: bytes) -> bytes:
    data = write_xlsx(Page([["a", "b"]]))
    part = read_part(data, "xl/worksheets/sheet1.xml")
    row = b"<row r='1048576'>" + cell + b"</row></sheetData>"
    return edit_parts(data, {"xl/worksheets/sheet1.xml": part.replace(b"</sheetData>", row)})


def far(attributes: bytes, inner: bytes) -> bytes:
    return b'<row r="1048576"><c r="XFD1048576"' + attributes + b">" + inner + b"</c></row>"
