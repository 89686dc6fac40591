"""The reference tables of data/*.csv as the method page shows them."""

import pandas as pd
import streamlit as st

from pages.shared import data, formats
from pages.shared.tables import Column, Table, draw_table

COMPARATORS = {">": "lớn hơn (không kể bằng)", ">=": "từ (kể cả bằng)"}
GROUPS = {
    "coverage": "Tình trạng mô hình của đơn vị",
    "index": "Tình trạng chỉ số",
    "gate": "Kết luận từng điều kiện",
    "candidate": "Kết luận của đề nghị",
    "target": "So với mục tiêu",
}
STATUSES = {"draft": "Dự kiến", "open": "Đang xét", "sealed": "Đã chốt"}
DENOMINATORS = {
    "total_members": "Tổng số thành viên Hội đồng",
    "present_members": "Thành viên dự họp",
}

Part = tuple[str, str, tuple[pd.DataFrame, tuple[Column, ...]]]

DOCUMENT = Column("document", "Văn bản", width=300)
CLAUSE = Column("clause", "Điều khoản", width=260)
REVIEWED = Column("reviewed_by", "Người rà soát", width=300)


def tables_of(part: str) -> list[Part]:
    """Heading, note and table of each part of a section."""
    return {
        "targets": _targets,
        "states": _states,
        "rounds": _rounds,
        "criteria": _criteria,
        "fields": _fields,
    }[part]()


def _targets() -> list[Part]:
    rows = data.reference("targets")
    names = {"coverage": "Độ phủ mô hình", "sipas": "SIPAS", "par_index": "PAR INDEX"}
    rows = rows.assign(name=rows["target_id"].map(names), words=rows["comparator"].map(COMPARATORS))
    columns = (
        Column("name", "Chỉ tiêu"),
        Column("words", "So sánh"),
        Column("value", "Mục tiêu", formats.whole_percent),
        Column("valid_from", "Từ ngày", formats.day),
        Column("valid_to", "Đến hết ngày", formats.day),
        CLAUSE,
        DOCUMENT,
        REVIEWED,
    )
    years = data.reference("plan_years").sort_values("year")
    year_columns = (
        Column("year", "Năm", formats.year),
        Column("cutoff_on", "Ngày chốt đơn vị", formats.day),
        Column("report_deadline_on", "Ngày cuối đúng hạn", formats.day),
        Column("in_plan", "Thuộc Kế hoạch", formats.yes_no),
        Column("note", "Ghi chú", width=460),
    )
    return [
        (
            "Mục tiêu của Kế hoạch",
            "So sánh trên số đã ghi, không làm tròn: 85,00 % là chưa đạt.",
            (rows, columns),
        ),
        (
            "Các năm",
            "Một đơn vị tính trong năm khi còn tồn tại vào ngày chốt.",
            (years, year_columns),
        ),
    ]


def _states() -> list[Part]:
    every = data.reference("states")
    columns = (
        Column("symbol", "Ký hiệu"),
        Column("label", "Tình trạng", width=200),
        Column("meaning", "Nghĩa là", width=560),
        Column("counts", "Tính là đạt", formats.yes_no),
    )
    return [
        (
            heading,
            "Mỗi trường hợp đúng một tình trạng; thiếu số liệu không bao giờ là 0.",
            (every[every["state_group"] == group].sort_values("sort_order"), columns),
        )
        for group, heading in GROUPS.items()
    ]


def _rounds() -> list[Part]:
    rows = data.reference("award_rounds").sort_values("year")
    rows = rows.assign(
        status_label=rows["status"].map(STATUSES),
        of_whom=rows["vote_denominator"].map(DENOMINATORS),
    )
    columns = (
        Column("year", "Đợt xét năm", formats.year),
        Column("considered_on", "Ngày xét", formats.day),
        Column("index_year", "Dùng chỉ số năm", formats.year),
        Column("quota", "Chỉ tiêu số lượng", formats.count),
        Column("vote_threshold_percent", "Ngưỡng phiếu", formats.whole_percent),
        Column("of_whom", "Mẫu số của phiếu", width=200),
        Column("status_label", "Trạng thái"),
        Column("legal_basis", "Căn cứ pháp lý", width=520),
        Column("note", "Ghi chú", width=360),
    )
    return [
        (
            "Các đợt xét",
            "Mỗi đợt giữ căn cứ pháp lý, ngưỡng và tiêu chí của riêng mình.",
            (rows, columns),
        )
    ]


