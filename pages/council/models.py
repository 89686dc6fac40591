"""Mô hình: find a model, then its profile, years, events and the cells behind them."""

import pandas as pd
import streamlit as st

from pages.shared import data, filters, formats, model_profile, search, similar_models
from pages.shared.downloads import offer_downloads
from pages.shared.tables import Column, Table, draw_table

LISTED = (
    Column("model_name", "Mô hình", width=270),
    Column("unit_name", "Đơn vị", width=220),
    Column("is_new", "Mô hình mới", formats.yes_no, 105),
    Column("replicability", "Khả năng nhân rộng", formats.decimal_number, 145),
    Column("replication_count", "Số đơn vị nhân rộng", formats.count, 145),
    Column("replicated_by_names", "Nhân rộng tại", width=260),
    Column("last_status_label", "Tình trạng báo cáo gần nhất"),
    Column("registered_on", "Đăng ký ngày", formats.day),
    Column("years_reported", "Số năm có báo cáo", formats.count),
    Column("block_name", "Khối thi đua", width=180),
)
GROUPS = {
    "": "Tất cả",
    "new": "Mô hình mới",
    "scored": "Đã chấm khả năng nhân rộng",
    "replicated": "Đã được nhân rộng",
}


def of_group(models: pd.DataFrame, group: str) -> pd.DataFrame:
    """The models of a group; what is not stated belongs to none."""
    if group == "new":
        return models[models["is_new"].eq(True).fillna(False)]
    if group == "scored":
        scored = models[models["replicability"].notna()]
        return scored.sort_values("replicability", ascending=False, kind="stable")
    if group == "replicated":
        shared = models[models["replication_count"] > 0]
        return shared.sort_values("replication_count", ascending=False, kind="stable")
    return models


st.header("Hồ sơ mô hình", anchor=False)
model_id = search.find(
    "model", "council/models", "mo_hinh", "Ví dụ: thu 2 ngay khong viet, zalo, to khai"
)
if model_id is not None:
    model_profile.show(model_id)
else:
    chosen = filters.pick(year=False, block=False)
    models = model_profile.with_words(data.rows("models", **chosen.of_level))
    if "replicability" not in models:
        # A seal of an earlier release has no such column.
        models = models.assign(replicability=None)
    models = of_group(models, filters.pick_option("Nhóm mô hình", GROUPS, "nhom_mo_hinh", ""))
    st.caption(
        f"{formats.count(len(models))} mô hình theo lựa chọn; gõ tên mô hình hoặc đơn vị để mở "
        "hồ sơ."
    )
    draw_table(Table(models, LISTED), "Các mô hình đã đăng ký hoặc báo cáo", height=520)
    offer_downloads(
        Table(models, LISTED),
        "Danh mục mô hình",
        [filters.scope_label(chosen.scope)],
        "Danh mục mô hình",
        "danh_muc",
    )
    similar_models.show_all(data.scope_levels(chosen.scope))
