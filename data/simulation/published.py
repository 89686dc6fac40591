"""The one real example: what is public of decision 1256/QĐ-UBND, index year 2021."""

from __future__ import annotations

from datetime import date

from simulation.drafts import Column, Group, SheetDraft, TableLook, WorkbookDraft, draw_table

SOURCE = (
    "https://sonoivu.soctrang.gov.vn/snoivu/1291/32171/54815/350276/cong-tac-cai-cach-hanh-chinh/"
    "soc-trang-cong-bo-chi-so-cai-cach-hanh-chinh-va-chi-so-do-luong-su-hai-long-cua-cac-co-quan-"
    "don-.aspx"
)
VALUES = (
    ("CÁC SỞ, BAN, NGÀNH", "Sở Xây dựng", 87.33),
    ("ỦY BAN NHÂN DÂN CÁC HUYỆN, THỊ XÃ, THÀNH PHỐ", "UBND thị xã Ngã Năm", 87.07),
    ("ĐƠN VỊ SỰ NGHIỆP CÔNG LẬP", "Ban Quản lý dự án 1", 78.84),
    ("CƠ QUAN TRUNG ƯƠNG ĐẶT TẠI TỈNH", "Công an tỉnh", 90.42),
)


def decision_1256() -> WorkbookDraft:
    """The first unit of each group with its value; nothing else of the annex is public."""
    sheet = SheetDraft("Chỉ số 2021")
    sheet.put(0, 0, "CHỈ SỐ CẢI CÁCH HÀNH CHÍNH NĂM 2021", "title")
    sheet.merge(0, 0, 0, 5)
    sheet.put(
        1, 0, "(Trích Quyết định số 1256/QĐ-UBND ngày 10/5/2022: đơn vị dẫn đầu mỗi nhóm)", "italic"
    )
    sheet.merge(1, 0, 1, 5)
    columns = [
        Column(("STT",), "ordinal", 6),
        Column(("Tên đơn vị",), "unit", 40),
        Column(("Năm",), "year", 8),
        Column(("PAR INDEX (%)",), "par_index", 14),
        Column(("Số quyết định",), "decision_no", 18),
        Column(("Ngày công bố",), "published_on", 14),
    ]
    groups = [
        Group(
            title,
            [
                {
                    "unit": unit,
                    "year": 2021,
                    "par_index": value,
                    "decision_no": "1256/QĐ-UBND",
                    "published_on": date(2022, 5, 10),
                }
            ],
        )
        for title, unit, value in VALUES
    ]
    row = draw_table(sheet, 3, 0, columns, groups, TableLook(restarts=True))
    sheet.put(row + 1, 0, f"Nguồn: Sở Nội vụ tỉnh Sóc Trăng, {SOURCE}", "italic")
    return WorkbookDraft("1256-qd-ubnd-2021.xlsx", [sheet], author="Trích số liệu đã công bố")
