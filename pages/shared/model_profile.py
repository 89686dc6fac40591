"""A model's profile: what it is, its years, its events, and the cells behind them."""

from typing import Any

import streamlit as st

from pages.shared import data, filters, formats, similar_models, source_panel
from pages.shared.tables import Column, Table, draw_table
from pages.shared.unit_profile import EVENT_COLUMNS, STATUSES, with_words

__all__ = ["show", "with_words"]

ARROW = ":material/arrow_forward:"
YEAR_COLUMNS = (
    Column("year", "Năm", formats.year),
    Column("state_shown", "Tình trạng"),
    Column("status_label", "Ghi trong báo cáo"),
    Column("reported_on", "Báo cáo ngày", formats.day),
    Column("is_in_time", "Đúng hạn", formats.yes_no),
)


def facts(model: Any) -> dict[str, str]:
    """The model's short facts as names and harmless values."""
    end = "nay" if formats.is_missing(model.ended_on) else formats.day(model.ended_on)
    values = {
        "Đơn vị": model.unit_name,
        "Khối thi đua": model.block_name,
        "Đăng ký ngày": formats.day(model.registered_on)
        if model.is_registered
        else "Chưa thấy bản đăng ký",
        "Thực hiện (theo đăng ký)": f"{formats.day_as_stated(model.started_on, model.start_precision)} đến {end}",
        "Mô hình mới": formats.yes_no(model.is_new),
        "Nhân rộng": f"{formats.count(model.replication_count)} đơn vị",
        "Nhân rộng tại": model.replicated_by_names,
        "Khả năng nhân rộng": replicability_words(model),
        "Tình trạng báo cáo gần nhất": STATUSES.get(model.last_status),
    }
    return {
        name: formats.plain(value)
        for name, value in values.items()
        if not formats.is_missing(value)
    }


def replicability_words(model: Any) -> str | None:
    """The appraisers' score with the round that gave it; None without one."""
    score = getattr(model, "replicability", None)
    if formats.is_missing(score):
        return None
    return f"{formats.decimal_number(score)}/100, chấm năm {formats.year(model.replicability_year)}"


def show(model_id: str) -> None:
    """Everything known about one model."""
    model = next(data.rows("models", model_id=model_id).itertuples())
    st.subheader(formats.plain(model.model_name), anchor=False)
    st.table(
        facts(model), border="horizontal", alt=f"Thông tin chung của mô hình {model.model_name}"
    )
    filters.link(
        "council/units", f"Hồ sơ đơn vị: {model.unit_name}", icon=ARROW, don_vi=model.unit_id
    )
    for heading, words in (
        ("Thực trạng trước khi có mô hình", model.situation),
        ("Nội dung thực hiện", model.content),
        ("Dự kiến hiệu quả", model.expected_effect),
        ("Kết quả báo cáo gần nhất", model.last_effect),
    ):
        if not formats.is_missing(words):
            st.markdown(f"**{heading}**")
            st.text(formats.verbatim(words))
    signs = data.states("coverage").set_index("code")
    years = data.rows("model_years", model_id=model_id).sort_values("year")
    years["state_shown"] = years["state"].map(signs["symbol"] + " " + signs["label"])
    years["status_label"] = years["status"].map(STATUSES)
    with st.container(border=True, key="cac_nam"):
        st.subheader("Từng năm của Kế hoạch", anchor=False)
        draw_table(
            Table(years, YEAR_COLUMNS), f"Tình trạng của mô hình {model.model_name} từng năm"
        )
    with st.container(border=True, key="dien_bien_mo_hinh"):
        st.subheader("Diễn biến", anchor=False)
        events = data.rows("model_events", model_id=model_id).sort_values("happened_on")
        draw_table(Table(events, EVENT_COLUMNS), f"Diễn biến của mô hình {model.model_name}")
    similar_models.show_of(model_id)
    with st.container(border=True, key="nguon_mo_hinh"):
        st.subheader("Số liệu từ đâu ra?", anchor=False)
        source_panel.show_sources("coverage", model.unit_id, model.unit_name, model_id=model_id)
