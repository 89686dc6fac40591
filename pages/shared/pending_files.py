"""The files that wait for a decision: one row per file, worst first; accepting and sending back."""

from collections.abc import Callable, Sequence

import pandas as pd
import streamlit as st

from pages.shared import acting, formats, inbox, intake_words, marked_copies
from pages.shared.tables import Column, Table, pick_rows
from reports import mending
from reports.intake import FileReport
from reports.text import visible

FILTERS: dict[str, tuple[str, Callable[[str], bool]]] = {
    "": ("Tất cả", lambda state: True),
    "loi": ("Có lỗi", lambda state: state in ("partial", "returned")),
    "canh_bao": ("Chỉ cảnh báo", lambda state: state == "warned"),
    "sach": ("Sạch", lambda state: state == "clean"),
    "khong_doc_duoc": ("Không đọc được", lambda state: state == "unreadable"),
}
COLUMNS = (
    Column("state_label", "Trạng thái", width=155),
    Column("file_name", "Tên tệp", width=250),
    Column("errors", "Lỗi", formats.count, 50),
    Column("warnings", "Cảnh báo", formats.count, 80),
    Column("effect", "Nếu nhận", width=185),
    Column("row_count", "Số dòng", formats.count, 75),
    Column("kinds", "Loại báo cáo", width=150),
    Column("units", "Đơn vị gửi", width=200),
)
LIST_HEIGHT = 360
# The name under which the URL carries the file whose detail is open.
OPENED = "tep"


def list_files(reports: Sequence[FileReport]) -> pd.DataFrame:
    """One row per pending file, the worst first."""
    labels, kinds = inbox.state_words("pending_file"), inbox.kind_labels()
    order = {code: place for place, code in enumerate(labels)}
    rows = [
        {
            "sha256": report.sha256,
            "state": mending.state_of(report),
            "file_name": visible(report.name),
            "kinds": ", ".join(kinds.get(kind, kind) for kind in report.kinds) or None,
            "units": inbox.sender_of(report),
            "row_count": report.row_count,
            "errors": sum(issue.severity == "error" for issue in report.issues),
            "warnings": sum(
                issue.severity == "warning" and issue.waived is None for issue in report.issues
            ),
            "effect": intake_words.effect_of(report),
        }
        for report in reports
    ]
    columns = ["sha256", "state", *(column.name for column in COLUMNS)]
    frame = pd.DataFrame(rows).reindex(columns=columns)
    frame["state_label"] = frame["state"].map(labels)
    frame["place"] = frame["state"].map(order)
    return frame.sort_values(
        ["place", "errors", "warnings", "file_name"], ascending=[True, False, False, True]
    ).drop(columns="place")


def show(files: pd.DataFrame, reports: Sequence[FileReport]) -> list[str]:
    """The list with its filters and buttons; returns the hashes of the chosen files."""
    state = _pick_filter(files)
    listed = files[[FILTERS[state][1](one) for one in files["state"]]]
    if listed.empty:
        st.caption("Không có tệp nào thuộc nhóm này.")
        return []
    rows = pick_rows(
        Table(listed, COLUMNS),
        "Các tệp chờ xử lý, tệp nhiều vấn đề nhất ở trên",
        f"danh_sach_{state}_{inbox.version()}",
        height=LIST_HEIGHT if len(listed) > 9 else None,
    )
    chosen = list(listed.iloc[rows]["sha256"])
    by_hash = {report.sha256: report for report in reports}
    _show_buttons([by_hash[sha256] for sha256 in chosen], reports)
    return chosen


def _pick_filter(files: pd.DataFrame) -> str:
    counts = {
        code: sum(fits(state) for state in files["state"]) for code, (_, fits) in FILTERS.items()
    }
    picked = st.segmented_control(
        "Lọc danh sách",
        list(FILTERS),
        format_func=lambda code: f"{FILTERS[code][0]} ({formats.count(counts[code])})",
        default="",
        required=True,
        key="loc_tep",
        label_visibility="collapsed",
    )
    return picked if picked in FILTERS else ""


