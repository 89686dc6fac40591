"""How a rank comes about, as the method page says it: gates, formulas, tie-breaks, rounds, the SQL.

Weights, clauses, proposers and reviewers come from data/*.csv; only what those tables do not hold,
the formulas, stands here. A test holds the worked example to them.
"""

from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from pages.shared import data, formats
from pages.shared.tables import Column, Table, draw_table

QUOTA_COUNTS = {"models": "mô hình", "units": "đơn vị"}
DIRECTIONS = {"higher": "cao hơn đứng trước", "lower": "thấp hơn đứng trước"}
PARAMETERS = (
    Column("year", "Đợt xét năm", formats.year),
    Column("criteria_version", "Bộ tiêu chí"),
    Column("quota", "Chỉ tiêu số lượng", formats.count),
    Column("quota_words", "Chỉ tiêu đếm theo"),
    Column("weight_spread_percent", "Biên độ trọng số (±%)", formats.decimal_number),
    Column("weight_draws", "Số bộ trọng số", formats.count),
    Column("draw_seed", "Hạt giống"),
    Column("firm_share_percent", "Ngưỡng vững (% số bộ)", formats.decimal_number),
)
OF_ROUNDS = (
    Column("year", "Đợt xét năm", formats.year),
    Column("use", "Áp dụng"),
    Column("clause", "Điều khoản", width=300),
    Column("legal_basis", "Văn bản", width=200),
    Column("source", "Nguồn của căn cứ", width=300),
)
CHAIN = (
    Column("criteria_version", "Bộ tiêu chí"),
    Column("position", "Thứ tự", formats.count),
    Column("label", "Khi bằng điểm, xét tiếp", width=240),
    Column("words", "Ai đứng trước"),
    Column("clause", "Điều khoản", width=320),
    Column("proposed_by", "Người đề xuất", width=280),
)

TAGS = "Nguồn: [R] đã đọc, [R2] đã đọc ở nguồn yếu, [K] kiến thức chung, chưa đối chiếu văn bản."
# Streamlit breaks lines only in rows higher than 64 pixels.
TWO_LINES = 66


class Step(NamedTuple):
    """One step from a condition to a vote: what is computed how, and the views that do it.

    `measure_id` names the row of measures.csv that holds definition, clause and reviewer.
    """

    title: str
    rule: str
    views: tuple[str, ...]
    measure_id: str | None = None
    formula: str | None = None


