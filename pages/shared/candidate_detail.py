"""One candidate: its conditions with evidence, its criteria beside the goalposts, its cells."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import data, filters, formats, rank_certainty, source_panel
from pages.shared.tables import Column, Table, draw_table

GATE_COLUMNS = (
    Column("verdict_shown", "Kết luận", width=150),
    Column("gate_label", "Điều kiện", width=220),
    Column("evidence", "Căn cứ trong số liệu", width=420),
    Column("near_miss_note", "Gần đạt", width=200),
    Column("waiver_shown", "Miễn theo", width=220),
    Column("clause", "Điều khoản", width=200),
)
CRITERION_COLUMNS = (
    Column("criterion_label", "Tiêu chí", width=220),
    Column("value", "Giá trị", formats.decimal_number),
    Column("unit_of_measure", "Đơn vị tính"),
    Column("low_goalpost", "Mốc 0 điểm", formats.decimal_number),
    Column("high_goalpost", "Mốc 100 điểm", formats.decimal_number),
    Column("score", "Điểm (0–100)", formats.two_decimals),
    Column("weight", "Trọng số", formats.decimal_number),
    Column("contribution", "Đóng góp", formats.two_decimals),
)


def gate_matrix(candidates: pd.DataFrame, gates: pd.DataFrame) -> Table:
    """Candidates down, conditions across; every cell a sign and a word."""
    columns = (
        gates.sort_values("sort_order")[["gate_id", "gate_label"]]
        .drop_duplicates()
        .itertuples(index=False)
    )
    shown = candidates[["candidate_id", "unit_name", "model_name", "eligibility_label"]].copy()
    headings = [
        Column("unit_name", "Đơn vị", width=220),
        Column("model_name", "Mô hình", width=240),
        Column("eligibility_label", "Kết luận", width=150),
    ]
    for gate_id, label in columns:
        own = gates[gates["gate_id"] == gate_id].set_index("candidate_id")
        words = data.signed("gate", own["verdict"], own["verdict_label"])
        words = words.where(~own["is_waived"].astype(bool), words + " (được miễn)")
        shown[gate_id] = shown["candidate_id"].map(words)
        headings.append(Column(gate_id, label, width=130))
    return Table(shown, tuple(headings))


def show(candidates: pd.DataFrame) -> None:
    """A picker over the candidates and, once one is chosen, everything it rests on."""
    names = {
        row.candidate_id: f"{row.unit_name} – {row.model_name}" for row in candidates.itertuples()
    }
    chosen = filters.pick_entry("Chọn đề nghị", names, "de_nghi")
    if chosen is None:
        st.caption(
            "Chọn một đề nghị để xem từng điều kiện, từng tiêu chí và các ô số liệu làm căn cứ."
        )
        return
    _show_candidate(next(candidates[candidates["candidate_id"] == chosen].itertuples()))


def _show_candidate(candidate: Any) -> None:
    with st.container(border=True, key="ho_so_de_nghi"):
        st.subheader(formats.plain(candidate.unit_name), anchor=False)
        st.markdown(f"Mô hình: **{formats.plain(candidate.model_name)}**")
        st.markdown(formats.plain(_standing(candidate)))
        if not formats.is_missing(candidate.conflict_members):
            st.warning(
                "Thành viên Hội đồng có liên quan tới đơn vị này: "
                f"{formats.plain(candidate.conflict_members)}.",
                icon=":material/balance:",
            )
        gates = data.rows("gate_results", candidate_id=candidate.candidate_id).sort_values(
            "sort_order"
        )
        gates["verdict_shown"] = data.signed("gate", gates["verdict"], gates["verdict_label"])
        gates["waiver_shown"] = [
            f"{row.waiver_document}, {row.waiver_signed_by}: {row.waiver_reason}"
            if row.is_waived
            else None
            for row in gates.itertuples()
        ]
        st.markdown("**Điều kiện**")
        draw_table(Table(gates, GATE_COLUMNS), f"Sáu điều kiện của {candidate.unit_name}")
        st.markdown("**Tiêu chí và mốc điểm**")
        scores = data.rows("criterion_scores", candidate_id=candidate.candidate_id)
        draw_table(
            Table(scores.sort_values("sort_order"), CRITERION_COLUMNS),
            f"Giá trị từng tiêu chí của {candidate.unit_name} bên cạnh mốc điểm",
        )
        rank_certainty.show(candidate)
        source_panel.show_sources(
            "ranking",
            candidate.unit_id,
            candidate.unit_name,
            int(candidate.round_year),
            model_id=candidate.model_id,
        )
        with st.container(horizontal=True):
            filters.link(
                "council/units",
                "Hồ sơ đơn vị",
                icon=":material/arrow_forward:",
                don_vi=candidate.unit_id,
            )
            filters.link(
                "council/models",
                "Hồ sơ mô hình",
                icon=":material/arrow_forward:",
                mo_hinh=candidate.model_id,
            )


def _standing(candidate: Any) -> str:
    """Eligibility in words, then score and rank where there is one."""
    sign = data.symbol("candidate", candidate.eligibility)
    words = f"{sign} {candidate.eligibility_label}"
    if not formats.is_missing(candidate.score):
        words += f" · {formats.number(candidate.score, 2)}/100 điểm"
    if not formats.is_missing(candidate.rank_in_block_label):
        words += (
            f" · hạng {candidate.rank_in_block_label} trong {candidate.block_name}"
            f", hạng chung {formats.text(candidate.rank_overall_label)}"
        )
    return words
