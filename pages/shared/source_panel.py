"""The cells behind a figure: which file, sheet and cell, as typed, received when and by whom.

Everything that came from a file is shown in tables, where no text can take effect.
"""

import pandas as pd
import streamlit as st

from pages.shared import data, formats
from pages.shared.tables import Column, Table, draw_table

CELL_COLUMNS = (
    Column("header", "Cột trong tệp", width=170),
    Column("raw_text", "Ghi trong ô", width=240),
    Column("address", "Ô", width=70),
    Column("sheet", "Trang tính", width=120),
    Column("file_name", "Tệp", width=220),
    Column("received_at", "Nhận lúc", formats.moment, 130),
    Column("received_by", "Người nhận", width=120),
    Column("simulated", "Mô phỏng", formats.yes_no, 90),
)
LEFT_OUT_COLUMNS = (
    Column("reason", "Vì sao không tính", width=320),
    Column("file_name", "Tệp", width=220),
    Column("sheet", "Trang tính", width=120),
    Column("row_number", "Dòng", formats.count, 70),
    Column("received_at", "Nhận lúc", formats.moment, 130),
)
TOPICS = {
    "coverage": "Độ phủ mô hình",
    "sipas": "SIPAS",
    "par_index": "PAR INDEX",
    "ranking": "Xếp hạng đề nghị",
    "vote": "Biểu quyết",
    "award": "Khen thưởng",
}
KINDS_OF_TOPIC = {
    "coverage": ["registrations", "results"],
    "sipas": ["indices"],
    "par_index": ["indices"],
    "ranking": ["registrations", "results", "appraisals", "indices"],
    "vote": ["votes"],
    "award": ["awards"],
}


def show_cells(cells: pd.DataFrame, what: str) -> None:
    """The contributing cells of one figure as a table."""
    if cells.empty:
        st.caption(f"Không có ô nào trong các tệp đã nhận góp vào {formats.plain(what)}.")
        return
    # One cell may state two values, a period its start and its end; people look for the cell.
    cells = cells.drop_duplicates(["file_sha256", "sheet", "address"])
    draw_table(Table(cells, CELL_COLUMNS), f"Các ô trong tệp báo cáo góp vào {what}", height=280)


def show_sources(
    topic: str, unit_id: str, unit_name: str, year: int | None = None, **where: str
) -> None:
    """Cells behind a unit's figure, then its rows that do not count and why."""
    period = "" if year is None else f", năm {year}"
    what = f"{TOPICS[topic]} của {unit_name}{period}"
    conditions = {"topic": topic, "unit_id": unit_id, **where}
    if year is not None:
        conditions["year"] = year  # type: ignore[assignment]
    st.markdown(f"**Các ô góp vào số liệu:** {formats.plain(what)}")
    show_cells(data.rows("figure_cells", **conditions), what)
    left_out = data.rows("left_out_rows", unit_id=unit_id, kind=KINDS_OF_TOPIC[topic])
    st.markdown("**Dòng đã nhận của đơn vị nhưng không tính**")
    if left_out.empty:
        st.caption("Không có dòng nào bị loại, thay thế hoặc thu hồi.")
    else:
        draw_table(Table(left_out, LEFT_OUT_COLUMNS), f"Dòng không tính của {unit_name} và lý do")


def show_row_cells(row_id: int, what: str, field: str | None = None) -> None:
    """The cells of one report row: what a verdict or a score rests on."""
    cells = data.rows(
        "figure_cells", row_id=int(row_id), **({} if field is None else {"field": field})
    )
    show_cells(cells.drop_duplicates(["row_id", "address"]), what)


def pick_topic(key: str) -> str:
    """Which figure of a unit the cells are wanted for."""
    topic = st.segmented_control(
        "Số liệu về",
        list(TOPICS),
        format_func=lambda one: TOPICS[one],
        default="coverage",
        required=True,
        key=key,
    )
    return topic if topic in TOPICS else "coverage"


def open_source_panel(key: str, topic: str | None, units: pd.DataFrame, year: int) -> None:
    """A panel under the charts: choose a unit of `units`, see what its figure rests on.

    Without a topic the panel offers all of them.
    """
    with st.container(border=True, key=f"nguon_{key}"):
        st.subheader("Số liệu từ đâu ra?", anchor=False)
        names = {
            row.unit_id: f"{row.unit_name}" for row in units.drop_duplicates("unit_id").itertuples()
        }
        chosen = st.selectbox(
            "Chọn đơn vị để xem từng ô trong tệp báo cáo",
            list(names),
            format_func=lambda unit: names[unit],
            index=None,
            placeholder="Gõ hoặc chọn tên đơn vị…",
            key=f"nguon_{key}_don_vi",
        )
        if chosen is not None:
            show_sources(topic or pick_topic(f"nguon_{key}_ve"), chosen, names[chosen], year)
