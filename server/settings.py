"""What must hold before the dashboard starts: each wrong setting is one Vietnamese sentence.

The sentences are for the person who starts the server, so they name paths and commands.
"""

from __future__ import annotations

import errno
import importlib.metadata
import ipaddress
import os
import re
import shutil
import socket
import sqlite3
import sys
import tempfile
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

from access.settings import WrongSetting, read_settings
from access.start import LOOPBACK
from reports.disk import StoreError
from reports.store import DEFAULT_PATH, Store, find_store

PROJECT = Path(__file__).resolve().parent.parent
CONFIG = PROJECT / ".streamlit" / "config.toml"
DEFAULT_ADDRESS, DEFAULT_PORT = "127.0.0.1", 8501
LEAST_FREE_BYTES = 200 * 1024 * 1024
MEBIBYTE = 1024 * 1024
# The pinned packages that the pages cannot do without: what `pip install -r requirements.txt` brings.
PINNED = re.compile(r"^([A-Za-z0-9_.-]+)==([^\s#]+)", re.MULTILINE)


@dataclass(frozen=True)
class Settings:
    """Where the dashboard listens, as typed; a port is text until it was looked at."""

    address: str = DEFAULT_ADDRESS
    port: str = str(DEFAULT_PORT)


@dataclass(frozen=True)
class Finding:
    """One sentence about a setting; a start is refused only where `is_fatal`."""

    words: str
    is_fatal: bool = True


def check(settings: Settings) -> list[Finding]:
    """Returns what is wrong, and what is worth knowing, in the order in which to mend it."""
    looks: list[Callable[[Settings], Iterator[Finding]]] = [
        check_python,
        check_config,
        check_store,
        check_accounts,
        check_temporary_folder,
        check_listening,
        check_printing,
    ]
    return [finding for look in looks for finding in look(settings)]


def check_python(_: Settings) -> Iterator[Finding]:
    """The interpreter, and the libraries in their pinned versions."""
    if sys.version_info < (3, 11):  # noqa: UP036 - said here, for nobody reads a SyntaxError
        yield Finding(f"Cần Python 3.11 trở lên, đang chạy bằng Python {sys.version.split()[0]}.")
    missing, other = [], []
    pins = (PROJECT / "requirements.txt").read_text(encoding="utf-8")
    for name, version in PINNED.findall(pins):
        try:
            found = importlib.metadata.version(name)
        except importlib.metadata.PackageNotFoundError:
            missing.append(name)
            continue
        if found != version:
            other.append(f"{name} {found} (cần {version})")
    install = "chạy lại lệnh cài đặt trong docs/running.md"
    if missing:
        yield Finding(f"Thiếu thư viện {', '.join(missing)}; hãy {install}.")
    if other:
        yield Finding(f"Thư viện khác bản đã kiểm thử: {', '.join(other)}; hãy {install}.", False)


def check_config(_: Settings) -> Iterator[Finding]:
    """The configuration file that keeps the defaults safe."""
    try:
        config = tomllib.loads(CONFIG.read_text(encoding="utf-8"))
    except OSError:
        yield Finding(f"Thiếu tệp cấu hình {CONFIG}; hãy chép lại từ bản cài đặt.")
        return
    except tomllib.TOMLDecodeError as error:
        yield Finding(f"Tệp cấu hình {CONFIG} viết sai ({error}); hãy sửa hoặc chép lại.")
        return
    if config.get("client", {}).get("showErrorDetails") != "none":
        yield Finding(
            f"Tệp cấu hình {CONFIG} phải có client.showErrorDetails = “none”, nếu không người dùng thấy"
            " chi tiết lỗi của máy chủ."
        )


