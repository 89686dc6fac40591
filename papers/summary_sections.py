"""The sections of Báo cáo tổng hợp: each adds its sentence and its table from one view."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from papers.decree import Column, add_body, add_note, add_table
from papers.figures import Row, to_day
from papers.page_setup import Paper
from papers.round_data import RoundData
from papers.round_pages import lower_first, write_funnel, write_method
from papers.wording import (
    NOTHING,
    write_amount,
    write_count,
    write_number,
    write_percent,
    write_short_date,
)

SCOPE = "core"
COMPARATORS = {">": "trên", ">=": "từ"}
SCOPES = ("scope", "label")

COVERAGE = {
    "year": ("Năm", 13),
    "units": ("Số đơn vị", 15),
    "covered": ("Có mô hình", 15),
    "maintained": ("Đang duy trì", 15),
    "reported": ("Đã báo cáo", 15),
    "registered": ("Đăng ký chưa báo cáo", 20),
    "stopped": ("Đã dừng", 14),
    "none": ("Chưa có", 14),
    "share_percent": ("Tỷ lệ có mô hình", 22),
}
INDICES = {
    "index_label": ("Chỉ số", 24),
    "year": ("Năm", 13),
    "participating": ("Thuộc diện", 15),
    "published": ("Đã công bố", 15),
    "passed": ("Đạt", 12),
    "failed": ("Chưa đạt", 13),
    "unpublished": ("Chưa công bố", 15),
    "passed_percent": ("Tỷ lệ đạt", 21),
    "median": ("Trung vị", 20),
}
PROGRESS = {
    "year": ("Năm", 13),
    "expected": ("Phải báo cáo", 17),
    "received": ("Đã nhận", 15),
    "in_time": ("Đúng hạn", 15),
    "extended": ("Được gia hạn", 16),
    "late": ("Muộn", 13),
    "undated": ("Chưa rõ ngày", 16),
    "not_yet": ("Chưa nộp", 15),
}
PERCENTS = ("share_percent", "passed_percent", "median")
FIGURES = (
    Column("Chỉ tiêu", 56),
    Column("Kết quả", 22, "center"),
    Column("Tỷ lệ", 22, "center"),
    Column("Mục tiêu", 24, "center"),
    Column("Kết luận", 26, "center"),
)
AWARDS = (
    Column("STT", 13, "center"),
    Column("Tên tập thể", 46),
    Column("Tên mô hình", 46),
    Column("Hình thức", 40),
    Column("Quyết định", 40, "center"),
)


def add_figures(paper: Paper, data: RoundData) -> None:
    """Adds the figures of the overview: numerator, denominator, share, target and verdict."""
    columns = ("label", "numerator", "denominator", "value", "unit_of_measure", "target_value")
    rows = data.figures.rows(
        "overview_figures",
        (*columns, "comparator", "state_label"),
        {"scope": SCOPE, "year": data.year},
    )
    add_table(paper, FIGURES, [write_figure(row) for row in rows], is_wide=True)


def write_reach(data: RoundData) -> str:
    """Returns which units the figures speak of."""
    if data.block_name:
        return f"Số liệu tính cho {lower_first(data.block_name)}."
    labels = {row["scope"]: row["label"] for row in data.figures.reference("scopes", SCOPES)}
    return (
        f"Độ phủ mô hình và tiến độ báo cáo tính cho {lower_first(str(labels[SCOPE]))}; kết quả xét và "
        "khen thưởng gồm mọi đơn vị."
    )


def write_figure(row: Row) -> list[str]:
    is_share = row["unit_of_measure"] == "%"
    target = NOTHING
    if row["target_value"] is not None:
        target = f"{COMPARATORS.get(row['comparator'], '')} {write_amount(row['target_value'])} %"
    return [
        str(row["label"]),
        f"{write_number(row['numerator'], 0)}/{write_number(row['denominator'], 0)}",
        write_percent(row["value"]) if is_share else NOTHING,
        target.strip(),
        str(row["state_label"]),
    ]


def add_coverage(paper: Paper, data: RoundData) -> None:
    """Adds how many units have a model, year by year."""
    add_years(paper, data, "coverage", COVERAGE, {"scope": choose_scope(data)})
    add_note(
        paper,
        "Đơn vị được tính nếu còn tồn tại vào ngày chốt của năm. Có mô hình gồm đang duy trì, đã báo "
        "cáo và đã đăng ký chưa báo cáo.",
    )


def add_indices(paper: Paper, data: RoundData) -> None:
    """Adds how many units pass each index, year by year."""
    add_years(paper, data, "index", INDICES, {})
    add_note(
        paper,
        "Tỷ lệ đạt tính trên số đơn vị đã công bố; đơn vị chưa công bố không tính là đạt hay không đạt. "
        "Giữa hai năm đổi phương pháp đo, các giá trị không so sánh được.",
    )


def add_progress(paper: Paper, data: RoundData) -> None:
    """Adds who reported when, year by year."""
    add_years(paper, data, "progress", PROGRESS, {"scope": choose_scope(data)})


def choose_scope(data: RoundData) -> str:
    """Returns the scope of the plan's addressees; a block of communes lies outside it."""
    return "all" if data.block_name else SCOPE


