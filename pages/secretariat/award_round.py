"""Đợt xét khen thưởng: the votes, conditions waived, the meeting's papers, and the seal."""

import streamlit as st

from pages.shared import (
    acting,
    data,
    filters,
    formats,
    gate_waivers,
    round_papers,
    round_seal,
    sealed_rounds,
    vote_entry,
)

VOTES, WAIVERS, PAPERS, SEAL = "Biểu quyết", "Miễn điều kiện", "Giấy tờ họp", "Chốt đợt xét"

chosen = filters.pick_round(data.reference("award_rounds").sort_values("year"), scope=False)
# Before the page turns to what was sealed, which knows nothing of its own seal.
seal = round_seal.find_seal(chosen.round_id)
closed = round_seal.closed_words(seal)
sealed_rounds.choose(chosen.round_id)
rounds = data.reference("award_rounds")
own_round = next(rounds[rounds["round_id"] == chosen.round_id].itertuples())

st.header(formats.plain(vote_entry.headline(own_round)), anchor=False)
st.caption(
    formats.plain(
        f"Ngày xét {formats.day(own_round.considered_on)} · ngưỡng biểu quyết: "
        f"{vote_entry.threshold_words(own_round)} · chỉ tiêu số lượng "
        f"{formats.count(own_round.quota)} · căn cứ: {own_round.legal_basis}"
    )
)
acting.show_outcome()
acting.ask_name(needs="record_votes")


def closed_for(action: str) -> str | None:
    """Why nothing can be written down here: the round is sealed, or the role does not do it."""
    return closed or acting.refusal(action)


section = filters.pick_section([VOTES, WAIVERS, PAPERS, SEAL], VOTES)
if section == WAIVERS:
    gate_waivers.show(own_round, chosen.block_id, closed_for("waive_gate"))
elif section == PAPERS:
    round_papers.show(own_round, chosen.block_id)
elif section == SEAL:
    round_seal.show(own_round, seal)
else:
    vote_entry.show(own_round, chosen.block_id, closed_for("record_votes"))
