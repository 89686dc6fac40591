"""The votes of a meeting: an editable table of the round's candidates, and the tally of each.

What is typed and not yet recorded is kept beside the editor, so that no filter and no new data
takes it away; it is recorded only by the button.
"""

from collections.abc import Mapping
from datetime import date
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import acting, data, formats, inbox
from pages.shared.downloads import offer_downloads
from pages.shared.fence import fence
from pages.shared.tables import Column, Table, draw_table
from reports.rounds import RoundBook, name_vote

NUMBERS = {
    "members": "Tổng số thành viên",
    "agree": "Đồng ý",
    "disagree": "Không đồng ý",
    "invalid": "Không hợp lệ",
    "written": "Ý kiến bằng văn bản",
}
DAY = "met_on"
FIELDS = (*NUMBERS, DAY)
# Headings and widths with which the whole row fits beside the menu; the full name is the help.
SHORT = {
    "members": ("Thành viên", 108),
    "agree": ("Đồng ý", 86),
    "disagree": ("Không đồng ý", 122),
    "invalid": ("Không hợp lệ", 118),
    "written": ("Bằng văn bản", 120),
}
WRITTEN = "của thành viên vắng mặt, đồng ý, đã tính trong số đồng ý"
# Told where the button is; the top of the page may be out of sight.
PLACE = "bieu_quyet"
DRAFTS, EDITOR, GENERATION = "phieu_chua_ghi", "bang_phieu", "lan_ve_bang_phieu"
DENOMINATORS = {
    "total_members": "tổng số thành viên Hội đồng",
    "present_members": "số thành viên dự họp",
}
OUTCOMES = {True: "✓ Đạt ngưỡng", False: "✕ Chưa đạt ngưỡng"}
UNSETTLED = "? Chưa kết luận được"
HEIGHT, LONG = 420, 11
FOUR_LINES, ENTRY_HEIGHT, ENTRY_LONG = 80, 620, 7
TALLY = (
    Column("outcome", "Kết quả", width=135),
    Column("unit_name", "Đơn vị", width=230),
    Column("share", "Đồng ý trên mẫu số", width=220),
    Column("model_name", "Mô hình", width=230),
    Column("disagree", "Không đồng ý", formats.count, 100),
    Column("invalid", "Không hợp lệ", formats.count, 95),
    Column("written", "Bằng văn bản", formats.count, 100),
    Column("met_on", "Ngày họp", formats.day, 100),
    Column("eligibility_shown", "Điều kiện", width=150),
    Column("conflict_members", "Thành viên Hội đồng có liên quan", width=260),
)
Draft = dict[str, Any]


def threshold_words(own_round: Any) -> str:
    """`từ 80 % tổng số thành viên Hội đồng`."""
    whom = DENOMINATORS.get(str(own_round.vote_denominator), "số phiếu theo quy định")
    return f"từ {formats.decimal_number(own_round.vote_threshold_percent)}\u00a0% {whom}"


def headline(own_round: Any) -> str:
    """How far the vote of the whole round has come, as a sentence."""
    candidates = data.rows("ranking", round_id=own_round.round_id)
    tallies = data.rows("vote_tallies", round_id=own_round.round_id)
    words = f"Đợt xét năm {own_round.year}: "
    if candidates.empty:
        return f"{words}chưa có đề nghị nào"
    if tallies.empty:
        return f"{words}{formats.count(len(candidates))} đề nghị, chưa có kết quả biểu quyết"
    return (
        f"{words}{formats.share(len(tallies), len(candidates))} đề nghị đã biểu quyết, "
        f"{formats.count((tallies['is_reached'].eq(True)).sum())} đạt ngưỡng"
    )


@st.fragment
def show(own_round: Any, block_id: str | None, closed: str | None) -> None:
    """The table to fill in and the tally; `closed` says why nothing more is taken, if so."""
    with fence("the votes of a round"):
        everyone = data.rows("ranking", round_id=own_round.round_id)
        own = everyone if block_id is None else everyone[everyone["block_id"] == block_id]
        tallies = data.rows("vote_tallies", round_id=own_round.round_id)
        with st.container(border=True, key="panel_nhap_phieu"):
            st.subheader("Nhập số phiếu", anchor=False)
            if closed is None:
                _show_entry(own_round, everyone, own, tallies, block_id)
            else:
                st.info(
                    formats.plain(f"{closed} Kết quả đã ghi ở bảng dưới."), icon=":material/lock:"
                )
        with st.container(border=True, key="panel_ket_qua_phieu"):
            _show_tally(own_round, own, tallies)


