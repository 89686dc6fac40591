"""The Excel workbook of a round: ranking, gate ledger, scores, and a chart of the contributions.

Numbers are numbers and the chart is Excel's own, so that both can be worked with further.
"""

from __future__ import annotations

import io
from collections.abc import Mapping, Sequence
from typing import Any

import pandas as pd
import xlsxwriter

from papers.provenance import state_properties
from papers.records import pack_record
from papers.round_data import RoundData
from papers.sheet_lines import read_lines
from papers.tables import MADE_ON, Columns, Formats, Kind, add_sheet, set_up_page, write_head
from queries.database import Database

PAPER = "round_workbook"
TITLE = "Số liệu đợt xét khen thưởng năm {year}"
RANKING: Columns = {
    "rank_overall": ("Hạng chung", "integer"),
    "rank_in_block": ("Hạng trong khối", "integer"),
    "unit_name": ("Tên tập thể", "text"),
    "model_name": ("Tên mô hình", "text"),
    "block_name": ("Khối thi đua", "text"),
    "eligibility_label": ("Điều kiện", "text"),
    "score": ("Điểm", "points"),
    "missing_criteria": ("Tiêu chí thiếu", "integer"),
    "gates_passed": ("Điều kiện đạt", "integer"),
    "gates_failed": ("Không đạt", "integer"),
    "gates_insufficient": ("Chưa đủ căn cứ", "integer"),
    "is_within_quota": ("Trong chỉ tiêu số lượng", "yes_no"),
    "conflict_members": ("Thành viên Hội đồng liên quan", "text"),
}
GATES: Columns = {
    "unit_name": ("Tên tập thể", "text"),
    "model_name": ("Tên mô hình", "text"),
    "gate_label": ("Điều kiện", "text"),
    "verdict_label": ("Kết luận", "text"),
    "evidence": ("Căn cứ", "text"),
    "near_miss_note": ("Suýt đạt", "text"),
    "clause": ("Điều khoản", "text"),
}
SCORES: Columns = {
    "unit_name": ("Tên tập thể", "text"),
    "model_name": ("Tên mô hình", "text"),
    "criterion_label": ("Tiêu chí", "text"),
    "value": ("Giá trị", "decimal"),
    "unit_of_measure": ("Đơn vị tính", "text"),
    "low_goalpost": ("Mốc thấp", "decimal"),
    "high_goalpost": ("Mốc cao", "decimal"),
    "score": ("Điểm 0–100", "points"),
    "weight": ("Trọng số", "decimal"),
    "contribution": ("Đóng góp", "points"),
}
VOTES: Columns = {
    "unit_name": ("Tên tập thể", "text"),
    "model_name": ("Tên mô hình", "text"),
    "members": ("Tổng số thành viên", "integer"),
    "agree": ("Đồng ý", "integer"),
    "disagree": ("Không đồng ý", "integer"),
    "invalid": ("Không hợp lệ", "integer"),
    "written": ("Bằng văn bản", "integer"),
    "denominator": ("Mẫu số", "integer"),
    "agree_percent": ("Tỷ lệ đồng ý", "percent"),
    "threshold_percent": ("Ngưỡng", "percent"),
    "is_reached": ("Đạt ngưỡng", "yes_no"),
    "met_on": ("Ngày họp", "date"),
}
SHEETS = {"Xếp hạng": RANKING, "Điều kiện": GATES, "Điểm": SCORES, "Biểu quyết": VOTES}
CONTRIBUTIONS, CHART = "Đóng góp", "Biểu đồ"
WIDEST = 26  # so that the ranking still reads on A4
HONESTY = (
    "Điểm và thứ tự là đề xuất của phần mềm theo bộ tiêu chí của đợt xét; Hội đồng quyết định."
)
NAMES = ("candidate_id", "unit_name", "model_name")
# Okabe and Ito's colours tell apart also for the colour-blind, and in grey.
COLORS = ("#0072B2", "#E69F00", "#009E73", "#CC79A7", "#56B4E9", "#D55E00", "#F0E442", "#000000")
MOST_BARS = 40


def write_round_workbook(database: Database, round_id: str, block: str | None = None) -> bytes:
    """Returns the xlsx of a round; raises PaperRefused as RoundData does."""
    data = RoundData(database, round_id, block)
    frames = read_frames(data)
    # What the workbook says is read from the workbook itself: what Excel shows, not what was meant.
    record = pack_record(read_lines(build(data, frames)))
    return build(data, frames, record)


def build(data: RoundData, frames: Mapping[str, pd.DataFrame], record: str | None = None) -> bytes:
    provenance, title = data.provenance(PAPER), TITLE.format(year=data.year)
    notes = [HONESTY, provenance.line()]
    if data.is_simulated:
        notes.insert(0, data.layout.text("mark"))
    written = io.BytesIO()
    with xlsxwriter.Workbook(written, {"in_memory": True}) as workbook:
        workbook.set_properties(
            {"title": title, "subject": PAPER, "comments": provenance.line(), "created": MADE_ON}
        )
        for name, value in state_properties(provenance, record).items():
            workbook.set_custom_property(name, value, "text")
        formats = Formats(workbook)
        for name, columns in SHEETS.items():
            sheet, _ = add_sheet(
                workbook, formats, frames[name], columns, f"{title}: {name}", notes, name, WIDEST
            )
            sheet.set_header(write_header(data, f"{title}: {name}"))
        add_contributions(
            workbook, formats, frames[CONTRIBUTIONS], f"{title}: {CONTRIBUTIONS}", notes, data
        )
    return written.getvalue()


