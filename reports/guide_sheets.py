"""The sheet 'Hướng dẫn' of a template: how to fill in every column, in the definitions' own words.

The reader knows the sheet by its name and looks for no table in it.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from openpyxl.styles import Font
from openpyxl.utils import get_column_letter

from reports.fields import Kind
from reports.limits import describe_limit, list_columns
from reports.workbooks import (
    BOX,
    HEADER_FILL,
    LINE_HEIGHT,
    SERIF,
    WRAPPED,
    count_lines,
    set_up_paper,
    write_text,
)

GUIDE_SHEET = "Hướng dẫn"
WIDTHS = (18, 30, 10, 40, 36, 30)


def write_guide(sheet: Any, kinds: Iterable[Kind]) -> None:
    """How to fill in every column; written so that no line looks like a report's own table."""
    headings = ("Trang tính", "Cột", "Phải ghi", "Cách ghi", "Được ghi", "Ví dụ")
    write_text(sheet.cell(1, 1), "HƯỚNG DẪN GHI BIỂU")
    sheet.cell(1, 1).font = Font(SERIF, 14, bold=True)
    lines = [
        "Không sửa dòng tiêu đề. Mỗi mô hình hoặc đơn vị ghi một dòng, không gộp ô, không ghi tổng "
        "số. Chưa có số liệu thì để trống, không ghi 0.",
        "Ngày ghi ngày/tháng/năm (30/10/2024). Số thập phân ghi theo cách của máy đang dùng "
        "(87,33 hoặc 87.33), không thêm dấu phân cách hàng nghìn.",
    ]
    for row, text in enumerate(lines, start=2):
        write_text(sheet.cell(row, 1), text)
        sheet.cell(row, 1).alignment, sheet.cell(row, 1).font = WRAPPED, Font(SERIF, 11)
        sheet.merge_cells(start_row=row, start_column=1, end_row=row, end_column=len(headings))
        sheet.row_dimensions[row].height = 32
    table: list[tuple[str, ...]] = [headings]
    for kind in kinds:
        for number, field in enumerate(list_columns(kind), start=1):
            must = "Có" if field.is_required else "Không"
            limit = describe_limit(field)
            title = f"({number}) “{field.header}”"
            table.append((kind.label, title, must, field.help, limit, field.example))
        for field in (f for f in kind.fields if f.required == "alternative"):
            title = f"Được thay bằng “{field.header}”"
            table.append((kind.label, title, "Không", field.help, "", field.example))
    for row, texts in enumerate(table, start=5):
        for column, text in enumerate(texts, start=1):
            cell = sheet.cell(row, column)
            write_text(cell, text)
            cell.border, cell.alignment, cell.font = BOX, WRAPPED, Font(SERIF, 11, bold=row == 5)
            if row == 5:
                cell.fill = HEADER_FILL
        sheet.row_dimensions[row].height = LINE_HEIGHT * count_lines(texts, WIDTHS)
    for column, width in enumerate(WIDTHS, start=1):
        sheet.column_dimensions[get_column_letter(column)].width = width
    sheet.freeze_panes = "A6"
    sheet.print_title_rows = "5:5"
    set_up_paper(sheet)
    sheet.protection.sheet = True