def _show_buttons(chosen: list[FileReport], reports: Sequence[FileReport]) -> None:
    acceptable = [report for report in reports if report.status != "rejected"]
    clean = [report for report in acceptable if mending.state_of(report) == "clean"]
    takeable = [report for report in chosen if report.status != "rejected"]
    if chosen:
        st.markdown(
            f"**Đã chọn {formats.count(len(chosen))} tệp.** Nếu nhận: "
            f"{formats.plain(_effect_of_chosen(takeable))}."
        )
    else:
        st.caption(
            "Đánh dấu ô đầu dòng để chọn tệp: chọn một tệp là mở chi tiết của tệp đó ở bên dưới."
        )
    if not acting.may("decide_file"):
        return
    with st.container(horizontal=True, key="nut_tiep_nhan"):
        _accept_button(takeable, _accept_label(takeable), "chon", True)
        _accept_button(clean, f"Nhận mọi tệp sạch ({formats.count(len(clean))})", "sach")
        _accept_button(
            acceptable, f"Nhận mọi tệp nhận được ({formats.count(len(acceptable))})", "moi"
        )
        _refuse(chosen)
        marked_copies.offer_all(chosen)


def _effect_of_chosen(takeable: Sequence[FileReport]) -> str:
    return intake_words.effect_of_all(takeable) if takeable else "không nhận được dòng nào"


def _accept_label(reports: list[FileReport]) -> str:
    return f"Nhận {formats.count(len(reports))} tệp đã chọn" if reports else "Nhận tệp đã chọn"


def _accept_button(reports: list[FileReport], label: str, key: str, is_main: bool = False) -> None:
    pressed = st.button(
        label,
        key=f"nhan_{key}",
        type="primary" if is_main else "secondary",
        icon=":material/check:" if is_main else None,
        disabled=not reports,
        help=f"Nếu nhận: {formats.plain(intake_words.effect_of_all(reports))}" if reports else None,
    )
    if pressed and reports:
        accept([report.sha256 for report in reports])


def accept(sha256s: list[str], place: str = acting.TOP) -> None:
    """Accepts files in one call and starts the page anew with what happened.

    `place` is where a person is told that nothing came of it.
    """
    with st.spinner(f"Đang nhận {formats.count(len(sha256s))} tệp…"):
        done = acting.act(
            "decide_file",
            lambda: intake_words.accepted(inbox.open_inbox().accept(sha256s, acting.who())),
            place,
        )
    if done:
        _close(sha256s)
    st.rerun()


def _refuse(chosen: list[FileReport]) -> None:
    with (
        st.popover("Trả lại…", icon=":material/undo:", disabled=not chosen, key="mo_tra_lai"),
        st.form("tra_lai", border=False),
    ):
        st.markdown(f"**Trả lại {formats.count(len(chosen))} tệp đã chọn cho đơn vị**")
        reason = st.text_area(
            "Lý do trả lại",
            key="ly_do_tra_lai",
            max_chars=1000,
            placeholder="Ví dụ: Thiếu cột Ngày báo cáo; đề nghị đơn vị bổ sung và gửi lại.",
        )
        if st.form_submit_button("Trả lại", type="primary"):
            refuse([report.sha256 for report in chosen], reason or "")


def refuse(sha256s: list[str], reason: str, place: str = acting.TOP) -> None:
    """Sends files back with one reason and starts the page anew with what happened."""

    def work() -> str:
        if not reason.strip():
            raise ValueError("Hãy ghi lý do trả lại, để đơn vị biết phải sửa gì.")
        inbox.open_inbox().refuse(sha256s, acting.who(), reason)
        return (
            f"Đã trả lại {formats.count(len(sha256s))} tệp với lý do: {reason.strip()} Tải tệp đã "
            "đánh dấu của từng đơn vị ở mục Lịch sử để gửi kèm."
        )

    if acting.act("decide_file", work, place):
        _close(sha256s)
    st.rerun()


def _close(sha256s: Sequence[str]) -> None:
    """The detail of a file that was decided on goes, and its place in the URL with it."""
    if st.query_params.get(OPENED) in sha256s:
        del st.query_params[OPENED]


def open_chosen(chosen: Sequence[str]) -> None:
    """Puts a file into the URL when the list's choice has just become this one file."""
    before = st.session_state.get("tep_da_chon")
    st.session_state["tep_da_chon"] = list(chosen)
    if len(chosen) == 1 and list(chosen) != before:
        st.query_params[OPENED] = chosen[0]
