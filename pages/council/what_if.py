"""Thử trọng số: a marked sandbox in which weights and gates move and the published ranking does not."""

import pandas as pd
import streamlit as st

from pages.shared import charts, data, filters, formats, sealed_rounds, what_if_controls
from pages.shared import what_if_trial as trial
from pages.shared.fence import fence
from pages.shared.figure_panel import CHART, TABLE, draw_chart
from pages.shared.tables import Column, Table
from pages.shared.what_if_marks import MARK, draw_form, draw_static, panel
from queries.what_if import WrongScenario

# More dumbbells than a screen or two hold say nothing; the table goes on.
MOST_DRAWN = 40
SIDES = {
    "within": "● trong",
    "enters": "▲ vào",
    "leaves": "▼ ra",
    "outside": "○ ngoài",
}
COMPARED = (
    Column("proposal", "Đề nghị"),
    Column("rank_overall_label", "Hạng công bố"),
    Column("trial_rank_overall_label", "Hạng thử"),
    Column("move_words", "Đổi hạng"),
    Column("score_words", "Điểm: công bố → thử"),
    Column("block_words", "Trong khối: công bố → thử"),
    Column("side_label", "Chỉ tiêu khi thử"),
)
COUNTED = (
    Column("label", "Kết luận về điều kiện"),
    Column("published", "Công bố", formats.count),
    Column("trial", "Thử", formats.count),
    Column("change", "Thay đổi", lambda value: formats.signed(value, 0)),
)


@st.fragment
def show_sandbox(chosen: filters.RoundFilters) -> None:
    """The inputs and what follows from them; a click runs this part of the page alone."""
    with fence("the sandbox of weights"):
        rules = what_if_controls.read_rules(chosen.round_id)
        with panel("dieu_chinh"):
            scenario = what_if_controls.ask(rules)
        published = data.rows("ranking", round_id=chosen.round_id)
        tried = published
        if scenario != rules.published:
            try:
                tried = trial.try_scenario(chosen.round_id, scenario)
            except WrongScenario as fault:
                st.warning(formats.plain(fault), icon=":material/science:")
                return
        rows = trial.compare(published, tried)
        show_quota(rows, chosen.round_id, scenario == rules.published)
        own = rows[rows["level"].isin(data.scope_levels(chosen.scope))]
        if chosen.block_id is not None:
            own = own[own["block_id"] == chosen.block_id]
        show_moves(own, quota_of(chosen.round_id))


def quota_of(round_id: str) -> int | None:
    """How many the round may propose; None where it sets no number."""
    rounds = data.reference("award_rounds").set_index("round_id")
    quota = rounds.loc[round_id, "quota"]
    return None if formats.is_missing(quota) else int(quota)


def show_quota(rows: pd.DataFrame, round_id: str, is_unchanged: bool) -> None:
    """Who enters and who leaves the quota of the whole round, and how conditions turn out."""
    quota = quota_of(round_id)
    with panel("chi_tieu"):
        st.subheader(formats.plain(trial.describe_quota(rows, quota)), anchor=False)
        st.caption(
            "Tính trên cả đợt xét, mọi khối và mọi cấp."
            + (" Chưa đổi gì: bảng thử đang trùng với bảng công bố." if is_unchanged else "")
        )
        with st.grid(2, min_column_width=330, gap="medium"):
            for side, heading in (("enters", "Vào chỉ tiêu"), ("leaves", "Ra khỏi chỉ tiêu")):
                with st.container():
                    _list_names(rows[rows["side"] == side], heading)
        counts = data.states("candidate")[["code", "label"]].assign(
            published=lambda states: states["code"].map(rows["eligibility"].value_counts()),
            trial=lambda states: states["code"].map(rows["trial_eligibility"].value_counts()),
        )
        counts = counts.fillna({"published": 0, "trial": 0})
        counts["change"] = counts["trial"] - counts["published"]
        draw_static(Table(counts, COUNTED), "Số đề nghị theo kết luận về điều kiện")


def _list_names(rows: pd.DataFrame, heading: str) -> None:
    st.markdown(f"**{heading}: {formats.count(len(rows))}**")
    st.markdown(
        "\n".join(
            f"- {formats.plain(f'{row.unit_name} – {row.model_name}: {trial.describe_step(row)}')}"
            for row in rows.head(MOST_DRAWN).itertuples()
        )
    )
    if len(rows) > MOST_DRAWN:
        st.caption(f"Còn {formats.count(len(rows) - MOST_DRAWN)} đề nghị nữa.")


def show_moves(rows: pd.DataFrame, quota: int | None) -> None:
    """Published and trial ranks side by side, as dumbbells or as a table without a file."""
    ranked = trial.ranked(rows)
    with panel("thu_hang"):
        sentence = trial.describe_moves(ranked)
        st.subheader(formats.plain(sentence), anchor=False)
        st.caption(
            "Hạng chung của cả đợt xét; vòng tròn rỗng: công bố, hình thoi: thử (xanh: lên, cam: "
            "xuống). Không tải về được: thứ hạng để dùng là thứ hạng ở trang Xếp hạng đề nghị."
        )
        view = st.segmented_control(
            "Cách xem",
            [CHART, TABLE],
            default=CHART,
            required=True,
            key="xem_thu_hang",
            label_visibility="collapsed",
        )
        if ranked.empty:
            st.info("Chưa có số liệu cho lựa chọn này.", icon=":material/info:")
        elif view == CHART:
            _draw_moves(ranked, quota, sentence)
        else:
            draw_static(Table(with_words(ranked), COMPARED), sentence, 640)


def with_words(ranked: pd.DataFrame) -> pd.DataFrame:
    """The rows with both sides of a figure in one cell: a tablet has no room for ten columns."""
    return ranked.assign(
        proposal=[f"{row.short_name} – {row.model_name}" for row in ranked.itertuples()],
        score_words=[
            f"{formats.two_decimals(row.score)} → {formats.two_decimals(row.trial_score)}"
            for row in ranked.itertuples()
        ],
        block_words=[
            f"{formats.text(row.rank_in_block_label)} → "
            f"{formats.text(row.trial_rank_in_block_label)}"
            for row in ranked.itertuples()
        ],
        side_label=ranked["side"].map(SIDES),
    )


def _draw_moves(ranked: pd.DataFrame, quota: int | None, sentence: str) -> None:
    widest = ranked["move"].abs().sort_values(ascending=False, na_position="first")
    drawn = ranked.loc[ranked.index.isin(widest.head(MOST_DRAWN).index)]
    draw_chart(charts.rank_moves(drawn, quota), f"{MARK}. {sentence}", "chart_thu_hang")
    if len(drawn) < len(ranked):
        st.caption(
            f"Vẽ {formats.share(len(drawn), len(ranked))} đề nghị đổi hạng nhiều nhất; các đề "
            "nghị khác ở cách xem Bảng."
        )


chosen = filters.pick_round(data.reference("award_rounds").sort_values("year"))
sealed_rounds.choose(chosen.round_id)
years = data.reference("award_rounds").set_index("round_id")["year"]
st.header(
    f"Thử trọng số và điều kiện của đợt xét năm {formats.year(years[chosen.round_id])}",
    anchor=False,
)
draw_form()
st.warning(
    f"**{MARK}.** Thứ hạng công bố ở trang Xếp hạng đề nghị không thay đổi. Điều đang thử chỉ có "
    "trên màn hình này: không được lưu, không nằm trong liên kết, mất khi tải lại trang và không "
    "đi vào văn bản hay tệp tải về nào.",
    icon=":material/science:",
)
show_sandbox(chosen)
