"""Tables are found under letterheads, merged headers and titles, and end before the signatures."""

from typing import Any

import pytest

from reports.addresses import read_area
from reports.forms import find_form
from reports.layouts import Table, find_tables
from reports.sheets import Sheet

REGISTRATION = [
    "Tên tập thể",
    "Tên mô hình",
    "Nội dung thực hiện",
    "Thời gian bắt đầu",
    "Ngày đăng ký",
]
ROW = ["Sở Xây dựng", "Mô hình A", "Nội dung", "01/03/2023", "20/04/2023"]


def make_sheet(rows: list[list[Any]], merged: tuple[str, ...] = ()) -> Sheet:
    width = max(map(len, rows), default=0)
    grid = [
        ["" if cell is None else cell for cell in row] + [""] * (width - len(row)) for row in rows
    ]
    areas = [area for area in map(read_area, merged) if area]
    return Sheet("Báo cáo", False, 0, 0, grid, areas)


def find(rows: list[list[Any]], *merged: str) -> list[Table]:
    return find_tables(make_sheet(rows, merged))


def describe(table: Table) -> dict[str, str]:
    return {column.field.name: column.header for column in table.columns}


def list_rows(table: Table) -> list[int]:
    return [row.index + 1 for row in table.rows]


TYPICAL = [
    ["UBND HUYỆN CÙ LAO DUNG", None, None, None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["PHÒNG NỘI VỤ", None, None, None, "Độc lập - Tự do - Hạnh phúc"],
    [],
    ["PHỤ LỤC"],
    ["TỔNG HỢP KẾT QUẢ THỰC HIỆN MÔ HÌNH VĂN HÓA CÔNG SỞ NĂM 2023"],
    ["(Kèm theo Báo cáo số 12/BC-UBND ngày 15 tháng 10 năm 2022 của UBND huyện)"],
    [],
    ["STT", "Tên đơn vị", "Tên mô hình", "Thực hiện", None, "Ngày báo cáo", "Ghi chú"],
    [None, None, None, "Tình trạng", "Kết quả", None, None],
    ["(1)", "(2)", "(3)", "(4)", "(5)", "(6)", "(7)"],
    ["I", "KHỐI ĐẢNG, ĐOÀN THỂ"],
    [1, "Huyện ủy", "Mô hình A", "Đang duy trì", "Tốt", "15/10/2023"],
    [2, "Huyện đoàn", "Mô hình B", "Tạm dừng", "Khá", "15/10/2023"],
    [None, "Cộng I", 2],
    ["II", "CÁC XÃ, THỊ TRẤN"],
    [1, "Xã An Thạnh 1", "Mô hình C", "Đang duy trì", "Tốt", "15/10/2023"],
    [None, None, None, None, None, None],
    [2, "Xã Đại Ân 1", "Mô hình D", "Đang duy trì", "Tốt", "15/10/2023"],
    [None, "Tổng cộng (I+II)", 4],
    [],
    ["Ghi chú: số liệu đến ngày 15/10/2023"],
    ["Nơi nhận:", None, None, "NGƯỜI LẬP BIỂU", None, "THỦ TRƯỞNG ĐƠN VỊ"],
    ["- Như trên;", None, None, None, None, "(Ký tên, đóng dấu)"],
    ["- Lưu: VT", None, None, "Trần Văn A", None, "Nguyễn Văn B"],
]
TYPICAL_MERGES = ("A1:D1", "E1:H1", "A4:H4", "A5:H5", "A6:H6", "A8:A9", "B8:B9", "C8:C9", "D8:E8",
                  "F8:F9", "G8:G9", "B11:G11")  # fmt: skip


@pytest.mark.parametrize("merges", [TYPICAL_MERGES, ()], ids=["merged", "unmerged"])
def test_usual_sheet_is_read_as_people_read_it(merges):
    (table,) = find(TYPICAL, *merges)
    assert (table.kind, table.problem, table.missing_fields) == ("results", None, [])
    assert describe(table) == {
        "unit": "Tên đơn vị",
        "model_name": "Tên mô hình",
        "reported_on": "Ngày báo cáo",
        "status": "Thực hiện – Tình trạng",
        "effect": "Thực hiện – Kết quả",
    }
    assert [(row.index + 1, row.group_text) for row in table.rows] == [
        (12, "KHỐI ĐẢNG, ĐOÀN THỂ"),
        (13, "KHỐI ĐẢNG, ĐOÀN THỂ"),
        (16, "CÁC XÃ, THỊ TRẤN"),
        (18, "CÁC XÃ, THỊ TRẤN"),
    ]
    assert [(field.name, stated.raw, stated.address) for field, stated in table.stated] == [
        ("year", "2023", "A5")
    ]
    assert table.sender_text == "UBND HUYỆN CÙ LAO DUNG\nPHÒNG NỘI VỤ"


@pytest.mark.parametrize(
    ("headers", "kind"),
    [
        (REGISTRATION, "registrations"),
        (["Đơn vị", "Mô hình", "Năm", "Ngày báo cáo", "Tình trạng", "Kết quả/hiệu quả"], "results"),
        (["Tên đơn vị", "Năm", "SIPAS (%)", "PAR INDEX (%)", "Số quyết định"], "indices"),
        (["Tên đơn vị", "Năm", "SIPAS (%)", "Số quyết định", "Ngày quyết định"], "indices"),
        (["Tên tập thể", "Tên mô hình", "Năm xét", "Hiệu quả (0–100)", "Tính mới"], "appraisals"),
        (["Năm xét", "Tên tập thể", "Tên mô hình", "Số thành viên", "Đồng ý", "Ngày họp"], "votes"),
        (["Năm", "Tên tập thể", "Hình thức", "Số quyết định", "Ngày quyết định"], "awards"),
        (["Năm", "Tên tập thể", "Tên mô hình", "Hình thức", "Số QĐ", "Ngày ban hành"], "awards"),
    ],
)  # fmt: skip
def test_kind_follows_from_the_columns(headers, kind):
    (table,) = find([headers, ["x"] * len(headers)])
    assert (table.kind, table.problem, table.missing_fields) == (kind, None, [])


@pytest.mark.parametrize(
    "header",
    [
        "TÊN TẬP THỂ",
        " Tên  tập\nthể ",
        "Tên tập thể*",
        "Tên tập thể (*)",
        "Tên tập thể :",
        "Te\u0302n ta\u0323\u0302p the\u0302\u0309",
        "Tên\xa0tập thể",
        "2. Tên tập thể",
        "(2) Tên tập thể",
        "Ten tap the",
        "Tên cơ quan, đơn vị",
        "Đơn vị, địa phương",
        "Tên tập thể (bắt buộc)",
    ],
)
def test_header_is_known_in_every_spelling(header):
    (table,) = find([[header, *REGISTRATION[1:]], ROW])
    assert (describe(table).get("unit") is not None, table.problem) == (True, None)


@pytest.mark.parametrize(
    "numbers",
    [["(1)", "(2)", "(3)", "(4)", "(5)"], ["A", "B", "1", "2", "3"], [1.0, 2.0, 3.0, 4.0, 5.0],
     ["[1]", "[2]", "[3]", "[4]", "[5]=[3]+[4]"]],
)  # fmt: skip
def test_row_of_column_numbers_is_no_data(numbers):
    (table,) = find([REGISTRATION, numbers, ROW])
    assert list_rows(table) == [3]


@pytest.mark.parametrize(
    "title",
    [
        ["I", "KHỐI ĐẢNG"],
        ["I.", "Khối Đảng"],
        ["A", "Sở, ban, ngành"],
        [None, "II. CÁC XÃ"],
        [None, "HUYỆN MỸ XUYÊN"],
        [None, "Huyện Mỹ Xuyên"],
        [None, "Cụm thi đua số 1"],
        ["I. Cụm Thi đua 1"],
        ["KHỐI THI ĐUA 2"],
    ],
)
def test_title_of_a_group_is_kept_with_the_rows_below(title):
    (table,) = find([["STT", *REGISTRATION], title, [1, *ROW], [2, *ROW]])
    assert [row.index for row in table.rows] == [2, 3]
    assert {row.group_text for row in table.rows} == {max((t for t in title if t), key=len)}


def test_title_merged_across_is_a_group_without_an_ordinal_column():
    (table,) = find([REGISTRATION, ["Sở, ban, ngành"], ROW], "A2:E2")
    assert [(row.index, row.group_text) for row in table.rows] == [(2, "Sở, ban, ngành")]


def test_unit_without_figures_is_data_not_a_title():
    rows = [
        ["STT", "Tên đơn vị", "Năm", "SIPAS (%)", "Số quyết định"],
        [1, "Sở Y tế", 2023, "87,33", "12/QĐ"],
        [2, "Sở Tư pháp"],
    ]
    (table,) = find(rows)
    assert list_rows(table) == [2, 3]


def test_units_in_capitals_are_data_not_titles():
    rows = [
        ["Tên đơn vị", "Năm", "SIPAS (%)", "Số quyết định"],
        ["SỞ Y TẾ", 2023, "87,33", "12/QĐ"],
        ["SỞ TƯ PHÁP"],
        ["SỞ XÂY DỰNG", 2023, "88", "12/QĐ"],
    ]
    (table,) = find(rows)
    assert list_rows(table) == [2, 3, 4]


@pytest.mark.parametrize(
    ("text", "is_data"),
    [
        ("Cộng", False),
        ("Tổng cộng", False),
        ("TỔNG SỐ", False),
        ("Tổng", False),
        ("Cộng I+II", False),
        ("Cộng (I + II):", False),
        ("Tổng số đơn vị", False),
        ("Tổng công ty Cấp nước", True),
        ("Cộng đồng văn hóa", True),
        ("Công an tỉnh", True),
    ],
)
def test_subtotal_is_no_data_and_no_unit_is_a_subtotal(text, is_data):
    (table,) = find([["STT", *REGISTRATION], [1, *ROW], [None, text, *ROW[1:]]])
    assert list_rows(table) == ([2, 3] if is_data else [2])


@pytest.mark.parametrize(
    "footer",
    [
        ["Nơi nhận:", None, None, "NGƯỜI LẬP BIỂU", "THỦ TRƯỞNG ĐƠN VỊ"],
        [None, None, None, None, "Sóc Trăng, ngày 15 tháng 10 năm 2023"],
        ["Ghi chú: cột 3 ghi tóm tắt; nếu dài thì ghi ra phụ lục riêng, gửi kèm theo báo cáo"],
        [None, None, None, "TM. ỦY BAN NHÂN DÂN"],
        [None, None, None, "KT. GIÁM ĐỐC"],
        ["Danh sách này có 12 đơn vị"],
    ],
)
def test_footer_ends_the_data(footer):
    rows = [["STT", *REGISTRATION], [1, *ROW], [], footer, [None, None, None, None, "Nguyễn Văn B"]]
    (table,) = find(rows)
    assert list_rows(table) == [2]


def test_numbered_row_after_a_note_is_still_data():
    rows = [["STT", *REGISTRATION], [1, *ROW], ["Ghi chú: bổ sung sau"], [2, *ROW]]
    (table,) = find(rows)
    assert list_rows(table) == [2, 4]


def test_numbered_blank_rows_are_no_data():
    (table,) = find([["STT", *REGISTRATION], [1, *ROW], [2], [3, "\xa0"], []])
    assert list_rows(table) == [2]


def test_second_table_with_a_header_of_its_own_is_found():
    rows = [
        ["TÊN", "x"], REGISTRATION, ROW, [], ["Tổng cộng"], [],
        ["KẾT QUẢ CHỈ SỐ NĂM 2023"],
        ["Tên đơn vị", "SIPAS (%)", "Số quyết định"], ["Sở Y tế", "87,33", "12/QĐ"],
    ]  # fmt: skip
    first, second = find(rows)
    assert (first.kind, list_rows(first), first.header_address) == ("registrations", [3], "A2")
    assert (second.kind, list_rows(second), second.header_address) == ("indices", [9], "A8")
    assert [stated.raw for _, stated in second.stated] == ["2023"]


def test_header_repeated_at_a_page_break_is_no_data():
    tables = find([REGISTRATION, ROW, REGISTRATION, ROW])
    assert [list_rows(table) for table in tables] == [[2], [4]]


def test_header_in_three_rows_is_joined():
    rows = [
        ["Tên đơn vị", "Năm", "Kết quả đánh giá", None, None, None, "Số quyết định"],
        [None, None, "SIPAS (%)", "PAR INDEX", None, None, None],
        [None, None, None, "Điểm đạt", "Điểm tối đa", "Chỉ số (%)", None],
        ["Ban Dân tộc", 2023, "87,33", "68,32", "84", "81,33", "12/QĐ"],
    ]
    merges = ("A1:A3", "B1:B3", "C1:F1", "C2:C3", "D2:F2", "G1:G3")
    (table,) = find(rows, *merges)
    assert (table.kind, table.problem, list_rows(table)) == ("indices", None, [4])
    assert {name for name in describe(table)} == {
        "unit", "year", "sipas", "par_points", "par_points_max", "par_index", "decision_no",
    }  # fmt: skip


def test_missing_required_columns_are_named_and_rows_still_read():
    (table,) = find([["Tên tập thể", "Tên mô hình", "Nội dung thực hiện"], ROW[:3]])
    assert (table.problem, table.missing_fields) == (
        "missing_columns",
        ["started_on", "registered_on"],
    )
    assert list_rows(table) == [2]


def test_repeated_column_is_a_problem_not_a_choice():
    (table,) = find([[*REGISTRATION, "Nội dung"], [*ROW, "khác"]])
    assert (table.problem, table.problem_detail) == ("duplicate_columns", "F: Nội dung")


def test_unknown_table_tells_its_headers():
    (table,) = find([["Mã hàng", "Số lượng", "Đơn giá"], ["A1", 5, 1000]])
    assert (table.kind, table.problem) == (None, "unknown_kind")
    assert table.unknown_headers == ["Mã hàng", "Số lượng", "Đơn giá"]


def test_prose_has_no_table():
    (table,) = find([["Kính gửi Sở Nội vụ"], ["Đơn vị xin báo cáo như sau"]])
    assert table.problem == "no_table_found"


def test_columns_that_several_kinds_share_are_ambiguous():
    (table,) = find([["Tên tập thể", "Tên mô hình", "Năm"], ["Sở Y tế", "A", 2023]])
    assert (table.kind, table.problem) == (None, "ambiguous_kind")


def test_title_decides_between_kinds_that_tie():
    rows = [["Tên tập thể", "Tên mô hình", "Năm"], ["Sở Y tế", "A", 2023]]
    (table,) = find([["BÁO CÁO KẾT QUẢ THỰC HIỆN MÔ HÌNH VĂN HÓA CÔNG SỞ"], *rows])
    assert table.kind == "results"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("BÁO CÁO NĂM 2023", "2023"),
        ("Báo cáo giai đoạn 2023 - 2025 năm 2023", None),
        ("Sóc Trăng, ngày 15 tháng 10 năm 2023", None),
        ("Báo cáo năm 2023 và năm 2024", None),
        ("Năm: 2024", "2024"),
    ],
)
def test_year_is_taken_from_a_title_only_where_it_is_one(title, expected):
    (table,) = find(
        [[title], ["Tên đơn vị", "SIPAS (%)", "Số quyết định"], ["Sở Y tế", "87,33", "1/QĐ"]]
    )
    stated = {field.name: stated.raw for field, stated in table.stated}
    assert stated.get("year") == expected


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        (["Đơn vị: Sở Y tế"], ("Sở Y tế", "A1")),
        (["Tên đơn vị:", "Sở Y tế"], ("Sở Y tế", "B1")),
        (["Đơn vị: ....."], None),
        (["ĐƠN VỊ TÍNH: triệu đồng"], None),
        (["SỞ Y TẾ"], None),
    ],
)
def test_unit_is_taken_from_a_labelled_line_only(line, expected):
    headers = ["Tên mô hình", "Nội dung thực hiện", "Thời gian bắt đầu", "Ngày đăng ký"]
    (table,) = find([line, headers, ROW[1:]])
    stated = [
        (stated.raw, stated.address) for field, stated in table.stated if field.name == "unit"
    ]
    assert (stated[0] if stated else None) == expected


