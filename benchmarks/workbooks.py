"""Report workbooks as many units send them, generated into a folder: same number, same bytes' worth.

Half of them are results, half registrations. Names of units come from the registry, sentences from
the catalogue behind data/samples with numbers of their own, so that few cells repeat each other.
Letterhead, two header rows, a row of column numbers, group titles and signatures stand around them.
"""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from datetime import date, timedelta
from functools import cache, partial
from pathlib import Path
from typing import NamedTuple

import xlsxwriter

DATA = Path(__file__).resolve().parent.parent / "data"
YEAR = 2024
# Every tenth file holds what really goes wrong: a date that does not exist, a choice that is none.
FAULTY_EVERY = 10
GROUP_EVERY = 25

RESULT_HEADERS = (
    "STT", "Tên tập thể", "Tên mô hình", "Năm", "Ngày báo cáo", "Tình trạng", "Kết quả/hiệu quả",
    "Mô hình mới", "Đơn vị nhân rộng", "Kinh phí (triệu đồng)", "Khó khăn/vướng mắc", "Kiến nghị",
)  # fmt: skip
REGISTRATION_HEADERS = (
    "STT", "Tên tập thể", "Địa chỉ", "Tên mô hình", "Tóm tắt thực trạng", "Nội dung thực hiện",
    "Dự kiến hiệu quả", "Thời gian bắt đầu", "Thời gian kết thúc", "Ngày đăng ký",
)  # fmt: skip
PLACES = (
    "Bộ phận Một cửa", "Văn phòng", "Phòng Tổ chức - Hành chính", "bộ phận Tư pháp - Hộ tịch",
    "khối nghiệp vụ", "các ấp, khóm", "Trung tâm Hành chính công", "bộ phận Tài chính",
)  # fmt: skip
DIFFICULTIES = (
    "Một bộ phận người dân chưa quen sử dụng dịch vụ công trực tuyến ({n} lượt phải hướng dẫn lại).",
    "Thiếu máy quét và máy in tại nơi tiếp nhận hồ sơ, nhất là {n} hồ sơ đất đai.",
    "Kinh phí duy trì còn hạn hẹp, chủ yếu vận động xã hội hóa {n} triệu đồng.",
    "Không",
    "",
)
PROPOSALS = (
    "Tập huấn kỹ năng giao tiếp cho {n} cán bộ Bộ phận Một cửa.",
    "Hỗ trợ kinh phí mua sắm trang thiết bị số hóa.",
    "Nâng cấp đường truyền số liệu chuyên dùng đến cấp xã.",
    "",
)

Row = list[str | int | float | date]


class Model(NamedTuple):
    """A model that a unit registers and then reports on."""

    unit: str
    name: str
    texts: dict[str, str]
    registered_on: date
    started_on: date


