"""Tìm kiếm: units, models, candidates, results and difficulties by words without accents."""

import pandas as pd
import streamlit as st

from pages.shared import data, filters, formats
from queries.clock import today
from queries.database import Database
from queries.search import find_entries, find_near_words

SHOWN = 6
ALL_SHOWN = 60
# Kind: heading, what it is called in a sentence, the page that shows it and the name in its URL.
KINDS = {
    "unit": ("Đơn vị", "đơn vị", "council/units", "don_vi"),
    "model": ("Mô hình", "mô hình", "council/models", "mo_hinh"),
    "candidate": ("Đề nghị khen thưởng", "đề nghị", "council/candidates", "de_nghi"),
    "result": ("Kết quả báo cáo", "kết quả", "council/models", "mo_hinh"),
    "difficulty": ("Khó khăn, kiến nghị", "khó khăn, kiến nghị", "council/models", "mo_hinh"),
}

# Whole sentences do not fit a link, which stays on one line; they stand below it.
QUOTED = ("result", "difficulty")


@st.cache_data(max_entries=100, show_spinner=False)
def found_entries(
    _database: Database, key: tuple[str, data.Shown, str], phrase: str
) -> pd.DataFrame:
    """What the words find in the state of the data that `key` names."""
    return find_entries(_database, phrase)


def address_of(kind: str, entry_id: str) -> dict[str, str]:
    """What the URL of the page of an entry says; results and difficulties lead to their model."""
    year_or_round, _, model_id = entry_id.partition("|")
    _, _, _, name = KINDS[kind]
    if kind == "candidate":
        rounds = data.reference("award_rounds").set_index("round_id")["year"]
        # Its page shows a candidate only among those that its filters let through.
        return {
            name: entry_id,
            "dot": f"Đợt xét năm {rounds[year_or_round]}",
            "pham_vi": filters.scope_label("all"),
            "khoi": filters.EVERY_BLOCK,
        }
    return {name: model_id if kind in ("result", "difficulty") else entry_id}


def show_kind(kind: str, hits: pd.DataFrame, shown: int) -> None:
    """The hits of one kind as links, the best first."""
    heading, _, page, _ = KINDS[kind]
    with st.container(border=True, key=f"nhom_{kind}"):
        st.subheader(f"{heading}: {formats.count(len(hits))}", anchor=False)
        with st.container(gap="xsmall" if kind in QUOTED else None):
            for hit in hits.head(shown).itertuples():
                address = address_of(kind, str(hit.entry_id))
                subtitle = "" if formats.is_missing(hit.subtitle) else str(hit.subtitle)
                if kind in QUOTED:
                    filters.link(page, subtitle, **address)
                    st.caption(formats.plain(hit.title))
                else:
                    filters.link(page, " · ".join(filter(None, (hit.title, subtitle))), **address)
        if len(hits) > shown:
            rest = formats.count(len(hits) - shown)
            st.caption(f"Còn {rest} mục; chọn riêng nhóm này hoặc gõ thêm chữ để thu hẹp.")


def show_nothing(database: Database, phrase: str) -> None:
    """What was searched, and words of the data that look like those typed."""
    counts = data.rows("search_entries")["entry_kind"].value_counts()
    searched = ", ".join(
        f"{formats.count(counts.get(kind, 0))} {words}" for kind, (_, words, _, _) in KINDS.items()
    )
    st.info(
        f"Không tìm thấy. Đã tìm theo tên, nội dung và năm trong {searched}; bỏ qua dấu, chấp nhận "
        "sai một vài chữ cái.",
        icon=":material/search_off:",
    )
    if not show_near_words(database, phrase):
        st.caption("Hãy bớt một từ, hoặc thử một phần của tên.")


def search_for(words: str) -> None:
    """Puts other words into the field, and so into the address."""
    st.session_state["tim"] = words


def show_near_words(database: Database, phrase: str) -> bool:
    """Words to take instead of those that nothing has, as buttons; False where there are none."""
    near = find_near_words(database, phrase)
    if near.empty:
        return False
    st.markdown("**Từ gần giống có trong số liệu**")
    for wanted, words in near.groupby("wanted_word", sort=False):
        with st.container(horizontal=True, vertical_alignment="center"):
            st.text(formats.verbatim(f"“{wanted}”:"), width="content")
            for word in words.itertuples():
                other = " ".join(word.word if one == wanted else one for one in phrase.split())
                # A link to the page that is open would leave the old words in the address.
                st.button(
                    formats.plain(word.spelling),
                    key=f"tu_{wanted}_{word.word}",
                    on_click=search_for,
                    args=(other,),
                )
    return True


st.header("Tìm kiếm", anchor=False)
typed = st.text_input(
    "Tìm đơn vị, mô hình, đề nghị, kết quả, khó khăn và kiến nghị (không cần gõ dấu)",
    key="tim",
    bind="query-params",
    type="search",
    placeholder="Ví dụ: so tu phap, hop khong giay, thieu may quet",
    live="300ms",
    max_chars=100,
)
phrase = formats.search_key(typed or "")
database = data.database()
if "search_words" not in database.views():
    st.info(
        "Mốc số liệu này được chốt bằng phiên bản phần mềm chưa có tìm kiếm; hãy xem số liệu hiện "
        "hành.",
        icon=":material/info:",
    )
elif not phrase:
    st.caption(
        "Gõ vài chữ của tên hay nội dung; thiếu dấu, dính chữ hoặc sai một chữ cái vẫn tìm được. "
        "Đường dẫn của trang giữ câu đang tìm nên gửi được cho người khác."
    )
else:
    hits = found_entries(database, (str(data.store_path()), data.shown(), str(today())), phrase)
    if hits.empty:
        show_nothing(database, phrase)
    else:
        # The box is not printed, and a list of hits says nothing without what was looked for.
        st.caption(f"Kết quả cho “{formats.plain(typed)}”")
        per_kind = hits["entry_kind"].value_counts()
        present = [kind for kind in KINDS if kind in per_kind.index]
        picked = st.segmented_control(
            "Nhóm",
            ["", *present],
            format_func=lambda kind: (
                f"{KINDS[kind][0]} ({formats.count(per_kind[kind])})"
                if kind
                else f"Tất cả ({formats.count(len(hits))})"
            ),
            default="",
            required=True,
            key=f"nhom_{phrase}",
            label_visibility="collapsed",
        )
        if not hits["is_direct"].any():
            st.warning(
                f"Không mục nào có đủ các từ “{formats.plain(typed)}”; dưới đây là những mục gần "
                "giống nhất.",
                icon=":material/spellcheck:",
            )
            show_near_words(database, phrase)
        for kind in [picked] if picked else present:
            show_kind(kind, hits[hits["entry_kind"] == kind], ALL_SHOWN if picked else SHOWN)
