"""Tổng quan: the year in one sentence, five cards, three years, and what the council does not see."""

import streamlit as st

from pages.shared import cards, charts, data, filters, formats, sentences, source_panel
from pages.shared.figure_panel import show_figure
from pages.shared.tables import Column, Table

FIGURE_COLUMNS = (
    Column("year", "Năm", formats.year),
    Column("label", "Chỉ tiêu"),
    Column("numerator", "Số đạt", formats.count),
    Column("denominator", "Trên tổng số", formats.count),
    Column("value", "Giá trị", formats.decimal_number),
    Column("unit_of_measure", "Đơn vị tính"),
    Column("target_value", "Mục tiêu", formats.decimal_number),
    Column("gap", "Cách mục tiêu", formats.signed),
    Column("state_label", "Tình trạng"),
    Column("change", "So với năm trước", formats.signed),
    Column("clause", "Căn cứ"),
)

chosen = filters.pick(block=False)
every_year = data.rows("overview_figures", scope=chosen.scope)
figures = every_year[every_year["year"] == chosen.year]

st.header(formats.plain(sentences.overview(figures, chosen.year)), anchor=False)
cards.show_cards(figures, chosen.year)

shares = every_year[
    every_year["figure_id"].isin(["coverage", "sipas", "par_index", "reports_in_time"])
]
show_figure(
    "ba_nam",
    sentences.three_years(shares, chosen.year),
    "Phần trăm đơn vị theo từng chỉ tiêu, các năm của Kế hoạch; nguồn: báo cáo của các đơn vị",
    charts.share_panels(shares, filters.plan_years()) if len(shares) else None,
    Table(shares, FIGURE_COLUMNS),
    "coverage",
    title="Ba năm thực hiện",
    across=4,
)

st.header("Cần chú ý", anchor=False)
st.caption("Những gì Hội đồng chưa nhìn thấy trong số liệu, xếp theo số đơn vị bị ảnh hưởng.")
cards.show_attention(
    data.rows("attention_points", scope=chosen.scope, year=chosen.year).sort_values("sort_order")
)

units = data.rows("coverage", year=chosen.year, **chosen.of_level)
source_panel.open_source_panel("tong_quan", None, units.sort_values("unit_name"), chosen.year)
