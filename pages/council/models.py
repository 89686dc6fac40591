"""Mô hình: find a model, then its profile, years, events and the cells behind them."""

import streamlit as st

from pages.shared import data, filters, formats, model_profile, search
from pages.shared.tables import Column, Table, draw_table

LISTED = (
    Column("model_name", "Mô hình", width=380),
    Column("unit_name", "Đơn vị", width=280),
    Column("block_name", "Khối thi đua", width=220),
    Column("registered_on", "Đăng ký ngày", formats.day),
    Column("last_status_label", "Tình trạng báo cáo gần nhất"),
    Column("years_reported", "Số năm có báo cáo", formats.count),
    Column("is_new", "Mô hình mới", formats.yes_no),
    Column("replication_count", "Số đơn vị nhân rộng", formats.count),
)

st.header("Hồ sơ mô hình", anchor=False)
model_id = search.find(
    "model", "council/models", "mo_hinh", "Ví dụ: thu 2 ngay khong viet, zalo, to khai"
)
if model_id is not None:
    model_profile.show(model_id)
else:
    chosen = filters.pick(year=False, block=False)
    models = model_profile.with_words(data.rows("models", **chosen.of_level))
    st.caption(
        f"{formats.count(len(models))} mô hình theo lựa chọn; gõ tên mô hình hoặc đơn vị để mở "
        "hồ sơ."
    )
    draw_table(Table(models, LISTED), "Các mô hình đã đăng ký hoặc báo cáo", height=520)
