"""Waiving a condition for a candidate by a signed document, and taking a waiver back."""

from collections.abc import Callable
from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import acting, data, filters, formats, inbox
from pages.shared.fence import fence
from pages.shared.tables import Column, Table, draw_table, pick_row
from reports.rounds import RoundBook, SignedDocument

LEDGER = (
    Column("verdict_shown", "Kết luận", width=135),
    Column("gate_label", "Điều kiện", width=215),
    Column("unit_name", "Đơn vị", width=215),
    Column("model_name", "Mô hình", width=190),
    Column("evidence", "Căn cứ trong số liệu", width=380),
    Column("near_miss_note", "Gần đạt", width=180),
    Column("clause", "Điều khoản", width=180),
)
IN_FORCE = (
    Column("gate_label", "Điều kiện", width=190),
    Column("unit_name", "Đơn vị", width=230),
    Column("model_name", "Mô hình", width=220),
    Column("verdict_shown", "Kết luận của điều kiện", width=160),
    Column("document_no", "Miễn theo văn bản", width=150),
    Column("signed_by", "Người ký", width=170),
    Column("reason", "Lý do", width=240),
    Column("recorded_at", "Ghi lúc", formats.moment, 130),
    Column("recorded_by", "Người ghi", width=140),
)
CANDIDATE = "mien_cho"
CLICKED = "mien_dong_da_chon"
PLACE, PLACE_BACK = "mien", "thoi_mien"
HEIGHT = 330


@st.fragment
def show(own_round: Any, block_id: str | None, closed: str | None) -> None:
    """Conditions not met with their evidence, the form, and the waivers in force."""
    with fence("the waivers of a round"):
        narrowed = {} if block_id is None else {"block_id": block_id}
        candidates = data.rows("ranking", round_id=own_round.round_id, **narrowed)
        results = _with_names(data.rows("gate_results", round_id=own_round.round_id), candidates)
        with st.container(border=True, key="panel_mien"):
            _show_ledger(own_round, results, closed)
        with st.container(border=True, key="panel_dang_mien"):
            _show_in_force(own_round, results, closed)


def _with_names(results: pd.DataFrame, candidates: pd.DataFrame) -> pd.DataFrame:
    """Verdicts of the given candidates with unit, model and the verdict as sign and word."""
    named = candidates[["candidate_id", "unit_name", "model_name", "block_order"]]
    own = results.merge(named, on="candidate_id")
    own["verdict_shown"] = data.signed("gate", own["verdict"], own["verdict_label"])
    return own.sort_values(["block_order", "unit_name", "model_name", "sort_order"])


def _show_ledger(own_round: Any, results: pd.DataFrame, closed: str | None) -> None:
    open_gates = results[(results["verdict"] != "pass") & ~results["is_waived"].astype(bool)]
    failed = open_gates[open_gates["verdict"] == "fail"]
    unsettled = open_gates[open_gates["verdict"] == "insufficient"]
    st.subheader(
        f"{formats.count(len(failed))} điều kiện không đạt, {formats.count(len(unsettled))} điều "
        "kiện chưa đủ căn cứ",
        anchor=False,
    )
    st.caption(
        "Miễn một điều kiện cần văn bản có chữ ký của người có thẩm quyền. Kết luận của điều kiện "
        "vẫn giữ nguyên và ghi là được miễn theo văn bản; điều kiện được miễn không còn ngăn đề "
        "nghị được xếp hạng. Không điểm số nào thay đổi."
    )
    if open_gates.empty:
        st.info("Không có điều kiện nào cần miễn trong lựa chọn này.", icon=":material/info:")
        return
    verdicts = {"fail": "Không đạt", "insufficient": "Chưa đủ căn cứ"}
    gates = open_gates.sort_values("sort_order").drop_duplicates("gate_id")
    labels = {"": "Mọi điều kiện", **dict(zip(gates["gate_id"], gates["gate_label"], strict=True))}
    with st.container(horizontal=True):
        verdict = filters.pick_option("Kết luận", verdicts, "ket_luan", "fail")
        gate = filters.pick_option("Điều kiện", labels, "dieu_kien", "")
    listed = open_gates[open_gates["verdict"] == verdict]
    listed = listed[listed["gate_id"] == gate] if gate else listed
    key = f"so_dieu_kien_{own_round.round_id}_{verdict}_{gate}_{data.current_version()[:12]}"
    alt = "Các điều kiện không đạt hoặc chưa đủ căn cứ, mỗi dòng một đề nghị và một điều kiện"
    row = pick_row(Table(listed, LEDGER), alt, key, HEIGHT if len(listed) > 8 else None)
    if closed is not None:
        st.info(formats.plain(closed), icon=":material/lock:")
        return
    _open_clicked(None if row is None else listed.iloc[row])
    _show_form(own_round, open_gates)


def _open_clicked(chosen: pd.Series | None) -> None:
    """Puts a row's candidate and condition into the form when the row has just been chosen."""
    now = None if chosen is None else (chosen["candidate_id"], chosen["gate_id"])
    if now is not None and now != st.session_state.get(CLICKED):
        st.query_params[CANDIDATE] = now[0]
        st.session_state[f"mien_dieu_kien_{now[0]}"] = now[1]
    st.session_state[CLICKED] = now


