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
# A drawing for paper, a picture for a letter or a slide; three times the pixels of the screen.
TAKEN_AS = {"svg": "SVG (bản vẽ)", "png": "PNG (ảnh)"}
PNG_SCALE = 3
MODEBAR = {"color": "#1d5b96", "activecolor": "#0f3a63", "bgcolor": "#ffffff"}


def draw_chart(figure: Figure, alt: str, key: str) -> None:
    """A Plotly dictionary with its sentence as alternative text."""
    if presenting.find_item() is not None:
        figure = presenting.enlarge_figure(figure)
    st.plotly_chart(figure, theme=None, config=CHART_SETTINGS, key=key, alt=alt)


def _settings_to_take(file_name: str, taken_as: str) -> dict[str, Any]:
    """The browser makes the file by itself: nothing is sent anywhere, nothing more is installed."""
    label = f"Tải biểu đồ (.{taken_as})"
    return {
        **CHART_SETTINGS,
        "displayModeBar": True,
        "displaylogo": False,
        "modeBarButtons": [["toImage"]],
        "toImageButtonOptions": {
            "format": taken_as,
            "filename": file_name,
            "scale": PNG_SCALE if taken_as == "png" else 1,
        },
        "locale": "vi",
        "locales": {
            "vi": {
                "dictionary": {
                    "Download plot": label,
                    "Download plot as a PNG": label,
                    "Taking snapshot - this may take a few seconds": "Đang lưu biểu đồ…",
                    "Snapshot succeeded": "Đã lưu biểu đồ",
                },
                "format": {},
            }
        },
    }


def offer_charts(figure: Figure | list[Panel], alt: str, name: str, key: str) -> None:
    """The chart again, each part with its button, as a drawing or as a picture."""
    chosen = st.segmented_control(
        "Tải biểu đồ thành",
        list(TAKEN_AS),
        default="svg",
        format_func=lambda one: TAKEN_AS.get(one, one),
        required=True,
        key=f"tai_{key}_dang",
    )
    taken_as = chosen if chosen in TAKEN_AS else "svg"
    st.caption(
        f"Bấm hình máy ảnh ở góc phải phía trên biểu đồ (hoặc phím Tab rồi Enter) để lưu tệp "
        f".{taken_as}. Bản vẽ in nét ở mọi khổ giấy; ảnh dán được vào mọi văn bản."
    )
    stem = file_stem(name, str(data.data_status().version))
    panels = figure if isinstance(figure, list) else [("", figure)]
    for place, (title, one) in enumerate(panels):
        if title:
            st.markdown(f"**{formats.plain(title)}**")
        part = f"{stem}_{place + 1}" if len(panels) > 1 else stem
        st.plotly_chart(
            {**one, "layout": {**one["layout"], "modebar": MODEBAR}},
            theme=None,
            config=_settings_to_take(part, taken_as),
            # Plotly keeps the buttons that it drew first: another format is another chart.
            key=f"tai_{key}_{place}_{taken_as}",
            alt=f"{title}: {alt}" if title else alt,
        )


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
