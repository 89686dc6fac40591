"""The pickers that every page shares, bound to the URL: year, scope, block, and what a page adds.

Values in the URL are the words on the picker, so a link can be read aloud; a value that does not
exist falls back to the default without a complaint.
"""

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import urlencode

import pandas as pd
import streamlit as st

from pages.shared import data, formats

# Whether this run is the first on its page; only then may a choice of the page before come along.
MOVED = "vua_chuyen_trang"
# The filters of the last run in words, defaults included.
SPELLED = "bo_loc_day_du"
EVERY_BLOCK = "Tất cả các khối"


def note_page(url_path: str) -> None:
    """Tells the pickers, before a page runs, whether the visitor has just come to it."""
    st.session_state[MOVED] = st.session_state.get("trang") not in (None, url_path)
    if st.session_state[MOVED]:
        st.session_state.pop(SPELLED, None)
    st.session_state["trang"] = url_path


class RoundFilters(NamedTuple):
    """The award round, scope and block of the ranking page."""

    round_id: str
    scope: str
    block_id: str | None

    @property
    def of_block(self) -> dict[str, str]:
        """The condition on a view's block, empty for all blocks."""
        return {} if self.block_id is None else {"block_id": self.block_id}

    @property
    def of_level(self) -> dict[str, list[str]]:
        """The condition on a view's level that the scope stands for."""
        return {"level": data.scope_levels(self.scope)}


class Filters(NamedTuple):
    """What the shared pickers say; `block_id` is None for all blocks."""

    year: int
    scope: str
    block_id: str | None
    reading: str = "as_reported"

    @property
    def of_block(self) -> dict[str, str]:
        """The condition on a view's block, empty for all blocks."""
        return {} if self.block_id is None else {"block_id": self.block_id}

    @property
    def of_level(self) -> dict[str, list[str]]:
        """The condition on a view's level that the scope stands for."""
        return {"level": data.scope_levels(self.scope)}


def plan_years() -> list[int]:
    """The years of the plan, first to last."""
    years = data.reference("plan_years")
    return [int(year) for year in years[years["in_plan"]].sort_values("year")["year"]]


def _latest_year() -> int:
    """The last plan year with a report in it; the first where there is none."""
    reported = data.rows("coverage_by_year", scope="core")
    reported = reported[reported["covered"] > 0]
    return int(reported["year"].max()) if len(reported) else plan_years()[0]


def _scopes() -> dict[str, str]:
    """Scope code to label; the plan's own addressees first."""
    scopes = data.reference("scopes")
    labels = dict(zip(scopes["scope"], scopes["label"], strict=True))
    return {code: labels[code] for code in ("core", "all") if code in labels}


def _blocks() -> dict[str, str]:
    """Block id to name, in the order of the council's list."""
    blocks = data.reference("emulation_blocks").sort_values("sort_order")
    return dict(zip(blocks["block_id"], blocks["short_name"], strict=True))


def scope_label(scope: str) -> str:
    """The scope as the picker spells it."""
    return _scopes().get(scope, scope)


def block_label(block_id: str | None) -> str:
    """The block as the picker spells it; all of them for None."""
    return EVERY_BLOCK if block_id is None else _blocks().get(block_id, block_id)


def pick_option(label: str, options: Mapping[str, str], key: str, default: str) -> str:
    """One of a few options as a drop-down bound to the URL under `key`; returns its code."""
    codes = list(options)
    _carry_over(key, codes)
    chosen = st.selectbox(
        label,
        codes,
        index=codes.index(default) if default in codes else 0,
        format_func=lambda code: options.get(code, code),
        key=key,
        bind="query-params",
        width=210,
    )
    chosen = chosen if chosen in options else default
    st.session_state[f"giu_{key}"] = chosen
    return chosen


def _carry_over(key: str, codes: list[str]) -> None:
    """Keeps a choice when the menu leads to another page.

    Streamlit carries what a person picked, but drops what came with the first link.
    """
    kept = st.session_state.get(f"giu_{key}")
    if st.session_state.get(MOVED) and kept in codes and key not in st.query_params:
        st.session_state[key] = kept


def offer_link(labels: Mapping[str, str]) -> None:
    """The address of this very view with every filter spelled out, for a mail or a paper.

    The address bar leaves defaults out, and the default year moves on; this link does not.
    """
    st.session_state[SPELLED] = dict(labels)
    address = (st.context.url or "").split("?")[0]
    with st.popover("Liên kết", icon=":material/link:"):
        st.caption("Mở lại đúng trang này với đúng các lựa chọn đang xem:")
        st.code(f"{address}?{urlencode(labels)}", language=None, wrap_lines=True)


def spelled_out() -> dict[str, str]:
    """Every filter of the view on the screen, for a link or an agenda that must not move on."""
    return dict(st.session_state.get(SPELLED, {}))


