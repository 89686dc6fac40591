"""Two candidates side by side: conditions, criteria, and where the difference comes from."""

import pandas as pd
import streamlit as st

from pages.shared import data, filters, formats
from pages.shared.tables import Column, Table, draw_table


def show(candidates: pd.DataFrame) -> None:
    """Two pickers and, once both are chosen, the comparison."""
    names = {
        row.candidate_id: f"{row.unit_name} – {row.model_name}" for row in candidates.itertuples()
    }
    with st.container(border=True, key="so_sanh"):
        st.subheader("So sánh hai đề nghị", anchor=False)
        with st.container(horizontal=True):
            first = filters.pick_entry("Đề nghị thứ nhất", names, "so_a")
            second = filters.pick_entry("Đề nghị thứ hai", names, "so_b")
        if first is None or second is None:
            st.caption("Chọn hai đề nghị để xem từng điều kiện và tiêu chí cạnh nhau.")
            return
        if first == second:
            st.caption("Hai lựa chọn là một; hãy chọn đề nghị khác.")
            return
        pair = candidates.set_index("candidate_id").loc[[first, second]]
        heads = [formats.shorten(str(name), 28) for name in pair["short_name"]]
        if heads[0] == heads[1]:
            heads = [formats.shorten(str(name), 28) for name in pair["model_name"]]
        st.markdown(formats.plain(_difference(pair)))
        _draw_criteria(first, second, heads)
        _draw_gates(first, second, heads)


def _difference(pair: pd.DataFrame) -> str:
    scores = list(pair["score"])
    if any(formats.is_missing(score) for score in scores):
        return "Có đề nghị còn thiếu số liệu hoặc chưa đủ điều kiện nên chưa so được tổng điểm."
    gap = round(scores[0] - scores[1], 4)
    if not gap:
        return f"Hai đề nghị bằng điểm: {formats.number(scores[0], 2)}."
    ahead = pair.iloc[0 if gap > 0 else 1]
    return (
        f"{ahead['short_name']} hơn {formats.number(abs(gap), 2)} điểm "
        f"({formats.number(max(scores), 2)} so với {formats.number(min(scores), 2)})."
    )


def _beside(view: str, key: str, first: str, second: str) -> pd.DataFrame:
    own = data.rows(view, candidate_id=first).sort_values("sort_order")
    return own.merge(data.rows(view, candidate_id=second), on=key, suffixes=("_a", "_b"))


def _draw_criteria(first: str, second: str, heads: list[str]) -> None:
    rows = _beside("criterion_scores", "criterion_id", first, second)
    rows["difference"] = rows["contribution_a"] - rows["contribution_b"]
    columns = (
        Column("criterion_label_a", "Tiêu chí", width=200),
        Column("weight_a", "Trọng số", formats.decimal_number, 80),
        Column("value_a", f"Giá trị: {heads[0]}", formats.decimal_number),
        Column("value_b", f"Giá trị: {heads[1]}", formats.decimal_number),
        Column("contribution_a", f"Đóng góp: {heads[0]}", formats.two_decimals),
        Column("contribution_b", f"Đóng góp: {heads[1]}", formats.two_decimals),
        Column("difference", "Chênh lệch", formats.signed),
    )
    draw_table(Table(rows, columns), f"Tiêu chí của {heads[0]} và {heads[1]} cạnh nhau")


def _draw_gates(first: str, second: str, heads: list[str]) -> None:
    rows = _beside("gate_results", "gate_id", first, second)
    for side in ("a", "b"):
        rows[f"shown_{side}"] = data.signed(
            "gate", rows[f"verdict_{side}"], rows[f"verdict_label_{side}"]
        )
    columns = (
        Column("gate_label_a", "Điều kiện", width=200),
        Column("shown_a", heads[0], width=150),
        Column("evidence_a", f"Căn cứ: {heads[0]}", width=280),
        Column("shown_b", heads[1], width=150),
        Column("evidence_b", f"Căn cứ: {heads[1]}", width=280),
    )
    draw_table(Table(rows, columns), f"Điều kiện của {heads[0]} và {heads[1]} cạnh nhau")
