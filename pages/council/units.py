"""Đơn vị: find a unit, then its profile, models, indices, events and the cells behind them."""

import streamlit as st

from pages.shared import data, filters, formats, search, unit_profile
from pages.shared.tables import Column, Table, draw_table

LISTED = (
    Column("unit_name", "Đơn vị", width=320),
    Column("block_name", "Khối thi đua", width=260),
    Column("state_label", "Tình trạng mô hình"),
    Column("model_count", "Số mô hình", formats.count),
)

st.header("Hồ sơ đơn vị", anchor=False)
unit_id = search.find("unit", "council/units", "don_vi", "Ví dụ: so noi vu, nga nam, phuong 1")
if unit_id is not None:
    unit_profile.show(unit_id)
else:
    chosen = filters.pick()
    units = data.rows("coverage", year=chosen.year, **chosen.of_level, **chosen.of_block)
    st.caption(
        f"{formats.count(len(units))} đơn vị tính trong năm {chosen.year} theo lựa chọn; gõ tên "
        "để mở hồ sơ."
    )
    draw_table(
        Table(units.sort_values(["block_order", "unit_name"]), LISTED),
        f"Các đơn vị tính trong năm {chosen.year}",
        height=520,
    )
