"""A unit's profile: what it is, what it registered and reported, how its indices went."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import charts, data, filters, formats, sentences, source_panel
from pages.shared.figure_panel import show_figure
from pages.shared.tables import Column, Table, draw_table

LEVELS = {"province": "Cấp tỉnh", "district": "Cấp huyện", "commune": "Cấp xã"}
EVENT_COLUMNS = (
    Column("happened_on", "Ngày", formats.day, 110),
    Column("title", "Sự việc", width=220),
    Column("detail", "Nội dung", width=520),
)
MODEL_COLUMNS = (
    Column("model_name", "Mô hình", width=340),
    Column("registered_on", "Đăng ký ngày", formats.day),
    Column("started_shown", "Bắt đầu"),
    Column("last_status_label", "Tình trạng báo cáo gần nhất"),
    Column("years_reported", "Số năm có báo cáo", formats.count),
    Column("replication_count", "Số đơn vị nhân rộng", formats.count),
)
# The three words that a report may state, as the template spells them.
STATUSES = {"maintained": "Đang duy trì", "paused": "Tạm dừng", "ended": "Đã kết thúc"}


def facts(profile: Any) -> dict[str, str]:
    """The unit's master data as a list of names and harmless values."""
    validity = (
        "có từ trước khi lập danh sách đơn vị"
        if formats.is_missing(profile.valid_from)
        else f"từ {formats.day(profile.valid_from)}"
    )
    if not formats.is_missing(profile.valid_to):
        validity += f", đến hết {formats.day(profile.valid_to)}"
    values = {
        "Tên viết gọn": profile.short_name,
        "Cấp": LEVELS.get(profile.level, profile.level),
        "Thuộc huyện, thị xã, thành phố": profile.district_name,
        "Khối thi đua": profile.block_name,
        "Hiệu lực": validity,
        "Tiếp nối từ": profile.predecessor_names,
        "Đơn vị kế thừa": profile.successor_names,
        "Mã đơn vị hành chính": profile.gso_code,
    }
    return {
        name: formats.plain(value)
        for name, value in values.items()
        if not formats.is_missing(value)
    }


def with_words(models: pd.DataFrame) -> pd.DataFrame:
    """Rows of models with the start as stated and the last status in words."""
    return models.assign(
        started_shown=[
            formats.day_as_stated(row.started_on, row.start_precision)
            for row in models.itertuples()
        ],
        last_status_label=models["last_status"].map(STATUSES),
    )


def show(unit_id: str) -> None:
    """Everything known about one unit."""
    profile = next(data.rows("unit_profiles", unit_id=unit_id).itertuples())
    st.subheader(formats.plain(profile.name), anchor=False)
    if not formats.is_missing(profile.valid_to):
        st.info(
            f"Đơn vị kết thúc hoạt động hết ngày {formats.day(profile.valid_to)}; "
            f"đơn vị kế thừa: {formats.plain(profile.successor_names)}.",
            icon=":material/history:",
        )
    st.table(facts(profile), border="horizontal", alt=f"Thông tin chung của {profile.name}")

    models = with_words(data.rows("models", unit_id=unit_id))
    with st.container(border=True, key="mo_hinh_cua_don_vi"):
        st.subheader(f"{formats.count(len(models))} mô hình của đơn vị", anchor=False)
        draw_table(Table(models, MODEL_COLUMNS), f"Các mô hình của {profile.name}")
        for model in models.itertuples():
            filters.link(
                "council/models",
                f"Hồ sơ mô hình: {model.model_name}",
                icon=":material/arrow_forward:",
                mo_hinh=model.model_id,
            )
    _show_states(unit_id, profile.name)
    _show_indices(unit_id, profile.name)
    with st.container(border=True, key="dien_bien"):
        st.subheader("Diễn biến", anchor=False)
        events = data.rows("unit_events", unit_id=unit_id).sort_values("happened_on")
        draw_table(Table(events, EVENT_COLUMNS), f"Diễn biến của {profile.name} theo thời gian")
    _show_cells(unit_id, profile.name)


def _show_states(unit_id: str, name: str) -> None:
    coverage = data.rows("coverage", unit_id=unit_id).sort_values("year")
    signs = data.states("coverage").set_index("code")["symbol"]
    with st.container(border=True, key="tinh_trang_cac_nam"):
        st.subheader("Tình trạng mô hình qua các năm", anchor=False)
        if coverage.empty:
            st.caption("Đơn vị không tính trong năm nào của Kế hoạch.")
            return
        with st.grid(len(coverage), min_column_width=170):
            for row in coverage.itertuples():
                with st.container(border=True, gap=None):
                    st.caption(f"Năm {row.year}")
                    st.markdown(
                        f"**{formats.plain(signs[row.state])} {formats.plain(row.state_label)}**"
                    )
                    st.caption(
                        f"{formats.count(row.model_count)} mô hình, "
                        f"{formats.count(row.reported_count)} đã báo cáo"
                    )


def _show_indices(unit_id: str, name: str) -> None:
    rows = data.rows("index_states", unit_id=unit_id, year=filters.plan_years())
    taking_part = rows[rows["participates"].eq(True)].sort_values(["index_id", "year"])
    if taking_part.empty:
        with st.container(border=True, key="chi_so_cua_don_vi"):
            st.subheader("Chỉ số", anchor=False)
            st.caption(
                "– Không tham gia: đơn vị không thuộc diện xác định SIPAS và PAR INDEX trong các "
                "năm này."
            )
        return
    show_figure(
        "chi_so_don_vi",
        sentences.unit_indices(taking_part, name),
        "Chỉ số đã công bố so với mục tiêu; ● đạt, ✕ chưa đạt; nguồn: kết quả chỉ số kèm quyết "
        "định công bố",
        charts.unit_panels(taking_part, filters.plan_years())
        if taking_part["value"].notna().any()
        else None,
        Table(
            rows.sort_values(["index_id", "year"]),
            (
                Column("index_label", "Chỉ số"),
                Column("year", "Năm", formats.year),
                Column("value", "Giá trị", formats.stated_percent),
                Column("target_value", "Mục tiêu (trên)", formats.percent),
                Column("state_label", "Tình trạng"),
                Column("points", "Điểm đạt", formats.decimal_number),
                Column("points_max", "Điểm tối đa", formats.decimal_number),
                Column("decision_no", "Số quyết định"),
                Column("published_on", "Công bố ngày", formats.day),
                Column("method_version", "Phương pháp"),
            ),
        ),
        "sipas",
        title=f"Chỉ số của {name}",
    )


def _show_cells(unit_id: str, name: str) -> None:
    with st.container(border=True, key="nguon_don_vi"):
        st.subheader("Số liệu từ đâu ra?", anchor=False)
        source_panel.show_sources(source_panel.pick_topic("chu_de"), unit_id, name)
