"""Bảng tổng hợp thành tích: every candidate of the round, with its points or what it lacks."""

from __future__ import annotations

from collections.abc import Sequence

from papers.decree import Column, Row, add_annex_heading, add_heading, add_note, add_table
from papers.figures import Row as FigureRow
from papers.page_setup import Paper
from papers.round_data import Candidate, RoundData
from papers.round_pages import (
    finish_round_paper,
    group_rows,
    lower_first,
    refer_to_submission,
    start_round_paper,
    write_conflict,
    write_method,
    write_scope,
    write_value,
)
from papers.wording import NOTHING, write_amount, write_count, write_number, write_percent
from queries.database import Database

PAPER = "achievement_table"
TITLE = "Bảng tổng hợp thành tích các tập thể được xét khen thưởng năm {year}{scope}"
GATE_COLUMNS = (
    Column("STT", 14, "center"),
    Column("Tên tập thể", 50),
    Column("Tên mô hình", 56),
    Column("Điều kiện và căn cứ", 110),
    Column("Điều kiện đạt", 20, "center"),
)
HOLDING = ("fail", "insufficient")
LACKING = {"insufficient": "Chưa đủ căn cứ", "ineligible": "Không đủ điều kiện"}


def write_achievement_table(database: Database, round_id: str, block: str | None = None) -> bytes:
    """Returns the docx over all candidates; raises PaperRefused for an unknown round or block."""
    data = RoundData(database, round_id, block)
    paper = start_round_paper(data, is_landscape=True)
    title = TITLE.format(year=data.year, scope=write_scope(data))
    add_annex_heading(paper, None, title, refer_to_submission(data))
    add_note(paper, f"{write_total(data)} {write_method(data)}")
    ranked = data.of("eligible")
    add_heading(paper, f"A. Đủ điều kiện ({write_count(len(ranked))})")
    if ranked:
        columns = list_columns(data.criteria)
        rows = group_rows(ranked, lambda number, each: write_points(data, number, each))
        add_table(paper, columns, rows, is_wide=True)
        add_note(paper, write_notes(data))
    for letter, (eligibility, label) in zip("BC", LACKING.items(), strict=True):
        add_lacking(paper, f"{letter}. {label}", data.of(eligibility))
    return finish_round_paper(paper, data, PAPER, "Bảng tổng hợp thành tích")


def add_lacking(paper: Paper, label: str, candidates: Sequence[Candidate]) -> None:
    """Adds the candidates that some gate holds back, each with the evidence of those gates."""
    add_heading(paper, f"{label} ({write_count(len(candidates))})")
    if candidates:
        add_table(paper, GATE_COLUMNS, group_rows(candidates, write_lacking), is_wide=True)


def list_columns(criteria: Sequence[FigureRow]) -> list[Column]:
    return [
        Column("STT", 14, "center"),
        Column("Tên tập thể", 45),
        Column("Tên mô hình", 44),
        *(
            Column(f"{row['criterion_label']} ({write_amount(row['weight'])})", 22, "center")
            for row in criteria
        ),
        Column("Tổng điểm", 17, "center"),
        Column("Hạng chung", 20, "center"),
        Column("Hạng trong khối", 16, "center"),
        Column("Thành viên liên quan", 34),
    ]


def write_points(data: RoundData, number: int, candidate: Candidate) -> Row:
    ranking = candidate.ranking
    scores = {score["criterion_id"]: score for score in candidate.scores}
    return [
        str(number),
        str(ranking["unit_name"]),
        [str(ranking["model_name"]), *list_exceptions(candidate)],
        *(write_score(scores.get(row["criterion_id"])) for row in data.criteria),
        write_number(ranking["score"]),
        write_rank(data, candidate),
        ranking["rank_in_block_label"] or NOTHING,
        write_conflict(candidate),
    ]


def list_exceptions(candidate: Candidate) -> list[str]:
    """Returns the gates that an eligible candidate passed in another way than by its figures."""
    return [
        f"“{gate['gate_label']}”: {lower_first(gate['verdict_label'])}. {gate['evidence']}"
        for gate in candidate.gates
        if gate["verdict"] not in ("pass", *HOLDING)
    ]


def write_rank(data: RoundData, candidate: Candidate) -> Sequence[str]:
    """Returns the rank and, below it, between which ranks it moves when the weights do."""
    label = candidate.ranking["rank_overall_label"]
    if label is None:
        return [NOTHING]
    spread = data.certainty.get(candidate.ranking["candidate_id"])
    if spread is None:
        return [str(label)]
    lowest, highest = (
        write_number(spread[f"rank_{percentile}_percentile"], 0) for percentile in ("5th", "95th")
    )
    return [str(label), f"({lowest})" if lowest == highest else f"({lowest}–{highest})"]


def write_notes(data: RoundData) -> str:
    """Returns how to read the table."""
    note = (
        "Mỗi ô tiêu chí ghi giá trị, dưới là điểm đóng góp vào tổng điểm. Hạng có dấu = là bằng nhau. "
        "Thành viên liên quan là thành viên Hội đồng đứng đầu tập thể được xét, hoặc đơn vị trước hay "
        "sau sắp xếp của tập thể đó."
    )
    drawn = next(iter(data.certainty.values()), None)
    if drawn:
        note += (
            " Trong ngoặc dưới hạng chung là khoảng hạng trong 90 % số lần thử, khi mỗi trọng số "
            f"thay đổi trong ± {write_percent(drawn['weight_spread_percent'], 0)} "
            f"({write_number(drawn['draws'], 0)} lần thử)."
        )
    return f"{note} {data.cutoff_reason}".strip()


def write_score(score: FigureRow | None) -> Sequence[str]:
    """Returns the value and, below it, the points that it brings."""
    if score is None:
        return [NOTHING]
    return [write_value(score), write_number(score["contribution"])]


def write_lacking(number: int, candidate: Candidate) -> Row:
    ranking = candidate.ranking
    lacking = [gate for gate in candidate.gates if gate["verdict"] in HOLDING]
    return [
        str(number),
        str(ranking["unit_name"]),
        str(ranking["model_name"]),
        [
            f"“{gate['gate_label']}”: {lower_first(gate['verdict_label'])}. {gate['evidence']}"
            for gate in lacking
        ],
        f"{ranking['gates_passed']}/{len(candidate.gates)}",
    ]


def write_total(data: RoundData) -> str:
    return f"Tổng số: {write_count(len(data.candidates))} mô hình được xét."