def drafts(round_id: str) -> dict[str, Draft]:
    """Votes of a round that were typed and not yet recorded, by candidate."""
    kept: dict[str, dict[str, Draft]] = st.session_state.setdefault(DRAFTS, {})
    return kept.setdefault(round_id, {})


def _show_entry(
    own_round: Any,
    everyone: pd.DataFrame,
    own: pd.DataFrame,
    tallies: pd.DataFrame,
    block_id: str | None,
) -> None:
    members = len(data.rows("round_members", round_id=own_round.round_id))
    st.caption(
        formats.plain(
            f"Hội đồng có {formats.count(members)} thành viên vào ngày xét "
            f"{formats.day(own_round.considered_on)} theo danh sách thành viên: chỉ là gợi ý, số "
            f"được ghi là số nhập ở đây. Ngưỡng của đợt xét: {threshold_words(own_round)}. Dòng để "
            "trống không được ghi; sửa một dòng đã ghi là thay số cũ, lịch sử vẫn giữ."
        )
    )
    if everyone.empty:
        st.info("Đợt xét này chưa có đề nghị nào.", icon=":material/info:")
        return
    eligible = own["eligibility"] == "eligible"
    of_all = st.toggle(
        f"Hiện cả đề nghị chưa đủ căn cứ, không đủ điều kiện ({formats.count((~eligible).sum())})",
        key="phieu_moi_de_nghi",
    )
    listed = own if of_all else own[eligible]
    recorded = _recorded(tallies)
    with st.container(horizontal=True, vertical_alignment="bottom", key="dien_nhanh"):
        fill = st.container(horizontal=True, vertical_alignment="bottom")
    _edit(own_round, everyone, listed, recorded, f"{block_id}_{of_all}")
    with fill:
        _offer_fill(own_round, members)
    acting.show_outcome(PLACE)
    _show_buttons(own_round, everyone, recorded)


def _recorded(tallies: pd.DataFrame) -> dict[str, Draft]:
    return {
        str(row["candidate_id"]): {field: _plain(row[field]) for field in FIELDS}
        for row in tallies.to_dict("records")
    }


def _plain(value: Any) -> Any:
    """A cell as it goes into a report: a whole number, a date, or None."""
    if formats.is_missing(value):
        return None
    return (
        value.date() if hasattr(value, "date") else value if isinstance(value, date) else int(value)
    )


def _edit(
    own_round: Any,
    everyone: pd.DataFrame,
    listed: pd.DataFrame,
    recorded: Mapping[str, Draft],
    narrowed: str,
) -> None:
    """Draws the editor and keeps what differs from what is recorded."""
    typed = drafts(own_round.round_id)
    # A report that was undone meanwhile takes its candidate away, and with it what was typed.
    for gone in set(typed) - set(everyone["candidate_id"]):
        del typed[gone]
    generation = st.session_state.setdefault(GENERATION, 0)
    key = f"phieu_{own_round.round_id}_{narrowed}_{data.current_version()[:12]}_{generation}"
    kept = st.session_state.get(EDITOR)
    if kept is None or kept[0] != key:
        # Typed rows stay in sight whatever the filters say: what the button records is seen.
        shown = everyone["candidate_id"].isin([*listed["candidate_id"], *typed])
        rows = _fill_in(everyone[shown], recorded, typed)
        # An editor that is given other rows at every run forgets what is typed.
        kept = st.session_state[EDITOR] = (key, rows)
    rows = kept[1]
    if rows.empty:
        st.caption("Không có đề nghị nào đủ điều kiện trong lựa chọn này.")
        return
    edited = st.data_editor(
        rows,
        key=key,
        hide_index=True,
        num_rows="fixed",
        disabled=["named", "conflict_members", "eligibility_shown"],
        column_config=_settings(own_round),
        row_height=FOUR_LINES,
        height=ENTRY_HEIGHT if len(rows) > ENTRY_LONG else "auto",
        placeholder=formats.NOTHING,
        alt="Bảng nhập số phiếu: mỗi dòng một đề nghị, các cột số phiếu và ngày họp sửa được",
    )
    for candidate_id, row in edited.iterrows():
        now = {field: _plain(row[field]) for field in FIELDS}
        before = recorded.get(str(candidate_id), dict.fromkeys(FIELDS))
        if now == before:
            typed.pop(str(candidate_id), None)
        else:
            typed[str(candidate_id)] = now