def add_years(
    paper: Paper,
    data: RoundData,
    topic: str,
    shown: Mapping[str, tuple[str, float]],
    where: Mapping[str, Any],
) -> None:
    """Adds a table of the years up to the round's, of all units or of the chosen block."""
    view = f"{topic}_by_block" if data.block_name else f"{topic}_by_year"
    narrowed = {**where, "block_name": data.block_name} if data.block_name else dict(where)
    rows = [
        row
        for row in data.figures.rows(view, tuple(shown), narrowed)
        if row["year"] <= data.year and row.get("participating") != 0
    ]
    if not rows:
        add_body(paper, "Không có đơn vị nào thuộc diện, hoặc chưa có số liệu.")
        return
    columns = [
        Column(label, share, "left" if name == "index_label" else "center")
        for name, (label, share) in shown.items()
    ]
    table = [[write_field(name, row[name]) for name in shown] for row in rows]
    add_table(paper, columns, table, is_wide=True)


def write_field(name: str, value: Any) -> str:
    if value is None:
        return NOTHING
    if name in PERCENTS:
        return write_percent(value)
    return str(value) if name in ("year", "index_label") else write_number(value, 0)


def add_round(paper: Paper, data: RoundData) -> None:
    """Adds how far the candidates got, and what the list rests on."""
    codes = ("eligible", "insufficient", "ineligible")
    eligible, insufficient, ineligible = (write_count(len(data.of(code))) for code in codes)
    add_body(
        paper,
        f"{write_funnel(data)} {eligible} mô hình đủ điều kiện, {insufficient} mô hình chưa đủ căn "
        f"cứ, {ineligible} mô hình không đủ điều kiện; {write_count(len(data.proposed))} mô hình "
        f"trong danh sách đề nghị. {write_method(data)}",
    )


def add_awards(paper: Paper, data: RoundData) -> None:
    """Adds the awards of the year that were received, revoked ones marked."""
    columns = ("unit_id", "model_name", "award_form", "decision_no", "decided_on", "revoked_on")
    awards = data.figures.rows("awards", columns, {"year": data.year})
    names = data.units
    rows = [
        [
            str(number),
            names[award["unit_id"]]["unit_name"],
            award["model_name"] or NOTHING,
            *write_award(award),
        ]
        for number, award in enumerate(
            (each for each in awards if each["unit_id"] in names), start=1
        )
    ]
    if rows:
        add_table(paper, AWARDS, rows, is_wide=True)
    else:
        add_body(paper, f"Chưa nhận được quyết định khen thưởng nào của năm {data.year}.")


def write_award(award: Row) -> tuple[str, list[str]]:
    decision = [str(award["decision_no"] or NOTHING)]
    if award["decided_on"]:
        decision.append(f"ngày {write_short_date(to_day(award['decided_on']))}")
    if award["revoked_on"]:
        decision.append(f"thu hồi ngày {write_short_date(to_day(award['revoked_on']))}")
    return str(award["award_form"] or NOTHING), decision


def add_attention(paper: Paper, data: RoundData) -> None:
    """Adds what the figures do not show, as the overview states it."""
    rows = data.figures.rows(
        "attention_points",
        ("title", "affected", "total", "detail"),
        {"scope": SCOPE, "year": data.year},
    )
    for row in rows:
        add_body(
            paper,
            f"- {row['title']}: {write_number(row['affected'], 0)}/{write_number(row['total'], 0)}. "
            f"{row['detail']}",
        )
    if not rows:
        add_body(paper, "Không có.")
