"""Reminder letters for chosen units: what each is asked for, and the two files to take away."""

from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import data, downloads, formats
from pages.shared.downloads import DOCX
from papers.reminder_letters import Recipient, write_letter_files, write_letters

REPORT = "Báo cáo kết quả thực hiện mô hình văn hóa công sở năm {year}"
CORRECTION = "Bản đã sửa của báo cáo kết quả thực hiện mô hình văn hóa công sở năm {year}"


def is_owing(rows: pd.DataFrame) -> pd.Series:
    """Which rows of report_progress stand for a unit that still has something to send."""
    expected = rows["timeliness"] != "not_expected"
    return expected & ((rows["timeliness"] == "not_yet") | rows["returned"].eq(True))


def recipients(rows: pd.DataFrame) -> list[Recipient]:
    """One recipient per row of report_progress that still has something to send, in its order."""
    return [_recipient(row) for row in rows[is_owing(rows)].itertuples()]


def _recipient(row: Any) -> Recipient:
    is_missing = row.timeliness == "not_yet"
    what = (REPORT if is_missing else CORRECTION).format(year=row.year)
    late = None if formats.is_missing(row.overdue_working_days) else int(row.overdue_working_days)
    district = None if formats.is_missing(row.district_name) else str(row.district_name)
    # A correction has no day by which it is due; the letter says when an answer is asked for.
    due_on = row.due_on.date() if is_missing else None
    return Recipient(str(row.unit_name), district, [(what, due_on)], late)


def offer_letters(chosen: pd.DataFrame, year: int, selection: dict[str, str], key: str) -> None:
    """Days for the letters and two buttons: one Word file with all of them, or a zip of one each.

    `chosen` are rows of report_progress; `selection` says in words what they were chosen from.
    """
    asked = recipients(chosen)
    left_out = len(chosen) - len(asked)
    if chosen.empty:
        st.caption(
            "Đánh dấu các đơn vị ở cột đầu của bảng, hoặc bấm “Chọn tất cả đơn vị chưa nộp”, để "
            "soạn công văn đôn đốc."
        )
        return
    st.markdown(
        f"**Đã chọn {formats.count(len(chosen))} đơn vị, "
        f"{formats.count(len(asked))} đơn vị cần đôn đốc.**"
    )
    if left_out:
        st.caption(
            f"{formats.count(left_out)} đơn vị đã chọn không còn nợ báo cáo nên không có công văn."
        )
    if not asked:
        return
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium"):
        issued_on = _ask_day("Ngày công văn", "Để trống thì văn thư ghi tay ngày, tháng.", key)
        reply_by = _ask_day("Đề nghị gửi chậm nhất", "Để trống: “trong thời gian sớm nhất”.", key)
    version = str(data.data_status().version)
    stem = downloads.file_stem(f"don doc bao cao {year}", version)
    occasion = (year, data.database().as_of, version, selection, issued_on, reply_by)
    with st.container(horizontal=True):
        downloads.offer_file(
            "Tải một tệp Word (.docx)",
            lambda: write_letters(asked, *occasion),
            file_name=f"{stem}.docx",
            mime=DOCX,
            icon=":material/description:",
            action="send_back",
            key=f"{key}_docx",
        )
        downloads.offer_file(
            "Tải mỗi đơn vị một tệp (.zip)",
            lambda: write_letter_files(asked, *occasion),
            file_name=f"{stem}.zip",
            mime="application/zip",
            icon=":material/folder_zip:",
            action="send_back",
            key=f"{key}_zip",
        )
    st.caption(
        "Số, chữ ký và dấu để trống; nội dung thiếu lấy từ bảng trên, không sửa tay số liệu."
    )


def _ask_day(label: str, hint: str, key: str) -> date | None:
    day = st.date_input(
        label, value=None, format="DD/MM/YYYY", key=f"{key}_{label}", help=hint, width=200
    )
    return day if isinstance(day, date) else None