def _fill_in(
    candidates: pd.DataFrame, recorded: Mapping[str, Draft], typed: Mapping[str, Draft]
) -> pd.DataFrame:
    """The editor's rows: the candidates with what is typed, else with what is recorded."""
    rows = candidates.set_index("candidate_id")
    rows["eligibility_shown"] = data.signed(
        "candidate", rows["eligibility"], rows["eligibility_label"]
    )
    rows["named"] = rows["unit_name"] + " – " + rows["model_name"]
    nothing = dict.fromkeys(FIELDS)
    votes = [typed.get(one) or recorded.get(one) or nothing for one in rows.index]
    for field in NUMBERS:
        rows[field] = pd.array([vote[field] for vote in votes], dtype="Int64")
    rows[DAY] = pd.to_datetime(pd.Series([vote[DAY] for vote in votes], index=rows.index))
    return rows[["named", "conflict_members", *FIELDS, "eligibility_shown"]]


def _settings(own_round: Any) -> dict[str, Any]:
    column = st.column_config
    earliest, latest = _days(own_round)
    numbers = {
        field: column.NumberColumn(
            label,
            min_value=1 if field == "members" else 0,
            max_value=200,
            step=1,
            width=width,
            help=NUMBERS[field] + (f": {WRITTEN}" if field == "written" else ""),
        )
        for field, (label, width) in SHORT.items()
    }
    return {
        "named": column.TextColumn(
            "Đề nghị", width=200, pinned=True, help="Đơn vị và mô hình được đề nghị"
        ),
        "conflict_members": column.TextColumn(
            "Có liên quan", width=130, help="Thành viên Hội đồng có liên quan tới đơn vị"
        ),
        "eligibility_shown": column.TextColumn("Điều kiện", width=140),
        **numbers,
        DAY: column.DateColumn(
            "Ngày họp", format="DD/MM/YYYY", width=108, min_value=earliest, max_value=latest
        ),
    }


def _days(own_round: Any) -> tuple[date, date]:
    """The first and the last day on which a round's council may have met."""
    year = int(own_round.year)
    return date(year, 1, 1), date(year + 1, 12, 31)


def _offer_fill(own_round: Any, members: int) -> None:
    """Two values that most rows of a meeting share, written into the typed rows that lack them."""
    earliest, latest = _days(own_round)
    whole = st.number_input(
        NUMBERS["members"],
        min_value=1,
        max_value=200,
        step=1,
        value=None,
        placeholder=f"gợi ý: {members}",
        key="dien_thanh_vien",
        width=190,
    )
    day = st.date_input(
        "Ngày họp",
        value=None,
        format="DD/MM/YYYY",
        key="dien_ngay_hop",
        width=170,
        min_value=earliest,
        max_value=latest,
    )
    typed = drafts(own_round.round_id)
    pressed = st.button(
        "Điền vào các dòng đang nhập còn thiếu",
        key="dien_dong",
        help="Chỉ điền vào dòng đã nhập ít nhất một ô; ô đã có số thì giữ nguyên.",
    )
    if pressed and typed:
        given = {"members": _plain(whole), DAY: day if isinstance(day, date) else None}
        for row in typed.values():
            row.update({field: value for field, value in given.items() if row[field] is None})
        _draw_anew()
        st.rerun()


def _draw_anew() -> None:
    """Lets the editor start again from what is kept beside it."""
    st.session_state[GENERATION] = st.session_state.get(GENERATION, 0) + 1


def _show_buttons(own_round: Any, everyone: pd.DataFrame, recorded: Mapping[str, Draft]) -> None:
    typed = drafts(own_round.round_id)
    words = f"{formats.count(len(typed))} dòng đang nhập, chưa ghi." if typed else ""
    with st.container(horizontal=True, vertical_alignment="center", key="nut_ghi_phieu"):
        # Never disabled: the last cell is handed over by the very click on the button.
        if st.button(
            "Ghi số phiếu", type="primary", icon=":material/how_to_vote:", key="ghi_so_phieu"
        ):
            _record(own_round, everyone, recorded)
        if st.button("Bỏ các dòng đang nhập", key="bo_phieu", disabled=not typed):
            typed.clear()
            _draw_anew()
            st.rerun()
        st.markdown(words or "Chưa nhập dòng nào.")


