"""What changes on paper: no controls, the filters in words, charts within A4, tables as text.

Fixed texts only; a page needs nothing of its own to print. Tables give paper a second copy of
themselves (tables.py), found here by how its alternative text begins.
"""

from collections.abc import Iterator
from contextlib import contextmanager

import streamlit as st

from pages.shared import filters, formats

PICKERS = {
    "nam": "Năm",
    "dot": "Đợt xét",
    "pham_vi": "Phạm vi",
    "khoi": "Khối thi đua",
    "cach_doc": "Cách đọc",
    "chi_so": "Chỉ số",
}
PAPER = """<style>
.st-key-chi_in_dau_trang, [data-testid="stElementContainer"]:has([aria-label^="Bản in: "]) {
  display: none;
}
@page {size: A4 portrait; margin: 12mm 11mm}
@page rong {size: A4 landscape; margin: 11mm 12mm}
@media print {
  html, body, #root, .stApp, [data-testid="stAppViewContainer"], [data-testid="stMain"] {
    position: static !important; display: block !important;
    height: auto !important; overflow: visible !important; zoom: 1 !important;
  }
  [data-testid="stMainBlockContainer"] {padding: 0 !important; max-width: 100% !important}
  [data-testid="stSidebar"], [data-testid="stHeader"], [data-testid="stToolbar"],
  [data-testid="stExpandSidebarButton"], [data-testid="stStatusWidget"],
  [data-testid="stButton"], [data-testid="stDownloadButton"], [data-testid="stLinkButton"],
  [data-testid="stFormSubmitButton"], [data-testid="stPopover"], [data-testid="stFileUploader"],
  [data-testid="stSelectbox"], [data-testid="stMultiSelect"], [data-testid="stButtonGroup"],
  [data-testid="stTextInput"], [data-testid="stTextArea"], [data-testid="stNumberInput"],
  [data-testid="stDateInput"], [data-testid="stTimeInput"], [data-testid="stRadio"],
  [data-testid="stCheckbox"], [data-testid="stSlider"], [data-testid="stForm"],
  [data-testid="stChatInput"], [data-testid="stElementToolbar"], [data-testid="stPageLink"],
  [data-testid="stElementContainer"]:has([data-testid="stDataFrame"]),
  [data-testid="stTooltipIcon"], .st-key-filters,
  [data-testid="stExpander"]:not(:has(details[open])), .modebar, .st-key-thanh_trinh_chieu {display: none !important}
  [class*="st-key-nhom_"] :is(
    [data-testid="stPageLink"], [data-testid="stPageLink"] [data-testid="stTooltipIcon"]
  ) {display: block !important}
  .st-key-chi_in_dau_trang,
  [data-testid="stElementContainer"]:has([aria-label^="Bản in: "]) {display: block !important}
  /* An inline table is one piece to the printer and would leave its heading a page behind. */
  [data-testid="stTable"] table {display: table !important; font-size: 8.5pt; width: 100%}
  [data-testid="stTable"] :is(td, th) {
    padding: 2px 5px !important; white-space: normal !important; overflow-wrap: anywhere;
  }
  [data-testid="stTable"] tr {break-inside: avoid}
  /* The line that says how many rows are left never stands on a page of its own. */
  [data-testid="stTable"] tbody tr:last-child {break-before: avoid}
  [class*="st-key-panel_"]:has(th:nth-child(10)) {page: rong}
  [data-testid="stTable"], [data-testid="stTable"] * {overflow: visible !important}
  thead {display: table-header-group}
  h1, h2, h3, [data-testid="stHeading"], [data-testid="stCaptionContainer"] {
    break-after: avoid;
  }
  [data-testid="stAlert"], [data-testid="stMetric"] {break-inside: avoid}
  /* A chart keeps the pixels of the screen; paper is narrower, so it is drawn to scale. */
  [data-testid="stPlotlyChart"] {container-type: inline-size; overflow: hidden !important}
  [data-testid="stElementContainer"]:has([data-testid="stPlotlyChart"]),
  [data-testid="stFullScreenFrame"]:has([data-testid="stPlotlyChart"]),
  [data-testid="stPlotlyChart"],
  [data-testid="stPlotlyChart"] :is(.js-plotly-plot, .plot-container, .svg-container) {
    width: 100% !important; height: auto !important; min-height: 0 !important;
  }
  [data-testid="stPlotlyChart"] .main-svg {
    zoom: min(1, calc(100cqw / attr(width px, 700px)));
  }
  [data-testid="stPlotlyChart"] .main-svg:first-of-type {position: static !important}
  [data-testid="stElementContainer"], [data-testid="stVerticalBlock"],
  [data-testid="stLayoutWrapper"], [data-testid="stTable"], table {break-inside: auto !important}
  :is([class*="st-key-panel_"], [class*="st-key-mo_phong_"]):has([data-testid="stPlotlyChart"]),
  [data-testid="stElementContainer"]:has([data-testid="stPlotlyChart"]) {
    break-inside: avoid !important;
  }
  /* Only in plain flow does a heading stay with what it heads. */
  [data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] {display: block !important}
  [data-testid="stVerticalBlock"] > * {margin-bottom: 6px}
  /* What only leads to something on a screen, and frames of which nothing but controls is left. */
  [data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"]:is(
    [class*="st-key-chi_man_hinh_"], .st-key-panel_tai_ve, [class*="st-key-nguon_"]:not(:has(table))
  ),
  [data-testid="stMainBlockContainer"] [data-testid="stVerticalBlock"] [data-testid="stVerticalBlock"]:not(
    :has(:is([data-testid="stMarkdown"], [data-testid="stHeading"], [data-testid="stTable"],
      [data-testid="stPlotlyChart"], [data-testid="stAlert"], [data-testid="stMetric"],
      [data-testid="stText"], [data-testid="stCode"], [data-testid="stCaptionContainer"],
      [data-testid="stPageLink"]))
  ) {display: none !important}
  [data-testid="stElementContainer"]:is(
    :has([data-testid="stHeading"]), :has([data-testid="stCaptionContainer"])
  ) {break-after: avoid !important}
  * {print-color-adjust: exact; -webkit-print-color-adjust: exact}
}
</style>"""


@contextmanager
def on_paper(title: str) -> Iterator[None]:
    """Lets the page drawn inside print as designed, under a line that says which view it is."""
    st.html(PAPER)
    place = st.container(key="chi_in_dau_trang")
    yield
    # Only now are the filters of this run known.
    place.markdown(f"**{formats.plain(title)}**{_spell_filters()}")


def _spell_filters() -> str:
    parts = [
        f"{PICKERS[name]}: {words}"
        for name, words in filters.spelled_out().items()
        if name in PICKERS and words
    ]
    return "".join(f" · {formats.plain(part)}" for part in parts)