def check_store(_: Settings) -> Iterator[Finding]:
    """The folder of accepted reports: there, a store, whole as far as a start can tell, writable."""
    path = find_store()
    if path.is_file():
        yield Finding(f"STORE chỉ vào tệp {path}; phải là một thư mục. Hãy sửa biến STORE.")
        return
    if not path.exists():
        if path != DEFAULT_PATH:
            yield Finding(
                f"Không có thư mục kho báo cáo {path}. Nếu đây là lần chạy đầu, hãy tạo thư mục đó; nếu"
                " không, hãy sửa biến STORE hoặc gắn lại ổ đĩa."
            )
        return
    try:
        names = {each.name for each in path.iterdir()}
    except OSError:
        yield Finding(f"Không đọc được thư mục kho báo cáo {path}; hãy cấp quyền đọc và ghi.")
        return
    store = Store(path)
    if names - {"audit", "lost+found"} and not {"raw", "journal.jsonl"} & names:
        yield Finding(
            f"Thư mục {path} có nội dung khác và không phải kho báo cáo; hãy sửa biến STORE."
        )
        return
    if not is_writable(path):
        yield Finding(
            f"Không ghi được vào kho báo cáo {path}: không nhận được báo cáo và không ghi được nhật ký."
            " Hãy cấp quyền ghi cho tài khoản chạy máy chủ."
        )
    free = shutil.disk_usage(path).free
    if free < LEAST_FREE_BYTES:
        yield Finding(f"Ổ đĩa của kho {path} chỉ còn {free // MEBIBYTE} MB trống.", is_fatal=False)
    if store.exists():
        try:
            store.current()
        except StoreError as error:
            yield Finding(str(error))
    elif any((path / "snapshots").glob("*.duckdb")):
        yield Finding(
            f"Kho báo cáo {path} mất tệp journal.jsonl; hãy khôi phục từ bản sao lưu trước khi chạy."
        )


def check_accounts(settings: Settings) -> Iterator[Finding]:
    """The settings of sign-in; the file of accounts, where there is one: readable, and a database."""
    try:
        access = read_settings()
    except WrongSetting as wrong:
        yield Finding(str(wrong))
        return
    path = access.accounts_file
    if not access.is_switched_on and settings.address not in LOOPBACK:
        yield Finding(
            f"Địa chỉ {settings.address} mở cho cả mạng, nhưng chưa có tài khoản đăng nhập nào; hãy tạo"
            " bằng lệnh python -m access add TÊN --role administrator, hoặc bỏ --address."
        )
    try:
        if not path.exists():
            return
        with sqlite3.connect(f"{path.absolute().as_uri()}?mode=rw", uri=True) as accounts:
            accounts.execute("select count(*) from sqlite_master").fetchone()
    except (OSError, sqlite3.Error):
        yield Finding(
            f"Không đọc được tệp tài khoản {path}; hãy cấp quyền đọc và ghi, hoặc khôi phục từ bản sao"
            " lưu. Khi chưa đọc được thì không ai đăng nhập được."
        )


def check_temporary_folder(_: Settings) -> Iterator[Finding]:
    """The temporary folder: questions in SQL and opened seals are written there."""
    try:
        folder = Path(tempfile.gettempdir())
    except OSError:
        folder = None
    if folder is None or not is_writable(folder):
        named = os.environ.get("TMPDIR", "/tmp")
        yield Finding(f"Không ghi được vào thư mục tạm {named}; hãy sửa biến TMPDIR.")


def check_listening(settings: Settings) -> Iterator[Finding]:
    """Address and port: written right, of this machine, and free."""
    if not settings.port.isdecimal() or not 0 < int(settings.port) < 65536:
        yield Finding(f"Cổng “{settings.port}” không hợp lệ; phải là số từ 1 đến 65535.")
        return
    try:
        address = ipaddress.ip_address(settings.address)
    except ValueError:
        yield Finding(
            f"Địa chỉ “{settings.address}” không hợp lệ; phải là địa chỉ IP của máy này, như 127.0.0.1."
        )
        return
    port = int(settings.port)
    family = socket.AF_INET6 if address.version == 6 else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        # As the server itself: what a process that has just ended left behind is no hindrance.
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((settings.address, port))
        except OSError as error:
            yield Finding(
                {
                    errno.EADDRINUSE: f"Cổng {port} đang được chương trình khác dùng; hãy dừng chương"
                    " trình đó hoặc chọn cổng khác bằng --port.",
                    errno.EADDRNOTAVAIL: f"Địa chỉ {settings.address} không phải của máy này; hãy sửa"
                    " --address.",
                    errno.EACCES: f"Không có quyền mở cổng {port}; hãy chọn cổng từ 1024 trở lên.",
                }.get(error.errno or 0, f"Không mở được {settings.address}:{port}.")
            )


def check_printing(_: Settings) -> Iterator[Finding]:
    """LibreOffice: only the PDF of a meeting needs it."""
    if shutil.which("soffice") is None and shutil.which("libreoffice") is None:
        yield Finding("Không có LibreOffice: không làm được tập tài liệu họp PDF.", is_fatal=False)


def is_writable(folder: Path) -> bool:
    """Returns whether a file can be made there: permissions alone do not tell of read-only disks."""
    try:
        with tempfile.TemporaryFile(dir=folder):
            return True
    except OSError:
        return False
