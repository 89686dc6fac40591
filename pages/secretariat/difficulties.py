"""Khó khăn, kiến nghị: what all units state, by block and theme, with the cell, to take away."""

import functools

import pandas as pd
import streamlit as st

from pages.shared import data, filters, formats, sentences
from pages.shared.downloads import DOCX, file_stem, offer_downloads, offer_file
from pages.shared.tables import Column, Table, draw_table, pick_row
from papers.difficulty_list import write_difficulty_list

EVERY_THEME, EVERY_PART = "Tất cả chủ đề", "Cả hai"
PARTS = {"": EVERY_PART, "difficulty": "Khó khăn, vướng mắc", "proposal": "Kiến nghị"}
GROUPINGS = {"theme": "Theo chủ đề", "block_name": "Theo khối thi đua"}
LISTED = (
    Column("unit_name", "Đơn vị", width=185),
    Column("difficulty", "Khó khăn, vướng mắc", width=270),
    Column("proposal", "Kiến nghị", width=270),
    Column("model_name", "Mô hình", width=200),
    Column("block_name", "Khối thi đua", width=170),
    Column("year", "Năm", formats.year, 60),
    Column("themes", "Chủ đề (phần mềm đề xuất)", width=190),
    Column("difficulty_address", "Ô khó khăn", width=90),
    Column("proposal_address", "Ô kiến nghị", width=90),
    Column("sheet", "Trang tính", width=120),
    Column("file_name", "Tệp", width=220),
)
KEYWORDS = (
    Column("theme", "Chủ đề", width=230),
    Column("keywords", "Từ khóa", width=520),
    Column("proposed_by", "Ai đề xuất", width=320),
)


def count_groups(touched: pd.DataFrame, grouping: str) -> pd.DataFrame:
    """One row per theme or block: reports, units, and reports by part."""
    order = "theme_order" if grouping == "theme" else "block_order"
    rows = touched.groupby([order, grouping], sort=True)
    counts = rows.agg(reports=("row_id", "nunique"), units=("unit_id", "nunique"))
    for part in ("difficulty", "proposal"):
        own = touched[touched["part"] == part].groupby([order, grouping])["row_id"].nunique()
        counts[part] = own.reindex(counts.index, fill_value=0)
    return counts.reset_index()


def show_groups(touched: pd.DataFrame) -> None:
    """How many reports and units, by theme or by block."""
    with st.container(border=True, key="panel_nhom"):
        grouping = st.segmented_control(
            "Gộp",
            list(GROUPINGS),
            format_func=lambda one: GROUPINGS[one],
            default="theme",
            required=True,
            key="gop",
            bind="query-params",
            label_visibility="collapsed",
        )
        grouping = grouping if grouping in GROUPINGS else "theme"
        columns = (
            Column(grouping, "Chủ đề" if grouping == "theme" else "Khối thi đua", width=215),
            Column("reports", "Báo cáo", formats.count),
            Column("units", "Đơn vị", formats.count),
            Column("difficulty", "Khó khăn", formats.count),
            Column("proposal", "Kiến nghị", formats.count),
        )
        draw_table(
            Table(count_groups(touched, grouping), columns),
            f"Số báo cáo và đơn vị nêu khó khăn, kiến nghị, {GROUPINGS[grouping].lower()}",
        )
        if grouping == "theme":
            st.caption(
                "Một báo cáo có thể thuộc nhiều chủ đề nên các dòng không cộng lại. Không khớp từ "
                "khóa nào: “Khác”."
            )
        with st.popover("Từ khóa của từng chủ đề", icon=":material/sell:"):
            words = data.reference("difficulty_themes").sort_values("sort_order")
            spelled = (
                words.groupby(["theme", "proposed_by"], sort=False)["keyword"]
                .agg(", ".join)
                .rename("keywords")
                .reset_index()
            )
            st.caption(
                "Tìm trọn từ, không phân biệt dấu. Sửa trong data/difficulty\\_themes\\.csv."
            )
            draw_table(Table(spelled, KEYWORDS), "Từ khóa của từng chủ đề")


