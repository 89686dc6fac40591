"""An answer as people read it: sentence, row limit said aloud, chart, table, downloads."""

from collections.abc import Mapping

import pandas as pd
import streamlit as st

from pages.shared import data, explore_charts, formats
from pages.shared.downloads import offer_downloads
from pages.shared.explore_answers import LIMITS, Outcome
from pages.shared.figure_panel import draw_panels, offer_charts
from pages.shared.tables import Column, Format, Table, draw_table
from queries.free_sql import Answer

KINDS = {"bar": "Cột", "line": "Đường", "dot": "Điểm", "table": "Chỉ bảng"}
YEARS = ("year", "năm", "nam")


def guess_writers(answer: Answer, frame: pd.DataFrame) -> dict[str, Format]:
    """How the columns of a statement that somebody typed are written, by their types."""
    found: dict[str, Format] = {}
    for name, (_, kind) in zip(frame, answer.columns, strict=True):
        write: Format = formats.text
        if kind == "DATE":
            write = formats.day
        elif kind.startswith("TIMESTAMP"):
            write = formats.moment
        elif kind == "BOOLEAN":
            write = formats.yes_no
        elif pd.api.types.is_integer_dtype(frame[name]):
            write = formats.year if _is_year(name, frame[name]) else formats.count
        elif pd.api.types.is_float_dtype(frame[name]):
            write = formats.two_decimals
        if write in (formats.day, formats.moment) and not pd.api.types.is_datetime64_any_dtype(
            frame[name]
        ):
            write = formats.text
        found[str(name)] = write
    return found


def _is_year(name: str, values: pd.Series) -> bool:
    said = any(word in name.casefold() for word in YEARS)
    return said and bool(values.dropna().between(1900, 2100).all())


def pick_kind(default: str, key: str) -> str:
    """The kind of chart; table alone is one of them."""
    chosen = st.segmented_control(
        "Biểu đồ",
        list(KINDS),
        default=default if default in KINDS else "bar",
        format_func=lambda one: KINDS.get(one, one),
        required=True,
        key=key,
    )
    return str(chosen)


def refuse(outcome: Outcome) -> None:
    """The sentence why there is no answer."""
    st.error(formats.plain(outcome.refusal), icon=":material/block:")


def show(
    answer: Answer,
    title: str,
    subtitle: str,
    kind: str,
    key: str,
    writers: Mapping[str, Format],
    limit: int | None = None,
) -> pd.DataFrame:
    """The panel of one answer; `limit` is that of the statement, where it is known."""
    frame = answer.frame()
    with st.container(border=True, key=f"panel_{key}"):
        st.subheader(formats.plain(title), anchor=False)
        st.caption(formats.plain(subtitle))
        _say_limit(answer, limit)
        numbers = [
            str(name)
            for name in frame
            if pd.api.types.is_numeric_dtype(frame[name])
            and not pd.api.types.is_bool_dtype(frame[name])
            and writers.get(str(name)) is not formats.year
        ]
        names = [str(name) for name in frame if name not in numbers]
        if not names and len(numbers) > 1:
            names, numbers = numbers[:1], numbers[1:]
        if kind != "table" and len(frame) and explore_charts.can_draw(names, numbers):
            panels = explore_charts.draw(_shorten_blocks(frame), kind, names, numbers, writers)
            if len(panels) == 1:
                panels = [("", panels[0][1])]
            draw_panels(panels, title, f"chart_{key}", 2, 420)
            taking = st.expander(
                "Tải biểu đồ (SVG, PNG)",
                icon=":material/image:",
                key=f"{key}_tai_bieu_do",
                on_change="rerun",
            )
            if taking.open:
                with taking:
                    offer_charts(panels, title, title[:60] or "kham-pha", key)
            if len(frame) > explore_charts.MOST_MARKS:
                st.caption(
                    f"Biểu đồ vẽ {explore_charts.MOST_MARKS} dòng đầu; bảng dưới có đủ "
                    f"{formats.count(len(frame))} dòng."
                )
        elif kind != "table" and len(frame):
            st.caption("Chưa vẽ được biểu đồ: cần ít nhất một cột tên và một cột số.")
        table = Table(
            frame,
            tuple(
                Column(str(name), str(name), writers.get(str(name), formats.text)) for name in frame
            ),
        )
        draw_table(table, title, height=380 if len(frame) > 9 else None)
        offer_downloads(table, title, [title, subtitle], title[:60] or "kham-pha", key)
    return frame


def _shorten_blocks(frame: pd.DataFrame) -> pd.DataFrame:
    """Charts have room for the short name of a block only; the table keeps the whole one."""
    blocks = data.reference("emulation_blocks").set_index("name")["short_name"].to_dict()
    shortened = {
        name: frame[name].map(lambda value: blocks.get(value, value))
        for name in frame
        if pd.api.types.is_string_dtype(frame[name]) and frame[name].isin(list(blocks)).any()
    }
    return frame.assign(**shortened)


def _say_limit(answer: Answer, limit: int | None) -> None:
    rows = formats.count(len(answer.rows))
    if answer.cut == "rows":
        st.warning(
            f"Kết quả có nhiều hơn {formats.count(LIMITS.rows)} dòng; chỉ hiện và chỉ tải về "
            f"{rows} dòng đầu. Thêm điều kiện hoặc tính tổng hợp để xem hết.",
            icon=":material/content_cut:",
        )
    elif answer.cut == "bytes":
        st.warning(
            f"Kết quả lớn hơn {LIMITS.bytes // 2**20} MB; chỉ hiện và chỉ tải về {rows} dòng đầu. "
            "Chọn ít cột hơn để xem hết.",
            icon=":material/content_cut:",
        )
    elif limit is not None and len(answer.rows) >= limit:
        st.info(
            f"Đang hiện {rows} dòng đầu theo thứ tự đã chọn, đúng bằng số dòng nhiều nhất; có thể "
            "còn nữa. Tăng “Số dòng nhiều nhất” để xem hết.",
            icon=":material/content_cut:",
        )
