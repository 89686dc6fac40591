"""Mistakes made on purpose, each with the rule that must find it, and the list of them."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path, PurePath

from simulation.drafts import Mistake, Planted, SheetDraft, Value, WorkbookDraft, address

Row = dict[str, object]
Rows = list[Row]


@dataclass(frozen=True)
class Plan:
    """One mistake in one row of one table; `part` counts the tables of a kind in the file from 0.

    `operation` is `set` (the value goes into the column `key`), `again` (the row is repeated at the
    end, and the repeated cell of `key` is noted), `differ` (repeated with the value as its effect)
    or `join` (the next row's `key` joins this one's).
    """

    stem: str
    kind: str
    row: int
    key: str
    rule: str
    note: str
    value: Value = None
    operation: str = "set"
    part: int = 0
    style: str | None = None

    def apply(self, rows: Rows) -> Rows:
        """The rows with this mistake in them."""
        rows = [dict(row) for row in rows]
        row = rows[self.row]
        if self.operation in ("again", "differ"):
            repeated = dict(row)
            if self.operation == "differ":
                repeated["effect"] = self.value
            repeated[self.key] = Planted(row[self.key], self.rule, self.note)  # type: ignore[arg-type]
            return [*rows, repeated]
        value = self.value
        if self.operation == "join":
            value = f"- {row[self.key]}\n- {rows[self.row + 1][self.key]}"
            del rows[self.row + 1]
        row[self.key] = Planted(value, self.rule, self.note, self.style)
        return rows


PLANS: tuple[Plan, ...] = (
    Plan(
        "2023-bao-cao-huyen-ke-sach-cap-xa",
        "results",
        2,
        "reported_on",
        "impossible_date",
        "Tháng 9 chỉ có 30 ngày",
        "31/09/2023",
    ),
    Plan(
        "2023-bao-cao-huyen-ke-sach-cap-xa",
        "results",
        4,
        "status",
        "not_a_choice",
        "Không phải một trong ba tình trạng",
        "Đang thực hiện tốt",
    ),
    Plan(
        "2023-huyen-my-tu-cap-xa",
        "registrations",
        1,
        "model_name",
        "several_values",
        "Hai mô hình trong một ô",
        operation="join",
    ),
    Plan(
        "2023-khoi-doanh-nghiep",
        "results",
        1,
        "cost",
        "not_a_number",
        "Chữ thay cho số",
        "khoảng 12 triệu",
    ),
    Plan(
        "2023-chi-so-nam-2022",
        "indices",
        3,
        "sipas",
        "out_of_range",
        "Mất dấu phẩy thập phân",
        8733,
    ),
    Plan(
        "2023-chi-so-nam-2022",
        "indices",
        5,
        "par_points",
        "points_above_maximum",
        "Điểm đạt lớn hơn điểm tối đa",
        101.25,
        part=1,
    ),
    Plan(
        "2023-chi-so-nam-2022",
        "indices",
        7,
        "par_index",
        "excel_error",
        "Lỗi của công thức còn lại thành chữ",
        "#N/A",
        part=1,
    ),
    Plan(
        "2023-tham-dinh",
        "appraisals",
        2,
        "effectiveness",
        "out_of_range",
        "Điểm ngoài thang 0–100",
        850,
    ),
    Plan(
        "2023-tham-dinh",
        "appraisals",
        36,
        "unit",
        "unit_ambiguous",
        "Ba nơi có Phường 1, không ghi huyện",
        "Phường 1",
    ),
    Plan(
        "2023-bieu-quyet",
        "votes",
        4,
        "agree",
        "votes_exceed_members",
        "Số phiếu đồng ý lớn hơn số thành viên",
        25,
    ),
    Plan(
        "2023-khen-thuong",
        "awards",
        6,
        "unit",
        "unit_unknown",
        "Tỉnh không có đơn vị này",
        "Sở Kinh tế biển",
    ),
    Plan(
        "2024-chi-so-nam-2023",
        "indices",
        4,
        "par_index",
        "not_a_number",
        "Chữ l thay cho số 1",
        "8l,25",
    ),
    Plan(
        "2024-huyen-long-phu-cap-xa",
        "results",
        5,
        "model_name",
        "duplicate_rows",
        "Dòng lặp lại trong cùng một bảng",
        operation="again",
    ),
    Plan(
        "2024-huyen-long-phu-cap-xa",
        "results",
        7,
        "effect",
        "missing_required",
        "Thiếu kết quả",
        None,
    ),
    Plan(
        "2024-bao-cao-so-xay-dung",
        "results",
        0,
        "model_name",
        "model_not_registered",
        "Mô hình chưa từng được đăng ký",
        "Một cửa điện tử không dừng",
    ),
    Plan(
        "2024-so-gd-dt",
        "results",
        1,
        "year",
        "not_a_year",
        "Chữ O thay cho số 0",
        "2O24",
    ),
    Plan(
        "2024-tx-vinh-chau-cap-xa",
        "registrations",
        2,
        "registered_on",
        "future_date",
        "Năm gõ nhầm",
        "21/06/2204",
    ),
    Plan(
        "2024-tx-vinh-chau-cap-xa",
        "results",
        4,
        "effect",
        "mojibake",
        "Bảng mã bị đọc sai",
        "KhĂ´ng Ä‘á»ƒ há»“ sÆ¡ trá»… háº¡n".replace("Ă´", "Ã´"),
    ),
    Plan(
        "2024-khoi-doanh-nghiep",
        "results",
        2,
        "cost",
        "ambiguous_number",
        "1.250 là một nghìn hai trăm năm mươi hay 1,25?",
        "1.250",
    ),
    Plan(
        "2024-huyen-tran-de-cap-xa",
        "results",
        1,
        "effect",
        "legacy_font",
        "Chữ gõ bằng phông VNI",
        "Giaûm 35 % vaên baûn giaáy, ngöôøi daân haøi loøng",
        style="vni",
    ),
    Plan(
        "2024-huyen-tran-de-cap-xa",
        "results",
        4,
        "effect",
        "stripped_accents",
        "Mất hết chữ có dấu khi chuyển tệp",
        "Gim 35 % vn bn giy, thi gian ch ca ngi dn rt ngn",
    ),
    Plan(
        "2025-chi-so-nam-2024",
        "indices",
        2,
        "sipas",
        "percent_as_fraction",
        "Tỷ lệ của một, không phải phần trăm",
        "0,8733",
    ),
    Plan(
        "2025-tham-dinh",
        "appraisals",
        3,
        "recommendation",
        "not_a_choice",
        "Không phải Đề nghị hay Không đề nghị",
        "Xem lại",
    ),
    Plan(
        "2025-huyen-tran-de-cap-xa",
        "results",
        5,
        "reported_on",
        "impossible_date",
        "Tháng và ngày đổi chỗ",
        "05/16/2025",
    ),
    Plan(
        "2025-huyen-tran-de-cap-xa",
        "registrations",
        2,
        "ended_on",
        "ends_before_start",
        "Kết thúc trước khi bắt đầu",
        "01/02/2024",
    ),
    Plan(
        "2025-huyen-my-tu-cap-xa",
        "results",
        3,
        "unit",
        "unit_unknown",
        "Huyện Mỹ Tú không có xã này; gần giống xã Mỹ Hương",
        "Xã Mỹ Hưng",
    ),
    Plan(
        "2025-bieu-quyet",
        "votes",
        2,
        "met_on",
        "missing_required",
        "Thiếu ngày họp",
        None,
    ),
    Plan(
        "2023-so-tu-phap",
        "results",
        0,
        "reported_on",
        "reported_before_registered",
        "Báo cáo trước ngày đăng ký",
        "10/04/2023",
    ),
    Plan(
        "2024-huyen-long-phu-cap-xa",
        "results",
        8,
        "unit",
        "blank_repeats_above",
        "Ô trống, không gộp với ô trên",
        None,
    ),
    Plan(
        "2025-huyen-my-tu-cap-xa",
        "results",
        5,
        "model_name",
        "repeated_key",
        "Cùng đơn vị, mô hình, năm nhưng kết quả khác",
        "Đã nêu tại báo cáo trước.",
        operation="differ",
    ),
)


@dataclass(frozen=True)
class Dropped:
    """A required column that a file's table of results does not have."""

    key: str
    note: str

    def note_in(self, sheet: SheetDraft) -> None:
        """List the mistake where the header begins: at the first column that is a field."""
        place = min(
            place
            for place, cell in sheet.cells.items()
            if cell.style == "header" and cell.value not in ("STT", "TT")
        )
        found = str(sheet.cells[place].value)
        sheet.mistakes.append(
            Mistake(sheet.name, address(*place), "missing_columns", found, self.note)
        )


