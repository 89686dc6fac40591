"""Xếp hạng đề nghị: who is proposed, which conditions hold, how the score comes about, how sure."""

import pandas as pd
import streamlit as st

from pages.shared import (
    candidate_comparison,
    candidate_detail,
    charts,
    data,
    filters,
    formats,
    rank_certainty,
    sealed_rounds,
    sentences,
)
from pages.shared.figure_panel import show_figure
from pages.shared.tables import Column, Table

ORDER, LEDGER, PROFILE, BESIDE = "Thứ tự", "Điều kiện", "Hồ sơ một đề nghị", "So sánh"
SOURCE = "nguồn: báo cáo kết quả, kết quả thẩm định, kết quả chỉ số"
RANKED = (
    Column("rank_in_block_label", "Hạng trong khối"),
    Column("rank_overall_label", "Hạng chung"),
    Column("unit_name", "Đơn vị", width=260),
    Column("model_name", "Mô hình", width=300),
    Column("score", "Điểm", formats.two_decimals),
    Column("block_interval", "Hạng trong khối ở 90 % số bộ trọng số", width=150),
    Column("overall_interval", "Hạng chung ở 90 % số bộ trọng số", width=150),
    Column("is_within_quota", "Trong chỉ tiêu số lượng", formats.yes_no),
    Column("within_quota_percent", "Trong chỉ tiêu ở … % số bộ", formats.decimal_number),
    Column("stage_label", "Đến bước"),
    Column("conflict_members", "Thành viên Hội đồng có liên quan", width=240),
)
UNRANKED = (
    Column("unit_name", "Đơn vị", width=260),
    Column("model_name", "Mô hình", width=300),
    Column("block_name", "Khối thi đua", width=220),
    Column("gates_passed", "Điều kiện đạt", formats.count),
    Column("gates_failed", "Không đạt", formats.count),
    Column("gates_insufficient", "Chưa đủ căn cứ", formats.count),
    Column("missing_criteria", "Tiêu chí thiếu số liệu", formats.count),
    Column("possible_rank", "Hạng chung có thể", width=130),
)


def show_order(ranking: pd.DataFrame, scores: pd.DataFrame, year: int) -> None:
    """The ranked candidates of each block: contributions, totals, how sure."""
    eligible = ranking[ranking["eligibility"] == "eligible"]
    if eligible.empty:
        st.caption("Chưa có đề nghị nào trong lựa chọn này đủ điều kiện để xếp hạng.")
    for block in dict.fromkeys(eligible["block_name"]):
        own = eligible[eligible["block_name"] == block]
        scored = own[own["score"].notna()]
        show_figure(
            f"hang_{own['block_order'].iloc[0]}",
            sentences.block_ranking(own, block),
            "Điểm có trọng số của từng tiêu chí (trong ngoặc: tối đa). Hạng “=2”: bằng điểm; sau "
            "tổng điểm: hạng trong khối ở 90 % số bộ trọng số quanh trọng số công bố; " + SOURCE,
            charts.contributions(scored, scores) if len(scored) else None,
            Table(own, RANKED),
            "ranking_score",
            title=f"Xếp hạng {block} {year}",
        )


def show_ledger(ranking: pd.DataFrame, gates: pd.DataFrame, year: int) -> None:
    """Every candidate against every gate, then those that are not ranked."""
    show_figure(
        "dieu_kien",
        sentences.gates(gates, len(ranking)),
        f"Mỗi dòng một đề nghị, mỗi cột một điều kiện: ✓ đạt, ✕ không đạt, ? chưa đủ căn cứ; {SOURCE}",
        None,
        candidate_detail.gate_matrix(ranking, gates),
        "candidates",
        title=f"Bảng điều kiện {year}",
    )
    for eligibility, key in (("insufficient", "chua_du"), ("ineligible", "khong_du")):
        group = ranking[ranking["eligibility"] == eligibility]
        show_figure(
            key,
            sentences.unranked(group, len(ranking), eligibility),
            "Không xếp hạng, không tính là 0 điểm; lý do từng điều kiện ở bảng trên và trong hồ sơ "
            "từng đề nghị",
            None,
            Table(group, UNRANKED),
            "candidates",
            title=f"Đề nghị chưa xếp hạng {year}",
        )


chosen = filters.pick_round(data.reference("award_rounds").sort_values("year"))
sealed_rounds.choose(chosen.round_id)
rounds = data.reference("award_rounds")
own_round = next(rounds[rounds["round_id"] == chosen.round_id].itertuples())
year = int(own_round.year)

everyone = data.rows("ranking", round_id=chosen.round_id, **chosen.of_level)
ranking = data.rows("ranking", round_id=chosen.round_id, **chosen.of_level, **chosen.of_block)
ranking = data.with_stage_labels(ranking).sort_values(
    ["block_order", "rank_in_block", "unit_name", "model_name"]
)
ranking = rank_certainty.with_possible(
    rank_certainty.with_certainty(ranking, chosen.round_id), chosen.round_id
)
stages = data.rows("candidate_stages", round_id=chosen.round_id, scope=chosen.scope)

st.header(formats.plain(sentences.ranking(everyone, year)), anchor=False)
st.info(
    "Trọng số, mốc điểm và thứ tự dưới đây là đề xuất của phần mềm để Hội đồng tham khảo; Kế "
    "hoạch không quy định thang điểm. Hội đồng xem xét, Chủ tịch Ủy ban nhân dân tỉnh quyết định "
    "khen thưởng.",
    icon=":material/gavel:",
)
st.caption(
    formats.plain(
        f"Ngày xét {formats.day(own_round.considered_on)} · chỉ số dùng để xét: năm "
        f"{own_round.index_year} · chỉ tiêu số lượng {formats.count(own_round.quota)} · căn cứ: "
        f"{own_round.legal_basis}"
    )
)
rank_certainty.warn_of_cutoff(chosen.round_id)
show_figure(
    "pheu",
    sentences.funnel(stages, year),
    f"Số đề nghị có hồ sơ của từng bước, mọi khối; {SOURCE}",
    charts.stages(stages) if len(stages) else None,
    Table(
        stages, (Column("stage_label", "Bước"), Column("candidates", "Số đề nghị", formats.count))
    ),
    "candidates",
    title=f"Các bước của đợt xét {year}",
)

# A link that names a candidate means its profile, unless it says otherwise.
named = PROFILE if filters.chosen_entry("de_nghi") else ORDER
section = filters.pick_section([ORDER, LEDGER, PROFILE, BESIDE], named, "muc_xep_hang")
if section == LEDGER:
    gates = data.rows("gate_results", round_id=chosen.round_id)
    show_ledger(ranking, gates[gates["candidate_id"].isin(ranking["candidate_id"])], year)
elif section == PROFILE:
    candidate_detail.show(ranking)
elif section == BESIDE:
    candidate_comparison.show(ranking)
else:
    show_order(ranking, data.rows("criterion_scores", round_id=chosen.round_id), year)
