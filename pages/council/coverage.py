"""Độ phủ mô hình: who has a model, who has none, what spreads, and who ended with which successor."""

from pages.shared import charts, data, filters, formats, readings, sentences, source_panel
from pages.shared.figure_panel import show_figure
from pages.shared.tables import Column, Table

SOURCE = "nguồn: bản đăng ký và báo cáo kết quả của các đơn vị"
UNIT = Column("unit_name", "Đơn vị", width=300)
BLOCK = Column("block_name", "Khối thi đua", width=260)
COUNTS = (
    Column("units", "Số đơn vị", formats.count),
    Column("covered", "Có mô hình", formats.count),
    Column("share_percent", "Tỷ lệ", formats.percent),
    Column("target_percent", "Chỉ tiêu", formats.percent),
    Column("gap_points", "Cách chỉ tiêu (điểm)", formats.signed),
    Column("maintained", "Đang duy trì", formats.count),
    Column("reported", "Đã báo cáo", formats.count),
    Column("registered", "Đã đăng ký chưa báo cáo", formats.count),
    Column("stopped", "Đã dừng", formats.count),
    Column("none", "Chưa có mô hình", formats.count),
)

chosen = filters.pick(reading=True)
scope, year, reading = chosen.scope, chosen.year, chosen.reading
by_year = readings.year_rows(reading, scope=scope)
by_block = data.rows("coverage_by_block", scope=scope, year=year, **chosen.of_block)
by_block = by_block.sort_values("block_order")
every_unit = data.rows("coverage", **chosen.of_level)
# A single year is what was reported; only what runs over the years is read in another way.
of_year = readings.regroup(every_unit[every_unit["year"] == year], "as_reported", chosen.block_id)
of_year = of_year.sort_values(["block_order", "unit_name"])
units = readings.regroup(every_unit, reading, chosen.block_id)
units = units.sort_values(["block_order", "unit_name", "year"])
codes = data.states("coverage")
years = [int(one) for one in by_year["year"]]
readings.explain(reading, scope, every_unit, year)

show_figure(
    "ty_le",
    sentences.coverage_share(by_year, year),
    f"Tỷ lệ đơn vị có ít nhất một mô hình trong năm (mọi khối); {SOURCE}",
    readings.mark_breaks(charts.share_by_year(by_year), scope, years) if len(by_year) else None,
    Table(by_year, (Column("year", "Năm", formats.year), *COUNTS, *readings.columns(reading))),
    "coverage",
    title="Độ phủ mô hình theo năm",
)
show_figure(
    "theo_khoi",
    sentences.blocks_without(by_block, year),
    f"Số đơn vị theo năm tình trạng, từng khối thi đua, năm {year}; {SOURCE}",
    charts.states_by_block(by_block, codes) if len(by_block) else None,
    Table(by_block, (BLOCK, *COUNTS)),
    "coverage",
    title=f"Độ phủ mô hình theo khối năm {year}",
)
show_figure(
    "don_vi_nam",
    sentences.coverage_grid(units, year),
    f"Mỗi dòng một đơn vị, mỗi cột một năm; ô trống: đơn vị không tính trong năm đó; {SOURCE}",
    charts.state_grids(units, codes, charts.COVERAGE_COLOURS) if len(units) else None,
    Table(
        units,
        (
            UNIT,
            BLOCK,
            Column("year", "Năm", formats.year),
            Column("state_label", "Tình trạng"),
            Column("model_count", "Số mô hình", formats.count),
            Column("maintained_count", "Đang duy trì", formats.count),
            Column("reported_count", "Đã báo cáo", formats.count),
        ),
    ),
    "coverage",
    title="Tình trạng mô hình của từng đơn vị",
    legend=charts.legend_words(codes),
    narrowest=340,
)
readings.show_left_out(
    reading,
    every_unit,
    "coverage",
    (Column("state_label", "Tình trạng"), Column("model_count", "Số mô hình", formats.count)),
)
lacking = of_year[of_year["is_covered"].eq(False)]
show_figure(
    "chua_co",
    sentences.units_lacking(lacking, year, len(of_year)),
    f"Đơn vị chưa đăng ký mô hình nào, hoặc mọi mô hình đã dừng trước năm {year}; {SOURCE}",
    None,
    Table(
        lacking,
        (
            UNIT,
            BLOCK,
            Column("district_name", "Huyện, thị xã, thành phố"),
            Column("state_label", "Tình trạng"),
        ),
    ),
    "coverage",
    title=f"Đơn vị chưa có mô hình năm {year}",
)
models = data.rows("models", **chosen.of_level)
if chosen.block_id:
    models = models[models["unit_id"].isin(units["unit_id"])]
spread = models[models["replication_count"] > 0].sort_values("replication_count", ascending=False)
show_figure(
    "nhan_rong",
    sentences.replication(spread, len(models)),
    "Đơn vị áp dụng lại mô hình của đơn vị khác, theo cột Đơn vị nhân rộng của báo cáo kết quả",
    None,
    Table(
        spread,
        (
            Column("model_name", "Mô hình", width=320),
            Column("unit_name", "Đơn vị xây dựng", width=240),
            Column("replication_count", "Số đơn vị nhân rộng", formats.count),
            Column("replicated_by_names", "Nhân rộng tại", width=420),
        ),
    ),
    "coverage",
    title="Nhân rộng mô hình",
)
ended = data.rows("ended_units", year=year, **chosen.of_level)
show_figure(
    "ket_thuc",
    sentences.ended_units(ended, year),
    "Đơn vị kết thúc hoạt động trong năm, trước ngày chốt; nguồn: danh mục đơn vị và văn bản sắp "
    "xếp",
    None,
    Table(
        ended,
        (
            UNIT,
            BLOCK,
            Column("ended_on", "Kết thúc ngày", formats.day),
            Column("successor_names", "Đơn vị kế thừa", width=360),
        ),
    ),
    "coverage",
    title=f"Đơn vị kết thúc trong năm {year}",
)
source_panel.open_source_panel("do_phu", "coverage", of_year, year)