DROPPED = {
    "2025-bao-cao-truong-chinh-tri-tinh": Dropped("status", "Bảng không có cột Tình trạng"),
}


class Planter:
    """Applies the plans while sheets are drawn."""

    def __init__(self) -> None:
        self._calls: dict[tuple[str, str], int] = {}

    def alter(self, name: str, kind: str, rows: Rows) -> Rows:
        """The rows with the mistakes planned for this table, those that move rows last."""
        stem = PurePath(name).stem
        part = self._calls.get((stem, kind), 0)
        self._calls[(stem, kind)] = part + 1
        for plan in sorted(PLANS, key=lambda plan: plan.operation != "set"):
            if (plan.stem, plan.kind, plan.part) == (stem, kind, part):
                rows = plan.apply(rows)
        return rows


@dataclass(frozen=True)
class Listed:
    """A planted mistake with the file in which it stands."""

    file: str
    mistake: Mistake


def collect(drafts: Iterable[WorkbookDraft]) -> list[Listed]:
    """All planted mistakes with the cells where they landed."""
    listed = [
        Listed(draft.name, mistake)
        for draft in drafts
        for sheet in draft.sheets
        for mistake in sheet.mistakes
    ]
    notes = {item.mistake.note for item in listed}
    lost = [plan for plan in PLANS if plan.note not in notes]
    if lost:
        # A plan whose file or column is not there any more would vanish without a word.
        raise LookupError(f"not planted: {lost}")
    return listed


def write_list(path: Path, listed: list[Listed]) -> None:
    """`mistakes.csv`: one row per planted mistake."""
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow(["file", "sheet", "cell", "rule", "found", "note"])
        for item in listed:
            mistake = item.mistake
            writer.writerow(
                [
                    item.file,
                    mistake.sheet,
                    mistake.address,
                    mistake.rule,
                    mistake.found,
                    mistake.note,
                ]
            )


def as_markdown(listed: list[Listed]) -> str:
    """The same list as rows of a Markdown table."""
    return "\n".join(
        "| {} | {} | {} | `{}` | {} | {} |".format(
            item.file,
            item.mistake.sheet,
            item.mistake.address,
            item.mistake.rule,
            item.mistake.found.replace("\n", " ⏎ ") or "(trống)",
            item.mistake.note,
        )
        for item in listed
    )
