"""Xếp hạng đề nghị: who is proposed, which conditions hold, how the score comes about, how sure."""

import streamlit as st

from pages.shared import candidate_detail, charts, data, filters, formats, sentences
from pages.shared.figure_panel import show_figure
from pages.shared.tables import Column, Table

SOURCE = "nguồn: báo cáo kết quả, kết quả thẩm định, kết quả chỉ số"
RANKED = (
    Column("rank_in_block_label", "Hạng trong khối"),
    Column("rank_overall_label", "Hạng chung"),
    Column("unit_name", "Đơn vị", width=260),
    Column("model_name", "Mô hình", width=300),
    Column("score", "Điểm", formats.two_decimals),
    Column("is_within_quota", "Trong chỉ tiêu số lượng", formats.yes_no),
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
)

rounds = data.reference("award_rounds").sort_values("year")
chosen = filters.pick_round(rounds)
own_round = next(rounds[rounds["round_id"] == chosen.round_id].itertuples())
year = int(own_round.year)

everyone = data.rows("ranking", round_id=chosen.round_id, **chosen.of_level)
ranking = data.rows("ranking", round_id=chosen.round_id, **chosen.of_level, **chosen.of_block)
ranking = data.with_stage_labels(ranking).sort_values(
    ["block_order", "rank_in_block", "unit_name", "model_name"]
)
scores = data.rows("criterion_scores", round_id=chosen.round_id)
stages = data.rows("candidate_stages", round_id=chosen.round_id, scope=chosen.scope)

st.header(formats.plain(sentences.ranking(everyone, year)), anchor=False)
st.info(
    "Trọng số, mốc điểm và thứ tự dưới đây là đề xuất của phần mềm để Hội đồng tham khảo; Kế "
    "hoạch không "
    "quy định thang điểm. Hội đồng xem xét, Chủ tịch Ủy ban nhân dân tỉnh quyết định khen thưởng.",
    icon=":material/gavel:",
)
st.caption(
    formats.plain(
        f"Ngày xét {formats.day(own_round.considered_on)} · chỉ số dùng để xét: năm "
        f"{own_round.index_year} · "
        f"chỉ tiêu số lượng {formats.count(own_round.quota)} · căn cứ: {own_round.legal_basis}"
    )
)
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

st.header("Đủ điều kiện, xếp hạng trong khối", anchor=False)
eligible = ranking[ranking["eligibility"] == "eligible"]
if eligible.empty:
    st.caption("Chưa có đề nghị nào trong lựa chọn này đủ điều kiện để xếp hạng.")
for block in dict.fromkeys(eligible["block_name"]):
    own = eligible[eligible["block_name"] == block]
    scored = own[own["score"].notna()]
    show_figure(
        f"hang_{own['block_order'].iloc[0]}",
        sentences.block_ranking(own, block),
        f"Điểm có trọng số của từng tiêu chí (trong ngoặc: tối đa); hạng “=2”: bằng điểm; {SOURCE}",
        charts.contributions(scored, scores) if len(scored) else None,
        Table(own, RANKED),
        "ranking_score",
        title=f"Xếp hạng {block} {year}",
    )

st.header("Chưa xếp hạng", anchor=False)
for eligibility, key in (("insufficient", "chua_du"), ("ineligible", "khong_du")):
    group = ranking[ranking["eligibility"] == eligibility]
    show_figure(
        key,
        sentences.unranked(group, len(ranking), eligibility),
        "Không xếp hạng, không tính là 0 điểm; lý do từng điều kiện ở bảng bên dưới và trong hồ "
        "sơ từng đề nghị",
        None,
        Table(group, UNRANKED),
        "candidates",
        title=f"Đề nghị chưa xếp hạng {year}",
    )

gates = data.rows("gate_results", round_id=chosen.round_id)
gates = gates[gates["candidate_id"].isin(ranking["candidate_id"])]
show_figure(
    "dieu_kien",
    sentences.gates(gates, len(ranking)),
    f"Mỗi dòng một đề nghị, mỗi cột một điều kiện: ✓ đạt, ✕ không đạt, ? chưa đủ căn cứ; {SOURCE}",
    None,
    candidate_detail.gate_matrix(ranking, gates),
    "candidates",
    title=f"Bảng điều kiện {year}",
)

st.header("Hồ sơ một đề nghị", anchor=False)
candidate_detail.show(ranking)