def _criteria() -> list[Part]:
    columns = (
        Column("criteria_version", "Phiên bản"),
        Column("label", "Tiêu chí", width=220),
        Column("weight", "Trọng số", formats.decimal_number),
        Column("low_goalpost", "Mốc 0 điểm", formats.decimal_number),
        Column("high_goalpost", "Mốc 100 điểm", formats.decimal_number),
        Column("unit_of_measure", "Đơn vị tính"),
        CLAUSE,
        Column("proposed_by", "Người đề xuất", width=260),
    )
    note = "Kế hoạch không quy định thang điểm; trọng số và mốc là đề xuất của phần mềm, Hội đồng thay đổi được."
    rows = data.reference("criteria").sort_values(["criteria_version", "sort_order"])
    return [("Tiêu chí chấm điểm", note, (rows, columns))]


def _fields() -> list[Part]:
    kinds = data.reference("kinds").sort_values("sort_order")
    fields = data.reference("fields")
    columns = (
        Column("header", "Cột", width=220),
        Column(
            "required",
            "Bắt buộc",
            lambda value: {"yes": "Có", "no": "Không"}.get(value, "Thay cho cột khác"),
        ),
        Column("help", "Cách ghi", width=460),
        Column("example", "Ví dụ", width=240),
    )
    return [
        (
            kind.label,
            f"Mỗi dòng là {kind.row_is}.",
            (fields[fields["kind"] == kind.kind], columns),
        )
        for kind in kinds.itertuples()
    ]


def show_index_quality() -> None:
    """What each index is good for and what it is not, and when its method changed."""
    methods = data.reference("index_methods")
    for index in data.reference("indices_measured").itertuples():
        with st.container(border=True, key=f"chat_luong_{index.index_id}"):
            st.subheader(
                f"{formats.plain(index.label)} – {formats.plain(index.full_name)}", anchor=False
            )
            st.table(
                {
                    "Nguồn số liệu": formats.plain(index.data_source),
                    "Cách kiểm chứng": formats.plain(index.verification),
                    "Độ chính xác cần có": formats.plain(index.accuracy_needed),
                    "Hạn chế": formats.plain(index.limitations),
                    "Cách khắc phục": formats.plain(index.compensation),
                    "Người rà soát": formats.plain(index.reviewed_by),
                },
                border="horizontal",
            )
            own = methods[methods["index_id"] == index.index_id].sort_values("valid_from_year")
            draw_table(
                Table(
                    own,
                    (
                        Column("valid_from_year", "Từ chỉ số năm", formats.year),
                        Column("valid_to_year", "Đến năm", formats.year),
                        Column("method_version", "Phương pháp"),
                        Column("legal_document", "Văn bản", width=300),
                        Column("note", "Ghi chú", width=420),
                    ),
                ),
                f"Các phương pháp xác định {index.label} qua các năm",
            )


def show_dictionary() -> None:
    """Every view with the sentence that says what one row is, its columns, and its SQL."""
    database = data.database()
    st.caption(
        f"{formats.count(len(database.views()))} bảng tính; câu mô tả viết bằng tiếng Anh trong "
        "mã nguồn."
    )
    view = st.selectbox("Bảng", database.views(), key="bang", bind="query-params", width=360)
    if view not in database.views():
        return
    st.markdown(formats.plain(database.describe(view)))
    columns = database.columns(view)
    listed = pd.DataFrame({"column": list(columns), "kind": list(columns.values())})
    draw_table(
        Table(
            listed, (Column("column", "Cột", width=260), Column("kind", "Kiểu dữ liệu", width=200))
        ),
        f"Các cột của bảng {view}",
    )
    st.code(database.sql(view), language="sql")
