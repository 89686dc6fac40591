"""Finding a unit or a model by a few letters, with or without accents."""

import pandas as pd
import streamlit as st

from pages.shared import data, filters, formats

SHOWN = 12


def matching(entries: pd.DataFrame, words: str) -> pd.DataFrame:
    """The entries whose key holds every word that was typed, in any order."""
    found = pd.Series(True, index=entries.index)
    for word in formats.search_key(words).split():
        found &= entries["search_key"].str.contains(word, regex=False)
    return entries[found]


def find(kind: str, page: str, key: str, placeholder: str) -> str | None:
    """A search field with its hits as links; returns the entry that the URL names, if it exists."""
    entries = data.rows("search_entries", entry_kind=kind)
    words = st.text_input(
        "Tìm kiếm (không cần gõ dấu)",
        key=f"tim_{key}",
        type="search",
        placeholder=placeholder,
        live="300ms",
        max_chars=100,
        width=560,
    )
    if words and formats.search_key(words):
        hits = matching(entries, words)
        st.caption(
            f"{formats.count(len(hits))} kết quả"
            if len(hits)
            else "Không tìm thấy; thử ít chữ hơn."
        )
        with st.container(gap=None, key=f"ket_qua_{key}"):
            for hit in hits.head(SHOWN).itertuples():
                subtitle = "" if formats.is_missing(hit.subtitle) else f" · {hit.subtitle}"
                filters.link(page, f"{hit.title}{subtitle}", **{key: hit.entry_id})
        if len(hits) > SHOWN:
            st.caption(f"Còn {formats.count(len(hits) - SHOWN)} kết quả; gõ thêm chữ để thu hẹp.")
    chosen = filters.chosen_entry(key)
    if chosen is not None and chosen not in set(entries["entry_id"]):
        st.warning(
            "Liên kết chỉ tới mục không có trong số liệu này. Hãy tìm lại theo tên.",
            icon=":material/link_off:",
        )
        return None
    return chosen
