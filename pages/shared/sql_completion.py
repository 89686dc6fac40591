"""Completion of names in the SQL box: which names there are, and the script that offers them.

The script (components/sql_completion.js) is served as a file, so a content security policy with
`script-src 'self'` is enough: Streamlit would load a script given as text through a blob: address.
"""

import logging
from collections.abc import Callable, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import streamlit as st
from streamlit.components.v2.get_bidi_component_manager import get_bidi_component_manager
from streamlit.components.v2.manifest_scanner import ComponentConfig, ComponentManifest

from queries.sql_names import describe_functions, describe_names

FOLDER = Path(__file__).resolve().parent
PROJECT, COMPONENT = "thi_dua", "sql_completion"
NAME = f"{PROJECT}.{COMPONENT}"
# Shown by the script only, so nobody is promised keys that do nothing.
HTML = """<p class="sql-completion-hint" id="sql-completion-hint" hidden>Gợi ý tên bảng, cột và hàm hiện ra
khi gõ. <kbd>Ctrl</kbd>+<kbd>Cách</kbd> mở gợi ý, <kbd>Tab</kbd> hoặc <kbd>Enter</kbd> nhận,
<kbd>Esc</kbd> đóng, <kbd>Ctrl</kbd>+<kbd>Enter</kbd> chạy.</p>
<div class="sql-completion-list" id="sql-completion-list" role="listbox" popover="manual"
aria-label="Gợi ý cho câu lệnh SQL"></div>
<div class="sql-completion-status" role="status"></div>"""

# What Streamlit says in English, with a trace, where the script does not reach the browser.
QUIET = """<style>
.st-key-%s [data-testid="stAlertContainer"] { display: none }
</style>"""

log = logging.getLogger(__name__)


@cache
def _words() -> dict[str, dict[str, str]]:
    return {kind: describe_names(kind) for kind in ("table", "column", "keyword")}


def offer(
    box: str, relations: Mapping[str, list[tuple[str, str]]], run: Callable[[str], None]
) -> None:
    """Offers names in the text area of the widget `box`; `run` takes what Ctrl+Enter is to run.

    Where the script cannot be put on the page, the text area goes on without it.
    """
    words = _words()
    names = {
        "within": f".st-key-{box}",
        "tables": {
            name: {
                "meaning": words["table"].get(name, ""),
                "columns": [(column, kind.lower()) for column, kind in columns],
            }
            for name, columns in relations.items()
        },
        "columns": words["column"],
        "functions": describe_functions(),
        "keywords": list(words["keyword"].items()),
    }
    key = f"{box}_goi_y"

    def take() -> None:
        asked = st.session_state[key].get("run")
        if asked is not None:
            run(str(asked))

    st.html(QUIET % key)
    try:
        _mount()(key=key, data=names, on_run_change=take)
    except Exception:  # noqa: BLE001 - an aid to typing must never take the box along
        log.exception("no completion in the SQL box")


def _mount() -> Any:
    manager = get_bidi_component_manager()
    if manager.get_component_asset_root(NAME) is None:
        # What Streamlit reads from the pyproject.toml of an installed package; this is not one.
        manifest = ComponentManifest(
            PROJECT, "1", [ComponentConfig(COMPONENT, asset_dir="components")]
        )
        manager.register_from_manifest(manifest, FOLDER)
    return st.components.v2.component(
        NAME,
        html=HTML,
        css="sql_completion.css",
        js="sql_completion.js",
        isolate_styles=False,
    )