def pick(
    year: bool = True, scope: bool = True, block: bool = True, reading: bool = False
) -> Filters:
    """One row of the pickers that a page needs; what it does not need keeps its default.

    A seal of a release without readings has no picker for them.
    """
    years = {str(one): f"{one}" for one in plan_years()}
    latest = str(_latest_year())
    chosen = Filters(int(latest), "core", None)
    labels: dict[str, str] = {}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="filters"):
        if year:
            chosen = chosen._replace(year=int(pick_option("Năm", years, "nam", latest)))
            labels["nam"] = str(chosen.year)
        if scope:
            scopes = _scopes()
            chosen = chosen._replace(scope=pick_option("Phạm vi", scopes, "pham_vi", "core"))
            labels["pham_vi"] = scopes[chosen.scope]
        if block:
            blocks = {"": EVERY_BLOCK, **_blocks()}
            code = pick_option("Khối thi đua", blocks, "khoi", "")
            chosen = chosen._replace(block_id=code or None)
            labels["khoi"] = blocks[code]
        states = data.states("reading") if reading else pd.DataFrame()
        if len(states):
            readings = dict(zip(states["code"], states["label"], strict=True))
            own = pick_option("Cách đọc qua sắp xếp đơn vị", readings, "cach_doc", "as_reported")
            chosen = chosen._replace(reading=own)
            labels["cach_doc"] = readings[own]
        offer_link({**dict(st.query_params), **labels})
    return chosen


def pick_round(rounds: pd.DataFrame, scope: bool = True) -> RoundFilters:
    """The award round (default: that of the latest year with reports), scope and block.

    Without `scope` there is no such picker and units of every level belong.
    """
    names = {row.round_id: f"Đợt xét năm {row.year}" for row in rounds.itertuples()}
    of_year = rounds[rounds["year"] == _latest_year()]
    default = str(of_year["round_id"].iloc[0]) if len(of_year) else list(names)[-1]
    scopes, blocks = _scopes(), {"": EVERY_BLOCK, **_blocks()}
    with st.container(horizontal=True, vertical_alignment="bottom", gap="medium", key="filters"):
        round_id = pick_option("Đợt xét", names, "dot", default)
        of_scope = pick_option("Phạm vi", scopes, "pham_vi", "core") if scope else "all"
        block = pick_option("Khối thi đua", blocks, "khoi", "")
        labels = {"dot": names[round_id], "khoi": blocks[block]}
        if scope:
            labels["pham_vi"] = scopes[of_scope]
        offer_link({**dict(st.query_params), **labels})
    return RoundFilters(round_id, of_scope, block or None)


def link_parameters(**more: str) -> dict[str, str]:
    """Query parameters for a link to another page: the shared filters as they stand, and `more`."""
    kept = {
        name: st.query_params[name]
        for name in ("nam", "pham_vi", "khoi")
        if name in st.query_params
    }
    return {**kept, **more}


def link(page: str, label: str, icon: str | None = None, **more: str) -> None:
    """A link to `pages/<page>.py` that keeps the filters; texts of files in `label` take no effect."""
    st.page_link(
        f"pages/{page}.py",
        label=formats.plain(label),
        icon=icon,
        query_params=link_parameters(**more),
    )


def chosen_entry(key: str) -> str | None:
    """The code of a unit, model or candidate that the URL names."""
    value: Any = st.query_params.get(key)
    return value or None


def pick_entry(
    label: str, names: Mapping[str, str], key: str, help_text: str | None = None
) -> str | None:
    """One of many entries by name; the URL carries its code, an unknown code means none.

    The URL is the truth and the widget follows it: names are not unique and may change, codes not.
    """
    widget = f"chon_{key}"
    code = chosen_entry(key)
    st.session_state[widget] = code if code in names else None

    def follow() -> None:
        picked = st.session_state[widget]
        if picked is None:
            st.query_params.pop(key, None)
        else:
            st.query_params[key] = picked

    chosen = st.selectbox(
        label,
        list(names),
        format_func=lambda one: formats.verbatim(names.get(one, one)),
        index=None,
        key=widget,
        placeholder="Chọn…",
        on_change=follow,
        help=help_text,
    )
    return chosen if chosen in names else None


def pick_section(sections: Sequence[str], default: str, key: str = "muc") -> str:
    """The part of a page that is shown, bound to the URL; the default for one that is none."""
    picked = st.segmented_control(
        "Mục",
        sections,
        default=default,
        required=True,
        key=key,
        bind="query-params",
        label_visibility="collapsed",
    )
    return picked if picked in sections else default


def pick_index(labels: Mapping[str, str]) -> str:
    """SIPAS or PAR INDEX, bound to the URL; returns the index id."""
    ids = list(labels)
    _carry_over("chi_so", ids)
    picked = st.segmented_control(
        "Chỉ số",
        ids,
        format_func=lambda one: labels[one],
        default=ids[0],
        required=True,
        key="chi_so",
        bind="query-params",
    )
    picked = picked if picked in labels else ids[0]
    st.session_state["giu_chi_so"] = picked
    return picked