FORM = [
    ["CƠ QUAN CHỦ QUẢN", None, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM"],
    ["ĐƠN VỊ: .....", None, "Độc lập - Tự do - Hạnh phúc"],
    [None, None, "Ngã Năm, ngày 20 tháng 4 năm 2023"],
    ["BẢN ĐĂNG KÝ"],
    ["XÂY DỰNG MÔ HÌNH THỰC HIỆN VĂN HÓA CÔNG SỞ"],
    ["Kính gửi: Thường trực Hội đồng Thi đua - Khen thưởng tỉnh Sóc Trăng"],
    ["1. Tên tập thể đăng ký:"],
    ["- Tên tập thể: UBND thị xã Ngã Năm"],
    ["- Địa chỉ", "Phường 1, thị xã Ngã Năm"],
    ["2. Tên mô hình đăng ký thực hiện:"],
    ["Thứ 2 ngày không viết"],
    ["3. Tóm tắt thực trạng tình hình: Văn bản giấy còn nhiều"],
    ["4. Nội dung thực hiện:"],
    ["- Không phát hành văn bản giấy"],
    ["- Họp không giấy"],
    ["5. Dự kiến hiệu quả mang lại:"],
    ["....."],
    ["6. Thời gian thực hiện:", "Từ tháng 4/2023 đến nay"],
    [None, None, "THỦ TRƯỞNG CƠ QUAN"],
    [None, None, "(ký tên, đóng dấu)"],
]


def test_plans_form_is_one_registration():
    table = find_form(make_sheet(FORM))
    assert table is not None
    assert (table.kind, table.problem, len(table.rows)) == ("registrations", None, 1)
    assert {field.name: (stated.raw, stated.address) for field, stated in table.stated} == {
        "unit": ("UBND thị xã Ngã Năm", "A8"),
        "address": ("Phường 1, thị xã Ngã Năm", "B9"),
        "model_name": ("Thứ 2 ngày không viết", "A11"),
        "situation": ("Văn bản giấy còn nhiều", "A12"),
        "content": ("- Không phát hành văn bản giấy\n- Họp không giấy", "A14"),
        "expected_effect": ("", "A16"),
        "period": ("Từ tháng 4/2023 đến nay", "B18"),
        "registered_on": ("20/04/2023", "C3"),
    }


def test_empty_form_registers_nothing():
    rows = [[cell if cell and cell.endswith(":") else None for cell in row] for row in FORM]
    table = find_form(make_sheet([*rows[:7], ["- Tên tập thể....."], *rows[9:10], *rows[11:13]]))
    assert table is not None
    assert table.rows == []
