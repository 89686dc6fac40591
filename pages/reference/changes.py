"""Thay đổi từ một mốc: which files, figures, states, ranks and gates are others than they were."""

from datetime import timedelta

import streamlit as st

from pages.shared import data, filters, formats, moments
from pages.shared.figure_panel import show_table
from pages.shared.tables import Column, Table
from queries.clock import today

WEEK = timedelta(days=7)
PANELS: dict[str, tuple[str, str, tuple[Column, ...]]] = {
    "files": (
        "tệp",
        "Tệp đến, được thu hồi, hoặc có số dòng đang tính khác trước",
        (
            Column("happened_at", "Lúc", formats.moment, 130),
            Column("file_name", "Tên tệp", width=240),
            Column("state_before", "Trước", width=130),
            Column("state_after", "Nay", width=130),
            Column("counting_before", "Dòng tính trước", formats.count),
            Column("counting_after", "Dòng tính nay", formats.count),
            Column("unit_names", "Đơn vị", width=260),
        ),
    ),
    "figures": (
        "chỉ tiêu tổng quan",
        "Các số của trang Tổng quan, theo phạm vi và năm",
        (
            Column("scope_label", "Phạm vi", width=160),
            Column("year", "Năm", formats.year, 60),
            Column("label", "Chỉ tiêu", width=200),
            Column("value_before", "Trước", formats.two_decimals),
            Column("value_after", "Nay", formats.two_decimals),
            Column("change", "Thay đổi", formats.signed),
            Column("unit_of_measure", "Đơn vị tính"),
            Column("numerator_before", "Tử số trước", formats.count),
            Column("numerator_after", "Tử số nay", formats.count),
            Column("denominator_before", "Mẫu số trước", formats.count),
            Column("denominator_after", "Mẫu số nay", formats.count),
        ),
    ),
    "ranking": (
        "đề nghị",
        "Điều kiện, điểm, hạng hoặc việc nằm trong chỉ tiêu số lượng khác trước",
        (
            Column("round_year", "Đợt xét", formats.year, 70),
            Column("unit_name", "Đơn vị", width=220),
            Column("model_name", "Mô hình", width=240),
            Column("eligibility_before", "Trước", width=130),
            Column("eligibility_after", "Nay", width=130),
            Column("score_before", "Điểm trước", formats.two_decimals),
            Column("score_after", "Điểm nay", formats.two_decimals),
            Column("rank_before", "Hạng chung trước"),
            Column("rank_after", "Hạng chung nay"),
            Column("within_before", "Trong chỉ tiêu trước", formats.yes_no),
            Column("within_after", "Trong chỉ tiêu nay", formats.yes_no),
        ),
    ),
    "gates": (
        "kết luận điều kiện",
        "Kết luận hoặc việc miễn khác trước, với căn cứ trước và nay",
        (
            Column("unit_name", "Đơn vị", width=200),
            Column("model_name", "Mô hình", width=220),
            Column("gate_label", "Điều kiện", width=180),
            Column("verdict_before", "Trước", width=130),
            Column("verdict_after", "Nay", width=130),
            Column("evidence_before", "Căn cứ trước", width=280),
            Column("evidence_after", "Căn cứ nay", width=280),
        ),
    ),
    "coverage": (
        "đơn vị – năm về độ phủ",
        "Tình trạng hoặc số mô hình của đơn vị trong năm khác trước",
        (
            Column("year", "Năm", formats.year, 60),
            Column("unit_name", "Đơn vị", width=260),
            Column("block_name", "Khối thi đua", width=240),
            Column("state_before", "Trước", width=150),
            Column("state_after", "Nay", width=150),
            Column("models_before", "Mô hình trước", formats.count),
            Column("models_after", "Mô hình nay", formats.count),
        ),
    ),
    "indices": (
        "giá trị chỉ số",
        "Giá trị hoặc tình trạng SIPAS, PAR INDEX của đơn vị khác trước",
        (
            Column("year", "Năm", formats.year, 60),
            Column("index_label", "Chỉ số", width=110),
            Column("unit_name", "Đơn vị", width=260),
            Column("value_before", "Trước", formats.two_decimals),
            Column("value_after", "Nay", formats.two_decimals),
            Column("change_points", "Thay đổi (điểm)", formats.signed),
            Column("state_before", "Tình trạng trước", width=150),
            Column("state_after", "Tình trạng nay", width=150),
        ),
    ),
}


def pick_before() -> data.Shown | None:
    """The state to compare with: a seal, or the end of a day; by default a week ago."""
    seals = moments.list_seals()
    with st.container(horizontal=True, vertical_alignment="bottom"):
        seal = filters.pick_entry("So với phiên đã chốt", seals, "tu_phien")
        day = st.date_input(
            "hoặc so với cuối ngày",
            value=today() - WEEK,
            max_value=today(),
            format="DD/MM/YYYY",
            key="tu_ngay",
            disabled=seal is not None,
            width=220,
        )
    if seal is not None:
        return moments.find(seal)
    return None if day is None else moments.find(f"{day:%Y-%m-%d}T23:59")


before = pick_before()
if before is None:
    st.info("Hãy chọn một mốc để so sánh.", icon=":material/history:")
else:
    found = data.changes(before)
    counts = [
        f"{formats.count(len(found.tables[name]))} {what}"
        for name, (what, _, _) in PANELS.items()
        if len(found.tables.get(name, ()))
    ]
    st.header(
        formats.plain(
            f"Từ mốc này đến nay đã khác: {', '.join(counts)}." if counts else "Không có gì khác."
        ),
        anchor=False,
    )
    if found.unknown:
        st.caption(
            "Bản đã chốt bằng phiên bản phần mềm cũ nên không so được: "
            + ", ".join(PANELS[name][0] for name in found.unknown if name in PANELS)
            + "."
        )
    for name, (what, subtitle, columns) in PANELS.items():
        rows = found.tables.get(name)
        if rows is None or rows.empty:
            continue
        if "scope" in rows:
            rows = rows.assign(scope_label=rows["scope"].map(filters.scope_label))
        show_table(
            f"thay_doi_{name}",
            f"{formats.count(len(rows))} {what} đã khác",
            subtitle,
            Table(rows, columns),
            f"Thay đổi {what}",
        )
