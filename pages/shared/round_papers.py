"""The papers of a meeting to take away, and the box that says of one whether it still holds."""

import functools
import hashlib
import shutil
from datetime import date
from typing import Any, NamedTuple

import pandas as pd
import streamlit as st

from pages.shared import acting, data, downloads, filters, formats, native_words
from pages.shared.downloads import DOCX, XLSX
from pages.shared.fence import fence
from pages.shared.tables import Column, Table, draw_table
from papers import printing
from papers.comparison import Change
from papers.meeting_pack import write_meeting_pack
from papers.printing import PrintingRefused
from papers.reading_apart import read_apart
from papers.round_data import ROUND, PaperRefused
from papers.round_papers import PAPERS, name_file
from papers.verification import Verdict, judge_read
from queries.clock import today
from queries.database import Database
from reports.text import visible

MIME = {"docx": DOCX, "xlsx": XLSX}
PACK = "tap_tai_lieu_hop"
HELP = (
    "Tệp Word, Excel hoặc PDF do phần mềm này làm ra, kể cả sau khi đã sửa và lưu lại. Tệp chỉ được "
    "đọc để so sánh, không lưu vào kho."
)
EDITED = (
    Column("place", "Chỗ", width=360),
    Column("old", "Khi phần mềm làm ra", width=330),
    Column("new", "Trong tệp này", width=330),
)
OUTDATED = (
    Column("place", "Chỗ", width=360),
    Column("old", "Khi làm văn bản", width=330),
    Column("new", "Theo số liệu đối chiếu", width=330),
)
PARTS = (Column("name", "Văn bản trong tập", width=320), Column("message", "Kết luận", width=640))
LONG, HEIGHT = 9, 360
SHOWN_AS = {
    "match": (st.success, ":material/check_circle:"),
    "edited": (st.warning, ":material/edit:"),
    "outdated": (st.warning, ":material/update:"),
    "edited_and_outdated": (st.warning, ":material/warning:"),
    "unknown": (st.error, ":material/help:"),
}


class Judged(NamedTuple):
    """The verdict on a file and the data that it was held against, in words."""

    verdict: Verdict
    against: str


@st.fragment
def show(own_round: Any, block_id: str | None) -> None:
    """Papers of the round and block that the page shows, then the box to verify one."""
    with fence("the papers of a round"):
        with st.container(border=True, key="panel_giay_to"):
            _show_papers(own_round, block_id)
        with st.container(border=True, key="panel_kiem_tra"):
            _show_verification()


def _show_papers(own_round: Any, block_id: str | None) -> None:
    st.subheader(
        formats.plain(f"Giấy tờ họp năm {own_round.year}, {_lower(filters.block_label(block_id))}"),
        anchor=False,
    )
    st.caption(
        "Làm ra khi bấm, từ số liệu đang xem. Số, ngày ký, chữ ký và dấu để trống. Cuối mỗi văn "
        "bản ghi thời điểm, phiên bản số liệu và bộ lọc, để sau này kiểm tra được."
    )
    narrowed = {} if block_id is None else {"block_id": block_id}
    if data.rows("ranking", round_id=own_round.round_id, **narrowed).empty:
        st.info(
            "Chưa có đề nghị nào trong lựa chọn này nên chưa có giấy tờ nào để làm.",
            icon=":material/info:",
        )
        return
    database = data.database()
    with st.grid(3, min_column_width=280, gap="small", key="cac_van_ban"):
        for name, paper in PAPERS.items():
            kind = "Excel" if paper.ending == "xlsx" else "Word"
            downloads.offer_file(
                f"{paper.title} ({kind})",
                functools.partial(paper.write, database, own_round.round_id, block_id),
                file_name=_file_name(name, own_round.round_id, block_id),
                mime=MIME[paper.ending],
                icon=":material/table:" if kind == "Excel" else ":material/description:",
                action="make_papers",
                key=f"van_ban_{name}",
                width="stretch",
            )
    _show_pack(database, own_round.round_id, block_id)


def _lower(words: str) -> str:
    return words[:1].lower() + words[1:]


def _file_name(name: str, round_id: str, block_id: str | None) -> str:
    """`to-trinh-R2024_7f3a….docx`: the version keeps an old link from giving an old paper."""
    return _with_version(name_file(name, round_id), block_id)


def _with_version(file_name: str, block_id: str | None) -> str:
    stem, _, ending = file_name.rpartition(".")
    block = "" if block_id is None else f"-{block_id}"
    return f"{stem}{block}_{str(data.database().version)[:16]}.{ending}"


