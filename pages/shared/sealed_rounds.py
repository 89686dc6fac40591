"""A round that was sealed shows what it showed then; what counts now is one click away."""

import streamlit as st

from pages.shared import data, formats

SEALED, LIVE = "chot", "nay"
LABELS = {SEALED: "Bản đã chốt", LIVE: "Số liệu hiện hành"}


def choose(round_id: str) -> None:
    """Lets the rest of this run show the sealed round, unless somebody asks for what counts now."""
    if not data.is_live():
        return  # Somebody looks at the past already.
    seals = data.rows("round_seals", round_id=round_id)
    if seals.empty:
        return
    seal = next(seals.itertuples())
    chosen = st.segmented_control(
        "Số liệu của đợt xét",
        list(LABELS),
        format_func=LABELS.__getitem__,
        default=SEALED,
        required=True,
        key="ban",
        bind="query-params",
        label_visibility="collapsed",
    )
    words = (
        f"Đợt xét đã chốt {formats.moment(seal.sealed_at)} theo {seal.document_no} "
        f"({seal.title}; người chốt: {seal.sealed_by})."
    )
    if chosen == LIVE:
        st.warning(
            formats.plain(f"{words} Đang xem số liệu hiện hành, có thể khác bản đã chốt."),
            icon=":material/lock_open:",
        )
        return
    st.info(
        formats.plain(f"{words} Mọi số dưới đây là của bản đã chốt, không đổi khi có số liệu mới."),
        icon=":material/lock:",
    )
    data.show(data.Shown(str(seal.version), seal=str(seal.frozen_sha256)))