def _record(own_round: Any, everyone: pd.DataFrame, recorded: Mapping[str, Draft]) -> None:
    typed = drafts(own_round.round_id)
    names = everyone.set_index("candidate_id")

    def work() -> str:
        votes = []
        for candidate_id, draft in typed.items():
            candidate = names.loc[candidate_id]
            if not any(value is not None for value in draft.values()):
                raise ValueError(
                    f"Dòng của {candidate['unit_name']} (mô hình “{candidate['model_name']}”) đã "
                    "có số phiếu nên không xóa bằng cách để trống được; hãy nhập số đúng, hoặc "
                    "thu hồi lần nhận ở trang Nhập báo cáo, mục Lịch sử."
                )
            name = {"unit": candidate["unit_name"], "model_name": candidate["model_name"]}
            votes.append({**name, **draft})
        book = RoundBook(inbox.open_inbox().store, own_round.round_id)
        report = book.record_votes(int(own_round.year), votes, acting.who())
        replaced = sum(candidate_id in recorded for candidate_id in typed)
        words = f"Đã ghi số phiếu của {formats.count(len(votes))} đề nghị"
        if replaced:
            words += f", trong đó {formats.count(replaced)} thay số đã ghi"
        doubts = [name_vote(one, votes) for one in report.issues if one.cell is not None]
        typed.clear()
        _draw_anew()
        return f"{words}. " + (f"Nên xem lại: {' '.join(doubts)}" if doubts else "")

    with st.spinner("Đang ghi số phiếu…"):
        acting.act("record_votes", work, PLACE, PLACE)
    st.rerun()


def tally(candidates: pd.DataFrame, tallies: pd.DataFrame) -> pd.DataFrame:
    """One row per candidate with a vote, highest share first: outcome and share in words."""
    own = candidates.drop(columns="round_id").merge(tallies, on="candidate_id")
    own["eligibility_shown"] = data.signed(
        "candidate", own["eligibility"], own["eligibility_label"]
    )
    own["outcome"] = [
        UNSETTLED if formats.is_missing(one) else OUTCOMES[bool(one)] for one in own["is_reached"]
    ]
    own["share"] = [_share(row) for row in own.itertuples()]
    return own.sort_values(
        ["agree_percent", "unit_name", "model_name"],
        ascending=[False, True, True],
        na_position="first",
    )


def _share(row: Any) -> str:
    """`19/21 = 90,48 %, cần từ 80 %`; how many were present is not reported."""
    if formats.is_missing(row.agree_percent):
        return f"{formats.count(row.agree)} phiếu, chưa có mẫu số"
    return (
        f"{formats.share(row.agree, row.denominator)} = {formats.percent(row.agree_percent)}, "
        f"cần từ {formats.decimal_number(row.threshold_percent)}\u00a0%"
    )


def _show_tally(own_round: Any, own: pd.DataFrame, tallies: pd.DataFrame) -> None:
    rows = tally(own, tallies)
    if rows.empty:
        st.subheader("Chưa đề nghị nào có kết quả biểu quyết", anchor=False)
        return
    reached = int(rows["is_reached"].eq(True).sum())
    sentence = (
        f"{formats.share(reached, len(rows))} đề nghị đã biểu quyết đạt ngưỡng "
        f"{threshold_words(own_round)}"
    )
    st.subheader(formats.plain(sentence), anchor=False)
    waiting = int(
        (own["eligibility"].eq("eligible") & ~own["candidate_id"].isin(rows["candidate_id"])).sum()
    )
    st.caption(
        f"Còn {formats.count(waiting)} đề nghị đủ điều kiện chưa có số phiếu."
        if waiting
        else "Mọi đề nghị đủ điều kiện trong lựa chọn này đã có số phiếu."
    )
    table = Table(rows, TALLY)
    draw_table(table, sentence, height=HEIGHT if len(rows) > LONG else None)
    offer_downloads(
        table, f"Kết quả biểu quyết năm {own_round.year}", [sentence], "Kết quả biểu quyết", "phieu"
    )
