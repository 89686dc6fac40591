"""Xu hướng chỉ số: SIPAS and PAR INDEX of every measured unit against the target, year by year."""

import streamlit as st

from pages.shared import charts, data, filters, formats, readings, sentences, source_panel
from pages.shared.figure_panel import show_figure
from pages.shared.tables import Column, Table

SOURCE = "nguồn: kết quả chỉ số do các đơn vị báo cáo, kèm quyết định công bố"
UNIT = Column("unit_name", "Đơn vị", width=280)
BLOCK = Column("block_name", "Khối thi đua", width=240)

chosen = filters.pick(reading=True)
scope, year, reading = chosen.scope, chosen.year, chosen.reading
indices = data.reference("indices_measured").sort_values("index_id", ascending=False)
labels = dict(zip(indices["index_id"], indices["label"], strict=True))
index_id = filters.pick_index(labels)
label = labels[index_id]

years = filters.plan_years()
every_state = data.rows("index_states", index_id=index_id, year=years, **chosen.of_level)
every_state = every_state.sort_values(["block_order", "unit_name", "year"])
states = readings.regroup(every_state, reading, chosen.block_id)
states = states.sort_values(["block_order", "unit_name", "year"])
measured = states[states["participates"].eq(True)]
by_year = readings.index_year_rows(reading, scope, chosen.block_id, index_id=index_id, year=years)

# Indices of a year come out in the year after; the latest published one is better than an empty page.
published = [int(one) for one in by_year[by_year["published"] > 0]["year"] if one <= year]
if published and published[-1] != year:
    st.info(
        f"{formats.plain(label)} năm {year} chưa được công bố; các nhận định dưới đây là của năm "
        f"{published[-1]}, năm gần nhất có số liệu.",
        icon=":material/event:",
    )
    year = published[-1]
changes = data.rows("index_changes", index_id=index_id, year=year)
changes = changes[changes["unit_id"].isin(measured["unit_id"])].sort_values("change_points")
codes = data.states("index")
target = float(states["target_value"].iloc[0]) if len(states) else 0.0
breaks = [int(one) for one in by_year[by_year["is_method_break"].eq(True)]["year"]]

every_measured = every_state[every_state["participates"].eq(True)]
readings.explain(reading, scope, every_measured, year)
if breaks:
    named = ", ".join(str(one) for one in breaks)
    marked = " (đường chấm dọc)" if max(breaks) > years[0] else ""
    st.info(
        f"Phương pháp xác định {formats.plain(label)} thay đổi từ chỉ số năm {named}{marked}: "
        "không so sánh trực tiếp với các năm trước đó.",
        icon=":material/rule:",
    )
show_figure(
    "bon_tinh_trang",
    sentences.index_year(by_year, year),
    f"Số đơn vị theo bốn tình trạng, các năm của Kế hoạch; {SOURCE}",
    readings.mark_breaks(
        charts.counts_by_year(by_year, codes, charts.INDEX_COLOURS),
        scope,
        [int(one) for one in by_year["year"]],
        upright=False,
    )
    if len(by_year)
    else None,
    Table(
        by_year,
        (
            Column("year", "Năm", formats.year),
            Column("participating", "Thuộc diện xác định", formats.count),
            Column("published", "Đã công bố", formats.count),
            Column("passed", "Đạt", formats.count),
            Column("failed", "Chưa đạt", formats.count),
            Column("unpublished", "Chưa công bố", formats.count),
            Column("not_participating", "Không tham gia", formats.count),
            Column("passed_percent", "Tỷ lệ đạt", formats.percent),
            Column("target_value", "Mục tiêu (trên)", formats.percent),
            *readings.columns(reading),
        ),
    ),
    index_id,
    title=f"{label} theo bốn tình trạng",
)
show_figure(
    "theo_khoi",
    sentences.index_lines(measured, label, year),
    f"{label} (%) từng đơn vị; ● đạt, ✕ chưa đạt; điểm không có: chưa công bố; các ô cùng thang "
    f"đo; {SOURCE}",
    readings.mark_panels(charts.line_panels(measured, target, years), scope, years)
    if measured["value"].notna().any()
    else None,
    Table(
        states,
        (
            UNIT,
            BLOCK,
            Column("year", "Năm", formats.year),
            Column("value", label, formats.stated_percent),
            Column("target_value", "Mục tiêu (trên)", formats.percent),
            Column("margin_points", "Cách mục tiêu (điểm)", formats.signed),
            Column("state_label", "Tình trạng"),
            Column("points", "Điểm đạt", formats.decimal_number),
            Column("points_max", "Điểm tối đa", formats.decimal_number),
            Column("decision_no", "Số quyết định"),
            Column("published_on", "Công bố ngày", formats.day),
            Column("method_version", "Phương pháp"),
        ),
    ),
    index_id,
    title=f"{label} của từng đơn vị",
)
show_figure(
    "bang_don_vi",
    sentences.index_grid(measured, label, year),
    f"Đơn vị thuộc diện xác định, mỗi cột một năm; {SOURCE}",
    charts.state_grids(measured, codes, charts.INDEX_COLOURS, value="value")
    if len(measured)
    else None,
    Table(
        measured,
        (
            UNIT,
            BLOCK,
            Column("year", "Năm", formats.year),
            Column("value", label, formats.stated_percent),
            Column("state_label", "Tình trạng"),
        ),
    ),
    index_id,
    title=f"Tình trạng {label} của từng đơn vị",
    legend=charts.legend_words(codes),
    narrowest=340,
)
show_figure(
    "phan_bo",
    sentences.index_spread(by_year, year),
    "Hộp: một nửa số đơn vị ở giữa; vạch trong hộp: trung vị; râu: thấp nhất và cao nhất; "
    f"{SOURCE}",
    readings.mark_breaks(
        charts.spread_by_year(by_year, target),
        scope,
        [int(one) for one in by_year[by_year["median"].notna()]["year"]],
    )
    if by_year["median"].notna().any()
    else None,
    Table(
        by_year,
        (
            Column("year", "Năm", formats.year),
            Column("published", "Số đơn vị", formats.count),
            Column("lowest", "Thấp nhất", formats.stated_percent),
            Column("lower_quartile", "Tứ phân vị dưới", formats.percent),
            Column("median", "Trung vị", formats.percent),
            Column("upper_quartile", "Tứ phân vị trên", formats.percent),
            Column("highest", "Cao nhất", formats.stated_percent),
        ),
    ),
    index_id,
    title=f"Phân bố {label}",
)
show_figure(
    "thay_doi",
    sentences.index_moves(changes, year, label),
    f"Mỗi dòng một đơn vị có kết quả của năm {year - 1} và {year}, từ giảm nhiều đến tăng nhiều; "
    f"{SOURCE}",
    charts.moves(changes) if len(changes) else None,
    Table(
        changes,
        (
            UNIT,
            BLOCK,
            Column("previous_value", f"Năm {year - 1}", formats.stated_percent),
            Column("value", f"Năm {year}", formats.stated_percent),
            Column("change_points", "Thay đổi (điểm)", formats.signed),
            Column("is_comparable", "So sánh được", formats.yes_no),
        ),
    ),
    index_id,
    title=f"Thay đổi {label} năm {year}",
)
readings.show_left_out(
    reading,
    every_measured,
    index_id,
    (
        Column("value", label, formats.stated_percent),
        Column("state_label", "Tình trạng"),
    ),
)
# Cells belong to the unit that reported them, whoever stands for it in this reading.
reported = readings.regroup(every_measured, "as_reported", chosen.block_id)
source_panel.open_source_panel("chi_so", index_id, reported[reported["year"] == year], year)
