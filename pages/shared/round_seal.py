"""Closing an award round: what it means, what is still open, the form, and afterwards the fact."""

from typing import Any

import pandas as pd
import streamlit as st

from pages.shared import acting, data, formats, inbox, rank_certainty, vote_entry
from pages.shared.fence import fence
from reports.rounds import RoundBook

PLACE = "chot"
NAMED_MOST = 3
OPEN, SETTLED = "▲\u00a0Cần\u00a0xem", "✓\u00a0Xong"
MEANING = (
    "Chốt đợt xét giữ lại nguyên vẹn mọi bảng, điểm, thứ hạng và kết quả biểu quyết như đang hiển "
    "thị lúc chốt. Về sau có nhận thêm báo cáo, sửa số liệu hay thay phần mềm, đợt xét vẫn đọc "
    "đúng như hôm nay. Sau khi chốt, trang này không ghi thêm số phiếu, không miễn thêm điều kiện "
    "và không chốt lại; việc chốt không thu hồi được."
)
Check = tuple[bool, str, str]


def find_seal(round_id: str) -> Any | None:
    """The row of the round's seal, if it has one. Ask before the page turns to what was sealed."""
    return next(data.rows("round_seals", round_id=round_id).itertuples(), None)


def closed_words(seal: Any | None) -> str | None:
    """Why nothing more is taken, or None for a round that is open."""
    if seal is None:
        return None
    return (
        f"Đã chốt lúc {formats.moment(seal.sealed_at)} theo {seal.document_no} bởi "
        f"{seal.sealed_by}; đợt xét này không ghi thêm được nữa."
    )


@st.fragment
def show(own_round: Any, seal: Any | None) -> None:
    """What sealing does, the checklist and the form; or the seal that there is."""
    with fence("the seal of a round"), st.container(border=True, key="panel_chot"):
        if seal is not None:
            _show_seal(seal)
            return
        st.subheader(f"Chốt đợt xét năm {own_round.year}", anchor=False)
        st.markdown(MEANING)
        checks = list_checks(own_round)
        still_open = sum(not is_settled for is_settled, _, _ in checks)
        st.markdown(
            f"**Danh sách kiểm tra: {formats.count(still_open)} điểm cần xem** (không ngăn việc "
            "chốt; Hội đồng quyết định)."
            if still_open
            else "**Danh sách kiểm tra: không còn điểm nào cần xem.**"
        )
        st.table(
            {
                "Tình trạng": [SETTLED if done else OPEN for done, _, _ in checks],
                "Cần kiểm tra": [formats.plain(what) for _, what, _ in checks],
                "Hiện nay": [formats.plain(words) for _, _, words in checks],
            },
            border="horizontal",
            hide_index=True,
        )
        _show_form(own_round)


def _show_seal(seal: Any) -> None:
    st.subheader("Đợt xét đã chốt", anchor=False)
    acting.show_outcome(PLACE)
    st.info(formats.plain(closed_words(seal)), icon=":material/lock:")
    st.text(formats.verbatim(f"Phiên: {seal.title}"))
    st.caption(
        formats.plain(
            f"Số liệu đến {formats.moment(seal.as_of)} · phiên bản số liệu {seal.version} · phần "
            f"mềm {seal.software_version} · mã bản chốt {seal.seal_id}, {seal.frozen_sha256}"
        )
    )


def list_checks(own_round: Any) -> list[Check]:
    """What a secretary looks at before closing: whether it is settled, what it is, how it stands."""
    round_id = own_round.round_id
    ranking = data.rows("ranking", round_id=round_id)
    tallies = data.rows("vote_tallies", round_id=round_id)
    eligible = ranking[ranking["eligibility"] == "eligible"]
    unvoted = eligible[~eligible["candidate_id"].isin(tallies["candidate_id"])]
    others = ranking[ranking["eligibility"] != "eligible"]
    voted_others = others[others["candidate_id"].isin(tallies["candidate_id"])]
    unsettled = tallies[tallies["is_reached"].isna()]
    insufficient = ranking[ranking["gates_insufficient"] > 0]
    unranked = eligible[eligible["score"].isna()]
    waiting = len(data.rows("received_files", state="waiting"))
    typed = len(vote_entry.drafts(round_id))
    fragile = data.rows("cutoff_fragility", round_id=round_id, is_fragile=True)
    return [
        _check("Đề nghị đủ điều kiện chưa có số phiếu", unvoted),
        _check("Đề nghị có số phiếu nhưng chưa hoặc không đủ điều kiện", voted_others),
        _check(
            "Kết quả biểu quyết chưa kết luận được",
            ranking[ranking["candidate_id"].isin(unsettled["candidate_id"])],
        ),
        _check("Đề nghị còn điều kiện chưa đủ căn cứ", insufficient),
        _check("Đề nghị đủ điều kiện nhưng thiếu tiêu chí nên chưa xếp hạng", unranked),
        (
            fragile.empty,
            "Ngưỡng chỉ tiêu số lượng",
            rank_certainty.describe_cutoff(round_id) or formats.NOTHING,
        ),
        (typed == 0, "Số phiếu đang nhập mà chưa ghi", f"{formats.count(typed)} dòng"),
        (waiting == 0, "Tệp đang chờ xử lý nên chưa tính", f"{formats.count(waiting)} tệp"),
    ]


def _check(what: str, candidates: pd.DataFrame) -> Check:
    """Settled where there are none; otherwise how many, and the first few by name."""
    if candidates.empty:
        return True, what, "Không có"
    names = list(candidates["short_name"].head(NAMED_MOST))
    rest = len(candidates) - len(names)
    words = "; ".join(names) + (f" và {formats.count(rest)} đề nghị khác" if rest else "")
    return False, what, f"{formats.count(len(candidates))} đề nghị: {words}"


def _show_form(own_round: Any) -> None:
    acting.show_outcome(PLACE)
    refused = acting.refusal("seal")
    if refused is not None:
        st.info(refused, icon=":material/lock:")
        return
    with st.form("chot", border=False, enter_to_submit=False):
        with st.container(horizontal=True):
            title = st.text_input(
                "Tên phiên họp",
                key="chot_ten",
                max_chars=200,
                placeholder=f"Phiên họp xét khen thưởng năm {own_round.year}",
                width=420,
            )
            document = st.text_input(
                "Số biên bản", key="chot_so", max_chars=100, placeholder="31/BB-HĐTĐKT", width=220
            )
        is_sure = st.checkbox(
            "Tôi đã xem danh sách kiểm tra và hiểu rằng sau khi chốt không ghi thêm được nữa",
            key="chot_chac",
        )
        if st.form_submit_button("Chốt đợt xét", type="primary", icon=":material/lock:"):
            _seal(own_round, title or "", document or "", is_sure)


def _seal(own_round: Any, title: str, document: str, is_sure: bool) -> None:
    def work() -> str:
        if not is_sure:
            raise ValueError(
                "Hãy đánh dấu ô xác nhận đã xem danh sách kiểm tra; chốt rồi thì không thu hồi được."
            )
        book = RoundBook(inbox.open_inbox().store, own_round.round_id)
        seal_id = book.seal(title, document, acting.who())
        return (
            f"Đã chốt đợt xét năm {own_round.year} theo {document.strip()} (mã bản chốt {seal_id})."
        )

    with st.spinner("Đang giữ lại mọi bảng của đợt xét và chốt…"):
        acting.act("seal", work, PLACE, PLACE)
    st.rerun()
