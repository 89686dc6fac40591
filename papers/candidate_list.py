"""Danh sách đề nghị khen thưởng: the ranked candidates within the quota, and those just beyond it."""

from __future__ import annotations

from papers.decree import Column, Row, add_annex_heading, add_heading, add_note, add_table
from papers.page_setup import Paper
from papers.round_data import Candidate, RoundData, count_units
from papers.round_pages import (
    finish_round_paper,
    group_rows,
    refer_to_submission,
    start_round_paper,
    write_method,
    write_scope,
    write_threshold,
    write_value,
    write_vote,
)
from papers.wording import NOTHING, write_count, write_number
from queries.database import Database

PAPER = "candidate_list"
TITLE = "Danh sách tập thể đề nghị tặng {form} năm {year}{scope}"
MONTHS, REPLICATION = "months_maintained", "replication"
COLUMNS = (
    Column("STT", 14, "center"),
    Column("Tên tập thể", 45),
    Column("Tên mô hình", 42),
    Column("Tóm tắt thành tích (theo báo cáo của đơn vị)", 66),
    Column("Thời gian duy trì", 19, "center"),
    Column("Nhân rộng", 19, "center"),
    Column("Điểm", 15, "right"),
    Column("Hạng chung", 15, "center"),
    Column("Phiếu đồng ý", 19, "center"),
)
NO_REPORT = "Chưa có báo cáo kết quả"


def write_candidate_list(database: Database, round_id: str, block: str | None = None) -> bytes:
    """Returns the docx of the round's list; raises PaperRefused for an unknown round or block."""
    data = RoundData(database, round_id, block)
    paper = start_round_paper(data, is_landscape=True)
    form = data.layout.text("award", "form")
    title = TITLE.format(form=form, year=data.year, scope=write_scope(data))
    add_annex_heading(paper, None, title, refer_to_submission(data))
    if data.proposed:
        add_note(paper, write_total(data))
        add_table(paper, COLUMNS, group_rows(data.proposed, write_row), is_wide=True, numbers=True)
    else:
        add_note(paper, "Chưa có tập thể nào đủ điều kiện và đủ điểm để xếp hạng.")
    add_rest(paper, "Trong chỉ tiêu số lượng, biểu quyết chưa đạt ngưỡng", data.turned_down)
    add_rest(paper, "Đủ điều kiện, ngoài chỉ tiêu số lượng", data.beyond_quota)
    add_rest(paper, "Đủ điều kiện, chưa xếp hạng vì thiếu điểm tiêu chí", data.unranked)
    add_note(paper, f"{write_method(data)} {data.cutoff_reason}".strip(), keep_with_next=True)
    add_note(
        paper,
        "Phiếu đồng ý ghi số phiếu đồng ý trên mẫu số và tỷ lệ, theo kết quả biểu quyết đã nhận; "
        f"ngưỡng của đợt xét: {write_threshold(data)}.",
        keep_with_next=True,
    )
    return finish_round_paper(paper, data, PAPER, "Danh sách đề nghị khen thưởng")


def add_rest(paper: Paper, heading: str, candidates: list[Candidate]) -> None:
    if candidates:
        add_heading(paper, heading)
        add_table(paper, COLUMNS, group_rows(candidates, write_row), is_wide=True, numbers=True)


def write_total(data: RoundData) -> str:
    """Returns how many models of how many units are proposed, against the quota."""
    quota = data.round["quota"]
    limit = (
        f"chỉ tiêu số lượng {write_count(int(quota))}" if quota is not None else "không giới hạn"
    )
    return (
        f"Tổng số: {write_count(len(data.proposed))} mô hình của "
        f"{write_count(count_units(data.proposed))} tập thể ({limit})."
    )


def write_row(number: int, candidate: Candidate) -> Row:
    ranking = candidate.ranking
    scores = {score["criterion_id"]: score for score in candidate.scores}
    return [
        str(number),
        str(ranking["unit_name"]),
        str(ranking["model_name"]),
        candidate.effect or NO_REPORT,
        write_value(scores[MONTHS]) if MONTHS in scores else NOTHING,
        write_value(scores[REPLICATION]) if REPLICATION in scores else NOTHING,
        write_number(ranking["score"]),
        ranking["rank_overall_label"] or NOTHING,
        write_vote(candidate),
    ]
