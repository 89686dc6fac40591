"""Nhật ký: who did what and when, from the audit log and the store's journal, and whether both hold."""

from dataclasses import asdict, fields
from datetime import date, datetime, timedelta
from pathlib import Path

import pandas as pd
import streamlit as st

from access import audit_log, history
from access.audit_log import Head, Verdict
from pages.shared import data, fence, filters, formats
from pages.shared.downloads import offer_downloads
from pages.shared.tables import Column, Table, draw_table
from queries.clock import OFFSET, today
from reports.disk import StoreError

SHOWN_MOST = 1_000
MONTH = timedelta(days=30)
NOBODY = "(không ghi tên)"
COLUMNS = (
    Column("at", "Lúc", formats.moment, 130),
    Column("who", "Người thực hiện", width=140),
    Column("action_label", "Việc", width=140),
    Column("subject", "Đối tượng", width=250),
    Column("outcome_label", "Kết quả", width=90),
    Column("detail", "Chi tiết", width=250),
    Column("role", "Vai trò", width=100),
    Column("source", "Nguồn", width=160),
    Column("number", "Dòng", formats.count, 65),
)


@st.cache_data(max_entries=2, show_spinner="Đang đọc nhật ký…")
def _read(store: str, version: str, stamp: tuple[int, ...]) -> tuple[pd.DataFrame, Verdict]:
    folder = Path(store)
    acts = pd.DataFrame(
        [asdict(act) for act in history.list_acts(folder)],
        columns=[field.name for field in fields(history.Act)],
    )
    acts["who"] = acts["who"].replace("", NOBODY)
    return acts, audit_log.verify(folder)


def read_log() -> tuple[pd.DataFrame, Verdict]:
    """Every act, the latest first, and whether the log is whole; read again when a file changed."""
    stamp: list[int] = []
    for name in ("log.jsonl", "head.json"):
        path = audit_log.find_folder(data.store_path()) / name
        if path.exists():
            found = path.stat()
            stamp += [found.st_size, found.st_mtime_ns]
    return _read(str(data.store_path()), data.current_version(), tuple(stamp))


def say_state(verdict: Verdict) -> None:
    """Whether the log is whole, and the newest line to write down elsewhere."""
    if verdict.is_whole:
        lines = (
            f"{formats.count(verdict.head.sequence)} dòng, mỗi dòng khớp với dòng trước và hai nhật "
            "ký khớp nhau."
            if verdict.head.sequence
            else "nhật ký truy cập chưa có dòng nào, nhật ký kho báo cáo đọc được."
        )
        st.success(f"Nhật ký toàn vẹn: {lines}", icon=":material/verified:")
    else:
        st.error(
            f"Nhật ký **không** toàn vẹn. {formats.plain(verdict.problem)} Hãy giữ nguyên máy chủ, "
            "báo quản trị viên và đối chiếu với bản sao lưu gần nhất.",
            icon=":material/gpp_bad:",
        )


def show_newest(head: Head) -> None:
    """The newest line's number and code, and what they are for."""
    if not head.sequence:
        return
    with st.expander("Mã dòng mới nhất, để ghi vào sổ hoặc biên bản"):
        st.code(f"{head.sequence}:{head.sha256}", language=None)
        st.markdown(
            "Người sửa được mọi tệp trên máy chủ có thể viết lại cả nhật ký cho khớp. Mã này ghi ở "
            "nơi khác (sổ tay, biên bản họp) thì việc đó lộ ra: quản trị viên kiểm tra bằng lệnh"
        )
        st.code(f"python -m access audit verify --known {head.sequence}:…", language="bash")


def pick_day(label: str, key: str, default: date | None) -> date | None:
    """One end of the span of days, bound to the URL; None for no end."""
    chosen = st.date_input(
        label,
        value=default,
        max_value=today(),
        format="DD/MM/YYYY",
        key=key,
        bind="query-params",
        width=160,
    )
    return chosen if isinstance(chosen, date) else None


def list_values(values: pd.Series) -> dict[str, str]:
    """Each value that occurs, in the order of the alphabet, under its own name."""
    return {value: value for value in sorted(values.unique(), key=formats.search_key)}


def narrow(acts: pd.DataFrame) -> tuple[pd.DataFrame, str]:
    """The acts that the pickers ask for, and the choice in words."""
    days = pd.to_datetime(acts["at"]) + OFFSET
    with st.container(horizontal=True, vertical_alignment="bottom", key="loc_nhat_ky"):
        first = pick_day("Từ ngày", "tu", today() - MONTH)
        last = pick_day("Đến ngày", "den", today())
        who = filters.pick_entry("Người thực hiện", list_values(acts["who"]), "nguoi")
        action = filters.pick_entry("Việc", list_values(acts["action_label"]), "viec")
    chosen = pd.Series(True, index=acts.index)
    words = []
    # A line whose time cannot be read belongs to no day and is always shown.
    if first is not None:
        chosen &= days.isna() | (days >= datetime.combine(first, datetime.min.time()))
        words.append(f"từ {formats.day(first)}")
    if last is not None:
        chosen &= days.isna() | (days < datetime.combine(last, datetime.min.time()) + timedelta(1))
        words.append(f"đến {formats.day(last)}")
    if who is not None:
        chosen &= acts["who"] == who
        words.append(f"người thực hiện: {who}")
    if action is not None:
        chosen &= acts["action_label"] == action
        words.append(f"việc: {action}")
    return acts[chosen], ", ".join(words)


def show_log() -> None:
    """The state of the log, the pickers, the table and its files."""
    try:
        acts, verdict = read_log()
    except StoreError as error:
        st.error(fence.words_of(error), icon=":material/error:")
        return
    say_state(verdict)
    chosen, words = narrow(acts)
    with st.container(border=True, key="panel_nhat_ky"):
        sentence = f"{formats.count(len(chosen))} việc trong {formats.count(len(acts))} việc đã ghi"
        st.subheader(sentence, anchor=False)
        st.caption(formats.plain(words[:1].upper() + words[1:]))
        draw_table(
            Table(chosen.head(SHOWN_MOST), COLUMNS),
            "Các việc đã ghi, mới nhất ở trên",
            height=480 if len(chosen) > 12 else None,
        )
        if len(chosen) > SHOWN_MOST:
            st.caption(f"Bảng trên là {formats.count(SHOWN_MOST)} việc mới nhất; tệp tải về có đủ.")
        name = f"nhật ký {verdict.head.sequence}"
        offer_downloads(Table(chosen, COLUMNS), "Nhật ký", [words], name, "nhat_ky")
    show_newest(verdict.head)
    st.caption(
        "Ghi khi có người: đăng nhập, đăng xuất, đổi tài khoản, tải tệp, hỏi SQL, bị từ chối; kho báo "
        "cáo tự ghi việc nhận, trả lại, thu hồi, sửa, miễn, biểu quyết, lưu câu hỏi và chốt. In "
        "trang, chụp màn hình và lưu biểu đồ diễn ra trong trình duyệt nên không ghi được."
    )


st.header("Nhật ký", anchor=False)
show_log()