@cache
def load_unit_names() -> list[str]:
    """Returns the names of the units that exist in the year, communes with their district."""
    with (DATA / "units.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    last_day = f"{YEAR}-12-31"
    alive = [
        row
        for row in rows
        if row["valid_from"] <= last_day and (not row["valid_to"] or row["valid_to"] >= last_day)
    ]
    names = {row["unit_id"]: row["name"] for row in rows}
    return [add_district(row["name"], names.get(row["parent_unit_id"], "")) for row in alive]


def add_district(name: str, district: str) -> str:
    """Returns a commune's name with its district, which few names of communes say by themselves."""
    place = district.removeprefix("Ủy ban nhân dân ")
    return name if not place or place == district or place in name else f"{name}, {place}"


@cache
def load_models() -> list[dict[str, str]]:
    """Returns the catalogue of models: name and sentences with places for numbers."""
    with (DATA / "simulation" / "models.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def write_workbooks(folder: Path, count: int, row_count: int) -> list[Path]:
    """Writes `count` workbooks of `row_count` data rows into the folder; returns their paths."""
    write = partial(write_workbook, folder, row_count)
    with ProcessPoolExecutor() as pool:
        return list(pool.map(write, range(count), chunksize=10))


def write_workbook(folder: Path, row_count: int, number: int) -> Path:
    """Writes the workbook of this number and returns its path."""
    draws = random.Random(number)
    is_result = number % 2 == 1
    kind = "bao-cao" if is_result else "dang-ky"
    path = folder / f"{number:04d}-{kind}.xlsx"
    make, day_column = (make_result, 3) if is_result else (make_registration, -1)
    has_dates = number % 4 > 1
    rows = [make(model, draws, has_dates) for model in draw_models(number // 2, row_count)]
    if number % FAULTY_EVERY == 0:
        rows[draws.randrange(row_count)][day_column] = f"31/02/{YEAR}"
    headers = RESULT_HEADERS if is_result else REGISTRATION_HEADERS
    with xlsxwriter.Workbook(str(path)) as workbook:
        sheet = workbook.add_worksheet("Biểu 1")
        bold = workbook.add_format({"bold": True, "text_wrap": True, "border": 1})
        wrapped = workbook.add_format({"text_wrap": True, "border": 1})
        day = workbook.add_format({"num_format": "dd/mm/yyyy", "border": 1})
        last = len(headers) - 1
        sheet.merge_range(0, 0, 0, 3, "ỦY BAN NHÂN DÂN TỈNH SÓC TRĂNG", bold)
        sheet.merge_range(0, 5, 0, last, "CỘNG HÒA XÃ HỘI CHỦ NGHĨA VIỆT NAM", bold)
        sheet.merge_range(1, 5, 1, last, "Độc lập - Tự do - Hạnh phúc", bold)
        title = "BÁO CÁO KẾT QUẢ THỰC HIỆN" if is_result else "BẢN ĐĂNG KÝ XÂY DỰNG"
        sheet.merge_range(3, 0, 3, last, f"{title} MÔ HÌNH VĂN HÓA CÔNG SỞ", bold)
        sheet.merge_range(4, 0, 4, last, "(Số liệu mô phỏng để đo tốc độ)", bold)
        sheet.write_row(6, 0, headers, bold)
        sheet.write_row(7, 0, [f"({column + 1})" for column in range(last + 1)], bold)
        line = 8
        for ordinal, row in enumerate(rows):
            if ordinal % GROUP_EVERY == 0:
                title = f"NHÓM {ordinal // GROUP_EVERY + 1}"
                sheet.merge_range(line, 0, line, last, title, bold)
                line += 1
            sheet.write_number(line, 0, ordinal + 1, wrapped)
            for column, value in enumerate(row, 1):
                if isinstance(value, date):
                    sheet.write_datetime(line, column, value, day)
                elif value == "":
                    sheet.write_blank(line, column, None, wrapped)
                else:
                    sheet.write(line, column, value, wrapped)
            line += 1
        sheet.write(line + 1, last - 2, f"Sóc Trăng, ngày 15 tháng 10 năm {YEAR}")
        sheet.write(line + 2, last - 2, "THỦ TRƯỞNG ĐƠN VỊ")
        sheet.write(line + 2, 1, "NGƯỜI LẬP BIỂU")
    return path


def draw_models(pair: int, count: int) -> Iterator[Model]:
    """Yields the models that one workbook registers and the next one reports."""
    draws = random.Random(pair)
    for ordinal in range(1, count + 1):
        texts = draws.choice(load_models())
        registered_on = date(YEAR, 2, 1) + timedelta(days=draws.randrange(90))
        yield Model(
            draws.choice(load_unit_names()),
            f"{texts['name']} tại {draws.choice(PLACES)}, tổ {pair + 1}.{ordinal}",
            texts,
            registered_on,
            registered_on + timedelta(days=draws.randrange(1, 60)),
        )


def make_registration(model: Model, draws: random.Random, has_dates: bool) -> Row:
    """Returns the cells of one registration, behind its number."""
    return [
        model.unit,
        f"Số {draws.randrange(1, 400)}, đường Hùng Vương, Phường {draws.randrange(1, 9)}",
        model.name,
        f"{model.texts['situation']} Năm trước có {draws.randrange(20, 900)} lượt phản ánh.",
        f"{model.texts['content']} Thực hiện tại {draws.randrange(2, 40)} vị trí việc làm.",
        f"{model.texts['expected_effect']} Phấn đấu giảm {draws.randrange(5, 60)} %.",
        show_day(model.started_on, has_dates),
        draws.choice(("", "đến nay", f"31/12/{YEAR + 1}")),
        show_day(model.registered_on, has_dates),
    ]


def make_result(model: Model, draws: random.Random, has_dates: bool) -> Row:
    """Returns the cells of one result, behind its number."""
    day = date(YEAR, 9, 1) + timedelta(days=draws.randrange(58))
    others = draws.sample(load_unit_names(), draws.choice((0, 0, 1, 2)))
    return [
        model.unit,
        model.name,
        YEAR,
        show_day(day, has_dates),
        draws.choice(("Đang duy trì", "Đang duy trì", "Tạm dừng", "Đã kết thúc")),
        fill(model.texts["effect"], draws),
        draws.choice(("Có", "Không", "")),
        "\n".join(other for other in others if other != model.unit),
        round(draws.uniform(0.5, 90), 1) if draws.random() < 0.6 else "",
        fill(draws.choice(DIFFICULTIES), draws),
        fill(draws.choice(PROPOSALS), draws),
    ]


def show_day(day: date, has_dates: bool) -> date | str:
    """Returns a date as Excel's own, or as the text that other offices type."""
    return day if has_dates else f"{day:%d/%m/%Y}"


def fill(sentence: str, draws: random.Random) -> str:
    """Returns the sentence with numbers in its places."""
    return sentence.format(
        p=draws.randrange(12, 58),
        q=f"{draws.uniform(86, 99.4):.1f}".replace(".", ","),
        n=draws.randrange(60, 1900),
        k=draws.randrange(3, 36),
        s=f"{draws.uniform(3, 14):.1f}".replace(".", ","),
    )
