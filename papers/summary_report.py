"""Báo cáo tổng hợp: the movement in the round's year, from coverage to what the units ask for."""

from __future__ import annotations

from datetime import date

from papers.decree import add_body, add_closing, add_heading, add_title
from papers.difficulties import add_annex, add_difficulties
from papers.round_data import RoundData
from papers.round_pages import finish_round_paper, lower_first, start_round_paper, write_scope
from papers.summary_sections import (
    add_attention,
    add_awards,
    add_coverage,
    add_figures,
    add_indices,
    add_progress,
    add_round,
    write_reach,
)
from papers.wording import write_date, write_roman
from queries.database import Database

PAPER = "summary_report"
SUBJECT = (
    "Tổng hợp kết quả thực hiện phong trào thi đua thực hiện văn hóa công sở năm {year}{scope}"
)


def write_summary_report(database: Database, round_id: str, block: str | None = None) -> bytes:
    """Returns the docx of the year's report; raises PaperRefused as RoundData does."""
    data = RoundData(database, round_id, block)
    layout = data.layout
    paper = start_round_paper(data, "report_symbol")
    add_title(paper, "Báo cáo", SUBJECT.format(year=data.year, scope=write_scope(data)))
    issued_on = write_date(date.fromisoformat(layout.text("plan", "issued_on")))
    add_body(
        paper,
        f"Thực hiện Kế hoạch số {layout.text('plan', 'number')} {issued_on} của "
        f"{layout.text('issuer', 'name')} về {lower_first(layout.text('plan', 'subject'))}, "
        f"{layout.text('issuer', 'name')} báo cáo kết quả năm {data.year} như sau. "
        f"{write_reach(data)}",
    )
    parts = [
        ("ĐỘ PHỦ MÔ HÌNH", add_coverage),
        ("CHỈ SỐ SIPAS VÀ PAR INDEX", add_indices),
        ("TIẾN ĐỘ BÁO CÁO", add_progress),
        ("KẾT QUẢ XÉT ĐỀ NGHỊ KHEN THƯỞNG", add_round),
        ("KHEN THƯỞNG ĐÃ QUYẾT ĐỊNH", add_awards),
        ("KHÓ KHĂN, VƯỚNG MẮC VÀ KIẾN NGHỊ", add_difficulties),
    ]
    if not data.block_name:
        parts.insert(0, ("CÁC CHỈ TIÊU CHÍNH", add_figures))
        parts.append(("NHỮNG ĐIỀU SỐ LIỆU CHƯA CHO THẤY", add_attention))
    for number, (heading, add) in enumerate(parts, start=1):
        add_heading(paper, f"{write_roman(number)}. {heading}")
        add(paper, data)
    add_body(
        paper,
        f"Trên đây là báo cáo tổng hợp kết quả năm {data.year} của "
        f"{layout.text('issuer', 'name')}./.",
        keep_with_next=True,
    )
    add_closing(paper, [*layout.lines("receivers", "report"), layout.text("receivers", "archive")])
    add_annex(paper, data)
    return finish_round_paper(paper, data, PAPER, "Báo cáo tổng hợp")
