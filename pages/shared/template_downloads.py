"""Templates to send to units: empty ones per kind, and one filled in with what counts now."""

import streamlit as st

from pages.shared import data, downloads, filters, formats, inbox
from pages.shared.downloads import XLSX
from pages.shared.unit_picker import pick_unit
from queries.database import StoreMissing
from reports.fields import load_kinds
from reports.prefilled import write_prefilled
from reports.templates import ALL_KINDS, identify_template, write_template

UNIT = "mau_don_vi"


def show() -> None:
    """Empty templates, and one filled in for a unit and a year."""
    with st.container(border=True, key="mau_trong"):
        st.subheader("Mẫu trống theo loại báo cáo", anchor=False)
        st.caption(
            "Mẫu có sẵn danh sách chọn, kiểm tra ngày và số, hướng dẫn từng cột; phiên bản của mẫu "
            "được ghi trong tệp và được nhận ra khi tệp gửi về."
        )
        with st.container(horizontal=True):
            for kind, label in _labels().items():
                _offer(kind, label)
    with st.container(border=True, key="mau_dien_san"):
        st.subheader("Mẫu điền sẵn cho một đơn vị", anchor=False)
        st.caption(
            "Điền sẵn những gì đã nhận lần gần nhất: đơn vị chỉ sửa hoặc bổ sung. Gửi lại nguyên "
            "vẹn thì không thay đổi gì."
        )
        _offer_prefilled()


def _labels() -> dict[str, str]:
    return {**{kind.name: kind.label for kind in load_kinds()}, ALL_KINDS: "Mọi loại trong một tệp"}


def _offer(kind: str, label: str) -> None:
    version = identify_template(kind).rpartition(":")[2]
    downloads.offer_file(
        formats.plain(label),
        lambda: write_template(kind),
        file_name=f"mau_{_name_part(label)}_{version}.xlsx",
        mime=XLSX,
        key=f"mau_{kind}",
        hint=f"Phiên bản {version}",
    )


def _offer_prefilled() -> None:
    try:
        database = data.database()
    except StoreMissing:
        st.caption("Chưa nhận tệp nào nên chưa có gì để điền sẵn.")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        chosen = pick_unit("Đơn vị nhận mẫu", UNIT)
        year = st.selectbox("Năm của số liệu", filters.plan_years()[::-1], key="mau_nam", width=160)
        labels = _labels()
        kind = st.selectbox(
            "Loại báo cáo", list(labels), format_func=labels.__getitem__, key="mau_loai", width=280
        )
        filled = write_prefilled(database, kind, chosen[0], year) if chosen else None
        downloads.offer_file(
            "Tải mẫu điền sẵn",
            lambda: filled.data if filled else b"",
            file_name=f"mau_{_name_part(labels[kind])}_{_name_part(chosen[1] if chosen else '')}"
            f"_{year}_{inbox.version()[:12]}.xlsx",
            mime=XLSX,
            is_primary=True,
            action="send_back",
            key="mau_dien",
            disabled=filled is None,
        )
    if filled:
        st.caption(
            f"Mẫu này có sẵn {formats.count(filled.row_count)} dòng."
            if filled.row_count
            else "Chưa nhận dòng nào của đơn vị này cho năm và loại báo cáo đã chọn: mẫu sẽ trống."
        )


def _name_part(words: str) -> str:
    """`Sở Y tế` as a part of a file name that every system takes: `so-y-te`."""
    return "-".join(formats.search_key(words).split())