def _show_form(own_round: Any, open_gates: pd.DataFrame) -> None:
    st.markdown("**Ghi quyết định miễn**")
    st.caption("Chọn một dòng ở bảng trên, hoặc chọn đề nghị ở đây.")
    names = {
        str(row.candidate_id): f"{row.unit_name} – {row.model_name}"
        for row in open_gates.itertuples()
    }
    acting.show_outcome(PLACE)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        candidate_id = filters.pick_entry("Đề nghị được miễn", names, CANDIDATE)
        own = open_gates[open_gates["candidate_id"] == candidate_id]
        labels = {row.gate_id: f"{row.gate_label}: {row.verdict_shown}" for row in own.itertuples()}
        gate_id = st.selectbox(
            "Điều kiện được miễn",
            list(labels),
            format_func=lambda one: labels.get(one, one),
            index=0 if len(labels) == 1 else None,
            placeholder="Chọn…" if labels else "Chọn đề nghị trước",
            disabled=not labels,
            key=f"mien_dieu_kien_{candidate_id}",
        )
    for row in own[own["gate_id"] == gate_id].itertuples():
        st.text(formats.verbatim(f"Căn cứ của kết luận: {row.evidence}"))
    with st.form("mien", border=False, enter_to_submit=False):
        document = _ask_document("mien")
        if st.form_submit_button("Ghi quyết định miễn", type="primary"):
            _waive(own_round, own, str(candidate_id or ""), str(gate_id or ""), document)


def _ask_document(key: str) -> SignedDocument:
    """Number, who signed it, and why; each is asked for again where it is missing."""
    with st.container(horizontal=True):
        document = st.text_input(
            "Số văn bản", key=f"{key}_van_ban", max_chars=100, placeholder="15/UBND-NC", width=220
        )
        signed_by = st.text_input(
            "Người ký",
            key=f"{key}_nguoi_ky",
            max_chars=200,
            placeholder="Chức vụ, họ và tên",
            width=320,
        )
    reason = st.text_input("Lý do", key=f"{key}_ly_do", max_chars=500)
    return SignedDocument(document or "", signed_by or "", reason or "")


def _waive(
    own_round: Any,
    own: pd.DataFrame,
    candidate_id: str,
    gate_id: str,
    document: SignedDocument,
) -> None:
    def work() -> str:
        _book(own_round).waive_gate(candidate_id, gate_id, document, acting.who())
        row = next(own[own["gate_id"] == gate_id].itertuples())
        return (
            f"Đã ghi: {row.unit_name} (mô hình “{row.model_name}”) được miễn điều kiện “"
            f"{row.gate_label}” theo {document.document_no.strip()}. Kết luận “{row.verdict_label}” vẫn giữ."
        )

    _act(work, PLACE, "mien")


def _book(own_round: Any) -> RoundBook:
    return RoundBook(inbox.open_inbox().store, own_round.round_id)


def _act(work: Callable[[], str], place: str, key: str) -> None:
    if acting.act("waive_gate", work, place, place):
        # The next decision is about another condition; nothing of this one may stay chosen.
        st.query_params.pop(CANDIDATE, None)
        for box in ("van_ban", "nguoi_ky", "ly_do"):
            st.session_state.pop(f"{key}_{box}", None)
    st.rerun()


def _show_in_force(own_round: Any, results: pd.DataFrame, closed: str | None) -> None:
    held = data.rows("gate_waivers_in_force", round_id=own_round.round_id)
    held = held.drop(columns="round_id").merge(results, on=["candidate_id", "gate_id"])
    st.subheader(
        f"{formats.count(len(held))} điều kiện đang được miễn"
        if len(held)
        else "Chưa miễn điều kiện nào",
        anchor=False,
    )
    acting.show_outcome(PLACE_BACK)
    if held.empty:
        return
    draw_table(
        Table(held, IN_FORCE),
        "Các điều kiện đang được miễn: kết luận vẫn giữ, văn bản, người ký và lý do miễn",
    )
    if closed is not None:
        return
    labels = {
        f"{row.candidate_id}|{row.gate_id}": f"{row.unit_name} – {row.model_name}: {row.gate_label}"
        for row in held.itertuples()
    }
    with st.popover("Thôi miễn…", icon=":material/undo:", key="mo_thoi_mien"):
        st.markdown(
            "Thôi miễn là một việc mới trong nhật ký, cũng cần văn bản: quyết định miễn cũ vẫn còn "
            "trong lịch sử, kết luận của điều kiện lại có hiệu lực."
        )
        with st.form("thoi_mien", border=False, enter_to_submit=False):
            chosen = st.selectbox(
                "Điều kiện đang được miễn",
                list(labels),
                format_func=lambda one: labels.get(one, one),
                key="thoi_mien_dong",
            )
            document = _ask_document("thoi_mien")
            if st.form_submit_button("Thôi miễn điều kiện này", type="primary"):
                candidate_id, _, gate_id = str(chosen).rpartition("|")
                _take_back(own_round, labels[str(chosen)], candidate_id, gate_id, document)


def _take_back(
    own_round: Any,
    label: str,
    candidate_id: str,
    gate_id: str,
    document: SignedDocument,
) -> None:
    def work() -> str:
        _book(own_round).take_waiver_back(candidate_id, gate_id, document, acting.who())
        return f"Đã thôi miễn theo {document.document_no.strip()}: {label}."

    _act(work, PLACE_BACK, "thoi_mien")