def _show_pack(database: Database, round_id: str, block_id: str | None) -> None:
    """One PDF of all Word papers, made only when asked: LibreOffice takes its time."""
    key = (round_id, block_id, data.shown(), today())
    can_print = any(shutil.which(command) for command in printing.COMMANDS)
    with st.container(horizontal=True, vertical_alignment="center", key="tap_hop"):
        pressed = st.button(
            "Làm tập tài liệu họp (PDF)",
            icon=":material/picture_as_pdf:",
            key="lam_tap",
            disabled=not can_print,
        )
        if pressed:
            _make_pack(database, round_id, block_id, key)
        made = st.session_state.get(PACK)
        if made is not None and made[0] == key:
            downloads.offer_file(
                "Tải tập tài liệu họp (PDF)",
                lambda: bytes(made[1]),
                file_name=_with_version(f"tai-lieu-hop-{round_id}.pdf", block_id),
                mime="application/pdf",
                action="make_papers",
                key="tai_tap",
                is_primary=True,
            )
        else:
            st.caption(
                "Mọi văn bản Word trong một tệp có mục lục và đánh dấu trang; mất chừng nửa phút."
                if can_print
                else "Máy chủ chưa cài LibreOffice nên chưa làm được tệp PDF; hãy tải các tệp Word "
                "và in từ Word."
            )


def _make_pack(database: Database, round_id: str, block_id: str | None, key: Any) -> None:
    try:
        with st.spinner("Đang làm các văn bản và chuyển sang PDF, chừng nửa phút…"):
            st.session_state[PACK] = (key, write_meeting_pack(database, round_id, block_id))
    except (PrintingRefused, PaperRefused) as refused:
        st.error(formats.plain(str(refused)), icon=":material/error:")


def _show_verification() -> None:
    st.subheader("Kiểm tra một văn bản", anchor=False)
    st.caption(
        "Cho biết văn bản còn khớp, đã sửa tay ở chỗ nào, hay số liệu đã cũ. Chỗ để trống được "
        "điền (số, ngày, chữ ký) không tính là sửa."
    )
    native_words.translate_uploader("hoặc kéo thả vào đây: Word, Excel, PDF")
    dropped = st.file_uploader(
        "Thả văn bản cần kiểm tra",
        key="kiem_van_ban",
        help=HELP,
        disabled=not acting.may("verify_paper"),
    )
    if dropped is None:
        return
    if not acting.may("verify_paper"):
        return
    content = dropped.getvalue()
    shown = data.shown()
    # What a sealed round was decided on stays what its papers are held against.
    data.show(None)
    try:
        judged = _judge(
            str(data.store_path()),
            data.current_version(),
            today(),
            hashlib.sha256(content).hexdigest(),
            content,
        )
    finally:
        data.show(shown)
    st.text(formats.verbatim(f"Tệp: {visible(dropped.name)}"))
    _show_verdict(judged)


@st.cache_data(max_entries=20, show_spinner="Đang kiểm tra văn bản…")
def _judge(store: str, version: str, day: date, sha256: str, _content: bytes) -> Judged:
    """Holds a file against its round: the sealed rows where it is sealed, else what counts now."""
    live = data.database()
    # The file comes from outside; it is opened once, and never in this process.
    read = read_apart(_content)
    verdict = judge_read(read, live)
    if verdict.provenance is None:
        return Judged(verdict, "")
    round_id = verdict.provenance.filters.get(ROUND, "")
    seals = data.rows("round_seals", round_id=round_id)
    if seals.empty:
        return Judged(verdict, "số liệu hiện hành")
    seal = next(seals.itertuples())
    data.show(data.Shown(str(seal.version), seal=str(seal.frozen_sha256)))
    against = f"bản đã chốt lúc {formats.moment(seal.sealed_at)} theo {seal.document_no}"
    return Judged(judge_read(read, data.database()), against)


def _show_verdict(judged: Judged) -> None:
    verdict = judged.verdict
    draw, icon = SHOWN_AS[verdict.state]
    draw(formats.plain(verdict.message), icon=icon)
    origin = verdict.provenance
    if origin is not None:
        paper = PAPERS[origin.paper].title if origin.paper in PAPERS else "Tập tài liệu họp"
        chosen = "; ".join(f"{name}: {value}" for name, value in origin.filters.items())
        st.caption(
            formats.plain(
                f"{paper} · {chosen} · làm từ số liệu đến {formats.moment(origin.as_of)}"
                + (f" · đối chiếu với {judged.against}" if judged.against else "")
            )
        )
    _show_changes("Đã sửa tay", verdict.edits, EDITED)
    _show_changes("Số liệu đã cũ", verdict.outdated, OUTDATED)
    if verdict.parts:
        frame = pd.DataFrame([(name, part.message) for name, part in verdict.parts])
        frame.columns = pd.Index(["name", "message"])
        draw_table(Table(frame, PARTS), "Kết luận về từng văn bản trong tập tài liệu")


def _show_changes(heading: str, changes: tuple[Change, ...], columns: tuple[Column, ...]) -> None:
    if not changes:
        return
    st.markdown(f"**{heading}: {formats.count(len(changes))} chỗ**")
    rows = [(one.place, one.old or "(không có)", one.new or "(đã bỏ)") for one in changes]
    draw_table(
        Table(pd.DataFrame(rows, columns=["place", "old", "new"]), columns),
        f"{heading}: từng chỗ khác nhau, trước và sau",
        height=HEIGHT if len(rows) > LONG else None,
    )