STEPS = (
    Step(
        "Điều kiện",
        "Mỗi điều kiện có một trong ba kết luận: đạt, không đạt, chưa đủ căn cứ. Có điều kiện không "
        "đạt thì không xếp hạng; không có điều kiện nào không đạt nhưng còn điều kiện chưa đủ căn cứ "
        "thì chưa xếp hạng. Điều kiện được miễn bằng văn bản có người ký giữ nguyên kết luận nhưng "
        "không cản việc xếp hạng.",
        ("gates_in_force", "gate_results", "gate_waivers_in_force"),
        "candidates",
    ),
    Step(
        "Giá trị của từng tiêu chí",
        "Hiệu quả, tính mới và khả năng nhân rộng: điểm trong kết quả thẩm định. Thời gian duy trì: "
        "số tháng trọn từ ngày bắt đầu đến ngày xét, hoặc đến ngày kết thúc nếu sớm hơn. Nhân rộng: "
        "số đơn vị khác được nêu tên trong báo cáo kết quả đến hết năm xét, mỗi đơn vị đếm một lần. "
        "Ô có lỗi không được tính; thiếu thì để trống, không phải 0.",
        ("criterion_values", "criteria_in_force"),
    ),
    Step(
        "Điểm của một tiêu chí",
        "Giá trị lấy đến bốn chữ số thập phân. Dưới mốc 0 điểm là 0, trên mốc 100 điểm là 100. Mốc cố "
        "định trước, nên thêm hay bớt một đề nghị không làm đổi điểm của đề nghị khác.",
        ("criterion_scores",),
        formula="điểm = 100 × (giá trị − mốc 0 điểm) ÷ (mốc 100 điểm − mốc 0 điểm), giữ trong 0–100",
    ),
    Step(
        "Đóng góp và tổng điểm",
        "Tổng là tổng chính xác, làm tròn một lần đến bốn chữ số thập phân. Tiêu chí có trọng số 0 "
        "thì thiếu cũng không sao.",
        ("candidate_standings",),
        "ranking_score",
        formula="đóng góp = điểm của tiêu chí × trọng số ÷ tổng trọng số; tổng điểm = tổng các đóng góp",
    ),
    Step(
        "Bằng điểm và thứ hạng",
        "Bằng nhau ở bốn chữ số thập phân là bằng điểm. Khi đó xét lần lượt các tiêu chí phân định của "
        "bộ tiêu chí; vẫn bằng thì cùng hạng, ghi “=2”, và bỏ qua hạng kế tiếp. Xếp trong từng khối và "
        "chung cả đợt xét.",
        ("ranking",),
        formula="hạng = 1 + số đề nghị đủ điều kiện đứng trên",
    ),
    Step(
        "Chỉ tiêu số lượng",
        "Chỉ tiêu đếm theo mô hình: hạng chung không quá chỉ tiêu. Đếm theo đơn vị: mỗi đơn vị chiếm "
        "một chỗ bằng đề nghị tốt nhất của mình. Bằng hạng ở ngưỡng thì không ai bị loại vì ngẫu "
        "nhiên: phần vượt được nêu để Hội đồng quyết định.",
        ("ranking", "cutoff_fragility"),
        "within_quota_share",
    ),
    Step(
        "Khi còn thiếu số liệu",
        "Không thay chỗ thiếu bằng 0 hay bằng số trung bình.",
        ("possible_ranks",),
        "possible_ranks",
    ),
    Step(
        "Khoảng thứ hạng",
        "Trọng số thứ i của lần thử: trọng số công bố × (1 + biên độ × số ngẫu nhiên từ −1 đến 1), rồi "
        "quy về tổng 100. Biên độ, số lần thử và hạt giống của từng đợt ở bảng dưới.",
        ("weight_draws", "rank_certainty"),
        "rank_interval",
    ),
    Step(
        "Thay đổi nhỏ nhất để đổi chỗ",
        "Với d là chênh lệch điểm của tiêu chí đang xét và r là chênh lệch có trọng số của các tiêu chí "
        "khác (quy về tổng 1): hai đề nghị ngang nhau khi trọng số của tiêu chí bằng r ÷ (r − d).",
        ("weight_swaps",),
        "weight_swap",
    ),
    Step(
        "Cần gì để vào chỉ tiêu",
        "Giá trị nhỏ nhất, làm tròn theo bước của tiêu chí, mà riêng tiêu chí đó đủ đưa tổng điểm tới "
        "điểm thấp nhất trong chỉ tiêu; các tiêu chí khác giữ nguyên. Chỉ để góp ý cho đơn vị.",
        ("score_needs",),
        formula="điểm cần = điểm hiện có + (điểm đích − tổng điểm) × 100 ÷ tỷ trọng (%)",
    ),
    Step(
        "Biểu quyết",
        "Mẫu số theo quy định của đợt xét (mục Đợt xét). Đợt tính theo thành viên dự họp thì chưa có "
        "tỷ lệ, vì mẫu báo cáo chưa ghi số người dự họp.",
        ("vote_tallies",),
        formula="tỷ lệ = số phiếu đồng ý ÷ mẫu số của đợt; đạt khi tỷ lệ từ ngưỡng trở lên",
    ),
)


def show_steps() -> None:
    """Every step from the conditions to the vote, with formula, basis, reviewer and SQL."""
    measures = data.reference("measures").set_index("measure_id")
    for place, step in enumerate(STEPS, start=1):
        with st.container(border=True, key=f"buoc_{place}"):
            st.subheader(f"{place}. {step.title}", anchor=False)
            if step.formula:
                st.code(step.formula, language=None, wrap_lines=True)
            st.markdown(formats.plain(step.rule))
            if step.measure_id in measures.index:
                _show_basis(measures.loc[step.measure_id])
            elif step.views != ("vote_tallies",):
                st.caption(formats.plain(f"Người đề xuất: {_proposers()}."))
            show_sql(step.views)
    st.subheader("Tham số của từng đợt xét", anchor=False)
    _show_parameters()


def _show_basis(measure: Any) -> None:
    """What measures.csv says: definition, note, clause, reviewer."""
    st.markdown(f"{formats.plain(measure['label'])}: {formats.plain(measure['numerator'])}.")
    if not formats.is_missing(measure["note"]):
        st.markdown(f"{formats.plain(measure['note'])}.")
    st.caption(
        formats.plain(f"Căn cứ: {measure['clause']}. Người rà soát: {measure['reviewed_by']}.")
    )


def _proposers() -> str:
    return "; ".join(dict.fromkeys(data.reference("criteria")["proposed_by"]))


def show_sql(views: tuple[str, ...]) -> None:
    """The select files of these views, folded away."""
    texts = data.database().texts()
    with st.expander("Câu lệnh SQL", icon=":material/code:"):
        for view in views:
            if view in texts:
                st.caption(f"queries/views/{formats.plain(view)}\\.sql")
                st.code(texts[view], language="sql", height=320)


