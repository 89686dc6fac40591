"""A wrong setting is a sentence before the start, never a traceback after it."""

import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from reports.store import Store
from server import settings
from server.__main__ import main
from server.settings import PROJECT, Settings, check

ENGLISH = re.compile(r"Traceback|Errno|\b(?:error|failed|not found|invalid)\b", re.IGNORECASE)


@pytest.fixture(autouse=True)
def store(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A sound store with one event, on which a start has nothing to say."""
    path = tmp_path / "store"
    with Store(path).writing() as writer:
        writer.note("remarked", "An", {})
    monkeypatch.setenv("STORE", str(path))
    return path


@pytest.fixture
def free_port() -> Iterator[str]:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    yield str(port)


def fatal(given: Settings) -> list[str]:
    words = [finding.words for finding in check(given) if finding.is_fatal]
    assert [one for one in words if ENGLISH.search(one)] == []
    return words


def test_sound_settings_leave_nothing_to_say(free_port: str) -> None:
    assert fatal(Settings(port=free_port)) == []
    assert main(["--check", "--port", free_port]) == 0


@pytest.mark.parametrize(
    ("damage", "expected"),
    [
        ("missing", "Không có thư mục kho báo cáo"),
        ("a file", "phải là một thư mục"),
        ("another folder", "không phải kho báo cáo"),
        ("pointer", "chưa có bản dữ liệu nào dùng được"),
        ("cut snapshot", "bị thiếu hoặc bị cắt cụt"),
        ("no journal", "mất tệp journal.jsonl"),
        ("read-only", "Không ghi được vào kho báo cáo"),
    ],
)
def test_a_wrong_store_is_named_with_its_path_and_what_to_do(
    damage: str,
    expected: str,
    store: Path,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    free_port: str,
    capsys: pytest.CaptureFixture[str],
) -> None:
    other = tmp_path / "other"
    if damage == "missing":
        monkeypatch.setenv("STORE", str(other))
    elif damage == "a file":
        other.write_text("x", encoding="utf-8")
        monkeypatch.setenv("STORE", str(other))
    elif damage == "another folder":
        other.mkdir()
        (other / "photos").mkdir()
        monkeypatch.setenv("STORE", str(other))
    elif damage == "pointer":
        (store / "current.json").write_text("{", encoding="utf-8")
    elif damage == "cut snapshot":
        os.truncate(Store(store).current().path, 4096)
    elif damage == "no journal":
        (store / "journal.jsonl").unlink()
    else:
        monkeypatch.setattr(settings, "is_writable", lambda folder: folder != store)
    words = fatal(Settings(port=free_port))
    assert len(words) == 1 and expected in words[0], words
    assert main(["--port", free_port]) == 1
    said = capsys.readouterr().err
    assert words[0] in said and "Chưa khởi động." in said


def test_an_empty_store_folder_is_a_first_start(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_port: str
) -> None:
    (tmp_path / "new").mkdir()
    monkeypatch.setenv("STORE", str(tmp_path / "new"))
    assert fatal(Settings(port=free_port)) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        (Settings(port="abc"), "phải là số từ 1 đến 65535"),
        (Settings(port="0"), "phải là số từ 1 đến 65535"),
        (Settings(port="70000"), "phải là số từ 1 đến 65535"),
        (Settings(address="thidua.soctrang", port="8501"), "phải là địa chỉ IP"),
    ],
)
def test_a_wrong_address_or_port_is_named(given: Settings, expected: str) -> None:
    words = fatal(given)
    assert any(expected in one for one in words), words


def test_an_address_for_the_whole_network_needs_accounts(free_port: str) -> None:
    (words,) = fatal(Settings(address="0.0.0.0", port=free_port))
    assert "chưa có tài khoản đăng nhập nào" in words


def test_accounts_that_cannot_be_read_are_named(store: Path, free_port: str) -> None:
    folder = store.with_name("store-access")
    folder.mkdir()
    (folder / "accounts.sqlite").write_bytes(b"no database at all" * 100)
    (words,) = fatal(Settings(port=free_port))
    assert str(folder / "accounts.sqlite") in words


def test_a_wrong_setting_of_sign_in_is_named(
    monkeypatch: pytest.MonkeyPatch, free_port: str
) -> None:
    monkeypatch.setenv("ACCESS_HOURS", "nhiều")
    (words,) = fatal(Settings(port=free_port))
    assert "ACCESS_HOURS" in words


def test_a_port_in_use_is_named() -> None:
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = str(other.getsockname()[1])
        (words,) = fatal(Settings(port=port))
    assert f"Cổng {port} đang được chương trình khác dùng" in words


def test_an_address_of_another_machine_is_named(free_port: str) -> None:
    words = fatal(Settings(address="203.0.113.77", port=free_port))
    assert any("không phải của máy này" in one for one in words)


@pytest.mark.parametrize("content", ["[server\n", "[client]\nshowErrorDetails = 'full'\n", None])
def test_a_wrong_configuration_file_is_named(
    content: str | None, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, free_port: str
) -> None:
    path = tmp_path / "config.toml"
    if content is not None:
        path.write_text(content, encoding="utf-8")
    monkeypatch.setattr(settings, "CONFIG", path)
    (words,) = [finding.words for finding in check(Settings(port=free_port)) if finding.is_fatal]
    assert str(path) in words


def test_a_missing_library_is_named_and_another_version_only_mentioned(
    monkeypatch: pytest.MonkeyPatch, free_port: str
) -> None:
    from importlib.metadata import PackageNotFoundError

    def version(name: str) -> str:
        if name == "duckdb":
            raise PackageNotFoundError(name)
        return "0.0.1"

    monkeypatch.setattr(settings.importlib.metadata, "version", version)
    (words,) = fatal(Settings(port=free_port))
    assert words.startswith("Thiếu thư viện duckdb;")
    others = [one.words for one in check(Settings(port=free_port)) if not one.is_fatal]
    assert any("pandas 0.0.1" in one for one in others)


def test_a_temporary_folder_that_cannot_be_written_is_named(
    monkeypatch: pytest.MonkeyPatch, free_port: str, store: Path
) -> None:
    monkeypatch.setattr(settings, "is_writable", lambda folder: folder == store)
    (words,) = fatal(Settings(port=free_port))
    assert "TMPDIR" in words


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="needs a folder nobody may write to")
def test_whether_a_folder_can_be_written_is_tried_not_read_from_its_mode(tmp_path: Path) -> None:
    assert settings.is_writable(tmp_path)
    assert not settings.is_writable(Path("/proc/self"))


def test_wrong_use_of_the_command_has_its_own_exit_status() -> None:
    assert main(["--nonsense"]) == 2


def test_the_command_starts_a_server_that_answers_and_ends_on_a_signal(free_port: str) -> None:
    server = subprocess.Popen(
        [sys.executable, "-m", "server", "--port", free_port],
        cwd=PROJECT,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.PIPE,
        text=True,
    )
    try:
        import time
        import urllib.request

        answer = ""
        deadline = time.monotonic() + 90
        while not answer and time.monotonic() < deadline and server.poll() is None:
            try:
                address = f"http://127.0.0.1:{free_port}/_stcore/health"
                answer = urllib.request.urlopen(address, timeout=5).read().decode()
            except OSError:
                time.sleep(0.2)
        assert answer == "ok", server.poll()
    finally:
        server.terminate()
        server.wait(timeout=30)
