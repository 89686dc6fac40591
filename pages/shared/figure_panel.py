"""A finding with its chart: sentence, subtitle, and four views of the same rows.

Only the chosen view is drawn, so a table that nobody opens costs nothing.
"""

from typing import Any

import streamlit as st

from pages.shared import data, formats, presenting
from pages.shared.charts import Figure, Panel
from pages.shared.downloads import file_stem, offer_downloads
from pages.shared.tables import Table, draw_table

CHART, TABLE, DOWNLOAD, METHOD = "Biểu đồ", "Bảng", "Số liệu tải về", "Phương pháp"
# No zooming, no toolbar in English: the chart reads like a printed one, hovering adds detail.
CHART_SETTINGS: dict[str, Any] = {
    "displayModeBar": False,
    "scrollZoom": False,
    "doubleClick": False,
}
TAKE_CHART = "Tải biểu đồ (.svg)"


def draw_chart(figure: Figure, alt: str, key: str, file_name: str | None = None) -> None:
    """A Plotly dictionary with its sentence as alternative text.

    With `file_name` it carries one button that saves it as a drawing of that name.
    """
    if presenting.find_item() is not None:
        figure = presenting.enlarge_figure(figure)
    settings = CHART_SETTINGS if file_name is None else _settings_to_take(file_name)
    st.plotly_chart(figure, theme=None, config=settings, key=key, alt=alt)


def _settings_to_take(file_name: str) -> dict[str, Any]:
    """The browser makes the file by itself: nothing is sent anywhere, nothing more is installed."""
    return {
        **CHART_SETTINGS,
        "displayModeBar": True,
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {"format": "svg", "filename": file_name},
        "locale": "vi",
        "locales": {
            "vi": {
                "dictionary": {
                    "Download plot": TAKE_CHART,
                    "Taking snapshot - this may take a few seconds": "Đang lưu biểu đồ…",
                    "Snapshot succeeded": "Đã lưu biểu đồ",
                },
                "format": {},
            }
        },
    }


def offer_charts(figure: Figure | list[Panel], alt: str, name: str, key: str) -> None:
    """The chart again, each part with its button; a drawing prints sharply at any size."""
    st.caption(
        "Tải biểu đồ: bấm hình máy ảnh ở góc phải phía trên biểu đồ để lưu tệp .svg, in được ở mọi "
        "khổ giấy."
    )
    stem = file_stem(name, str(data.data_status().version))
    panels = figure if isinstance(figure, list) else [("", figure)]
    for place, (title, one) in enumerate(panels):
        if title:
            st.markdown(f"**{formats.plain(title)}**")
        part = f"{stem}_{place + 1}" if len(panels) > 1 else stem
        draw_chart(one, f"{title}: {alt}" if title else alt, f"tai_{key}_{place}", part)


def draw_panels(panels: list[Panel], alt: str, key: str, across: int, narrowest: int) -> None:
    """Charts side by side under their titles, fewer in a row where there is less room."""
    with st.grid(min(across, len(panels)), min_column_width=narrowest, gap="medium"):
        for place, (title, figure) in enumerate(panels):
            with st.container(gap=None):
                if title:
                    st.markdown(f"**{formats.plain(title)}**")
                draw_chart(figure, f"{title}: {alt}" if title else alt, f"{key}_{place}")


def draw_method(measure_id: str) -> None:
    """How a measure is defined: what is counted, out of what, by which clause, in which SQL."""
    measures = data.reference("measures")
    own = measures[measures["measure_id"] == measure_id]
    if own.empty:
        st.caption("Chưa có mô tả phương pháp cho chỉ tiêu này.")
        return
    row = next(own.itertuples())
    st.table(
        {
            "Chỉ tiêu": formats.plain(row.label),
            "Đơn vị tính": formats.plain(row.unit_of_measure),
            "Tử số": formats.plain(row.numerator),
            "Mẫu số": formats.plain(row.denominator),
            "Căn cứ": formats.plain(row.clause),
            "Ghi chú": formats.plain(row.note),
            "Người rà soát": formats.plain(row.reviewed_by),
        },
        border="horizontal",
    )
    database = data.database()
    if row.view in database.views():
        st.caption(f"Câu lệnh tính trên DuckDB: queries/views/{formats.plain(row.view)}\\.sql")
        st.code(database.sql(row.view), language="sql", height=320)


def show_figure(
    key: str,
    sentence: str,
    subtitle: str,
    figure: Figure | list[Panel] | None,
    table: Table,
    measure_id: str,
    title: str | None = None,
    legend: str | None = None,
    across: int = 3,
    narrowest: int = 210,
) -> None:
    """One bordered panel; without a chart it opens on its table."""
    with st.container(border=True, key=f"panel_{key}"):
        st.subheader(formats.plain(sentence), anchor=False)
        st.caption(formats.plain(subtitle))
        views = [TABLE, DOWNLOAD, METHOD] if figure is None else [CHART, TABLE, DOWNLOAD, METHOD]
        view = st.segmented_control(
            "Cách xem",
            views,
            default=views[0],
            required=True,
            key=f"xem_{key}",
            label_visibility="collapsed",
        )
        if table.frame.empty and view in (CHART, TABLE):
            st.info("Chưa có số liệu cho lựa chọn này.", icon=":material/info:")
        elif view == CHART and figure is not None:
            if legend:
                st.text(formats.verbatim(legend))
            if isinstance(figure, list):
                draw_panels(figure, sentence, f"chart_{key}", across, narrowest)
            else:
                draw_chart(figure, sentence, f"chart_{key}")
        elif view == TABLE:
            draw_table(table, sentence)
        elif view == DOWNLOAD:
            offer_downloads(table, title or sentence, [sentence, subtitle], title or key, key)
            if figure is not None:
                offer_charts(figure, sentence, title or key, key)
        else:
            draw_method(measure_id)


def show_table(key: str, sentence: str, subtitle: str, table: Table, title: str) -> None:
    """A bordered panel of a table that stands for itself: no chart, no measure behind it."""
    with st.container(border=True, key=f"panel_{key}"):
        st.subheader(formats.plain(sentence), anchor=False)
        st.caption(formats.plain(subtitle))
        draw_table(table, sentence, height=380 if len(table.frame) > 9 else None)
        offer_downloads(table, title, [sentence, subtitle], title, key)