def show_rounds() -> None:
    """Which documents each round rests on, and the parameters with which it ranks."""
    rounds = data.reference("award_rounds").sort_values("year")
    documents = data.reference("legal_documents").sort_values(["valid_from", "document_no"])
    documents = documents.assign(
        **{
            row.round_id: [
                "✓ áp dụng" if number in row.legal_basis else formats.NOTHING
                for number in documents["document_no"]
            ]
            for row in rounds.itertuples()
        }
    )
    columns = (
        Column("document_no", "Văn bản", width=170),
        *(Column(row.round_id, f"Đợt {row.year}") for row in rounds.itertuples()),
        Column("title", "Tên", width=300),
        Column("valid_from", "Hiệu lực từ", formats.day),
        Column("valid_to", "Đến hết", formats.day),
        Column("source", "Nguồn", width=300),
    )
    st.subheader("Văn bản áp dụng cho từng đợt", anchor=False)
    st.caption(
        "Luật đổi trong thời gian của Kế hoạch: mỗi đợt theo văn bản có hiệu lực vào ngày xét của "
        f"đợt. {TAGS}"
    )
    draw_table(
        Table(documents, columns),
        "Văn bản nào áp dụng cho đợt xét nào",
        height=40 + TWO_LINES * len(documents),
        row_height=TWO_LINES,
    )
    st.subheader("Tham số xếp hạng", anchor=False)
    _show_parameters()


def _show_parameters() -> None:
    rounds = data.reference("award_rounds").sort_values("year")
    rounds = rounds.assign(quota_words=rounds["quota_counts"].map(QUOTA_COUNTS))
    draw_table(Table(rounds, PARAMETERS), "Tham số xếp hạng của từng đợt xét")


def show_gates() -> None:
    """Each condition: its question and evidence, its basis in every round, and its SQL."""
    st.subheader("Điều kiện xét", anchor=False)
    st.caption(
        "Điều kiện tách khỏi điểm: không đạt thì không xếp hạng, thiếu căn cứ thì nói là thiếu. "
        f"{TAGS}"
    )
    rounds = data.reference("award_rounds").sort_values("year")
    in_force = data.rows("gates_in_force")
    sources = data.reference("round_gates")[["round_id", "gate_id", "source"]]
    for gate in data.reference("gates").sort_values("sort_order").itertuples():
        with st.container(border=True, key=f"dieu_kien_{gate.gate_id}"):
            st.subheader(f"{gate.sort_order}. {formats.plain(gate.label)}", anchor=False)
            st.markdown(formats.plain(gate.question))
            st.caption(
                formats.plain(f"Căn cứ trong số liệu: {gate.evidence}. Điều khoản: {gate.clause}")
            )
            if not formats.is_missing(gate.near_miss_within):
                near = formats.decimal_number(gate.near_miss_within)
                words = f"Gần đạt: thiếu không quá {near} {gate.near_miss_unit}; vẫn là không đạt."
                st.markdown(formats.plain(words))
            own = in_force[in_force["gate_id"] == gate.gate_id][
                ["round_id", "clause", "legal_basis"]
            ]
            rows = rounds[["round_id", "year"]].merge(own, on="round_id", how="left")
            rows = rows.merge(
                sources[sources["gate_id"] == gate.gate_id], on="round_id", how="left"
            )
            rows["use"] = rows["clause"].isna().map({True: "Không", False: "Có"})
            draw_table(
                Table(rows, OF_ROUNDS),
                f"Căn cứ của điều kiện {gate.label} trong từng đợt",
                row_height=TWO_LINES,
            )
            show_sql((f"gate_{gate.gate_id}",))


def show_chain() -> None:
    """What tells equal scores apart, and where the values and scores are computed."""
    chain = data.reference("tie_breaks").merge(
        data.reference("criteria")[["criteria_version", "criterion_id", "label"]],
        on=["criteria_version", "criterion_id"],
        how="left",
    )
    chain = chain.assign(words=chain["direction"].map(DIRECTIONS)).sort_values(
        ["criteria_version", "position"]
    )
    st.subheader("Phân định khi bằng điểm", anchor=False)
    st.caption("Hết các dòng này mà vẫn bằng thì cùng hạng.")
    draw_table(Table(chain, CHAIN), "Thứ tự phân định khi bằng điểm", row_height=TWO_LINES)
    show_sql(("criteria_in_force", "criterion_values", "criterion_scores"))


def ranked_rounds() -> pd.DataFrame:
    """The award rounds in their order; `is_ranked` says whether anybody has a rank in one."""
    rounds = data.reference("award_rounds").sort_values("year")
    ranking = data.rows("ranking")
    with_rank = set(ranking.loc[ranking["rank_overall"].notna(), "round_id"])
    return rounds.assign(is_ranked=rounds["round_id"].isin(with_rank))