def write_header(data: RoundData, title: str) -> str:
    """Returns the header of the printed page; an ampersand would begin a code of Excel's."""
    mark = f"&C&B{data.layout.text('mark')}" if data.is_simulated else ""
    return f"&L&9{title.replace('&', '&&')}{mark}"


def add_contributions(
    workbook: Any,
    formats: Formats,
    frame: pd.DataFrame,
    title: str,
    notes: Sequence[str],
    data: RoundData,
) -> None:
    """Adds the points that each criterion brings, and on the next sheet their stacked bars."""
    criteria = [str(name) for name in frame.columns[1:]]
    columns: dict[str, str | tuple[str, Kind]] = {"Đề nghị": ("Đề nghị", "text")}
    columns |= {name: (name, "points") for name in criteria}
    sheet, header = add_sheet(workbook, formats, frame, columns, title, notes, CONTRIBUTIONS)
    sheet.set_header(write_header(data, title))
    if not frame.empty and criteria:
        page = workbook.add_worksheet(CHART)
        write_head(page, formats, title.replace(CONTRIBUTIONS, CHART), notes)
        set_up_page(page, len(notes), 0, title, notes)
        page.set_header(write_header(data, title))
        page.freeze_panes(0, 0)
        page.set_landscape()
        page.fit_to_pages(1, 1)
        chart = draw_bars(workbook, header, len(frame), len(criteria))
        page.insert_chart(len(notes) + 2, 0, chart)


def draw_bars(workbook: Any, header: int, rows: int, criteria: int) -> Any:
    """Returns stacked bars over the sheet of contributions, whose headings stand in `header`."""
    chart = workbook.add_chart({"type": "bar", "subtype": "stacked"})
    first, last = header + 1, header + rows
    for place in range(criteria):
        chart.add_series(
            {
                "name": [CONTRIBUTIONS, header, place + 1],
                "categories": [CONTRIBUTIONS, first, 0, last, 0],
                "values": [CONTRIBUTIONS, first, place + 1, last, place + 1],
                "fill": {"color": COLORS[place % len(COLORS)]},
                "border": {"color": "#FFFFFF", "width": 0.5},
                "gap": 40,
            }
        )
    chart.set_title({"name": "Điểm đóng góp của từng tiêu chí", "name_font": {"size": 12}})
    # The first candidate stands on top, as in the table, and the scale below.
    chart.set_y_axis({"reverse": True, "crossing": "max", "num_font": {"size": 8}})
    chart.set_x_axis({"name": "Điểm", "num_format": "0", "min": 0})
    chart.set_legend({"position": "bottom"})
    chart.set_size({"width": 1100, "height": max(420, 150 + 24 * rows)})
    return chart


def read_frames(data: RoundData) -> dict[str, pd.DataFrame]:
    """Returns the frame of each sheet by its name."""
    where: dict[str, Any] = {"round_id": data.round_id}
    narrowed = where | ({"block_name": data.block_name} if data.block_name else {})
    ranking = data.figures.frame("ranking", ("candidate_id", *RANKING), narrowed)
    names = ranking[list(NAMES)]
    gates = data.figures.frame("gate_results", ("candidate_id", *without_names(GATES)), where)
    scores = data.figures.frame("criterion_scores", ("candidate_id", *without_names(SCORES)), where)
    votes = data.figures.frame("vote_tallies", ("candidate_id", *without_names(VOTES)), where)
    return {
        "Xếp hạng": ranking,
        "Điều kiện": names.merge(gates, on="candidate_id"),
        "Điểm": names.merge(scores, on="candidate_id"),
        "Biểu quyết": names.merge(votes, on="candidate_id"),
        CONTRIBUTIONS: spread(ranking, scores),
    }


def without_names(columns: Columns) -> list[str]:
    return [name for name in columns if name not in NAMES]


def spread(ranking: pd.DataFrame, scores: pd.DataFrame) -> pd.DataFrame:
    """Returns a row per ranked candidate and a column per criterion, in their order."""
    ranked = ranking[ranking["rank_overall"].notna()].head(MOST_BARS)
    labels = list(dict.fromkeys(scores["criterion_label"]))
    points = {
        (row.candidate_id, row.criterion_label): row.contribution for row in scores.itertuples()
    }
    rows = [
        [
            f"{row.rank_overall}. {row.unit_name}: {row.model_name}",
            *(points.get((row.candidate_id, label)) for label in labels),
        ]
        for row in ranked.itertuples()
    ]
    return pd.DataFrame(rows, columns=["Đề nghị", *labels])
