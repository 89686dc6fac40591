"""Models of different units that are alike, as pairs to look at: of all models or of one."""

import pandas as pd
import streamlit as st

from pages.shared import data, filters, formats, sentences
from pages.shared.downloads import offer_downloads
from pages.shared.tables import Column, Table, pick_row

VIEW = "similar_models"
LIKENESS = {
    "same_name": "Trùng tên",
    "similar_name": "Tên gần giống",
    "similar_content": "Nội dung giống, tên khác",
}
PAIRS = (
    Column("model_name", "Mô hình", width=200),
    Column("unit_name", "Đơn vị", width=165),
    Column("other_unit_name", "Đơn vị kia", width=165),
    Column("other_model_name", "Mô hình kia", width=200),
    Column("likeness_label", "Giống ở", width=130),
    Column("name_percent", "Tên giống", formats.percent, 95),
    Column("content_percent", "Nội dung giống", formats.percent, 120),
    Column("is_replication_stated", "Đã ghi nhận nhân rộng", formats.yes_no, 160),
)
MOST_LINKS = 12


def _pairs() -> pd.DataFrame | None:
    """All pairs with their likeness in words; None in a seal made before there were any."""
    if VIEW not in data.database().views():
        return None
    pairs = data.rows(VIEW)
    return pairs.assign(likeness_label=pairs["likeness"].map(LIKENESS))


def show_all(levels: list[str]) -> None:
    """The panel of all pairs in which both units are of these levels."""
    pairs = _pairs()
    if pairs is None:
        return
    threshold = pairs["threshold_percent"].max()
    least = (
        "một số nhất định"
        if formats.is_missing(threshold)
        else f"ít nhất {formats.whole_percent(threshold)}"
    )
    pairs = pairs[pairs["level"].isin(levels) & pairs["other_level"].isin(levels)]
    with st.container(border=True, key="panel_mo_hinh_giong"):
        kind = filters.pick_option("Kiểu giống", {"": "Tất cả", **LIKENESS}, "kieu_giong", "")
        if kind:
            pairs = pairs[pairs["likeness"] == kind]
        sentence = sentences.similar_models(pairs)
        st.subheader(formats.plain(sentence), anchor=False)
        st.caption(
            "Để xem và quyết định, không phải kết luận: đặt tên giống nhau chưa chắc là sao chép. Giống "
            f"là có {least} số từ chung trong tên hoặc trong nội dung đã đăng ký (ngưỡng "
            "do phần mềm đề xuất). Chọn một dòng để đọc hai mô hình cạnh nhau."
        )
        table = Table(pairs, PAIRS)
        place = pick_row(table, sentence, f"cap_{kind}_{len(pairs)}_{data.shown()}", height=360)
        if place is not None:
            show_pair(pairs.iloc[place])
        if len(pairs):
            title = "Cặp mô hình giống nhau"
            offer_downloads(table, title, [sentence], title, "cap_mo_hinh")


def show_pair(pair: pd.Series) -> None:
    """Two models side by side: unit, day of registration, content."""
    with st.grid(2, min_column_width=320, gap="medium"):
        for prefix in ("", "other_"):
            model_id = str(pair[f"{prefix}model_id"])
            model = next(data.rows("models", model_id=model_id).itertuples())
            with st.container():
                filters.link("council/models", model.model_name, mo_hinh=model_id)
                st.caption(
                    formats.plain(
                        f"{model.unit_name} · đăng ký ngày {formats.day(model.registered_on)}"
                    )
                )
                st.text(formats.verbatim(model.content))


def show_of(model_id: str) -> None:
    """The models of other units that are like this one, as links."""
    pairs = _pairs()
    if pairs is None:
        return
    ours = pairs[pairs["model_id"] == model_id]
    theirs = pairs[pairs["other_model_id"] == model_id]
    others = pd.concat(
        [
            ours[["other_model_id", "other_model_name", "other_unit_name", "likeness_label"]],
            theirs[["model_id", "model_name", "unit_name", "likeness_label"]].set_axis(
                ["other_model_id", "other_model_name", "other_unit_name", "likeness_label"],
                axis=1,
            ),
        ]
    )
    if others.empty:
        return
    with st.container(border=True, key="mo_hinh_tuong_tu"):
        st.subheader(
            f"{formats.count(len(others))} mô hình giống mô hình này ở đơn vị khác", anchor=False
        )
        st.caption("Theo số từ chung của tên và nội dung; để xem, không phải kết luận.")
        with st.container(gap=None):
            for other in others.head(MOST_LINKS).itertuples():
                filters.link(
                    "council/models",
                    f"{other.other_unit_name} · {other.other_model_name} · {other.likeness_label}",
                    mo_hinh=str(other.other_model_id),
                )
        if len(others) > MOST_LINKS:
            st.caption(f"Còn {formats.count(len(others) - MOST_LINKS)} mô hình.")