def show_row(row: pd.Series) -> None:
    """One report's words in full, where they stand, and the way to its unit and model."""
    for part, heading in (("difficulty", PARTS["difficulty"]), ("proposal", PARTS["proposal"])):
        if not formats.is_missing(row[part]):
            st.markdown(f"**{heading}**")
            st.text(formats.verbatim(str(row[part])))
            place = (
                f"Ô {row[f'{part}_address']}, trang tính “{row['sheet']}”, tệp {row['file_name']}"
            )
            st.caption(
                formats.plain(
                    f"{place}; nhận lúc {formats.moment(row['received_at'])}, "
                    f"người nhận: {row['received_by']}"
                )
            )
    filters.link("council/units", f"Hồ sơ đơn vị: {row['unit_name']}", don_vi=str(row["unit_id"]))
    filters.link("council/models", f"Mô hình: {row['model_name']}", mo_hinh=str(row["model_id"]))


def show_page() -> None:
    """The filters, the sentence, the counts, the list and the downloads."""
    chosen = filters.pick()
    year = chosen.year
    where = {**chosen.of_level, **chosen.of_block}
    stated = data.rows("difficulties", year=year, **where)
    touched = data.rows("difficulties_by_theme", year=year, **where)
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        names = data.reference("difficulty_themes").sort_values("sort_order")["theme"].unique()
        themes = {"": EVERY_THEME, **{name: name for name in [*names, "Khác"]}}
        theme = filters.pick_option("Chủ đề", themes, "chu_de", "")
        part = filters.pick_option("Nội dung", PARTS, "noi_dung", "")
    if theme:
        touched = touched[touched["theme"] == theme]
    if part:
        touched = touched[touched["part"] == part]
    stated = stated[stated["row_id"].isin(touched["row_id"])]
    themes_of_row = touched.groupby("row_id")["theme"].agg(
        lambda own: ", ".join(dict.fromkeys(own))
    )
    stated = stated.assign(themes=stated["row_id"].map(themes_of_row))

    sentence = sentences.difficulties(stated, touched, year)
    st.header(formats.plain(sentence), anchor=False)
    st.caption(
        "Ghi nguyên văn từ báo cáo kết quả; ô để trống hoặc ghi “Không” không tính. Chủ đề do phần mềm "
        "xếp theo từ khóa, là đề xuất để Hội đồng xem."
    )
    if stated.empty:
        st.info("Không có dòng nào; hãy chọn năm, khối hoặc chủ đề khác.", icon=":material/info:")
    else:
        show_groups(touched)
        selection = {
            "Năm": str(year),
            "Phạm vi": filters.scope_label(chosen.scope),
            "Khối thi đua": filters.block_label(chosen.block_id),
            "Chủ đề": theme or EVERY_THEME,
            "Nội dung": PARTS[part],
        }
        table = Table(stated, LISTED)
        with st.container(border=True, key="panel_danh_sach"):
            st.subheader("Từng báo cáo, theo khối và đơn vị", anchor=False)
            st.caption("Chọn một dòng để đọc trọn câu và xem ô, tệp nguồn.")
            key = f"kho_khan_{year}_{chosen.scope}_{chosen.block_id}_{theme}_{part}_{data.shown()}"
            place = pick_row(table, sentence, key, height=460)
            if place is not None:
                show_row(stated.iloc[place])
        with st.container(border=True, key="panel_tai_ve"):
            title = f"Khó khăn, vướng mắc và kiến nghị năm {year}"
            st.subheader("Tải về", anchor=False)
            filter_line = " · ".join(f"{name}: {value}" for name, value in selection.items())
            offer_downloads(table, title, [sentence, filter_line], title, "kho_khan")
            offer_file(
                "Tải bản tổng hợp (Word)",
                functools.partial(
                    write_difficulty_list,
                    data.database(),
                    year,
                    where,
                    {name: value for name, value in selection.items() if name != "Năm"},
                    [int(row) for row in stated["row_id"]],
                ),
                file_name=f"{file_stem(title, str(data.data_status().version))}.docx",
                mime=DOCX,
                icon=":material/description:",
                key="kho_khan_docx",
            )


if "difficulties" in data.database().views():
    show_page()
else:
    st.header("Khó khăn, vướng mắc và kiến nghị", anchor=False)
    st.info(
        "Mốc số liệu này được chốt bằng phiên bản phần mềm chưa gom khó khăn, kiến nghị; hãy xem số "
        "liệu hiện hành.",
        icon=":material/info:",
    )
