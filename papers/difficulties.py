"""What the reports of the year state as difficulties and proposals, word for word."""

from __future__ import annotations

from collections.abc import Sequence

from papers.decree import Column, add_annex_heading, add_body, add_table
from papers.decree import Row as TableRow
from papers.figures import Row
from papers.page_setup import Paper, start_section
from papers.round_data import RoundData
from papers.wording import DOTS, NOTHING, write_count, write_roman

NO_WORDS = ("không", "không có")
DIFFICULTIES = (
    Column("STT", 14, "center"),
    Column("Tên tập thể", 50),
    Column("Tên mô hình", 50),
    Column("Khó khăn, vướng mắc", 70),
    Column("Kiến nghị", 66),
)


def add_difficulties(paper: Paper, data: RoundData) -> None:
    """Adds how many reports state something; the list is the annex."""
    count = len(list_difficulties(data))
    if count:
        add_body(
            paper,
            f"{write_count(count)} báo cáo kết quả năm {data.year} nêu khó khăn, vướng mắc hoặc kiến "
            "nghị, ghi nguyên văn tại Phụ lục kèm theo.",
        )
    else:
        add_body(paper, f"Không báo cáo nào của năm {data.year} nêu khó khăn hoặc kiến nghị.")


def list_difficulties(data: RoundData) -> list[Row]:
    """Returns what each report states, word for word, with its unit; by block and unit."""
    columns = ("unit_id", "model_name", "difficulty", "proposal")
    units = data.units
    stated = [
        {**row, **units[row["unit_id"]]}
        for row in data.figures.rows("results", columns, {"year": data.year})
        if row["unit_id"] in units and (says(row["difficulty"]) or says(row["proposal"]))
    ]
    return sorted(
        stated, key=lambda row: (row["block_order"], row["block_name"] or "", row["unit_name"])
    )


def write_difficulties(stated: Sequence[Row]) -> list[TableRow]:
    """Returns the rows of the annex, those of each block below its name."""
    rows: list[TableRow] = []
    block_name = None
    blocks = 0
    for number, row in enumerate(stated, start=1):
        if row["block_name"] != block_name:
            block_name = row["block_name"]
            blocks += 1
            rows.append(f"{write_roman(blocks)}. {block_name or 'Chưa xếp khối'}")
        texts = (row["unit_name"], row["model_name"], row["difficulty"], row["proposal"])
        rows.append([str(number), *(str(text or NOTHING) for text in texts)])
    return rows


def says(text: str | None) -> bool:
    """Tells whether a report says something there; `Không` says that there is nothing."""
    return bool(text) and str(text).strip(" .").casefold() not in NO_WORDS


def add_annex(paper: Paper, data: RoundData) -> None:
    """Adds the annex across: difficulties and proposals, word for word."""
    stated = list_difficulties(data)
    if not stated:
        return
    start_section(paper, is_landscape=True)
    symbol, issuer = data.layout.text("number", "report_symbol"), data.layout.text("issuer", "name")
    dots = DOTS[:3]
    add_annex_heading(
        paper,
        None,
        f"Khó khăn, vướng mắc và kiến nghị của các đơn vị năm {data.year}",
        f"Báo cáo số {dots} /{symbol} ngày {dots} tháng {dots} năm {dots} của {issuer}",
    )
    add_table(paper, DIFFICULTIES, write_difficulties(stated), is_wide=True)
