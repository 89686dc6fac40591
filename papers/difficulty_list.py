"""Tổng hợp khó khăn, vướng mắc, kiến nghị của một năm: by theme in numbers, by block word for word."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from papers.decree import (
    Column,
    add_body,
    add_last_line,
    add_letterhead,
    add_note,
    add_table,
    add_title,
)
from papers.difficulties import DIFFICULTIES, write_difficulties
from papers.figures import Figures, Row
from papers.page_setup import start_paper
from papers.provenance import Provenance, to_bytes
from papers.records import pack_record
from papers.word_lines import read_lines
from papers.wording import write_count
from queries.database import Database

PAPER = "difficulty_list"
STATED = ("row_id", "unit_id", "unit_name", "block_name", "model_name", "difficulty", "proposal")
THEMES = ("row_id", "unit_id", "theme", "part")
BY_THEME = (
    Column("STT", 14, "center"),
    Column("Chủ đề", 110),
    Column("Báo cáo nêu khó khăn", 45, "center"),
    Column("Báo cáo nêu kiến nghị", 45, "center"),
    Column("Số đơn vị", 36, "center"),
)
NOTE = (
    "Chủ đề do phần mềm xếp theo từ khóa (đề xuất, Hội đồng có thể thay đổi); một báo cáo có thể "
    "thuộc nhiều chủ đề. Nội dung từng đơn vị ghi nguyên văn."
)


def write_difficulty_list(
    database: Database,
    year: int,
    where: Mapping[str, Any] | None = None,
    filters: Mapping[str, str] | None = None,
    row_ids: Sequence[int] | None = None,
) -> bytes:
    """Returns the docx of what the reports of a year state.

    `where` narrows the rows of the view `difficulties` by level and block, `row_ids` to some of
    these; `filters` says the same to people and stands in the paper's last line.
    """
    figures = Figures(database)
    narrowed = {**(where or {}), "year": year}
    if row_ids is not None:
        narrowed["row_id"] = list(row_ids)
    stated = figures.rows("difficulties", STATED, narrowed)
    themes = figures.rows("difficulties_by_theme", THEMES, narrowed)
    is_simulated = bool(figures.rows("data_status", ("has_simulated",))[0]["has_simulated"])
    paper = start_paper(is_landscape=True, is_marked=is_simulated)
    add_letterhead(paper, paper.layout.text("number", "report_symbol"), None, year)
    add_title(
        paper,
        "Tổng hợp",
        f"Khó khăn, vướng mắc và kiến nghị của các đơn vị năm {year}",
    )
    if stated:
        units = len({row["unit_id"] for row in stated})
        add_body(
            paper,
            f"{write_count(len(stated))} báo cáo kết quả của {write_count(units)} đơn vị nêu khó khăn, "
            "vướng mắc hoặc kiến nghị.",
        )
        add_table(paper, BY_THEME, count_themes(themes), is_wide=True)
        add_note(paper, NOTE)
        add_table(paper, DIFFICULTIES, write_difficulties(stated), is_wide=True)
    else:
        add_body(paper, "Không báo cáo nào trong lựa chọn này nêu khó khăn hoặc kiến nghị.")
    provenance = Provenance(
        PAPER,
        database.as_of,
        database.version,
        {"Năm": str(year), **(filters or {})},
        data_hash=figures.hash,
    )
    add_last_line(paper, provenance.line())
    record = pack_record(read_lines(paper.document))
    title = f"Khó khăn, vướng mắc và kiến nghị năm {year}"
    return to_bytes(paper.document, title, provenance, record)


def count_themes(themes: Sequence[Row]) -> list[list[str]]:
    """Returns a row per theme in the view's order: reports by part, and units."""
    order = dict.fromkeys(str(row["theme"]) for row in themes)
    rows: list[list[str]] = []
    for number, theme in enumerate(order, start=1):
        own = [row for row in themes if row["theme"] == theme]
        parts = []
        for part in ("difficulty", "proposal"):
            count = len({row["row_id"] for row in own if row["part"] == part})
            parts.append(write_count(count) if count else "0")
        units = write_count(len({row["unit_id"] for row in own}))
        rows.append([str(number), theme, *parts, units])
    return rows
