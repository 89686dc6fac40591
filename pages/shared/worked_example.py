"""One candidate's score written out: value, goalposts, score, weight, contribution, total, rank.

The numbers are those of criterion_scores and ranking; nothing is computed a second time here.
"""

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import data, filters, formats, rank_certainty, ranking_method
from pages.shared.tables import Column

COLUMNS = (
    Column("criterion_label", "Tiêu chí"),
    Column("value_words", "Giá trị"),
    Column("score_words", "Điểm: 100 × (giá trị − mốc 0) ÷ (mốc 100 − mốc 0)"),
    Column("weight", "Trọng số", formats.decimal_number),
    Column("contribution_words", "Đóng góp: điểm × trọng số ÷ tổng trọng số"),
)
NO_SCORE = "thiếu số liệu: không có điểm, không phải 0"


def exact(value: Any) -> str:
    """A number with up to six decimals, those that the views hold, without trailing zeros."""
    text = formats.number(value, 6)
    return text.rstrip("0").rstrip(",") if "," in text else text


def show() -> None:
    """Pickers for round and candidate, and the candidate's score written out."""
    rounds = ranking_method.ranked_rounds()
    names = {row.round_id: f"Đợt xét năm {row.year}" for row in rounds.itertuples()}
    of_use = rounds[rounds["is_ranked"]] if rounds["is_ranked"].any() else rounds
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        round_id = filters.pick_option("Đợt xét", names, "dot", str(of_use["round_id"].iloc[-1]))
        ranking = data.rows("ranking", round_id=round_id)
        candidates = {
            row.candidate_id: f"{row.unit_name} – {row.model_name}" for row in ranking.itertuples()
        }
        picked = filters.pick_entry("Chọn đề nghị khác", candidates, "vi_du")
    if ranking.empty:
        st.info("Đợt xét này chưa có đề nghị nào.", icon=":material/info:")
        return
    # Ranked rows come first, so without a choice the example is the first of the round.
    own = ranking if picked is None else ranking[ranking["candidate_id"] == picked]
    _show_candidate(next(own.itertuples()), rounds.set_index("round_id").loc[round_id])


def _show_candidate(candidate: Any, award_round: Any) -> None:
    scores = data.rows("criterion_scores", candidate_id=candidate.candidate_id)
    scores = write_out(scores.sort_values("sort_order"))
    with st.container(border=True, key="vi_du_tinh"):
        st.subheader(formats.plain(candidate.unit_name), anchor=False)
        st.markdown(f"Mô hình: **{formats.plain(candidate.model_name)}**")
        st.caption(
            formats.plain(
                f"Đợt xét năm {award_round['year']}, ngày xét "
                f"{formats.day(award_round['considered_on'])}, bộ tiêu chí "
                f"{award_round['criteria_version']}. Căn cứ: {award_round['legal_basis']}"
            )
        )
        st.markdown(formats.plain(describe_gates(candidate)))
        _draw_arithmetic(scores, candidate.unit_name)
        st.markdown(formats.plain(describe_total(candidate, scores)))
        st.markdown(formats.plain(describe_rank(candidate, _chain(candidate, scores))))
        rank_certainty.show(candidate)
        filters.link(
            "council/candidates",
            "Hồ sơ đề nghị và các ô số liệu làm căn cứ",
            icon=":material/arrow_forward:",
            dot=f"Đợt xét năm {award_round['year']}",
            de_nghi=candidate.candidate_id,
        )


def _draw_arithmetic(scores: pd.DataFrame, unit_name: str) -> None:
    """Every step in full on any screen: a static table breaks its lines, a sortable one cuts them."""
    shown = {
        column.label: [formats.plain(column.format(value)) for value in scores[column.name]]
        for column in COLUMNS
    }
    st.table(
        pd.DataFrame(shown),
        border="horizontal",
        hide_index=True,
        alt=f"Cách tính điểm của {unit_name}",
    )


def write_out(scores: pd.DataFrame) -> pd.DataFrame:
    """Rows of criterion_scores of one candidate with their arithmetic as text."""
    total = scores["weight"].sum()
    return scores.assign(
        value_words=[
            formats.NOTHING
            if formats.is_missing(row.value)
            else f"{exact(row.value)} {row.unit_of_measure}"
            for row in scores.itertuples()
        ],
        score_words=[_score_words(row) for row in scores.itertuples()],
        contribution_words=[
            NO_SCORE
            if formats.is_missing(row.contribution)
            else f"{exact(row.score)} × {exact(row.weight)} ÷ {exact(total)} = "
            f"{exact(row.contribution)}"
            for row in scores.itertuples()
        ],
    )


def _score_words(row: Any) -> str:
    if formats.is_missing(row.score):
        return NO_SCORE
    low, high = float(row.low_goalpost), float(row.high_goalpost)
    between = f"100 × ({exact(row.value)} − {exact(low)}) ÷ ({exact(high)} − {exact(low)})"
    if min(low, high) <= float(row.value) <= max(low, high):
        return f"{between} = {exact(row.score)}"
    # The one number that no view holds: where the value would lie without the goalposts.
    beyond = 100 * (float(row.value) - low) / (high - low)
    return f"{between} = {formats.decimal_number(beyond)}, giữ ở {exact(row.score)}"


def describe_gates(candidate: Any) -> str:
    """How the conditions turned out, before any score counts."""
    return (
        f"Điều kiện: {formats.count(candidate.gates_passed)} đạt, "
        f"{formats.count(candidate.gates_failed)} không đạt, "
        f"{formats.count(candidate.gates_insufficient)} chưa đủ căn cứ, "
        f"{formats.count(candidate.gates_waived)} được miễn: "
        f"{str(candidate.eligibility_label).lower()}."
    )


def describe_total(candidate: Any, scores: pd.DataFrame) -> str:
    """The contributions added up, or what keeps them from being a score."""
    if formats.is_missing(candidate.score):
        lacking = scores[scores["score"].isna() & (scores["weight"] > 0)]["criterion_label"]
        return f"Chưa có tổng điểm: thiếu số liệu của {', '.join(lacking)}."
    parts = " + ".join(
        exact(value) for value in scores["contribution"] if not formats.is_missing(value)
    )
    return f"Tổng điểm: {parts} = {exact(candidate.score)} (làm tròn đến bốn chữ số thập phân)."


def _chain(candidate: Any, scores: pd.DataFrame) -> str:
    rules = data.rows("criteria_in_force", round_id=candidate.round_id)
    rules = rules[rules["tie_position"].notna()].sort_values("tie_position")
    values = scores.set_index("criterion_id")["value"]
    return "; ".join(
        f"{row.criterion_label} {exact(values[row.criterion_id])}" for row in rules.itertuples()
    )


def describe_rank(candidate: Any, chain: str) -> str:
    """The rank, and whether the tie-break chain had a hand in it."""
    if formats.is_missing(candidate.rank_overall_label):
        return "Không xếp hạng: còn điều kiện chưa đạt hoặc chưa đủ căn cứ, hoặc chưa có tổng điểm."
    words = (
        f"Hạng {candidate.rank_in_block_label} trong {candidate.block_name}, hạng chung "
        f"{candidate.rank_overall_label}"
    )
    if candidate.is_tie_broken is True or str(candidate.is_tie_broken) == "True":
        return f"{words}; có đề nghị bằng điểm, phân định bằng: {chain}."
    return f"{words}; giá trị dùng khi có đề nghị bằng điểm: {chain}."
