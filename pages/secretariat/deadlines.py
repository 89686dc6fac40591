"""Tiến độ báo cáo: who owed a report, who sent it when, and letters for those who did not."""

import streamlit as st

from pages.shared import (
    acting,
    charts,
    data,
    extensions,
    filters,
    formats,
    reminders,
    sentences,
)
from pages.shared.downloads import offer_downloads
from pages.shared.figure_panel import show_figure
from pages.shared.tables import Column, Table, pick_rows

EVERY_STATE = "Tất cả tình trạng"
# Not a state of timeliness: a report that came in time may be waiting for its correction.
SENT_BACK = "Đang chờ bản sửa"
COUNTS = (
    Column("expected", "Phải báo cáo", formats.count),
    Column("received", "Đã nhận", formats.count),
    Column("in_time_at_once", "Đúng hạn, đạt ngay", formats.count),
    Column("in_time_corrected", "Đúng hạn, phải sửa", formats.count),
    Column("extended", "Được gia hạn", formats.count),
    Column("late", "Muộn", formats.count),
    Column("undated", "Chưa rõ ngày", formats.count),
    Column("not_yet", "Chưa nộp", formats.count),
    Column("returned", "Đang chờ bản sửa", formats.count),
    Column("not_expected", "Không thuộc diện", formats.count),
)
UNIT_COLUMNS = (
    Column("unit_name", "Đơn vị", width=250),
    Column("timeliness_shown", "Tình trạng", width=155),
    Column("first_reported_on", "Ngày báo cáo đầu tiên", formats.day, 150),
    Column("late_working_days", "Muộn (ngày làm việc)", formats.count),
    Column("overdue_working_days", "Quá hạn tới nay (ngày làm việc)", formats.count),
    Column("due_on", "Hạn của đơn vị", formats.day, 120),
    Column("rounds", "Số lần gửi", formats.count),
    Column("returned", "Chờ bản sửa", formats.yes_no),
    Column("extension_document", "Văn bản gia hạn", width=150),
    Column("extension_reason", "Lý do gia hạn", width=200),
    Column("district_name", "Huyện, thị xã, thành phố", width=180),
    Column("block_name", "Khối thi đua", width=220),
)

chosen = filters.pick()
year, scope = chosen.year, chosen.scope
codes = data.states("timeliness")
by_block = data.rows("progress_by_block", scope=scope, year=year, **chosen.of_block)
by_block = by_block.sort_values("block_order")
total = (
    data.rows("progress_by_year", scope=scope, year=year) if chosen.block_id is None else by_block
)
units = data.rows("report_progress", year=year, **chosen.of_level, **chosen.of_block)

st.header(formats.plain(sentences.report_progress(total, year)), anchor=False)
acting.show_outcome()
if len(units):
    st.caption(
        formats.plain(
            f"Ngày cuối còn đúng hạn: {formats.day(units['expected_on'].iloc[0])}. Phải báo cáo: "
            f"đơn vị tồn tại vào ngày chốt của năm {year}. Báo cáo đầu tiên đã nhận quyết định, kể "
            "cả báo cáo bị trả lại; sửa sau hạn vẫn là đúng hạn."
        )
    )

owing = by_block[by_block["expected"] > 0]
show_figure(
    "tien_do_khoi",
    sentences.blocks_waiting(by_block, year),
    f"Số đơn vị phải báo cáo theo tình trạng, từng khối thi đua, năm {year}; nguồn: mọi báo cáo "
    "kết quả đã nhận",
    charts.states_by_block(owing, codes[codes["code"] != "not_expected"], charts.TIMELINESS_COLOURS)
    if len(owing)
    else None,
    Table(by_block, (Column("block_name", "Khối thi đua", width=260), *COUNTS)),
    "reports_in_time",
    title=f"Tiến độ báo cáo theo khối năm {year}",
)

labels = dict(zip(codes["code"], codes["label"], strict=True))
with st.container(border=True, key="panel_tung_don_vi"):
    options = {"": EVERY_STATE, **labels, "returned": SENT_BACK}
    state = filters.pick_option("Tình trạng", options, "tinh_trang", "")
    if state == "returned":
        listed = units[units["returned"].eq(True)]
    elif state:
        listed = units[units["timeliness"] == state]
    else:
        listed = units
    listed = listed.assign(
        timeliness_shown=data.signed("timeliness", listed["timeliness"], listed["timeliness_label"])
    ).sort_values(["block_order", "unit_name"])
    sentence = sentences.units_of_progress(listed, year, options[state] if state else "")
    st.subheader(formats.plain(sentence), anchor=False)
    # Another list of units, another selection: a position means nothing in other rows.
    key = f"don_vi_{year}_{scope}_{chosen.block_id}_{state}_{data.current_version()[:12]}"
    table = Table(listed, UNIT_COLUMNS)
    waiting = [
        place for place, code in enumerate(listed["timeliness"].tolist()) if code == "not_yet"
    ]

    def choose(rows: list[int]) -> None:
        """Sets the selection of the table below before it is drawn again."""
        st.session_state[key] = {"selection": {"rows": rows, "columns": [], "cells": []}}

    with st.container(horizontal=True):
        st.button(
            f"Chọn tất cả đơn vị chưa nộp ({formats.count(len(waiting))})",
            on_click=choose,
            args=(waiting,),
            disabled=not waiting,
            icon=":material/select_all:",
            key="chon_chua_nop",
        )
        st.button("Bỏ chọn", on_click=choose, args=([],), key="bo_chon", disabled=listed.empty)
    rows = pick_rows(table, sentence, key)
    extensions.offer(listed.iloc[rows], year)
    st.subheader("Công văn đôn đốc", anchor=False)
    # What narrows nothing is not said: the line stands at the foot of every letter.
    selection = {"Năm": str(year), "Phạm vi": filters.scope_label(scope)}
    if chosen.block_id is not None:
        selection["Khối thi đua"] = filters.block_label(chosen.block_id)
    if state:
        selection["Tình trạng"] = options[state]
    reminders.offer_letters(listed.iloc[rows], year, selection, "don_doc")

with st.container(border=True, key="panel_tai_ve"):
    st.subheader("Tải danh sách đơn vị", anchor=False)
    offer_downloads(
        table,
        f"Tiến độ báo cáo năm {year}",
        [sentence, " · ".join(f"{name}: {value}" for name, value in selection.items())],
        f"Tiến độ báo cáo năm {year}",
        "tien_do",
    )
