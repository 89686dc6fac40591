"""Phiếu biểu quyết: the ranked candidates with two boxes each, and who must not vote on whom."""

from __future__ import annotations

from papers.decree import Column, Row, add_body, add_note, add_open_line, add_table, add_title
from papers.round_data import Candidate, RoundData
from papers.round_pages import (
    finish_round_paper,
    start_round_paper,
    write_conflict,
    write_method,
    write_scope,
    write_threshold,
)
from papers.wording import NOTHING, write_count
from queries.database import Database

PAPER = "ballot"
SUBJECT = "Đề nghị tặng {form} năm {year}{scope}"
COLUMNS = (
    Column("STT", 13, "center"),
    Column("Tên tập thể, tên mô hình", 74),
    Column("Hạng chung", 15, "center"),
    Column("Thành viên có liên quan", 34),
    Column("Đồng ý", 15, "center", is_open=True),
    Column("Không đồng ý", 18, "center", is_open=True),
)


def write_ballot(database: Database, round_id: str, block: str | None = None) -> bytes:
    """Returns the docx of one ballot, to be copied; raises PaperRefused as RoundData does."""
    data = RoundData(database, round_id, block)
    paper = start_round_paper(data, "")
    form = data.layout.text("award", "form")
    add_title(
        paper,
        "Phiếu biểu quyết",
        SUBJECT.format(form=form, year=data.year, scope=write_scope(data)),
    )
    add_open_line(paper, "Họ và tên thành viên (bỏ trống nếu bỏ phiếu kín):")
    add_body(
        paper,
        "Đánh dấu X vào một trong hai ô của mỗi dòng. Dòng đánh cả hai ô, không đánh ô nào hoặc sửa "
        "chữa là không hợp lệ. Thành viên có tên ở cột “Thành viên có liên quan” đứng đầu tập thể "
        "được xét; việc tham gia biểu quyết dòng đó do Hội đồng quyết định.",
    )
    add_table(paper, COLUMNS, list_rows(data), is_wide=True)
    add_note(paper, f"Ngưỡng của đợt xét: {write_threshold(data)}. {write_method(data)}")
    return finish_round_paper(paper, data, PAPER, "Phiếu biểu quyết")


def list_rows(data: RoundData) -> list[Row]:
    """Returns the candidates in order of rank; a group row where the quota ends."""
    rows: list[Row] = []
    number = 0
    for label, candidates in (
        (f"Trong chỉ tiêu số lượng ({write_count(len(data.within_quota))})", data.within_quota),
        (f"Ngoài chỉ tiêu số lượng ({write_count(len(data.beyond_quota))})", data.beyond_quota),
        (
            f"Chưa xếp hạng vì thiếu điểm tiêu chí ({write_count(len(data.unranked))})",
            data.unranked,
        ),
    ):
        if candidates:
            rows.append(label)
        for each in candidates:
            number += 1
            rows.append(write_row(number, each))
    return rows


def write_row(number: int, candidate: Candidate) -> Row:
    ranking = candidate.ranking
    return [
        str(number),
        [str(ranking["unit_name"]), f"Mô hình: {ranking['model_name']}"],
        ranking["rank_overall_label"] or NOTHING,
        write_conflict(candidate),
        "",
        "",
    ]
