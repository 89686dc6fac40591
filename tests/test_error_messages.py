"""Whatever fails: a person reads a sentence and a number, and the log has the place under that number."""

import ast
import asyncio
import io
import json
import logging
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import duckdb
import pytest
from streamlit.proto.BackMsg_pb2 import BackendOperationRequest
from streamlit.runtime.backend_operation_handler import DeferredFileHandler
from streamlit.runtime.media_file_manager import MediaFileManager
from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

from access import audit_log
from pages.shared import acting, data, download_errors, fence, inbox, reader
from papers.round_data import PaperRefused
from reports.disk import StoreError
from reports.store import Store
from server import log
from tests.sample_store import import_samples
from tests.test_pages import PAGES, keep_environment, open_page, texts

__all__ = ["keep_environment"]

SECRET = "ô B7 của Nguyễn Văn Bí Mật trong /srv/du-lieu/kho/raw/ab12.xlsx"
FAILURES: dict[str, Callable[[], Exception]] = {
    "library": lambda: duckdb.IOException(f'IO Error: Cannot open file "{SECRET}"'),
    "value": lambda: ValueError(f"could not convert string to float: '{SECRET}'"),
    "store": lambda: StoreError(f"Không đọc được tệp gốc trong kho /srv/du-lieu/kho: {SECRET}"),
    "key": lambda: KeyError(SECRET),
}
# What tells a stranger how the server is built, in any message.
TELLING = re.compile(
    r"Traceback|\.py\b|(?<![\w/])/(?:srv|tmp|home|usr|work|var)\b|[A-Za-z]:\\|\w+(?:Error|Exception)\b"
    r"|duckdb|pandas|numpy|pyarrow|streamlit|plotly|calamine|openpyxl|starlette|site-packages",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def samples(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return import_samples(tmp_path_factory.mktemp("samples"))


@pytest.fixture
def lines() -> Iterator[Callable[[], list[dict[str, Any]]]]:
    """What the server's log holds, read as JSON line by line."""
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log.JsonLines())
    logger = logging.getLogger(log.OWN)
    before = logger.level
    logger.addHandler(handler)
    logger.setLevel(logging.INFO)
    yield lambda: [json.loads(line) for line in stream.getvalue().splitlines()]
    logger.removeHandler(handler)
    logger.setLevel(before)


def fail_with(make: Callable[[], Exception]) -> Callable[..., Any]:
    def fail(*_: object, **__: object) -> Any:
        raise make()

    return fail


@pytest.mark.parametrize(
    ("page", "kind"),
    # Each page with one kind; the fence is the same for all of them.
    [(page, list(FAILURES)[place % len(FAILURES)]) for place, page in enumerate(PAGES)],
)
def test_a_page_that_fails_tells_a_number_and_nothing_of_the_server(
    page: str,
    kind: str,
    samples: Path,
    monkeypatch: pytest.MonkeyPatch,
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    whole = data.rows
    fail = fail_with(FAILURES[kind])
    # What stands above every page is read too; only the page itself is to fail.
    monkeypatch.setattr(
        data, "rows", lambda view, **at: whole(view) if view == "data_status" else fail()
    )
    for name in ("reference", "database", "states"):
        monkeypatch.setattr(data, name, fail)
    for module, name in ((audit_log, "verify"), (inbox, "pending"), (inbox, "kind_labels")):
        monkeypatch.setattr(module, name, fail)
    app = open_page(page, {}, samples)
    assert not app.exception
    shown = [str(one.value) for kind in ("error", "warning", "info") for one in app.get(kind)]
    told = [words for words in shown if "mã lỗi" in words]
    assert told, shown
    number = re.search(r"mã lỗi \**([0-9A-F]{6})\b", told[-1])
    assert number is not None, told
    for words in (*shown, texts(app)):
        assert "Bí Mật" not in words and "ab12" not in words
    assert [words for words in shown if TELLING.search(words)] == []
    found = [line for line in lines() if line.get("error_number") == number[1]]
    assert len(found) == 1
    assert found[0]["failure"][0] == type(FAILURES[kind]()).__name__
    assert any("tests/test_error_messages.py" in frame for frame in found[0]["frames"])


@pytest.mark.parametrize("damage", ["pointer", "snapshot", "no snapshot", "no journal"])
def test_a_damaged_store_tells_nothing_of_the_server(
    damage: str, samples: Path, tmp_path: Path
) -> None:
    path = Path(shutil.copytree(samples, tmp_path / "store"))
    snapshot = Store(path).current().path
    {
        "pointer": lambda: (path / "current.json").write_text('{"version":', encoding="utf-8"),
        "snapshot": lambda: snapshot.write_bytes(os.urandom(8192)),
        "no snapshot": snapshot.unlink,
        "no journal": lambda: (path / "journal.jsonl").write_text("{}\n{}\n", encoding="utf-8"),
    }[damage]()
    for page in ("pages/council/overview.py", "pages/secretariat/intake.py"):
        app = open_page(page, {}, path)
        assert not app.exception
        shown = [str(one.value) for kind in ("error", "warning") for one in app.get(kind)]
        shown.append("\n".join(str(one.value) for one in app.markdown))
        assert [words for words in shown if TELLING.search(words)] == []
        assert str(tmp_path) not in texts(app)


@pytest.mark.parametrize("kind", FAILURES)
def test_an_act_that_fails_tells_nothing_of_the_server(
    kind: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept: list[str] = []
    monkeypatch.setattr(acting, "_keep", lambda _, words, __: kept.append(words))
    monkeypatch.setattr(reader, "require", lambda _: None)
    assert not acting.attempt("decide_file", fail_with(FAILURES[kind]))
    assert len(kept) == 1
    assert not TELLING.search(kept[0])
    assert ("mã lỗi" in kept[0]) == (kind != "store")


@pytest.mark.parametrize(
    ("words", "expected"),
    [
        (
            "Chưa có kho báo cáo tại /srv/kho; hãy nhập.",
            "Chưa có kho báo cáo trên máy chủ; hãy nhập.",
        ),
        ("Nhật ký của kho (/a/b/journal.jsonl) bị hỏng.", "Nhật ký của kho bị hỏng."),
        ("Kho “C:\\a b\\kho” bị hỏng.", "Kho bị hỏng."),
        ("/srv/x là một tệp.", "Nơi đã đặt làm kho báo cáo là một tệp."),
        ("Quyết định 1256/QĐ-UBND và/hoặc 3/4.", "Quyết định 1256/QĐ-UBND và/hoặc 3/4."),
    ],
)
def test_a_refusal_is_told_without_the_path_in_it(words: str, expected: str) -> None:
    assert fence.words_of(StoreError(words)) == expected


def answer_download(make: Callable[[], bytes]) -> Any:
    """What the browser is answered when a button's file is asked for."""
    download_errors.answer_in_words()
    files = MediaFileManager(MemoryMediaFileStorage("/media"))
    request = BackendOperationRequest(request_id="1")
    request.deferred_file.file_id = "one"
    files._deferred_callables["one"] = {  # type: ignore[typeddict-item]
        "callable": make,
        "mimetype": "text/csv",
        "filename": "a.csv",
    }
    handler = DeferredFileHandler(lambda: files)
    return asyncio.run(handler.handle(request, "session"))


def test_a_download_that_fails_is_answered_in_words() -> None:
    refused = answer_download(fail_with(lambda: PaperRefused("Đợt xét này chưa có đề nghị nào.")))
    assert refused.error_msg == "Đợt xét này chưa có đề nghị nào."
    failed = answer_download(fail_with(FAILURES["library"]))
    assert re.fullmatch(r"Chưa làm được\. .* mã lỗi [0-9A-F]{6}\.", failed.error_msg)
    assert not TELLING.search(failed.error_msg)
    assert answer_download(lambda: b"a;b").deferred_file.url.endswith(".csv")


def test_a_click_that_fails_outside_every_fence_has_a_number_too(
    monkeypatch: pytest.MonkeyPatch, lines: Callable[[], list[dict[str, Any]]]
) -> None:
    told: list[str] = []
    monkeypatch.setattr(fence, "st", SimpleNamespace(error=lambda words, icon: told.append(words)))
    assert fence.tell_script_error(FAILURES["library"]()) is True
    (line,) = lines()
    assert line["error_number"] in told[0]
    assert not TELLING.search(told[0])


def test_log_lines_hold_no_message_no_argument_and_no_name() -> None:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(log.JsonLines())
    for name in ("streamlit.runtime", "uvicorn.error", log.OWN):
        logger = logging.Logger(name)
        logger.addHandler(handler)
        try:
            raise duckdb.IOException(SECRET) from KeyError(SECRET)
        except duckdb.IOException:
            logger.exception("%s could not be read", SECRET)
        if name != log.OWN:
            # Words of our own are fixed: the next test.
            logger.warning(SECRET)
    found = [json.loads(line) for line in stream.getvalue().splitlines()]
    assert len(found) == 5
    assert "Bí Mật" not in stream.getvalue() and "ab12" not in stream.getvalue()
    assert found[0]["failure"] == ["IOException", "KeyError"]
    assert found[0]["frames"][-1].startswith("tests/test_error_messages.py:")


def test_words_that_our_own_code_logs_are_fixed_ones() -> None:
    calls = 0
    for room in log.OWN_NAMES[1:]:
        for path in (log.PROJECT / room).rglob("*.py"):
            for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
                if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                    continue
                said = {"debug", "info", "warning", "error", "exception", "critical", "note"}
                if ast.unparse(node.func.value) != "log" or node.func.attr not in said:
                    continue
                if path == log.PROJECT / "server" / "log.py":
                    continue
                calls += 1
                first = node.args[0] if node.args else None
                assert isinstance(first, ast.Constant), f"{path}:{node.lineno}"
    assert calls > 5


def test_own_events_carry_their_codes_and_numbers(
    lines: Callable[[], list[dict[str, Any]]],
) -> None:
    log.note("audit_head", sequence=7, sha256="ab")
    (line,) = lines()
    assert (line["event"], line["sequence"], line["level"]) == ("audit_head", 7, "info")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", line["at"])


def test_set_up_leaves_no_other_handler_in_the_process() -> None:
    script = (
        "import logging, streamlit, streamlit.logger as l\n"
        "from server import log\n"
        "l.get_logger('streamlit.web'); log.set_up()\n"
        "logging.getLogger('streamlit.web').error('%s', 'Bí Mật')\n"
        "log.note('started', port=1)\n"
    )
    done = subprocess.run(
        [sys.executable, "-c", script], capture_output=True, text=True, check=True, cwd=log.PROJECT
    )
    found = [json.loads(line) for line in done.stderr.splitlines()]
    assert [line["source"] for line in found] == ["streamlit.web", "dashboard"]
    assert "Bí Mật" not in done.stderr
