"""How sure a place is: intervals over drawn weights, neighbours that swap, what is missing."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import data, formats
from pages.shared.tables import Column, Table, draw_table

NEEDS = (
    Column("criterion_label", "Tiêu chí", width=220),
    Column("value", "Hiện có", formats.decimal_number),
    Column("needed_value", "Cần đạt", formats.decimal_number),
    Column("change_needed", "Cần thêm", formats.decimal_number),
    Column("unit_of_measure", "Đơn vị tính"),
    Column("outcome", "Kết luận", width=340),
)


def interval(lowest: Any, highest: Any) -> str:
    """`1–3`, or `2` where there is only one."""
    if formats.is_missing(lowest) or formats.is_missing(highest):
        return ""
    low, high = formats.count(lowest), formats.count(highest)
    return low if low == high else f"{low}–{high}"


def with_certainty(ranking: pd.DataFrame, round_id: str) -> pd.DataFrame:
    """Rows of ranking with their rank intervals and shares within the quota beside them."""
    certainty = data.rows("rank_certainty", round_id=round_id).drop(
        columns=["round_id", "rank_overall", "rank_in_block"]
    )
    joined = ranking.merge(certainty, on="candidate_id", how="left")
    joined["block_interval"] = [
        interval(low, high) or None
        for low, high in zip(
            joined["block_rank_5th_percentile"], joined["block_rank_95th_percentile"], strict=True
        )
    ]
    joined["overall_interval"] = [
        interval(low, high) or None
        for low, high in zip(
            joined["rank_5th_percentile"], joined["rank_95th_percentile"], strict=True
        )
    ]
    return joined


def with_possible(ranking: pd.DataFrame, round_id: str) -> pd.DataFrame:
    """Rows of ranking with the best and worst rank that what is missing leaves possible."""
    possible = data.rows("possible_ranks", round_id=round_id)[
        ["candidate_id", "best_rank_overall", "worst_rank_overall", "best_score", "worst_score"]
    ]
    joined = ranking.merge(possible, on="candidate_id", how="left")
    joined["possible_rank"] = [
        interval(best, worst) or None
        for best, worst in zip(
            joined["best_rank_overall"], joined["worst_rank_overall"], strict=True
        )
    ]
    return joined


def warn_of_cutoff(round_id: str) -> None:
    """A warning where the quota's cut-off depends on the weights; nothing elsewhere."""
    for row in data.rows("cutoff_fragility", round_id=round_id, is_fragile=True).itertuples():
        st.warning(formats.plain(row.reason), icon=":material/balance:")


def describe_cutoff(round_id: str) -> str:
    """What the cut-off of a round rests on, in sentences."""
    found = data.rows("cutoff_fragility", round_id=round_id)
    return "" if found.empty else str(found["reason"].iloc[0])


def show(candidate: Any) -> None:
    """How sure one candidate's place is, who is next to it, and what it would take to rise."""
    st.markdown("**Mức chắc chắn của thứ hạng**")
    for sentence in _sentences(candidate):
        st.markdown(formats.plain(sentence))
    needs = data.rows("score_needs", candidate_id=candidate.candidate_id)
    if needs.empty:
        return
    aim = "để vào chỉ tiêu số lượng" if (needs["aim"] == "quota").all() else "để đứng đầu đợt xét"
    target = formats.number(needs["target_score"].iloc[0], 2)
    st.markdown(f"**Cần gì {aim} ({target} điểm), nếu chỉ một tiêu chí thay đổi?**")
    draw_table(
        Table(
            needs.assign(outcome=[_outcome(row) for row in needs.itertuples()]).sort_values(
                "sort_order"
            ),
            NEEDS,
        ),
        f"Giá trị cần đạt của từng tiêu chí {aim}",
    )


def _outcome(row: Any) -> str:
    if formats.is_missing(row.needed_value):
        if formats.is_missing(row.value):
            return "Chưa có số liệu"
        return "Riêng tiêu chí này thì không đủ, hoặc còn tiêu chí khác thiếu số liệu"
    if formats.is_missing(row.value):
        return f"Chưa có số liệu; cần từ {formats.decimal_number(row.needed_value)} trở lên"
    return f"Cần từ {formats.decimal_number(row.needed_value)} {row.unit_of_measure}"


def _sentences(candidate: Any) -> list[str]:
    certainty = data.rows("rank_certainty", candidate_id=candidate.candidate_id)
    if len(certainty):
        return [_drawn(next(certainty.itertuples())), *_neighbours(candidate)]
    possible = next(data.rows("possible_ranks", candidate_id=candidate.candidate_id).itertuples())
    if formats.is_missing(possible.best_rank_overall):
        return ["Không xếp hạng vì có điều kiện không đạt; điểm số không thay được điều kiện."]
    ranks = interval(possible.best_rank_overall, possible.worst_rank_overall)
    return [
        f"Chưa xếp hạng vì còn thiếu căn cứ. Khi có đủ, hạng chung nằm trong khoảng {ranks} "
        f"(điểm từ {formats.number(possible.worst_score, 2)} đến "
        f"{formats.number(possible.best_score, 2)}); thiếu không được tính là 0."
    ]


def _drawn(row: Any) -> str:
    words = (
        f"Với {formats.count(row.draws)} bộ trọng số quanh trọng số công bố "
        f"(±{formats.decimal_number(row.weight_spread_percent)} %): hạng chung "
        f"{interval(row.rank_5th_percentile, row.rank_95th_percentile)} ở 90 % số bộ, tốt nhất "
        f"{formats.count(row.lowest_rank)}, thấp nhất {formats.count(row.highest_rank)}"
    )
    if not formats.is_missing(row.within_quota_percent):
        words += f"; trong chỉ tiêu số lượng ở {formats.decimal_number(row.within_quota_percent)} % số bộ"
    return f"{words}."


def _neighbours(candidate: Any) -> list[str]:
    swaps = data.rows("weight_swaps", round_id=candidate.round_id, list_kind="overall")
    names = data.rows("ranking", round_id=candidate.round_id).set_index("candidate_id")
    sentences = []
    for own, other, side in (
        ("upper_candidate_id", "lower_candidate_id", "ngay sau"),
        ("lower_candidate_id", "upper_candidate_id", "ngay trước"),
    ):
        for row in swaps[swaps[own] == candidate.candidate_id].itertuples():
            neighbour = str(names.loc[getattr(row, other), "short_name"])
            sentences.append(_swap(row, neighbour, side))
    return sentences


def _swap(row: Any, neighbour: str, side: str) -> str:
    gap = formats.number(row.score_gap, 2)
    if formats.is_missing(row.criterion_label):
        return (
            f"{neighbour} đứng {side}, cách {gap} điểm: không đổi trọng số của riêng một tiêu chí "
            "nào mà hai bên đổi chỗ."
        )
    return (
        f"{neighbour} đứng {side}, cách {gap} điểm: hai bên ngang nhau khi trọng số “"
        f"{row.criterion_label}” từ {formats.decimal_number(row.weight_share_percent)} thành "
        f"{formats.decimal_number(row.level_share_percent)} phần trăm."
    )
